package app.regard.push

import android.app.Activity
import androidx.appcompat.app.AppCompatActivity
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Channel
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSArray
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin

@InvokeArg
class ListenArgs {
  lateinit var heard: Channel
}

@InvokeArg
class FindArgs {
  var fcm: Boolean = false
  var webKey: String? = null
}

@InvokeArg
class TakenArgs {
  lateinit var alert: String
}

/** What the app asks of this half. No page can: there are no permissions for it. */
@TauriPlugin
class PushPlugin(private val activity: Activity) : Plugin(activity) {
  /** Listens, and answers which alerts were shown while nobody did. */
  @Command
  fun listen(invoke: Invoke) {
    val heard = invoke.parseArgs(ListenArgs::class.java).heard
    App.listener = { said -> heard.send(said) }
    invoke.resolve(takeShown())
  }

  /** Answers which alerts were shown since, while nobody listened. */
  @Command
  fun shown(invoke: Invoke) {
    invoke.resolve(takeShown())
  }

  private fun takeShown(): JSObject {
    val shown = JSArray()
    Banner.takeShown(activity).forEach { shown.put(it) }
    return JSObject().put("shown", shown)
  }

  /** Asks Google's service where this phone is reached, or else a distributor of UnifiedPush. */
  @Command
  fun find(invoke: Invoke) {
    val by = invoke.parseArgs(FindArgs::class.java)
    val webKey = by.webKey
    when {
      by.fcm && Fcm.isSetUp(activity) -> Fcm.find(activity)
      webKey != null -> Distributor.find(activity, webKey)
      else -> App.nowhere("no service")
    }
    invoke.resolve()
  }

  /** Gives the token back. */
  @Command
  fun forget(invoke: Invoke) {
    Fcm.forget(activity)
    Distributor.forget(activity)
    invoke.resolve()
  }

  /** The app has taken a push. */
  @Command
  fun taken(invoke: Invoke) {
    App.taken(invoke.parseArgs(TakenArgs::class.java).alert)
    invoke.resolve()
  }

  override fun onDestroy(activity: AppCompatActivity) {
    // Nobody listens behind a window that is gone.
    App.listener = null
  }
}

package app.regard.push

import android.content.Context
import app.tauri.plugin.JSObject
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

/** The app behind this half, if it runs. */
object App {
  /** How long the app may take for one push; the system stops what it woke soon after. */
  private const val SECONDS = 9L

  @Volatile
  var listener: ((JSObject) -> Unit)? = null

  private val waiting = ConcurrentHashMap<String, CountDownLatch>()

  /** Where this phone is reached. Nobody listening is fine: the app asks at its next start. */
  fun found(platform: String, token: String, p256dh: String? = null, auth: String? = null) {
    val said = JSObject()
    said.put("platform", platform)
    said.put("token", token)
    if (p256dh != null) said.put("p256dh", p256dh)
    if (auth != null) said.put("auth", auth)
    say("token", said)
  }

  /** This phone is reached nowhere. */
  fun nowhere(why: String) = say("nowhere", why)

  /**
   * A push. The app asks the server and makes the banner out of its own database; where it does not run,
   * or takes too long, the phone shows one that names nobody. Not for the main thread: it waits, because
   * the phone may sleep when this returns.
   */
  fun pushed(context: Context, data: Map<String, String>) {
    val push = Pushed.of(data) ?: return
    val listener = listener
    if (listener == null) {
      Banner.show(context, push)
      return
    }
    val done = CountDownLatch(1)
    waiting[push.alert] = done
    say("pushed", push.said())
    if (!done.await(SECONDS, TimeUnit.SECONDS)) Banner.show(context, push)
    waiting.remove(push.alert)
  }

  /** The app has taken it. */
  fun taken(alert: String) {
    waiting[alert]?.countDown()
  }

  private fun say(word: String, what: Any) {
    val said = JSObject()
    said.put(word, what)
    listener?.invoke(said)
  }
}

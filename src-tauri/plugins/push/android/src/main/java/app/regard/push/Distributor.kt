package app.regard.push

import android.app.Activity
import android.content.Context
import org.json.JSONException
import org.json.JSONObject
import org.unifiedpush.android.connector.FailedReason
import org.unifiedpush.android.connector.PushService
import org.unifiedpush.android.connector.UnifiedPush
import org.unifiedpush.android.connector.data.PushEndpoint
import org.unifiedpush.android.connector.data.PushMessage
import kotlin.concurrent.thread

/** An app of the associate's choice that brings pushes (UnifiedPush), where there is no Google. */
object Distributor {
  fun find(activity: Activity, webKey: String) {
    UnifiedPush.tryUseCurrentOrDefaultDistributor(activity) { found ->
      if (found) UnifiedPush.register(activity, vapid = webKey)
      else App.nowhere("no distributor")
    }
  }

  fun forget(context: Context) {
    if (UnifiedPush.getSavedDistributor(context) != null) UnifiedPush.unregister(context)
  }
}

/** What the distributor says; the connector has opened the seal. */
class UnifiedPushService : PushService() {
  override fun onNewEndpoint(endpoint: PushEndpoint, instance: String) {
    val keys = endpoint.pubKeySet ?: return App.nowhere("no keys")
    App.found("web", endpoint.url, keys.pubKey, keys.auth)
  }

  override fun onMessage(message: PushMessage, instance: String) {
    // What nobody sealed for this phone is not of the store's server.
    if (!message.decrypted) return
    val data = try {
      val said = JSONObject(String(message.content, Charsets.UTF_8))
      said.keys().asSequence().associateWith { said.get(it).toString() }
    } catch (_: JSONException) {
      return
    }
    thread { App.pushed(this, data) }
  }

  override fun onRegistrationFailed(reason: FailedReason, instance: String) = App.nowhere(reason.name)

  override fun onUnregistered(instance: String) = App.nowhere("the distributor let go")
}

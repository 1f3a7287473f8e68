package app.regard.push

import android.content.Context
import com.google.firebase.FirebaseApp
import com.google.firebase.FirebaseOptions
import com.google.firebase.messaging.FirebaseMessaging
import com.google.firebase.messaging.FirebaseMessagingService
import com.google.firebase.messaging.RemoteMessage

/** Google's service. Which project of the store's it is stands in the build's values. */
object Fcm {
  fun isSetUp(context: Context): Boolean = context.getString(R.string.regard_push_app).isNotEmpty()

  fun find(context: Context) {
    if (!start(context)) return App.nowhere("not set up")
    FirebaseMessaging.getInstance().token.addOnCompleteListener { asked ->
      val token = if (asked.isSuccessful) asked.result else null
      if (token != null) App.found("fcm", token) else App.nowhere("Google's service gives no token")
    }
  }

  fun forget(context: Context) {
    if (start(context)) FirebaseMessaging.getInstance().deleteToken()
  }

  /** Once in each life of the process, also one that a push began. */
  fun start(context: Context): Boolean {
    if (!isSetUp(context)) return false
    if (FirebaseApp.getApps(context).isEmpty()) {
      val options = FirebaseOptions.Builder()
        .setProjectId(context.getString(R.string.regard_push_project))
        .setApplicationId(context.getString(R.string.regard_push_app))
        .setApiKey(context.getString(R.string.regard_push_key))
        .setGcmSenderId(context.getString(R.string.regard_push_sender))
        .build()
      FirebaseApp.initializeApp(context, options)
    }
    return true
  }
}

/** What Google's service says. The system calls it on a thread of its own. */
class FcmService : FirebaseMessagingService() {
  override fun onCreate() {
    Fcm.start(this)
    super.onCreate()
  }

  override fun onNewToken(token: String) = App.found("fcm", token)

  override fun onMessageReceived(message: RemoteMessage) = App.pushed(this, message.data)
}

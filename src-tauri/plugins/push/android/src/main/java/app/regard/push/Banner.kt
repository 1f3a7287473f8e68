package app.regard.push

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent

/**
 * The banner of a push that the app did not take: it names nobody. The app's own banner of the same
 * alert has the same number and takes its place.
 */
object Banner {
  /** The app's own kind of alert (src-tauri/src/alerts/phone.rs). */
  private const val CHANNEL = "alerts"
  private const val KEPT = "regard_push"
  private const val SHOWN = "shown"
  /** More than a phone shows at once. */
  private const val MOST = 200

  fun show(context: Context, push: Pushed) {
    val system = context.getSystemService(NotificationManager::class.java) ?: return
    // Without the associate's yes nothing is shown; the alert waits on Today.
    if (!system.areNotificationsEnabled()) return
    system.createNotificationChannel(
      NotificationChannel(CHANNEL, "Regard", NotificationManager.IMPORTANCE_HIGH)
    )
    val open = Intent(Intent.ACTION_VIEW, push.link())
      .setPackage(context.packageName)
      .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
    val tap = PendingIntent.getActivity(
      context, push.number, open, PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT
    )
    val banner = Notification.Builder(context, CHANNEL)
      .setSmallIcon(icon(context))
      .setContentTitle(context.getString(words(push.kind)))
      .setContentText(context.getString(R.string.regard_push_open))
      .setVisibility(Notification.VISIBILITY_PRIVATE)
      .setContentIntent(tap)
      .setAutoCancel(true)
      .build()
    system.notify(push.number, banner)
    remember(context, push.alert)
  }

  /** What was shown while the app did not run; asked once. */
  @Synchronized
  fun takeShown(context: Context): Set<String> {
    val kept = context.getSharedPreferences(KEPT, Context.MODE_PRIVATE)
    val shown = kept.getStringSet(SHOWN, emptySet()).orEmpty().toSet()
    kept.edit().remove(SHOWN).apply()
    return shown
  }

  @Synchronized
  private fun remember(context: Context, alert: String) {
    val kept = context.getSharedPreferences(KEPT, Context.MODE_PRIVATE)
    val shown = kept.getStringSet(SHOWN, emptySet()).orEmpty()
    kept.edit().putStringSet(SHOWN, (shown + alert).toList().takeLast(MOST).toSet()).apply()
  }

  private fun words(kind: String): Int = when (kind) {
    "repair_ready" -> R.string.regard_push_repair_ready
    "message_failed" -> R.string.regard_push_message_failed
    "customer_replied" -> R.string.regard_push_customer_replied
    "sending_refused" -> R.string.regard_push_sending_refused
    "uncollected" -> R.string.regard_push_uncollected
    "promise_order_by" -> R.string.regard_push_promise_order_by
    "promise_used_twice" -> R.string.regard_push_promise_used_twice
    else -> R.string.regard_push_alert
  }

  /** The app's picture for the bar; its own one for the launcher where that is missing. */
  private fun icon(context: Context): Int {
    val found = context.resources.getIdentifier("ic_alert", "drawable", context.packageName)
    return if (found != 0) found else context.applicationInfo.icon
  }
}

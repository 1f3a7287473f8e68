#!/usr/bin/env python3
"""Writes stand-ins for the classes that our Kotlin uses of Android, AndroidX, Tauri, Firebase and
UnifiedPush: names and types as documented, nothing behind them. They let a compiler read our files on a
machine without Android's tools. What is not listed here can't be used by our Kotlin unseen: it would
not compile.

    standins.py FOLDER STRINGS.XML
"""
import pathlib
import sys

STANDINS = {
    "android": "class R { object id { const val content = 0 } }",
    "android.app": """
open class Activity : android.content.Context() { open fun moveTaskToBack(nonRoot: Boolean): Boolean = true }
open class Service : android.content.Context() { open fun onCreate() {} }
class Notification {
  class Builder(context: android.content.Context, channel: String) {
    fun setSmallIcon(icon: Int): Builder = this
    fun setContentTitle(text: CharSequence?): Builder = this
    fun setContentText(text: CharSequence?): Builder = this
    fun setVisibility(visibility: Int): Builder = this
    fun setContentIntent(intent: PendingIntent?): Builder = this
    fun setAutoCancel(cancel: Boolean): Builder = this
    fun build(): Notification = Notification()
  }
  companion object { const val VISIBILITY_PRIVATE = 0 }
}
class NotificationChannel(id: String, name: CharSequence, importance: Int)
class NotificationManager {
  fun areNotificationsEnabled(): Boolean = true
  fun createNotificationChannel(channel: NotificationChannel) {}
  fun notify(id: Int, notification: Notification) {}
  companion object { const val IMPORTANCE_HIGH = 4 }
}
class PendingIntent {
  companion object {
    const val FLAG_IMMUTABLE = 1 shl 26
    const val FLAG_UPDATE_CURRENT = 1 shl 27
    fun getActivity(context: android.content.Context, code: Int, intent: android.content.Intent, flags: Int): PendingIntent = PendingIntent()
  }
}
""",
    "android.content": """
open class Context {
  open val packageName: String = ""
  open val resources: android.content.res.Resources get() = android.content.res.Resources()
  open val applicationInfo: android.content.pm.ApplicationInfo get() = android.content.pm.ApplicationInfo()
  fun getString(id: Int): String = ""
  fun <T> getSystemService(kind: Class<T>): T? = null
  fun getSharedPreferences(name: String, mode: Int): SharedPreferences = TODO()
  companion object { const val MODE_PRIVATE = 0 }
}
interface SharedPreferences {
  fun getStringSet(key: String, otherwise: Set<String>?): Set<String>?
  fun edit(): Editor
  interface Editor {
    fun putStringSet(key: String, values: Set<String>?): Editor
    fun remove(key: String): Editor
    fun apply()
  }
}
class Intent(action: String, uri: android.net.Uri) {
  fun setPackage(name: String?): Intent = this
  fun addFlags(flags: Int): Intent = this
  companion object { const val ACTION_VIEW = "android.intent.action.VIEW"; const val FLAG_ACTIVITY_NEW_TASK = 1 shl 28 }
}
""",
    "android.content.pm": "class ApplicationInfo { val icon: Int = 0 }",
    "android.content.res": """
class Resources {
  val displayMetrics: android.util.DisplayMetrics get() = android.util.DisplayMetrics()
  fun getIdentifier(name: String, kind: String, of: String): Int = 0
}
""",
    "android.util": "class DisplayMetrics { val density: Float = 1f }",
    "android.net": """
class Uri {
  class Builder {
    fun scheme(text: String): Builder = this
    fun authority(text: String): Builder = this
    fun appendPath(text: String): Builder = this
    fun appendQueryParameter(name: String, value: String): Builder = this
    fun build(): Uri = Uri()
  }
}
""",
    "android.os": """
class Bundle
object Environment { val DIRECTORY_PICTURES: String = "Pictures" }
""",
    "android.view": """
open class View { fun setPadding(left: Int, top: Int, right: Int, bottom: Int) {} }
class Window { fun setFlags(flags: Int, mask: Int) {} }
class WindowManager { object LayoutParams { const val FLAG_SECURE = 0x2000 } }
""",
    "android.webkit": """
annotation class JavascriptInterface
class WebView : android.view.View() {
  fun evaluateJavascript(script: String, done: ((String?) -> Unit)?) {}
  fun addJavascriptInterface(what: Any, name: String) {}
  fun canGoBack(): Boolean = false
  fun goBack() {}
}
""",
    "androidx.activity": """
import androidx.appcompat.app.AppCompatActivity
abstract class OnBackPressedCallback(enabled: Boolean) { abstract fun handleOnBackPressed() }
class OnBackPressedDispatcher { fun addCallback(owner: Any, callback: OnBackPressedCallback) {} }
fun AppCompatActivity.enableEdgeToEdge() {}
""",
    "androidx.appcompat.app": """
open class AppCompatActivity : android.app.Activity() {
  val window: android.view.Window get() = android.view.Window()
  val onBackPressedDispatcher get() = androidx.activity.OnBackPressedDispatcher()
  fun <T : android.view.View> findViewById(id: Int): T = TODO()
  protected open fun onCreate(savedInstanceState: android.os.Bundle?) {}
  protected open fun onResume() {}
  fun getExternalFilesDir(kind: String?): java.io.File? = null
}
""",
    "androidx.core.graphics": """
class Insets(val left: Int, val top: Int, val right: Int, val bottom: Int) {
  companion object { val NONE = Insets(0, 0, 0, 0) }
}
""",
    "androidx.core.view": """
import androidx.core.graphics.Insets
class WindowInsetsCompat {
  fun getInsets(kind: Int): Insets = Insets.NONE
  class Builder(of: WindowInsetsCompat) {
    fun setInsets(kind: Int, insets: Insets): Builder = this
    fun build(): WindowInsetsCompat = WindowInsetsCompat()
  }
  object Type { fun systemBars() = 1; fun displayCutout() = 2; fun ime() = 4 }
}
object ViewCompat {
  fun <V : android.view.View> setOnApplyWindowInsetsListener(view: V, listener: (V, WindowInsetsCompat) -> WindowInsetsCompat) {}
}
""",
    "app.regard.store": """
abstract class TauriActivity : androidx.appcompat.app.AppCompatActivity() {
  open fun onWebViewCreate(webView: android.webkit.WebView) {}
}
""",
    "app.tauri.annotation": """
annotation class Command
annotation class InvokeArg
annotation class TauriPlugin
""",
    "app.tauri.plugin": """
class Channel { fun send(data: JSObject) {} }
class Invoke {
  fun <T> parseArgs(kind: Class<T>): T = TODO()
  fun resolve(data: JSObject?) {}
  fun resolve() {}
}
class JSArray : org.json.JSONArray()
class JSObject : org.json.JSONObject {
  constructor() : super()
  constructor(json: String) : super(json)
  override fun put(key: String, value: Any?): JSObject = this
}
abstract class Plugin(private val activity: android.app.Activity) {
  open fun onDestroy(activity: androidx.appcompat.app.AppCompatActivity) {}
}
""",
    "org.json": """
class JSONException(message: String) : Exception(message)
open class JSONArray { fun put(value: Any?): JSONArray = this }
open class JSONObject() {
  constructor(json: String) : this()
  fun keys(): MutableIterator<String> = TODO()
  fun get(key: String): Any = TODO()
  open fun put(key: String, value: Any?): JSONObject = this
}
""",
    "com.google.firebase": """
class FirebaseApp {
  companion object {
    fun getApps(context: android.content.Context): List<FirebaseApp> = emptyList()
    fun initializeApp(context: android.content.Context, options: FirebaseOptions): FirebaseApp = FirebaseApp()
  }
}
class FirebaseOptions {
  class Builder {
    fun setProjectId(text: String?): Builder = this
    fun setApplicationId(text: String): Builder = this
    fun setApiKey(text: String): Builder = this
    fun setGcmSenderId(text: String?): Builder = this
    fun build(): FirebaseOptions = FirebaseOptions()
  }
}
""",
    "com.google.android.gms.tasks": """
class Task<T> {
  val isSuccessful: Boolean get() = true
  val result: T get() = TODO()
  fun addOnCompleteListener(done: (Task<T>) -> Unit): Task<T> = this
}
""",
    "com.google.firebase.messaging": """
import com.google.android.gms.tasks.Task
class FirebaseMessaging {
  val token: Task<String> get() = TODO()
  fun deleteToken(): Task<Void> = TODO()
  companion object { fun getInstance(): FirebaseMessaging = FirebaseMessaging() }
}
open class FirebaseMessagingService : android.app.Service() {
  open fun onNewToken(token: String) {}
  open fun onMessageReceived(message: RemoteMessage) {}
}
class RemoteMessage { val data: Map<String, String> get() = emptyMap() }
""",
    "org.unifiedpush.android.connector": """
import org.unifiedpush.android.connector.data.PushEndpoint
import org.unifiedpush.android.connector.data.PushMessage
enum class FailedReason { INTERNAL_ERROR, NETWORK, ACTION_REQUIRED, VAPID_REQUIRED }
abstract class PushService : android.app.Service() {
  abstract fun onMessage(message: PushMessage, instance: String)
  abstract fun onNewEndpoint(endpoint: PushEndpoint, instance: String)
  abstract fun onRegistrationFailed(reason: FailedReason, instance: String)
  abstract fun onUnregistered(instance: String)
}
object UnifiedPush {
  fun tryUseCurrentOrDefaultDistributor(context: android.content.Context, done: (Boolean) -> Unit) {}
  fun register(context: android.content.Context, instance: String = "default", messageForDistributor: String? = null, vapid: String? = null) {}
  fun unregister(context: android.content.Context, instance: String = "default") {}
  fun getSavedDistributor(context: android.content.Context): String? = null
}
""",
    "org.unifiedpush.android.connector.data": """
class PublicKeySet(val pubKey: String, val auth: String)
class PushEndpoint(val url: String, val pubKeySet: PublicKeySet?)
class PushMessage(val content: ByteArray, val decrypted: Boolean)
""",
}


def words(strings: pathlib.Path) -> list[str]:
    import xml.dom.minidom

    tree = xml.dom.minidom.parse(str(strings))
    return [each.getAttribute("name") for each in tree.getElementsByTagName("string")]


def main() -> None:
    folder, strings = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for package, text in STANDINS.items():
        (folder / f"{package}.kt").write_text(f"package {package}\n{text}\n")
    # The words of the plugin: one that is missing does not compile. The build adds its own values.
    built = ["regard_push_project", "regard_push_app", "regard_push_key", "regard_push_sender"]
    names = "\n".join(f"    const val {name} = 0" for name in words(strings) + built)
    (folder / "words.kt").write_text(
        f"package app.regard.push\nclass R {{\n  object string {{\n{names}\n  }}\n}}\n"
    )


main()

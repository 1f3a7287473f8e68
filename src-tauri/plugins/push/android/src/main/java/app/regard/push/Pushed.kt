package app.regard.push

import android.net.Uri
import app.tauri.plugin.JSObject
import java.util.UUID

/** What a push says: ids, and a word for its kind. */
class Pushed(val alert: String, val kind: String, private val customer: String, private val repair: String?) {
  /** The system's number for the alert, as the app counts it: the last 31 bits of its id. */
  val number: Int
    get() = (UUID.fromString(alert).leastSignificantBits and 0x7fffffffL).toInt()

  /** For the app. */
  fun said(): JSObject {
    val said = JSObject()
    said.put("kind", kind)
    said.put("alert", alert)
    said.put("customer", customer)
    if (repair != null) said.put("repair", repair)
    return said
  }

  /** The one door: the link that opens what it is about. */
  fun link(): Uri {
    val link = Uri.Builder().scheme("regard").authority("customer").appendPath(customer)
    if (repair != null) link.appendQueryParameter("repair", repair)
    return link.appendQueryParameter("alert", alert).appendQueryParameter("kind", kind).build()
  }

  companion object {
    /** Null: not one of ours, or of a server so new that it is left to the next sync. */
    fun of(data: Map<String, String>): Pushed? {
      val alert = id(data["alert"])
      val customer = id(data["customer"])
      if (data["v"] != "1" || alert == null || customer == null) return null
      return Pushed(alert, data["kind"] ?: "alert", customer, id(data["repair"]))
    }

    /** It becomes part of a link: an id and nothing else. */
    private fun id(text: String?): String? =
      try {
        if (text == null) null else UUID.fromString(text).toString()
      } catch (_: IllegalArgumentException) {
        null
      }
  }
}

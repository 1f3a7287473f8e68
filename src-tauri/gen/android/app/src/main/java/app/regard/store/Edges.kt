package app.regard.store

import android.webkit.JavascriptInterface
import androidx.core.graphics.Insets
import androidx.core.view.WindowInsetsCompat
import androidx.core.view.WindowInsetsCompat.Type

/**
 * What of the window lies under bars, cameras and the keyboard. Web views before version 140 do not tell
 * the page, so it gets `--inset-top` and its sisters, in CSS pixels.
 */
class Edges {
  @Volatile
  private var sizes: Map<String, Float> = emptyMap()

  /** The height of the keyboard, in pixels of the screen. */
  var keyboard = 0
    private set

  /** Notes the insets and gives back those that are left for the web view. */
  fun take(insets: WindowInsetsCompat, density: Float): WindowInsetsCompat {
    val bars = insets.getInsets(Type.systemBars() or Type.displayCutout())
    keyboard = insets.getInsets(Type.ime()).bottom
    sizes = mapOf(
      "top" to bars.top / density,
      "right" to bars.right / density,
      // The keyboard covers the bar.
      "bottom" to (if (keyboard > 0) 0f else bars.bottom / density),
      "left" to bars.left / density,
    )
    return WindowInsetsCompat.Builder(insets).setInsets(Type.ime(), Insets.NONE).build()
  }

  /** The size of one edge, for the page. */
  @JavascriptInterface
  fun of(side: String): Float = sizes[side] ?: 0f

  /** Tells the page that is open. */
  fun script(): String =
    sizes.entries.joinToString("") { (side, size) ->
      "document.documentElement.style.setProperty('--inset-$side','${size}px');"
    }
}

package app.regard.store

import android.os.Bundle
import android.os.Environment
import android.view.View
import android.view.WindowManager
import android.webkit.WebView
import androidx.activity.OnBackPressedCallback
import androidx.activity.enableEdgeToEdge
import androidx.core.view.ViewCompat

/** The one activity: the screens in a web view, from edge to edge. */
class MainActivity : TauriActivity() {
  private var page: WebView? = null
  private val edges = Edges()

  override fun onCreate(savedInstanceState: Bundle?) {
    enableEdgeToEdge()
    // Customers are on this screen: no screenshot, no preview in the list of recent apps.
    window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
    super.onCreate(savedInstanceState)
    onBackPressedDispatcher.addCallback(this, object : OnBackPressedCallback(true) {
      override fun handleOnBackPressed() = goBack()
    })
    ViewCompat.setOnApplyWindowInsetsListener(findViewById<View>(android.R.id.content)) { view, insets ->
      val rest = edges.take(insets, resources.displayMetrics.density)
      // The keyboard makes the page shorter instead of lying on it.
      view.setPadding(0, 0, 0, edges.keyboard)
      page?.evaluateJavascript(edges.script(), null)
      rest
    }
  }

  /** Before the page is loaded; the shell's script asks for the edges when it is (window.rs). */
  override fun onWebViewCreate(webView: WebView) {
    page = webView
    webView.addJavascriptInterface(edges, "regardEdges")
  }

  override fun onResume() {
    super.onResume()
    sweepPhotos()
  }

  /**
   * The camera hands its photo over in a file that only this app reads. The photo itself goes into the
   * encrypted database; what it came in is removed once it was long read: the screens read it as soon as
   * they get it (PickPhotos.svelte).
   */
  private fun sweepPhotos() {
    val longAgo = System.currentTimeMillis() - PHOTO_READ_MS
    getExternalFilesDir(Environment.DIRECTORY_PICTURES)?.listFiles()
      ?.filter { it.lastModified() < longAgo }
      ?.forEach { it.delete() }
  }

  private companion object {
    /** Longer than anyone stands in the camera or waits for photos to be added. */
    const val PHOTO_READ_MS = 10 * 60 * 1000L
  }

  /** Back in the screens; from the first one to whatever was open before, with Regard still running. */
  private fun goBack() {
    val page = page
    if (page != null && page.canGoBack()) page.goBack() else moveTaskToBack(true)
  }
}

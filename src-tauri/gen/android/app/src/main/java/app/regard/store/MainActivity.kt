package app.regard.store

import android.os.Bundle
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

  /** Back in the screens; from the first one to whatever was open before, with Regard still running. */
  private fun goBack() {
    val page = page
    if (page != null && page.canGoBack()) page.goBack() else moveTaskToBack(true)
  }
}

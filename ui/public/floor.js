// Says so, in words, when the web view is older than Regard can be drawn in.
// Plain old JavaScript on purpose: this file must run where the rest of the app does not.
(function () {
  var enough =
    'noModule' in HTMLScriptElement.prototype &&
    typeof HTMLDialogElement === 'function' &&
    typeof Array.prototype.at === 'function' &&
    window.CSS && CSS.supports && CSS.supports('selector(:focus-visible)');
  if (enough) return;
  var spanish = /^es/.test(navigator.language || '');
  window.addEventListener('DOMContentLoaded', function () {
    var words = document.createElement('p');
    words.style.cssText = 'margin:15vh auto 0;padding:24px;max-width:30em;font:18px/1.5 sans-serif';
    words.textContent = spanish
      ? 'Regard necesita un navegador del sistema más nuevo. Actualiza «Android System WebView» o el sistema y vuelve a abrir la app. Lo que escribiste sigue en este dispositivo.'
      : 'Regard needs a newer system web view. Update "Android System WebView", or the system itself, and open the app again. What you wrote is still on this device.';
    document.body.textContent = '';
    document.body.appendChild(words);
  });
})();

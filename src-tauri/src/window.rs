//! The one window.

use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindowBuilder};

/// The window's name in the capability files.
const MAIN: &str = "main";

/// Opens it: the size of a phone at first, then as it was left.
pub fn open<R: Runtime>(shell: &AppHandle<R>) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(shell, MAIN, WebviewUrl::default())
        // The screens are all there is: nothing else is ever shown in this window.
        .on_navigation(|url| matches!(url.scheme(), "tauri" | "http" | "https") && is_ours(url.host_str()))
        .initialization_script(platform());
    #[cfg(desktop)]
    let builder = builder.title("Regard").inner_size(390.0, 844.0).min_inner_size(320.0, 480.0);
    builder.build()?;
    Ok(())
}

/// The hosts under which the platforms serve a program's own files.
fn is_ours(host: Option<&str>) -> bool {
    matches!(host, Some("localhost" | "tauri.localhost"))
}

/// Tells the screens which system they are on, before the first paint.
fn platform() -> String {
    let name = if cfg!(target_os = "ios") {
        "ios"
    } else if cfg!(target_os = "android") {
        "android"
    } else {
        "desktop"
    };
    format!("document.documentElement.dataset.platform = '{name}';")
}

/// Brings it to the front.
pub fn raise<R: Runtime>(shell: &AppHandle<R>) {
    let Some(window) = shell.get_webview_window(MAIN) else { return };
    #[cfg(desktop)]
    {
        let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = raised {
            tracing::warn!("the window can't be raised: {error}");
        }
    }
    #[cfg(mobile)]
    let _ = window;
}

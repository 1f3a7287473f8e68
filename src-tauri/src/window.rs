//! The one window.

use tauri::{AppHandle, Builder, Manager, Runtime, WebviewUrl, WebviewWindowBuilder};

/// The window's name in the capability files.
const MAIN: &str = "main";

/// Opens it: the size of a phone at first, then as it was left.
pub fn open<R: Runtime>(shell: &AppHandle<R>) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(shell, MAIN, WebviewUrl::default())
        // The screens are all there is: nothing else is ever shown in this window.
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri" | "http" | "https") && is_ours(url.host_str())
        })
        .initialization_script(platform());
    #[cfg(target_os = "android")]
    let builder = builder.initialization_script(EDGES);
    #[cfg(desktop)]
    let builder = builder
        .title("Regard")
        .inner_size(390.0, 844.0)
        .min_inner_size(320.0, 480.0);
    builder.build()?;
    Ok(())
}

/// Apple's systems end the process of a page when memory is short, which leaves it blank. It is loaded
/// again; everything it shows lies in the app.
pub fn come_back<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    #[cfg(any(target_os = "macos", target_os = "ios"))]
    let builder = builder.on_web_content_process_terminate(|page| {
        if let Err(error) = page.reload() {
            tracing::error!("the window can't be loaded again: {error}");
        }
    });
    builder
}

/// What lies under bars and cameras, from the activity (Edges.kt), which also tells later changes.
#[cfg(target_os = "android")]
const EDGES: &str = "if (window.regardEdges) for (const side of ['top', 'right', 'bottom', 'left'])
    document.documentElement.style.setProperty(`--inset-${side}`, `${window.regardEdges.of(side)}px`);";

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
    let Some(window) = shell.get_webview_window(MAIN) else {
        return;
    };
    #[cfg(desktop)]
    {
        let raised = window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus());
        if let Err(error) = raised {
            tracing::warn!("the window can't be raised: {error}");
        }
    }
    #[cfg(mobile)]
    let _ = window;
}

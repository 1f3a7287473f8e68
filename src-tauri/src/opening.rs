//! The one door: a link, a tap on an alert and a second start all ask the app to show someone.
//!
//! The app keeps what is to be shown until the screens take it, so a cold start loses nothing.

use regard_app::App;
use tauri::{AppHandle, Builder, Manager, Runtime};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::window;

/// The plugins of the door. The single instance comes first of all plugins: a second start hands its
/// link to the first and ends.
pub fn plugins<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    #[cfg(desktop)]
    let builder = builder.plugin(tauri_plugin_single_instance::init(
        |shell, _arguments, _folder| {
            // A link among the arguments comes by the deep-link plugin.
            window::raise(shell);
        },
    ));
    builder.plugin(tauri_plugin_deep_link::init())
}

/// The link that started the program, if one did.
pub fn take_first<R: Runtime>(shell: &AppHandle<R>) {
    match shell.deep_link().get_current() {
        Ok(Some(links)) => links.iter().for_each(|link| show(shell, link.as_str())),
        Ok(None) => {}
        Err(error) => tracing::warn!("the starting link can't be read: {error}"),
    }
}

/// Links that come while the program runs.
pub fn watch_links<R: Runtime>(shell: &AppHandle<R>) {
    // A program that was not installed by a package is registered for links by itself.
    #[cfg(all(debug_assertions, any(target_os = "linux", windows)))]
    if let Err(error) = shell.deep_link().register_all() {
        tracing::warn!("links to Regard can't be registered: {error}");
    }
    let handle = shell.clone();
    shell.deep_link().on_open_url(move |event| {
        for link in event.urls() {
            show(&handle, link.as_str());
        }
    });
}

fn show<R: Runtime>(shell: &AppHandle<R>, link: &str) {
    let Some(app) = shell.try_state::<App>() else {
        return;
    };
    // The link itself stays out of the log: it names a customer.
    if let Err(error) = app.open_link(link) {
        tracing::warn!("a link could not be opened: {error}");
    }
    window::raise(shell);
}

//! The operating system's alerts. An alert names a person and a kind of piece, never brand, model or
//! value: a screen that lies on a counter is public.
//!
//! The number of an alert is made from its id, and the app knows on which alert of this device it was:
//! nothing personal lies in the system's own lists, and a tap after a restart still finds its way.

use regard_app::App;
use regard_app::today::screens::AlertCard;
use tauri::{AppHandle, Builder, Manager, Runtime};

#[cfg(desktop)]
mod desktop;
#[cfg(mobile)]
mod phone;
mod words;

#[cfg(desktop)]
use desktop as system;
#[cfg(mobile)]
use phone as system;

/// The plugin that shows alerts on this system.
pub fn plugins<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    system::plugin(builder)
}

/// Listens for taps. Before the first alert is shown: without a listener the system is not even told
/// that there is something to tap.
pub fn watch_taps<R: Runtime>(shell: &AppHandle<R>) {
    let handle = shell.clone();
    system::watch_taps(shell, move |number| {
        let Some(app) = handle.try_state::<App>() else {
            return;
        };
        match app.open_alert(number) {
            Ok(Some(_)) => {}
            Ok(None) => tracing::info!("an alert that is no longer on this device was tapped"),
            Err(error) => tracing::warn!("a tapped alert can't be looked up: {error}"),
        }
    });
}

/// Shows one.
pub fn show<R: Runtime>(shell: &AppHandle<R>, alert: &AlertCard) {
    let (title, body) = words::of(alert);
    if let Err(error) = system::show(shell, alert.number(), &title, &body) {
        tracing::warn!("an alert could not be shown: {error}");
    }
}

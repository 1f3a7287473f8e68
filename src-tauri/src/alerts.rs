//! The operating system's alerts. An alert names a person and a kind of piece, never brand, model or
//! value: a screen that lies on a counter is public.
//!
//! The number of an alert is made from its id, and the app knows on which alert of this device it was:
//! nothing personal lies in the system's own lists, and a tap after a restart still finds its way.

use regard_app::App;
use regard_app::today::banner::Banner;
use regard_app::today::screens::AlertCard;
use tauri::{AppHandle, Builder, Manager, Runtime};

#[cfg(desktop)]
mod desktop;
#[cfg(mobile)]
mod phone;
#[cfg(mobile)]
mod push;

#[cfg(desktop)]
use desktop as system;
#[cfg(mobile)]
use phone as system;

/// The plugin that shows alerts on this system.
pub fn plugins<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    let builder = system::plugin(builder);
    // After the alerts' plugin: what the system tells about pushes is not for that one.
    #[cfg(mobile)]
    let builder = builder.plugin(regard_push::plugin());
    builder
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

/// Shows one, if this device shows any.
pub fn show<R: Runtime>(shell: &AppHandle<R>, alert: &AlertCard) {
    let Some(app) = shell.try_state::<App>() else {
        return;
    };
    let Some(banner) = app.banner(alert) else {
        return;
    };
    show_banner(shell, &banner);
    // What the system showed for its push has done its part.
    #[cfg(mobile)]
    push::taken(shell, alert.id.to_string());
}

fn show_banner<R: Runtime>(shell: &AppHandle<R>, banner: &Banner) {
    if let Err(error) = system::show(shell, banner) {
        tracing::warn!("an alert could not be shown: {error}");
    }
}

/// Ties the phone's pushes to the app. A computer needs no waking.
pub fn watch_pushes<R: Runtime>(shell: &AppHandle<R>, app: &App) {
    #[cfg(mobile)]
    push::watch(shell, app);
    #[cfg(not(mobile))]
    let _ = (shell, app);
}

/// The program is in front again: the system may have shown alerts meanwhile, and the associate may have
/// been in its settings.
#[cfg(mobile)]
pub fn look_again<R: Runtime>(shell: &AppHandle<R>) {
    push::look_again(shell);
}

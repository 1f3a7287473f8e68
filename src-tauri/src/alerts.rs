//! The operating system's alerts. An alert names a person and a kind of piece, never brand, model or
//! value: a screen that lies on a counter is public.
//!
//! The number of an alert is made from its id; what a tap means is looked up here, and the customer
//! on the device, so nothing personal lies in the system's own lists.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use regard_app::session::screens::Opening;
use regard_app::today::screens::AlertCard;
use regard_app::App;
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

/// What a tap on each alert that was shown opens.
#[derive(Default)]
struct Shown(Mutex<HashMap<i32, Opening>>);

/// The plugin that shows alerts on this system.
pub fn plugins<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    system::plugin(builder).manage(Shown::default())
}

/// Listens for taps. Before the first alert is shown: without a listener the system is not even told
/// that there is something to tap.
pub fn watch_taps<R: Runtime>(shell: &AppHandle<R>) {
    let handle = shell.clone();
    system::watch_taps(shell, move |number| {
        let opening = handle.try_state::<Shown>().and_then(|shown| {
            shown.0.lock().unwrap_or_else(PoisonError::into_inner).get(&number).cloned()
        });
        if let (Some(opening), Some(app)) = (opening, handle.try_state::<App>()) {
            app.open_on_screen(opening);
        }
    });
}

/// Shows one.
pub fn show<R: Runtime>(shell: &AppHandle<R>, alert: &AlertCard) {
    let number = number(alert);
    if let Some(shown) = shell.try_state::<Shown>() {
        let opening = Opening { customer_id: alert.customer_id, repair_id: alert.repair_id };
        shown.0.lock().unwrap_or_else(PoisonError::into_inner).insert(number, opening);
    }
    let (title, body) = words::of(alert);
    if let Err(error) = system::show(shell, number, &title, &body) {
        tracing::warn!("an alert could not be shown: {error}");
    }
}

/// A number for the system, the same for the same alert, so that showing it twice is one banner.
fn number(alert: &AlertCard) -> i32 {
    let id = alert.id.0.as_u128();
    let low = u32::try_from(id & 0x7fff_ffff).unwrap_or(0);
    i32::try_from(low).unwrap_or(0)
}

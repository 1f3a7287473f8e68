//! What the app says by itself goes to the window, and alerts go to the operating system.

use regard_app::{App, AppEvent};
use tauri::{AppHandle, Emitter, Runtime};
use tokio::sync::broadcast::error::RecvError;

use crate::{alerts, window};

/// The one event of the window.
const EVENT: &str = "app-event";

/// Passes on what `app` says, for as long as it lives.
pub fn the_window<R: Runtime>(shell: AppHandle<R>, app: &App) {
    let mut events = app.events();
    tauri::async_runtime::spawn(async move {
        loop {
            let event = match events.recv().await {
                Ok(event) => event,
                // The window asks anew with the next change; nothing is lost but a hint.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            };
            match &event {
                AppEvent::AlertRaised { alert } => alerts::show(&shell, alert),
                AppEvent::Open { .. } => window::raise(&shell),
                AppEvent::DataChanged { .. } | AppEvent::SyncChanged { .. } => {}
            }
            if let Err(error) = shell.emit(EVENT, &event) {
                tracing::warn!("the window can't be told: {error}");
            }
        }
    });
}

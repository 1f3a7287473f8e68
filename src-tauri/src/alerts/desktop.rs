//! Alerts by the official plugin: on computers its taps carry the alert's number.

use regard_app::today::banner::Banner;
use tauri::{AppHandle, Builder, Runtime};
use tauri_plugin_notification::{Action, ActionType, NotificationExt};

/// The kind of alert that can be opened.
const VISIT: &str = "visit";

pub fn plugin<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.plugin(tauri_plugin_notification::init())
}

pub fn watch_taps<R: Runtime>(shell: &AppHandle<R>, tapped: impl Fn(i32) + Send + Sync + 'static) {
    let notification = shell.notification();
    let open = ActionType::builder(VISIT)
        .actions(vec![Action::builder("open", "Open").build()])
        .build();
    if let Err(error) = notification.register_action_types(vec![open]) {
        tracing::warn!("alerts can't be opened on this system: {error}");
    }
    let listening = notification.on_action(move |action| {
        if let ("tap" | "open", Some(notification)) = (action.action_id(), action.notification()) {
            tapped(notification.id());
        }
    });
    if let Err(error) = listening {
        tracing::warn!("taps on alerts can't be heard: {error}");
    }
}

pub fn show<R: Runtime>(
    shell: &AppHandle<R>,
    banner: &Banner,
) -> Result<(), tauri_plugin_notification::Error> {
    shell
        .notification()
        .builder()
        .id(banner.number)
        .title(&banner.title)
        .body(&banner.body)
        .action_type_id(VISIT)
        .show()
}

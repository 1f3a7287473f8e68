//! Alerts by the community plugin: on phones its taps carry the alert's number, also the tap that
//! started the program.
//!
//! Only the plugin's native half (Kotlin, Swift) is used. Its Rust half lets the page alone listen for
//! taps, and the door is in Rust. The payload is the number and the words of the banner, nothing else.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};

use regard_app::App;
use regard_app::session::reach::Permission;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::plugin::mobile::PluginInvokeError;
use tauri::plugin::{self, PermissionState, PluginHandle};
use tauri::{AppHandle, Builder, Manager, Runtime};

#[cfg(target_os = "ios")]
tauri::ios_plugin_binding!(init_plugin_notification);

/// The system's name for our alerts, in its settings; see [`kind_of_alert`].
const CHANNEL: &str = "alerts";

/// The plugin's native half, and whether the associate was asked since the program started.
struct Native<R: Runtime> {
    handle: PluginHandle<R>,
    asked: AtomicBool,
}

pub fn plugin<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    let alerts = plugin::Builder::<R>::new("notifications").setup(|shell, api| {
        #[cfg(target_os = "android")]
        let handle = api.register_android_plugin("app.tauri.notification", "NotificationPlugin")?;
        #[cfg(target_os = "ios")]
        let handle = api.register_ios_plugin(init_plugin_notification)?;
        shell.manage(Native {
            handle,
            asked: AtomicBool::new(false),
        });
        Ok(())
    });
    builder.plugin(alerts.build())
}

pub fn watch_taps<R: Runtime>(shell: &AppHandle<R>, tapped: impl Fn(i32) + Send + Sync + 'static) {
    let Some(native) = shell.try_state::<Native<R>>() else {
        return;
    };
    let handle = native.handle.clone();
    let handler = Channel::new(move |tap: InvokeResponseBody| {
        if let Ok(Tap { id }) = tap.deserialize() {
            tapped(id);
        }
        Ok(())
    });
    tauri::async_runtime::spawn(async move {
        if let Err(error) = listen(&handle, handler).await {
            tracing::warn!("taps on alerts can't be heard: {error}");
        }
    });
}

/// In this order: a tap that started the program is replayed at the second call.
async fn listen<R: Runtime>(
    handle: &PluginHandle<R>,
    handler: Channel,
) -> Result<(), PluginInvokeError> {
    let clicked = Listener {
        event: "notificationClicked",
        handler,
    };
    let _: IgnoredAny = handle
        .run_mobile_plugin_async("registerListener", clicked)
        .await?;
    let _: IgnoredAny = handle
        .run_mobile_plugin_async("setClickListenerActive", Active { active: true })
        .await?;
    Ok(())
}

/// Shows it as soon as the associate allows it; the first alert is the moment to ask.
pub fn show<R: Runtime>(
    shell: &AppHandle<R>,
    banner: &regard_app::today::banner::Banner,
) -> Result<(), Infallible> {
    let banner = Banner {
        id: banner.number,
        title: banner.title.clone(),
        body: banner.body.clone(),
        channel_id: CHANNEL,
        icon: "ic_alert",
        auto_cancel: true,
    };
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move {
        let Some(native) = shell.try_state::<Native<R>>() else {
            return;
        };
        if let Err(error) = show_if_allowed(&shell, &native, banner).await {
            tracing::warn!("an alert could not be shown: {error}");
        }
    });
    Ok(())
}

/// Tells the app whether the system lets it show alerts, without asking the associate.
pub fn look_at_permission<R: Runtime>(shell: &AppHandle<R>) {
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move { say_permission(&shell, "checkPermissions").await });
}

/// Has the system ask the associate, and tells the app the answer.
pub async fn ask_permission<R: Runtime>(shell: &AppHandle<R>) {
    let Some(native) = shell.try_state::<Native<R>>() else {
        return;
    };
    // Asking for what was granted already is never answered on Android.
    let known = permission(&native.handle, "checkPermissions").await;
    let ask = matches!(known, Ok(state) if is_open(&state));
    say_permission(
        shell,
        if ask {
            "requestPermissions"
        } else {
            "checkPermissions"
        },
    )
    .await;
}

async fn say_permission<R: Runtime>(shell: &AppHandle<R>, act: &str) {
    let Some(native) = shell.try_state::<Native<R>>() else {
        return;
    };
    match permission(&native.handle, act).await {
        Ok(state) => tell_app(shell, &state),
        Err(error) => tracing::warn!("the system does not say whether alerts are allowed: {error}"),
    }
}

fn tell_app<R: Runtime>(shell: &AppHandle<R>, state: &PermissionState) {
    if let Some(app) = shell.try_state::<App>() {
        app.may_alert(match state {
            PermissionState::Granted => Permission::Granted,
            PermissionState::Denied => Permission::Denied,
            _ => Permission::NotAsked,
        });
    }
}

/// Whether the associate can still be asked.
fn is_open(state: &PermissionState) -> bool {
    !matches!(state, PermissionState::Granted | PermissionState::Denied)
}

async fn show_if_allowed<R: Runtime>(
    shell: &AppHandle<R>,
    native: &Native<R>,
    banner: Banner,
) -> Result<(), PluginInvokeError> {
    let handle = &native.handle;
    let mut state = permission(handle, "checkPermissions").await?;
    // Asking for what was granted already is never answered on Android, and once is enough: the
    // alert waits on Today whatever the answer.
    if is_open(&state) && !native.asked.swap(true, Ordering::AcqRel) {
        state = permission(handle, "requestPermissions").await?;
    }
    tell_app(shell, &state);
    if state != PermissionState::Granted {
        return Ok(());
    }
    #[cfg(target_os = "android")]
    let _: IgnoredAny = handle
        .run_mobile_plugin_async("createChannel", kind_of_alert())
        .await?;
    let _: IgnoredAny = handle.run_mobile_plugin_async("show", banner).await?;
    Ok(())
}

async fn permission<R: Runtime>(
    handle: &PluginHandle<R>,
    act: &str,
) -> Result<PermissionState, PluginInvokeError> {
    let answer: Answer = handle.run_mobile_plugin_async(act, ()).await?;
    Ok(answer.permission_state)
}

/// What Android lists in its settings. Making it again changes nothing.
#[cfg(target_os = "android")]
fn kind_of_alert() -> tauri_plugin_notifications::Channel {
    use tauri_plugin_notifications::{Channel, Importance, Visibility};
    Channel::builder(CHANNEL, "Regard")
        .importance(Importance::High)
        .vibration(true)
        // The lock screen says that there is something, not whom it is about.
        .visibility(Visibility::Private)
        .build()
}

// Without a use of the crate its Swift half would not be linked.
#[cfg(target_os = "ios")]
use tauri_plugin_notifications as _;

#[derive(Serialize)]
struct Listener {
    event: &'static str,
    handler: Channel,
}

#[derive(Serialize)]
struct Active {
    active: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Banner {
    id: i32,
    title: String,
    body: String,
    channel_id: &'static str,
    icon: &'static str,
    auto_cancel: bool,
}

#[derive(Deserialize)]
struct Tap {
    id: i32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    permission_state: PermissionState,
}

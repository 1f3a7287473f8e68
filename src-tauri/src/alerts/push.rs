//! The phone's pushes and the app: the app says what to ask the system, the system's answers and what
//! comes in go to the app, and what it makes of a push is shown.

use regard_app::session::push_token::{PushServices, PushToken};
use regard_app::session::reach::AskSystem;
use regard_app::today::pushed::Pushed;
use regard_app::{AlertId, App};
use regard_push::{Heard, Push, Shown, Words};
use serde_json::Value;
use tauri::{AppHandle, Manager, Runtime};

use super::{phone, show_banner};

/// Listens, and asks the system what the app wants to know, for as long as the app lives.
///
/// Until the system has said what it showed while the program was ended, no alert is raised: the app is open
/// already and may be talking to its server.
pub fn watch<R: Runtime>(shell: &AppHandle<R>, app: &App) {
    let (handle, mut asks) = (shell.clone(), app.asks_system());
    let listening = shell.clone();
    let began = app.came_back(async move { listen(&listening).await });
    phone::look_at_permission(shell);
    tauri::async_runtime::spawn(async move {
        began.await;
        loop {
            let ask = asks.borrow_and_update().clone();
            match ask {
                AskSystem::Nothing => {}
                AskSystem::Permission => phone::ask_permission(&handle).await,
                AskSystem::Token(services) => find(&handle, services).await,
                AskSystem::GiveBack => give_back(&handle).await,
            }
            if asks.changed().await.is_err() {
                return;
            }
        }
    });
}

/// Listens; answers with the alerts that the system showed before.
async fn listen<R: Runtime>(shell: &AppHandle<R>) -> Vec<AlertId> {
    let Some(push) = shell.try_state::<Push<R>>() else {
        return Vec::new();
    };
    let handle = shell.clone();
    match push.listen(move |heard| hear(&handle, heard)).await {
        Ok(before) => ids(&before),
        Err(error) => {
            tracing::warn!("pushes can't be heard: {error}");
            Vec::new()
        }
    }
}

/// The program is in front again. What the system showed while it slept is told to the app, which then
/// looks for news.
pub fn look_again<R: Runtime>(shell: &AppHandle<R>) {
    phone::look_at_permission(shell);
    let Some(app) = shell.try_state::<App>() else {
        return;
    };
    let handle = shell.clone();
    let back = app.came_back(async move {
        let Some(push) = handle.try_state::<Push<R>>() else {
            return Vec::new();
        };
        match push.shown().await {
            Ok(meanwhile) => ids(&meanwhile),
            Err(error) => {
                tracing::warn!("not asked what the system showed: {error}");
                Vec::new()
            }
        }
    });
    tauri::async_runtime::spawn(back);
}

fn ids(shown: &Shown) -> Vec<AlertId> {
    shown.shown.iter().flat_map(|id| id.parse()).collect()
}

fn hear<R: Runtime>(shell: &AppHandle<R>, heard: Heard) {
    let Some(app) = shell.try_state::<App>() else {
        return;
    };
    match heard {
        Heard::Token(token) => match serde_json::from_value::<PushToken>(token) {
            Ok(token) => app.push_token(Some(token)),
            Err(_) => tracing::warn!("the system's token can't be read"),
        },
        Heard::Nowhere(why) => {
            tracing::info!(why, "nothing wakes this phone");
            app.push_token(None);
        }
        Heard::Pushed(said) => take(shell, &app, said),
        Heard::Tapped(said) => match serde_json::from_value::<Pushed>(said) {
            Ok(pushed) => {
                if let Err(error) = app.open_pushed(&pushed) {
                    tracing::warn!("a tapped push can't be opened: {error}");
                }
            }
            Err(_) => tracing::warn!("a tapped push can't be read"),
        },
    }
}

/// Shows what the app makes of a push, and lets the phone sleep again.
fn take<R: Runtime>(shell: &AppHandle<R>, app: &App, said: Value) {
    let Ok(pushed) = serde_json::from_value::<Pushed>(said) else {
        tracing::warn!("a push can't be read");
        return;
    };
    let (shell, app) = (shell.clone(), app.clone());
    tauri::async_runtime::spawn(async move {
        if let Some(banner) = app.pushed(&pushed).await {
            show_banner(&shell, &banner);
        }
        taken(&shell, pushed.alert.to_string());
    });
}

/// The app has shown this alert, or knows that it need not: the phone may sleep again, and the
/// system's own banner of it goes.
pub fn taken<R: Runtime>(shell: &AppHandle<R>, alert: String) {
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(push) = shell.try_state::<Push<R>>()
            && let Err(error) = push.taken(alert).await
        {
            tracing::warn!("a push could not be answered: {error}");
        }
    });
}

async fn find<R: Runtime>(shell: &AppHandle<R>, services: PushServices) {
    let Some(push) = shell.try_state::<Push<R>>() else {
        return;
    };
    let by = Words {
        fcm: services.fcm,
        web_key: services.web_key,
    };
    if let Err(error) = push.find(by).await {
        tracing::warn!("the system does not say where this phone is reached: {error}");
    }
}

async fn give_back<R: Runtime>(shell: &AppHandle<R>) {
    let Some(push) = shell.try_state::<Push<R>>() else {
        return;
    };
    if let Err(error) = push.forget().await {
        tracing::warn!("the system keeps where this phone is reached: {error}");
    }
}

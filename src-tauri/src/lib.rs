//! The shell: a window for the screens, the operating system's alerts and links, the key store.
//!
//! It knows the app and nothing behind it: no rule, no SQL, no network. What the screens ask goes
//! through one command, [`call`]; what the app says by itself goes through one event.
#![cfg_attr(
    target_os = "ios",
    expect(
        missing_docs,
        reason = "the entry point's macro writes a public function"
    )
)]

mod alerts;
mod call;
mod data_dir;
mod key_store;
mod opening;
mod tell;
mod window;

use std::sync::Arc;

use regard_app::{App, AppOptions};
use tauri::{Manager, RunEvent, Runtime};

/// Builds the shell around an app; the same for the program and for tests without a display.
pub fn build<R: Runtime>(builder: tauri::Builder<R>, app: App) -> tauri::Builder<R> {
    builder
        .manage(app)
        .invoke_handler(tauri::generate_handler![call::call])
}

/// Starts the program and returns when it ends.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    #[cfg(desktop)]
    log();
    let builder = opening::plugins(tauri::Builder::default());
    let builder = window::come_back(alerts::plugins(builder));
    #[cfg(desktop)]
    let builder = builder.plugin(tauri_plugin_window_state::Builder::new().build());
    let built = builder
        .invoke_handler(tauri::generate_handler![call::call])
        .setup(|shell| {
            let data_dir = data_dir::of(shell.handle())?;
            let keys = key_store::of_this_system(&data_dir)?;
            let app = tauri::async_runtime::block_on(App::open(AppOptions {
                data_dir,
                key_store: keys,
                clock: Arc::new(SystemClock),
                platform: std::env::consts::OS.to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            }));
            shell.manage(app.clone());
            // Before the window: a tap or a link that started the program waits in the app.
            alerts::watch_taps(shell.handle());
            alerts::watch_pushes(shell.handle(), &app);
            opening::take_first(shell.handle());
            opening::watch_links(shell.handle());
            window::open(shell.handle())?;
            tell::the_window(shell.handle().clone(), &app);
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(shell) => shell.run(|handle, event| match event {
            RunEvent::Exit => {
                if let Some(app) = handle.try_state::<App>() {
                    tauri::async_runtime::block_on(app.close());
                }
            }
            #[cfg(mobile)]
            RunEvent::Resumed => alerts::look_again(handle),
            _ => {}
        }),
        Err(error) => {
            tracing::error!("Regard can't start: {error}");
            std::process::exit(1);
        }
    }
}

/// The operating system's clock.
struct SystemClock;

impl regard_app::Clock for SystemClock {
    fn now(&self) -> regard_app::DateTime<regard_app::Utc> {
        std::time::SystemTime::now().into()
    }
}

/// Plain lines on the standard error stream, without personal data: the app logs none.
#[cfg(desktop)]
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("REGARD_LOG").unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("warn,regard_app=info,regard_shell=info")
    });
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

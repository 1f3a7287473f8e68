//! The development bridge: the real app crate with its real database behind a loopback HTTP door.
//!
//! `POST /call/<command>` answers `{"ok": …}` or `{"error": {code, message}}`; `GET /events` is what
//! the shell would tell the window, as server-sent events; everything else is the built screens.
//! Screens run and are tested with it in an ordinary browser. It is never part of a release, and it
//! listens on this machine only.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Parser;
use futures_util::Stream;
use regard_app::{App, AppOptions, FileKeyStore};
use regard_tests::clock::RunningClock;
use serde_json::{Value, json};
use tower_http::services::ServeDir;

/// Serves one device's screens to a browser on this machine.
#[derive(Parser)]
struct Arguments {
    /// Where the device keeps its database and key.
    #[arg(long)]
    data_dir: PathBuf,
    /// The built screens.
    #[arg(long, default_value = "ui/dist")]
    ui: PathBuf,
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8710)]
    port: u16,
    /// Enrols the device at this server first, if it is not enrolled yet.
    #[arg(long, requires = "code")]
    server: Option<String>,
    /// The one-time code for `--server`.
    #[arg(long)]
    code: Option<String>,
    /// What the device is called.
    #[arg(long, default_value = "Browser on this machine")]
    name: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    std::fs::create_dir_all(&arguments.data_dir)?;
    let app = App::open(AppOptions {
        data_dir: arguments.data_dir.clone(),
        key_store: Arc::new(FileKeyStore::in_folder(&arguments.data_dir)),
        clock: Arc::new(RunningClock::now()),
        platform: std::env::consts::OS.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
    .await;
    if let (Some(server), Some(code)) = (&arguments.server, &arguments.code) {
        let start = app.dispatch("start", json!({})).await?;
        if start.get("kind") == Some(&json!("enrol")) {
            let enrol =
                json!({ "server": server, "code": code, "deviceName": arguments.name, "pin": null });
            app.dispatch("enrol", enrol).await?;
        }
    }
    let router = Router::new()
        .route("/call/{command}", post(call))
        .route("/events", get(events))
        .fallback_service(ServeDir::new(&arguments.ui))
        .with_state(app.clone());
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("bridge at http://{}", listener.local_addr()?);
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await?;
    app.close().await;
    Ok(())
}

async fn stopped() {
    let mut terminated =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("signals");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
    // Open event streams would keep a graceful end waiting for ever.
    tokio::spawn(async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        std::process::exit(0);
    });
}

async fn call(State(app): State<App>, Path(command): Path<String>, Json(args): Json<Value>) -> Json<Value> {
    Json(match app.dispatch(&command, args).await {
        Ok(answer) => json!({ "ok": answer }),
        Err(error) => json!({ "error": error }),
    })
}

async fn events(State(app): State<App>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = futures_util::stream::unfold(app.events(), |mut events| async move {
        loop {
            match events.recv().await {
                Ok(event) => {
                    let event = Event::default().data(json!(event).to_string());
                    return Some((Ok(event), events));
                }
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

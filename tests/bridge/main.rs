//! Serves one device's screens to a browser on this machine, with the real app behind them.
//!
//! For development: it is never part of a release, and it listens on this machine only.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use regard_app::{App, AppOptions, FileKeyStore};
use regard_tests::bridge;
use regard_tests::clock::RunningClock;
use serde_json::json;

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
        key_store: Arc::new(FileKeyStore::new(&arguments.data_dir)),
        clock: Arc::new(RunningClock::now()),
        platform: std::env::consts::OS.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
    .await;
    if let (Some(server), Some(code)) = (&arguments.server, &arguments.code) {
        let start = app.dispatch("start", json!({})).await?;
        if start.get("kind") == Some(&json!("enrol")) {
            let enrol = json!({
                "server": server, "code": code, "deviceName": arguments.name, "pin": null,
            });
            app.dispatch("enrol", enrol).await?;
        }
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("bridge at http://{}", listener.local_addr()?);
    let router = bridge::router(app.clone(), &arguments.ui);
    tokio::select! {
        served = axum::serve(listener, router) => served?,
        () = stopped() => {}
    }
    app.close().await;
    Ok(())
}

async fn stopped() {
    let Ok(mut terminated) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}

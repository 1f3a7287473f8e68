//! The development bridge: the real app crate behind a loopback HTTP door.
//!
//! `POST /call/<command>` answers `{"ok": …}` or `{"error": {code, message}}`; `GET /events` is what
//! the shell would tell the window, as server-sent events; everything else is the built screens.

use std::convert::Infallible;
use std::path::Path as FilePath;

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::Stream;
use regard_app::App;
use serde_json::{Value, json};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The same policy as in the shell, but for the door itself.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/// The door for one device's app, with the built screens of `ui`.
pub fn router(app: App, ui: &FilePath) -> Router {
    Router::new()
        .route("/call/{command}", post(call))
        .route("/events", get(events))
        .fallback_service(ServeDir::new(ui))
        // A photo goes to the app as it was chosen: 30 MB, as base64.
        .layer(DefaultBodyLimit::max(48 << 20))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static("content-security-policy"),
            HeaderValue::from_static(POLICY),
        ))
        .with_state(app)
}

async fn call(
    State(app): State<App>,
    Path(command): Path<String>,
    Json(args): Json<Value>,
) -> Json<Value> {
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

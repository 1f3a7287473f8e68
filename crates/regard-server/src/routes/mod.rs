//! What can be asked over HTTP, with the limits that hold for every request.

mod enrol;
mod health;
mod hello;
mod import;
mod live;
mod log;
mod outbox;
mod push;
mod sync;
pub(crate) mod tries;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::routing::{get, post};
use axum::{Extension, Router};
use regard_sync::SyncError;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::auth::Caller;
use crate::delivery;
use crate::error::ApiError;
use crate::state::ServerState;

/// The largest body as it travels.
const MOST_SENT: usize = 1 << 20;
/// The largest body once unpacked: a small one may hide a large one.
const MOST_UNPACKED: usize = 8 << 20;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The largest file to import.
const LARGEST_FILE: usize = 64 << 20;
/// How long an import may take.
const IMPORT_PATIENCE: Duration = Duration::from_secs(600);

/// All routes of the server.
pub fn router(state: Arc<ServerState>) -> Router {
    let asked = Router::new()
        .route("/v1/hello", get(hello::hello))
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/sync", post(sync::sync))
        .route(
            "/v1/push",
            get(push::reaches).post(push::register).delete(push::forget),
        )
        .route("/v1/push/rest", get(push::rest).put(push::put_rest))
        .route("/healthz", get(health::health))
        .route("/outbox", get(outbox::outbox))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
        .layer(CompressionLayer::new())
        .layer(Extension(Arc::new(tries::Tries::at_most(
            tries::MOST_CODES,
        ))))
        .layer(DefaultBodyLimit::max(MOST_UNPACKED))
        .layer(RequestDecompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(MOST_SENT));
    let import = Router::new()
        .route("/v1/import", post(import::import))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            IMPORT_PATIENCE,
        ))
        .layer(DefaultBodyLimit::max(LARGEST_FILE));
    // A stream that stays open has neither an end to wait for nor a size to shrink.
    let live = Router::new().route("/v1/live", get(live::live));
    let nothing_but_data = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    asked
        .merge(import)
        .merge(live)
        .merge(crate::snapshot::routes::routes())
        .merge(crate::photos::routes::routes())
        .with_state(state.clone())
        .merge(delivery::routes(state.dispatcher().clone()))
        .merge(delivery::replies::routes(
            state.database().clone(),
            &state.config().delivery.sms,
        ))
        .merge(crate::status_page::routes(state.clone()))
        .fallback(|| async {
            ApiError::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
        })
        .layer(said(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(said(header::X_FRAME_OPTIONS, "DENY"))
        .layer(said(header::REFERRER_POLICY, "no-referrer"))
        .layer(said(header::CACHE_CONTROL, "no-store"))
        .layer(said(header::CONTENT_SECURITY_POLICY, nothing_but_data))
        .layer(axum::middleware::from_fn(log::log))
}

fn said(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// The secret of a request (`Authorization: Bearer …`).
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| SyncError::NotEnrolled.into())
}

/// The caller, when they manage.
pub(crate) async fn manager(state: &ServerState, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let caller = state.caller(bearer(headers)?).await?;
    if caller.manages() {
        Ok(caller)
    } else {
        Err(ApiError::not_allowed())
    }
}

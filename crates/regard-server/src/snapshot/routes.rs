//! `GET /v1/agenda`, `GET /v1/snapshot` and `GET /v1/snapshot/{id}`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use regard_sync::{Agenda, Manifest};
use serde::Deserialize;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeFile;
use tower_http::timeout::TimeoutLayer;

use super::agenda::agenda;
use super::build::BuildError;
use super::{Asked, blocking};
use crate::database::DatabaseError;
use crate::error::ApiError;
use crate::routes::bearer;
use crate::state::ServerState;

/// How long a manifest or an agenda may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The routes of the first sync.
pub fn routes() -> Router<Arc<ServerState>> {
    let said = Router::new()
        .route("/v1/agenda", get(said_agenda))
        .route("/v1/snapshot", get(manifest))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
        .layer(CompressionLayer::new());
    // Pressed already, and as long as the line is slow.
    said.merge(Router::new().route("/v1/snapshot/{id}", get(file)))
}

/// What the device says of itself.
#[derive(Deserialize)]
struct Wanted {
    /// [`regard_rows::part::fingerprint`] of its tables.
    #[serde(default)]
    tables: String,
}

async fn said_agenda(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
) -> Result<Json<Agenda>, ApiError> {
    let caller = state.caller(bearer(&headers)?).await?;
    let book = state.database().clone();
    let said = blocking(move || {
        // The day of the store furthest east has begun: a day too many does no harm here.
        let today = book.now().date_naive();
        book.read(|connection| agenda(connection, book.company(), &caller, today))
            .map_err(|error: DatabaseError| BuildError::from(error))
    });
    Ok(Json(said.await.map_err(|error| fault(&error))?))
}

async fn manifest(
    State(state): State<Arc<ServerState>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Json<Manifest>, ApiError> {
    let caller = state.caller(bearer(&headers)?).await?;
    let asked = state
        .snapshots()
        .ask(state.database(), &caller, &wanted.tables)
        .await
        .map_err(|error| fault(&error))?;
    match asked {
        Asked::Stands(manifest) => Ok(Json(*manifest)),
        Asked::None => Err(none()),
        Asked::Soon => Err(ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "soon",
            "the snapshot is being written; ask again",
        )),
    }
}

/// The file or a range of it. `If-Range` is answered here: the files are told apart by their content.
async fn file(
    State(state): State<Arc<ServerState>>,
    Path(id): Path<String>,
    mut request: Request,
) -> Result<Response, ApiError> {
    let caller = state.caller(bearer(request.headers())?).await?;
    let kept = state
        .snapshots()
        .file(state.database(), &caller, &id)
        .await
        .map_err(|error| fault(&error))?
        .ok_or_else(none)?;
    let etag = kept.etag();
    let asked_for = request.headers_mut().remove(header::IF_RANGE);
    if asked_for.is_some_and(|asked_for| asked_for.as_bytes() != etag.as_bytes()) {
        request.headers_mut().remove(header::RANGE);
    }
    let served = ServeFile::new(kept.path()).try_call(request).await;
    let mut response = served
        .map_err(|error| fault(&error.into()))?
        .into_response();
    let etag = HeaderValue::from_str(&etag).map_err(|_| ApiError::fault())?;
    let headers = response.headers_mut();
    headers.insert(header::ETAG, etag);
    // The moment of writing says less than the content does.
    headers.remove(header::LAST_MODIFIED);
    Ok(response)
}

fn none() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "none",
        "there is no snapshot for this device",
    )
}

fn fault(error: &BuildError) -> ApiError {
    tracing::error!(%error, "a request about a snapshot could not be answered");
    ApiError::fault()
}

//! `POST /v1/sync`: changes up, a page down, in one round trip.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use regard_sync::{SyncAnswer, SyncRequest, SyncService};

use super::bearer;
use crate::error::ApiError;
use crate::state::ServerState;

pub(super) async fn sync(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
    request: Result<Json<SyncRequest>, JsonRejection>,
) -> Result<Json<SyncAnswer>, ApiError> {
    let token = bearer(&headers)?;
    let Json(request) = request.map_err(|rejection| unreadable(&rejection))?;
    Ok(Json(state.sync(token, &request).await?))
}

/// The body is not a request. The message names the place in the JSON, never what stood there.
pub(super) fn unreadable(rejection: &JsonRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let message = "the request is too large: send fewer changes";
        return ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message);
    }
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "refused",
        "the body is not the JSON that is asked for",
    )
}

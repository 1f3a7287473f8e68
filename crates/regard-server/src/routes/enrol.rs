//! `POST /v1/enrol`: a device shows its one-time code.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, State};
use axum::{Extension, Json};
use regard_sync::enrol::{EnrolRequest, Enrolled};
use regard_sync::{SyncError, SyncService};

use super::sync::unreadable;
use super::tries::Tries;
use crate::error::ApiError;
use crate::state::ServerState;

pub(super) async fn enrol(
    State(state): State<Arc<ServerState>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Extension(tries): Extension<Arc<Tries>>,
    request: Result<Json<EnrolRequest>, JsonRejection>,
) -> Result<Json<Enrolled>, ApiError> {
    let Json(request) = request.map_err(|rejection| unreadable(&rejection))?;
    if !tries.may_try(address.ip(), state.database().now()) {
        return Err(SyncError::TooMany.into());
    }
    let enrolled = state.enrol(&request).await?;
    tries.succeeded(address.ip());
    tracing::info!(device = %enrolled.device_id, "a device was enrolled");
    Ok(Json(enrolled))
}

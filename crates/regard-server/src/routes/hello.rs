//! `GET /v1/hello`: who is there, before a device is enrolled.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use regard_sync::enrol::Hello;

use crate::state::ServerState;

pub(super) async fn hello(State(state): State<Arc<ServerState>>) -> Json<Hello> {
    Json(state.hello())
}

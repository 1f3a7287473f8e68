//! `GET /healthz`: whether the server can read its book.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::state::ServerState;

pub(super) async fn health(State(state): State<Arc<ServerState>>) -> Result<Json<Value>, ApiError> {
    let database = state.database().clone();
    let looked = tokio::task::spawn_blocking(move || database.look_at_head()).await;
    match looked {
        Ok(Ok(head)) => Ok(Json(json!({ "ok": true, "head": head }))),
        Ok(Err(error)) => {
            tracing::error!(%error, "the book can't be read");
            Err(ApiError::fault())
        }
        Err(_) => Err(ApiError::fault()),
    }
}

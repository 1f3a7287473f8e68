//! `GET /healthz`: whether the server can read its book, and whether it sends.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::database::DatabaseError;
use crate::delivery::sending;
use crate::error::ApiError;
use crate::state::ServerState;

pub(super) async fn health(State(state): State<Arc<ServerState>>) -> Result<Json<Value>, ApiError> {
    let database = state.database().clone();
    let looked = tokio::task::spawn_blocking(move || {
        Ok::<_, DatabaseError>((database.look_at_head()?, sending::state(&database)?))
    })
    .await;
    match looked {
        Ok(Ok((head, sending))) => Ok(Json(json!({
            "ok": true,
            "head": head,
            "sending": sending.off.is_none(),
            "sending_off_because": sending.off.map(|off| off.why),
        }))),
        Ok(Err(error)) => {
            tracing::error!(%error, "the book can't be read");
            Err(ApiError::fault())
        }
        Err(_) => Err(ApiError::fault()),
    }
}

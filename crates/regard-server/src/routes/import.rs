//! `POST /v1/import?source=…&store=…&write=true`: a manager brings a file; its bytes are the body.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use uuid::Uuid;

use super::manager;
use crate::error::ApiError;
use crate::import::{self, Import, ImportError, Report};
use crate::state::ServerState;

/// How the file is to be read.
#[derive(Deserialize)]
pub(super) struct Wanted {
    /// What the system it comes from is called.
    source: String,
    /// The store; may be left out when there is only one.
    store: Option<Uuid>,
    /// Without it the file is only counted.
    #[serde(default)]
    write: bool,
}

pub(super) async fn import(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
    bytes: Bytes,
) -> Result<Json<Report>, ApiError> {
    manager(&state, &headers).await?;
    let database = state.database().clone();
    let read = tokio::task::spawn_blocking(move || {
        let Wanted {
            source,
            store,
            write,
        } = wanted;
        import::run(
            &database,
            &Import {
                bytes: &bytes,
                store,
                source: &source,
                write,
            },
        )
    });
    match read.await {
        Ok(Ok(report)) => Ok(Json(report)),
        Ok(Err(ImportError::Database(error))) => {
            tracing::error!(%error, "an import could not be written");
            Err(ApiError::fault())
        }
        Ok(Err(error)) => Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "refused",
            error.to_string(),
        )),
        Err(_) => Err(ApiError::fault()),
    }
}

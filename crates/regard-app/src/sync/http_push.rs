//! `/v1/push` over HTTP: by what the server wakes devices, and where this one is.

use regard_sync::SyncError;
use reqwest::RequestBuilder;

use super::http::answered;
use super::wire::Asking;
use crate::session::push_token::{PushServices, PushToken};

/// By what the server wakes devices.
pub(super) async fn services(
    asking: &Asking,
    server: &str,
    token: &str,
) -> Result<PushServices, SyncError> {
    let request = asking.get(&place(server)).bearer_auth(token);
    let response = answered(asking, request).await?;
    response.json().await.map_err(|_| SyncError::Unreachable)
}

/// Says where this device is.
pub(super) async fn put(
    asking: &Asking,
    server: &str,
    token: &str,
    reached_at: &PushToken,
) -> Result<(), SyncError> {
    done(
        asking,
        asking
            .post(&place(server))
            .bearer_auth(token)
            .json(reached_at),
    )
    .await
}

/// Has the server forget where this device is.
pub(super) async fn forget(asking: &Asking, server: &str, token: &str) -> Result<(), SyncError> {
    done(asking, asking.delete(&place(server)).bearer_auth(token)).await
}

async fn done(asking: &Asking, request: RequestBuilder) -> Result<(), SyncError> {
    answered(asking, request).await.map(|_| ())
}

fn place(server: &str) -> String {
    format!("{server}/v1/push")
}

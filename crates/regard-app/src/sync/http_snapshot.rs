//! The first sync over HTTP: the agenda, what snapshot there is, and its bytes from anywhere on.

use std::time::Duration;

use futures_util::StreamExt;
use regard_sync::{Agenda, Manifest, SyncError};
use reqwest::header::{CONTENT_RANGE, IF_RANGE, RANGE};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

use super::http::refusal;
use super::network::SnapshotBytes;
use super::wire::Asking;

/// How long the server may think: it may be writing the snapshot just now.
const ANSWER: Duration = Duration::from_secs(60);
/// A download that brings nothing for so long is cut, and goes on with the next try.
const SILENCE: Duration = Duration::from_secs(30);

/// What the first screen needs; none from a server that does not know the question.
pub(super) async fn agenda(
    asking: &Asking,
    server: &str,
    token: &str,
) -> Result<Option<Agenda>, SyncError> {
    ask(asking, &format!("{server}/v1/agenda"), token).await
}

/// What snapshot there is for this device.
pub(super) async fn manifest(
    asking: &Asking,
    server: &str,
    token: &str,
) -> Result<Option<Manifest>, SyncError> {
    let tables = regard_rows::part::fingerprint();
    ask(
        asking,
        &format!("{server}/v1/snapshot?tables={tables}"),
        token,
    )
    .await
}

async fn ask<A: DeserializeOwned>(
    asking: &Asking,
    url: &str,
    token: &str,
) -> Result<Option<A>, SyncError> {
    let request = asking.get(url).bearer_auth(token).timeout(ANSWER);
    let response = asking.send(request).await?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => return Ok(None),
        _ => return Err(refusal(response).await),
    }
    response
        .json()
        .await
        .map(Some)
        .map_err(|_| SyncError::Unreachable)
}

/// The bytes of a snapshot from `from` on, or from the beginning where the server has other ones.
pub(super) async fn bytes(
    asking: &Asking,
    server: &str,
    token: &str,
    manifest: &Manifest,
    from: u64,
) -> Result<Option<SnapshotBytes>, SyncError> {
    let mut request = asking
        .get(&format!("{server}/v1/snapshot/{}", manifest.id))
        .bearer_auth(token);
    if from > 0 {
        request = request
            .header(RANGE, format!("bytes={from}-"))
            .header(IF_RANGE, format!("\"{}\"", manifest.sha256));
    }
    let response = tokio::time::timeout(SILENCE, asking.send(request))
        .await
        .map_err(|_| SyncError::Unreachable)??;
    let from = match response.status() {
        StatusCode::OK => 0,
        StatusCode::PARTIAL_CONTENT => begins_at(&response).ok_or(SyncError::Unreachable)?,
        StatusCode::NOT_FOUND => return Ok(None),
        _ => return Err(refusal(response).await),
    };
    let pieces = futures_util::stream::unfold(response.bytes_stream(), |mut bytes| async move {
        let piece = match tokio::time::timeout(SILENCE, bytes.next()).await {
            Ok(None) => return None,
            Ok(Some(Ok(piece))) => Ok(piece.to_vec()),
            Ok(Some(Err(_))) | Err(_) => Err(SyncError::Unreachable),
        };
        Some((piece, bytes))
    });
    Ok(Some(SnapshotBytes {
        from,
        pieces: pieces.boxed(),
    }))
}

/// Where a part of the file begins: `Content-Range: bytes 512-1023/2048`.
fn begins_at(response: &Response) -> Option<u64> {
    let range = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    let (from, _) = range.strip_prefix("bytes ")?.split_once('-')?;
    from.parse().ok()
}

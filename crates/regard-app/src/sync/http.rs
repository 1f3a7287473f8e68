//! The server over HTTP: JSON, compressed with zstd both ways.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use regard_domain::photo::PhotoHash;
use regard_sync::enrol::{EnrolRequest, Enrolled};
use regard_sync::{Agenda, Manifest, SyncAnswer, SyncError, SyncRequest, SyncService};
use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::network::{Network, PhotoAnswer, PhotoTaken, Poke, SnapshotBytes};
use super::wire::{Asking, Wire};
use super::{http_photos, http_push, http_snapshot, live};
use crate::session::push_token::{PushServices, PushToken};
use crate::session::screens::MyRest;

/// How hard a request is compressed: the largest takes a few milliseconds, and leaves sooner for it.
const LEVEL: i32 = 9;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may take, pages of a first sync on a slow line included.
const ANSWER: Duration = Duration::from_secs(120);
/// A body smaller than this is sent as it is.
const WORTH_COMPRESSING: usize = 512;

/// Servers reached over HTTP.
#[derive(Clone)]
pub struct HttpNetwork {
    asking: Asking,
}

impl Default for HttpNetwork {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpNetwork {
    /// A client that follows no redirect: the token goes to the address that was typed, only.
    pub fn new() -> Self {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .redirect(redirect::Policy::none())
            .build()
            .unwrap_or_default();
        Self {
            asking: Asking::over_network(client),
        }
    }

    /// The same requests over another wire.
    pub fn over(wire: Arc<dyn Wire>) -> Self {
        Self {
            asking: Asking::over(wire),
        }
    }
}

#[async_trait]
impl Network for HttpNetwork {
    fn service(&self, server: &str) -> Result<Arc<dyn SyncService>, SyncError> {
        Ok(Arc::new(HttpSyncService {
            asking: self.asking.clone(),
            server: server.to_owned(),
        }))
    }

    async fn live(&self, server: &str, token: &str) -> Result<BoxStream<'static, Poke>, SyncError> {
        let request = self
            .asking
            .get(&format!("{server}/v1/live"))
            .bearer_auth(token)
            .header(ACCEPT, "text/event-stream");
        let response = tokio::time::timeout(CONNECT * 2, self.asking.send(request))
            .await
            .map_err(|_| SyncError::Unreachable)??;
        if response.status() != StatusCode::OK {
            return Err(refusal(response).await);
        }
        let bytes = response.bytes_stream().map(|part| part.ok());
        Ok(live::pokes(bytes.boxed()).boxed())
    }

    async fn rest(&self, server: &str, token: &str) -> Result<MyRest, SyncError> {
        let request = self.asking.get(&format!("{server}/v1/push/rest"));
        let response = answered(&self.asking, request.bearer_auth(token)).await?;
        response.json().await.map_err(|_| SyncError::Unreachable)
    }

    async fn put_rest(&self, server: &str, token: &str, rest: &MyRest) -> Result<(), SyncError> {
        let request = self.asking.put(&format!("{server}/v1/push/rest"));
        answered(&self.asking, request.bearer_auth(token).json(rest)).await?;
        Ok(())
    }

    async fn push_services(&self, server: &str, token: &str) -> Result<PushServices, SyncError> {
        http_push::services(&self.asking, server, token).await
    }

    async fn put_push_token(
        &self,
        server: &str,
        token: &str,
        reached_at: &PushToken,
    ) -> Result<(), SyncError> {
        http_push::put(&self.asking, server, token, reached_at).await
    }

    async fn forget_push_token(&self, server: &str, token: &str) -> Result<(), SyncError> {
        http_push::forget(&self.asking, server, token).await
    }

    async fn agenda(&self, server: &str, token: &str) -> Result<Option<Agenda>, SyncError> {
        http_snapshot::agenda(&self.asking, server, token).await
    }

    async fn snapshot(&self, server: &str, token: &str) -> Result<Option<Manifest>, SyncError> {
        http_snapshot::manifest(&self.asking, server, token).await
    }

    async fn snapshot_bytes(
        &self,
        server: &str,
        token: &str,
        manifest: &Manifest,
        from: u64,
    ) -> Result<Option<SnapshotBytes>, SyncError> {
        http_snapshot::bytes(&self.asking, server, token, manifest, from).await
    }

    async fn put_photo(
        &self,
        server: &str,
        token: &str,
        hash: PhotoHash,
        picture: Vec<u8>,
    ) -> Result<PhotoTaken, SyncError> {
        http_photos::put(&self.asking, server, token, hash, picture).await
    }

    async fn photo(
        &self,
        server: &str,
        token: &str,
        hash: PhotoHash,
    ) -> Result<PhotoAnswer, SyncError> {
        http_photos::get(&self.asking, server, token, hash).await
    }
}

/// One server over HTTP.
#[derive(Clone)]
pub struct HttpSyncService {
    asking: Asking,
    server: String,
}

impl HttpSyncService {
    async fn ask<Q: Serialize + Sync, A: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        question: &Q,
    ) -> Result<A, SyncError> {
        let body = serde_json::to_vec(question)
            .map_err(|error| SyncError::Refused(format!("not sent: {error}")))?;
        let mut request = self
            .asking
            .post(&format!("{}{path}", self.server))
            .timeout(ANSWER)
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = self.asking.send(with_body(request, body)).await?;
        if response.status() != StatusCode::OK {
            return Err(refusal(response).await);
        }
        // A half answer, or one of something that is not our server (a hotel's sign-in page).
        response.json().await.map_err(|_| SyncError::Unreachable)
    }
}

#[async_trait]
impl SyncService for HttpSyncService {
    async fn enrol(&self, request: &EnrolRequest) -> Result<Enrolled, SyncError> {
        self.ask("/v1/enrol", None, request).await
    }

    async fn sync(&self, token: &str, request: &SyncRequest) -> Result<SyncAnswer, SyncError> {
        self.ask("/v1/sync", Some(token), request).await
    }
}

/// A small question, and an answer of our own server.
pub(super) async fn answered(
    asking: &Asking,
    request: RequestBuilder,
) -> Result<Response, SyncError> {
    let response = asking.send(request.timeout(CONNECT * 2)).await?;
    if response.status().is_success() {
        Ok(response)
    } else {
        Err(refusal(response).await)
    }
}

fn with_body(request: RequestBuilder, body: Vec<u8>) -> RequestBuilder {
    if body.len() < WORTH_COMPRESSING {
        return request.body(body);
    }
    match zstd::bulk::compress(&body, LEVEL) {
        Ok(packed) => request.header(CONTENT_ENCODING, "zstd").body(packed),
        Err(_) => request.body(body),
    }
}

/// The body of an answer that is a refusal.
#[derive(Deserialize)]
struct Refusal {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    expected: Option<u64>,
}

/// The error in an answer. Only a refusal in our own words counts: a proxy's 401 or a captive
/// portal's 403 must not revoke a device.
pub(super) async fn refusal(response: Response) -> SyncError {
    let status = response.status();
    let said = response.bytes().await;
    refusal_of(status, said.as_deref().unwrap_or_default())
}

/// The error that a status and a body stand for.
pub(super) fn refusal_of(status: StatusCode, said: &[u8]) -> SyncError {
    let Ok(refusal) = serde_json::from_slice::<Refusal>(said) else {
        return match status {
            StatusCode::TOO_MANY_REQUESTS => SyncError::TooMany,
            _ => SyncError::Unreachable,
        };
    };
    match (refusal.code.as_str(), refusal.expected) {
        ("not_enrolled", _) => SyncError::NotEnrolled,
        ("wrong_code", _) => SyncError::WrongCode,
        ("too_many", _) => SyncError::TooMany,
        ("gap", Some(expected)) => SyncError::Gap { expected },
        ("start_afresh", _) => SyncError::StartAfresh,
        ("update_required", _) => SyncError::UpdateRequired,
        ("refused", _) => SyncError::Refused(refusal.message),
        _ => SyncError::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// Answers one request with these bytes, and hands out what was asked.
    async fn answering(answer: &'static str) -> (String, tokio::task::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut asked = vec![0; 65_536];
            let read = socket.read(&mut asked).await.unwrap();
            asked.truncate(read);
            socket.write_all(answer.as_bytes()).await.unwrap();
            socket.shutdown().await.ok();
            asked
        });
        (address, asked)
    }

    async fn error_of(answer: &'static str) -> SyncError {
        let (server, asked) = answering(answer).await;
        let request = EnrolRequest {
            code: "K7QM-2XRA".into(),
            device_name: "Marta's phone".into(),
            platform: "linux".into(),
            incarnation: uuid::Uuid::nil(),
        };
        let service = HttpNetwork::new().service(&server).unwrap();
        let error = service.enrol(&request).await.unwrap_err();
        asked.await.unwrap();
        error
    }

    #[tokio::test]
    async fn a_refusal_in_our_words_is_told_from_anybody_elses() {
        let gap = "HTTP/1.1 409 Conflict\r\ncontent-length: 42\r\n\r\n{\"code\":\"gap\",\"message\":\"\",\"expected\":17}\n";
        assert_eq!(error_of(gap).await, SyncError::Gap { expected: 17 });
        let portal = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 14\r\n\r\n<html>Sign in!";
        assert_eq!(error_of(portal).await, SyncError::Unreachable);
        let page = "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n<html>Welcome!";
        assert_eq!(error_of(page).await, SyncError::Unreachable);
        let elsewhere =
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(error_of(elsewhere).await, SyncError::Unreachable);
    }
}

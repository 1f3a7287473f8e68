//! `/v1/photo/{hash}` over HTTP: brings pictures in full, and fetches them.

use std::time::Duration;

use futures_util::StreamExt;
use regard_domain::photo::{LARGEST_PICTURE, PhotoHash};
use regard_sync::SyncError;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Response, StatusCode};
use serde::Deserialize;

use super::http::refusal_of;
use super::network::{PhotoAnswer, PhotoTaken};
use super::wire::Asking;
use crate::photos::screens::NotTaken;

/// How long one picture may take on a slow line.
const ANSWER: Duration = Duration::from_secs(120);

/// Brings one picture. What can't be taken, or takes too long, must not keep back the others.
pub(super) async fn put(
    asking: &Asking,
    server: &str,
    token: &str,
    hash: PhotoHash,
    picture: Vec<u8>,
) -> Result<PhotoTaken, SyncError> {
    let brought = put_whole(asking, server, token, hash, picture);
    tokio::time::timeout(ANSWER, brought)
        .await
        .unwrap_or(Ok(PhotoTaken::Not(NotTaken::NotThrough)))
}

async fn put_whole(
    asking: &Asking,
    server: &str,
    token: &str,
    hash: PhotoHash,
    picture: Vec<u8>,
) -> Result<PhotoTaken, SyncError> {
    let request = asking
        .put(&place(server, hash))
        .bearer_auth(token)
        .header(CONTENT_TYPE, "image/jpeg")
        // Longer than anyone waits here: who waits tells a slow line from none.
        .timeout(ANSWER * 2)
        .body(picture);
    let response = asking.send(request).await?;
    let status = response.status();
    if status == StatusCode::NO_CONTENT {
        return Ok(PhotoTaken::Taken);
    }
    let said = body(response).await;
    Ok(PhotoTaken::Not(match code(&said).as_deref() {
        Some("unknown_photo") => NotTaken::Unknown,
        Some("full") => NotTaken::Full,
        Some("not_found") => NotTaken::OldServer,
        Some("refused") => NotTaken::Refused,
        _ if is_of_this_one(status) => NotTaken::NotThrough,
        _ => return Err(refusal_of(status, &said)),
    }))
}

/// Whether an answer without a word of ours is about this picture: a proxy takes no body of that size, or
/// the server has a fault with it. Not where there is no server behind the proxy, or it wants a rest, or
/// does not know this device.
fn is_of_this_one(status: StatusCode) -> bool {
    let about_all = [
        StatusCode::UNAUTHORIZED,
        StatusCode::PROXY_AUTHENTICATION_REQUIRED,
        StatusCode::UPGRADE_REQUIRED,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::BAD_GATEWAY,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::GATEWAY_TIMEOUT,
    ];
    (status.is_client_error() || status.is_server_error()) && !about_all.contains(&status)
}

/// Fetches one picture. It is not looked at here: whoever asked knows what it has to be.
pub(super) async fn get(
    asking: &Asking,
    server: &str,
    token: &str,
    hash: PhotoHash,
) -> Result<PhotoAnswer, SyncError> {
    let request = asking
        .get(&place(server, hash))
        .bearer_auth(token)
        .timeout(ANSWER);
    let response = asking.send(request).await?;
    let status = response.status();
    if status == StatusCode::OK {
        return bounded(response).await.map(PhotoAnswer::Here);
    }
    let said = body(response).await;
    match code(&said).as_deref() {
        Some("not_here_yet" | "unknown_photo" | "not_found") => Ok(PhotoAnswer::NotYet),
        _ => Err(refusal_of(status, &said)),
    }
}

/// The body, while it is no longer than a picture may be.
async fn bounded(response: Response) -> Result<Vec<u8>, SyncError> {
    let mut picture = Vec::new();
    let mut pieces = response.bytes_stream();
    while let Some(piece) = pieces.next().await {
        picture.extend_from_slice(&piece.map_err(|_| SyncError::Unreachable)?);
        if picture.len() > LARGEST_PICTURE {
            return Err(SyncError::Unreachable);
        }
    }
    Ok(picture)
}

fn place(server: &str, hash: PhotoHash) -> String {
    format!("{server}/v1/photo/{hash}")
}

/// The body of a refusal; empty where it does not come.
async fn body(response: Response) -> Vec<u8> {
    response
        .bytes()
        .await
        .map_or_else(|_| Vec::new(), |bytes| bytes.to_vec())
}

/// The word of a refusal of our own server.
fn code(said: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Code {
        code: String,
    }
    serde_json::from_slice::<Code>(said)
        .ok()
        .map(|said| said.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    const HASH: PhotoHash = PhotoHash([7; 32]);

    /// A server that answers one request with that status and body, however large.
    async fn answering(status: &str, body: &[u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let answer = [head.as_bytes(), body].concat();
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut asked = vec![0; 65_536];
            let read = socket.read(&mut asked).await.unwrap();
            assert!(read > 0);
            socket.write_all(&answer).await.ok();
            socket.shutdown().await.ok();
        });
        address
    }

    fn asking() -> Asking {
        Asking::over_network(reqwest::Client::new())
    }

    async fn brought(status: &str, body: &str) -> Result<PhotoTaken, SyncError> {
        let server = answering(status, body.as_bytes()).await;
        put(&asking(), &server, "token", HASH, vec![0xff, 0xd8]).await
    }

    async fn fetched(status: &str, body: &[u8]) -> Result<PhotoAnswer, SyncError> {
        let server = answering(status, body).await;
        get(&asking(), &server, "token", HASH).await
    }

    #[tokio::test]
    async fn what_the_server_says_of_a_picture_is_told_apart() {
        let said = |code: &str| format!("{{\"code\":\"{code}\",\"message\":\"\"}}");
        assert_eq!(brought("204 No Content", "").await, Ok(PhotoTaken::Taken));
        for (status, code, why) in [
            ("507 Insufficient Storage", "full", NotTaken::Full),
            ("404 Not Found", "unknown_photo", NotTaken::Unknown),
            ("404 Not Found", "not_found", NotTaken::OldServer),
            ("400 Bad Request", "refused", NotTaken::Refused),
            ("413 Payload Too Large", "refused", NotTaken::Refused),
        ] {
            assert_eq!(brought(status, &said(code)).await, Ok(PhotoTaken::Not(why)));
        }
        // A proxy that takes no such bodies; a fault of the server with this one.
        for status in ["413 Request Entity Too Large", "500 Internal Server Error"] {
            let taken = brought(status, "<html>").await;
            assert_eq!(taken, Ok(PhotoTaken::Not(NotTaken::NotThrough)));
        }
        let no_server = brought("502 Bad Gateway", "<html>").await;
        assert_eq!(no_server, Err(SyncError::Unreachable));
        let put_out = brought("401 Unauthorized", &said("not_enrolled")).await;
        assert_eq!(put_out, Err(SyncError::NotEnrolled));
        // A hotel's sign-in page is no server of ours.
        let portal = brought("200 OK", "<html>Welcome!").await;
        assert_eq!(portal, Err(SyncError::Unreachable));

        let picture = vec![7; 4_000];
        assert_eq!(
            fetched("200 OK", &picture).await,
            Ok(PhotoAnswer::Here(picture))
        );
        let yet = fetched("404 Not Found", said("not_here_yet").as_bytes()).await;
        assert_eq!(yet, Ok(PhotoAnswer::NotYet));
        let portal = fetched("404 Not Found", b"<html>Where?").await;
        assert_eq!(portal, Err(SyncError::Unreachable));
        let huge = fetched("200 OK", &vec![7; LARGEST_PICTURE + 1]).await;
        assert_eq!(huge, Err(SyncError::Unreachable));
    }
}

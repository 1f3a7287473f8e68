//! Carries the app's own requests over simulated connections.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::HOST;
use hyper::{Request, Response, Uri, client::conn::http1};
use hyper_util::rt::TokioIo;
use regard_app::sync::Wire;
use regard_sync::SyncError;
use tokio::time::{Instant, timeout, timeout_at};
use turmoil::net::TcpStream;

use crate::device::Hand;
use crate::server::PORT;

/// As long as the real client lets a connection take.
const CONNECT: Duration = Duration::from_secs(10);
/// For requests that name no limit, as the live line: as long as any part of an answer may take.
const ANY: Duration = Duration::from_secs(45);

/// Connections of the machine it is used on: a new one for each request. What TLS would hide from the
/// road is not hidden here.
pub struct SimulatedWire {
    /// Whose requests these are.
    pub hand: Arc<Mutex<Hand>>,
}

#[async_trait]
impl Wire for SimulatedWire {
    async fn carry(&self, request: reqwest::Request) -> Result<reqwest::Response, SyncError> {
        let answer = carry(request).await;
        if answer.is_none() {
            self.hand.lock().expect("a hand").unanswered += 1;
        }
        answer.ok_or(SyncError::Unreachable)
    }
}

async fn carry(request: reqwest::Request) -> Option<reqwest::Response> {
    // As in the real client a limit is for the whole answer, its body included.
    let until = request.timeout().map(|limit| Instant::now() + *limit);
    let asked = ask(request);
    let answer = match until {
        Some(until) => timeout_at(until, asked).await,
        None => timeout(ANY, asked).await,
    };
    let (parts, body) = answer.ok()??.into_parts();
    let body = Box::pin(body.into_data_stream());
    let pieces = stream::unfold(body, move |mut body| async move {
        let until = until.unwrap_or_else(|| Instant::now() + ANY);
        match timeout_at(until, body.next()).await {
            Ok(piece) => Some((piece?.map_err(std::io::Error::other), body)),
            Err(late) => Some((Err(std::io::Error::other(late)), body)),
        }
    });
    let body = reqwest::Body::wrap_stream(pieces);
    Some(Response::from_parts(parts, body).into())
}

async fn ask(request: reqwest::Request) -> Option<Response<Incoming>> {
    let mut request: Request<reqwest::Body> = request.try_into().ok()?;
    let host = request.uri().host()?.to_owned();
    *request.uri_mut() = Uri::from(request.uri().path_and_query()?.clone());
    let named = host.parse().ok()?;
    request.headers_mut().insert(HOST, named);
    let connecting = timeout(CONNECT, TcpStream::connect((host.as_str(), PORT)));
    let stream = connecting.await.ok()?.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(async move {
        connection.await.ok();
    });
    sender.send_request(request).await.ok()
}

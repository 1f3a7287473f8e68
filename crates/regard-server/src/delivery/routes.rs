//! What providers call: Twilio's status callback.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use regard_domain::ids::MessageId;
use uuid::Uuid;

use super::channels::twilio::status_url;
use super::channels::twilio_signature::{is_genuine, read_form};
use super::dispatch::Dispatcher;
use super::receipts::{self, TwilioReceipt};

/// The largest callback that is read.
const LARGEST: usize = 64 * 1024;

/// `POST /v1/twilio/status/{message}/{attempt}`.
///
/// 403 without a genuine signature (nothing is kept), 404 when this server does not use Twilio, 413
/// above 64 KiB, 503 when the book cannot be written (Twilio tries again), else 204.
pub fn routes(dispatcher: Dispatcher) -> Router {
    Router::new()
        .route("/v1/twilio/status/{message}/{attempt}", post(status))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(dispatcher)
}

async fn status(
    State(dispatcher): State<Dispatcher>,
    Path((message, attempt)): Path<(Uuid, u32)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let message = MessageId(message);
    let Some((twilio, base)) = dispatcher
        .twilio()
        .and_then(|twilio| Some((twilio, twilio.public_base_url.as_deref()?)))
    else {
        return StatusCode::NOT_FOUND;
    };
    let form = read_form(&body);
    let url = status_url(base, message, attempt);
    let given = headers
        .get("X-Twilio-Signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !is_genuine(twilio.auth_token.reveal(), &url, &form, given) {
        tracing::warn!(%message, "a status callback without a genuine signature");
        return StatusCode::FORBIDDEN;
    }
    let Some(receipt) = TwilioReceipt::read(message, attempt, &form) else {
        return StatusCode::BAD_REQUEST;
    };
    let database = dispatcher.database().clone();
    let taken =
        tokio::task::spawn_blocking(move || database.write(|edit| receipts::take(edit, &receipt)));
    match taken.await {
        Ok(Ok(())) => StatusCode::NO_CONTENT,
        Ok(Err(error)) => {
            tracing::error!(%error, "a receipt could not be written down");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

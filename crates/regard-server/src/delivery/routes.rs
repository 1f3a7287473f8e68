//! What providers call: the status of a message, and what customers write back by Telnyx and WhatsApp
//! (Twilio's has an answer in it: `replies`).
//!
//! 403 without a genuine signature (nothing is kept), 404 when this server does not use that
//! provider, 413 above 64 KiB (4 MiB at WhatsApp's), 400 when it cannot be read, 503 when the book cannot be written (the
//! provider tries again), else 204. Who calls what is checked by the channel itself.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use regard_domain::ids::MessageId;
use serde::Deserialize;
use uuid::Uuid;

use super::channels::{Call, Heard, Receipt};
use super::dispatch::Dispatcher;
use super::receipts;
use super::replies::{self, Inbound};

/// The largest callback that is read.
const LARGEST: usize = 64 * 1024;

/// The largest call of WhatsApp's that is read: Meta gathers many receipts and replies in one of up to
/// 3 MB (WhatsApp Business Platform, "Webhooks"), and calls in vain for days with what is refused.
const LARGEST_OF_META: usize = 4 * 1024 * 1024;

/// What providers call.
///
/// `POST /v1/twilio/status/{message}/{attempt}` and `POST /v1/telnyx/status/{message}/{attempt}`, one
/// address for each try; `POST /v1/telnyx/inbound`, the webhook of its messaging profile; `/v1/whatsapp`,
/// one for everything.
pub fn routes(dispatcher: Dispatcher) -> Router {
    Router::new()
        .route("/v1/twilio/status/{message}/{attempt}", post(twilio))
        .route("/v1/telnyx/status/{message}/{attempt}", post(telnyx))
        .route("/v1/telnyx/inbound", post(telnyx_inbound))
        .route(
            "/v1/whatsapp",
            post(whatsapp)
                .get(introduce_whatsapp)
                .layer(DefaultBodyLimit::max(LARGEST_OF_META)),
        )
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(dispatcher)
}

async fn twilio(
    State(dispatcher): State<Dispatcher>,
    Path((message, attempt)): Path<(Uuid, u32)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let about = Some((MessageId(message), attempt));
    hear(&dispatcher, "twilio", about, &headers, &body).await
}

async fn telnyx(
    State(dispatcher): State<Dispatcher>,
    Path((message, attempt)): Path<(Uuid, u32)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let about = Some((MessageId(message), attempt));
    hear(&dispatcher, "telnyx", about, &headers, &body).await
}

async fn telnyx_inbound(
    State(dispatcher): State<Dispatcher>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    hear(&dispatcher, "telnyx", None, &headers, &body).await
}

async fn whatsapp(
    State(dispatcher): State<Dispatcher>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    match hear(&dispatcher, "whatsapp", None, &headers, &body).await {
        // Meta takes nothing but 200 for "heard", and calls again.
        StatusCode::NO_CONTENT => StatusCode::OK,
        other => other,
    }
}

/// How Meta introduces itself before its first call.
#[derive(Deserialize)]
struct Introduction {
    #[serde(rename = "hub.mode")]
    mode: String,
    #[serde(rename = "hub.verify_token")]
    word: String,
    #[serde(rename = "hub.challenge")]
    challenge: String,
}

/// `GET /v1/whatsapp`: answers with the challenge, when the word is the one that was agreed.
async fn introduce_whatsapp(
    State(dispatcher): State<Dispatcher>,
    Query(said): Query<Introduction>,
) -> Result<String, StatusCode> {
    let Some(channel) = dispatcher.channel_named("whatsapp") else {
        return Err(StatusCode::NOT_FOUND);
    };
    if said.mode == "subscribe" && channel.knows_word(&said.word) {
        Ok(said.challenge)
    } else {
        Err(StatusCode::FORBIDDEN)
    }
}

/// What the channel called `name` makes of a call, and what is answered.
async fn hear(
    dispatcher: &Dispatcher,
    name: &'static str,
    about: Option<(MessageId, u32)>,
    headers: &HeaderMap,
    body: &[u8],
) -> StatusCode {
    let Some(channel) = dispatcher.channel_named(name) else {
        return StatusCode::NOT_FOUND;
    };
    let call = Call {
        about,
        headers,
        body,
        now: dispatcher.database().now(),
    };
    match channel.hear(&call) {
        Heard::Said { receipts, replies } => keep(dispatcher, receipts, replies).await,
        Heard::Forged => {
            tracing::warn!(provider = name, "a call without a genuine signature");
            StatusCode::FORBIDDEN
        }
        Heard::Unreadable => StatusCode::BAD_REQUEST,
        Heard::NotMine => StatusCode::NOT_FOUND,
    }
}

async fn keep(
    dispatcher: &Dispatcher,
    receipts: Vec<Receipt>,
    replies: Vec<Inbound>,
) -> StatusCode {
    let database = dispatcher.database().clone();
    let kept = tokio::task::spawn_blocking(move || {
        database.write(|edit| {
            // A receipt first: a reply may name the message that it is about.
            receipts
                .iter()
                .try_for_each(|receipt| receipts::take(edit, receipt))?;
            replies
                .iter()
                .try_for_each(|reply| replies::take(edit, reply).map(|_| ()))
        })
    });
    match kept.await {
        Ok(Ok(())) => StatusCode::NO_CONTENT,
        Ok(Err(error)) => {
            tracing::error!(%error, "what a provider said could not be written down");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

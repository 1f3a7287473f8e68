//! `POST /v1/hooks/twilio/inbound`: what customers write back.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::inbound::Inbound;
use super::take::take;
use crate::database::Database;
use crate::delivery::channels::twilio_signature::{is_genuine, read_form};
use crate::delivery::config::{SmsConfig, TwilioConfig};

/// The largest webhook that is read.
const LARGEST: usize = 64 * 1024;

const PATH: &str = "/v1/hooks/twilio/inbound";

/// The address to give Twilio, under `base`.
pub fn inbound_url(base: &str) -> String {
    format!("{}{PATH}", base.trim_end_matches('/'))
}

/// What Twilio calls with each text that comes in.
///
/// 403 without a genuine signature (nothing is kept), 404 when this server does not use Twilio, 413
/// above 64 KiB, 503 when the book cannot be written (Twilio tries again), else 200 with what Twilio
/// is to send at once: who we are, or that a start or a stranger's stop was heard; mostly nothing.
pub fn routes(database: Arc<Database>, sms: &SmsConfig) -> Router {
    let twilio = match sms {
        SmsConfig::Twilio(twilio) => Some(Arc::new(TwilioConfig::clone(twilio))),
        _ => None,
    };
    Router::new()
        .route(PATH, post(inbound))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state((database, twilio))
}

async fn inbound(
    State((database, twilio)): State<(Arc<Database>, Option<Arc<TwilioConfig>>)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(twilio) = twilio else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(base) = twilio.public_base_url.as_deref() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let form = read_form(&body);
    let given = headers
        .get("X-Twilio-Signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !is_genuine(twilio.auth_token.reveal(), &inbound_url(base), &form, given) {
        tracing::warn!("a reply without a genuine signature");
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(inbound) = Inbound::of_twilio(&form) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let taken = tokio::task::spawn_blocking(move || database.write(|edit| take(edit, &inbound)));
    match taken.await {
        Ok(Ok(taken)) => {
            let xml = twiml(taken.answer.as_deref());
            ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], xml).into_response()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a reply could not be written down");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// What Twilio does with the sender: one text, or nothing.
fn twiml(answer: Option<&str>) -> String {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    match answer {
        None => format!("{head}<Response></Response>"),
        Some(words) => {
            let words = words
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            format!("{head}<Response><Message>{words}</Message></Response>")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_text_and_never_markup() {
        assert!(twiml(None).ends_with("<Response></Response>"));
        assert!(
            twiml(Some("Martin & <Sons>")).contains("<Message>Martin &amp; &lt;Sons&gt;</Message>")
        );
    }
}

//! What every provider reached over HTTP has in common: one request that goes out once, and what its
//! status alone says.

use std::time::Duration;

use regard_domain::message::StateReason;
use reqwest::{Client, Response, StatusCode, header};

use super::Outcome;

/// The client could not be built: the system has no usable TLS.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client for a provider could not be built")]
pub struct NoClient(#[source] reqwest::Error);

/// A client that makes each request once: no second try inside it, none on a stale connection, and
/// none at another address.
pub(crate) fn once_only(limit: Duration) -> Result<Client, NoClient> {
    Client::builder()
        .connect_timeout(limit.min(Duration::from_secs(10)))
        .timeout(limit)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(NoClient)
}

/// Nothing left the house; a later try is harmless.
pub(crate) fn down(retry_after: Option<Duration>) -> Outcome {
    Outcome::NotSent {
        reason: StateReason::ChannelDown,
        retry_after,
    }
}

/// Every other message would be refused as well: a manager has to look.
pub(crate) fn set_up_wrong() -> Outcome {
    Outcome::NotSent {
        reason: StateReason::StoreSetup,
        retry_after: None,
    }
}

/// What a request without any answer means.
pub(crate) fn without_answer(error: &reqwest::Error) -> Outcome {
    if error.is_connect() {
        // No connection: not a byte of the message left.
        down(None)
    } else if error.is_builder() {
        set_up_wrong()
    } else {
        Outcome::Unknown
    }
}

/// What the status alone says of a message that was not taken with a 2xx; none for a 4xx whose error
/// number has to be read.
pub(crate) fn by_status(answer: &Response) -> Option<Outcome> {
    let status = answer.status();
    let retry_after = retry_after(answer);
    match status {
        StatusCode::TOO_MANY_REQUESTS => Some(down(retry_after)),
        StatusCode::SERVICE_UNAVAILABLE if retry_after.is_some() => Some(down(retry_after)),
        StatusCode::REQUEST_TIMEOUT => Some(Outcome::Unknown),
        StatusCode::UNAUTHORIZED => Some(set_up_wrong()),
        status if status.is_client_error() => None,
        _ => Some(Outcome::Unknown),
    }
}

/// The provider's wish, as seconds (RFC 9110, 10.2.3).
pub(crate) fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    // A date instead of seconds still says that the request was not processed.
    Some(Duration::from_secs(seconds.trim().parse().unwrap_or(60)))
}

//! What a push service's answer says before its own error words are read.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};

use super::Pushed;
use crate::delivery::channels::http;

/// How long a push service may take to answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What a request without any answer means.
pub(super) fn without_answer(error: &reqwest::Error) -> Pushed {
    if error.is_connect() {
        Pushed::Later { retry_after: None }
    } else if error.is_builder() {
        Pushed::SetUpWrong
    } else {
        Pushed::Unknown
    }
}

/// What the status alone says; none for a 4xx whose words have to be read.
pub(super) fn by_status(answer: &Response) -> Option<Pushed> {
    let retry_after = http::retry_after(answer);
    match answer.status() {
        status if status.is_success() => Some(Pushed::Taken),
        // Both say that nothing was done with it (RFC 6585, RFC 9110).
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Some(Pushed::Later { retry_after })
        }
        status if status.is_client_error() => None,
        _ => Some(Pushed::Unknown),
    }
}

/// A client for one push service. `ca`: a certificate authority of one's own, PEM.
pub(super) fn client(ca: Option<&[u8]>) -> Result<reqwest::ClientBuilder, reqwest::Error> {
    let mut client = Client::builder()
        .timeout(PATIENCE)
        .connect_timeout(PATIENCE)
        .retry(reqwest::retry::never())
        .redirect(reqwest::redirect::Policy::none());
    if let Some(pem) = ca {
        client = client.add_root_certificate(reqwest::Certificate::from_pem(pem)?);
    }
    Ok(client)
}

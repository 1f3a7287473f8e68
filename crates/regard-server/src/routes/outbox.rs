//! `GET /outbox`: what a store without a provider would have sent, as a page.
//!
//! It shows addresses and words of customers: to a manager's device, or to a browser on the
//! server's own machine that came straight here.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::Html;

use super::manager;
use crate::error::ApiError;
use crate::state::ServerState;

pub(super) async fn outbox(
    State(state): State<Arc<ServerState>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Html<String>, ApiError> {
    let in_the_open = state.config().public_base_url.is_some();
    if in_the_open || !is_from_here(address.ip(), &headers) {
        manager(&state, &headers).await?;
    }
    let dispatcher = state.dispatcher().clone();
    match tokio::task::spawn_blocking(move || dispatcher.outbox_page()).await {
        Ok(Ok(page)) => Ok(Html(page)),
        Ok(Err(error)) => {
            tracing::error!(%error, "the outbox can't be read");
            Err(ApiError::fault())
        }
        Err(_) => Err(ApiError::fault()),
    }
}

/// Whether the request comes from this machine itself: not through a proxy, and not from a page
/// whose own name was bent to this address.
fn is_from_here(address: IpAddr, headers: &HeaderMap) -> bool {
    let forwarded = headers.contains_key("x-forwarded-for")
        || headers.contains_key(header::FORWARDED)
        || headers.contains_key(header::VIA);
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let named = host == "localhost"
        || host.starts_with("localhost:")
        || host
            .parse::<SocketAddr>()
            .is_ok_and(|address| address.ip().is_loopback())
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    address.is_loopback() && !forwarded && named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_browser_on_this_machine_that_came_straight_here_is_from_here() {
        let here = IpAddr::from([127, 0, 0, 1]);
        let headers = |pairs: &[(&'static str, &str)]| -> HeaderMap {
            pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect()
        };
        assert!(is_from_here(here, &headers(&[("host", "127.0.0.1:8700")])));
        assert!(is_from_here(here, &headers(&[("host", "localhost:8700")])));
        assert!(!is_from_here(
            here,
            &headers(&[("host", "bent.example:8700")])
        ));
        let proxied = [("host", "localhost"), ("x-forwarded-for", "203.0.113.5")];
        assert!(!is_from_here(here, &headers(&proxied)));
        assert!(!is_from_here(
            IpAddr::from([10, 0, 0, 6]),
            &headers(&[("host", "localhost")])
        ));
    }
}

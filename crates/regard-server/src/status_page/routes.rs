//! `GET /s/{token}`.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use super::page::{self, Page};
use crate::routes::tries::{MOST_LOOKS, Tries};
use crate::state::ServerState;

/// `GET` and `HEAD` answer alike and change nothing: 200 with the page, 410 with the store's
/// telephone once the link has ended, 404 for whatever stands for nothing, 429 for who asks too
/// often.
pub fn routes(state: Arc<ServerState>) -> Router {
    Router::new()
        .route("/s/{token}", get(status))
        .layer(middleware::from_fn(not_for_search_engines))
        .with_state((state, Arc::new(Tries::at_most(MOST_LOOKS))))
}

type Shared = (Arc<ServerState>, Arc<Tries>);

async fn status(
    State((state, tries)): State<Shared>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let visitor = visitor(address.ip(), &headers);
    let language = page::language(
        headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default(),
    );
    let database = state.database().clone();
    if !tries.may_try(visitor, database.now()) {
        return (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, "600")],
        )
            .into_response();
    }
    let looked_up = tokio::task::spawn_blocking(move || {
        database.read(|connection| {
            page::look_up(connection, database.company(), &token, database.now())
        })
    });
    let page = match looked_up.await {
        Ok(Ok(page)) => page,
        Ok(Err(error)) => {
            tracing::error!(%error, "a status page could not be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let code = match page {
        Page::Standing(_) => StatusCode::OK,
        Page::Ended(_) => StatusCode::GONE,
        Page::Nothing => StatusCode::NOT_FOUND,
    };
    (code, Html(page::html(&page, language))).into_response()
}

/// Who asks: behind a proxy of our own on this machine, whom that names; else who connected.
fn visitor(connected: IpAddr, headers: &HeaderMap) -> IpAddr {
    let named = headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        // The last one is what our own proxy added; those before it anybody may have written.
        .and_then(|value| value.rsplit(',').next())
        .and_then(|address| address.trim().parse().ok());
    match named {
        Some(named) if connected.is_loopback() => named,
        _ => connected,
    }
}

async fn not_for_search_engines(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(
        "x-robots-tag",
        HeaderValue::from_static("noindex, nofollow, noarchive"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxy_says_who_asks() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            HeaderValue::from_static("198.51.100.1, 203.0.113.5"),
        );
        let here = IpAddr::from([127, 0, 0, 1]);
        let eve = IpAddr::from([203, 0, 113, 9]);
        assert_eq!(visitor(here, &headers), IpAddr::from([203, 0, 113, 5]));
        assert_eq!(visitor(eve, &headers), eve);
        assert_eq!(visitor(here, &HeaderMap::new()), here);
    }
}

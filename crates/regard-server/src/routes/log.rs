//! One line in the log for each request: what was asked, what was answered, how long it took.
//!
//! Never a body, a query, an address, a name or a secret.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

pub(super) async fn log(request: Request, next: Next) -> Response {
    // The route and not the path: a path may hold an id.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if status >= 500 {
        tracing::error!(%method, route, status, millis, "answered");
    } else {
        tracing::info!(%method, route, status, millis, "answered");
    }
    response
}

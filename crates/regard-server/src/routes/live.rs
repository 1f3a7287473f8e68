//! `GET /v1/live`: says that there is something to fetch, and nothing more.
//!
//! Each event is `data: {"head":N}`. The secret is looked at again before each event, so that a
//! device that was put out hears no more.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt, stream};
use regard_sync::row::Head;

use super::bearer;
use crate::error::ApiError;
use crate::state::ServerState;

/// How often a quiet connection says that it lives; routers forget silent ones.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

pub(super) async fn live(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let token = bearer(&headers)?.to_owned();
    state.caller(&token).await?;
    let mut heads = state.database().heads();
    // The device hears where things stand at once: it may have missed something meanwhile.
    heads.mark_changed();
    let mut stopping = state.stopping();
    let stopped = async move {
        // An error means that the server's state is gone: just as over.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let events = stream::unfold(
        (state, token, heads),
        |(state, token, mut heads)| async move {
            heads.changed().await.ok()?;
            let head = *heads.borrow_and_update();
            state.caller(&token).await.ok()?;
            let event = Event::default().json_data(Head { head }).ok()?;
            Some((Ok(event), (state, token, heads)))
        },
    );
    let events = events.take_until(Box::pin(stopped));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("alive")))
}

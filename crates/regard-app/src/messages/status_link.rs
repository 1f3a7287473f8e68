//! The short link in a message, which this device can write without a network.

use regard_domain::ids::{MessageId, StoreId};
use regard_domain::link;
use rusqlite::Connection;

use crate::database::stores::{self, Store};

/// The link of `message`; none where the server has no address for such pages.
pub fn of_message(store: &Store, message: MessageId) -> Option<String> {
    let token = link::token(store.link_key.as_deref()?, message)?;
    Some(link::url(store.link_base.as_deref()?, &token))
}

/// `body` with the link of `old` in it made the link of `new`: each message has its own.
pub fn renewed(
    conn: &Connection,
    store: StoreId,
    body: &str,
    old: MessageId,
    new: MessageId,
) -> rusqlite::Result<String> {
    let key = stores::store(conn, store)?.and_then(|store| store.link_key);
    let token = |message| key.as_deref().and_then(|key| link::token(key, message));
    Ok(match (token(old), token(new)) {
        (Some(old), Some(new)) if link::carries(body, &old) => body.replace(&old, &new),
        _ => body.to_owned(),
    })
}

/// How the store's own links begin; empty where it has none.
pub fn own_links(store: Option<&Store>) -> Vec<String> {
    store
        .and_then(|store| store.link_base.as_deref())
        .map(|base| format!("{}/s/", base.trim_end_matches('/')))
        .into_iter()
        .collect()
}

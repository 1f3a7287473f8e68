//! A message with a link in it came in: the link works from now on.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::ids::{MessageId, StoreId};
use regard_domain::link::{self, GOOD_FOR_DAYS};
use serde::Deserialize;

use crate::database::status_links::{self, StatusLink};
use crate::database::{DatabaseError, ServerEdit, StoredRow};

#[derive(Deserialize)]
struct Store {
    link_key: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    body: String,
    asked_at: DateTime<Utc>,
}

/// Notes the link of a message row, where its words carry the one that is its own. A token that a
/// device made up stands for nothing.
pub fn register(edit: &ServerEdit<'_>, row: &StoredRow) -> Result<(), DatabaseError> {
    let Ok(message) = row.read_as::<Message>() else {
        return Ok(());
    };
    if !message.body.contains("/s/") {
        return Ok(());
    }
    let Some(store) = store_of(edit, row)? else {
        return Ok(());
    };
    let key = edit
        .row_as::<Store>("store", store.0)?
        .and_then(|store| store.link_key);
    let id = MessageId(row.id);
    let token = key.as_deref().and_then(|key| link::token(key, id));
    let Some(token) = token.filter(|token| link::carries(&message.body, token)) else {
        return Ok(());
    };
    let expires_at = message
        .asked_at
        .checked_add_signed(TimeDelta::days(GOOD_FOR_DAYS))
        .unwrap_or(message.asked_at);
    let link = StatusLink {
        message: id,
        expires_at,
    };
    status_links::add(edit.connection(), edit.company(), &token, link)
}

/// The store of the message's repair, or of its customer.
fn store_of(edit: &ServerEdit<'_>, row: &StoredRow) -> Result<Option<StoreId>, DatabaseError> {
    for (table, field) in [("repair", "repair_id"), ("customer", "customer_id")] {
        if let Some(id) = row.id_in(field)
            && let Some(found) = edit.row(table, id)?
            && let Some(store) = found.id_in("store_id")
        {
            return Ok(Some(StoreId(store)));
        }
    }
    Ok(None)
}

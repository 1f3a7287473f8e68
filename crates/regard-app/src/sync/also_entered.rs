//! "Also entered by Ben": both values of a field that two people entered at once.

use regard_domain::ids::{CustomerId, PhotoId, WishId};
use regard_sync::tables;
use rusqlite::Connection;
use serde_json::Value;

use super::screens::AlsoEnteredCard;
use crate::customers::names::{associate_name, display_name};
use crate::database::also_entered::{self, AlsoEntered};
use crate::database::rows;
use crate::viewer::Viewer;
use crate::{photos, wishes};

/// What is not settled about a customer, newest first, without what must stay a surprise to them.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<AlsoEnteredCard>> {
    told(conn, viewer, also_entered::of_customer(conn, customer)?)
}

/// What is not settled at all, newest first, without what must stay a surprise to whom it is about.
pub fn all(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<AlsoEnteredCard>> {
    told(conn, viewer, also_entered::all(conn)?)
}

fn told(
    conn: &Connection,
    viewer: &Viewer,
    all: Vec<AlsoEntered>,
) -> rusqlite::Result<Vec<AlsoEnteredCard>> {
    let mut cards = Vec::new();
    for entered in all {
        let (page, row) = (entered.customer_id, entered.row_id);
        let is_told = match entered.of_table.as_str() {
            "wish" => wishes::cards::may_show(conn, viewer, page, WishId(row))?,
            "photo" => photos::cards::may_show(conn, viewer, page, PhotoId(row))?,
            _ => true,
        };
        if is_told {
            cards.push(card(conn, entered)?);
        }
    }
    Ok(cards)
}

fn card(conn: &Connection, entered: AlsoEntered) -> rusqlite::Result<AlsoEnteredCard> {
    let shows = match tables::table(&entered.of_table) {
        Some(table) => rows::read(conn, table, entered.row_id)?
            .and_then(|fields| fields.get(&entered.field).map(|state| state.value.clone()))
            .and_then(|value| said(&value)),
        None => None,
    };
    // A value that is no JSON is shown as it is.
    let also = serde_json::from_str::<Value>(&entered.value)
        .map_or(Some(entered.value.clone()), |value| said(&value))
        .unwrap_or_default();
    Ok(AlsoEnteredCard {
        id: entered.id,
        customer_id: entered.customer_id,
        customer_name: display_name(conn, entered.customer_id)?,
        of_table: entered.of_table,
        field: entered.field,
        shows,
        also,
        entered_by: match entered.entered_by {
            Some(id) => associate_name(conn, id)?,
            None => None,
        },
        entered_at: entered.entered_at,
    })
}

/// A value as it is shown; none for no value.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

//! What has not left the device, and what the server put aside, as the outbox screen lists it.

use regard_domain::ids::CustomerId;
use rusqlite::Connection;
use uuid::Uuid;

use super::one_person::person;
use crate::sync::screens::{ParkedChange, WaitingChange};

/// The edits that have not left the device, newest first.
pub fn waiting(conn: &Connection, most: u32) -> rusqlite::Result<Vec<WaitingChange>> {
    conn.prepare_cached(concat!(
        "SELECT pending_change.of_table, ",
        person!("pending_change.customer_id"),
        " AS customer_id,
           pending_change.made_at,
           trim(customer.given_name || ' ' || customer.family_name) AS customer_name
         FROM pending_change LEFT JOIN customer ON customer.id = ",
        person!("pending_change.customer_id"),
        "
         WHERE pending_change.acked_at IS NULL
         ORDER BY pending_change.made DESC LIMIT ?1"
    ))?
    .query_map([most], |row| {
        let customer_id: Option<Uuid> = row.get("customer_id")?;
        Ok(WaitingChange {
            table: row.get("of_table")?,
            customer_id: customer_id.map(CustomerId),
            customer_name: row.get("customer_name")?,
            made_at: row.get("made_at")?,
        })
    })?
    .collect()
}

/// The edits that the server put aside, newest first.
pub fn parked(conn: &Connection, most: u32) -> rusqlite::Result<Vec<ParkedChange>> {
    conn.prepare_cached(
        "SELECT of_table, reason, fields, made_at FROM parked ORDER BY made DESC LIMIT ?1",
    )?
    .query_map([most], |row| {
        let fields: String = row.get("fields")?;
        Ok(ParkedChange {
            table: row.get("of_table")?,
            reason: row.get("reason")?,
            words: words(&fields),
            made_at: row.get("made_at")?,
        })
    })?
    .collect()
}

/// The values alone, without their stamps.
fn words(fields: &str) -> String {
    let fields: serde_json::Value = serde_json::from_str(fields).unwrap_or_default();
    let words: serde_json::Map<String, serde_json::Value> = fields
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, field)| Some((name.clone(), field.get("value")?.clone())))
        .collect();
    serde_json::Value::Object(words).to_string()
}

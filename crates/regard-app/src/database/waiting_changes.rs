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
            thumbnail: thumbnail(&fields),
            made_at: row.get("made_at")?,
        })
    })?
    .collect()
}

/// The small picture of a photo, as a `data:` address.
fn thumbnail(fields: &str) -> Option<String> {
    let fields: serde_json::Value = serde_json::from_str(fields).ok()?;
    let base64 = fields.get("thumbnail")?.get("value")?.as_str()?;
    (!base64.is_empty()).then(|| format!("data:image/jpeg;base64,{base64}"))
}

/// The values alone, without their stamps and without what nobody reads.
fn words(fields: &str) -> String {
    let fields: serde_json::Value = serde_json::from_str(fields).unwrap_or_default();
    let words: serde_json::Map<String, serde_json::Value> = fields
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !["thumbnail", "hash"].contains(&name.as_str()))
        .filter_map(|(name, field)| Some((name.clone(), field.get("value")?.clone())))
        .collect();
    serde_json::Value::Object(words).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_that_was_put_aside_shows_as_a_picture_and_not_as_letters() {
        let field = |value: &str| serde_json::json!({ "value": value, "hlc": "0" });
        let fields = serde_json::json!({ "thumbnail": field("/9j/4AAQ"), "hash": field("0af1"),
            "caption": field("Her ring") })
        .to_string();
        assert_eq!(words(&fields), r#"{"caption":"Her ring"}"#);
        let small = thumbnail(&fields);
        assert_eq!(small.as_deref(), Some("data:image/jpeg;base64,/9j/4AAQ"));
        assert_eq!(thumbnail(r#"{"caption":{"value":"Her ring"}}"#), None);
    }
}

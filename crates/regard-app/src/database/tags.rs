//! Tags: words that the store sorts its customers by.

use regard_domain::ids::CustomerId;
use rusqlite::Connection;
use uuid::Uuid;

use super::one_person::RECORDS;

/// One tag as it was put on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Which.
    pub id: Uuid,
    /// The words.
    pub words: String,
    /// Whether it was taken off again.
    pub removed: bool,
}

/// Every tag of a customer, those taken off too, the oldest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Tag>> {
    conn.prepare_cached(&format!(
        "SELECT id, words, removed_at IS NOT NULL AS removed FROM tag
         WHERE customer_id IN {RECORDS} ORDER BY id"
    ))?
    .query_map([customer.0], |row| {
        Ok(Tag {
            id: row.get("id")?,
            words: row.get("words")?,
            removed: row.get("removed")?,
        })
    })?
    .collect()
}

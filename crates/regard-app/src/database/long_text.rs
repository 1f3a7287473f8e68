//! Looks into long texts: notes, and messages to customers.

use chrono::{DateTime, Utc};
use regard_domain::ids::CustomerId;
use rusqlite::Connection;

use super::columns;

/// A text that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongText {
    /// Whose.
    pub customer_id: CustomerId,
    /// `note` or `message`.
    pub of_table: String,
    /// The text.
    pub words: String,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// The newest text of each customer that has a word beginning with each of `words`, the newest first,
/// at most `limit` customers. Notes that a newer one stands for are left out.
pub fn find(conn: &Connection, words: &[String], limit: usize) -> rusqlite::Result<Vec<LongText>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = words
        .iter()
        .map(|word| format!("\"{}\"*", word.replace('"', "")))
        .collect::<Vec<_>>()
        .join(" AND ");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    conn.prepare_cached(
        "WITH hit AS (
             -- The newest texts first, and no more than can matter.
             SELECT rowid AS id FROM long_text WHERE long_text MATCH ?1 ORDER BY rowid DESC LIMIT 400
         ), text AS (
             SELECT r.customer_id, r.of_table, note.words AS words, note.noted_at AS at
             FROM hit JOIN long_text_row r ON r.id = hit.id JOIN note ON note.id = r.row_id
             WHERE NOT EXISTS (SELECT 1 FROM note newer WHERE newer.customer_id = note.customer_id
                               AND newer.supersedes = note.id)
             UNION ALL
             SELECT r.customer_id, r.of_table, message.body, message.asked_at
             FROM hit JOIN long_text_row r ON r.id = hit.id JOIN message ON message.id = r.row_id
         )
         SELECT customer_id, of_table, words, MAX(at) AS at FROM text
         GROUP BY customer_id ORDER BY at DESC, customer_id LIMIT ?2",
    )?
    .query_map((wanted, limit), |row| {
        Ok(LongText {
            customer_id: CustomerId(row.get("customer_id")?),
            of_table: row.get("of_table")?,
            words: row.get("words")?,
            at: columns::moment_or_epoch(row, "at")?,
        })
    })?
    .collect()
}

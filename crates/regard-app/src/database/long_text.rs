//! Looks into long texts: notes, and messages to customers.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use regard_domain::ids::CustomerId;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::columns;
use super::one_person::person;

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

/// The newest texts that have a word beginning with each of `words`, one of each customer who is not
/// `known` yet, the newest first, at most `limit`. Notes that a newer one stands for are left out.
pub fn find(
    conn: &Connection,
    words: &[String],
    known: &HashSet<CustomerId>,
    limit: usize,
) -> rusqlite::Result<Vec<LongText>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = words
        .iter()
        .map(|word| format!("\"{}\"*", word.replace('"', "")))
        .collect::<Vec<_>>()
        .join(" AND ");
    // What came last first; read until there are enough, and no more than can matter.
    let mut hits = conn.prepare_cached(concat!(
        "SELECT ",
        person!("r.customer_id"),
        " AS customer_id, r.of_table, r.row_id
         FROM (SELECT rowid AS id FROM long_text WHERE long_text MATCH ?1
               ORDER BY rowid DESC LIMIT 400) hit
         CROSS JOIN long_text_row r ON r.id = hit.id"
    ))?;
    let mut hits = hits.query([wanted])?;
    let mut found: Vec<LongText> = Vec::new();
    while let Some(hit) = hits.next()? {
        if found.len() >= limit {
            break;
        }
        let who = CustomerId(hit.get("customer_id")?);
        if known.contains(&who) || found.iter().any(|text| text.customer_id == who) {
            continue;
        }
        let of_table: String = hit.get("of_table")?;
        if let Some((words, at)) = text(conn, &of_table, hit.get("row_id")?)? {
            found.push(LongText {
                customer_id: who,
                of_table,
                words,
                at,
            });
        }
    }
    found.sort_by_key(|text| (Reverse(text.at), text.customer_id));
    Ok(found)
}

/// The words and the moment of a text; none when a newer one stands for it.
fn text(
    conn: &Connection,
    of_table: &str,
    id: Uuid,
) -> rusqlite::Result<Option<(String, DateTime<Utc>)>> {
    let sql = match of_table {
        "note" => {
            "SELECT words, noted_at AS at FROM note WHERE id = ?1
             AND NOT EXISTS (SELECT 1 FROM note newer WHERE newer.customer_id = note.customer_id
                             AND newer.supersedes = note.id)"
        }
        _ => "SELECT body AS words, asked_at AS at FROM message WHERE id = ?1",
    };
    conn.prepare_cached(sql)?
        .query_row([id], |row| {
            Ok((row.get("words")?, columns::moment_or_epoch(row, "at")?))
        })
        .optional()
}

//! The legend book: small gestures worth repeating.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, LegendId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;

/// One story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendRow {
    /// Which.
    pub id: LegendId,
    /// The story.
    pub words: String,
    /// Who did it.
    pub done_by: Option<String>,
    /// When it was told.
    pub told_at: DateTime<Utc>,
    /// By whom.
    pub told_by: Option<AssociateId>,
    /// Whether it was taken out.
    pub taken_out: bool,
}

const COLUMNS: &str = "id, words, done_by, told_at, told_by, taken_out_at";

/// The story of that id, also one that was taken out.
pub fn by_id(conn: &Connection, id: LegendId) -> rusqlite::Result<Option<LegendRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM legend WHERE id = ?1"))?
        .query_row([id.0], legend)
        .optional()
}

/// The stories, the newest first.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<LegendRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM legend WHERE taken_out_at IS NULL ORDER BY told_at DESC, id DESC"
    ))?
    .query_map([], legend)?
    .collect()
}

/// Whether the words have the whole name of a customer of this device. Capitals of letters with accents
/// count as other letters.
pub fn names_a_customer(conn: &Connection, words: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM customer
             WHERE given_name <> '' AND family_name <> ''
               AND instr(lower(?1), lower(given_name || ' ' || family_name)) > 0) AS found",
    )?
    .query_row([words], |row| row.get("found"))
}

fn legend(row: &Row<'_>) -> rusqlite::Result<LegendRow> {
    Ok(LegendRow {
        id: LegendId(row.get("id")?),
        words: row.get("words")?,
        done_by: columns::words(row, "done_by")?,
        told_at: columns::moment_or_epoch(row, "told_at")?,
        told_by: row.get::<_, Option<_>>("told_by")?.map(AssociateId),
        taken_out: columns::moment(row, "taken_out_at")?.is_some(),
    })
}

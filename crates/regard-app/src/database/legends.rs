//! The legend book: small gestures worth repeating.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, LegendId};
use regard_domain::names::fold;
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

/// Whether the words have the whole name of a customer of this device, however it is written: capitals,
/// accents, blanks and punctuation don't count, and a name within a longer word is none.
pub fn names_a_customer(conn: &Connection, words: &str) -> rusqlite::Result<bool> {
    let words = format!(" {} ", plain(words));
    let mut query = conn.prepare_cached(
        "SELECT given_name, family_name FROM customer WHERE given_name <> '' AND family_name <> ''",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (given, family): (String, String) = (row.get("given_name")?, row.get("family_name")?);
        let (given, family) = (plain(&given), plain(&family));
        if !given.is_empty() && !family.is_empty() && words.contains(&format!(" {given} {family} "))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The words without case and accents, one blank between each two of them and nothing else.
fn plain(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|each: char| !each.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
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

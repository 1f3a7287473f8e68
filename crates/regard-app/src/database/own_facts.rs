//! What an associate has said of themselves. It reaches no device but their own.

use regard_domain::ids::{AssociateId, OwnFactId};
use regard_domain::words::FactKind;
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;

/// One thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFactRow {
    /// Which.
    pub id: OwnFactId,
    /// What about.
    pub kind: FactKind,
    /// The words.
    pub words: String,
    /// Whether it was taken out.
    pub dropped: bool,
}

const COLUMNS: &str = "id, kind, words, dropped_at";

fn own_fact(row: &Row<'_>) -> rusqlite::Result<OwnFactRow> {
    Ok(OwnFactRow {
        id: OwnFactId(row.get("id")?),
        kind: columns::word(row, "kind", FactKind::Other)?,
        words: row.get("words")?,
        dropped: row.get::<_, Option<String>>("dropped_at")?.is_some(),
    })
}

/// What that associate says, in the order in which it was added.
pub fn of_associate(conn: &Connection, who: AssociateId) -> rusqlite::Result<Vec<OwnFactRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM own_fact WHERE associate_id = ?1 AND dropped_at IS NULL
         ORDER BY added_at, id"
    ))?
    .query_map([who.0], own_fact)?
    .collect()
}

/// The one of that id, if it is that associate's.
pub fn by_id(
    conn: &Connection,
    who: AssociateId,
    id: OwnFactId,
) -> rusqlite::Result<Option<OwnFactRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM own_fact WHERE id = ?1 AND associate_id = ?2"
    ))?
    .query_row((id.0, who.0), own_fact)
    .optional()
}

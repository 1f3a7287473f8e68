//! From which words of which note a record was made.

use regard_domain::ids::{CustomerId, NoteId, NoteTraceId};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::columns;
use super::one_person::{RECORDS, person};

/// The words of a note that a record was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteTrace {
    /// Which.
    pub id: NoteTraceId,
    /// About whom the note is.
    pub customer_id: CustomerId,
    /// The note.
    pub note_id: NoteId,
    /// The table of the record.
    pub of_table: String,
    /// The record.
    pub row_id: Uuid,
    /// Where its words begin in the note, in characters.
    pub words_from: u32,
    /// Where they end.
    pub words_to: u32,
    /// Whether the record was taken out again.
    pub dropped: bool,
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, note_id, of_table, row_id, words_from, words_to, dropped_at"
);

fn trace(row: &Row<'_>) -> rusqlite::Result<NoteTrace> {
    Ok(NoteTrace {
        id: NoteTraceId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        note_id: NoteId(row.get("note_id")?),
        of_table: row.get("of_table")?,
        row_id: row.get("row_id")?,
        words_from: row.get("words_from")?,
        words_to: row.get("words_to")?,
        dropped: columns::moment(row, "dropped_at")?.is_some(),
    })
}

/// The trace of that id.
pub fn by_id(conn: &Connection, id: NoteTraceId) -> rusqlite::Result<Option<NoteTrace>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM note_trace WHERE id = ?1"))?
        .query_row([id.0], trace)
        .optional()
}

/// What was made from a note, dropped or not, in the order in which it was made.
pub fn of_note(conn: &Connection, note: NoteId) -> rusqlite::Result<Vec<NoteTrace>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM note_trace WHERE note_id = ?1 ORDER BY id"
    ))?
    .query_map([note.0], trace)?
    .collect()
}

/// What was made from the notes about a customer and is still there.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<NoteTrace>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM note_trace
         WHERE customer_id IN {RECORDS} AND dropped_at IS NULL ORDER BY id"
    ))?
    .query_map([customer.0], trace)?
    .collect()
}

//! Notes of what was learnt, and the one that is being written.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId, NoteId};
use regard_domain::words::NoteKind;
use rusqlite::{Connection, OptionalExtension, Row};

use super::one_person::{RECORDS, person};
use super::{columns, time_text};

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Which.
    pub id: NoteId,
    /// About whom.
    pub customer_id: CustomerId,
    /// After a visit, a call, or just so.
    pub kind: NoteKind,
    /// The words.
    pub words: String,
    /// When.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<AssociateId>,
    /// Whether it has not left the device.
    pub on_device_only: bool,
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, kind, words, noted_at, noted_by, \
     EXISTS (SELECT 1 FROM pending_change p WHERE p.of_table = 'note' AND p.row_id = note.id \
             AND p.acked_at IS NULL) AS on_device_only"
);

fn note(row: &Row<'_>) -> rusqlite::Result<NoteRow> {
    Ok(NoteRow {
        id: NoteId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        kind: columns::word(row, "kind", NoteKind::Note)?,
        words: row.get("words")?,
        noted_at: columns::moment_or_epoch(row, "noted_at")?,
        noted_by: row.get::<_, Option<_>>("noted_by")?.map(AssociateId),
        on_device_only: row.get("on_device_only")?,
    })
}

/// The note of that id.
pub fn by_id(conn: &Connection, id: NoteId) -> rusqlite::Result<Option<NoteRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM note WHERE id = ?1"))?
        .query_row([id.0], note)
        .optional()
}

/// The notes about a customer that no later note replaces, the newest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<NoteRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM note WHERE customer_id IN {RECORDS} AND id NOT IN \
         (SELECT later.supersedes FROM note later WHERE later.customer_id IN {RECORDS} \
          AND later.supersedes IS NOT NULL) ORDER BY noted_at DESC, id DESC"
    ))?
    .query_map([customer.0], note)?
    .collect()
}

/// The jot sheet as it was left: JSON of [`crate::notes::draft`]. None when nothing is being written.
pub fn jot_draft(conn: &Connection) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT draft FROM jot_draft WHERE one = 1")?
        .query_row([], |row| row.get("draft"))
        .optional()
}

/// Keeps the jot sheet as it is.
pub fn keep_jot_draft(
    conn: &Connection,
    draft: &str,
    typed_at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO jot_draft (one, draft, typed_at) VALUES (1, ?1, ?2) \
         ON CONFLICT (one) DO UPDATE SET draft = excluded.draft, typed_at = excluded.typed_at",
    )?
    .execute((draft, time_text(typed_at)))
    .map(drop)
}

/// Clears the jot sheet.
pub fn clear_jot_draft(conn: &Connection) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM jot_draft")?
        .execute([])
        .map(drop)
}

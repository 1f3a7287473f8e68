//! Facts: what the store knows about a person.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId, FactId};
use regard_domain::words::{FactKind, Tact};
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::RECORDS;

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which.
    pub id: FactId,
    /// What about.
    pub kind: FactKind,
    /// The words.
    pub words: String,
    /// What may be done with it.
    pub tact: Tact,
    /// When it was noted.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<AssociateId>,
}

/// What is known of the customer, newest first, without what a newer fact stands for and what was
/// dropped. A tact that this version does not know is the most careful one.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Fact>> {
    conn.prepare_cached(&format!(
        "SELECT id, kind, words, tact, noted_at, noted_by FROM fact
         WHERE customer_id IN {RECORDS} AND dropped_at IS NULL
           AND id NOT IN (SELECT supersedes FROM fact
                          WHERE customer_id IN {RECORDS} AND supersedes IS NOT NULL)
         ORDER BY noted_at DESC, id DESC"
    ))?
    .query_map([customer.0], fact_row)?
    .collect()
}

/// Whether the fact of that id and kind was dropped; none when there is none.
pub fn is_dropped(conn: &Connection, id: FactId, kind: FactKind) -> rusqlite::Result<Option<bool>> {
    conn.prepare_cached(
        "SELECT dropped_at IS NOT NULL AS dropped FROM fact WHERE id = ?1 AND kind = ?2",
    )?
    .query_row((id.0, kind.as_ref()), |row| row.get("dropped"))
    .optional()
}

fn fact_row(row: &Row<'_>) -> rusqlite::Result<Fact> {
    Ok(Fact {
        id: FactId(row.get("id")?),
        kind: columns::word(row, "kind", FactKind::Other)?,
        words: row.get("words")?,
        tact: columns::word(row, "tact", Tact::NeverSay)?,
        noted_at: columns::moment_or_epoch(row, "noted_at")?,
        noted_by: row.get::<_, Option<_>>("noted_by")?.map(AssociateId),
    })
}

//! The priced lines on the envelopes.

use regard_domain::ids::{RepairId, RepairLineId};
use regard_domain::money::Minor;
use regard_domain::words::WorkKind;
use rusqlite::{Connection, Row};

use super::columns;

/// One line on an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairLineRow {
    /// Which.
    pub id: RepairLineId,
    /// The work.
    pub work: WorkKind,
    /// In words.
    pub description: String,
    /// The price on the envelope.
    pub price: Minor,
}

fn line(row: &Row<'_>) -> rusqlite::Result<RepairLineRow> {
    Ok(RepairLineRow {
        id: RepairLineId(row.get("id")?),
        work: columns::word(row, "work", WorkKind::Other)?,
        description: row.get("description")?,
        price: Minor(row.get("price")?),
    })
}

/// The lines of a repair, in their order on the envelope.
pub fn of_repair(conn: &Connection, repair: RepairId) -> rusqlite::Result<Vec<RepairLineRow>> {
    conn.prepare_cached(
        "SELECT id, work, description, price FROM repair_line WHERE repair_id = ?1 \
         ORDER BY position, id",
    )?
    .query_map([repair.0], line)?
    .collect()
}

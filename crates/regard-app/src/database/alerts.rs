//! Alerts of this associate: what popped up and was not looked at.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AlertId, AssociateId, CustomerId, RepairId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::person;

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Which.
    pub id: AlertId,
    /// What about.
    pub kind: String,
    /// Whom.
    pub customer_id: CustomerId,
    /// The repair.
    pub repair_id: Option<RepairId>,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// When it was seen.
    pub seen_at: Option<DateTime<Utc>>,
    /// The colleague who is off, for whom the associate has it.
    pub instead_of: Option<AssociateId>,
}

const COLUMNS: &str = concat!(
    "id, kind, ",
    person!("customer_id"),
    " AS customer_id, repair_id, raised_at, seen_at, instead_of_id"
);

/// The alert, if this device has it.
pub fn by_id(conn: &Connection, id: AlertId) -> rusqlite::Result<Option<Alert>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM alert WHERE id = ?1"))?
        .query_row([id.0], alert_row)
        .optional()
}

/// What the associate has not seen, newest first.
pub fn unseen(conn: &Connection, me: AssociateId, most: u32) -> rusqlite::Result<Vec<Alert>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM alert WHERE associate_id = ?1 AND seen_at IS NULL
         ORDER BY raised_at DESC, id DESC LIMIT ?2"
    ))?
    .query_map((me.0, most), alert_row)?
    .collect()
}

/// Alerts of the associate, seen or not, newest first. Older ones than these no longer stand in any
/// system's list.
pub fn newest(conn: &Connection, me: AssociateId) -> rusqlite::Result<Vec<Alert>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM alert WHERE associate_id = ?1
         ORDER BY raised_at DESC, id DESC LIMIT 1000"
    ))?
    .query_map([me.0], alert_row)?
    .collect()
}

fn alert_row(row: &Row<'_>) -> rusqlite::Result<Alert> {
    Ok(Alert {
        id: AlertId(row.get("id")?),
        kind: row.get("kind")?,
        customer_id: CustomerId(row.get("customer_id")?),
        repair_id: row.get::<_, Option<_>>("repair_id")?.map(RepairId),
        raised_at: columns::moment_or_epoch(row, "raised_at")?,
        seen_at: columns::moment(row, "seen_at")?,
        instead_of: row.get::<_, Option<_>>("instead_of_id")?.map(AssociateId),
    })
}

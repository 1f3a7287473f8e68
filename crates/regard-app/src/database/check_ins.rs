//! The private check-in of the one who uses this device. Nothing here is ever sent, copied or exported.

use chrono::NaiveDate;
use regard_domain::check_in::Arriving;
use regard_domain::ids::AssociateId;
use rusqlite::{Connection, OptionalExtension};

use super::columns;

/// What somebody told themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckInRow {
    /// How they arrive.
    pub arriving: Arriving,
    /// What they want to watch; empty: nothing.
    pub watch: String,
}

/// What that associate told themselves on that day.
pub fn read(
    conn: &Connection,
    who: AssociateId,
    day: NaiveDate,
) -> rusqlite::Result<Option<CheckInRow>> {
    conn.prepare_cached(
        "SELECT arriving, watch FROM check_in WHERE associate_id = ?1 AND checked_on = ?2",
    )?
    .query_row((who.0, day), |row| {
        Ok(CheckInRow {
            arriving: columns::word(row, "arriving", Arriving::Steady)?,
            watch: row.get("watch")?,
        })
    })
    .optional()
}

/// Keeps it, in the place of the one before.
pub fn keep(
    conn: &Connection,
    who: AssociateId,
    day: NaiveDate,
    told: &CheckInRow,
) -> rusqlite::Result<()> {
    forget(conn)?;
    conn.prepare_cached(
        "INSERT INTO check_in (one, associate_id, arriving, watch, checked_on)
         VALUES (1, ?1, ?2, ?3, ?4)",
    )?
    .execute((who.0, told.arriving.as_ref(), &told.watch, day))?;
    Ok(())
}

/// Forgets it.
pub fn forget(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM check_in", [])?;
    Ok(())
}

/// Whether there is one that is not of that associate and that day.
pub fn is_past(conn: &Connection, who: AssociateId, day: NaiveDate) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM check_in WHERE associate_id <> ?1 OR checked_on <> ?2) AS past",
    )?
    .query_row((who.0, day), |row| row.get("past"))
}

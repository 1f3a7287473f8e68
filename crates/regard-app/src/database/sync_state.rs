//! Where this device stands with the server: numbers, stamps, cursor. One row.

use chrono::{DateTime, Utc};
use regard_sync::Cursor;
use regard_sync::device::{Numbers, begin_life};
use rusqlite::Connection;
use uuid::Uuid;

use super::check_ins;
use super::device_store::DeviceDb;
use super::rows::{from_json, time_text, to_json};

/// Where the device stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which life of this database.
    pub incarnation: Uuid,
    /// How far the server's rows were read.
    pub cursor: Option<Cursor>,
    /// The schema they were read with.
    pub schema: u32,
    /// When device and server last agreed.
    pub last_synced_at: Option<DateTime<Utc>>,
    /// The server does not know this device any more.
    pub revoked: bool,
}

/// The numbers.
pub fn numbers(conn: &Connection) -> rusqlite::Result<Numbers> {
    conn.prepare_cached("SELECT last_n, sent_to, last_hlc, clock_offset_ms FROM sync_state")?
        .query_row([], |row| {
            let last_n: i64 = row.get("last_n")?;
            let sent_to: i64 = row.get("sent_to")?;
            let last_hlc: Option<String> = row.get("last_hlc")?;
            Ok(Numbers {
                last_n: u64::try_from(last_n).unwrap_or_default(),
                sent_to: u64::try_from(sent_to).unwrap_or_default(),
                last_hlc: last_hlc.and_then(|text| text.parse().ok()),
                clock_offset_ms: row.get("clock_offset_ms")?,
            })
        })
}

/// Keeps them.
pub fn keep_numbers(conn: &Connection, numbers: &Numbers) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE sync_state SET last_n = ?1, sent_to = ?2, last_hlc = ?3, clock_offset_ms = ?4",
    )?
    .execute((
        i64::try_from(numbers.last_n).unwrap_or(i64::MAX),
        i64::try_from(numbers.sent_to).unwrap_or(i64::MAX),
        numbers.last_hlc.map(|hlc| hlc.to_string()),
        numbers.clock_offset_ms,
    ))?;
    Ok(())
}

/// Where the device stands.
pub fn standing(conn: &Connection) -> rusqlite::Result<Standing> {
    conn.prepare_cached(
        "SELECT incarnation, cursor, schema, last_synced_at, revoked FROM sync_state",
    )?
    .query_row([], |row| {
        let cursor: Option<String> = row.get("cursor")?;
        Ok(Standing {
            incarnation: row.get("incarnation")?,
            cursor: cursor.as_deref().map(from_json).transpose()?,
            schema: row.get("schema")?,
            last_synced_at: row.get("last_synced_at")?,
            revoked: row.get("revoked")?,
        })
    })
}

/// Keeps how far the server's rows were read. What the server said of the rows up to the old place no
/// longer holds.
pub fn keep_cursor(
    conn: &Connection,
    cursor: Option<&Cursor>,
    schema: u32,
) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE sync_state SET cursor = ?1, schema = ?2, check_sum = NULL")?
        .execute((cursor.map(to_json).transpose()?, schema))?;
    Ok(())
}

/// Stands for the schema while nothing was read but an agenda.
const AGENDA_ONLY: u32 = 0;

/// Notes that what is here came with an agenda: no page was read yet.
pub fn keep_agenda_only(conn: &Connection) -> rusqlite::Result<()> {
    keep_cursor(conn, None, AGENDA_ONLY)
}

/// Whether nothing was read yet but an agenda.
pub fn is_agenda_only(standing: &Standing) -> bool {
    standing.cursor.is_none() && standing.schema == AGENDA_ONLY
}

/// Notes that device and server agreed.
pub fn synced(conn: &Connection, now: DateTime<Utc>) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE sync_state SET last_synced_at = ?1")?
        .execute([time_text(now)])?;
    Ok(())
}

/// Notes whether the server knows this device.
pub fn set_revoked(conn: &Connection, revoked: bool) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE sync_state SET revoked = ?1")?
        .execute([revoked])?;
    Ok(())
}

/// Makes the one row of a new database, and finds out whether this file was copied from another
/// device or brought back from a backup.
///
/// Then a new life begins, and every change that is not known to have arrived gets a new number.
/// Answers whether that was so.
pub fn settle_life(conn: &Connection, device_mark: Uuid, new_life: Uuid) -> rusqlite::Result<bool> {
    conn.execute(
        "INSERT INTO sync_state (one, device_mark, incarnation, last_n, clock_offset_ms, schema, revoked)
         VALUES (1, ?1, ?2, 0, 0, 0, 0) ON CONFLICT (one) DO NOTHING",
        (device_mark, new_life),
    )?;
    let known: Option<Uuid> = conn.query_row("SELECT device_mark FROM sync_state", [], |row| {
        row.get("device_mark")
    })?;
    if known == Some(device_mark) {
        return Ok(false);
    }
    conn.execute("UPDATE sync_state SET device_mark = ?1", [device_mark])?;
    // What somebody told themselves stays on the device on which they did.
    check_ins::forget(conn)?;
    begin_life(&mut DeviceDb(conn), new_life)?;
    Ok(true)
}

/// Keeps which life of this database it is.
pub fn keep_incarnation(conn: &Connection, incarnation: Uuid) -> rusqlite::Result<()> {
    conn.execute("UPDATE sync_state SET incarnation = ?1", [incarnation])?;
    Ok(())
}

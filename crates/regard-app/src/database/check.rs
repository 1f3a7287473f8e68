//! Whether what is here is what the server has: its word about the sum of all rows, and the rows.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use regard_sync::device::Fields;
use regard_sync::sums::Sum;
use regard_sync::tables::TABLES;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::rows::{from_json, time_text, to_json};

/// Keeps what the server said that all rows add up to; none: it has not said it of what is here now.
pub fn keep(conn: &Connection, check: Option<Sum>) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE sync_state SET check_sum = ?1 WHERE check_sum IS NOT ?1")?
        .execute([check.as_ref().map(to_json).transpose()?])?;
    Ok(())
}

/// What the server said that all rows add up to.
pub fn said(conn: &Connection) -> rusqlite::Result<Option<Sum>> {
    let text: Option<Option<String>> = conn
        .prepare_cached("SELECT check_sum FROM sync_state")?
        .query_row([], |row| row.get("check_sum"))
        .optional()?;
    text.flatten().as_deref().map(from_json).transpose()
}

/// When the rows were last found to be what the server has.
pub fn compared_at(conn: &Connection) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let at: Option<Option<DateTime<Utc>>> = conn
        .prepare_cached("SELECT compared_at FROM sync_state")?
        .query_row([], |row| row.get("compared_at"))
        .optional()?;
    Ok(at.flatten())
}

/// Keeps when that was.
pub fn keep_compared(conn: &Connection, at: DateTime<Utc>) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE sync_state SET compared_at = ?1")?
        .execute([time_text(at)])?;
    Ok(())
}

/// Names every row as the server has it, with its sum: beneath pending changes, and of tables that
/// this build does not know. Ends early, and answers false, where `go_on` says so between two tables.
pub fn each_row(
    conn: &Connection,
    go_on: &dyn Fn() -> bool,
    take: &mut dyn FnMut(&str, Uuid, Sum),
) -> rusqlite::Result<bool> {
    let mut changed: HashSet<(String, Uuid)> = HashSet::new();
    let mut bases = conn.prepare_cached("SELECT of_table, row_id, fields, gone FROM base_row")?;
    let mut rows = bases.query([])?;
    while let Some(row) = rows.next()? {
        let (table, id): (String, Uuid) = (row.get("of_table")?, row.get("row_id")?);
        let fields: Option<String> = row.get("fields")?;
        let gone: bool = row.get("gone")?;
        if let (Some(fields), false) = (fields, gone) {
            let fields: Fields = from_json(&fields)?;
            take(&table, id, Sum::of_fields(&table, id, &fields));
        }
        changed.insert((table, id));
    }
    let mut unknown = conn.prepare_cached("SELECT of_table, row_id, fields FROM unknown_row")?;
    let mut rows = unknown.query([])?;
    while let Some(row) = rows.next()? {
        let (table, id): (String, Uuid) = (row.get("of_table")?, row.get("row_id")?);
        let fields: String = row.get("fields")?;
        let fields: Fields = from_json(&fields)?;
        take(&table, id, Sum::of_fields(&table, id, &fields));
    }
    for table in TABLES {
        if !go_on() {
            return Ok(false);
        }
        regard_rows::sums::each(conn, table, &mut |id, sum| {
            if changed.is_empty() || !changed.contains(&(table.name.to_owned(), id)) {
                take(table.name, id, sum);
            }
        })?;
    }
    Ok(true)
}

//! A damaged file is set aside, never deleted, and what could still be read of it is carried over:
//! who uses the device, its PIN, and every word that had not left it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use regard_sync::device::{Base, begin_life, show_again};
use rusqlite::types::Value as Column;
use rusqlite::{Connection, params_from_iter};
use uuid::Uuid;

use super::connection::{self, Purpose};
use super::device_store::DeviceDb;
use super::outbox;
use crate::key_store::Key32;

/// What is carried over, in this order. The PIN comes before the session: a device whose PIN can't be
/// read has to be enrolled again.
const CARRIED: &[(&str, &str)] = &[
    ("pin", ""),
    ("session", ""),
    ("setting", ""),
    ("pending_change", "WHERE acked_at IS NULL"),
    ("parked", ""),
    ("held_message", ""),
    ("jot_draft", ""),
    ("photo_waiting", ""),
    (
        "photo_original",
        "WHERE hash IN (SELECT hash FROM photo_waiting)",
    ),
    ("check_in", ""),
    ("alert_raised", ""),
    ("recently_opened", ""),
];

/// Moves the file aside with its log, and answers where it lies now.
pub fn set_aside(path: &Path, now: DateTime<Utc>) -> io::Result<PathBuf> {
    let name = format!("regard-set-aside-{}.db", now.format("%Y%m%dT%H%M%S%.3fZ"));
    let aside = path.with_file_name(name);
    // The log first: a file without its log is older, a log without its file is nothing.
    for ending in ["-wal", "-shm", ""] {
        match fs::rename(with_ending(path, ending), with_ending(&aside, ending)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    fs::remove_file(super::suspect(path)).ok();
    Ok(aside)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Carries over what can be read of the file that was set aside. Answers how many rows.
pub fn carry_over(fresh: &Connection, aside: &Path, key: &Key32) -> rusqlite::Result<u32> {
    let Ok(old) = connection::open(aside, key, Purpose::Read) else {
        return Ok(0);
    };
    let mut carried = 0;
    let mut pin_was_read = true;
    for (table, which) in CARRIED {
        if *table == "session" && !pin_was_read {
            continue;
        }
        let (rows, whole) = carry_table(&old, fresh, table, which)?;
        if *table == "pin" {
            pin_was_read = whole;
        }
        carried += rows;
    }
    show_pending(fresh)?;
    begin_life(&mut DeviceDb(fresh), Uuid::now_v7())?;
    Ok(carried)
}

/// Carries rows until one can't be read. Answers how many, and whether that was all.
pub(super) fn carry_table(
    old: &Connection,
    fresh: &Connection,
    table: &str,
    which: &str,
) -> rusqlite::Result<(u32, bool)> {
    let columns = columns(fresh, table)?;
    let list = columns.join(", ");
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let insert = format!(
        "INSERT OR REPLACE INTO {table} ({list}) VALUES ({})",
        places.join(", ")
    );
    let Ok(mut statement) = old.prepare(&format!("SELECT {list} FROM {table} {which}")) else {
        return Ok((0, false));
    };
    let Ok(mut rows) = statement.query([]) else {
        return Ok((0, false));
    };
    let mut carried = 0;
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                let values: Vec<Column> = columns
                    .iter()
                    .map(|name| row.get(name.as_str()))
                    .collect::<Result<_, _>>()?;
                fresh.execute(&insert, params_from_iter(values))?;
                carried += 1;
            }
            Ok(None) => return Ok((carried, true)),
            Err(_) => return Ok((carried, false)),
        }
    }
}

fn columns(conn: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare("SELECT name FROM pragma_table_info(?1)")?
        .query_map([table], |row| row.get("name"))?
        .collect()
}

/// What was added here shows again; what was set shows once the server has sent its rows.
fn show_pending(conn: &Connection) -> rusqlite::Result<()> {
    let pending: Vec<(String, Uuid)> = conn
        .prepare("SELECT DISTINCT of_table, row_id FROM pending_change WHERE acked_at IS NULL")?
        .query_map([], |row| Ok((row.get("of_table")?, row.get("row_id")?)))?
        .collect::<Result<_, _>>()?;
    for (table, id) in pending {
        outbox::keep_base(conn, &table, id, &Base::NOTHING)?;
        show_again(&mut DeviceDb(conn), &table, id)?;
    }
    Ok(())
}

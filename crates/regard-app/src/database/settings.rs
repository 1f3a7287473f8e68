//! Settings of this device: small values by name, as JSON.

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::rows::{from_json, to_json};

/// The setting that is there when the associate wants no alerts on this device.
pub const ALERTS_OFF: &str = "alerts_off";

/// The setting of that name, if it was made.
pub fn read<T: DeserializeOwned>(conn: &Connection, name: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = conn
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get("value"))
        .optional()?;
    text.as_deref().map(from_json).transpose()
}

/// Keeps a setting.
pub fn keep<T: Serialize>(conn: &Connection, name: &str, value: &T) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO setting (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute((name, to_json(value)?))?;
    Ok(())
}

/// Forgets a setting.
pub fn forget(conn: &Connection, name: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM setting WHERE name = ?1")?
        .execute([name])?;
    Ok(())
}

/// Seconds that a message is held so that it can be taken back; 10 unless changed.
pub fn hold_seconds(conn: &Connection) -> rusqlite::Result<u32> {
    Ok(read(conn, "hold_seconds")?.unwrap_or(10))
}

//! The PIN of this device, as a hash, with the wrong tries against it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::rows::time_text;

/// What is kept of the PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// PHC text.
    pub hash: String,
    /// Wrong tries since the last right one.
    pub wrong_tries: u32,
    /// No try before that.
    pub wait_until: Option<DateTime<Utc>>,
}

/// The PIN, if there is one.
pub fn read(conn: &Connection) -> rusqlite::Result<Option<Lock>> {
    conn.prepare_cached("SELECT hash, wrong_tries, wait_until FROM pin")?
        .query_row([], |row| {
            Ok(Lock {
                hash: row.get("hash")?,
                wrong_tries: row.get("wrong_tries")?,
                wait_until: row.get("wait_until")?,
            })
        })
        .optional()
}

/// Keeps a new PIN; none: no lock.
pub fn keep(conn: &Connection, hash: Option<&str>) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM pin", [])?;
    if let Some(hash) = hash {
        conn.execute(
            "INSERT INTO pin (one, hash, wrong_tries) VALUES (1, ?1, 0)",
            [hash],
        )?;
    }
    Ok(())
}

/// Keeps the number of wrong tries and the wait.
pub fn count(
    conn: &Connection,
    wrong_tries: u32,
    wait_until: Option<DateTime<Utc>>,
) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE pin SET wrong_tries = ?1, wait_until = ?2")?
        .execute((wrong_tries, wait_until.map(time_text)))?;
    Ok(())
}

//! Fills a device the way a first sync does: a new encrypted file beside the one in use, parts of
//! rows, indexes and triggers at the end, and then the new file takes the old one's place. Only the
//! wire is left out.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use regard_app::database::connection::{Purpose, open};
use regard_app::database::install::{Fresh, Unpacked, fill};
use regard_app::{FileKeyStore, Key32, KeyStore};
use regard_rows::part::{PartWriter, columns};
use regard_sync::tables::{self, TABLES};
use regard_sync::{Part, Row};
use rusqlite::Connection;

/// What a device keeps of itself when it gets a new file.
const CARRIED: &[&str] = &["session", "setting", "sync_state", "recently_opened"];

/// A new file for a device whose app is closed.
pub struct Installing {
    database: PathBuf,
    key: Key32,
    fresh: Fresh,
    parts: HashMap<String, PartWriter>,
}

impl Installing {
    /// Begins beside the database in the device's `folder`.
    pub fn begin(folder: &Path) -> Self {
        let database = folder.join("regard.db");
        let key = FileKeyStore::new(folder).database_key().expect("a key");
        let fresh = Fresh::begin(&database, &key).expect("a new file");
        Self {
            database,
            key,
            fresh,
            parts: HashMap::new(),
        }
    }

    /// Takes one row of a table that this version knows.
    pub fn row(&mut self, row: &Row) {
        let table = tables::table(&row.table).expect("a table");
        let part = self
            .parts
            .entry(row.table.clone())
            .or_insert_with(|| PartWriter::new(table.name).expect("a part"));
        part.append(table, row.id, &row.fields).expect("a row");
        if part.is_full().expect("its size") {
            let part = self.parts.remove(&row.table).expect("the part");
            self.part(&row.table, part);
        }
    }

    fn part(&mut self, table: &str, part: PartWriter) {
        let (rows, fresh) = (part.rows(), &mut self.fresh);
        let taken = part.finish(|bytes| {
            let part = Part {
                table: table.to_owned(),
                at: 0,
                bytes: bytes.len() as u64,
                raw_bytes: bytes.len() as u64,
                rows,
            };
            fresh.take(&part, &Unpacked::of(&part, bytes)?)
        });
        taken.expect("a part").expect("the part is taken in");
    }

    /// Ends it: the new file has what the old one had and all rows, and lies in its place.
    pub fn finish(mut self) {
        for (table, part) in std::mem::take(&mut self.parts) {
            self.part(&table, part);
        }
        let fresh = self.fresh.finish().expect("indexes and triggers");
        {
            let conn = open(&fresh, &self.key, Purpose::Write).expect("the new file");
            carry(&conn, &self.database, &self.key).expect("carried over");
            fill_in(&conn).expect("filled in");
        }
        for ending in ["", "-wal", "-shm"] {
            let mut old = self.database.clone().into_os_string();
            old.push(ending);
            std::fs::remove_file(old).ok();
        }
        std::fs::rename(fresh, &self.database).expect("in its place");
    }
}

/// Takes over what the device is, and the few rows it had.
fn carry(conn: &Connection, old: &Path, key: &Key32) -> rusqlite::Result<()> {
    let attach = format!("ATTACH ?1 AS old KEY \"x'{}'\"", key.hex().as_str());
    conn.execute(&attach, [old.to_string_lossy()])?;
    // What is filled in reads all over the file: with the small cache of an app a large one takes
    // minutes.
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN;",
    )?;
    for table in CARRIED {
        conn.execute_batch(&format!(
            "INSERT OR REPLACE INTO main.{table} SELECT * FROM old.{table}"
        ))?;
    }
    for table in TABLES {
        let (name, list) = (
            table.name,
            columns(table.name).unwrap_or_default().join(", "),
        );
        conn.execute_batch(&format!(
            "INSERT OR IGNORE INTO main.{name} ({list}) SELECT {list} FROM old.{name}"
        ))?;
    }
    conn.execute_batch("COMMIT; DETACH old;")
}

/// What the app would fill in the background, at once.
fn fill_in(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN")?;
    fill::begin(conn)?;
    while fill::step(conn, &|| false)? {}
    conn.execute_batch("COMMIT")
}

//! A new encrypted database, filled part by part from a snapshot.
//!
//! Each table in the order of its keys, then its key and its indexes while its pages are still in the
//! cache, which takes a fraction of the time; triggers at the end. A part is read in memory: nothing of
//! it touches the disk but in the encrypted file. The file has no journal and is not synced while it is filled: it
//! is nothing until it is complete.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use regard_rows::part;
use regard_sync::Part;
use rusqlite::Connection;
use zeroize::Zeroizing;

use super::InstallError;
use super::bare::{self, Bare};
use crate::database::migrate;
use crate::key_store::Key32;

/// A part that says it is larger than this is none of ours.
const MOST_PART_BYTES: u64 = 256 << 20;

/// Set for the file that is filled.
const LOOSE: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536;";

/// A new database that is being filled.
pub struct Fresh {
    /// In memory the part that is being taken in, and attached the new file.
    connection: Connection,
    path: PathBuf,
    key: Key32,
    /// What makes the indexes that are not there yet, and what makes the triggers.
    indexes: Vec<PutOff>,
    triggers: Vec<PutOff>,
    /// Tables that have no key yet.
    bare: Vec<Bare>,
    /// The table that is being filled.
    filling: Option<String>,
}

/// An index or a trigger that is made later.
struct PutOff {
    name: String,
    table: String,
    sql: String,
}

/// One part unpacked, and found to be a sound database.
pub struct Unpacked(Vec<u8>);

impl Unpacked {
    /// Unpacks a part from what `bytes` reads.
    pub fn of(part: &Part, bytes: impl Read) -> Result<Self, InstallError> {
        if part.raw_bytes > MOST_PART_BYTES {
            return Err(InstallError::Unusable);
        }
        let raw = usize::try_from(part.raw_bytes).map_err(|_| InstallError::Unusable)?;
        let mut unpacked = Vec::with_capacity(raw);
        bytes
            .take(part.raw_bytes)
            .read_to_end(&mut unpacked)
            .map_err(|_| InstallError::Unusable)?;
        if unpacked.len() != raw {
            return Err(InstallError::Unusable);
        }
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA trusted_schema = OFF;")?;
        connection
            .deserialize_read_exact("main", unpacked.as_slice(), raw, true)
            .map_err(|_| InstallError::Unusable)?;
        let sound = connection.query_row("PRAGMA main.quick_check(1)", [], |row| {
            row.get::<_, String>(0)
        });
        if !sound.is_ok_and(|found| found == "ok") {
            return Err(InstallError::Unusable);
        }
        Ok(Self(unpacked))
    }
}

impl Fresh {
    /// Makes the file with the newest tables; what lay there goes.
    pub fn begin(database: &Path, key: &Key32) -> Result<Self, InstallError> {
        super::tidy(database);
        let path = super::fresh_path(database);
        let mut tables = open(&path, key)?;
        migrate::migrate(&mut tables).map_err(|error| match error {
            migrate::MigrateError::Failed { source, .. }
            | migrate::MigrateError::Database(source) => source.into(),
            migrate::MigrateError::NewerThanApp { .. } => InstallError::Unusable,
        })?;
        let indexes = put_off(&tables, "index")?;
        let triggers = put_off(&tables, "trigger")?;
        let bare = bare::strip(&tables)?;
        drop(tables);
        let connection = Connection::open_in_memory()?;
        // Indexes are sorted in memory, by both cores of a phone.
        connection.execute_batch(
            "PRAGMA cipher_log_level = NONE; PRAGMA trusted_schema = OFF;
             PRAGMA temp_store = MEMORY; PRAGMA threads = 2; PRAGMA main.cache_size = -65536;",
        )?;
        let attach = Zeroizing::new(format!(
            "ATTACH ?1 AS fresh KEY \"x'{}'\"",
            key.hex().as_str()
        ));
        connection.execute(&attach, [path.to_string_lossy()])?;
        connection.execute_batch(
            "PRAGMA fresh.journal_mode = OFF; PRAGMA fresh.synchronous = OFF;
             PRAGMA fresh.cache_size = -65536; PRAGMA fresh.locking_mode = EXCLUSIVE;",
        )?;
        Ok(Self {
            connection,
            path,
            key: Key32::new(*key.bytes()),
            indexes,
            triggers,
            bare,
            filling: None,
        })
    }

    /// Takes in one part. With the first part of another table the indexes of the one before are made.
    pub fn take(&mut self, part: &Part, unpacked: &Unpacked) -> Result<(), InstallError> {
        let columns = part::columns(&part.table).ok_or(InstallError::Unusable)?;
        if self.filling.as_ref() != Some(&part.table)
            && let Some(filled) = self.filling.replace(part.table.clone())
        {
            self.index(Some(&filled))?;
        }
        self.connection
            .deserialize_read_exact("main", unpacked.0.as_slice(), unpacked.0.len(), true)
            .map_err(|_| InstallError::Unusable)?;
        let name = &part.table;
        let statement = if self.is_like_part(name) {
            // Without a list of columns the rows go over as they are, without being taken apart.
            format!("INSERT INTO fresh.{name} SELECT * FROM main.{name}")
        } else {
            let list = columns.join(", ");
            format!("INSERT INTO fresh.{name} ({list}) SELECT {list} FROM main.{name}")
        };
        let taken = self.connection.execute(&statement, []);
        match taken {
            Ok(rows) if u64::try_from(rows) == Ok(part.rows) => Ok(()),
            Ok(_) => Err(InstallError::Unusable),
            Err(error) => Err(refused(error)),
        }
    }

    /// The file, to have it written out.
    pub fn file(&self) -> std::io::Result<File> {
        File::options().write(true).open(&self.path)
    }

    /// Whether the rows of a part go into the table as they are.
    pub(super) fn is_like_part(&self, table: &str) -> bool {
        let mut bare = self.bare.iter();
        bare.any(|bare| bare.is_like_part && bare.table == table)
    }

    /// As if the disk were full.
    #[cfg(test)]
    pub(crate) fn leave_no_space(&self) {
        self.connection
            .execute_batch(
                "CREATE TABLE fresh.much (bytes BLOB) STRICT;
                 WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200)
                 INSERT INTO fresh.much SELECT zeroblob(4000) FROM n;
                 PRAGMA fresh.max_page_count = 1;",
            )
            .unwrap();
    }

    /// Makes the keys and indexes that are not there yet: of that table, or all of them.
    fn index(&mut self, table: Option<&str>) -> Result<(), InstallError> {
        let (now, later) = std::mem::take(&mut self.bare)
            .into_iter()
            .partition(|bare: &Bare| table.is_none_or(|table| bare.table == table));
        self.bare = later;
        for bare in now {
            bare.give_key(&self.connection).map_err(refused)?;
        }
        let (now, later) = std::mem::take(&mut self.indexes)
            .into_iter()
            .partition(|index: &PutOff| table.is_none_or(|table| index.table == table));
        self.indexes = later;
        for index in now {
            self.connection.execute_batch(&index.in_fresh("INDEX"))?;
        }
        Ok(())
    }

    /// Makes what indexes are missing and the triggers, and answers where the file lies.
    pub fn finish(mut self) -> Result<PathBuf, InstallError> {
        self.index(None)?;
        // What the triggers would have kept.
        self.connection.execute(
            "INSERT INTO fresh.open_repair
             SELECT id, store_id, step, promised_for FROM fresh.repair_in_store",
            [],
        )?;
        self.connection.execute(
            "INSERT INTO fresh.one_person_stale SELECT customer_id FROM fresh.customer_alias
             WHERE true ON CONFLICT DO NOTHING",
            [],
        )?;
        drop(self.connection);
        let connection = open(&self.path, &self.key)?;
        connection.execute_batch("BEGIN")?;
        for trigger in &self.triggers {
            connection.execute_batch(&trigger.sql)?;
        }
        connection.execute_batch("COMMIT")?;
        drop(connection);
        Ok(self.path)
    }
}

/// What it means that the database refused the rows of a part.
fn refused(error: rusqlite::Error) -> InstallError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => InstallError::NoSpace,
        Some(rusqlite::ErrorCode::SystemIoFailure) => InstallError::Database(error),
        // A key twice, a value of another kind, no such table.
        _ => InstallError::Unusable,
    }
}

impl PutOff {
    /// What makes it in the attached file.
    fn in_fresh(&self, kind: &str) -> String {
        let name = &self.name;
        self.sql.replacen(
            &format!("{kind} {name} "),
            &format!("{kind} fresh.{name} "),
            1,
        )
    }
}

/// Opens the file that is filled.
pub(super) fn open(path: &Path, key: &Key32) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    let unlock = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", key.hex().as_str()));
    connection.execute_batch(&unlock)?;
    connection.execute_batch(LOOSE)?;
    Ok(connection)
}

/// Takes out what stands on the synced tables, and answers the statements that make it again.
fn put_off(connection: &Connection, kind: &str) -> rusqlite::Result<Vec<PutOff>> {
    let found: Vec<PutOff> = connection
        .prepare(
            "SELECT name, tbl_name, sql FROM sqlite_schema
             WHERE type = ?1 AND sql IS NOT NULL ORDER BY rowid",
        )?
        .query_map([kind], |row| {
            Ok(PutOff {
                name: row.get("name")?,
                table: row.get("tbl_name")?,
                sql: row.get("sql")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let mut again = Vec::new();
    for made in found {
        if part::columns(&made.table).is_some() {
            connection.execute_batch(&format!("DROP {kind} {}", made.name))?;
            again.push(made);
        }
    }
    Ok(again)
}

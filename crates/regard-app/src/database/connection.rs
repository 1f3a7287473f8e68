//! Opens one encrypted connection, set up the way every connection of Regard is.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::key_store::Key32;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The one writer; makes the file when there is none.
    Write,
    /// A reader: cannot change anything.
    Read,
}

/// Opens the file with that key. An error "not a database" means a wrong key or a damaged file.
pub fn open(path: &Path, key: &Key32, purpose: Purpose) -> rusqlite::Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if purpose == Purpose::Write {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    // SQLCipher would log to the error stream, where the key of the moment could be guessed at.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    // A raw key, so that opening costs no key derivation.
    let unlock = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", key.hex().as_str()));
    connection.execute_batch(&unlock)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    if purpose == Purpose::Write {
        connection.execute_batch("PRAGMA journal_mode = WAL;")?;
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -16384;",
    )?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    if purpose == Purpose::Read {
        connection.execute_batch("PRAGMA query_only = ON;")?;
    }
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// Whether the error says that the file is damaged, or that the key is another one.
pub fn is_unreadable(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_unreadable_without_its_key_and_holds_no_plain_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("regard.db");
        let key = Key32::random().unwrap();
        let writer = open(&path, &key, Purpose::Write).unwrap();
        writer
            .execute_batch(
                "CREATE TABLE word (word TEXT) STRICT; INSERT INTO word VALUES ('Seamaster');",
            )
            .unwrap();
        let reader = open(&path, &key, Purpose::Read).unwrap();
        assert!(reader.execute_batch("DELETE FROM word").is_err());
        drop((writer, reader));
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(9).any(|part| part == b"Seamaster"));
        assert!(!bytes.starts_with(b"SQLite format 3"));
        let other = open(&path, &Key32::random().unwrap(), Purpose::Write).unwrap_err();
        assert!(is_unreadable(&other));
    }

    /// Older ones had faults in the write-ahead log.
    #[test]
    fn the_sqlite_built_in_is_new_enough() {
        assert!(rusqlite::version_number() >= 3_053_002);
    }

    #[test]
    fn settings_that_keep_what_was_written_are_on() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::random().unwrap();
        let writer = open(&folder.path().join("regard.db"), &key, Purpose::Write).unwrap();
        let value = |name: &str| -> String {
            writer
                .query_row(&format!("PRAGMA {name}"), [], |row| {
                    row.get::<_, rusqlite::types::Value>(0)
                })
                .map(|value| match value {
                    rusqlite::types::Value::Integer(number) => number.to_string(),
                    rusqlite::types::Value::Text(text) => text,
                    other => format!("{other:?}"),
                })
                .unwrap()
        };
        assert_eq!(value("journal_mode"), "wal");
        assert_eq!(value("synchronous"), "2");
        assert_eq!(value("secure_delete"), "1");
        assert_eq!(value("temp_store"), "2");
        assert_eq!(value("trusted_schema"), "0");
        assert!(!value("cipher_version").is_empty());
    }
}

//! The book in one SQLite file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension, ToSql, params_from_iter};

use super::engine::{Engine, Session, Trouble};
use super::{Cell, Dialect, Line, Sql};
use crate::database::{DatabaseError, moment};

/// Read-only connections that are kept open.
const KEPT_READERS: usize = 4;

/// One connection to the file.
pub struct SqliteSession {
    connection: Connection,
}

impl SqliteSession {
    /// The one connection that writes; makes the file when there is none.
    pub fn writer(path: &Path) -> Result<Self, DatabaseError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let connection = Connection::open(path)?;
        set_up(&connection)?;
        // Every acknowledged write survives a power cut.
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(Self { connection })
    }

    fn reader(path: &Path) -> Result<Self, DatabaseError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        set_up(&connection)?;
        connection.pragma_update(None, "query_only", "ON")?;
        Ok(Self { connection })
    }

    #[cfg(test)]
    pub fn on(connection: Connection) -> Self {
        Self { connection }
    }

    /// Runs statements without parameters.
    pub fn run(&self, sql: &str) -> Result<(), DatabaseError> {
        Ok(self.connection.execute_batch(sql)?)
    }
}

fn set_up(connection: &Connection) -> Result<(), DatabaseError> {
    // Readers go on while someone writes.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // An admin command may hold the book for a moment.
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // What was erased is gone from the file's bytes too.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

impl Sql for SqliteSession {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(&self, sql: &str, cells: &[Cell]) -> Result<Vec<Line>, DatabaseError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let columns: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query(params_from_iter(cells))?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let mut found = Vec::with_capacity(columns.len());
            for at in 0..columns.len() {
                found.push(cell(row.get_ref(at)?)?);
            }
            lines.push(Line::new(columns.clone(), found));
        }
        Ok(lines)
    }

    fn execute(&self, sql: &str, cells: &[Cell]) -> Result<u64, DatabaseError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let count = statement.execute(params_from_iter(cells))?;
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

fn cell(value: ValueRef<'_>) -> Result<Cell, DatabaseError> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(_) => Cell::Text(
            value
                .as_str()
                .map_err(|error| {
                    rusqlite::Error::FromSqlConversionFailure(
                        0,
                        rusqlite::types::Type::Text,
                        Box::new(error),
                    )
                })?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => {
            return Err(DatabaseError::WrongColumn {
                column: String::new(),
                found: "a broken number",
            });
        }
    })
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Self::Bool(yes) => ToSqlOutput::Owned(Value::Integer(i64::from(*yes))),
            Self::Text(text) | Self::Json(text) => {
                ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
            }
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Time(at) => ToSqlOutput::Owned(Value::Text(moment(*at))),
            Self::Ids(_) | Self::Words(_) | Self::Hashes(_) => {
                let words = "SQLite takes no lists";
                return Err(rusqlite::Error::ToSqlConversionFailure(words.into()));
            }
        })
    }
}

impl Session for SqliteSession {
    fn as_sql(&self) -> &dyn Sql {
        self
    }

    fn begin(&self) -> Result<(), DatabaseError> {
        self.run("BEGIN IMMEDIATE")
    }

    fn is_open(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn begin_edit(&self) -> Result<(), DatabaseError> {
        self.run("SAVEPOINT edit")
    }

    fn keep_edit(&self) -> Result<(), DatabaseError> {
        self.run("RELEASE edit")
    }

    fn take_edit_back(&self) -> Result<(), DatabaseError> {
        self.run("ROLLBACK TO edit; RELEASE edit")
    }

    fn commit(&self) -> Result<(), DatabaseError> {
        self.run("COMMIT")
    }

    fn roll_back(&self) -> Result<(), DatabaseError> {
        self.run("ROLLBACK")
    }

    fn trouble(&self) -> Option<Trouble> {
        // Disk full, I/O error: the engine has given the whole transaction up by itself.
        self.connection.is_autocommit().then_some(Trouble::Lost)
    }

    fn checkpoint(&self) -> Result<(), DatabaseError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .optional()
            .map(|_| ())
            .map_err(DatabaseError::from)
    }
}

/// The file, and connections that read it.
pub struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<SqliteSession>>,
}

impl Sqlite {
    /// The readers of the file at `path`.
    pub fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            readers: Mutex::new(Vec::new()),
        }
    }
}

impl Engine for Sqlite {
    fn read(&self, act: &mut dyn FnMut(&dyn Sql)) -> Result<(), DatabaseError> {
        let kept = self
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let reader = match kept {
            Some(reader) => reader,
            None => SqliteSession::reader(&self.path)?,
        };
        reader.run("BEGIN DEFERRED")?;
        act(&reader);
        if reader.run("ROLLBACK").is_ok() {
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if readers.len() < KEPT_READERS {
                readers.push(reader);
            }
        }
        Ok(())
    }

    fn is_shared(&self) -> bool {
        false
    }
}

//! Opens the book, and hands out the one way to write and the one way to read.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use regard_domain::clock::Clock;
use regard_domain::ids::CompanyId;
use regard_sync::server::Write;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use tokio::sync::watch;
use uuid::Uuid;

use super::book::SqlBook;
use super::edit::ServerEdit;
use super::writer::Writer;
use super::{DatabaseError, heads, migrate, moment};

/// Read-only connections that are kept open.
const KEPT_READERS: usize = 4;

/// The server's book. Cheap to share behind an `Arc`.
pub struct Database {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    company: CompanyId,
    /// The server's part in stamps.
    stamper: Uuid,
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
    head: watch::Sender<u64>,
}

impl Database {
    /// Opens the book at `path`, makes it when there is none, and brings its tables up to date.
    ///
    /// `company_name` is what the company calls itself; a changed name is taken over.
    pub fn open(
        path: &Path,
        company_name: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DatabaseError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut connection = Connection::open(path)?;
        set_up(&connection)?;
        // Every acknowledged write survives a power cut.
        connection.pragma_update(None, "synchronous", "FULL")?;
        migrate::migrate(&mut connection)?;
        let (company, stamper) = own_company(&mut connection, company_name, clock.now())?;
        let head = heads::head(&connection, company)?;
        Ok(Self {
            path: path.to_owned(),
            clock,
            company,
            stamper,
            writer: Writer::new(connection),
            readers: Mutex::new(Vec::new()),
            head: watch::Sender::new(head),
        })
    }

    /// The company whose book this is.
    pub fn company(&self) -> CompanyId {
        self.company
    }

    /// The moment now, by the server's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Runs `act` in one transaction. When this returns `Ok`, what it wrote is on the disk and has
    /// its numbers; an `Err` takes all of it back.
    pub fn write<T, E, F>(&self, act: F) -> Result<T, E>
    where
        F: FnOnce(&ServerEdit<'_>) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let (value, head) = self.writer.write(|connection| {
            let book = SqlBook::new(connection, self.company);
            let write = Write::new(&book, self.stamper, self.clock.now());
            let value = act(&ServerEdit::of(&write))?;
            let head = write.finish().map_err(E::from)?;
            Ok::<_, E>((value, head))
        })?;
        if let Some(head) = head {
            self.announce(head);
        }
        Ok(value)
    }

    /// Runs `act` on one unchanging picture of the book; nothing can be written in it.
    pub fn read<T, E, F>(&self, act: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let kept = self
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = match kept {
            Some(connection) => connection,
            None => open_reader(&self.path).map_err(E::from)?,
        };
        connection
            .execute_batch("BEGIN DEFERRED")
            .map_err(|error| E::from(error.into()))?;
        let result = act(&connection);
        if connection.execute_batch("ROLLBACK").is_ok() {
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if readers.len() < KEPT_READERS {
                readers.push(connection);
            }
        }
        result
    }

    /// Follows the number of the newest change.
    pub fn heads(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// Looks whether another process (an admin command, a second server) moved the head.
    pub fn look_at_head(&self) -> Result<u64, DatabaseError> {
        let head = self.read(|connection| heads::head(connection, self.company))?;
        self.announce(head);
        Ok(head)
    }

    /// Brings everything from the journal into the book's file, before the process ends.
    pub fn checkpoint(&self) -> Result<(), DatabaseError> {
        self.writer.alone(|connection| {
            connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
                .optional()
                .map(|_| ())
                .map_err(DatabaseError::from)
        })
    }

    fn announce(&self, head: u64) {
        // Several writers may come here in another order than they committed.
        self.head.send_if_modified(|known| {
            let newer = head > *known;
            if newer {
                *known = head;
            }
            newer
        });
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

fn open_reader(path: &Path) -> Result<Connection, DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection)?;
    connection.pragma_update(None, "query_only", "ON")?;
    Ok(connection)
}

/// The company of this book; a new book gets one.
fn own_company(
    connection: &mut Connection,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(CompanyId, Uuid), DatabaseError> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: Option<(Uuid, Uuid, String)> = transaction
        .query_row("SELECT id, writer, name FROM company", [], |row| {
            Ok((row.get("id")?, row.get("writer")?, row.get("name")?))
        })
        .optional()?;
    let (company, stamper) = match found {
        Some((company, stamper, known_as)) => {
            if known_as != name {
                transaction.execute(
                    "UPDATE company SET name = ?1 WHERE id = ?2",
                    (name, company),
                )?;
            }
            (company, stamper)
        }
        None => {
            let (company, stamper) = (Uuid::now_v7(), Uuid::now_v7());
            transaction.execute(
                "INSERT INTO company (id, name, epoch, writer, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                (company, name, Uuid::now_v7(), stamper, moment(now)),
            )?;
            transaction.execute(
                "INSERT INTO company_head (company, head) VALUES (?1, 0)",
                [company],
            )?;
            (company, stamper)
        }
    };
    transaction.commit()?;
    Ok((CompanyId(company), stamper))
}

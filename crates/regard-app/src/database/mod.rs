//! The database of the device: one encrypted file, one writer, a few readers.
//!
//! SQL lives in this folder and nowhere else. Synced rows are written through [`Database::write`]
//! only, so that a row and the change that tells the server stand or fall together.

pub mod alerts;
pub mod alerts_raised;
pub mod also_entered;
pub mod appointments;
pub mod arrivals;
pub mod check;
pub mod check_ins;
pub mod columns;
pub mod connection;
pub mod consents;
pub mod customers;
pub mod device_store;
pub mod edit;
pub mod enrolments;
pub mod erased;
pub mod facts;
pub mod follow_ups;
pub mod handovers;
pub mod hard_times;
pub mod install;
pub mod legends;
pub mod long_text;
pub mod many;
pub mod messages;
pub mod migrate;
pub mod note_traces;
pub mod notes;
pub mod occasions;
pub mod one_person;
pub mod outbox;
pub mod own_facts;
pub mod photos;
pub mod pieces;
pub mod pins;
pub mod promises;
pub mod purchases;
pub mod reasons;
pub mod relations;
pub mod repair_lines;
pub mod repair_steps;
pub mod repairs;
pub mod replies;
pub mod rows;
pub mod search;
pub mod search_cards;
pub mod search_index;
pub mod search_keys;
pub mod search_reasons;
pub mod sessions;
pub mod set_aside;
pub mod settings;
pub mod stores;
pub mod sync_state;
pub mod tags;
pub mod team;
pub mod templates;
pub mod touches;
pub mod visits;
pub mod waiting_changes;
pub mod wishes;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use regard_domain::clock::Clock;
use regard_sync::Hlc;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

pub use edit::{Edit, Written};
pub use rows::time_text;

use crate::error::{CommandError, ErrorCode, Refusal};
use crate::key_store::Key32;
use connection::Purpose;
use migrate::MigrateError;

/// How many readers there are: the screen asks for one thing at a time, the search for another.
const READERS: usize = 3;

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer app made it. Nothing was touched.
    #[error("the database is of version {found}, this app knows {known}")]
    Newer {
        /// Its version.
        found: u32,
        /// The newest this app knows.
        known: u32,
    },
    /// The file is damaged, or its key is another one.
    #[error("the database can't be read")]
    Unreadable,
    /// Anything else: no space, no permission. Trying later may help.
    #[error(transparent)]
    Other(rusqlite::Error),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        if connection::is_unreadable(&error) {
            Self::Unreadable
        } else {
            Self::Other(error)
        }
    }
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::NewerThanApp { found, known } => Self::Newer { found, known },
            MigrateError::Failed { name, source } => {
                tracing::error!(name, "a migration failed");
                source.into()
            }
            MigrateError::Database(source) => source.into(),
        }
    }
}

/// Told after each commit what was written.
pub type OnWritten = Box<dyn Fn(Written) + Send + Sync>;

/// The database of this device.
pub struct Database {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    writer: Mutex<Connection>,
    readers: Vec<Mutex<Connection>>,
    /// For what takes seconds, so that no screen waits for it.
    slow_reader: Mutex<Connection>,
    turn: AtomicUsize,
    /// How often another file took the place of the one in use.
    generation: AtomicU64,
    on_written: OnWritten,
    stamps_by: u64,
}

impl Database {
    /// Opens the file, making it where there is none, and brings it to the newest tables.
    /// `device_mark` is the mark kept outside the database; see [`sync_state::settle_life`].
    pub fn open(
        path: &Path,
        key: &Key32,
        device_mark: Uuid,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let mut writer = connection::open(path, key, Purpose::Write)?;
        if suspect(path).exists() && !is_sound(&writer) {
            return Err(OpenError::Unreadable);
        }
        migrate::migrate(&mut writer)?;
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if sync_state::settle_life(&transaction, device_mark, Uuid::now_v7())? {
            tracing::warn!("the database was copied or restored: a new life begins");
        }
        one_person::settle(&transaction)?;
        search_keys::settle(&transaction)?;
        transaction.commit()?;
        let readers = (0..READERS)
            .map(|_| connection::open(path, key, Purpose::Read).map(Mutex::new))
            .collect::<Result<_, _>>()?;
        let slow_reader = Mutex::new(connection::open(path, key, Purpose::Read)?);
        // A leftover of a damage that turned out to be none.
        std::fs::remove_file(suspect(path)).ok();
        Ok(Self {
            path: path.to_owned(),
            clock,
            writer: Mutex::new(writer),
            readers,
            slow_reader,
            turn: AtomicUsize::new(0),
            generation: AtomicU64::new(0),
            on_written: Box::new(|_| {}),
            // No two openings write the same stamps, not even of two copies of one file.
            stamps_by: Hlc::writer_of(Uuid::now_v7()),
        })
    }

    /// The same, telling after each commit what was written.
    pub fn telling(self, on_written: OnWritten) -> Self {
        Self { on_written, ..self }
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How often, since the app was opened, another file took the place of the one in use. What was
    /// read under another number says nothing of this file.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Reads, in one snapshot.
    pub fn read<A>(
        &self,
        look: impl FnOnce(&Connection) -> Result<A, CommandError>,
    ) -> Result<A, CommandError> {
        let mut reader = self.reader();
        let answer = reader
            .transaction()
            .map_err(CommandError::from)
            .and_then(|snapshot| look(&snapshot));
        self.note_damage(&answer);
        answer
    }

    /// Reads in one snapshot what takes seconds. One at a time; no screen waits for it.
    pub fn read_slowly<A>(
        &self,
        look: impl FnOnce(&Connection) -> Result<A, CommandError>,
    ) -> Result<A, CommandError> {
        let mut reader = lock(&self.slow_reader);
        let answer = reader
            .transaction()
            .map_err(CommandError::from)
            .and_then(|snapshot| look(&snapshot));
        self.note_damage(&answer);
        answer
    }

    /// Writes an act of a person: rows and what tells the server of them, in one transaction. An
    /// error of `act` undoes all of it.
    pub fn write<A>(
        &self,
        act: impl FnOnce(&mut Edit<'_>) -> Result<A, CommandError>,
    ) -> Result<A, CommandError> {
        self.transact(|transaction| {
            let me = sessions::session(transaction)?.ok_or_else(not_enrolled)?;
            let mut edit = Edit::start(transaction, me, self.clock.now(), self.stamps_by)?;
            let answer = act(&mut edit)?;
            Ok((answer, edit.finish()?))
        })
    }

    /// Writes what never leaves the device, in one transaction. `changed` is told to the screens.
    pub fn write_local<A>(
        &self,
        changed: &[&str],
        act: impl FnOnce(&Connection) -> Result<A, CommandError>,
    ) -> Result<A, CommandError> {
        self.transact(|transaction| {
            let tables = changed.iter().map(|table| (*table).to_owned()).collect();
            Ok((
                act(transaction)?,
                Written {
                    tables,
                    ..Written::default()
                },
            ))
        })
    }

    /// One transaction of the writer; what was written is told after the commit.
    pub(crate) fn transact<A>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<(A, Written), CommandError>,
    ) -> Result<A, CommandError> {
        let answer = self.transact_quietly(act);
        self.note_damage(&answer);
        let (answer, written) = answer?;
        if written != Written::default() {
            (self.on_written)(written);
        }
        Ok(answer)
    }

    fn transact_quietly<A>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<(A, Written), CommandError>,
    ) -> Result<(A, Written), CommandError> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = search_index::newest_change(&transaction)?;
        let (answer, mut written) = act(&transaction)?;
        one_person::settle(&transaction)?;
        search_keys::settle(&transaction)?;
        written.searched = search_index::newest_change(&transaction)? != before;
        transaction.commit()?;
        Ok((answer, written))
    }

    /// Moves everything from the log into the file; at the end of the app's life.
    pub fn checkpoint(&self) {
        let writer = lock(&self.writer);
        if let Err(error) =
            writer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;")
        {
            tracing::warn!(code = ?error.sqlite_error_code(), "the log stays beside the database");
        }
    }

    /// A reader that nobody uses, or the one whose turn it is.
    fn reader(&self) -> MutexGuard<'_, Connection> {
        let free = self
            .readers
            .iter()
            .find_map(|reader| reader.try_lock().ok());
        if let Some(reader) = free {
            return reader;
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        lock(self.readers.get(turn % READERS).unwrap_or(&self.writer))
    }

    /// Leaves a mark beside a file that turned out damaged, so that the next start looks closely.
    fn note_damage<A>(&self, answer: &Result<A, CommandError>) {
        if matches!(answer, Err(error) if error.refusal == Refusal::Damaged) {
            std::fs::write(suspect(&self.path), b"").ok();
        }
    }
}

impl From<rusqlite::Error> for CommandError {
    fn from(error: rusqlite::Error) -> Self {
        // The code and the kind only: a message of SQLite may quote a value.
        tracing::error!(code = ?error.sqlite_error_code(), kind = kind(&error), "the database refused");
        if connection::is_unreadable(&error) {
            return Self::new(ErrorCode::Internal, Refusal::Damaged);
        }
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
            return Self::new(ErrorCode::Internal, Refusal::NoSpace);
        }
        Self::new(ErrorCode::Internal, Refusal::NotReadOrKept)
    }
}

/// What kind of error it is, without what it is about.
fn kind(error: &rusqlite::Error) -> &'static str {
    match error {
        rusqlite::Error::SqliteFailure(..) | rusqlite::Error::SqlInputError { .. } => "sqlite",
        rusqlite::Error::QueryReturnedNoRows => "no row",
        rusqlite::Error::InvalidColumnName(_) => "no such column",
        rusqlite::Error::InvalidColumnType(..) => "column of another type",
        rusqlite::Error::FromSqlConversionFailure(..) => "value can't be read",
        rusqlite::Error::InvalidParameterCount(..) => "parameters do not match",
        _ => "other",
    }
}

fn not_enrolled() -> CommandError {
    CommandError::new(ErrorCode::NotEnrolled, Refusal::NotEnrolled)
}

/// The mark beside a file that is to be looked at closely.
fn suspect(path: &Path) -> PathBuf {
    path.with_extension("suspect")
}

fn is_sound(connection: &Connection) -> bool {
    connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
        .is_ok_and(|found| found == "ok")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

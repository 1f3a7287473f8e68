//! Opens the book, and hands out the one way to write and the one way to read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use regard_domain::clock::Clock;
use regard_domain::ids::CompanyId;
use regard_sync::server::Write;
use tokio::sync::watch;
use uuid::Uuid;

use super::book::SqlBook;
use super::edit::ServerEdit;
use super::sql::engine::{Engine, Session};
use super::sql::postgres::{self, Postgres, PostgresSession, PostgresUrl};
use super::sql::sqlite::{Sqlite, SqliteSession};
use super::writer::Writer;
use super::{DatabaseError, Sql, company, heads, migrate, move_book};

/// Where a book lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Book {
    /// In one SQLite file; one company's.
    File {
        /// Where the file is.
        path: PathBuf,
        /// Which company it must be; a new file becomes that company's.
        company: Option<Uuid>,
    },
    /// In a PostgreSQL database, which may hold other companies' books, and which other servers of
    /// this company may work on at the same time.
    Postgres {
        /// Where the database is.
        url: PostgresUrl,
        /// Which company, where there may be several.
        company: Option<Uuid>,
    },
}

/// The server's book. Cheap to share behind an `Arc`.
pub struct Database {
    clock: Arc<dyn Clock>,
    company: CompanyId,
    /// The server's part in stamps.
    stamper: Uuid,
    writer: Writer,
    engine: Box<dyn Engine>,
    head: Arc<watch::Sender<u64>>,
}

impl Database {
    /// Opens the book in the file at `path`, makes it when there is none, and brings its tables up
    /// to date.
    ///
    /// `company_name` is what the company calls itself; a changed name is taken over.
    pub fn open(
        path: &Path,
        company_name: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DatabaseError> {
        Self::open_file(path, None, company_name, clock)
    }

    fn open_file(
        path: &Path,
        wanted: Option<Uuid>,
        company_name: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DatabaseError> {
        let session = SqliteSession::writer(path)?;
        move_book::refuse_moved(&session)?;
        migrate::migrate(&session)?;
        session.begin()?;
        let (company, stamper) = company::own(&session, wanted, company_name, clock.now())?;
        session.commit()?;
        let head = heads::head(&session, company)?;
        Ok(Self {
            clock,
            company,
            stamper,
            writer: Writer::new(Box::new(session)),
            engine: Box::new(Sqlite::at(path)),
            head: Arc::new(watch::Sender::new(head)),
        })
    }

    /// Opens a book wherever it lies, as [`Self::open`] does.
    pub fn open_book(
        book: &Book,
        company_name: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DatabaseError> {
        let (url, wanted) = match book {
            Book::File { path, company } => {
                return Self::open_file(path, *company, company_name, clock);
            }
            Book::Postgres { url, company } => (url, *company),
        };
        let connections = postgres::connect(url)?;
        let (company, stamper) = {
            let session = PostgresSession::without_company(&connections)?;
            migrate::migrate_postgres(&session)?;
            migrate::alone(&session, || {
                company::own(&session, wanted, company_name, clock.now())
            })?
        };
        let session = PostgresSession::writer(&connections, company);
        let head = Arc::new(watch::Sender::new(0));
        postgres::keep_awake(&connections, url.clone(), company, head.clone());
        let engine = Postgres::of(connections, company);
        let database = Self {
            clock,
            company,
            stamper,
            writer: Writer::new(Box::new(session)),
            engine: Box::new(engine),
            head,
        };
        database.look_at_head()?;
        Ok(database)
    }

    /// The company whose book this is.
    pub fn company(&self) -> CompanyId {
        self.company
    }

    /// The moment now, by the server's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Whether other servers may work on this book at the same time.
    pub fn is_shared(&self) -> bool {
        self.engine.is_shared()
    }

    /// Runs `act` in one transaction. When this returns `Ok`, what it wrote is on the disk and has
    /// its numbers; an `Err` takes all of it back.
    ///
    /// `act` may be run more than once: where the engine asks for the transaction again, everything
    /// of the earlier run is gone from the book.
    pub fn write<T, E, F>(&self, mut act: F) -> Result<T, E>
    where
        F: FnMut(&ServerEdit<'_>) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let (value, head) = self.writer.write(|sql| {
            let book = SqlBook::new(sql, self.company);
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
        F: FnOnce(&dyn Sql) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let mut act = Some(act);
        let mut result = None;
        let done = self.engine.read(&mut |sql| {
            result = act.take().map(|act| act(sql));
        });
        match (done, result) {
            (Ok(()), Some(result)) => result,
            (Err(error), _) => Err(E::from(error)),
            (Ok(()), None) => Err(E::from(DatabaseError::NotCommitted(
                "nothing was read".to_owned(),
            ))),
        }
    }

    /// Follows the number of the newest change.
    pub fn heads(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// Looks whether another process (an admin command, a second server) moved the head.
    pub fn look_at_head(&self) -> Result<u64, DatabaseError> {
        let head = self.read(|sql| heads::head(sql, self.company))?;
        self.announce(head);
        Ok(head)
    }

    /// Brings everything from the journal into the book's file, before the process ends.
    pub fn checkpoint(&self) -> Result<(), DatabaseError> {
        self.writer.alone(|session| session.checkpoint())
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

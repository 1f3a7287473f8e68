//! The server's book: the only place with SQL of the synced rows, devices and codes.
//!
//! A **row** is one synced row with a stamp and a number for each field. A **feed** is what a device
//! reads. The **head** is the number of the newest change of the company. Everything is written
//! inside [`Database::write`], and the head moves only there.

pub mod ahead;
pub mod book;
pub mod codes;
mod company;
pub mod connection;
pub mod delivery;
pub mod devices;
mod edit;
pub mod heads;
pub mod inbound;
pub mod migrate;
mod move_book;
pub mod parked;
pub mod photos;
pub mod push;
pub mod rows;
pub mod sql;
pub mod status_links;
pub mod sums;
#[cfg(test)]
pub(crate) mod testing;
pub mod whole_feeds;
mod writer;

pub use connection::{Book, Database};
pub use edit::ServerEdit;
pub use move_book::{Moved, move_to_postgres};
pub use regard_sync::server::{StoredField, StoredRow, moment};
pub use sql::postgres::{Fault, PostgresUrl};
pub use sql::{Asked, Cell, FromCell, Line, Sql};

/// Why the book could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// SQLite failed.
    #[error("the book can't be read or written: {0}")]
    Engine(#[from] rusqlite::Error),
    /// PostgreSQL, or the way to it, failed.
    #[error("the book can't be read or written: {0}")]
    Postgres(Fault),
    /// A column holds something else than it should.
    #[error("a stored row can't be understood: column {column} holds {found}")]
    WrongColumn {
        /// The column.
        column: String,
        /// The kind of what it holds; never the value.
        found: &'static str,
    },
    /// The company is not in the book.
    #[error("the company is not in the book")]
    NoCompany,
    /// The database holds several companies, and the configuration names none of them.
    #[error("the database holds {count} companies: say in company_id which one this server serves")]
    WhichCompany {
        /// How many.
        count: usize,
    },
    /// The file is another company's book.
    #[error("the file is the book of company {found}, and company_id says {wanted}")]
    AnotherCompany {
        /// Whose it is.
        found: uuid::Uuid,
        /// Whose it should be.
        wanted: uuid::Uuid,
    },
    /// A stored row is not what it should be.
    #[error("a stored row can't be understood: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The book was written by a newer server.
    #[error("the book has tables of version {found}, this server knows {known}: update the server")]
    NewerThanServer {
        /// The version of the book.
        found: u32,
        /// The newest version that this server knows.
        known: u32,
    },
    /// The book was moved into PostgreSQL.
    #[error("this book was moved into PostgreSQL on {at}: name that database in the configuration")]
    Moved {
        /// When.
        at: String,
    },
    /// There is no book in that place.
    #[error("there is no book at {}", .0.display())]
    NoFile(std::path::PathBuf),
    /// Someone else has the book open.
    #[error("the book is open: stop the server that works with it, then try again")]
    InUse,
    /// The company is in the other database already, and went on there or was never whole.
    #[error("the database has this company already, with other changes than the file")]
    AlreadyThere,
    /// Rows are missing in the other database. Nothing was moved.
    #[error("of {count} rows of {table} only {arrived} arrived: nothing was moved")]
    NotAllArrived {
        /// The table.
        table: String,
        /// How many rows the file has.
        count: u64,
        /// How many came.
        arrived: u64,
    },
    /// A row can't be placed: what it hangs on does not exist.
    #[error(transparent)]
    Misplaced(#[from] regard_sync::server::Misplaced),
    /// The write this one shared its transaction with could not be committed.
    #[error("the book could not be committed: {0}")]
    NotCommitted(String),
    /// The folder of the book can't be made.
    #[error("the folder of the book can't be made: {0}")]
    Folder(#[from] std::io::Error),
}

//! The server's book: the only place with SQL of the synced rows, devices and codes.
//!
//! A **row** is one synced row with a stamp and a number for each field. A **feed** is what a device
//! reads. The **head** is the number of the newest change of the company. Everything is written
//! inside [`Database::write`], and the head moves only there.

pub mod book;
pub mod codes;
pub mod connection;
pub mod delivery;
pub mod devices;
mod edit;
pub mod heads;
pub mod migrate;
pub mod parked;
pub mod rows;
pub mod sums;
#[cfg(test)]
pub(crate) mod testing;
mod writer;

pub use connection::Database;
pub use edit::ServerEdit;
pub use regard_sync::server::{StoredField, StoredRow, moment};

/// Why the book could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The database engine failed.
    #[error("the book can't be read or written: {0}")]
    Engine(#[from] rusqlite::Error),
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

/// A number for the database, which has no unsigned ones.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that is never negative, by the column's name.
fn unsigned(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

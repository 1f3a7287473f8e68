//! Where the books of these tests lie: each in a file of its own. The tests of `tests/postgres` are
//! the same with another file in this one's place.

#![allow(dead_code, reason = "two suites use different parts of it")]

use regard_server::Config;
use regard_server::database::Book;

/// How many made-up histories are played.
pub const HISTORIES: u32 = 64;

/// How many server processes work on one book.
pub const WORKERS: usize = 1;

/// Keeps a test's book as long as the test runs.
pub struct Kept;

/// Gives the configuration a fresh book.
pub fn place(_config: &mut Config) -> Kept {
    Kept
}

/// Every byte that is kept.
pub fn bytes_of(book: &Book) -> Vec<u8> {
    match book {
        Book::File { path, .. } => std::fs::read(path).unwrap(),
        Book::Postgres { .. } => panic!("these tests are about files"),
    }
}

/// Runs statements in a book that no server has open, and makes it one with the tables of `version`.
pub fn set_back(book: &Book, statements: &str, version: u32) {
    let Book::File { path, .. } = book else {
        panic!("these tests are about files")
    };
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute_batch(statements).unwrap();
    connection
        .pragma_update(None, "user_version", version)
        .unwrap();
}

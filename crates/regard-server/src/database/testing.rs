//! A fresh book for unit tests.

use std::path::Path;
use std::sync::Arc;

use super::Database;
use crate::clock::SystemClock;

/// A fresh book in `folder`.
pub fn database(folder: &Path) -> Database {
    Database::open(
        &folder.join("book.sqlite"),
        "Linden & Vale",
        Arc::new(SystemClock),
    )
    .unwrap()
}

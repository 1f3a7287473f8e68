//! Rows that a write will ask for, read together before it begins.
//!
//! On PostgreSQL each question is a way there and back, and all writes of a company wait for each
//! other: a push of ten changes asks forty times, or twice with this. It holds only what was read in
//! this very transaction after the company's head was locked, so nobody can have changed it since.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::database::StoredRow;

/// What was read in advance for the running edit.
#[derive(Debug, Default)]
pub struct ReadAhead {
    rows: RefCell<BTreeMap<(String, Uuid), Option<StoredRow>>>,
    /// Each hash that was asked for, and whether it is one of an erased id.
    erased: RefCell<BTreeMap<Vec<u8>, bool>>,
}

impl ReadAhead {
    /// The row, if it was read in advance; tombstones too, and that there is none.
    pub fn row(&self, table: &str, id: Uuid) -> Option<Option<StoredRow>> {
        self.rows.borrow().get(&(table.to_owned(), id)).cloned()
    }

    /// Whether the id of that hash was erased, if that was asked in advance.
    pub fn erased(&self, hash: &[u8]) -> Option<bool> {
        self.erased.borrow().get(hash).copied()
    }

    /// Keeps what was found of `asked`.
    pub fn keep_rows(&self, asked: BTreeSet<(String, Uuid)>, found: Vec<StoredRow>) {
        let mut rows = self.rows.borrow_mut();
        rows.extend(asked.into_iter().map(|key| (key, None)));
        for row in found {
            rows.insert((row.table.clone(), row.id), Some(row));
        }
    }

    /// Keeps which of `asked` are hashes of erased ids.
    pub fn keep_erased(&self, asked: Vec<Vec<u8>>, found: Vec<Vec<u8>>) {
        let mut erased = self.erased.borrow_mut();
        erased.extend(asked.into_iter().map(|hash| (hash, false)));
        erased.extend(found.into_iter().map(|hash| (hash, true)));
    }

    /// Forgets all of it: another edit begins, or something was written.
    pub fn forget(&self) {
        self.rows.borrow_mut().clear();
        self.erased.borrow_mut().clear();
    }
}

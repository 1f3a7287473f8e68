//! What an edit will ask for, read together before it begins.
//!
//! On PostgreSQL each question is a way there and back, and all writes of a company wait for each
//! other: a push of ten changes asks forty times, or once with this. It holds only what was read in
//! this very transaction after the company's head was locked, so nobody can have changed it since,
//! and what this edit itself wrote.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use regard_domain::ids::DeviceId;
use uuid::Uuid;

use crate::database::StoredRow;
use crate::database::devices::EnrolledDevice;

/// What was read in advance for the running edit.
#[derive(Debug, Default)]
pub struct ReadAhead {
    rows: RefCell<BTreeMap<(String, Uuid), Option<StoredRow>>>,
    /// Each id that was asked for, and whether it was erased.
    erased: RefCell<BTreeMap<Uuid, bool>>,
    /// Devices by the hash of their secret.
    devices: RefCell<BTreeMap<Vec<u8>, Option<EnrolledDevice>>>,
    device_heads: RefCell<BTreeMap<(DeviceId, Uuid), u64>>,
    head: Cell<Option<u64>>,
}

impl ReadAhead {
    /// The row, if it was read in advance; tombstones too, and that there is none.
    pub fn row(&self, table: &str, id: Uuid) -> Option<Option<StoredRow>> {
        self.rows.borrow().get(&(table.to_owned(), id)).cloned()
    }

    /// Whether the id was erased, if that was asked in advance.
    pub fn erased(&self, id: Uuid) -> Option<bool> {
        self.erased.borrow().get(&id).copied()
    }

    /// The device with that secret, if it was asked for in advance; that there is none, too.
    pub fn device(&self, token_hash: &[u8]) -> Option<Option<EnrolledDevice>> {
        self.devices.borrow().get(token_hash).cloned()
    }

    /// The last number heard of a device's life, if that was asked in advance.
    pub fn device_head(&self, device: DeviceId, incarnation: Uuid) -> Option<u64> {
        let heads = self.device_heads.borrow();
        heads.get(&(device, incarnation)).copied()
    }

    /// The number of the newest change, if that was asked in advance.
    pub fn head(&self) -> Option<u64> {
        self.head.get()
    }

    /// Keeps what was found of `asked`.
    pub fn keep_rows(&self, asked: BTreeSet<(String, Uuid)>, found: Vec<StoredRow>) {
        let mut rows = self.rows.borrow_mut();
        rows.extend(asked.into_iter().map(|key| (key, None)));
        for row in found {
            rows.insert((row.table.clone(), row.id), Some(row));
        }
    }

    /// Keeps whether an id was erased.
    pub fn keep_erased(&self, id: Uuid, is_erased: bool) {
        self.erased.borrow_mut().insert(id, is_erased);
    }

    /// Keeps which device has the secret of that hash.
    pub fn keep_device(&self, token_hash: &[u8], device: Option<EnrolledDevice>) {
        let mut devices = self.devices.borrow_mut();
        devices.insert(token_hash.to_vec(), device);
    }

    /// Keeps the last number heard of a device's life.
    pub fn keep_device_head(&self, device: DeviceId, incarnation: Uuid, last_n: u64) {
        let mut heads = self.device_heads.borrow_mut();
        heads.insert((device, incarnation), last_n);
    }

    /// Keeps the number of the newest change.
    pub fn keep_head(&self, head: u64) {
        self.head.set(Some(head));
    }

    /// Forgets the rows: some were written.
    pub fn forget_rows(&self) {
        self.rows.borrow_mut().clear();
    }

    /// Forgets all of it: another edit begins.
    pub fn forget(&self) {
        self.forget_rows();
        self.erased.borrow_mut().clear();
        self.devices.borrow_mut().clear();
        self.device_heads.borrow_mut().clear();
        self.head.set(None);
    }
}

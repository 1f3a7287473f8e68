//! What the sync needs of a device's database. Every call is part of a transaction that the caller
//! holds: what one act or one answer wrote stands or falls together.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::change::Change;
use crate::hlc::Hlc;
use crate::row::{Cursor, FieldState};
use crate::sums::Sum;
use crate::table::Table;

/// A row: its fields by name, each with the stamp of its value.
pub type Fields = BTreeMap<String, FieldState>;

/// What the server has of a row with pending changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// The row; none: the server has no such row.
    pub fields: Option<Fields>,
    /// The server took the row out while there were changes to it.
    pub gone: bool,
}

impl Base {
    /// The server has no such row.
    pub const NOTHING: Self = Self {
        fields: None,
        gone: false,
    };

    /// The customer left this device: nothing of the row shows, though its changes are still sent.
    pub fn has_left(&self) -> bool {
        self.gone && self.fields.is_none()
    }
}

/// The numbers that each edit moves on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// The number of the newest change.
    pub last_n: u64,
    /// The newest number that was ever in a request: the server can't know a later one, unless the
    /// database is an old copy.
    pub sent_to: u64,
    /// The newest stamp made or seen.
    pub last_hlc: Option<Hlc>,
    /// What to add to the device's clock to get the server's, in milliseconds.
    pub clock_offset_ms: i64,
}

/// Where the device stands with the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which life of this database.
    pub incarnation: Uuid,
    /// How far the server's rows were read.
    pub cursor: Option<Cursor>,
    /// The schema they were read with.
    pub schema: u32,
}

/// A device's database, as far as the sync is concerned.
pub trait DeviceStore {
    /// Why it failed.
    type Error;

    /// The row as it shows.
    fn row(&self, table: &Table, id: Uuid) -> Result<Option<Fields>, Self::Error>;
    /// Writes the row as it shows, whole.
    fn write_row(&mut self, table: &Table, id: Uuid, fields: &Fields) -> Result<(), Self::Error>;
    /// Takes the row out.
    fn delete_row(&mut self, table: &Table, id: Uuid) -> Result<(), Self::Error>;
    /// Whether there is any row of the server here.
    fn has_rows(&self) -> Result<bool, Self::Error>;

    /// A row of a table that this build does not know.
    fn unknown_row(&self, table: &str, id: Uuid) -> Result<Option<Fields>, Self::Error>;
    /// Keeps a row of a table that this build does not know.
    fn keep_unknown_row(
        &mut self,
        table: &str,
        id: Uuid,
        fields: &Fields,
    ) -> Result<(), Self::Error>;
    /// Takes out a row of a table that this build does not know.
    fn forget_unknown_row(&mut self, table: &str, id: Uuid) -> Result<(), Self::Error>;

    /// Takes out every row of the table that hangs on the customer or has that id itself, and marks
    /// the bases of such rows as left. Answers whether any showed.
    fn purge(&mut self, table: &Table, root: Uuid) -> Result<bool, Self::Error>;
    /// Takes out whatever else is kept of a customer who may no longer be seen here: rows of unknown
    /// tables, and what the device noted for itself.
    fn forget_customer(&mut self, customer: Uuid) -> Result<(), Self::Error>;
    /// The customer was erased: takes out every word about them that is kept beside the rows, in
    /// acknowledged changes, among what was put aside, in messages that were held. What waits is sent
    /// and goes with the server's answer, also when it can't be taken; that someone asked for the
    /// erasure stays.
    fn forget_erased(&mut self, customer: Uuid) -> Result<(), Self::Error>;

    /// What the server has of a row with pending changes; none: the row as it shows is what it has.
    fn base(&self, table: &str, id: Uuid) -> Result<Option<Base>, Self::Error>;
    /// Keeps what the server has of a row with pending changes.
    fn keep_base(&mut self, table: &str, id: Uuid, base: &Base) -> Result<(), Self::Error>;
    /// Forgets the base of a row that has no pending changes any more.
    fn forget_base(&mut self, table: &str, id: Uuid) -> Result<(), Self::Error>;

    /// Puts a change into the outbox.
    fn add_change(
        &mut self,
        change: &Change,
        customer: Option<Uuid>,
        made_at: DateTime<Utc>,
    ) -> Result<(), Self::Error>;
    /// The first changes that the server does not have, in order, at most `most`.
    fn changes_to_send(&self, most: u32) -> Result<Vec<Change>, Self::Error>;
    /// The changes of one row that the server does not have, in order.
    fn changes_of_row(&self, table: &str, id: Uuid) -> Result<Vec<Change>, Self::Error>;
    /// The changes of one row that the server has and that are still kept, in order.
    fn acked_of_row(&self, table: &str, id: Uuid) -> Result<Vec<Change>, Self::Error>;
    /// The acknowledged changes with a number above `n`, in order.
    fn acked_after(&self, n: u64) -> Result<Vec<Change>, Self::Error>;
    /// The acknowledged changes with a number above `n` wait again.
    fn wait_again_after(&mut self, n: u64) -> Result<(), Self::Error>;
    /// Keeps other fields of the waiting change with that number.
    fn keep_change_fields(&mut self, change: &Change) -> Result<(), Self::Error>;
    /// The server has the waiting changes up to that number.
    fn ack_up_to(&mut self, n: u64, at: DateTime<Utc>) -> Result<(), Self::Error>;
    /// Moves the waiting change with that number to those that a person has to look at; about someone
    /// who was erased since ([`DeviceStore::forget_erased`]), it is forgotten.
    fn park(&mut self, n: u64, reason: &str) -> Result<(), Self::Error>;
    /// Forgets the waiting change with that number, words and all.
    fn forget_change(&mut self, n: u64) -> Result<(), Self::Error>;
    /// Forgets every acknowledged change.
    fn forget_acked(&mut self) -> Result<(), Self::Error>;
    /// Forgets the changes that were acknowledged before `moment`.
    fn forget_acked_before(&mut self, moment: DateTime<Utc>) -> Result<(), Self::Error>;
    /// Numbers the waiting changes from 1 on, in the order in which they were made, and answers how
    /// many there are. For a new life of the database only: within one, a number never means anything
    /// else, since the server skips what it believes to have heard.
    fn number_changes(&mut self) -> Result<u64, Self::Error>;

    /// The numbers.
    fn numbers(&self) -> Result<Numbers, Self::Error>;
    /// Keeps them.
    fn keep_numbers(&mut self, numbers: &Numbers) -> Result<(), Self::Error>;
    /// Where the device stands.
    fn standing(&self) -> Result<Standing, Self::Error>;
    /// Keeps which life of the database this is.
    fn keep_incarnation(&mut self, incarnation: Uuid) -> Result<(), Self::Error>;
    /// Keeps how far the server's rows were read, and forgets the check.
    fn keep_cursor(&mut self, cursor: Option<&Cursor>, schema: u32) -> Result<(), Self::Error>;
    /// Keeps what all rows have to add up to, as the server said with the page that was just written;
    /// none: nobody knows.
    fn keep_check(&mut self, check: Option<Sum>) -> Result<(), Self::Error>;
    /// Names every row as the server has it: the base of a row with pending changes, the row itself of
    /// all others, and rows of unknown tables; each with its sum.
    fn each_row(&self, take: &mut dyn FnMut(&str, Uuid, Sum)) -> Result<(), Self::Error>;
    /// Notes that device and server agreed.
    fn keep_synced(&mut self, at: DateTime<Utc>) -> Result<(), Self::Error>;

    /// Begins to note which rows come. In memory only: a start afresh that was interrupted begins
    /// again.
    fn begin_noting(&mut self) -> Result<(), Self::Error>;
    /// Notes that a row came.
    fn note(&mut self, table: &str, id: Uuid) -> Result<(), Self::Error>;
    /// Takes out every row that did not come and has no pending changes, and ends the noting. Answers
    /// the rows with pending changes that did not come.
    fn sweep_rows(&mut self) -> Result<Vec<(String, Uuid)>, Self::Error>;
}

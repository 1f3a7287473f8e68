//! What the rules need of a storage: rows, numbers, feeds, and what was set aside.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::DeviceId;
use uuid::Uuid;

use super::place::NoPlace;
use super::{FeedSums, StoredRow};
use crate::change::Change;

/// A row that can't be placed: what it hangs on does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a row of {table} can't be placed: {reason}")]
pub struct Misplaced {
    /// The row's table.
    pub table: String,
    /// What is missing.
    pub reason: NoPlace,
}

/// A change that was set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Parked {
    /// Whose change.
    pub device: DeviceId,
    /// In which life of the device.
    pub incarnation: Uuid,
    /// Why; one of [`super::rules::Reason`].
    pub reason: String,
    /// The change itself, with every word in it.
    pub change: Change,
}

/// A customer who went out of a feed, or one row that was handed to a customer of another feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// The feed.
    pub feed: String,
    /// The customer, or the row.
    pub root: Uuid,
}

/// Where a book stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which life of the book this is.
    pub epoch: Uuid,
    /// The number of the newest change.
    pub head: u64,
    /// Up to which number tombstones and leaves were forgotten.
    pub horizon: u64,
}

/// What happened in several feeds since their numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// Where the book stands.
    pub standing: Standing,
    /// The rows, in no order: the first ones of each feed.
    pub rows: Vec<StoredRow>,
    /// Customers who left, each with the number.
    pub leaves: Vec<(u64, Uuid)>,
    /// What the feeds add up to, all of them together.
    pub sums: FeedSums,
}

/// One company's rows, in one transaction (to write) or one unchanging picture (to read).
///
/// Reads see what was saved before through the same value.
pub trait Book {
    /// Why the storage failed.
    type Error: std::error::Error + From<Misplaced>;

    /// One row, tombstones too.
    fn row(&self, table: &str, id: Uuid) -> Result<Option<StoredRow>, Self::Error>;
    /// All rows that hang on a customer, of one table or of all, tombstones too, by table and id.
    fn rows_of_root(&self, root: Uuid, table: Option<&str>) -> Result<Vec<StoredRow>, Self::Error>;
    /// All rows of one table that are not gone, by id.
    fn rows_in(&self, table: &str) -> Result<Vec<StoredRow>, Self::Error>;
    /// The purchases of a piece that are not gone, whoever bought it, by id.
    fn purchases_of(&self, piece: Uuid) -> Result<Vec<StoredRow>, Self::Error>;
    /// The aliases that are not gone and name the customer as the other record, wherever they hang, by
    /// id.
    fn aliases_naming(&self, customer: Uuid) -> Result<Vec<StoredRow>, Self::Error>;
    /// The rows of several feeds, each with a number above its own, up to `most` of each feed.
    fn rows_in_feeds(
        &self,
        feeds: &[(&str, u64)],
        most: u32,
    ) -> Result<Vec<StoredRow>, Self::Error>;
    /// The customers who are in a feed now.
    fn customers_in_feed(&self, feed: &str) -> Result<Vec<Uuid>, Self::Error>;
    /// Stores rows as they are; none of them stands there twice.
    fn save(&self, rows: &[StoredRow]) -> Result<(), Self::Error>;
    /// Takes every row that hangs on a customer out of the book, without a trace.
    fn remove_root(&self, root: Uuid) -> Result<(), Self::Error>;

    /// The sums of several feeds, kept while writing, added up.
    fn sums_of(&self, feeds: &[&str]) -> Result<FeedSums, Self::Error>;
    /// Adds to the sums of a feed, modulo 2^64: what goes out is added as its negative.
    fn add_to_sums(&self, feed: &str, more: FeedSums) -> Result<(), Self::Error>;

    /// Notes the head of a day, unless that day has one.
    fn note_day(&self, day: NaiveDate, head: u64) -> Result<(), Self::Error>;
    /// The head on that day, or on the last one before it that was noted.
    fn head_on(&self, day: NaiveDate) -> Result<Option<u64>, Self::Error>;
    /// Forgets tombstones and leaves up to that number, and the days before it. Answers how many
    /// tombstones there were.
    fn forget_up_to(&self, horizon: u64) -> Result<u64, Self::Error>;

    /// Life, head and horizon.
    fn standing(&self) -> Result<Standing, Self::Error>;
    /// All that a page is made of, from one picture. For storages where every question is a way there
    /// and back.
    fn since(&self, feeds: &[(&str, u64)], most: u32) -> Result<Since, Self::Error> {
        let names: Vec<&str> = feeds.iter().map(|(feed, _)| *feed).collect();
        Ok(Since {
            standing: self.standing()?,
            rows: self.rows_in_feeds(feeds, most)?,
            leaves: self.leaves_of(feeds)?,
            sums: self.sums_of(&names)?,
        })
    }
    /// Moves the head on by `count` and answers the new one. Its lock is held to the commit.
    fn advance(&self, count: u64) -> Result<u64, Self::Error>;
    /// The last number heard of this life of the device; 0 when none. Locks it when writing.
    fn device_head(&self, device: DeviceId, incarnation: Uuid) -> Result<u64, Self::Error>;
    /// Notes the last number heard of this life of the device.
    fn set_device_head(
        &self,
        device: DeviceId,
        incarnation: Uuid,
        last_n: u64,
    ) -> Result<(), Self::Error>;

    /// Notes that the customer went out of the feed.
    fn add_leave(&self, leave: &Leave, seq: u64, at: DateTime<Utc>) -> Result<(), Self::Error>;
    /// The customer is back in the feed.
    fn forget_leave(&self, leave: &Leave) -> Result<(), Self::Error>;
    /// When the customer left the feed, if they did.
    fn left_at(&self, leave: &Leave) -> Result<Option<DateTime<Utc>>, Self::Error>;
    /// Customers who left one of several feeds with a number above its own, with that number.
    fn leaves_of(&self, feeds: &[(&str, u64)]) -> Result<Vec<(u64, Uuid)>, Self::Error>;

    /// Sets a change aside; the same number of the same life a second time changes nothing.
    fn park(&self, parked: &Parked, at: DateTime<Utc>) -> Result<(), Self::Error>;
    /// Why the change of that number was set aside; none: it was not.
    fn parked_for(
        &self,
        device: DeviceId,
        incarnation: Uuid,
        n: u64,
    ) -> Result<Option<String>, Self::Error>;
    /// What was set aside and names this row in one of its fields.
    fn parked_naming(&self, id: Uuid) -> Result<Vec<Change>, Self::Error>;
    /// Forgets what was set aside of this row, or names it.
    fn forget_parked(&self, id: Uuid) -> Result<(), Self::Error>;
    /// Remembers for good, by its hash alone, that this id was erased.
    fn remember_erased(&self, id: Uuid) -> Result<(), Self::Error>;
    /// Whether this id was erased for good.
    fn was_erased(&self, id: Uuid) -> Result<bool, Self::Error>;
}

//! The rules' view of the book: one company's rows over SQL.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{CompanyId, DeviceId};
use regard_sync::server::{Book, FeedSums, Leave, Parked, Since, Standing, StoredRow};
use regard_sync::{Change, tables};
use uuid::Uuid;

use super::{DatabaseError, Sql, ahead, heads, parked, rows, sums};

/// One company's book on one connection.
pub struct SqlBook<'c> {
    connection: &'c dyn Sql,
    company: CompanyId,
}

impl<'c> SqlBook<'c> {
    /// The book of `company` on `connection`.
    pub fn new(connection: &'c dyn Sql, company: CompanyId) -> Self {
        Self {
            connection,
            company,
        }
    }

    /// The connection.
    pub fn connection(&self) -> &'c dyn Sql {
        self.connection
    }

    /// The company.
    pub fn company(&self) -> CompanyId {
        self.company
    }
}

impl Book for SqlBook<'_> {
    type Error = DatabaseError;

    fn row(&self, table: &str, id: Uuid) -> Result<Option<StoredRow>, DatabaseError> {
        rows::row(self.connection, self.company, table, id)
    }

    fn rows_of_root(
        &self,
        root: Uuid,
        table: Option<&str>,
    ) -> Result<Vec<StoredRow>, DatabaseError> {
        rows::rows_of_root(self.connection, self.company, root, table)
    }

    fn rows_in(&self, table: &str) -> Result<Vec<StoredRow>, DatabaseError> {
        rows::rows_in(self.connection, self.company, table)
    }

    fn purchases_of(&self, piece: Uuid) -> Result<Vec<StoredRow>, DatabaseError> {
        rows::purchases_of(self.connection, self.company, piece)
    }

    fn aliases_naming(&self, customer: Uuid) -> Result<Vec<StoredRow>, DatabaseError> {
        rows::aliases_naming(self.connection, self.company, customer)
    }

    fn rows_in_feeds(
        &self,
        feeds: &[(&str, u64)],
        most: u32,
    ) -> Result<Vec<StoredRow>, DatabaseError> {
        rows::rows_in_feeds(self.connection, self.company, feeds, most)
    }

    fn customers_in_feed(&self, feed: &str) -> Result<Vec<Uuid>, DatabaseError> {
        rows::customers_in_feed(self.connection, self.company, feed)
    }

    fn save(&self, rows: &[StoredRow]) -> Result<(), DatabaseError> {
        rows::save(self.connection, self.company, rows)
    }

    fn remove_root(&self, root: Uuid) -> Result<(), DatabaseError> {
        rows::remove_root(self.connection, self.company, root)
    }

    fn sums_of(&self, feeds: &[&str]) -> Result<FeedSums, DatabaseError> {
        sums::sums_of(self.connection, self.company, feeds)
    }

    fn add_to_sums(&self, feed: &str, more: FeedSums) -> Result<(), DatabaseError> {
        sums::add_to_feed_sums(self.connection, self.company, feed, more)
    }

    fn note_day(&self, day: NaiveDate, head: u64) -> Result<(), DatabaseError> {
        sums::note_day(self.connection, self.company, day, head)
    }

    fn head_on(&self, day: NaiveDate) -> Result<Option<u64>, DatabaseError> {
        sums::head_on(self.connection, self.company, day)
    }

    fn forget_up_to(&self, horizon: u64) -> Result<u64, DatabaseError> {
        sums::forget_up_to(self.connection, self.company, horizon)
    }

    fn standing(&self) -> Result<Standing, DatabaseError> {
        heads::standing(self.connection, self.company)
    }

    fn since(&self, feeds: &[(&str, u64)], most: u32) -> Result<Since, DatabaseError> {
        ahead::since(self.connection, self.company, feeds, most)
    }

    fn advance(&self, count: u64) -> Result<u64, DatabaseError> {
        heads::advance(self.connection, self.company, count)
    }

    fn device_head(&self, device: DeviceId, incarnation: Uuid) -> Result<u64, DatabaseError> {
        heads::device_head(self.connection, self.company, device, incarnation)
    }

    fn set_device_head(
        &self,
        device: DeviceId,
        incarnation: Uuid,
        last_n: u64,
    ) -> Result<(), DatabaseError> {
        heads::set_device_head(self.connection, self.company, device, incarnation, last_n)
    }

    fn add_leave(&self, leave: &Leave, seq: u64, at: DateTime<Utc>) -> Result<(), DatabaseError> {
        heads::add_leave(self.connection, self.company, leave, seq, at)
    }

    fn forget_leave(&self, leave: &Leave) -> Result<(), DatabaseError> {
        heads::forget_leave(self.connection, self.company, leave)
    }

    fn left_at(&self, leave: &Leave) -> Result<Option<DateTime<Utc>>, DatabaseError> {
        heads::left_at(self.connection, self.company, leave)
    }

    fn leaves_of(&self, feeds: &[(&str, u64)]) -> Result<Vec<(u64, Uuid)>, DatabaseError> {
        heads::leaves_of(self.connection, self.company, feeds)
    }

    fn park(&self, parked: &Parked, at: DateTime<Utc>) -> Result<(), DatabaseError> {
        // A name that only the device knows may be anything, and of any length.
        let table = tables::table(&parked.change.table).map_or("unknown", |table| table.name);
        tracing::warn!(
            device = %parked.device, table, reason = parked.reason, "a change was set aside"
        );
        parked::park(self.connection, self.company, parked, at)
    }

    fn parked_for(
        &self,
        device: DeviceId,
        incarnation: Uuid,
        n: u64,
    ) -> Result<Option<String>, DatabaseError> {
        parked::parked_for(self.connection, self.company, device, incarnation, n)
    }

    fn parked_naming(&self, id: Uuid) -> Result<Vec<Change>, DatabaseError> {
        parked::parked_naming(self.connection, self.company, id)
    }

    fn forget_parked(&self, id: Uuid) -> Result<(), DatabaseError> {
        parked::forget_parked(self.connection, self.company, id)
    }

    fn remember_erased(&self, id: Uuid) -> Result<(), DatabaseError> {
        parked::remember_erased(self.connection, self.company, id)
    }

    fn was_erased(&self, id: Uuid) -> Result<bool, DatabaseError> {
        parked::was_erased(self.connection, self.company, id)
    }
}

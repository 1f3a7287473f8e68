//! A book in memory, for the simulation and for tests. It keeps nothing on a disk.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::DeviceId;
use uuid::Uuid;

use super::{Book, FeedSums, Leave, Misplaced, Parked, Standing, StoredRow};
use crate::Change;

/// Everything a [`MemoryBook`] holds: cloned, it is a backup.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    epoch: Uuid,
    head: u64,
    rows: BTreeMap<(String, Uuid), StoredRow>,
    /// Feed and number to the row that stands there.
    by_feed: BTreeMap<(String, u64), (String, Uuid)>,
    device_heads: BTreeMap<(DeviceId, Uuid), u64>,
    leaves: BTreeMap<(String, Uuid), (u64, DateTime<Utc>)>,
    parked: BTreeMap<(DeviceId, Uuid, u64), Parked>,
    erased: BTreeSet<Uuid>,
    sums: BTreeMap<String, FeedSums>,
    days: BTreeMap<NaiveDate, u64>,
    horizon: u64,
}

/// A book in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryBook {
    held: RefCell<Held>,
}

/// What a book in memory can refuse.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// A row has no place.
    #[error(transparent)]
    Misplaced(#[from] Misplaced),
}

impl MemoryBook {
    /// An empty book.
    pub fn new(epoch: Uuid) -> Self {
        let held = Held {
            epoch,
            ..Held::default()
        };
        Self {
            held: RefCell::new(held),
        }
    }

    /// A copy of everything, to compare with.
    pub fn copy(&self) -> Held {
        self.held.borrow().clone()
    }

    /// Begins a new life of the book, after it came back from a backup.
    pub fn begin_epoch(&self, epoch: Uuid) {
        self.held.borrow_mut().epoch = epoch;
    }

    /// Every row, tombstones too.
    pub fn all_rows(&self) -> Vec<StoredRow> {
        self.held.borrow().rows.values().cloned().collect()
    }

    /// Everything that was set aside.
    pub fn all_parked(&self) -> Vec<Parked> {
        self.held.borrow().parked.values().cloned().collect()
    }
}

impl Book for MemoryBook {
    type Error = MemoryError;

    fn row(&self, table: &str, id: Uuid) -> Result<Option<StoredRow>, MemoryError> {
        let held = self.held.borrow();
        Ok(held.rows.get(&(table.to_owned(), id)).cloned())
    }

    fn rows_of_root(&self, root: Uuid, table: Option<&str>) -> Result<Vec<StoredRow>, MemoryError> {
        Ok(self
            .having(|row| row.root == Some(root) && table.is_none_or(|table| row.table == table)))
    }

    fn rows_in(&self, table: &str) -> Result<Vec<StoredRow>, MemoryError> {
        Ok(self.having(|row| row.table == table && !row.deleted))
    }

    fn purchases_of(&self, piece: Uuid) -> Result<Vec<StoredRow>, MemoryError> {
        Ok(self.having(|row| {
            row.table == "purchase" && !row.deleted && row.id_in("piece_id") == Some(piece)
        }))
    }

    fn aliases_naming(&self, customer: Uuid) -> Result<Vec<StoredRow>, MemoryError> {
        Ok(self.having(|row| {
            row.table == "customer_alias" && !row.deleted && row.id_in("other_id") == Some(customer)
        }))
    }

    fn rows_in_feeds(
        &self,
        feeds: &[(&str, u64)],
        most: u32,
    ) -> Result<Vec<StoredRow>, MemoryError> {
        let held = self.held.borrow();
        let mut rows = Vec::new();
        for (feed, after) in feeds {
            let from = ((*feed).to_owned(), after.saturating_add(1));
            let to = ((*feed).to_owned(), u64::MAX);
            let found = held.by_feed.range(from..=to);
            rows.extend(
                found
                    .filter_map(|(_, key)| held.rows.get(key).cloned())
                    .take(usize::try_from(most).unwrap_or(usize::MAX)),
            );
        }
        Ok(rows)
    }

    fn customers_in_feed(&self, feed: &str) -> Result<Vec<Uuid>, MemoryError> {
        let customers =
            self.having(|row| row.table == "customer" && row.feed == feed && !row.deleted);
        Ok(customers.into_iter().map(|row| row.id).collect())
    }

    fn save(&self, rows: &[StoredRow]) -> Result<(), MemoryError> {
        let mut held = self.held.borrow_mut();
        for row in rows {
            let key = (row.table.clone(), row.id);
            if let Some(before) = held.rows.insert(key.clone(), row.clone()) {
                held.by_feed.remove(&(before.feed, before.seq));
            }
            held.by_feed.insert((row.feed.clone(), row.seq), key);
        }
        Ok(())
    }

    fn remove_root(&self, root: Uuid) -> Result<(), MemoryError> {
        let mut held = self.held.borrow_mut();
        held.rows.retain(|_, row| row.root != Some(root));
        let Held { rows, by_feed, .. } = &mut *held;
        by_feed.retain(|_, key| rows.contains_key(key));
        Ok(())
    }

    fn sums_of(&self, feeds: &[&str]) -> Result<FeedSums, MemoryError> {
        let held = self.held.borrow();
        let kept = feeds.iter().filter_map(|feed| held.sums.get(*feed));
        Ok(kept.fold(FeedSums::default(), |sums, one| sums.plus(*one)))
    }

    fn add_to_sums(&self, feed: &str, more: FeedSums) -> Result<(), MemoryError> {
        let mut held = self.held.borrow_mut();
        let sums = held.sums.entry(feed.to_owned()).or_default();
        *sums = sums.plus(more);
        Ok(())
    }

    fn note_day(&self, day: NaiveDate, head: u64) -> Result<(), MemoryError> {
        self.held.borrow_mut().days.entry(day).or_insert(head);
        Ok(())
    }

    fn head_on(&self, day: NaiveDate) -> Result<Option<u64>, MemoryError> {
        let held = self.held.borrow();
        Ok(held.days.range(..=day).next_back().map(|(_, head)| *head))
    }

    fn forget_up_to(&self, horizon: u64) -> Result<u64, MemoryError> {
        let mut held = self.held.borrow_mut();
        let before = held.rows.len();
        held.rows.retain(|_, row| !row.deleted || row.seq > horizon);
        let gone = before.saturating_sub(held.rows.len());
        let Held { rows, by_feed, .. } = &mut *held;
        by_feed.retain(|_, key| rows.contains_key(key));
        held.leaves.retain(|_, (seq, _)| *seq > horizon);
        held.days.retain(|_, head| *head >= horizon);
        held.horizon = horizon;
        Ok(u64::try_from(gone).unwrap_or(u64::MAX))
    }

    fn standing(&self) -> Result<Standing, MemoryError> {
        let held = self.held.borrow();
        Ok(Standing {
            epoch: held.epoch,
            head: held.head,
            horizon: held.horizon,
        })
    }

    fn advance(&self, count: u64) -> Result<u64, MemoryError> {
        let mut held = self.held.borrow_mut();
        held.head = held.head.saturating_add(count);
        Ok(held.head)
    }

    fn device_head(&self, device: DeviceId, incarnation: Uuid) -> Result<u64, MemoryError> {
        let held = self.held.borrow();
        let head = held.device_heads.get(&(device, incarnation));
        Ok(head.copied().unwrap_or(0))
    }

    fn set_device_head(
        &self,
        device: DeviceId,
        incarnation: Uuid,
        last_n: u64,
    ) -> Result<(), MemoryError> {
        let mut held = self.held.borrow_mut();
        held.device_heads.insert((device, incarnation), last_n);
        Ok(())
    }

    fn add_leave(&self, leave: &Leave, seq: u64, at: DateTime<Utc>) -> Result<(), MemoryError> {
        let mut held = self.held.borrow_mut();
        held.leaves
            .insert((leave.feed.clone(), leave.root), (seq, at));
        Ok(())
    }

    fn forget_leave(&self, leave: &Leave) -> Result<(), MemoryError> {
        let mut held = self.held.borrow_mut();
        held.leaves.remove(&(leave.feed.clone(), leave.root));
        Ok(())
    }

    fn left_at(&self, leave: &Leave) -> Result<Option<DateTime<Utc>>, MemoryError> {
        let held = self.held.borrow();
        let left = held.leaves.get(&(leave.feed.clone(), leave.root));
        Ok(left.map(|(_, at)| *at))
    }

    fn leaves_of(&self, feeds: &[(&str, u64)]) -> Result<Vec<(u64, Uuid)>, MemoryError> {
        let held = self.held.borrow();
        let asked = |of: &String, seq: u64| {
            let mut feeds = feeds.iter();
            feeds.any(|(feed, after)| of == feed && seq > *after)
        };
        Ok(held
            .leaves
            .iter()
            .filter(|((of, _), (seq, _))| asked(of, *seq))
            .map(|((_, root), (seq, _))| (*seq, *root))
            .collect())
    }

    fn park(&self, parked: &Parked, _at: DateTime<Utc>) -> Result<(), MemoryError> {
        let mut held = self.held.borrow_mut();
        held.parked
            .entry((parked.device, parked.incarnation, parked.change.n))
            .or_insert_with(|| parked.clone());
        Ok(())
    }

    fn parked_for(
        &self,
        device: DeviceId,
        incarnation: Uuid,
        n: u64,
    ) -> Result<Option<String>, MemoryError> {
        let held = self.held.borrow();
        let parked = held.parked.get(&(device, incarnation, n));
        Ok(parked.map(|parked| parked.reason.clone()))
    }

    fn parked_naming(&self, id: Uuid) -> Result<Vec<Change>, MemoryError> {
        let text = serde_json::Value::String(id.to_string());
        let held = self.held.borrow();
        let changes = held.parked.values().map(|parked| &parked.change);
        let naming = changes.filter(|change| change.fields.values().any(|f| f.value == text));
        Ok(naming.cloned().collect())
    }

    fn forget_parked(&self, id: Uuid) -> Result<(), MemoryError> {
        let mut held = self.held.borrow_mut();
        let text = serde_json::Value::String(id.to_string());
        held.parked.retain(|_, parked| {
            let change = &parked.change;
            change.id != id && change.fields.values().all(|field| field.value != text)
        });
        Ok(())
    }

    fn remember_erased(&self, id: Uuid) -> Result<(), MemoryError> {
        self.held.borrow_mut().erased.insert(id);
        Ok(())
    }

    fn was_erased(&self, id: Uuid) -> Result<bool, MemoryError> {
        Ok(self.held.borrow().erased.contains(&id))
    }
}

impl MemoryBook {
    fn having(&self, fits: impl Fn(&StoredRow) -> bool) -> Vec<StoredRow> {
        let held = self.held.borrow();
        held.rows
            .values()
            .filter(|row| fits(row))
            .cloned()
            .collect()
    }
}

//! One write: rows are gathered, and get their numbers together at the end.
//!
//! The head is the last lock that a write takes (design of the feed: order of numbers = order of
//! commits), therefore nothing is numbered before everything else is done.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::place::{self, NoPlace, Place};
use super::{Book, FeedSums, Leave, Misplaced, StoredField, StoredRow};
use crate::alias::{self, Alias};
use crate::{ChangeKind, Hlc, tables};

/// One write in progress. Reads see what was put before in the same write.
pub struct Write<'b, B: Book> {
    book: &'b B,
    stamper: Uuid,
    now: DateTime<Utc>,
    last_stamp: Cell<Option<Hlc>>,
    /// Where rows of unknown tables go that hang on no customer.
    otherwise: RefCell<String>,
    gathered: RefCell<BTreeMap<(String, Uuid), StoredRow>>,
    leaves: RefCell<Vec<Leave>>,
    back: RefCell<BTreeSet<(String, Uuid)>>,
    /// Where stored rows that were looked at stand, and their part in the sums there.
    stood: RefCell<BTreeMap<(String, Uuid), (String, FeedSums)>>,
    /// What is no longer stored.
    removed: RefCell<BTreeSet<(String, Uuid)>>,
}

impl<'b, B: Book> Write<'b, B> {
    /// Begins one in an open transaction of `book`. `stamper` is the server's part in its stamps.
    pub fn new(book: &'b B, stamper: Uuid, now: DateTime<Utc>) -> Self {
        Self {
            book,
            stamper,
            now,
            last_stamp: Cell::new(None),
            otherwise: RefCell::new(place::COMPANY_FEED.to_owned()),
            gathered: RefCell::new(BTreeMap::new()),
            leaves: RefCell::new(Vec::new()),
            back: RefCell::new(BTreeSet::new()),
            stood: RefCell::new(BTreeMap::new()),
            removed: RefCell::new(BTreeSet::new()),
        }
    }

    /// What is written to, for what is no synced row. Synced rows go through [`Self::put`].
    pub fn book(&self) -> &'b B {
        self.book
    }

    /// The moment of this write.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A new stamp by the server, later than all it gave in this write and than `after`.
    pub fn stamp(&self, after: Option<Hlc>) -> Hlc {
        let last = self.last_stamp.get().max(after);
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or(0);
        let stamp = Hlc::next(last, millis, Hlc::writer_of(self.stamper));
        self.last_stamp.set(Some(stamp));
        stamp
    }

    /// One row as this write sees it; tombstones too.
    pub fn row(&self, table: &str, id: Uuid) -> Result<Option<StoredRow>, B::Error> {
        if let Some(row) = self.gathered.borrow().get(&(table.to_owned(), id)) {
            return Ok(Some(row.clone()));
        }
        if self.removed.borrow().contains(&(table.to_owned(), id)) {
            return Ok(None);
        }
        let row = self.book.row(table, id)?;
        if let Some(row) = &row {
            self.note_where(row);
        }
        Ok(row)
    }

    /// Notes where a stored row stands, so that the sums follow when it changes.
    fn note_where(&self, row: &StoredRow) {
        self.stood
            .borrow_mut()
            .entry(key(row))
            .or_insert_with(|| (row.feed.clone(), row.sums()));
    }

    /// The rows of a table that hang on a customer and are not gone.
    pub fn rows_of(&self, table: &str, customer: Uuid) -> Result<Vec<StoredRow>, B::Error> {
        let stored = self.book.rows_of_root(customer, Some(table))?;
        Ok(self.with_gathered(stored, |row| {
            row.table == table && row.root == Some(customer)
        }))
    }

    /// All rows of a table that are not gone. For small tables (stores, associates) and admin acts.
    pub fn rows_in(&self, table: &str) -> Result<Vec<StoredRow>, B::Error> {
        let stored = self.book.rows_in(table)?;
        Ok(self.with_gathered(stored, |row| row.table == table))
    }

    /// The purchases of a piece, whoever bought it.
    pub fn purchases_of(&self, piece: Uuid) -> Result<Vec<StoredRow>, B::Error> {
        let stored = self.book.purchases_of(piece)?;
        Ok(self.with_gathered(stored, |row| {
            row.table == "purchase" && row.id_in("piece_id") == Some(piece)
        }))
    }

    /// The aliases that name a customer, those that were taken apart too.
    pub fn aliases_of(&self, customer: Uuid) -> Result<Vec<Alias>, B::Error> {
        let mut rows = self.rows_of("customer_alias", customer)?;
        let named = self.book.aliases_naming(customer)?;
        rows.extend(self.with_gathered(named, |row| {
            row.table == "customer_alias" && row.id_in("other_id") == Some(customer)
        }));
        let aliases = rows.iter();
        let aliases = aliases.filter_map(|row| Alias::read(row.id, |name| row.value(name)));
        Ok(aliases.collect())
    }

    /// All records of the person whom this customer is of; mostly the one.
    pub fn records_of(&self, customer: Uuid) -> Result<BTreeSet<Uuid>, B::Error> {
        let found = alias::together(customer, |record| self.aliases_of(record))?;
        Ok(found.records)
    }

    /// Sets fields of a row in the server's own name, and makes the row when there is none.
    ///
    /// Fields that have the value already are left alone, and a null is not written into a field
    /// that was never there: putting the same twice changes nothing. Answers whether anything changed.
    /// A row that was deleted stays deleted; a row that was erased never comes back.
    pub fn put<K: Into<String>>(
        &self,
        table: &str,
        id: Uuid,
        fields: impl IntoIterator<Item = (K, Value)>,
    ) -> Result<bool, B::Error> {
        if self.was_erased(id)? {
            return Ok(false);
        }
        let found = self.row(table, id)?;
        let mut changed = found.is_none();
        let mut row = found.unwrap_or_else(|| StoredRow::new(table, id));
        for (name, value) in fields {
            let name = name.into();
            let current = row.fields.get(&name);
            if current.map_or(value.is_null(), |field| field.value == value) {
                continue;
            }
            let hlc = self.stamp(current.map(|field| field.hlc));
            let field = StoredField {
                value,
                hlc,
                seq: 0,
                by: None,
                came_as: None,
            };
            row.fields.insert(name, field);
            changed = true;
        }
        if changed {
            self.gather(row)?;
        }
        Ok(changed)
    }

    /// Takes a changed row into this write: finds its place, and moves all that hangs on a customer
    /// who changes the store. Fields that changed have number 0.
    pub fn gather(&self, mut row: StoredRow) -> Result<(), B::Error> {
        let place = self.place_of(&row)?;
        let known = row.seq > 0 || self.gathered.borrow().contains_key(&key(&row));
        let moves = known && row.feed != place.feed;
        // Handed on, it comes whole: who reads of it may have lost it with the customer it hung on.
        if !known || moves || row.root != place.root {
            row.entered = 0;
        }
        let old_feed = std::mem::replace(&mut row.feed, place.feed);
        row.root = place.root;
        let (root, feed) = (row.root, row.feed.clone());
        let (id, is_root) = (row.id, root == Some(row.id));
        self.gathered.borrow_mut().insert(key(&row), row);
        if moves {
            self.leaves_for(id, old_feed, feed.clone());
        }
        if moves
            && is_root
            && let Some(root) = root
        {
            for child in self.everything_of(root)? {
                let feed = feed.clone();
                if was_handed_on(&child) {
                    self.leaves_for(child.id, child.feed.clone(), feed.clone());
                }
                let moved = StoredRow {
                    feed,
                    entered: 0,
                    ..child
                };
                self.gathered.borrow_mut().insert(key(&moved), moved);
            }
        }
        Ok(())
    }

    /// Who reads the old feed hears that the customer, or the one row that was handed to a customer of
    /// another store, went out of it.
    fn leaves_for(&self, id: Uuid, old_feed: String, feed: String) {
        let mut leaves = self.leaves.borrow_mut();
        leaves.retain(|leave| leave.root != id || (leave.feed != feed && leave.feed != old_feed));
        leaves.push(Leave {
            feed: old_feed.clone(),
            root: id,
        });
        let mut back = self.back.borrow_mut();
        back.remove(&(old_feed, id));
        back.insert((feed, id));
    }

    /// When the customer left the feed, if they did; in this write too.
    pub fn left_at(&self, leave: &Leave) -> Result<Option<DateTime<Utc>>, B::Error> {
        if self.leaves.borrow().contains(leave) {
            return Ok(Some(self.now));
        }
        self.book.left_at(leave)
    }

    /// Where the row stands; an error when what it hangs on is not in the book.
    pub fn place_of(&self, row: &StoredRow) -> Result<Place, B::Error> {
        self.find_place(row)?.map_err(|reason| {
            let table = row.table.clone();
            Misplaced { table, reason }.into()
        })
    }

    /// Where the row stands, or why it can't.
    pub fn find_place(&self, row: &StoredRow) -> Result<Result<Place, NoPlace>, B::Error> {
        let otherwise = self.otherwise.borrow().clone();
        let found = place::place(&row.table, row.id, &row.fields, &otherwise, |table, id| {
            self.row(table, id).map_err(Unplaced::Storage)
        });
        match found {
            Ok(place) => Ok(Ok(place)),
            Err(Unplaced::NoPlace(reason)) => Ok(Err(reason)),
            Err(Unplaced::Storage(error)) => Err(error),
        }
    }

    /// Where rows of tables that this build does not know go when they hang on no customer.
    pub fn place_unknown_in(&self, feed: String) {
        self.otherwise.replace(feed);
    }

    /// Erases a row for good. Of a customer: every record of that person, and all that hangs on them.
    ///
    /// Ids are remembered only as hashes, so that no late device brings anything back.
    pub fn erase(&self, table: &str, id: Uuid) -> Result<(), B::Error> {
        if table != "customer" {
            return self.erase_row(table, id);
        }
        let records = self.records_of(id)?;
        for record in &records {
            for alias in self.aliases_of(*record)? {
                // Nobody else's alias names who is gone; their own go with them.
                if !records.contains(&alias.customer) {
                    self.erase_row("customer_alias", alias.id)?;
                }
            }
            self.erase_row("customer", *record)?;
        }
        Ok(())
    }

    /// Erases a row, and all that hangs on it when it is a customer.
    fn erase_row(&self, table: &str, id: Uuid) -> Result<(), B::Error> {
        self.book.remember_erased(id)?;
        if table == "customer" {
            // Of rows that never came into the book more may be said, and that names nobody.
            for change in self.book.parked_naming(id)? {
                if change.kind == ChangeKind::Append && change.owner() == Some(id) {
                    self.book.remember_erased(change.id)?;
                    self.book.forget_parked(change.id)?;
                }
            }
        }
        // Also of who never came further than among what was set aside.
        self.book.forget_parked(id)?;
        if table == "customer" {
            // Whoever read it in another store before, or wrote words that were set aside, keeps some
            // of its words: everybody hears that it is gone for good.
            self.leaves.borrow_mut().push(Leave {
                feed: place::COMPANY_FEED.to_owned(),
                root: id,
            });
        }
        let Some(row) = self.row(table, id)? else {
            return Ok(());
        };
        let mut tombstone = StoredRow {
            fields: BTreeMap::new(),
            deleted: true,
            ..row
        };
        if tombstone.root == Some(id) {
            for child in self.everything_of(id)? {
                self.book.remember_erased(child.id)?;
                self.book.forget_parked(child.id)?;
                if was_handed_on(&child) {
                    let leave = Leave {
                        feed: child.feed.clone(),
                        root: child.id,
                    };
                    self.leaves.borrow_mut().push(leave);
                }
                self.removed.borrow_mut().insert(key(&child));
            }
            self.gathered
                .borrow_mut()
                .retain(|_, row| row.root != Some(id));
            self.book.remove_root(id)?;
            let feed = tombstone.feed.clone();
            self.leaves.borrow_mut().push(Leave { feed, root: id });
        }
        // What hung on it is gone; the tombstone itself hangs on nothing.
        tombstone.root = None;
        self.gathered
            .borrow_mut()
            .insert(key(&tombstone), tombstone);
        Ok(())
    }

    /// Whether this id was erased for good.
    pub fn was_erased(&self, id: Uuid) -> Result<bool, B::Error> {
        self.book.was_erased(id)
    }

    /// Numbers and stores what was gathered; the new head when there was anything.
    pub fn finish(self) -> Result<Option<u64>, B::Error> {
        let leaves = self.leaves.into_inner();
        let mut gathered: Vec<StoredRow> = self.gathered.into_inner().into_values().collect();
        let count = leaves.len().saturating_add(gathered.len());
        if count == 0 {
            return Ok(None);
        }
        let removed = self.removed.into_inner();
        let mut sums: BTreeMap<String, FeedSums> = BTreeMap::new();
        let mut stood = self.stood.into_inner();
        let changed: Vec<(String, Uuid)> = gathered.iter().map(key).chain(removed).collect();
        for key in &changed {
            if let Some((feed, part)) = stood.remove(key) {
                let sum = sums.entry(feed).or_default();
                *sum = sum.minus(part);
            }
        }
        for row in &gathered {
            let sum = sums.entry(row.feed.clone()).or_default();
            *sum = sum.plus(row.sums());
        }
        // Parents before children, so that a page that ends between them shows no orphan.
        gathered.sort_by_key(|row| (rank(&row.table), row.id));
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let head = self.book.advance(count)?;
        let mut seq = head.saturating_sub(count);
        for (feed, root) in self.back.into_inner() {
            self.book.forget_leave(&Leave { feed, root })?;
        }
        for leave in leaves {
            seq = seq.saturating_add(1);
            self.book.add_leave(&leave, seq, self.now)?;
        }
        for row in &mut gathered {
            seq = seq.saturating_add(1);
            row.seq = seq;
            if row.entered == 0 {
                row.entered = seq;
            }
            for field in row.fields.values_mut().filter(|field| field.seq == 0) {
                field.seq = seq;
            }
        }
        self.book.save(&gathered)?;
        for (feed, more) in sums {
            if more != FeedSums::default() {
                self.book.add_to_sums(&feed, more)?;
            }
        }
        Ok(Some(head))
    }

    /// All that hangs on a customer, without the customer; tombstones too.
    fn everything_of(&self, root: Uuid) -> Result<Vec<StoredRow>, B::Error> {
        let stored = self.book.rows_of_root(root, None)?;
        for row in &stored {
            self.note_where(row);
        }
        let gathered = self.gathered.borrow();
        let mut all: BTreeMap<(String, Uuid), StoredRow> =
            stored.into_iter().map(|row| (key(&row), row)).collect();
        for (key, row) in gathered.iter() {
            if row.root == Some(root) {
                all.insert(key.clone(), row.clone());
            } else {
                all.remove(key);
            }
        }
        Ok(all.into_values().filter(|row| row.id != root).collect())
    }

    fn with_gathered(
        &self,
        stored: Vec<StoredRow>,
        fits: impl Fn(&StoredRow) -> bool,
    ) -> Vec<StoredRow> {
        let gathered = self.gathered.borrow();
        let untouched = stored
            .into_iter()
            .filter(|row| !gathered.contains_key(&key(row)));
        let touched = gathered.values().filter(|row| fits(row)).cloned();
        let mut all: Vec<StoredRow> = untouched
            .chain(touched)
            .filter(|row| !row.deleted)
            .collect();
        all.sort_by_key(|row| row.id);
        all
    }
}

enum Unplaced<E> {
    Storage(E),
    NoPlace(NoPlace),
}

impl<E> From<NoPlace> for Unplaced<E> {
    fn from(reason: NoPlace) -> Self {
        Self::NoPlace(reason)
    }
}

fn key(row: &StoredRow) -> (String, Uuid) {
    (row.table.clone(), row.id)
}

/// Whether the row hung on another customer when it came into its feed: who has not read on since
/// shows it with that one, and would keep it there when the new one leaves.
fn was_handed_on(row: &StoredRow) -> bool {
    let owner = match tables::table(&row.table).map(|table| table.belongs) {
        Some(tables::Belongs::ToCustomer(field)) => field,
        _ => "customer_id",
    };
    let number = |field: &StoredField| if field.seq == 0 { u64::MAX } else { field.seq };
    let Some(handed_at) = row.fields.get(owner).map(number) else {
        return false;
    };
    row.seq > 0
        && handed_at >= row.entered
        && row.fields.values().any(|field| number(field) < handed_at)
}

fn rank(table: &str) -> usize {
    tables::TABLES
        .iter()
        .position(|known| known.name == table)
        .unwrap_or(usize::MAX)
}

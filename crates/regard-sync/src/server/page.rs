//! What a device has not seen yet, one page at a time.
//!
//! Rows stand in their feed at the number of their newest change, so that a device which was away
//! for months gets each row once. Two things follow. A row may move while a device pages: fields are
//! compared with the head at the device's last *complete* page, never with where paging stands. And
//! only a page without `more` is a whole picture: it was read together with the head it names.

use std::collections::{BTreeMap, BTreeSet};

use regard_domain::words::Role;
use uuid::Uuid;

use super::place::COMPANY_FEED;
use super::{Book, Caller, Since, Standing, StoredField, StoredRow, compare};
use crate::compare::PartSums;
use crate::{Change, Cursor, FieldChange, Page, Row, SyncError, tables};

/// The most rows in a page, whatever the device wants.
const MOST_ROWS: u32 = 5_000;
/// About how many bytes of field text a page may have; compressed it is a tenth.
const MOST_BYTES: usize = 4 << 20;
/// Stands among the feeds in the cursor of a bench's device: it saw no private field.
pub const BENCH_VIEW: &str = "view:bench";

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError<E: std::error::Error> {
    /// The cursor is of no use.
    #[error(transparent)]
    Refused(SyncError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] E),
}

/// What the device said in the request that a page answers.
#[derive(Debug, Clone, Default)]
pub struct Said<'c> {
    /// All of it that is done with ([`super::Applied::heard`]).
    pub all: Vec<&'c Change>,
    /// Of that what was taken as it is ([`super::Applied::taken`]).
    pub taken: Vec<&'c Change>,
    /// What the device's rows add up to, where it found that they are not the book's.
    pub parts: Option<&'c PartSums>,
}

/// The page after `cursor`, read from one picture of the book.
///
/// What the device `said` itself a moment ago, and what stands as it said it, is not sent back to it.
pub fn page<B: Book>(
    book: &B,
    caller: &Caller,
    cursor: Option<&Cursor>,
    want_rows: u32,
    said: &Said<'_>,
) -> Result<Page, PageError<B::Error>> {
    let mut feeds = caller.feeds.clone();
    if caller.role == Role::Bench {
        feeds.push(BENCH_VIEW.to_owned());
    }
    let from = From::of(cursor, &feeds);
    let want = want_rows.clamp(1, MOST_ROWS);
    let positions: Vec<(&str, u64)> = caller
        .feeds
        .iter()
        .map(|feed| (feed.as_str(), from.pos_of(feed)))
        .collect();
    let Since {
        standing,
        rows: mut found,
        leaves: left,
        sums,
    } = book.since(&positions, want.saturating_add(1))?;
    let Standing { epoch, head, .. } = standing;
    if let Some(cursor) = cursor
        && (!goes_on(cursor, &feeds, &standing) || from.is_before(standing.horizon))
    {
        return Err(PageError::Refused(SyncError::StartAfresh));
    }
    found.sort_by_key(|row| row.seq);
    let taken = how_many(&found, usize::try_from(want).unwrap_or(usize::MAX));
    let more = found.len() > taken;
    found.truncate(taken);
    let to = if more {
        found.last().map_or(head, |row| row.seq)
    } else {
        head
    };

    let mut gone: BTreeSet<Uuid> = BTreeSet::new();
    if cursor.is_some() {
        // Of a feed that is new to the device too: it may have rows there that it made itself.
        let left = left.iter().filter(|(seq, _)| *seq <= to);
        gone.extend(left.map(|(_, root)| *root));
    } else {
        // Who begins anew may keep words of someone who was erased meanwhile.
        let erased = book.leaves_of(&[(COMPANY_FEED, 0)])?;
        gone.extend(erased.into_iter().map(|(_, root)| root));
    }
    for feed in &from.dropped {
        gone.extend(book.customers_in_feed(feed)?);
        let left = book.leaves_of(&[(feed, 0)])?;
        gone.extend(left.into_iter().map(|(_, root)| root));
        gone.extend(handed_on(book, feed, from.base)?);
    }
    // Words about a customer whom the device may no longer see were taken, and must not stay there.
    let read: BTreeSet<Uuid> = found.iter().map(|row| row.id).collect();
    let unread = said.all.iter().filter(|change| !read.contains(&change.id));
    for change in unread {
        if let Some(row) = book.row(&change.table, change.id)?
            && let Some(root) = row.root
        {
            gone.insert(root);
            if !caller.feeds.contains(&row.feed) {
                // By its own name too: the device may show it with another customer, whom it sees.
                gone.insert(row.id);
            }
        }
    }
    let tombstones = found
        .iter()
        .filter(|row| row.table == "customer" && row.deleted);
    let mut deleted: BTreeSet<Uuid> = BTreeSet::new();
    for id in tombstones.map(|row| row.id) {
        if book.was_erased(id)? {
            gone.insert(id);
        } else {
            deleted.insert(id);
        }
    }
    let mut leaves = Vec::new();
    let mut rows = Vec::with_capacity(found.len());
    for root in gone {
        let row = book.row("customer", root)?;
        let seen = row.is_some_and(|row| !row.deleted && caller.feeds.contains(&row.feed));
        if seen {
            continue;
        }
        leaves.push(root);
        // Who was erased leaves with a tombstone in the same page, and nobody else does: so the device
        // knows that it has to forget every word.
        if book.was_erased(root)? {
            found.retain(|row| row.id != root);
            rows.push(Row {
                table: "customer".to_owned(),
                id: root,
                fields: BTreeMap::new(),
                deleted: true,
            });
        } else if deleted.contains(&root) {
            found.retain(|row| row.id != root);
        }
    }

    let own = Own::of(&said.taken);
    let owners = Owners::of(&said.all);
    for row in found {
        let base = from.base_of(&row.feed);
        let whole = row.entered > base || owners.are_others(&row);
        // A row that came in as a whole goes as a whole: the device may have put it away meanwhile.
        let row = match own.in_row(&row) {
            Some(own) if !whole => row.without(own),
            _ => row,
        };
        rows.extend(for_device(row, caller.role, base, whole));
    }
    let check = (!more).then_some(if caller.role == Role::Bench {
        sums.bench
    } else {
        sums.all
    });
    let repair = match (said.parts, cursor) {
        // While the feeds change there is nothing to compare with; the device compares again later.
        (Some(theirs), Some(cursor)) if compare::comparable(&cursor.feeds, &feeds) => {
            Some(compare::repair(book, caller, theirs)?)
        }
        _ => None,
    };
    Ok(Page {
        rows,
        leaves,
        check,
        repair,
        cursor: from.next(epoch, feeds, more.then_some(to), head),
        more,
    })
}

/// The rows of a feed that may have been handed on after `base`. A device that no longer reads the feed
/// shows them with someone whom it may see by now where that one moved too.
fn handed_on<B: Book>(book: &B, feed: &str, base: u64) -> Result<Vec<Uuid>, B::Error> {
    let mut found = Vec::new();
    let mut pos = base;
    loop {
        let rows = book.rows_in_feeds(&[(feed, pos)], MOST_ROWS)?;
        let Some(last) = rows.iter().map(|row| row.seq).max() else {
            return Ok(found);
        };
        pos = last;
        let hung_on_another = rows.iter().filter(|row| {
            let came_new = row.fields.values().all(|field| field.seq == row.entered);
            row.root.is_some_and(|root| root != row.id) && row.entered > base && !came_new
        });
        found.extend(hung_on_another.map(|row| row.id));
    }
}

/// Where a page begins.
struct From {
    base: u64,
    pos: u64,
    /// Feeds that the device reads for the first time, and how far.
    fresh: BTreeMap<String, u64>,
    dropped: Vec<String>,
}

/// Whether a device may read on from that cursor.
fn goes_on(cursor: &Cursor, feeds: &[String], standing: &Standing) -> bool {
    let beyond = |pos: &u64| *pos > standing.head;
    let bench = |feeds: &[String]| feeds.iter().any(|feed| feed == BENCH_VIEW);
    // A device that goes to the bench gives up what it should not have.
    let goes_to_the_bench = bench(feeds) && !bench(&cursor.feeds);
    cursor.epoch == standing.epoch
        && !beyond(&cursor.base)
        && !beyond(&cursor.pos)
        && !cursor.fresh.values().any(beyond)
        && !goes_to_the_bench
}

impl From {
    fn of(cursor: Option<&Cursor>, feeds: &[String]) -> Self {
        let Some(cursor) = cursor else {
            return Self {
                base: 0,
                pos: 0,
                fresh: BTreeMap::new(),
                dropped: Vec::new(),
            };
        };
        let had: BTreeSet<&String> = cursor.feeds.iter().collect();
        let has: BTreeSet<&String> = feeds.iter().collect();
        let view = |feeds: &BTreeSet<&String>| feeds.iter().any(|feed| *feed == BENCH_VIEW);
        // One that comes from the bench saw no private field: it reads everything anew.
        let from_the_bench = view(&had) && !view(&has);
        let mut fresh: BTreeMap<String, u64> = cursor
            .fresh
            .iter()
            .filter(|(feed, _)| has.contains(feed))
            .map(|(feed, pos)| (feed.clone(), *pos))
            .collect();
        for feed in &has {
            if from_the_bench || !had.contains(*feed) {
                fresh.insert((*feed).clone(), 0);
            }
        }
        let dropped = had
            .difference(&has)
            .filter(|feed| feed.as_str() != BENCH_VIEW)
            .map(|feed| (*feed).clone())
            .collect();
        Self {
            base: cursor.base,
            pos: cursor.pos,
            fresh,
            dropped,
        }
    }

    /// Whether rows went since then of which nothing is known any more. Who has read nothing yet
    /// misses nothing.
    fn is_before(&self, horizon: u64) -> bool {
        let missed = |pos: u64| pos > 0 && pos < horizon;
        missed(self.pos) || self.fresh.values().any(|pos| missed(*pos))
    }

    fn pos_of(&self, feed: &str) -> u64 {
        self.fresh.get(feed).copied().unwrap_or(self.pos)
    }

    fn base_of(&self, feed: &str) -> u64 {
        if self.fresh.contains_key(feed) {
            0
        } else {
            self.base
        }
    }

    /// The cursor after a page that read every feed up to `to`; none: up to the head, all of it.
    fn next(self, epoch: Uuid, feeds: Vec<String>, to: Option<u64>, head: u64) -> Cursor {
        let Some(to) = to else {
            return Cursor {
                epoch,
                feeds,
                base: head,
                pos: head,
                fresh: BTreeMap::new(),
            };
        };
        Cursor {
            epoch,
            feeds,
            base: self.base,
            pos: self.pos.max(to),
            fresh: self
                .fresh
                .into_iter()
                .map(|(feed, pos)| (feed, pos.max(to)))
                .collect(),
        }
    }
}

/// Whose the device said that rows are.
struct Owners<'c>(BTreeMap<(&'c str, Uuid), Vec<Uuid>>);

impl<'c> Owners<'c> {
    fn of(said: &[&'c Change]) -> Self {
        let mut owners: BTreeMap<_, Vec<Uuid>> = BTreeMap::new();
        for change in said {
            if let Some(owner) = change.owner() {
                let row = (change.table.as_str(), change.id);
                owners.entry(row).or_default().push(owner);
            }
        }
        Self(owners)
    }

    /// Whether the row hangs on someone else than the device said. Until it hears so it shows the row
    /// as it said it, and may put it away with that customer, whom it may not see.
    fn are_others(&self, row: &StoredRow) -> bool {
        let said = self.0.get(&(row.table.as_str(), row.id));
        said.is_some_and(|owners| owners.iter().any(|owner| Some(*owner) != row.root))
    }
}

/// What the device said in this request, by row.
struct Own<'c> {
    rows: BTreeMap<Uuid, BTreeMap<&'c str, OwnFields<'c>>>,
}

/// What the device said of one row; of a field said twice the later.
#[derive(Clone, Default)]
struct OwnFields<'c>(BTreeMap<&'c str, &'c FieldChange>);

impl<'c> Own<'c> {
    fn of(said: &[&'c Change]) -> Self {
        let mut rows: BTreeMap<Uuid, BTreeMap<&str, OwnFields<'_>>> = BTreeMap::new();
        for change in said {
            let fields = rows
                .entry(change.id)
                .or_default()
                .entry(change.table.as_str())
                .or_default();
            for (name, field) in &change.fields {
                fields.0.insert(name, field);
            }
        }
        Self { rows }
    }

    fn in_row(&self, row: &StoredRow) -> Option<&OwnFields<'c>> {
        self.rows.get(&row.id)?.get(row.table.as_str())
    }
}

impl OwnFields<'_> {
    /// Whether the field stands as it was said.
    fn stands(&self, name: &str, field: &StoredField) -> bool {
        self.0
            .get(name)
            .is_some_and(|said| said.hlc == field.hlc && said.value == field.value)
    }
}

impl StoredRow {
    /// The row without the fields that stand as the device said them.
    fn without(mut self, own: &OwnFields<'_>) -> Self {
        self.fields.retain(|name, field| !own.stands(name, field));
        self
    }
}

/// How many rows go into one page; at least one.
fn how_many(found: &[StoredRow], want: usize) -> usize {
    let mut bytes = 0_usize;
    let mut taken = 0;
    for row in found.iter().take(want) {
        let size: usize = row
            .fields
            .iter()
            .map(|(name, field)| name.len() + 40 + field.value.as_str().map_or(8, str::len))
            .sum();
        bytes = bytes.saturating_add(size);
        if taken > 0 && bytes > MOST_BYTES {
            break;
        }
        taken += 1;
    }
    taken
}

/// What of a row a device gets: the fields that changed after `base`, all of them when the row came
/// into the feed after it. None: nothing of it concerns this device.
pub fn for_device(row: StoredRow, role: Role, base: u64, whole: bool) -> Option<Row> {
    let table = tables::table(&row.table);
    let bench = role == Role::Bench;
    // What this build does not know may be private.
    if bench && !table.is_some_and(|table| table.bench) {
        return None;
    }
    if row.deleted {
        return Some(Row {
            table: row.table,
            id: row.id,
            fields: Default::default(),
            deleted: true,
        });
    }
    let fields: BTreeMap<_, _> = row
        .fields
        .into_iter()
        .filter(|(name, field)| {
            let shown = !bench
                || table
                    .and_then(|table| table.field(name))
                    .is_some_and(|field| field.bench);
            shown && (whole || field.seq > base)
        })
        .map(|(name, field)| (name, field.state()))
        .collect();
    (!fields.is_empty()).then_some(Row {
        table: row.table,
        id: row.id,
        fields,
        deleted: false,
    })
}

//! What a device has not seen yet, one page at a time.
//!
//! Rows stand in their feed at the number of their newest change, so that a device which was away
//! for months gets each row once. Two things follow. A row may move while a device pages: fields are
//! compared with the head at the device's last *complete* page, never with where paging stands. And
//! only a page without `more` is a whole picture: it was read together with the head it names.

use std::collections::BTreeSet;

use regard_domain::ids::CompanyId;
use regard_domain::words::Role;
use regard_sync::{Cursor, Page, Row, SyncError, tables};
use rusqlite::Connection;
use uuid::Uuid;

use crate::auth::Caller;
use crate::database::rows::{customers_in_feed, rows_in_feed};
use crate::database::{DatabaseError, StoredRow, heads};

/// The most rows in a page, whatever the device wants.
const MOST_ROWS: u32 = 5_000;
/// About how many bytes of field text a page may have; compressed it is a tenth.
const MOST_BYTES: usize = 4 << 20;
/// Stands among the feeds in the cursor of a bench's device: it saw no private field.
pub(crate) const BENCH_VIEW: &str = "view:bench";

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The cursor is of no use.
    #[error(transparent)]
    Refused(#[from] SyncError),
    /// The book failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// The page after `cursor`, read from one picture of the book.
pub fn page(
    connection: &Connection,
    company: CompanyId,
    caller: &Caller,
    cursor: Option<&Cursor>,
    want_rows: u32,
) -> Result<Page, PageError> {
    let epoch = heads::epoch(connection, company)?;
    let head = heads::head(connection, company)?;
    let mut feeds = caller.feeds.clone();
    if caller.role == Role::Bench {
        feeds.push(BENCH_VIEW.to_owned());
    }

    let from = From::of(cursor, epoch, head, &feeds)?;
    let want = want_rows.clamp(1, MOST_ROWS);
    let mut found: Vec<StoredRow> = Vec::new();
    for feed in &caller.feeds {
        found.extend(rows_in_feed(
            connection,
            company,
            feed,
            from.pos,
            head,
            want.saturating_add(1),
        )?);
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
        for feed in &caller.feeds {
            gone.extend(heads::leaves(connection, company, feed, from.pos, to)?);
        }
    }
    for feed in &from.dropped {
        gone.extend(customers_in_feed(connection, company, feed)?);
        gone.extend(heads::leaves(connection, company, feed, 0, head)?);
    }
    let mut leaves = Vec::new();
    for root in gone {
        let row = crate::database::rows::row(connection, company, "customer", root)?;
        let seen = row.is_some_and(|row| !row.deleted && caller.feeds.contains(&row.feed));
        if !seen {
            leaves.push(root);
        }
    }

    let rows = found
        .into_iter()
        .filter_map(|row| for_device(row, caller.role, from.base))
        .collect();
    let (base, pos) = if more { (from.base, to) } else { (head, head) };
    Ok(Page {
        rows,
        leaves,
        cursor: Cursor {
            epoch,
            feeds,
            base,
            pos,
        },
        more,
    })
}

/// Where a page begins.
struct From {
    base: u64,
    pos: u64,
    dropped: Vec<String>,
}

impl From {
    fn of(
        cursor: Option<&Cursor>,
        epoch: Uuid,
        head: u64,
        feeds: &[String],
    ) -> Result<Self, SyncError> {
        let Some(cursor) = cursor else {
            return Ok(Self {
                base: 0,
                pos: 0,
                dropped: Vec::new(),
            });
        };
        if cursor.epoch != epoch || cursor.base > head || cursor.pos > head {
            return Err(SyncError::StartAfresh);
        }
        let had: BTreeSet<&String> = cursor.feeds.iter().collect();
        let has: BTreeSet<&String> = feeds.iter().collect();
        if had == has {
            return Ok(Self {
                base: cursor.base,
                pos: cursor.pos,
                dropped: Vec::new(),
            });
        }
        let is_view = |feed: &&&String| feed.as_str() == BENCH_VIEW;
        if has.iter().any(|feed| is_view(&feed)) && !had.iter().any(|feed| is_view(&feed)) {
            // A device that goes to the bench gives up what it should not have.
            return Err(SyncError::StartAfresh);
        }
        // Other feeds than before: all of them from the start, and the dropped ones away.
        let dropped = had
            .difference(&has)
            .filter(|feed| feed.as_str() != BENCH_VIEW)
            .map(|feed| (*feed).clone())
            .collect();
        Ok(Self {
            base: 0,
            pos: 0,
            dropped,
        })
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
pub(crate) fn for_device(row: StoredRow, role: Role, base: u64) -> Option<Row> {
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
    let whole = row.entered > base;
    let fields: std::collections::BTreeMap<_, _> = row
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

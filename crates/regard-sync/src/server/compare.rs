//! Finds which rows of a device are not what the book has, and sends those again.

use std::collections::{BTreeMap, BTreeSet};

use regard_domain::words::Role;

use super::page::{PageError, for_device};
use super::{Book, Caller, StoredRow};
use crate::SyncError;
use crate::compare::{PartSums, Repair, part_of};

/// The most rows that are sent again. Where more differ, a fresh start is quicker.
const MOST_ROWS: usize = 5_000;
/// Rows read at once.
const AT_ONCE: u32 = 5_000;

/// The rows of the parts in which the device's sums are not the book's, from one picture of it.
pub(super) fn repair<B: Book>(
    book: &B,
    caller: &Caller,
    theirs: &PartSums,
) -> Result<Repair, PageError<B::Error>> {
    let bench = caller.role == Role::Bench;
    let mut ours = PartSums::default();
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    each(book, caller, |row| {
        let sums = row.sums();
        let sum = if bench { sums.bench } else { sums.all };
        if sum.rows > 0 {
            ours.add(&row.table, row.id, sum);
            *counts.entry(part_of(&row.table, row.id)).or_default() += 1;
        }
    })?;
    let parts = ours.differing(theirs);
    let count: usize = parts.iter().filter_map(|part| counts.get(part)).sum();
    if count > MOST_ROWS {
        return Err(PageError::Refused(SyncError::StartAfresh));
    }
    let mut rows = Vec::with_capacity(count);
    if count > 0 {
        each(book, caller, |row| {
            if !row.deleted && parts.contains(&part_of(&row.table, row.id)) {
                rows.extend(for_device(row, caller.role, 0, true));
            }
        })?;
    }
    Ok(Repair { parts, rows })
}

/// Whether the device reads what the caller may read, and nothing else: only then can they compare.
pub(super) fn comparable(had: &[String], has: &[String]) -> bool {
    had.iter().collect::<BTreeSet<_>>() == has.iter().collect()
}

/// Every row of the caller's feeds, tombstones too, in the order of the book.
fn each<B: Book>(
    book: &B,
    caller: &Caller,
    mut take: impl FnMut(StoredRow),
) -> Result<(), B::Error> {
    let mut after = 0;
    loop {
        let feeds: Vec<(&str, u64)> = caller
            .feeds
            .iter()
            .map(|feed| (feed.as_str(), after))
            .collect();
        let mut rows = book.rows_in_feeds(&feeds, AT_ONCE)?;
        rows.sort_by_key(|row| row.seq);
        // Each feed may have given that many: only what is surely complete is taken.
        rows.truncate(usize::try_from(AT_ONCE).unwrap_or(usize::MAX));
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.seq;
        rows.into_iter().for_each(&mut take);
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use regard_domain::ids::{AssociateId, DeviceId, StoreId};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::server::{MemoryBook, Write};

    const STORE: Uuid = Uuid::from_u128(0x57_01);

    fn book(customers: u128) -> MemoryBook {
        let book = MemoryBook::new(Uuid::from_u128(0xe0));
        let now = DateTime::from_timestamp(1_778_594_400, 0).unwrap();
        let write = Write::new(&book, Uuid::from_u128(0x5e), now);
        let put = |table: &str, id: Uuid, fields: serde_json::Value| {
            let fields = fields.as_object().cloned().unwrap();
            write.put(table, id, fields).unwrap();
        };
        put(
            "store",
            STORE,
            json!({"name": "Main Street", "country": "US"}),
        );
        for n in 0..customers {
            let customer = json!({"store_id": STORE, "given_name": "Roger", "family_name": "Sato"});
            put("customer", Uuid::from_u128(0xc000 + n), customer);
        }
        write.finish().unwrap();
        book
    }

    fn caller() -> Caller {
        Caller {
            device: DeviceId(Uuid::from_u128(1)),
            associate: AssociateId(Uuid::from_u128(2)),
            role: Role::Associate,
            store: StoreId(STORE),
            feeds: vec!["company".to_owned(), format!("store:{STORE}")],
            note_seen: false,
        }
    }

    /// What a device would say that has all of the book but for these customers.
    fn without(book: &MemoryBook, missing: impl Fn(Uuid) -> bool) -> PartSums {
        let mut sums = PartSums::default();
        for row in book.all_rows().iter().filter(|row| !missing(row.id)) {
            sums.add(&row.table, row.id, row.sums().all);
        }
        sums
    }

    #[test]
    fn a_row_that_is_missing_comes_with_its_part_whatever_the_page() {
        // More than are read at once, and not a multiple of it.
        let book = book(u128::from(AT_ONCE) * 2 + 7);
        let lost = Uuid::from_u128(0xc000 + 5_001);
        let repair = repair(&book, &caller(), &without(&book, |id| id == lost)).unwrap();
        assert_eq!(
            repair.parts.iter().copied().collect::<Vec<_>>(),
            [part_of("customer", lost)]
        );
        assert!(repair.rows.iter().any(|row| row.id == lost));
        let others = book
            .all_rows()
            .iter()
            .filter(|row| repair.parts.contains(&part_of(&row.table, row.id)))
            .count();
        assert_eq!(repair.rows.len(), others);
    }

    #[test]
    fn who_has_everything_gets_nothing_and_who_has_nothing_starts_afresh() {
        let book = book(6_000);
        let same = repair(&book, &caller(), &without(&book, |_| false)).unwrap();
        assert_eq!(same, Repair::default());
        let afresh = repair(&book, &caller(), &PartSums::default());
        assert!(matches!(
            afresh,
            Err(PageError::Refused(SyncError::StartAfresh))
        ));
    }
}

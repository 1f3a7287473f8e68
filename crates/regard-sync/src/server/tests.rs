use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use proptest::prelude::*;
use regard_domain::ids::{AssociateId, DeviceId, StoreId};
use regard_domain::words::Role;
use serde_json::json;
use uuid::Uuid;

use super::place::{COMPANY_FEED, associate_feed, store_feed};
use super::{Book, Caller, FeedSums, MemoryBook, PageError, Said, Write, page};
use crate::SyncError;
use crate::server::upkeep::{KEPT_DAYS, keep_house};

pub(super) const MAIN: Uuid = Uuid::from_u128(1);
const HARBOR: Uuid = Uuid::from_u128(2);
const MARTA: Uuid = Uuid::from_u128(3);

pub(super) fn noon() -> DateTime<Utc> {
    "2026-05-12T12:00:00Z".parse().unwrap()
}

pub(super) fn write<A>(book: &MemoryBook, act: impl FnOnce(&Write<'_, MemoryBook>) -> A) -> A {
    let write = Write::new(book, Uuid::from_u128(9), noon());
    let answer = act(&write);
    write.finish().unwrap();
    answer
}

pub(super) fn opened() -> MemoryBook {
    let book = MemoryBook::new(Uuid::from_u128(7));
    write(&book, |edit| {
        for store in [MAIN, HARBOR] {
            edit.put("store", store, [("name", json!("Main Street"))])
                .unwrap();
        }
        edit.put(
            "associate",
            MARTA,
            [("given_name", json!("Marta")), ("store_id", json!(MAIN))],
        )
        .unwrap();
    });
    book
}

pub(super) fn caller(role: Role) -> Caller {
    Caller {
        device: DeviceId(Uuid::from_u128(4)),
        associate: AssociateId(MARTA),
        role,
        store: StoreId(MAIN),
        feeds: vec![
            COMPANY_FEED.to_owned(),
            associate_feed(MARTA),
            store_feed(MAIN),
        ],
        note_seen: false,
    }
}

pub(super) fn customer(n: u128) -> Uuid {
    Uuid::from_u128(100 + n)
}

/// The sums of every feed, added up anew.
fn added_up(book: &MemoryBook) -> BTreeMap<String, FeedSums> {
    let mut sums: BTreeMap<String, FeedSums> = BTreeMap::new();
    for row in book.all_rows() {
        let sum = sums.entry(row.feed.clone()).or_default();
        *sum = sum.plus(row.sums());
    }
    sums
}

#[derive(Debug, Clone)]
enum Act {
    Customer(u128, bool),
    Note(u128, u128),
    Nickname(u128, String),
    Delete(u128),
    Erase(u128),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0u128..4, any::<bool>()).prop_map(|(of, main)| Act::Customer(of, main)),
        3 => (0u128..4, 0u128..9).prop_map(|(of, note)| Act::Note(of, note)),
        3 => (0u128..4, "[a-z]{1,3}").prop_map(|(of, word)| Act::Nickname(of, word)),
        1 => (0u128..4).prop_map(Act::Delete),
        1 => (0u128..4).prop_map(Act::Erase),
    ]
}

proptest! {
    /// However rows come, change, move with their customer, go and are erased: the sums that are kept
    /// while writing are those of the rows, for everybody and for the bench.
    #[test]
    fn sums_follow_every_write(writes in proptest::collection::vec(proptest::collection::vec(act(), 1..5), 1..12)) {
        let book = opened();
        for acts in writes {
            write(&book, |edit| {
                for act in acts {
                    let known = |of: u128| edit.row("customer", customer(of)).unwrap()
                        .is_some_and(|row| !row.deleted);
                    match act {
                        Act::Customer(of, main) => {
                            let store = if main { MAIN } else { HARBOR };
                            let fields = [("store_id", json!(store)), ("given_name", json!("Dana"))];
                            edit.put("customer", customer(of), fields).unwrap();
                        }
                        Act::Note(of, note) if known(of) => {
                            let fields = [("customer_id", json!(customer(of))), ("words", json!("boys are 9"))];
                            // A note stays with the customer it was written about.
                            let id = Uuid::from_u128(1_000 + of * 100 + note);
                            edit.put("note", id, fields).unwrap();
                        }
                        Act::Nickname(of, word) if known(of) => {
                            edit.put("customer", customer(of), [("nickname", json!(word))]).unwrap();
                        }
                        Act::Delete(of) => {
                            if let Some(row) = edit.row("customer", customer(of)).unwrap()
                                && !row.deleted
                            {
                                let gone = super::StoredRow { deleted: true, ..row };
                                edit.gather(gone).unwrap();
                            }
                        }
                        Act::Erase(of) => edit.erase("customer", customer(of)).unwrap(),
                        Act::Note(..) | Act::Nickname(..) => {}
                    }
                }
            });
            for (feed, sums) in added_up(&book) {
                prop_assert_eq!(book.sums_of(&[&feed]).unwrap(), sums, "{}", feed);
            }
        }
        let head = page(&book, &caller(Role::Bench), None, 5_000, &Said::default()).unwrap();
        prop_assert!(head.check.is_some());
    }
}

#[test]
fn after_half_a_year_tombstones_go_and_who_was_away_longer_starts_afresh() {
    let book = opened();
    let today = noon().date_naive();
    write(&book, |edit| {
        let fields = [("store_id", json!(MAIN)), ("given_name", json!("Dana"))];
        edit.put("customer", customer(1), fields).unwrap();
    });
    let marta = caller(Role::Associate);
    let seen = page(&book, &marta, None, 5_000, &Said::default())
        .unwrap()
        .cursor;
    write(&book, |edit| {
        let row = edit.row("customer", customer(1)).unwrap().unwrap();
        edit.gather(super::StoredRow {
            deleted: true,
            ..row
        })
        .unwrap();
    });
    assert_eq!(keep_house(&book, today).unwrap(), 0);
    let on = |days: u64| today.checked_add_days(Days::new(days)).unwrap();
    assert_eq!(keep_house(&book, on(KEPT_DAYS - 1)).unwrap(), 0);
    let read_on = page(&book, &marta, Some(&seen), 5_000, &Said::default()).unwrap();
    assert!(read_on.rows[0].deleted, "the tombstone is still there");

    assert_eq!(keep_house(&book, on(KEPT_DAYS)).unwrap(), 1);
    assert_eq!(keep_house(&book, on(KEPT_DAYS + 1)).unwrap(), 0, "once");
    let refused = page(&book, &marta, Some(&seen), 5_000, &Said::default());
    assert!(matches!(
        refused,
        Err(PageError::Refused(SyncError::StartAfresh))
    ));
    // Who has seen the tombstone reads on, and who begins has nothing to miss.
    page(
        &book,
        &marta,
        Some(&read_on.cursor),
        5_000,
        &Said::default(),
    )
    .unwrap();
    assert!(
        page(&book, &marta, None, 5_000, &Said::default())
            .unwrap()
            .rows
            .iter()
            .all(|row| !row.deleted)
    );
}

/// A device that gets one more store reads that store's rows and no others again.
#[test]
fn a_new_feed_is_read_beside_the_old_ones() {
    let book = opened();
    write(&book, |edit| {
        for n in 0..20 {
            let store = if n % 2 == 0 { MAIN } else { HARBOR };
            let fields = [("store_id", json!(store)), ("given_name", json!("Dana"))];
            edit.put("customer", customer(n), fields).unwrap();
        }
    });
    let one = caller(Role::Manager);
    let mut both = one.clone();
    both.feeds.push(store_feed(HARBOR));
    let mut cursor = page(&book, &one, None, 5_000, &Said::default())
        .unwrap()
        .cursor;
    let mut names = Vec::new();
    for turn in 0.. {
        if turn == 1 {
            // Meanwhile one of the old store's customers changes.
            write(&book, |edit| {
                edit.put("customer", customer(0), [("nickname", json!("Dee"))])
                    .unwrap();
            });
        }
        let next = page(&book, &both, Some(&cursor), 3, &Said::default()).unwrap();
        names.extend(next.rows.iter().map(|row| row.id));
        cursor = next.cursor;
        if !next.more {
            assert_eq!(
                next.check,
                Some(
                    both.feeds
                        .iter()
                        .map(|feed| book.sums_of(&[feed]).unwrap().all)
                        .fold(crate::sums::Sum::default(), crate::sums::Sum::plus),
                )
            );
            break;
        }
    }
    names.sort_unstable();
    let mut wanted: Vec<Uuid> = (0..20)
        .filter(|n| n % 2 == 1 || *n == 0)
        .map(customer)
        .collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    assert!(cursor.fresh.is_empty());

    let dropped = page(&book, &one, Some(&cursor), 5_000, &Said::default()).unwrap();
    assert_eq!(
        dropped.leaves.len(),
        10,
        "the other store's customers go by name"
    );
    assert!(dropped.rows.is_empty());
}

/// A number that was handed to a customer of another store goes from the devices of the old one.
#[test]
fn a_row_handed_to_another_stores_customer_leaves_the_old_one() {
    let book = opened();
    let phone = Uuid::from_u128(0xf0);
    write(&book, |edit| {
        for (n, store) in [(1, MAIN), (2, HARBOR)] {
            let fields = [("store_id", json!(store)), ("given_name", json!("Dana"))];
            edit.put("customer", customer(n), fields).unwrap();
        }
        let fields = [("customer_id", json!(customer(1))), ("typed", json!("555"))];
        edit.put("phone", phone, fields).unwrap();
    });
    let marta = caller(Role::Associate);
    let all = |cursor| page(&book, &marta, cursor, 5_000, &Said::default()).unwrap();
    let seen = all(None).cursor;
    let hand_to = |owner: u128| {
        write(&book, |edit| {
            edit.put("phone", phone, [("customer_id", json!(customer(owner)))])
                .unwrap();
        });
    };
    hand_to(2);
    let gone = all(Some(&seen));
    assert_eq!(gone.leaves, [phone]);
    assert!(gone.rows.is_empty());
    // And comes back whole.
    hand_to(1);
    let back = all(Some(&gone.cursor));
    assert_eq!(back.leaves, Vec::<Uuid>::new());
    assert_eq!(back.rows[0].id, phone);
    assert!(back.rows[0].fields.contains_key("typed"));
}

/// Who reads the feed that a customer left before hears of the erasure too, and knows it as one.
#[test]
fn an_erasure_is_told_to_the_devices_of_every_store_that_the_customer_was_in() {
    let book = opened();
    write(&book, |edit| {
        for n in [1, 2] {
            let fields = [("store_id", json!(MAIN)), ("given_name", json!("Dana"))];
            edit.put("customer", customer(n), fields).unwrap();
        }
    });
    let marta = caller(Role::Manager);
    let all = |cursor| page(&book, &marta, Some(cursor), 5_000, &Said::default()).unwrap();
    let first = page(&book, &marta, None, 5_000, &Said::default()).unwrap();
    write(&book, |edit| {
        edit.put("customer", customer(1), [("store_id", json!(HARBOR))])
            .unwrap();
    });
    let moved = all(&first.cursor);
    assert_eq!(moved.leaves, [customer(1)]);
    assert!(moved.rows.is_empty(), "who moved has no tombstone");
    write(&book, |edit| {
        edit.erase("customer", customer(1)).unwrap();
        edit.erase("customer", customer(2)).unwrap();
    });
    let erased = all(&moved.cursor);
    assert_eq!(erased.leaves, [customer(1), customer(2)]);
    let tombstones: Vec<Uuid> = erased.rows.iter().map(|row| row.id).collect();
    assert_eq!(tombstones, [customer(1), customer(2)]);
    assert!(erased.rows.iter().all(|row| row.deleted));
}

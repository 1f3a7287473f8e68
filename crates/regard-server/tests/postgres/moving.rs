//! A company outgrows its file: the book goes into PostgreSQL, and the devices notice nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use regard_domain::clock::Clock;
use regard_server::database::{Book, Database, DatabaseError, move_to_postgres, photos, rows};
use regard_server::demo::{self, DemoSize};
use regard_server::verify;
use regard_sync::server::{Caller, Said, page};
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use crate::engine;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        "2026-05-12T12:00:00Z".parse().unwrap()
    }
}

/// A book in a file with a demo store, a word with a forbidden character, and someone erased.
fn book_in_a_file(folder: &TempDir) -> (std::path::PathBuf, Uuid) {
    let path = folder.path().join("book.db");
    let database = Database::open(&path, "Main Street Watches", Arc::new(Noon)).unwrap();
    let size = DemoSize {
        customers: 60,
        open_repairs_per_hundred: 12,
    };
    demo::write(&database, &demo::rows(1, size, Noon.now())).unwrap();
    let roger = demo::scene::id("roger");
    database
        .write(|edit| {
            edit.put(
                "customer",
                roger,
                json!({"about": "a \u{0} b"}).as_object().unwrap().clone(),
            )
        })
        .unwrap();
    let company = database.company();
    // More pictures than go over together.
    database
        .write(|edit| {
            (0..20_u8).try_for_each(|n| {
                let hash = regard_domain::photo::PhotoHash([n; 32]);
                photos::keep(edit.connection(), company, hash, &[n; 400_000], edit.now())
            })
        })
        .unwrap();
    let company = company.0;
    database.checkpoint().unwrap();
    (path, company)
}

fn every_row(database: &Database) -> Vec<regard_server::database::StoredRow> {
    let mut all = Vec::new();
    for table in regard_sync::tables::TABLES {
        let found = database.read(|sql| rows::rows_in(sql, database.company(), table.name));
        all.extend(found.unwrap());
    }
    all
}

#[test]
fn the_book_of_a_file_is_the_same_in_postgresql() {
    let folder = TempDir::new().unwrap();
    let (path, company) = book_in_a_file(&folder);
    let before = Database::open(&path, "Main Street Watches", Arc::new(Noon)).unwrap();
    let (rows_before, head) = (every_row(&before), before.look_at_head().unwrap());
    let kept = engine::database();

    // While a server has it open, nothing happens.
    let refused = move_to_postgres(&path, &kept.url(), Noon.now(), &mut |_, _| {});
    assert!(matches!(refused, Err(DatabaseError::InUse)), "{refused:?}");
    drop(before);

    let mut told = 0;
    let moved = move_to_postgres(&path, &kept.url(), Noon.now(), &mut |_, _| told += 1).unwrap();
    assert_eq!(
        (moved.company.0, moved.head, moved.already),
        (company, head, false)
    );
    assert!(moved.rows["synced_row"] > 500 && told > 1);

    let after = Database::open_book(&kept.book(), "Main Street Watches", Arc::new(Noon)).unwrap();
    assert_eq!(after.company().0, company);
    assert_eq!(every_row(&after), rows_before);
    let picture = after.read(|sql| photos::picture(sql, after.company(), &"07".repeat(32)));
    assert_eq!(picture.unwrap(), Some(vec![7; 400_000]));
    assert!(
        verify::verify(&after)
            .unwrap()
            .iter()
            .all(|feed| feed.holds())
    );

    // The file is not opened any more: there is one truth.
    let old = Database::open(&path, "Main Street Watches", Arc::new(Noon));
    assert!(matches!(old, Err(DatabaseError::Moved { .. })));
    let again = move_to_postgres(&path, &kept.url(), Noon.now(), &mut |_, _| {});
    assert!(matches!(again, Err(DatabaseError::Moved { .. })));
}

#[test]
fn a_move_that_was_cut_off_before_the_file_was_marked_is_only_finished() {
    let folder = TempDir::new().unwrap();
    let (path, _) = book_in_a_file(&folder);
    let copy = folder.path().join("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    let kept = engine::database();
    move_to_postgres(&path, &kept.url(), Noon.now(), &mut |_, _| {}).unwrap();

    let again = move_to_postgres(&copy, &kept.url(), Noon.now(), &mut |_, _| {}).unwrap();
    assert!(again.already);

    // Where it went on meanwhile, an old file does not get in.
    let later = folder.path().join("later.db");
    std::fs::copy(&copy, &later).unwrap();
    rusqlite::Connection::open(&later)
        .unwrap()
        .execute_batch("DROP TABLE moved_to_postgres; UPDATE company_head SET head = head + 1")
        .unwrap();
    let refused = move_to_postgres(&later, &kept.url(), Noon.now(), &mut |_, _| {});
    assert!(
        matches!(refused, Err(DatabaseError::AlreadyThere)),
        "{refused:?}"
    );
}

#[test]
fn a_device_goes_on_from_its_cursor() {
    let folder = TempDir::new().unwrap();
    let (path, _) = book_in_a_file(&folder);
    let before = Database::open(&path, "Main Street Watches", Arc::new(Noon)).unwrap();
    let caller = caller();
    let read = |database: &Database, cursor| {
        database.read(|sql| {
            let book = regard_server::database::book::SqlBook::new(sql, database.company());
            page(&book, &caller, cursor, 5_000, &Said::default())
        })
    };
    let first = read(&before, None).unwrap();
    assert!(!first.rows.is_empty() && !first.more);
    drop(before);
    let kept = engine::database();
    move_to_postgres(&path, &kept.url(), Noon.now(), &mut |_, _| {}).unwrap();
    let after = Database::open_book(&kept.book(), "Main Street Watches", Arc::new(Noon)).unwrap();
    let next = read(&after, Some(&first.cursor)).unwrap();
    assert!(next.rows.is_empty());
    assert_eq!((next.cursor, next.check), (first.cursor, first.check));
}

fn caller() -> Caller {
    let store = demo::scene::id("store");
    Caller {
        device: Uuid::from_u128(1).into(),
        associate: demo::scene::id("mia").into(),
        role: regard_domain::words::Role::Associate,
        store: store.into(),
        feeds: vec!["company".to_owned(), format!("store:{store}")],
        note_seen: false,
    }
}

#[test]
fn a_book_that_is_not_there_is_not_made() {
    let folder = TempDir::new().unwrap();
    let kept = engine::database();
    let path = folder.path().join("elsewhere.db");
    let refused = move_to_postgres(&path, &kept.url(), Noon.now(), &mut |_, _| {});
    assert!(matches!(refused, Err(DatabaseError::NoFile(_))));
    assert!(!path.exists());
    let _: Book = kept.book();
}

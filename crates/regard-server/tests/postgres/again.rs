//! What the engine takes back is done once more, and only once: a conflict, a deadlock, a connection
//! that is cut.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use regard_server::clock::SystemClock;
use regard_server::database::{Database, DatabaseError, rows};
use serde_json::json;
use uuid::Uuid;

use crate::engine;

fn tag(database: &Database, id: Uuid, runs: &AtomicU32) -> Result<bool, DatabaseError> {
    database.write(|edit| {
        runs.fetch_add(1, Ordering::SeqCst);
        edit.put("shelf", id, [("label", json!(id.to_string()))])
    })
}

#[tokio::test]
async fn what_meets_a_conflict_is_written_again_and_no_number_is_lost() {
    let kept = engine::database();
    let database =
        Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap();
    // CockroachDB and YugabyteDB say this when two writes meet; here every seventh and ninth row does.
    for (state, every) in [("40001", 7), ("40P01", 9)] {
        let beside = kept.connect().await;
        beside
            .batch_execute(&format!(
                "DROP TRIGGER IF EXISTS meet ON synced_row; DROP SEQUENCE IF EXISTS met;
                 CREATE SEQUENCE met;
                 CREATE OR REPLACE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                     IF nextval('met') % {every} = 0 THEN
                         RAISE EXCEPTION 'two writes met' USING ERRCODE = '{state}';
                     END IF;
                     RETURN NEW;
                 END $$;
                 CREATE TRIGGER meet BEFORE INSERT ON synced_row
                     FOR EACH ROW EXECUTE FUNCTION meet()"
            ))
            .await
            .unwrap();
        let before = database.look_at_head().unwrap();
        let runs = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..15 {
                        tag(&database, Uuid::now_v7(), &runs).unwrap();
                    }
                });
            }
        });
        assert!(runs.load(Ordering::SeqCst) > 60, "some were tried again");
        assert_eq!(database.look_at_head().unwrap(), before + 60);
        let seqs: BTreeSet<u64> = database
            .read(|sql| rows::rows_in(sql, database.company(), "shelf"))
            .unwrap()
            .iter()
            .map(|row| row.seq)
            .collect();
        assert_eq!(seqs, (1..=before + 60).collect(), "every number, once");
    }
}

#[tokio::test]
async fn who_meets_conflicts_for_ever_is_told_so() {
    let kept = engine::database();
    let database =
        Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap();
    let beside = kept.connect().await;
    beside
        .batch_execute(
            "CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 RAISE EXCEPTION 'two writes met' USING ERRCODE = '40001'; END $$;
             CREATE TRIGGER meet BEFORE INSERT ON synced_row
                 FOR EACH ROW EXECUTE FUNCTION meet()",
        )
        .await
        .unwrap();
    let runs = AtomicU32::new(0);
    assert!(tag(&database, Uuid::now_v7(), &runs).is_err());
    let tried = runs.load(Ordering::SeqCst);
    assert!(
        (2..=20).contains(&tried),
        "a bounded number of tries: {tried}"
    );
    beside
        .batch_execute("DROP TRIGGER meet ON synced_row")
        .await
        .unwrap();
    tag(&database, Uuid::now_v7(), &runs).unwrap();
    assert_eq!(
        database.look_at_head().unwrap(),
        1,
        "nothing of the tries is left"
    );
}

#[tokio::test]
async fn a_connection_that_is_cut_in_the_middle_of_a_write_is_made_anew() {
    let kept = engine::database();
    let database =
        Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap();
    let (cut, wait) = std::sync::mpsc::channel::<()>();
    let (go, went) = std::sync::mpsc::channel::<()>();
    let runs = AtomicU32::new(0);
    let outcome = std::thread::scope(|scope| {
        let (database, runs) = (&database, &runs);
        let writing = scope.spawn(move || {
            let mut first = true;
            database.write(|edit| {
                runs.fetch_add(1, Ordering::SeqCst);
                edit.put("shelf", Uuid::from_u128(1), [("label", json!("A"))])?;
                if std::mem::take(&mut first) {
                    go.send(()).unwrap();
                    wait.recv().unwrap();
                }
                edit.put("shelf", Uuid::from_u128(2), [("label", json!("B"))])
            })
        });
        went.recv().unwrap();
        kept.cut_all_connections();
        cut.send(()).unwrap();
        writing.join().unwrap()
    });
    let outcome: Result<bool, DatabaseError> = outcome;
    assert!(outcome.unwrap());
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    let shelves = database
        .read(|sql| rows::rows_in(sql, database.company(), "shelf"))
        .unwrap();
    assert_eq!(shelves.len(), 2);
}

#[tokio::test]
async fn words_that_postgresql_cannot_keep_are_kept_all_the_same() {
    let kept = engine::database();
    let database =
        Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap();
    let words = "a \u{0} and a \u{F8FF} and \\u0000";
    let id = Uuid::from_u128(1);
    database
        .write(|edit| {
            edit.put(
                "sh\0elf",
                id,
                [("la\0bel", json!([words, { "\0": words }]))],
            )
        })
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    let row = database
        .read(|sql| rows::row(sql, database.company(), "sh\0elf", id))
        .unwrap()
        .unwrap();
    assert_eq!(row.value("la\0bel"), Some(&json!([words, { "\0": words }])));
}

#[tokio::test]
async fn an_edit_that_fails_with_its_first_words_takes_back_no_other() {
    let kept = engine::database();
    let database =
        Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap();
    let fails = |number: u32| number % 3 == 0;
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let database = &database;
            scope.spawn(move || {
                for number in (writer * 40)..(writer * 40 + 40) {
                    let done: Result<bool, DatabaseError> = database.write(|edit| {
                        if fails(number) {
                            // What can't even be prepared: nothing of this edit was sent before it.
                            let wrong = format!("SELECT no_such_column_{number} FROM company");
                            edit.connection().query(&wrong, &[])?;
                        }
                        let id = Uuid::from_u128(u128::from(number) + 1);
                        edit.put("shelf", id, [("label", json!(number))])
                    });
                    assert_eq!(done.is_ok(), !fails(number), "{number}: {done:?}");
                }
            });
        }
    });
    let found: BTreeSet<u128> = database
        .read(|sql| rows::rows_in(sql, database.company(), "shelf"))
        .unwrap()
        .iter()
        .map(|row| row.id.as_u128() - 1)
        .collect();
    let told: BTreeSet<u128> = (0..320).filter(|n| !fails(*n)).map(u128::from).collect();
    assert_eq!(
        found, told,
        "what was told to be kept is kept, and nothing else"
    );
}

#[tokio::test]
async fn a_reading_that_panics_leaves_no_old_picture_open() {
    let kept = engine::database();
    let database =
        Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        database.read::<(), DatabaseError, _>(|sql| {
            rows::rows_in(sql, database.company(), "shelf")?;
            panic!("a fault")
        })
    }));
    assert!(panicked.is_err());
    // The next reader gets the same connection: it must not see the picture of the one before.
    tag(&database, Uuid::from_u128(1), &AtomicU32::new(0)).unwrap();
    let shelves = database
        .read(|sql| rows::rows_in(sql, database.company(), "shelf"))
        .unwrap();
    assert_eq!(shelves.len(), 1);
}

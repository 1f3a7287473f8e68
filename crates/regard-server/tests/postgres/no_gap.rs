//! A reader that follows the numbers misses nothing, while sixteen writers of four servers commit in
//! whatever order they come. Beside it a twin whose numbers are taken outside the lock: it must lose
//! rows, or this test would prove nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use regard_server::clock::SystemClock;
use regard_server::database::{Database, DatabaseError, heads, rows};
use regard_sync::server::place::COMPANY_FEED;
use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::engine::{self, Kept};

const WRITERS: u32 = 16;
const ROWS_OF_EACH: u32 = 15;

fn open(kept: &Kept) -> Database {
    Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap()
}

/// Follows the feed as a device does, until all writers are done and one more page after that.
fn follow(reader: &Database, writing: &AtomicU32) -> BTreeSet<Uuid> {
    let mut seen = BTreeSet::new();
    let mut cursor = 0;
    loop {
        let last_round = writing.load(Ordering::SeqCst) == 0;
        let (head, found) = reader
            .read(|sql| {
                let company = reader.company();
                let head = heads::head(sql, company)?;
                let found = rows::rows_in_feeds(sql, company, &[(COMPANY_FEED, cursor)], 10_000)?;
                Ok::<_, DatabaseError>((head, found))
            })
            .unwrap();
        seen.extend(found.into_iter().map(|row| row.id));
        cursor = head;
        if last_round {
            return seen;
        }
    }
}

fn ids(writer: u32) -> impl Iterator<Item = Uuid> {
    (0..ROWS_OF_EACH).map(move |n| Uuid::from_u128((u128::from(writer) << 32) | u128::from(n)))
}

fn all_ids() -> BTreeSet<Uuid> {
    (0..WRITERS).flat_map(ids).collect()
}

#[tokio::test]
async fn a_reader_misses_nothing_while_sixteen_write() {
    let kept = engine::database();
    let servers: Vec<Database> = (0..4).map(|_| open(&kept)).collect();
    // Between taking the numbers and the commit each write stays a while, each a different one.
    kept.connect()
        .await
        .batch_execute(
            "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 PERFORM pg_sleep(random() * 0.003); RETURN NULL; END $$;
             CREATE TRIGGER linger AFTER INSERT ON synced_row
                 FOR EACH ROW EXECUTE FUNCTION linger()",
        )
        .await
        .unwrap();
    let reader = open(&kept);
    let writing = AtomicU32::new(WRITERS);
    let seen = std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let server = &servers[writer as usize % servers.len()];
            let writing = &writing;
            scope.spawn(move || {
                for id in ids(writer) {
                    server
                        .write(|edit| edit.put("shelf", id, [("label", json!("A"))]))
                        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
                }
                writing.fetch_sub(1, Ordering::SeqCst);
            });
        }
        follow(&reader, &writing)
    });
    let missed: Vec<_> = all_ids().difference(&seen).copied().collect();
    println!("{} rows, {} missed", all_ids().len(), missed.len());
    assert!(missed.is_empty(), "{} rows were never seen", missed.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_taken_outside_the_lock_lose_rows() {
    let kept = engine::database();
    let reader = Arc::new(open(&kept));
    let company = reader.company().0;
    kept.connect()
        .await
        .batch_execute("CREATE SEQUENCE twin")
        .await
        .unwrap();
    let writing = Arc::new(AtomicU32::new(WRITERS));
    for writer in 0..WRITERS {
        let client = kept.connect().await;
        let writing = writing.clone();
        tokio::spawn(async move {
            for id in ids(writer) {
                broken(&client, company, id).await;
            }
            writing.fetch_sub(1, Ordering::SeqCst);
        });
    }
    let following = {
        let (reader, writing) = (reader.clone(), writing.clone());
        tokio::task::spawn_blocking(move || follow(&reader, &writing))
    };
    let seen = following.await.unwrap();
    let lost = all_ids().difference(&seen).count();
    println!("the broken twin: {} rows, {lost} missed", all_ids().len());
    assert!(
        lost > 0,
        "the twin is not broken, or nobody looked in between"
    );
}

/// A write as it must not be: the number first, from a sequence, the lock afterwards.
async fn broken(client: &Client, company: Uuid, id: Uuid) {
    client
        .batch_execute(&format!(
            "BEGIN; SET LOCAL regard.company = '{company}';
             INSERT INTO synced_row (company, tbl, id, feed, seq, entered, fields, deleted)
                 SELECT '{company}', 'shelf', '{id}', 'company', n, n, '{{}}', FALSE
                 FROM nextval('twin') AS n;
             SELECT pg_sleep(random() * 0.003);
             UPDATE company_head SET head = greatest(head, currval('twin'))
                 WHERE company = '{company}';
             COMMIT"
        ))
        .await
        .unwrap();
}

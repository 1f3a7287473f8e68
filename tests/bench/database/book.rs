//! Fills a server's book past the rules of an import.

use std::time::Duration;

use regard_server::demo::scene;
use regard_server::new_row::NewRow;
use regard_server::verify::{mend, verify};
use regard_sync::tables::{self, Belongs};
use regard_tests::Store;
use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

/// Lays `rows` into the book in one transaction.
pub fn fill(store: &Store, rows: &[NewRow]) {
    let mut book = Connection::open(store.book()).expect("the book");
    book.busy_timeout(Duration::from_secs(60))
        .expect("a setting");
    let transaction = book.transaction().expect("a transaction");
    let (company, writer): (Uuid, Uuid) = transaction
        .query_row("SELECT id, writer FROM company", [], |row| {
            Ok((row.get("id")?, row.get("writer")?))
        })
        .expect("the company");
    let mut seq: i64 = transaction
        .query_row("SELECT head FROM company_head", [], |row| row.get("head"))
        .expect("the head");
    let store_feed = format!("store:{}", scene::id("store"));
    let millis = u64::try_from(store.now().timestamp_millis()).expect("after 1970");
    let writer = regard_sync::Hlc::writer_of(writer);
    let mut last = None;
    {
        let mut insert = transaction
            .prepare(
                "INSERT INTO synced_row (company, tbl, id, root, feed, seq, entered, fields, deleted)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, 0) ON CONFLICT DO NOTHING",
            )
            .expect("a statement");
        for row in rows {
            let table = tables::table(row.table).expect("a table");
            let (root, feed) = match table.belongs {
                Belongs::Company => (None, "company".to_owned()),
                Belongs::Customer => (Some(row.id), store_feed.clone()),
                Belongs::ToCustomer(field) => {
                    let owner = row.fields.get(field).and_then(Value::as_str);
                    (
                        owner.map(|id| id.parse().expect("an id")),
                        store_feed.clone(),
                    )
                }
                Belongs::ToAssociate(field) => {
                    let owner = row.fields.get(field).and_then(Value::as_str);
                    (None, format!("associate:{}", owner.unwrap_or_default()))
                }
            };
            seq += 1;
            let stamp = regard_sync::Hlc::next(last, millis, writer);
            last = Some(stamp);
            let fields: serde_json::Map<String, Value> = row
                .fields
                .iter()
                .map(|(name, value)| (name.clone(), json!({ "v": value, "h": stamp, "s": seq })))
                .collect();
            insert
                .execute((
                    company,
                    row.table,
                    row.id,
                    root,
                    feed,
                    seq,
                    Value::Object(fields).to_string(),
                ))
                .expect("a row");
        }
    }
    transaction
        .execute("UPDATE company_head SET head = ?1", [seq])
        .expect("the head");
    transaction.commit().expect("committed");
    // What is laid in past the rules is added up past them, too.
    let state = store.server().state();
    let verified = verify(state.database()).expect("the sums");
    mend(state.database(), &verified).expect("mended");
}

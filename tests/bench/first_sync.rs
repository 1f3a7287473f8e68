//! The first sync of a device in a large store: the snapshot's writing, its bytes, and how long until
//! the agenda, the whole store and the search are there.

use std::time::{Duration, Instant};

use regard_domain::ids::AssociateId;
use regard_rows::part::fingerprint;
use regard_server::demo::{self, DemoSize, scene};
use regard_server::snapshot::Asked;
use regard_sync::enrol::EnrolRequest;
use regard_sync::tables::{self, Belongs};
use regard_sync::{Manifest, SyncService};
use regard_tests::{Device, Store};
use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::figures::Figures;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(1_200);

/// Measures with a store of `customers` customers.
pub async fn measure(customers: u32, figures: &mut Figures) {
    let store = Store::open().await;
    let rows = fill(&store, customers);
    figures.note("first_sync_customers", f64::from(customers));
    figures.note("first_sync_rows_in_book", rows as f64);

    let begun = Instant::now();
    let manifest = written(&store).await;
    let build = begun.elapsed();
    figures.note("first_sync_snapshot_build_ms", millis(build));
    figures.note("first_sync_snapshot_rows", manifest.rows as f64);
    figures.note(
        "first_sync_snapshot_mb_on_the_wire",
        manifest.bytes as f64 / 1e6,
    );
    figures.note(
        "first_sync_snapshot_mb_unpacked",
        manifest.raw_bytes as f64 / 1e6,
    );

    let begun = Instant::now();
    let device = store.new_device("marta").await;
    figures.note("first_sync_enrol_ms", millis(begun.elapsed()));
    let (mut agenda, mut installed) = (None, None);
    while installed.is_none() {
        let today: Value = device.call("today", json!({})).await;
        let said = ["readyToTell", "comingIn", "mustNotSlip"];
        let has = said
            .iter()
            .any(|list| today[list].as_array().is_some_and(|list| !list.is_empty()));
        if agenda.is_none() && has {
            agenda = Some(begun.elapsed());
        }
        let sync: Value = today["sync"].clone();
        if sync["phase"] == json!("synced") {
            installed = Some(begun.elapsed());
        }
        assert!(begun.elapsed() < PATIENCE, "the store never came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    figures.note(
        "first_sync_until_agenda_ms",
        agenda.map_or(f64::NAN, millis),
    );
    figures.note(
        "first_sync_until_whole_store_ms",
        installed.map_or(f64::NAN, millis),
    );
    until_found(&device, "Sato").await;
    figures.note("first_sync_until_search_ms", millis(begun.elapsed()));
    let bytes: u64 = std::fs::read_dir(device.folder())
        .expect("the device's folder")
        .filter_map(|file| file.ok()?.metadata().ok().map(|file| file.len()))
        .sum();
    figures.note("first_sync_device_files_mb", bytes as f64 / 1e6);
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Waits until the engine has been built of the whole store.
async fn until_found(device: &Device, name: &str) {
    let begun = Instant::now();
    loop {
        let found: Value = device
            .call("find_customers", json!({ "typed": name, "limit": 20 }))
            .await;
        let rows = found["rows"].as_array();
        if rows.is_some_and(|rows| !rows.is_empty()) {
            return;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "{name} was never found: {found}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The snapshot of Marta's store, written for a device that is enrolled for this alone.
async fn written(store: &Store) -> Manifest {
    let state = store.server().state();
    let code = state
        .make_code(AssociateId(scene::id("marta")))
        .await
        .expect("a code");
    let request = EnrolRequest {
        code: code.code,
        device_name: "measuring".into(),
        platform: "linux".into(),
        incarnation: Uuid::now_v7(),
    };
    let enrolled = state.enrol(&request).await.expect("enrolled");
    let caller = state.caller(&enrolled.token).await.expect("a caller");
    loop {
        let asked = state
            .snapshots()
            .ask(state.database(), &caller, &fingerprint())
            .await;
        match asked.expect("the book can be read") {
            Asked::Stands(manifest) => return *manifest,
            Asked::Soon => {}
            Asked::None => panic!("a store of this size has a snapshot"),
        }
    }
}

/// Lays the demo store's rows into the book in one transaction, past the rules of an import.
fn fill(store: &Store, customers: u32) -> u64 {
    let size = DemoSize {
        customers,
        open_repairs_per_hundred: 1,
    };
    let rows = demo::rows(1, size, store.now());
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
        for row in &rows {
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
    rows.len() as u64
}

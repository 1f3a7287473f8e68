//! The first sync of a device in a large store: the snapshot's writing, its bytes, and how long until
//! the agenda, the whole store and the search are there.

use std::time::{Duration, Instant};

use regard_app::sync::compare::{Compared, Due, compare};
use regard_app::sync::screens::SyncPhase;
use regard_domain::ids::AssociateId;
use regard_rows::part::fingerprint;
use regard_server::demo::{self, DemoSize, scene};
use regard_server::new_row::NewRow;
use regard_server::snapshot::Asked;
use regard_sync::enrol::EnrolRequest;
use regard_sync::{Manifest, SyncService};
use regard_tests::{Device, Store};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::database::book;
use crate::figures::Figures;
use crate::limit::Limit;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(1_200);

/// Measures with a store of `customers` customers.
pub async fn measure(customers: u32, figures: &mut Figures) {
    let store = Store::open().await;
    let rows = demo::rows(1, size(customers), store.now());
    book::fill(&store, &rows);
    let last = last_phone(&rows);
    let rows = rows.len();
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
    let mut events = device.app().events();
    let limit = Limit::of("the whole store on the device", PATIENCE);
    while installed.is_none() {
        // As the screen does: Today is read when it was told that something changed.
        if agenda.is_none() {
            let today: Value = device.call("today", json!({})).await;
            let said = ["readyToTell", "comingIn", "mustNotSlip"];
            let has = said
                .iter()
                .any(|list| today[list].as_array().is_some_and(|list| !list.is_empty()));
            agenda = has.then(|| begun.elapsed());
        }
        let sync = device.app().sync_state().expect("how it stands");
        installed = (sync.phase == SyncPhase::Synced).then(|| begun.elapsed());
        limit.go_on();
        let _ = tokio::time::timeout(Duration::from_millis(5), events.recv()).await;
    }
    figures.note(
        "first_sync_until_agenda_ms",
        agenda.map_or(f64::NAN, millis),
    );
    figures.note(
        "first_sync_until_whole_store_ms",
        installed.map_or(f64::NAN, millis),
    );
    until_everybody_is_found(&device, customers, &last).await;
    figures.note("first_sync_until_search_ms", millis(begun.elapsed()));
    let begun = Instant::now();
    let compared = compare(device.app(), Due::Now).await.expect("compared");
    assert_eq!(
        compared,
        Compared::Same,
        "what is here is what the server has"
    );
    figures.note("first_sync_compare_all_rows_ms", millis(begun.elapsed()));
    let bytes: u64 = std::fs::read_dir(device.folder())
        .expect("the device's folder")
        .filter_map(|file| file.ok()?.metadata().ok().map(|file| file.len()))
        .sum();
    figures.note("first_sync_device_files_mb", bytes as f64 / 1e6);
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Waits until the engine knows the whole store, and finds its last customer by their number: the
/// engine stands before all that people are found by is filled in.
async fn until_everybody_is_found(device: &Device, customers: u32, (id, phone): &(Uuid, String)) {
    let limit = Limit::of(format!("a search that knows all {customers}"), PATIENCE);
    let everybody = json!({
        "typed": "", "store": null, "owner": null, "nobodys": false, "tags": [], "seen": null,
        "promise": false, "order": "nearness", "offset": 0, "limit": 1,
    });
    let asked = json!({ "typed": phone, "limit": 20 });
    loop {
        let browsed: Value = device.call("browse_customers", everybody.clone()).await;
        let found: Value = device.call("find_customers", asked.clone()).await;
        let rows = found["rows"].as_array();
        if browsed["complete"] == true
            && browsed["count"].as_u64() >= Some(customers.into())
            && rows.is_some_and(|rows| rows.iter().any(|row| row["id"] == json!(id)))
        {
            return;
        }
        limit.go_on();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The customer who has the last number, and the number.
fn last_phone(rows: &[NewRow]) -> (Uuid, String) {
    let text = |row: &NewRow, field| row.fields.get(field)?.as_str().map(str::to_owned);
    let last = rows.iter().rev().filter(|row| row.table == "phone");
    let mut last = last.filter_map(|row| Some((text(row, "customer_id")?, text(row, "e164")?)));
    let (id, number) = last.next().expect("a number");
    (id.parse().expect("an id"), number)
}

fn size(customers: u32) -> DemoSize {
    DemoSize {
        customers,
        open_repairs_per_hundred: 1,
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
    let limit = Limit::of("a snapshot", PATIENCE);
    loop {
        limit.go_on();
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

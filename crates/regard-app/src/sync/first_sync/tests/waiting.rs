//! The file does not come: what was typed is sent all the same, and pages bring the store.

use std::sync::atomic::Ordering;

use regard_sync::{Agenda, Row, SyncError};
use serde_json::json;

use super::depot::{CUSTOMERS, Depot, Phone, customer};
use crate::database::{arrivals, sync_state};
use crate::sync::first_sync::agenda;
use crate::sync::screens::SyncPhase;
use crate::testing::HandClock;

const NOW: &str = "2026-05-12T14:00:00Z";

/// A row of the depot as a server sends it.
fn row(depot: &Depot, table: &str) -> Row {
    let server = depot.server.inside.lock().unwrap();
    let found = server.rows.iter().find(|((name, _), _)| name == table);
    let ((_, id), kept) = found.unwrap();
    Row {
        table: table.into(),
        id: *id,
        fields: kept.fields.clone(),
        deleted: false,
    }
}

#[tokio::test]
async fn what_was_typed_is_sent_though_the_snapshot_does_not_come() {
    let clock = HandClock::at(NOW);
    let depot = Depot::new(&clock);
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    depot.restored();
    depot.inside.lock().unwrap().broken = true;
    let note = phone.jot("wants it engraved");
    phone
        .until("the note is sent", |phone| {
            phone.depot.server.value("note", note, "words").is_some()
        })
        .await;
    // Before pages took the place of the file.
    assert_eq!(depot.pages_from_nothing(), 1);
}

#[tokio::test]
async fn a_snapshot_that_never_comes_is_given_up_for_pages() {
    let clock = HandClock::at(NOW);
    let depot = Depot::new(&clock);
    depot.inside.lock().unwrap().agenda = ["store", "associate", "customer"]
        .map(|table| row(&depot, table))
        .into();
    depot.inside.lock().unwrap().broken = true;
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    assert_eq!(depot.pages_from_nothing(), 1);
    assert!(depot.inside.lock().unwrap().manifests >= 6);
    assert!(phone.app.sync_state().unwrap().first_sync.is_none());
}

#[tokio::test]
async fn a_snapshot_that_is_named_and_never_there_is_asked_for_a_few_times_only() {
    let clock = HandClock::at(NOW);
    let depot = Depot::new(&clock);
    depot.pack();
    depot.inside.lock().unwrap().gone = true;
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    assert!(depot.inside.lock().unwrap().manifests <= 18);
}

#[tokio::test]
async fn a_store_without_room_for_a_second_one_is_read_in_pages() {
    let clock = HandClock::at(NOW);
    let depot = Depot::new(&clock);
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    let no_space = &phone.app.engine().first_sync.no_space;
    no_space.store(true, Ordering::Release);
    depot
        .server
        .put("customer", customer(0), json!({"nickname": "Rog"}));
    depot.restored();
    depot.pack();
    phone.agreed().await;
    assert_eq!(
        phone.shows("customer", customer(0), "nickname"),
        Some(json!("Rog"))
    );
    assert!(phone.app.sync_state().unwrap().first_sync.is_none());
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
}

#[tokio::test]
async fn pages_begin_without_the_rows_of_an_agenda() {
    let clock = HandClock::at(NOW);
    let depot = Depot::new(&clock);
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    let of_today = Agenda {
        rows: vec![row(&depot, "store"), row(&depot, "customer")],
    };
    let has_rows = |phone: &Phone| {
        let database = phone.app.database().unwrap();
        database.read(|conn| Ok(arrivals::has_rows(conn)?)).unwrap()
    };
    agenda::write(&phone.app, &of_today).unwrap();
    assert!(has_rows(&phone));
    agenda::forget(&phone.app).unwrap();
    assert!(!has_rows(&phone));
    // Rows that came in pages are another matter.
    phone.enrol().await;
    phone.agreed().await;
    agenda::forget(&phone.app).unwrap();
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    let database = phone.app.database().unwrap();
    let standing = database.read(|conn| Ok(sync_state::standing(conn)?));
    assert!(standing.unwrap().cursor.is_some());
}

#[tokio::test]
async fn words_about_a_customer_who_left_are_sent_and_show_no_more() {
    let clock = HandClock::at(NOW);
    let depot = Depot::new(&clock);
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    depot.restored();
    depot.server.leave(customer(1));
    depot.pack();
    depot.flows.send_replace(false);
    phone.app.engine().poke();
    phone
        .until("bytes come", |phone| {
            phone.app.sync_state().unwrap().first_sync.is_some()
        })
        .await;
    let note = phone.jot("wants it engraved");
    phone
        .until("the note is taken", |phone| {
            phone.app.sync_state().unwrap().waiting == 0
        })
        .await;
    // The answer said that the customer left.
    assert_eq!(phone.shows("note", note, "words"), None);
    assert_eq!(phone.shows("customer", customer(1), "given_name"), None);
    // Neither does it show after the new database took its place, nor does what was not taken.
    depot.server.fail(SyncError::Unreachable, 500);
    let unsaid = phone.jot("and a box");
    depot.flows.send_replace(true);
    phone
        .until("the store is there and the line is gone", |phone| {
            let sync = phone.app.sync_state().unwrap();
            sync.first_sync.is_none() && sync.phase == SyncPhase::Offline
        })
        .await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32 - 1);
    assert_eq!(phone.shows("note", note, "words"), None);
    assert_eq!(phone.shows("note", unsaid, "words"), None);
    assert_eq!(phone.app.sync_state().unwrap().waiting, 1);
    assert_eq!(phone.count("base_row"), 1);
    depot.server.inside.lock().unwrap().failures.clear();
    phone
        .until("the rest is sent", |phone| {
            phone.app.engine().poke();
            phone.depot.server.value("note", unsaid, "words").is_some()
        })
        .await;
}

//! The app is ended the hard way at every named point: the phone has the old database or the new one,
//! and every word that was typed.

use std::path::Path;
use std::process::{Command, Stdio};

use regard_sync::SyncError;
use serde_json::json;

use super::depot::{CUSTOMERS, Depot, Phone, customer};
use crate::sync::first_sync::crash::POINTS;
use crate::testing::HandClock;

const FOLDER: &str = "REGARD_TEST_CRASH_FOLDER";
const NOW: &str = "2026-05-12T14:00:00Z";

/// What the new store says and the old one does not.
fn new_store(depot: &Depot) {
    let nickname = json!({"nickname": "of the new store"});
    depot.server.put("customer", customer(2), nickname);
    depot.pack();
}

/// The app that is ended: started by the test below, and nothing without it.
#[tokio::test]
async fn the_app_that_is_ended() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let clock = HandClock::at(NOW);
    let depot = Depot::new(&clock);
    depot.restored();
    new_store(&depot);
    let phone = Phone::open(Path::new(&folder), &depot, &clock).await;
    phone.agreed().await;
    panic!("it was to be ended");
}

#[tokio::test]
async fn a_phone_that_dies_at_any_point_has_the_old_database_or_the_new_one() {
    for point in POINTS {
        let clock = HandClock::at(NOW);
        let depot = Depot::new(&clock);
        let folder = tempfile::tempdir().unwrap();
        let phone = Phone::open(folder.path(), &depot, &clock).await;
        phone.enrol().await;
        phone.agreed().await;
        depot.server.fail(SyncError::Unreachable, 200);
        let note = phone.jot("wants it engraved");
        phone.rename("Rog");
        phone.app.close().await;
        drop(phone);

        let ended = Command::new(std::env::current_exe().unwrap())
            .args([
                "sync::first_sync::tests::crashing::the_app_that_is_ended",
                "--exact",
                "--test-threads=1",
            ])
            .env("REGARD_TEST_CRASH_AT", point)
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(
            ended.code().is_none(),
            "{point}: it was not ended there: {ended:?}"
        );

        // Before the server can be reached: what lies on the phone, and nothing else.
        depot.restored();
        new_store(&depot);
        depot.inside.lock().unwrap().broken = true;
        let phone = Phone::open(folder.path(), &depot, &clock).await;
        let start = phone.app.dispatch("start", json!({})).await.unwrap();
        assert_eq!(start["kind"], json!("open"), "{point}: {start}");
        let renamed = POINTS.iter().position(|name| *name == "renamed");
        let is_new = POINTS.iter().position(|name| name == point) >= renamed;
        assert_eq!(
            phone.shows("customer", customer(2), "nickname"),
            is_new.then(|| json!("of the new store")),
            "{point}"
        );
        assert_eq!(phone.count("customer"), CUSTOMERS as u32, "{point}");
        assert_eq!(
            phone.shows("note", note, "words"),
            Some(json!("wants it engraved")),
            "{point}"
        );
        assert_eq!(
            phone.shows("customer", customer(1), "nickname"),
            Some(json!("Rog")),
            "{point}"
        );
        depot.server.inside.lock().unwrap().failures.clear();
        depot.inside.lock().unwrap().broken = false;
        phone.agreed().await;
        assert_eq!(
            phone.shows("customer", customer(2), "nickname"),
            Some(json!("of the new store")),
            "{point}"
        );
        assert_eq!(
            depot.server.value("note", note, "words"),
            Some(json!("wants it engraved")),
            "{point}"
        );
        assert_eq!(
            depot.server.value("customer", customer(1), "nickname"),
            Some(json!("Rog")),
            "{point}"
        );
        assert_eq!(phone.count("note"), CUSTOMERS as u32 + 1, "{point}");
        phone.app.close().await;
    }
}

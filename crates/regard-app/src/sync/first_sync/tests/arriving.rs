//! A new phone, and one that was away too long.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regard_domain::ids::PhotoId;
use regard_sync::{Row, SyncError};
use serde_json::json;

use super::depot::{CUSTOMERS, Depot, Phone, customer};
use crate::database::photos;
use crate::photos::testing::jpeg;
use crate::sync::screens::SyncPhase;
use crate::testing::HandClock;

#[tokio::test]
async fn a_new_phone_gets_the_store_as_a_file_and_no_page_of_old_rows() {
    let clock = HandClock::at("2026-05-12T14:00:00Z");
    let depot = Depot::new(&clock);
    depot.pack();
    // After the snapshot was written: comes with the pages.
    depot
        .server
        .put("customer", customer(0), json!({"nickname": "Rog"}));
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    assert_eq!(phone.count("note"), CUSTOMERS as u32);
    assert_eq!(
        phone.shows("customer", customer(0), "nickname"),
        Some(json!("Rog"))
    );
    assert_eq!(depot.pages_from_nothing(), 0);
    assert!(phone.app.sync_state().unwrap().first_sync.is_none());
    // What is filled afterwards: the prefixes, and the words of notes.
    phone
        .until("the keys are filled", |phone| {
            phone.count("setting WHERE name = 'filled_to'") == 0
        })
        .await;
    assert_eq!(phone.count("search_row"), CUSTOMERS as u32);
    assert_eq!(
        phone.count("long_text WHERE long_text MATCH 'moonphase'"),
        CUSTOMERS as u32
    );
    assert!(phone.count("search_key WHERE kind = 'phone'") > 0);
    // Indexes and triggers are all there: a change is found at once.
    let made = "sqlite_schema WHERE type IN ('index', 'trigger')";
    let whole = tempfile::tempdir().unwrap();
    let paged = Phone::open(whole.path(), &depot, &clock).await;
    assert_eq!(phone.count(made), paged.count(made));
    // Nothing of the way there is left on the disk.
    let left: Vec<String> = std::fs::read_dir(folder.path().join("data"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("fresh") || name.contains("part"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    phone.app.close().await;
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
}

#[tokio::test]
async fn today_is_usable_while_the_store_is_still_on_its_way() {
    let clock = HandClock::at("2026-05-12T14:00:00Z");
    let depot = Depot::new(&clock);
    depot.pack();
    {
        let server = depot.server.inside.lock().unwrap();
        let of = |name: &str| {
            let row = server
                .rows
                .iter()
                .find(|((table, _), _)| table == name)
                .unwrap();
            Row {
                table: name.into(),
                id: row.0.1,
                fields: row.1.fields.clone(),
                deleted: false,
            }
        };
        depot.inside.lock().unwrap().agenda = ["store", "associate", "customer"].map(of).into();
    }
    depot.flows.send_replace(false);
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone
        .until("bytes come", |phone| {
            phone
                .app
                .sync_state()
                .unwrap()
                .first_sync
                .is_some_and(|p| p.of_bytes > 0)
        })
        .await;
    phone
        .until("the day is there", |phone| phone.count("customer") == 1)
        .await;
    let today = phone.app.dispatch("today", json!({})).await.unwrap();
    assert_eq!(today["givenName"], json!("Marta"));
    assert_eq!(today["sync"]["phase"], json!("catching_up"));
    // What is typed meanwhile is sent meanwhile, and stays in sight.
    let note = phone.jot("asked about the strap");
    phone
        .until("the note is sent", |phone| {
            phone.depot.server.value("note", note, "words").is_some()
        })
        .await;
    phone
        .until("the note is acknowledged", |phone| {
            phone.app.sync_state().unwrap().waiting == 0
        })
        .await;
    depot.flows.send_replace(true);
    phone.agreed().await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    assert_eq!(
        phone.shows("note", note, "words"),
        Some(json!("asked about the strap"))
    );
    assert_eq!(depot.pages_from_nothing(), 0);
}

#[tokio::test]
async fn after_the_server_came_back_from_a_backup_what_was_typed_offline_is_on_top() {
    let clock = HandClock::at("2026-05-12T14:00:00Z");
    let depot = Depot::new(&clock);
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    phone.rename("Rog");
    phone.agreed().await;
    depot.server.fail(SyncError::Unreachable, 40);
    let note = phone.jot("wants it engraved");
    phone.rename("Roge");
    phone
        .until("the line is gone", |phone| {
            phone.app.sync_state().unwrap().phase == SyncPhase::Offline
        })
        .await;
    depot.server.inside.lock().unwrap().failures.clear();
    depot.restored();
    depot.pack();
    depot.flows.send_replace(false);
    phone.app.engine().poke();
    phone
        .until("bytes come", |phone| {
            phone.app.sync_state().unwrap().first_sync.is_some()
        })
        .await;
    depot.flows.send_replace(true);
    phone.agreed().await;
    assert_eq!(
        phone.shows("note", note, "words"),
        Some(json!("wants it engraved"))
    );
    assert_eq!(
        phone.shows("customer", customer(1), "nickname"),
        Some(json!("Roge"))
    );
    assert_eq!(
        depot.server.value("customer", customer(1), "nickname"),
        Some(json!("Roge"))
    );
    assert_eq!(
        depot.server.value("note", note, "words"),
        Some(json!("wants it engraved"))
    );
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    assert_eq!(phone.count("base_row"), 0);
}

#[tokio::test]
async fn a_picture_goes_again_to_a_server_that_lost_it_with_a_backup() {
    for packed in [true, false] {
        let clock = HandClock::at("2026-05-12T14:00:00Z");
        let depot = Depot::new(&clock);
        let folder = tempfile::tempdir().unwrap();
        let phone = Phone::open(folder.path(), &depot, &clock).await;
        phone.enrol().await;
        phone.agreed().await;
        // One of long ago, of which only the picture is kept here.
        let old = brought(&phone, "Long ago", 48).await;
        let database = phone.app.database().unwrap();
        let forgotten = database.write_local(&[], |conn| {
            Ok(conn.execute("DELETE FROM pending_change", [])?)
        });
        forgotten.unwrap();
        let heard = depot.server.inside.lock().unwrap().heads.clone();
        let photo = brought(&phone, "Her ring", 50).await;
        assert_eq!(
            (phone.count("photo_waiting"), phone.count("photo_original")),
            (0, 2)
        );

        // Back from a backup that was made before.
        {
            let mut server = depot.server.inside.lock().unwrap();
            server
                .rows
                .retain(|(table, id), _| table != "photo" || *id == old.0);
            server.heads = heard;
        }
        depot.restored();
        if packed {
            depot.pack();
        }
        phone.app.engine().poke();
        let is_there = |phone: &Phone| phone.depot.server.value("photo", photo.0, "hash").is_some();
        phone.until("the photo is said again", is_there).await;
        phone.agreed().await;
        assert_eq!(
            phone.shows("photo", photo.0, "caption"),
            Some(json!("Her ring"))
        );
        // So is the one whose row the server has and whose picture it lost: whoever has it brings it.
        assert_eq!(
            (phone.count("photo_waiting"), phone.count("photo_original")),
            (2, 2),
            "packed: {packed}"
        );
    }
}

/// A photo that the server has, with its picture.
async fn brought(phone: &Phone, caption: &str, height: u32) -> PhotoId {
    let add = json!({ "customerId": customer(1), "repairId": null, "pieceId": null,
        "caption": caption, "file": STANDARD.encode(jpeg(64, height)) });
    let added = phone.app.dispatch("add_photo", add).await.unwrap();
    let photo: PhotoId = serde_json::from_value(added["photo"]["id"].clone()).unwrap();
    phone.agreed().await;
    let database = phone.app.database().unwrap();
    let sent = database.write_local(&[], |conn| Ok(photos::sent(conn, photo)?));
    sent.unwrap();
    photo
}

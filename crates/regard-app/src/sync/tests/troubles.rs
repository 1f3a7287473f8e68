//! When something goes wrong: no word is lost and nothing happens twice.

use regard_sync::SyncError;
use serde_json::json;
use uuid::Uuid;

use super::shop::{ROGER, STORE, Shop};
use crate::error::ErrorCode;
use crate::session::screens::Start;
use crate::sync::outbox;
use crate::sync::screens::SyncPhase;

#[tokio::test]
async fn offline_everything_works_and_a_retry_sends_it() {
    let shop = Shop::open().await;
    shop.server.fail(SyncError::Unreachable, 2);
    let note = shop.jot("Came with her sister");
    shop.until("offline", |shop| shop.phase() == SyncPhase::Offline)
        .await;
    assert_eq!(
        shop.shows("note", note, "words"),
        Some(json!("Came with her sister"))
    );
    // Nothing else is written or asked: the retry alone has to do it.
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
    shop.until("synced", |shop| {
        shop.phase() == SyncPhase::Synced && shop.waiting() == 0
    })
    .await;
}

#[tokio::test]
async fn an_answer_lost_on_the_way_back_adds_nothing_twice() {
    let shop = Shop::open().await;
    shop.server.inside.lock().unwrap().lose_answers = 1;
    let note = shop.jot("Likes rose gold");
    shop.agreed().await;
    let inside = shop.server.inside.lock().unwrap();
    let notes: Vec<_> = inside
        .rows
        .keys()
        .filter(|(table, _)| table == "note")
        .collect();
    assert_eq!(notes, [&("note".to_owned(), note)]);
    assert_eq!(inside.heads.values().copied().max(), Some(1));
}

#[tokio::test]
async fn a_server_back_from_an_old_backup_gets_everything_again() {
    let shop = Shop::open().await;
    let note = shop.jot("Anniversary in June");
    shop.agreed().await;
    {
        let mut inside = shop.server.inside.lock().unwrap();
        inside.epoch = Uuid::from_u128(0xe2);
        inside.rows.remove(&("note".to_owned(), note));
        inside.heads.clear();
    }
    shop.app.engine().agree_now().await;
    shop.until("the note again", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
    shop.agreed().await;
    assert_eq!(
        shop.shows("note", note, "words"),
        Some(json!("Anniversary in June"))
    );
}

#[tokio::test]
async fn a_start_afresh_takes_out_what_is_gone_and_keeps_what_is_pending() {
    let shop = Shop::with(|server| {
        server.put("customer", Uuid::from_u128(7), json!({"store_id": STORE, "given_name": "Gone", "family_name": "Soon", "created_at": "2020-01-01T00:00:00.000Z"}));
    })
    .await;
    shop.server.fail(SyncError::Unreachable, 1);
    let note = shop.jot("Pending while the server moves");
    shop.until("the failure is over", |shop| {
        shop.server.inside.lock().unwrap().failures.is_empty()
    })
    .await;
    {
        let mut inside = shop.server.inside.lock().unwrap();
        inside.epoch = Uuid::from_u128(0xe3);
        inside
            .rows
            .remove(&("customer".to_owned(), Uuid::from_u128(7)));
    }
    shop.agreed().await;
    shop.until("the customer is gone", |shop| {
        shop.shows("customer", Uuid::from_u128(7), "given_name")
            .is_none()
    })
    .await;
    assert_eq!(
        shop.shows("customer", ROGER, "given_name"),
        Some(json!("Roger"))
    );
    assert!(shop.server.value("note", note, "words").is_some());
}

#[tokio::test]
async fn a_revoked_device_says_so_and_can_be_enrolled_again_with_its_words() {
    let shop = Shop::open().await;
    shop.server.fail(SyncError::NotEnrolled, 1);
    let note = shop.jot("Written on the last day");
    shop.until("revoked", |shop| shop.phase() == SyncPhase::Revoked)
        .await;
    let life = shop.incarnation();
    assert!(matches!(shop.enrol().await, Ok(Start::Open { .. })));
    assert_ne!(shop.incarnation(), life);
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
    shop.until("synced", |shop| shop.phase() == SyncPhase::Synced)
        .await;
    assert_eq!(shop.enrol().await.unwrap_err().code, ErrorCode::Conflict);
}

#[tokio::test]
async fn a_copied_database_begins_a_new_life_and_sends_what_was_pending() {
    let mut shop = Shop::open().await;
    shop.jot("Known to the server");
    shop.agreed().await;
    shop.server.fail(SyncError::Unreachable, 50);
    let note = shop.jot("Not sent before the copy");
    shop.app.close().await;
    // The database comes to another device, whose mark is its own.
    std::fs::remove_file(shop.folder.path().join("keys/device.mark")).unwrap();
    let life = shop.incarnation();
    shop.server.inside.lock().unwrap().failures.clear();
    shop.reopen().await;
    assert_ne!(shop.incarnation(), life);
    shop.agreed().await;
    assert!(shop.server.value("note", note, "words").is_some());
    let inside = shop.server.inside.lock().unwrap();
    let last = inside
        .requests
        .iter()
        .rev()
        .find(|request| !request.changes.is_empty())
        .unwrap();
    assert_eq!(last.changes[0].n, 1);
}

#[tokio::test]
async fn a_database_older_than_what_was_sent_from_it_loses_no_later_word() {
    let mut shop = Shop::open().await;
    shop.app.close().await;
    let backup = shop.folder.path().join("backup.db");
    let file = shop.folder.path().join("data/regard.db");
    std::fs::copy(&file, &backup).unwrap();
    shop.reopen().await;
    shop.jot("After the backup");
    shop.agreed().await;
    shop.app.close().await;
    std::fs::copy(&backup, &file).unwrap();
    shop.reopen().await;
    // It would be number 1 again, which the server has.
    let note = shop.jot("After the restore");
    shop.agreed().await;
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
}

#[tokio::test]
async fn a_change_that_the_server_refuses_outright_stops_no_other() {
    let shop = Shop::open().await;
    shop.server.inside.lock().unwrap().refuse = Some("phone".into());
    let first = shop.jot("Before it");
    let phone = shop
        .app
        .database()
        .unwrap()
        .write(|edit| {
            let id = edit.new_id();
            let number = json!({"customer_id": ROGER, "typed": "555 0159", "preferred": false});
            edit.add("phone", id, number)?;
            Ok(id)
        })
        .unwrap();
    let second = shop.jot("After it");
    shop.agreed().await;
    assert!(shop.server.value("note", first, "words").is_some());
    assert!(shop.server.value("note", second, "words").is_some());
    assert!(shop.shows("phone", phone, "typed").is_none());
    let outbox = outbox::outbox(&shop.app, Default::default()).await.unwrap();
    assert!(outbox.parked[0].words.contains("555 0159"));
}

//! What goes up, what comes down, and what the screens are told.

use std::time::Duration;

use regard_domain::ids::AlertId;
use regard_sync::SyncError;
use serde_json::{Value, json};
use uuid::Uuid;

use super::shop::{MARTA, ROGER, STORE, Shop};
use crate::app::AppEvent;
use crate::sync::outbox;

#[tokio::test]
async fn a_note_goes_up_by_itself_and_leaves_nothing_waiting() {
    let shop = Shop::open().await;
    let note = shop.jot("Asked for the blue dial");
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words") == Some(json!("Asked for the blue dial"))
    })
    .await;
    shop.agreed().await;
    assert_eq!(shop.bases(), 0);
    assert_eq!(
        shop.shows("note", note, "words"),
        Some(json!("Asked for the blue dial"))
    );
}

#[tokio::test]
async fn what_others_write_comes_by_itself_and_the_screens_are_told() {
    let shop = Shop::open().await;
    let mut events = shop.app.events();
    shop.server
        .put("customer", ROGER, json!({"nickname": "Rog"}));
    shop.until("the nickname", |shop| {
        shop.shows("customer", ROGER, "nickname") == Some(json!("Rog"))
    })
    .await;
    let told = async {
        loop {
            if let Ok(AppEvent::DataChanged { tables }) = events.recv().await
                && tables.contains(&"customer".to_owned())
            {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), told)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_arriving_row_goes_under_what_is_pending() {
    let shop = Shop::open().await;
    shop.server.inside.lock().unwrap().deaf = true;
    shop.set(json!({"nickname": "Rodge"}));
    shop.server
        .put("customer", ROGER, json!({"family_name": "Sato-Lind"}));
    shop.until("the family name", |shop| {
        shop.shows("customer", ROGER, "family_name") == Some(json!("Sato-Lind"))
    })
    .await;
    assert_eq!(
        shop.shows("customer", ROGER, "nickname"),
        Some(json!("Rodge"))
    );
    assert_eq!((shop.waiting(), shop.bases()), (1, 1));
    shop.server.inside.lock().unwrap().deaf = false;
    shop.agreed().await;
    assert_eq!(
        shop.server.value("customer", ROGER, "nickname"),
        Some(json!("Rodge"))
    );
    assert_eq!(shop.bases(), 0);
}

#[tokio::test]
async fn a_parked_change_steps_back_and_its_words_stay() {
    let shop = Shop::open().await;
    shop.server
        .inside
        .lock()
        .unwrap()
        .park
        .insert("note".into());
    let note = shop.jot("Ring size 6");
    shop.set(json!({"nickname": "Rog"}));
    shop.agreed().await;
    assert_eq!(shop.shows("note", note, "words"), None);
    assert_eq!(
        shop.server.value("customer", ROGER, "nickname"),
        Some(json!("Rog"))
    );
    let outbox = outbox::outbox(&shop.app, Default::default()).await.unwrap();
    assert_eq!(outbox.parked.len(), 1);
    assert!(outbox.parked[0].words.contains("Ring size 6"));
    assert_eq!(outbox.waiting_changes.len(), 0);
}

#[tokio::test]
async fn pages_are_told_to_the_screens_only_when_all_is_read() {
    let shop = Shop::with(|server| {
        server.inside.lock().unwrap().page_rows = 7;
        for n in 0..40u128 {
            server.put("customer", Uuid::from_u128(0x1000 + n), json!({"store_id": STORE, "given_name": "A", "family_name": "B", "created_at": "2020-01-01T00:00:00.000Z"}));
        }
    })
    .await;
    let count: u32 = shop
        .app
        .database()
        .unwrap()
        .read(|conn| {
            Ok(conn.query_row("SELECT count(*) AS n FROM customer", [], |row| row.get("n"))?)
        })
        .unwrap();
    assert_eq!(count, 41);
    assert!(shop.server.inside.lock().unwrap().requests.len() >= 6);
}

#[tokio::test]
async fn a_customer_who_leaves_is_purged_and_what_was_pending_is_still_sent() {
    let shop = Shop::open().await;
    shop.server.fail(SyncError::Unreachable, 1);
    let note = shop.jot("Moving to the Elm Street store");
    shop.until("the failure is over", |shop| {
        shop.server.inside.lock().unwrap().failures.is_empty()
    })
    .await;
    shop.server.leave(ROGER);
    shop.until("Roger is gone", |shop| {
        shop.shows("customer", ROGER, "given_name").is_none()
    })
    .await;
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
}

#[tokio::test]
async fn a_row_deleted_elsewhere_goes_unless_it_was_edited_here() {
    let phone = Uuid::from_u128(0x77);
    let shop = Shop::with(|server| {
        server.put(
            "phone",
            phone,
            json!({"customer_id": ROGER, "typed": "555 0159", "preferred": false}),
        );
    })
    .await;
    shop.server.inside.lock().unwrap().deaf = true;
    shop.app
        .database()
        .unwrap()
        .write(|edit| edit.set("phone", phone, json!({"label": "work"})))
        .unwrap();
    shop.server.delete("phone", phone);
    shop.app.engine().agree_now().await;
    assert_eq!(shop.shows("phone", phone, "label"), Some(json!("work")));
    shop.server.inside.lock().unwrap().deaf = false;
    shop.agreed().await;
    assert_eq!(shop.shows("phone", phone, "label"), Some(json!("work")));
    shop.server.delete("phone", phone);
    shop.until("the number is gone", |shop| {
        shop.shows("phone", phone, "typed").is_none()
    })
    .await;
}

#[tokio::test]
async fn an_alert_for_me_is_said_once_and_only_with_its_customer() {
    let shop = Shop::open().await;
    let mut events = shop.app.events();
    let alert = |customer: Uuid, at: &str| json!({"associate_id": MARTA, "kind": "repair_ready", "customer_id": customer, "raised_at": at});
    let new = Uuid::from_u128(0xa1);
    shop.server.put(
        "alert",
        Uuid::from_u128(0xa2),
        alert(ROGER, "2026-05-01T09:00:00.000Z"),
    );
    shop.server.put(
        "alert",
        Uuid::from_u128(0xa3),
        alert(Uuid::from_u128(0x404), "2026-05-12T13:59:00.000Z"),
    );
    shop.server
        .put("alert", new, alert(ROGER, "2026-05-12T13:59:00.000Z"));
    shop.until("the alert", |shop| {
        shop.shows("alert", new, "kind").is_some()
    })
    .await;
    shop.app.engine().agree_now().await;
    shop.app.engine().agree_now().await;
    let mut said = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let AppEvent::AlertRaised { alert } = event {
            said.push((alert.id.0, alert.given_name));
        }
    }
    assert_eq!(said, [(new, "Roger".to_owned())]);
}

fn ready_for_marta() -> Value {
    json!({"associate_id": MARTA, "kind": "repair_ready", "customer_id": ROGER, "raised_at": "2026-05-12T13:59:00.000Z"})
}

fn raised(events: &mut tokio::sync::broadcast::Receiver<AppEvent>) -> Vec<Uuid> {
    let mut raised = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let AppEvent::AlertRaised { alert } = event {
            raised.push(alert.id.0);
        }
    }
    raised
}

#[tokio::test]
async fn what_the_phone_showed_while_the_app_slept_is_not_shown_again_and_the_rest_comes_at_once() {
    let shop = Shop::open().await;
    let mut events = shop.app.events();
    let (shown, fresh) = (Uuid::from_u128(0xa1), Uuid::from_u128(0xa2));
    let (answer, system) = tokio::sync::oneshot::channel();
    // The phone wakes, and both alerts are at the server by now.
    let back = shop
        .app
        .came_back(async { system.await.unwrap_or_default() });
    shop.server.put("alert", shown, ready_for_marta());
    shop.server.put("alert", fresh, ready_for_marta());
    let back = tokio::spawn(back);
    // They come in before the system has said what it showed: nothing is raised.
    shop.app.engine().agree_now().await;
    assert!(shop.shows("alert", shown, "kind").is_some());
    assert_eq!(raised(&mut events), Vec::<Uuid>::new());

    answer.send(vec![AlertId(shown)]).unwrap();
    back.await.unwrap();
    // Coming back asks the server by itself; nobody else does here.
    assert_eq!(next_raised(&mut events).await, fresh);
    shop.app.engine().agree_now().await;
    assert_eq!(raised(&mut events), Vec::<Uuid>::new());
}

/// The next alert that is raised.
async fn next_raised(events: &mut tokio::sync::broadcast::Receiver<AppEvent>) -> Uuid {
    let next = async {
        loop {
            if let Ok(AppEvent::AlertRaised { alert }) = events.recv().await {
                return alert.id.0;
            }
        }
    };
    let next = tokio::time::timeout(Duration::from_secs(30), next).await;
    next.expect("an alert is raised")
}

#[tokio::test(start_paused = true)]
async fn a_system_that_answers_late_keeps_no_alert_back_for_long_and_its_answer_counts() {
    let shop = Shop::open().await;
    let mut events = shop.app.events();
    let (early, late) = (Uuid::from_u128(0xa1), Uuid::from_u128(0xa2));
    let (answer, system) = tokio::sync::oneshot::channel();
    let back = shop
        .app
        .came_back(async { system.await.unwrap_or_default() });
    shop.server.put("alert", early, ready_for_marta());
    shop.app.engine().agree_now().await;
    assert_eq!(raised(&mut events), Vec::<Uuid>::new());
    // It came in, and then the network went: it is raised without another conversation.
    shop.server.fail(SyncError::Unreachable, 8);
    let back = tokio::spawn(back);
    assert_eq!(next_raised(&mut events).await, early);

    answer.send(vec![AlertId(late)]).unwrap();
    back.await.unwrap();
    shop.server.put("alert", late, ready_for_marta());
    while shop.shows("alert", late, "kind").is_none() {
        shop.app.engine().agree_now().await;
    }
    shop.app.engine().agree_now().await;
    assert_eq!(raised(&mut events), Vec::<Uuid>::new());
}

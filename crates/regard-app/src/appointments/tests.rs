//! Dana comes in on the day after tomorrow, and the three things to say hello with are there before.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::repairs::rogers_watch::RogersWatch;

async fn ask(scene: &RogersWatch, command: &str, args: Value) -> Value {
    scene
        .desk
        .app
        .dispatch(command, args)
        .await
        .unwrap_or_else(|error| panic!("{command}: {error:?}"))
}

/// An appointment with Roger, as Marta types it.
fn rogers(on: &str, at: Value) -> Value {
    json!({
        "appointmentId": null, "customerId": null, "on": on, "at": at,
        "about": "Bands for the 20th", "withMe": true,
    })
}

async fn made(scene: &RogersWatch, customer: impl Into<Uuid>, on: &str, at: Value) -> Value {
    let mut asked = rogers(on, at);
    asked["customerId"] = json!(customer.into());
    ask(scene, "keep_appointment", asked).await
}

async fn today(scene: &RogersWatch) -> Vec<Value> {
    let today = ask(scene, "today", json!({})).await;
    today["appointments"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_appointment_comes_up_the_day_before_with_three_things_to_open_with() {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "note",
        Uuid::from_u128(0x10),
        json!({"customer_id": scene.roger, "kind": "visit", "words": "Planning Lisbon",
               "noted_at": "2026-05-01T15:00:00.000Z"}),
    );
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0xb1),
        json!({"customer_id": scene.roger, "kind": "birthday", "on_date": "--06-14", "confidence": "sure"}),
    );
    let card = made(&scene, scene.roger, "2026-05-14", json!("15:30")).await;
    assert_eq!(
        (&card["on"], &card["at"]),
        (&json!("2026-05-14"), &json!("15:30"))
    );
    assert!(today(&scene).await.is_empty(), "too early");

    scene.minutes_later(24 * 60);
    let ahead = today(&scene).await.remove(0);
    assert_eq!(ahead["appointment"]["customerName"], "Roger Martin");
    assert_eq!(ahead["openers"], json!(["promise", "ask", "ahead"]));
    assert_eq!(
        ahead["brief"]["promises"][0]["words"],
        "Batteries free for life"
    );
    assert_eq!(ahead["brief"]["ask"]["words"], "Planning Lisbon");
    assert_eq!(ahead["appointment"]["past"], false);
}

#[tokio::test]
async fn it_is_asked_whether_they_came_until_someone_says_so() {
    let scene = RogersWatch::known().await;
    let card = made(&scene, scene.roger, "2026-05-12", json!("15:30")).await;
    assert_eq!(today(&scene).await.len(), 1);
    // 10:00 in New York is before half past three there, and the next morning is after it.
    scene.minutes_later(24 * 60);
    assert_eq!(today(&scene).await[0]["appointment"]["past"], true);

    let end = |how: Value| json!({ "appointmentId": card["id"], "how": how });
    for how in ["did_not_come", "cancelled", "kept"] {
        let ended = ask(&scene, "end_appointment", end(json!(how))).await;
        assert_eq!(ended["ended"], how);
        assert!(today(&scene).await.is_empty());
    }
    let open = json!({ "customerId": scene.roger, "repairId": null });
    let story = ask(&scene, "open_customer", open).await;
    assert_eq!(story["lastCame"], "2026-05-12", "who kept it was here");
    assert_eq!(story["appointments"][0]["ended"], "kept");

    ask(&scene, "end_appointment", end(Value::Null)).await;
    assert_eq!(today(&scene).await.len(), 1, "a wrong tap is taken back");
    scene.minutes_later(9 * 24 * 60);
    assert!(today(&scene).await.is_empty(), "after a week nobody asks");
}

#[tokio::test]
async fn it_is_moved_and_moved_back() {
    let scene = RogersWatch::known().await;
    let card = made(&scene, scene.roger, "2026-05-13", Value::Null).await;
    assert_eq!(card["at"], Value::Null);
    let mut moved = rogers("2026-11-01", json!("01:30"));
    moved["appointmentId"] = card["id"].clone();
    moved["customerId"] = json!(scene.roger);
    let there = ask(&scene, "keep_appointment", moved.clone()).await;
    assert_eq!(
        (&there["on"], &there["at"]),
        (&json!("2026-11-01"), &json!("01:30")),
        "the hour that comes twice is the hour that was said"
    );
    assert!(today(&scene).await.is_empty());
    moved["on"] = card["on"].clone();
    moved["at"] = card["at"].clone();
    ask(&scene, "keep_appointment", moved.clone()).await;
    assert_eq!(today(&scene).await.len(), 1);

    // One that did not take place is open again on its new day.
    let end = json!({ "appointmentId": card["id"], "how": "did_not_come" });
    ask(&scene, "end_appointment", end).await;
    moved["on"] = json!("2026-05-13");
    moved["at"] = json!("11:00");
    let again = ask(&scene, "keep_appointment", moved.clone()).await;
    assert_eq!(again["ended"], Value::Null);

    moved["on"] = json!("2026-05-01");
    assert!(
        scene
            .desk
            .app
            .dispatch("keep_appointment", moved)
            .await
            .is_err()
    );
    let out = json!({ "appointmentId": card["id"] });
    ask(&scene, "remove_appointment", out).await;
    assert!(today(&scene).await.is_empty());
}

#[tokio::test]
async fn what_nobody_ticked_does_not_hide_who_comes_today() {
    let scene = RogersWatch::known().await;
    for minute in 10..35 {
        made(
            &scene,
            scene.dana,
            "2026-05-12",
            json!(format!("11:{minute}")),
        )
        .await;
    }
    made(&scene, scene.roger, "2026-05-13", json!("15:30")).await;
    scene.minutes_later(24 * 60);
    let shown = today(&scene).await;
    let days: Vec<_> = shown
        .iter()
        .map(|each| each["appointment"]["on"].as_str().unwrap())
        .collect();
    assert_eq!(days.len(), 20);
    assert_eq!(days.last(), Some(&"2026-05-13"), "{days:?}");
    assert!(days.is_sorted(), "{days:?}");
}

#[tokio::test]
async fn a_missed_one_that_was_moved_is_moved_back() {
    let scene = RogersWatch::known().await;
    let card = made(&scene, scene.roger, "2026-05-12", json!("15:30")).await;
    scene.minutes_later(24 * 60);
    let mut moved = rogers("2026-05-20", json!("15:30"));
    moved["appointmentId"] = card["id"].clone();
    moved["customerId"] = json!(scene.roger);
    ask(&scene, "keep_appointment", moved.clone()).await;
    moved["on"] = json!("2026-05-12");
    moved["back"] = json!(true);
    let back = ask(&scene, "keep_appointment", moved).await;
    assert_eq!(
        (&back["on"], &back["past"]),
        (&json!("2026-05-12"), &json!(true))
    );
}

#[tokio::test]
async fn of_who_has_passed_away_nothing_is_asked() {
    let scene = RogersWatch::known().await;
    made(&scene, scene.roger, "2026-05-12", json!("15:30")).await;
    let passed = json!({ "customerId": scene.roger, "deceasedOn": "2026-05-12" });
    ask(&scene, "edit_customer", passed).await;
    assert!(today(&scene).await.is_empty());
    scene.minutes_later(24 * 60);
    assert!(today(&scene).await.is_empty());
}

#[tokio::test]
async fn who_came_before_their_day_was_here_when_it_was_said() {
    let scene = RogersWatch::known().await;
    let card = made(&scene, scene.roger, "2026-05-20", Value::Null).await;
    let end = json!({ "appointmentId": card["id"], "how": "kept" });
    ask(&scene, "end_appointment", end).await;
    let open = json!({ "customerId": scene.roger, "repairId": null });
    let story = ask(&scene, "open_customer", open).await;
    assert_eq!(story["lastCame"], "2026-05-12");
}

#[tokio::test]
async fn one_that_was_moved_while_a_colleague_said_they_did_not_come_is_open() {
    let scene = RogersWatch::known().await;
    let id = Uuid::from_u128(0xa1);
    scene.desk.from_server(
        "appointment",
        id,
        json!({"customer_id": scene.roger, "store_id": scene.desk.store, "starts": "2026-05-13T15:30",
               "made_at": "2026-05-01T15:00:00.000Z", "ended_as": "did_not_come",
               "ended_at": "2026-05-12T01:00:00.000Z"}),
    );
    // It was moved to tomorrow, and said in the evening before today that he had not come.
    assert_eq!(today(&scene).await[0]["appointment"]["ended"], Value::Null);
    let open = json!({ "customerId": scene.roger, "repairId": null });
    let story = ask(&scene, "open_customer", open).await;
    assert_eq!(story["appointments"][0]["ended"], Value::Null);

    scene.minutes_later(24 * 60);
    let end = json!({ "appointmentId": id, "how": "did_not_come" });
    let ended = ask(&scene, "end_appointment", end).await;
    assert_eq!(ended["ended"], "did_not_come");
    assert!(today(&scene).await.is_empty());
}

#[tokio::test]
async fn in_a_hard_time_nothing_cheerful_is_opened_with() {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0xb1),
        json!({"customer_id": scene.roger, "kind": "birthday", "on_date": "--06-14", "confidence": "sure"}),
    );
    made(&scene, scene.roger, "2026-05-12", json!("15:30")).await;
    let gently =
        json!({ "customerId": scene.roger, "gentlyUntil": "2026-08-01", "gentlyWhy": "layoffs" });
    ask(&scene, "edit_customer", gently).await;
    assert_eq!(
        today(&scene).await[0]["openers"],
        json!(["promise", "gently"])
    );
}

#[tokio::test]
async fn before_dana_comes_nothing_of_her_present_is_said() {
    let scene = RogersWatch::known().await;
    let wish = json!({
        "wishId": null, "customerId": scene.dana, "words": "pear-shaped studs", "size": null,
        "price": null, "occasion": null, "forId": null, "forName": null, "mayKnow": "household",
    });
    let wish = ask(&scene, "keep_wish", wish).await["wishId"].clone();
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0xb1),
        json!({"customer_id": scene.dana, "kind": "birthday", "on_date": "--06-01", "confidence": "sure"}),
    );
    made(&scene, scene.roger, "2026-05-12", json!("15:30")).await;
    made(&scene, scene.dana, "2026-05-12", json!("16:30")).await;
    let both = today(&scene).await;
    assert!(both[0]["brief"]["show"].to_string().contains("pear-shaped"));
    assert!(!both[1].to_string().contains("pear-shaped"));

    let plan = json!({ "wishId": wish, "customerId": scene.roger, "step": "meant" });
    ask(&scene, "plan_gift", plan).await;
    let both = today(&scene).await;
    assert!(both[0]["brief"]["show"].to_string().contains("pear-shaped"));
    assert!(!both[1].to_string().contains("pear-shaped"));
}

#[tokio::test]
async fn days_are_read_as_they_are_said() {
    let scene = RogersWatch::known().await;
    let words = json!({ "words": "call about the strap next Friday at 4" });
    let said = ask(&scene, "read_when", words).await;
    assert_eq!(said, json!({ "on": "2026-05-15", "at": "16:00" }));
}

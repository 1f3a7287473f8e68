//! Priya hands Marta's customers to Ben.

use regard_domain::ids::AssociateId;
use regard_domain::words::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::AppEvent;
use crate::error::ErrorCode;
use crate::testing::Desk;

const MARTA: Uuid = Uuid::from_u128(0xa1);
const BEN: Uuid = Uuid::from_u128(0xb1);
const JONAS: Uuid = Uuid::from_u128(0xc1);
const ROGER: Uuid = Uuid::from_u128(0x1);
const DANA: Uuid = Uuid::from_u128(0x2);
const CALL: Uuid = Uuid::from_u128(0x11);
const DONE: Uuid = Uuid::from_u128(0x12);
const WORD: Uuid = Uuid::from_u128(0x21);

/// The store with Marta, who looks after Roger and Dana, and left; Ben; and Jonas of the bench.
async fn store() -> Desk {
    let desk = Desk::of(Role::Manager).await;
    for (id, name, role, left) in [
        (MARTA, "Marta", "associate", Some("2026-05-11")),
        (BEN, "Ben", "associate", None),
        (JONAS, "Jonas", "bench", None),
    ] {
        desk.from_server(
            "associate",
            id,
            json!({"given_name": name, "role": role, "store_id": desk.store, "left_on": left}),
        );
    }
    for (id, given) in [(ROGER, "Roger"), (DANA, "Dana")] {
        desk.from_server(
            "customer",
            id,
            json!({"given_name": given, "family_name": "Whitaker", "store_id": desk.store, "owner_id": MARTA}),
        );
    }
    for (id, done) in [(CALL, None), (DONE, Some("2026-05-01T10:00:00.000Z"))] {
        desk.from_server(
            "follow_up",
            id,
            json!({"customer_id": ROGER, "reason": "Ask how Lisbon went", "due_on": "2026-05-12",
                   "assigned_to": MARTA, "created_at": "2026-04-01T10:00:00.000Z", "done_at": done}),
        );
    }
    desk.from_server(
        "promise",
        WORD,
        json!({"customer_id": ROGER, "words": "Batteries free for life", "made_by_id": MARTA,
               "made_on": "2021-06-03"}),
    );
    desk
}

async fn ask(desk: &Desk, command: &str, args: Value) -> Value {
    desk.app.dispatch(command, args).await.unwrap()
}

async fn colleague(desk: &Desk, id: Uuid) -> Value {
    let team = ask(desk, "team", json!({})).await;
    let all = team["colleagues"].as_array().unwrap().clone();
    all.into_iter()
        .find(|each| each["id"] == json!(id))
        .unwrap()
}

async fn roger(desk: &Desk) -> Value {
    let open = json!({ "customerId": ROGER, "repairId": null });
    ask(desk, "open_customer", open).await
}

#[tokio::test]
async fn customers_and_open_follow_ups_go_and_what_was_said_keeps_its_name() {
    let desk = store().await;
    let marta = colleague(&desk, MARTA).await;
    assert_eq!(
        (&marta["customers"], &marta["followUps"], &marta["promises"]),
        (&json!(2), &json!(1), &json!(1))
    );
    let passed = ask(
        &desk,
        "pass_on_customers",
        json!({"from": MARTA, "to": BEN}),
    )
    .await;
    assert_eq!(
        (&passed["customers"], &passed["followUps"]),
        (&json!(2), &json!(1))
    );
    let page = roger(&desk).await;
    assert_eq!(page["owner"], "Ben");
    assert_eq!(
        page["ownerBefore"],
        json!({"name": "Marta", "until": "2026-05-12", "leftOn": "2026-05-11"})
    );
    assert_eq!(
        page["promises"][0]["madeBy"], "Marta",
        "her word stays hers"
    );
    assert_eq!(colleague(&desk, MARTA).await["customers"], 0);
    assert_eq!(colleague(&desk, BEN).await["followUps"], 1);
    let team = ask(&desk, "team", json!({})).await;
    assert_eq!(team["handovers"][0]["from"], "Marta");
}

#[tokio::test]
async fn it_can_be_taken_back_and_leaves_what_somebody_changed_since() {
    let desk = store().await;
    let passed = ask(
        &desk,
        "pass_on_customers",
        json!({"from": MARTA, "to": BEN}),
    )
    .await;
    // Dana is Priya's by now.
    let changed = desk
        .app
        .database()
        .unwrap()
        .write(|edit| edit.set("customer", DANA, json!({ "owner_id": desk.me })));
    changed.unwrap();
    let back = json!({ "handoverId": passed["id"] });
    let taken = ask(&desk, "take_back_handover", back.clone()).await;
    assert!(taken["takenBackAt"].is_string());
    let marta = colleague(&desk, MARTA).await;
    assert_eq!(
        (&marta["customers"], &marta["followUps"]),
        (&json!(1), &json!(1))
    );
    let page = roger(&desk).await;
    assert_eq!(
        (&page["owner"], &page["ownerBefore"]),
        (&json!("Marta"), &Value::Null)
    );
    let me: AssociateId = desk.me;
    assert_eq!(colleague(&desk, me.0).await["customers"], 1);
    ask(&desk, "take_back_handover", back).await;
    assert_eq!(
        colleague(&desk, MARTA).await["customers"],
        1,
        "a second time changes nothing"
    );
}

#[tokio::test]
async fn a_book_of_hundreds_comes_back_in_parts_so_that_others_may_write_between() {
    let desk = store().await;
    for n in 0..450_u128 {
        desk.from_server(
            "customer",
            Uuid::from_u128(0x1000 + n),
            json!({"given_name": format!("Customer {n}"), "store_id": desk.store, "owner_id": MARTA}),
        );
    }
    let over = json!({"from": MARTA, "to": BEN});
    let passed = ask(&desk, "pass_on_customers", over).await;
    let mut events = desk.app.events();
    let back = json!({ "handoverId": passed["id"] });
    ask(&desk, "take_back_handover", back).await;
    let mut parts = 0;
    while let Ok(event) = events.try_recv() {
        if let AppEvent::DataChanged { tables } = event {
            parts += u32::from(tables.contains(&"handover".to_owned()));
        }
    }
    assert_eq!(parts, 3, "453 rows, 200 at once");
    assert_eq!(colleague(&desk, MARTA).await["customers"], 452);
    assert_eq!(colleague(&desk, BEN).await["customers"], 0);
}

#[tokio::test]
async fn nobody_gets_customers_who_left_or_is_at_the_bench_and_only_a_manager_hands_over() {
    let desk = store().await;
    for (from, to) in [(BEN, MARTA), (MARTA, JONAS), (MARTA, MARTA), (MARTA, ROGER)] {
        let refused = desk
            .app
            .dispatch("pass_on_customers", json!({"from": from, "to": to}))
            .await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::Invalid, "{from} {to}");
    }
    let nothing = json!({"from": BEN, "to": desk.me});
    let nothing = desk.app.dispatch("pass_on_customers", nothing).await;
    assert_eq!(nothing.unwrap_err().code, ErrorCode::Invalid);
    let ben = Desk::of(Role::Associate).await;
    for (command, args) in [
        ("team", json!({})),
        ("pass_on_customers", json!({"from": MARTA, "to": BEN})),
        ("take_back_handover", json!({"handoverId": ROGER})),
        (
            "erase_customer",
            json!({"customerId": ROGER, "typedName": "Roger"}),
        ),
    ] {
        let refused = ben.app.dispatch(command, args).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotAllowed, "{command}");
    }
}

#[tokio::test]
async fn who_stands_in_the_book_twice_is_gone_under_either_name_and_from_the_repairs() {
    let desk = store().await;
    let again = Uuid::from_u128(0x3);
    desk.from_server(
        "customer",
        again,
        json!({"given_name": "Rodger", "family_name": "Whitaker", "store_id": desk.store}),
    );
    for (n, who) in [(0x31_u128, ROGER), (0x32, again), (0x33, DANA)] {
        desk.from_server(
            "repair",
            Uuid::from_u128(n),
            json!({"customer_id": who, "store_id": desk.store, "envelope": n.to_string(), "currency": "USD",
                   "description": "Ring", "promised_for": "2026-05-10",
                   "taken_in_at": "2026-05-01T15:00:00.000Z"}),
        );
    }
    desk.from_server(
        "follow_up",
        Uuid::from_u128(0x34),
        json!({"customer_id": again, "reason": "Call", "due_on": "2026-05-12", "assigned_to": desk.me,
               "created_at": "2026-04-01T10:00:00.000Z"}),
    );
    for (n, who, by) in [(0x35, ROGER, "2026-05-12"), (0x36, DANA, "2026-05-12")] {
        desk.from_server(
            "promise",
            Uuid::from_u128(n),
            json!({"customer_id": who, "words": "Strap", "made_by_id": MARTA, "made_on": "2026-05-01",
                   "due_on": by}),
        );
    }
    let merge = json!({ "stays": ROGER, "goes": again });
    ask(&desk, "merge_customers", merge).await;
    let erase = json!({"customerId": again, "typedName": "Roger Whitaker"});
    ask(&desk, "erase_customer", erase).await;
    for who in [ROGER, again] {
        let open = json!({ "customerId": who, "repairId": null });
        let gone = desk.app.dispatch("open_customer", open).await.unwrap_err();
        assert_eq!(gone.code, ErrorCode::NotFound);
    }
    let bench = ask(&desk, "list_repairs", json!({})).await["bench"].clone();
    let of: Vec<_> = bench.as_array().unwrap().iter().collect();
    assert_eq!(of.len(), 1, "{bench}");
    assert_eq!(of[0]["customerName"], "Dana Whitaker");
    let words = ask(&desk, "list_promises", json!({})).await.to_string();
    assert!(words.contains("Dana Whitaker"), "{words}");
    let today = ask(&desk, "today", json!({})).await.to_string();
    for list in [words, today] {
        assert!(!list.contains("\"customerName\":\"\""), "{list}");
    }
}

#[tokio::test]
async fn whoever_is_erased_has_to_be_named() {
    let desk = store().await;
    let erase = |name: &str| {
        let args = json!({"customerId": ROGER, "typedName": name});
        desk.app.dispatch("erase_customer", args)
    };
    assert_eq!(
        erase("Dana Whitaker").await.unwrap_err().code,
        ErrorCode::Invalid
    );
    erase(" roger  whitaker").await.unwrap();
    let open = json!({ "customerId": ROGER, "repairId": null });
    let gone = desk.app.dispatch("open_customer", open).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
    let follow_ups = ask(&desk, "today", json!({})).await["followUps"].clone();
    assert_eq!(follow_ups, json!([]), "and nothing of them is on the day");
}

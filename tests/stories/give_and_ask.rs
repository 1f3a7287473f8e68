//! Elena is asked how Lisbon was before anybody asks anything of her, and never too often.

use chrono::Duration;
use regard_app::database::reasons;
use regard_domain::ids::CustomerId;
use regard_server::demo::{self, scene::id};
use regard_server::new_row::NewRow;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

/// Elena's bracelet and watch were bought two years ago; four weeks ago she told of Lisbon.
fn elena() -> Vec<NewRow> {
    let piece = |name: &str, kind: &str, words: &str, on: &str| {
        vec![
            NewRow::new(
                "piece",
                id(name),
                json!({ "customer_id": id("elena"), "kind": kind, "description": words }),
            ),
            NewRow::new(
                "purchase",
                id(&format!("{name}-purchase")),
                json!({
                    "customer_id": id("elena"), "piece_id": id(name), "chosen_by_id": id("elena"),
                    "for_id": id("elena"), "worn_by_id": id("elena"), "sold_by_id": id("marta"),
                    "store_id": id("store"), "bought_on": on, "description": words, "quantity": 1,
                    "price": 240_000, "currency": "USD", "occasion": "50th birthday",
                }),
            ),
        ]
    };
    let mut rows = vec![
        NewRow::new(
            "customer",
            id("elena"),
            json!({
                "store_id": id("store"), "given_name": "Elena", "family_name": "Rossi", "language": "en",
                "owner_id": id("marta"), "created_at": "2024-04-01T12:00:00.000Z",
            }),
        ),
        NewRow::new(
            "fact",
            id("elena-lisbon"),
            json!({
                "customer_id": id("elena"), "kind": "trip", "words": "Lisbon with her sister", "tact": "say",
                "noted_at": "2026-04-10T15:00:00.000Z", "noted_by": id("marta"),
            }),
        ),
    ];
    rows.extend(piece(
        "bracelet",
        "bracelet",
        "Bracelet, gold links",
        "2024-05-20",
    ));
    rows.extend(piece(
        "necklace",
        "necklace",
        "Necklace, akoya pearls",
        "2024-05-25",
    ));
    rows
}

async fn today(device: &Device) -> Vec<Value> {
    let day: Value = device.call("reasons", json!({})).await;
    day["reasons"].as_array().unwrap().clone()
}

async fn page(device: &Device) -> Value {
    device
        .call(
            "open_customer",
            json!({ "customerId": id("elena"), "repairId": null }),
        )
        .await
}

async fn done(device: &Device, reason: &Value) -> Value {
    device
        .call(
            "answer_reason",
            json!({
                "customerId": reason["customerId"], "kind": reason["kind"], "aboutId": reason["aboutId"],
                "dueOn": reason["dueOn"], "decision": "done", "quietUntil": null,
            }),
        )
        .await
}

fn of_elena(reasons: &[Value]) -> Option<&Value> {
    reasons
        .iter()
        .find(|reason| reason["customerId"] == json!(id("elena")))
}

#[tokio::test(flavor = "multi_thread")]
async fn give_and_ask() {
    let store = Store::open().await;
    demo::write(store.server().state().database(), &elena()).unwrap();
    let (marta, ben) = (store.device("marta").await, store.device("ben").await);
    let priya = store.device("priya").await;
    let measure = json!({ "most": 1, "withinDays": 14 });
    priya
        .call::<Value>("set_touch_measure", measure.clone())
        .await;
    priya.in_step().await;
    for device in [&marta, &ben] {
        device
            .until("touch_measure", json!({}), |set: &Value| *set == measure)
            .await;
    }

    // Nothing to sell: Today says so first, without a network, though an appraisal is near.
    marta.go_offline();
    let day = today(&marta).await;
    let ask = of_elena(&day).expect("Elena");
    assert_eq!(ask["kind"], "ask_after");
    assert_eq!(ask["words"], "Lisbon with her sister");
    assert_eq!(ask["asks"], false);
    assert_eq!(
        ask["daysSinceContact"].as_u64(),
        Some(717),
        "since the necklace"
    );

    // Ben asks her, too, before he hears that Marta did. Both did, and it counts.
    ben.go_offline();
    let ask_too = page(&ben).await["reasons"][0].clone();
    let by_marta = done(&marta, ask).await;
    done(&ben, &ask_too).await;
    assert!(of_elena(&today(&marta).await).is_none(), "done stays away");
    for device in [&marta, &ben] {
        device.go_online();
        device.in_step().await;
    }
    let story = ben
        .until(
            "open_customer",
            json!({ "customerId": id("elena"), "repairId": null }),
            |story: &Value| story["onDeviceOnly"] == false,
        )
        .await;
    assert_eq!(story["reasons"], json!([]));
    // Marta takes hers back: it was the wrong Elena. Ben's stands.
    marta.call::<Value>("take_back_answer", by_marta).await;
    marta.in_step().await;
    assert!(page(&marta).await["reasons"].as_array().unwrap().is_empty());

    // A fortnight on the measure leaves room, and the appraisal may be asked: something was given.
    store.clock().put_forward(Duration::days(14));
    let may = page(&marta).await["reasons"].clone();
    assert_eq!(may[0]["kind"], "appraisal");
    assert_eq!(
        (&may[0]["asks"], &may[0]["touches"]),
        (&json!(true), &json!(0))
    );
    assert_eq!(may[0]["recall"]["occasion"], "50th birthday");
    assert_eq!(may[0]["recall"]["soldByMe"], true);
    done(&marta, &may[0]).await;
    marta.in_step().await;

    // The necklace is due as well. It is not asked, however long it waits, until something was given.
    store.clock().put_forward(Duration::days(20));
    let quiet = |story: &Value| story["reasons"] == json!([]);
    ben.until(
        "open_customer",
        json!({ "customerId": id("elena"), "repairId": null }),
        quiet,
    )
    .await;
    assert!(quiet(&page(&marta).await));
    let due_on = today_of(&marta).await;
    let follow_up: Value = marta
        .call(
            "add_follow_up",
            json!({ "customerId": id("elena"), "reason": "How is your sister?", "dueOn": due_on }),
        )
        .await;
    assert!(quiet(&page(&marta).await), "one thing at a time");
    let tick = json!({ "followUpId": follow_up["id"], "done": true });
    marta.call::<Value>("finish_follow_up", tick).await;
    marta.in_step().await;
    store.clock().put_forward(Duration::days(14));
    let may = page(&marta).await["reasons"].clone();
    assert_eq!(may.as_array().unwrap().len(), 1);
    assert_eq!(may[0]["recall"]["piece"], "Necklace, akoya pearls");

    // She asks to be forgotten: nobody is reminded of her, and no answer about her is left.
    store
        .server()
        .state()
        .database()
        .write(|edit| edit.erase("customer", id("elena")))
        .unwrap();
    for device in [&marta, &ben] {
        let typed = json!({ "typed": "elena", "limit": 5 });
        device
            .until("find_customers", typed, |found: &Value| {
                !found.to_string().contains("Rossi")
            })
            .await;
        assert!(of_elena(&today(device).await).is_none());
        let left = device
            .app()
            .database()
            .unwrap()
            .read(|conn| Ok(reasons::answers_of(conn, CustomerId(id("elena")))?.len()));
        assert_eq!(left.unwrap(), 0);
    }
}

async fn today_of(device: &Device) -> Value {
    device.call::<Value>("today", json!({})).await["day"].clone()
}

//! The scene the product exists for, from the bench to the customer's phone and back.

use regard_domain::message::MessageState;
use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

/// Mia takes Roger's watch in: a battery for forty dollars, and a cleaning.
pub async fn take_in(device: &Device) -> String {
    let repair: Value = device
        .call(
            "take_in_repair",
            json!({
                "customerId": id("roger"), "pieceId": id("seamaster"), "description": null, "pieceKind": null,
                "envelope": "20417", "customerWords": "It stopped on Tuesday.", "condition": "Light marks on the clasp",
                "lines": [
                    { "work": "battery", "description": "Battery", "price": 4000 },
                    { "work": "cleaning", "description": "Clean and test", "price": 0 },
                ],
                "promisedFor": "2026-05-14", "tellId": id("roger"), "tellBy": "sms", "consent": false,
                "droppedOffBy": null,
            }),
        )
        .await;
    assert_eq!(repair["price"]["quoted"], 4000);
    assert_eq!(
        repair["price"]["toPay"], 0,
        "the promise is honoured at take-in already"
    );
    assert_eq!(
        repair["price"]["because"][0]["words"],
        "Batteries free for life"
    );
    assert_eq!(repair["price"]["because"][0]["madeOn"], "2021-06-03");
    repair["id"].as_str().unwrap().to_owned()
}

/// Tells the customer with the words of the draft.
pub async fn tell(device: &Device, repair: &str) -> Value {
    let page: Value = device
        .call("open_repair", json!({ "repairId": repair }))
        .await;
    let (draft, way) = (&page["draft"], &page["draft"]["ways"][0]);
    device
        .call(
            "tell_customer",
            json!({
                "repairId": repair, "markReady": false, "channel": way["channel"], "address": way["address"],
                "body": draft["body"], "subject": null,
            }),
        )
        .await
}

fn message(page: &Value) -> &Value {
    &page["messages"][0]
}

fn state_is(state: MessageState) -> impl Fn(&Value) -> bool {
    move |page| message(page)["state"] == json!(state)
}

#[tokio::test(flavor = "multi_thread")]
async fn watch_is_ready() {
    let store = Store::open().await;
    let mut marta = store.device("marta").await;
    let jonas = store.device("jonas").await;

    // The bench takes the watch in, moves it along, marks it ready.
    let repair = take_in(&jonas).await;
    let moved = json!({ "repairId": repair, "step": "at_bench", "note": null, "bin": "14" });
    jonas.call::<Value>("move_repair", moved).await;
    let ready: Value = jonas
        .call(
            "mark_repair_ready",
            json!({ "repairId": repair, "bin": "14", "note": null }),
        )
        .await;
    assert_eq!(ready["price"]["toPay"], 0, "and at ready");

    // Marta's phone shows an alert that names no model; it opens Roger with the brief on top.
    let alert = marta.alert().await;
    assert_eq!(
        (alert.given_name.as_str(), alert.kind.as_str()),
        ("Roger", "repair_ready")
    );
    marta
        .app()
        .open_link(&format!(
            "regard://customer/{}?repair={repair}",
            id("roger")
        ))
        .expect("a good link");
    let opening: Value = marta.call("take_opening", json!({})).await;
    assert_eq!(opening["repairId"], json!(repair));

    marta.go_offline();
    let story: Value = marta.call("open_customer", opening).await;
    let brief = &story["brief"];
    assert_eq!(brief["toPay"]["toPay"], 0);
    assert_eq!(brief["toPay"]["because"][0]["madeBy"], "Marta");
    assert_eq!(brief["recall"]["chosenBy"]["name"], "Dana");
    assert_eq!(brief["recall"]["occasion"], "15th anniversary");
    assert_eq!(brief["recall"]["soldByMe"], true);
    assert_eq!(
        (&brief["ahead"]["ordinal"], &brief["ahead"]["month"]),
        (&json!(20), &json!(6))
    );
    assert_eq!(brief["ahead"]["confidence"], "likely");
    assert_eq!(brief["ahead"]["because"], "15th in 2021");
    let bought = story["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["kind"] == "purchase");
    assert_eq!(
        bought.unwrap()["boughtBy"]["name"],
        "Dana",
        "the receipt is Dana's, the page is Roger's"
    );
    marta.go_online();

    // One screen has the history above and the draft below. Taken back once, then sent.
    let page: Value = marta
        .call("open_repair", json!({ "repairId": repair }))
        .await;
    assert!(!page["history"].as_array().unwrap().is_empty());
    let words = page["draft"]["body"].as_str().unwrap();
    assert!(
        words.contains("Roger") && words.contains("watch"),
        "{words}"
    );
    assert!(
        !words.contains("Omega") && !words.contains("Seamaster"),
        "no model in a text: {words}"
    );

    let held = tell(&marta, &repair).await;
    assert_eq!(held["state"], "held");
    marta
        .call::<Value>("undo_message", json!({ "messageId": held["id"] }))
        .await;
    assert!(store.sent().is_empty());

    tell(&marta, &repair).await;
    store.clock().put_forward(chrono::Duration::seconds(11));
    let page = marta
        .until(
            "open_repair",
            json!({ "repairId": repair }),
            |page: &Value| {
                state_is(MessageState::Delivered)(page) || state_is(MessageState::Sent)(page)
            },
        )
        .await;
    assert_eq!(
        message(&page)["outboxOnly"],
        true,
        "the store has no provider yet, and says so"
    );
    let sent = store.sent();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(
        sent[0].contains(words) && sent[0].contains("+12125550159"),
        "{}",
        sent[0]
    );

    // Roger comes. Charging him would take a reason; handing over takes none.
    let charge =
        |reason: &str| json!({ "repairId": repair, "collectedBy": null, "chargeAnyway": reason });
    assert_eq!(
        marta
            .refused("hand_over_repair", charge(" "))
            .await
            .field
            .as_deref(),
        Some("chargeAnyway")
    );
    let done: Value = marta
        .call(
            "hand_over_repair",
            json!({ "repairId": repair, "collectedBy": null, "chargeAnyway": null }),
        )
        .await;
    assert_eq!(done["state"], "handed_over");

    // One line is open for what he said; it comes back on every device of the floor.
    let said = "Boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th";
    let jot = json!({
        "customerId": id("roger"), "repairId": repair, "kind": "visit", "words": said, "followUpOn": null,
    });
    marta.call::<Value>("jot", jot).await;
    let ben = store.device("ben").await;
    let open = json!({ "customerId": id("roger"), "repairId": null });
    ben.until("open_customer", open, |story: &Value| {
        story["brief"]["ask"]["words"] == said
    })
    .await;
    let promises: Vec<Value> = ben.call("list_promises", json!({})).await;
    let batteries = promises
        .iter()
        .find(|promise| promise["words"] == "Batteries free for life")
        .unwrap();
    assert_eq!(batteries["uses"][0]["kind"], "kept");
    assert_eq!(batteries["uses"][0]["amount"], 4000);

    // The bench saw the repair and the name, and nothing private.
    let story: Value = jonas
        .call(
            "open_customer",
            json!({ "customerId": id("roger"), "repairId": null }),
        )
        .await;
    let text = story.to_string();
    assert!(
        text.contains("Roger") && !text.contains("Lisbon") && !text.contains("+1212555"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_alert_and_the_brief_come_when_the_phone_is_back() {
    let store = Store::open().await;
    let mut marta = store.device("marta").await;
    let jonas = store.device("jonas").await;
    let repair = take_in(&jonas).await;
    jonas.in_step().await;
    marta.in_step().await;
    marta.go_offline();
    jonas
        .call::<Value>(
            "mark_repair_ready",
            json!({ "repairId": repair, "bin": null, "note": null }),
        )
        .await;
    jonas.in_step().await;
    assert_eq!(marta.alerts_so_far(), 0);

    marta.go_online();
    let alert = marta.alert().await;
    assert_eq!(
        alert.repair_id.map(|id| id.to_string()),
        Some(repair.clone())
    );
    let open = json!({ "customerId": id("roger"), "repairId": repair });
    let story: Value = marta.call("open_customer", open).await;
    assert_eq!(story["brief"]["repair"]["state"], "ready");

    // One alert for one readiness, also after a restart.
    let mut marta = marta.restart().await;
    marta.in_step().await;
    assert_eq!(marta.alerts_so_far(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn charging_anyway_takes_a_reason_and_both_are_kept() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    let repair = take_in(&marta).await;
    marta
        .call::<Value>(
            "mark_repair_ready",
            json!({ "repairId": repair, "bin": null, "note": null }),
        )
        .await;
    let reason = "He insists on paying for the new gasket";
    marta
        .call::<Value>(
            "hand_over_repair",
            json!({ "repairId": repair, "collectedBy": id("dana"), "chargeAnyway": reason }),
        )
        .await;
    marta.in_step().await;
    let ben = store.device("ben").await;
    let story: Value = ben
        .call(
            "open_customer",
            json!({ "customerId": id("roger"), "repairId": null }),
        )
        .await;
    let entries = story["entries"].as_array().unwrap();
    let done = entries
        .iter()
        .find(|entry| entry["kind"] == "repair")
        .unwrap();
    assert_eq!(
        (&done["charged"], &done["chargedAnyway"]),
        (&json!(4000), &json!(reason))
    );
}

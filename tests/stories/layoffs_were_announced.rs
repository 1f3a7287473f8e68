//! Layoffs were announced at Sam's plant. One line after the visit, and the store goes quiet with him
//! and with Rosa, on every device, until somebody has asked gently.

use chrono::Duration;
use regard_server::demo::{self, scene::id};
use regard_server::new_row::NewRow;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

const SAID: &str = "layoffs were announced at the plant";

/// Sam and Rosa; her ring is due for its half-year look, and he has a birthday in two weeks.
fn couple() -> Vec<NewRow> {
    let customer = |name: &str, given: &str| {
        NewRow::new(
            "customer",
            id(name),
            json!({
                "store_id": id("store"), "given_name": given, "family_name": "Novak", "language": "en",
                "owner_id": id("marta"), "created_at": "2025-10-01T12:00:00.000Z",
            }),
        )
    };
    vec![
        customer("sam", "Sam"),
        customer("rosa", "Rosa"),
        NewRow::new(
            "relation",
            id("sam-rosa"),
            json!({ "customer_id": id("sam"), "other_id": id("rosa"), "kind": "spouse" }),
        ),
        NewRow::new(
            "piece",
            id("rosas-ring"),
            json!({ "customer_id": id("rosa"), "kind": "ring", "description": "Ring, oval sapphire" }),
        ),
        NewRow::new(
            "purchase",
            id("rosas-ring-purchase"),
            json!({
                "customer_id": id("sam"), "piece_id": id("rosas-ring"), "chosen_by_id": id("sam"),
                "for_id": id("rosa"), "worn_by_id": id("rosa"), "sold_by_id": id("marta"),
                "store_id": id("store"), "bought_on": "2025-11-10", "description": "Ring, oval sapphire",
                "quantity": 1, "price": 310_000, "currency": "USD", "occasion": "10th anniversary",
            }),
        ),
        NewRow::new(
            "occasion",
            id("sams-birthday"),
            json!({
                "customer_id": id("sam"), "kind": "birthday", "on_date": "1980-05-26", "confidence": "sure",
            }),
        ),
    ]
}

fn open(customer: &str) -> Value {
    json!({ "customerId": id(customer), "repairId": null })
}

/// Whether anything cheerful of the two stands on Today or would be proposed.
async fn is_cheerful(device: &Device) -> bool {
    let today: Value = device.call("today", json!({})).await;
    let reasons: Value = device.call("reasons", json!({})).await;
    let of_them = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .any(|one| [json!(id("sam")), json!(id("rosa"))].contains(&one["customerId"]))
    };
    of_them(&today["occasions"]) || of_them(&reasons["reasons"])
}

#[tokio::test(flavor = "multi_thread")]
async fn layoffs_were_announced() {
    let store = Store::open().await;
    demo::write(store.server().state().database(), &couple()).unwrap();
    let (marta, ben) = (store.device("marta").await, store.device("ben").await);
    let before: Value = marta.call("open_customer", open("rosa")).await;
    assert_eq!(before["reasons"][0]["kind"], "ring_check");
    assert_eq!(before["reasons"][0]["recall"]["chosenBy"]["name"], "Sam");
    assert!(is_cheerful(&marta).await);

    // Sam was in. One line, with the chip that it is a hard time.
    marta.go_offline();
    let chips: Vec<Value> = marta
        .call(
            "understand_note",
            json!({ "customerId": id("sam"), "words": SAID }),
        )
        .await;
    assert!(
        chips.iter().any(|chip| chip["kind"] == "tread_gently"),
        "{chips:?}"
    );
    let ticked: Vec<&Value> = chips.iter().map(|chip| &chip["key"]).collect();
    marta
        .call::<Value>(
            "jot",
            json!({
                "customerId": id("sam"), "repairId": null, "kind": "visit", "words": SAID,
                "followUpOn": null, "ticked": ticked,
            }),
        )
        .await;
    assert!(!is_cheerful(&marta).await, "at once, without a network");
    marta.go_online();

    // On Ben's device, too; with Rosa, but without the reason.
    for customer in ["sam", "rosa"] {
        let story: Value = ben
            .until("open_customer", open(customer), |story: &Value| {
                !story["gentlyUntil"].is_null()
            })
            .await;
        assert_eq!(story["reasons"], json!([]), "{customer}");
        assert_eq!(story["brief"]["ahead"], json!(null), "{customer}");
        let strands: Value = ben
            .call("strands", json!({ "customerId": id(customer) }))
            .await;
        assert_eq!(strands["question"]["question"], "how_are_you", "{customer}");
        assert_eq!(story["brief"]["share"], json!(null), "{customer}");
    }
    let rosa: Value = ben.call("open_customer", open("rosa")).await;
    assert_eq!(rosa["gentlyWith"]["name"], "Sam");
    assert!(!rosa.to_string().contains("layoffs"), "it is his to tell");

    // Days before its end somebody asks. It has passed, and the ring may be looked at again.
    let sam: Value = marta.call("open_customer", open("sam")).await;
    let until: chrono::NaiveDate = serde_json::from_value(sam["gentlyUntil"].clone()).unwrap();
    let day: Value = marta.call("today", json!({})).await;
    let now: chrono::NaiveDate = serde_json::from_value(day["day"].clone()).unwrap();
    assert_eq!(day["gentleChecks"], json!([]), "not yet");
    let left = (until - now).num_days();
    assert!(left > 20, "{left}");
    store.clock().put_forward(Duration::days(left - 2));
    let asked: Value = marta.call("today", json!({})).await;
    assert_eq!(asked["gentleChecks"][0]["customerName"], "Sam Novak");
    assert!(!is_cheerful(&marta).await);
    marta
        .call::<Value>(
            "edit_customer",
            json!({
                "customerId": id("sam"), "givenName": null, "familyName": null, "nickname": null, "saidAs": null,
                "formerNames": null, "about": null, "memory": null, "gentlyUntil": "", "gentlyWhy": null,
                "language": null,
            }),
        )
        .await;
    marta.in_step().await;
    ben.until("open_customer", open("rosa"), |story: &Value| {
        story["gentlyUntil"].is_null()
    })
    .await;
    // Whatever of hers comes next comes up again: the ring in its season.
    store.clock().put_forward(Duration::days(184 - left));
    let again: Value = marta.call("open_customer", open("rosa")).await;
    assert_eq!(again["reasons"][0]["kind"], "ring_check");
}

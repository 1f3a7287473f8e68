//! Marta leaves: Priya hands her customers to Mia, and what Marta sold and promised stays hers. And Roger
//! asks to be forgotten.

use regard_app::ErrorCode;
use regard_domain::ids::AssociateId;
use regard_server::admin;
use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

async fn roger(device: &Device) -> Value {
    let open = json!({ "customerId": id("roger"), "repairId": null });
    device.call("open_customer", open).await
}

async fn owner_is(device: &Device, name: &str) {
    let open = json!({ "customerId": id("roger"), "repairId": null });
    device
        .until("open_customer", open, |page: &Value| page["owner"] == name)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn marta_leaves_and_roger_is_in_good_hands() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    let mia = store.device("mia").await;
    let priya = store.device("priya").await;
    let due = json!({ "customerId": id("roger"), "reason": "Ask how Lisbon went", "dueOn": "2026-05-12" });
    marta.call::<Value>("add_follow_up", due).await;
    marta.in_step().await;
    priya.in_step().await;

    // Offline, because the office has no reception.
    priya.go_offline();
    let team: Value = priya.call("team", json!({})).await;
    let hers = team["colleagues"].as_array().unwrap();
    let hers = hers.iter().find(|each| each["id"] == json!(id("marta")));
    let customers = hers.unwrap()["customers"].as_u64().unwrap();
    assert!(customers > 0);
    let pass = json!({ "from": id("marta"), "to": id("mia") });
    let passed: Value = priya.call("pass_on_customers", pass).await;
    assert_eq!(passed["customers"], json!(customers));
    assert_eq!(passed["followUps"], 1);
    priya.go_online();
    owner_is(&mia, "Mia").await;

    // Marta goes: her phone is out, and Mia is told the truth about what was before.
    let out = admin::leave(
        store.server().state().database(),
        AssociateId(id("marta")),
        Some("2026-05-12".parse().unwrap()),
    );
    assert_eq!(out.unwrap(), 1);
    let revoked = |state: &Value| state["phase"] == "revoked";
    marta.until("sync_now", json!({}), revoked).await;
    mia.in_step().await;
    let page = roger(&mia).await;
    assert_eq!(page["mine"], true);
    assert_eq!(
        page["ownerBefore"],
        json!({ "name": "Marta", "until": "2026-05-12", "leftOn": "2026-05-12" })
    );
    let recall = &page["brief"]["recall"];
    assert_eq!(
        (
            &recall["soldBy"],
            &recall["soldByMe"],
            &recall["sellerLeftOn"]
        ),
        (&json!("Marta"), &json!(false), &json!("2026-05-12"))
    );
    let promise = &page["promises"][0];
    assert_eq!(promise["madeBy"], "Marta");
    let today: Value = mia.call("today", json!({})).await;
    assert_eq!(today["followUps"][0]["reason"], "Ask how Lisbon went");

    // It was to be Ben after all: taken back, on every device.
    let back = json!({ "handoverId": passed["id"] });
    priya.call::<Value>("take_back_handover", back).await;
    owner_is(&mia, "Marta").await;
    assert_eq!(roger(&mia).await["ownerBefore"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn roger_asks_to_be_forgotten_and_no_device_knows_a_word_of_him() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    let priya = store.device("priya").await;
    let find = json!({ "typed": "whitaker roger", "limit": 5 });
    let found: Value = marta.call("find_customers", find.clone()).await;
    assert_eq!(found["rows"][0]["id"], json!(id("roger")));
    // Marta has opened him, has a note of him, and is begun with another.
    roger(&marta).await;
    let note = json!({
        "customerId": id("roger"), "repairId": null, "kind": "visit",
        "words": "Zanzibar for the twentieth", "followUpOn": null,
    });
    marta.call::<Value>("jot", note).await;
    marta.in_step().await;
    assert!(!marta.stands_in(id("roger"), &["anzibar"]).is_empty());

    let erase = json!({ "customerId": id("roger"), "typedName": "Roger Whitaker" });
    let refused = marta.refused("erase_customer", erase.clone()).await;
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    priya.in_step().await;
    priya.call::<Value>("erase_customer", erase).await;
    priya.in_step().await;
    for device in [&priya, &marta] {
        let gone = |found: &Value| {
            let rows = found["rows"].as_array().unwrap();
            rows.iter().all(|row| row["id"] != json!(id("roger")))
        };
        device.until("find_customers", find.clone(), gone).await;
        device.in_step().await;
        let zanzibar = json!({ "typed": "zanzibar", "limit": 5 });
        let nobody = |found: &Value| found["rows"] == json!([]);
        device.until("find_customers", zanzibar, nobody).await;
        let open = json!({ "customerId": id("roger"), "repairId": null });
        let refused = device.refused("open_customer", open).await;
        assert_eq!(refused.code, ErrorCode::NotFound);
        // In what Dana bought stands whom it was for: an id that leads nowhere any more.
        device
            .forgets(id("roger"), &["anzibar", "Roger"], &["purchase"])
            .await;
    }
}

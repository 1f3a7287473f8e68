//! A message goes out once, whoever asks for it and however often.

use regard_server::demo::scene::id;
use regard_tests::Store;
use serde_json::{Value, json};

use crate::watch_is_ready::{take_in, tell};

#[tokio::test(flavor = "multi_thread")]
async fn two_offline_devices_that_ask_for_the_same_message_make_one() {
    let store = Store::open().await;
    let (marta, ben) = (store.device("marta").await, store.device("ben").await);
    let repair = take_in(&marta).await;
    marta
        .call::<Value>(
            "mark_repair_ready",
            json!({ "repairId": repair, "bin": null, "note": null }),
        )
        .await;
    marta.in_step().await;
    ben.in_step().await;

    marta.go_offline();
    ben.go_offline();
    let (first, second) = (tell(&marta, &repair).await, tell(&ben, &repair).await);
    assert_eq!(
        first["id"], second["id"],
        "both ask for one and the same message"
    );
    store.clock().put_forward(chrono::Duration::seconds(11));
    for device in [&marta, &ben] {
        device
            .until(
                "open_repair",
                json!({ "repairId": repair }),
                |page: &Value| page["messages"][0]["state"] == "on_device",
            )
            .await;
    }
    marta.go_online();
    ben.go_online();
    for device in [&marta, &ben] {
        device
            .until(
                "open_repair",
                json!({ "repairId": repair }),
                |page: &Value| page["messages"][0]["sentAt"].is_string(),
            )
            .await;
        let page: Value = device
            .call("open_repair", json!({ "repairId": repair }))
            .await;
        assert_eq!(page["messages"].as_array().unwrap().len(), 1);
    }
    assert_eq!(store.sent().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_about_a_repair_that_was_collected_meanwhile_stays_home() {
    let store = Store::open().await;
    let (marta, ben) = (store.device("marta").await, store.device("ben").await);
    let repair = take_in(&marta).await;
    marta
        .call::<Value>(
            "mark_repair_ready",
            json!({ "repairId": repair, "bin": null, "note": null }),
        )
        .await;
    marta.in_step().await;
    ben.in_step().await;
    ben.go_offline();
    tell(&ben, &repair).await;
    store.clock().put_forward(chrono::Duration::seconds(11));
    ben.until(
        "open_repair",
        json!({ "repairId": repair }),
        |page: &Value| page["messages"][0]["state"] == "on_device",
    )
    .await;
    // Roger walks in and takes it along before Ben's phone is back.
    let hand_over = json!({ "repairId": repair, "collectedBy": null, "chargeAnyway": null });
    marta.call::<Value>("hand_over_repair", hand_over).await;
    marta.in_step().await;
    ben.go_online();
    let page = ben
        .until(
            "open_repair",
            json!({ "repairId": repair }),
            |page: &Value| page["messages"][0]["state"] == "cancelled",
        )
        .await;
    assert_eq!(page["messages"][0]["reason"], "not_ready_any_more");
    assert_eq!(store.sent(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_said_stop_gets_nothing() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    let repair = take_in(&marta).await;
    marta
        .call::<Value>(
            "mark_repair_ready",
            json!({ "repairId": repair, "bin": null, "note": null }),
        )
        .await;
    tell(&marta, &repair).await;
    // While the message is held, Roger calls and asks for no more texts.
    let stop = json!({
        "customerId": id("roger"), "address": "+12125550159", "channel": "sms", "purpose": "service",
        "given": false, "basis": "by telephone",
    });
    marta.call::<Value>("record_consent", stop).await;
    store.clock().put_forward(chrono::Duration::seconds(11));
    marta
        .until(
            "open_repair",
            json!({ "repairId": repair }),
            |page: &Value| page["messages"][0]["state"] == "opted_out",
        )
        .await;
    assert_eq!(store.sent(), Vec::<String>::new());
}

//! Two people write about the same customer at once, and no word is lost.

use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

async fn edit(device: &Device, fields: Value) {
    let mut args = json!({ "customerId": id("roger") });
    args.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    device.call::<Value>("edit_customer", args).await;
}

async fn story(device: &Device) -> Value {
    device
        .call(
            "open_customer",
            json!({ "customerId": id("roger"), "repairId": null }),
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_offline_devices_that_edit_one_customer_lose_no_word() {
    let store = Store::open().await;
    let (mia, ben) = (store.device("mia").await, store.device("ben").await);
    mia.go_offline();
    ben.go_offline();
    edit(
        &mia,
        json!({ "about": "Prefers mornings", "nickname": "Rog" }),
    )
    .await;
    edit(
        &ben,
        json!({ "about": "Allergic to nickel", "nickname": "Rodge", "saidAs": "RO-jer" }),
    )
    .await;
    for (device, words) in [(&mia, "Mia's note"), (&ben, "Ben's note")] {
        let jot = json!({
            "customerId": id("roger"), "repairId": null, "kind": "note", "words": words, "followUpOn": null,
        });
        device.call::<Value>("jot", jot).await;
        let phone = json!({
            "customerId": id("roger"), "channel": "sms",
            "typed": if words.starts_with("Mia") { "212 555 0171" } else { "212 555 0172" }, "label": null,
        });
        device.call::<Value>("add_address", phone).await;
    }
    mia.go_online();
    mia.in_step().await;
    ben.go_online();
    ben.in_step().await;
    mia.in_step().await;

    for device in [&mia, &ben] {
        let story = device
            .until(
                "open_customer",
                json!({ "customerId": id("roger"), "repairId": null }),
                |story: &Value| {
                    story["alsoEntered"]
                        .as_array()
                        .is_some_and(|kept| kept.len() == 1)
                },
            )
            .await;
        let text = story.to_string();
        for word in [
            "Prefers mornings",
            "Allergic to nickel",
            "Rog",
            "Rodge",
            "RO-jer",
            "Mia's note",
            "Ben's note",
        ] {
            assert!(text.contains(word), "{word} is lost: {text}");
        }
        assert!(text.contains("+12125550171") && text.contains("+12125550172"));
        let kept = &story["alsoEntered"][0];
        assert_eq!(kept["field"], "nickname");
        // What both wrote about him is one text now.
        let about = story["about"]["about"].as_str().unwrap();
        assert!(about.contains("Prefers mornings") && about.contains("Allergic to nickel"));
        assert_ne!(kept["shows"], kept["also"]);
    }

    // One tap settles it, for everybody.
    let kept = story(&ben).await["alsoEntered"][0].clone();
    let settle = json!({ "id": kept["id"], "useKept": true });
    ben.call::<Value>("settle_also_entered", settle).await;
    mia.until(
        "open_customer",
        json!({ "customerId": id("roger"), "repairId": null }),
        |story: &Value| story["nickname"] == kept["also"] && story["alsoEntered"] == json!([]),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_away_gets_everything_when_it_is_back() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    let store = store.restart().await;
    let jot = json!({
        "customerId": id("roger"), "repairId": null, "kind": "call", "words": "Called, all well", "followUpOn": null,
    });
    marta.call::<Value>("jot", jot).await;
    marta.in_step().await;
    let ben = store.device("ben").await;
    assert!(story(&ben).await.to_string().contains("Called, all well"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_app_loses_nothing_that_was_written() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    marta.go_offline();
    let jot = json!({
        "customerId": id("roger"), "repairId": null, "kind": "visit", "words": "Likes blue", "followUpOn": "2026-05-20",
    });
    marta.call::<Value>("jot", jot).await;
    let draft = json!({ "customerId": id("dana"), "words": "Half a sent" });
    marta.call::<Value>("keep_jot_draft", draft).await;
    let marta = marta.restart().await;
    let kept: Value = marta.call("jot_draft", json!({})).await;
    assert_eq!(kept["words"], "Half a sent");
    marta.go_online();
    marta.in_step().await;
    let ben = store.device("ben").await;
    assert!(story(&ben).await.to_string().contains("Likes blue"));
}

//! One person stands in the book twice: merged without a network, taken apart, and nothing is lost.

use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

async fn add(device: &Device, given: &str, phone: &str) -> Value {
    let customer = json!({ "givenName": given, "familyName": "Okafor", "phone": phone, "email": null,
        "consent": null, "language": null });
    let row: Value = device.call("add_customer", customer).await;
    row["id"].clone()
}

async fn open(device: &Device, customer: &Value) -> Value {
    let args = json!({ "customerId": customer, "repairId": null });
    device.call("open_customer", args).await
}

async fn jot(device: &Device, customer: &Value, words: &str) {
    let jot = json!({ "customerId": customer, "repairId": null, "kind": "note", "words": words,
        "followUpOn": null });
    device.call::<Value>("jot", jot).await;
}

async fn merge(device: &Device, goes: &Value, stays: &Value) -> Value {
    let args = json!({ "goes": goes, "stays": stays });
    device.call("merge_customers", args).await
}

async fn found(device: &Device, typed: &str) -> Vec<Value> {
    let args = json!({ "typed": typed, "limit": 20 });
    let found: Value = device.call("find_customers", args).await;
    found["rows"].as_array().unwrap().clone()
}

/// Everybody says and hears everything.
async fn in_step(devices: &[&Device]) {
    for _ in 0..2 {
        for device in devices {
            device.in_step().await;
        }
    }
}

fn has(story: &Value, words: &str) -> bool {
    story["entries"].to_string().contains(words)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_merge_the_same_two_offline_and_a_third_who_writes_lose_nothing() {
    let store = Store::open().await;
    let (mia, ben, marta) = (
        store.device("mia").await,
        store.device("ben").await,
        store.device("marta").await,
    );
    let everybody = [&mia, &ben, &marta];
    let (chidi, once_more) = (
        add(&mia, "Chidi", "212 555 0190").await,
        add(&ben, "Chidi", "212 555 0191").await,
    );
    in_step(&everybody).await;
    for device in everybody {
        device.go_offline();
    }
    // The app proposes the second one by itself, and shows what both have.
    let args = json!({ "customerId": chidi });
    let proposed: Value = mia.call("find_duplicates", args).await;
    assert_eq!(proposed[0]["id"], once_more);
    merge(&mia, &once_more, &chidi).await;
    merge(&ben, &chidi, &once_more).await;
    jot(&mia, &chidi, "Likes jade").await;
    jot(&ben, &once_more, "Twins in June").await;
    jot(&marta, &once_more, "Wants it engraved").await;
    assert_eq!(found(&mia, "okafor").await.len(), 1);
    for device in everybody {
        device.go_online();
    }
    in_step(&everybody).await;
    let shown = open(&mia, &chidi).await["id"].clone();
    for device in everybody {
        for link in [&chidi, &once_more] {
            let story = open(device, link).await;
            assert_eq!(story["id"], shown);
            for words in ["Likes jade", "Twins in June", "Wants it engraved"] {
                assert!(has(&story, words), "{words}");
            }
            assert_eq!(story["about"]["phones"].as_array().unwrap().len(), 2);
            assert_eq!(story["merged"].as_array().unwrap().len(), 1);
            assert_eq!(story["alsoEntered"], json!([]));
        }
        assert_eq!(found(device, "okafor").await.len(), 1);
    }

    // They are two cousins after all: Marta takes them apart, while Ben writes on.
    marta.go_offline();
    ben.go_offline();
    let alias = open(&marta, &chidi).await["merged"][0]["aliasId"].clone();
    let apart = json!({ "aliasId": alias });
    marta.call::<Value>("take_apart_customers", apart).await;
    jot(&ben, &once_more, "Said while they were one").await;
    marta.go_online();
    ben.go_online();
    in_step(&everybody).await;
    for device in everybody {
        let (first, second) = (open(device, &chidi).await, open(device, &once_more).await);
        assert_eq!((&first["id"], &second["id"]), (&chidi, &once_more));
        assert!(has(&first, "Likes jade") && !has(&first, "Wants it engraved"));
        for words in [
            "Twins in June",
            "Wants it engraved",
            "Said while they were one",
        ] {
            assert!(has(&second, words) && !has(&first, words), "{words}");
        }
        assert_eq!(
            (&first["merged"], &second["merged"]),
            (&json!([]), &json!([]))
        );
        assert_eq!(found(device, "okafor").await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merged_customer_is_merged_on_a_device_that_comes_later_and_after_the_app_was_closed() {
    let store = Store::open().await;
    let mia = store.device("mia").await;
    let once_more = add(&mia, "Roger", "212 555 0192").await;
    merge(&mia, &once_more, &json!(id("roger"))).await;
    mia.in_step().await;
    let mia = mia.restart().await;
    let ben = store.device("ben").await;
    for device in [&mia, &ben] {
        let story = open(device, &once_more).await;
        assert_eq!(story["id"], json!(id("roger")));
        assert_eq!(story["merged"][0]["recordId"], once_more);
        assert_eq!(story["merged"][0]["mergedBy"], "Mia");
    }
}

//! The band was promised before the wedding, and nobody remembered it until the wedding. Not here.

use chrono::Duration;
use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

/// Three months from the store's 12 May, with two weeks to make it and five days in hand: it has to be
/// ordered by 20 July.
const WEDDING: &str = "2026-08-08";
const LAST_SAFE_DAY: &str = "2026-07-20";

async fn promised(marta: &Device) -> String {
    let promise: Value = marta
        .call(
            "make_promise",
            json!({
                "customerId": id("roger"), "words": "Kit's band before the wedding", "pieceId": null,
                "covers": null, "until": null, "usesAllowed": 1, "dueOn": WEDDING,
                "kind": "before_event", "event": "the wedding", "leadDays": 14, "slackDays": 5,
            }),
        )
        .await;
    assert_eq!(promise["plan"]["lastSafeDay"], LAST_SAFE_DAY);
    promise["id"].as_str().unwrap().to_owned()
}

fn slip<'a>(today: &'a Value, promise: &str) -> Option<&'a Value> {
    today["mustNotSlip"]
        .as_array()
        .unwrap()
        .iter()
        .map(|slip| &slip["promise"])
        .find(|one| one["id"] == json!(promise))
}

async fn today(device: &Device) -> Value {
    device.call("today", json!({})).await
}

/// Waits until Today says what `wanted` wants of the promise.
async fn until_today(device: &Device, promise: &str, wanted: fn(Option<&Value>) -> bool) -> Value {
    device
        .until("today", json!({}), |today: &Value| {
            wanted(slip(today, promise))
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn band_before_the_wedding() {
    let store = Store::open().await;
    let (marta, ben) = (store.device("marta").await, store.device("ben").await);
    let promise = promised(&marta).await;
    marta.in_step().await;
    ben.until("list_promises", json!({}), |ledger: &Value| {
        ledger.to_string().contains("the wedding")
    })
    .await;
    for device in [&marta, &ben] {
        assert!(slip(&today(device).await, &promise).is_none(), "too early");
    }

    // 19 July: tomorrow is the last safe day, and Today says so, also without a network.
    store.clock().put_forward(Duration::days(68));
    ben.go_offline();
    let early = today(&ben).await;
    assert_eq!(slip(&early, &promise).unwrap()["plan"]["standing"], "soon");
    ben.go_online();

    // On the last safe day the one who gave her word hears of it, on a locked phone, too.
    store.clock().put_forward(Duration::days(1));
    let store = store.restart().await;
    let mut marta = marta.restart().await;
    let alert = marta.alert().await;
    assert_eq!(alert.kind, "promise_order_by");
    assert_eq!(alert.given_name, "Roger");
    let on_the_day = until_today(&marta, &promise, |slip| slip.is_some()).await;
    assert_eq!(
        slip(&on_the_day, &promise).unwrap()["plan"]["standing"],
        "order_now"
    );

    // Ben orders it; nobody is reminded of ordering any more, but of the wedding.
    ben.call::<Value>(
        "order_promise",
        json!({ "promiseId": promise, "ordered": true }),
    )
    .await;
    ben.in_step().await;
    until_today(&marta, &promise, |slip| slip.is_none()).await;
    store.clock().put_forward(Duration::days(16));
    let near = today(&marta).await;
    assert!(slip(&near, &promise).unwrap()["plan"]["orderedAt"].is_string());
    marta
        .call::<Value>(
            "keep_promise",
            json!({ "promiseId": promise, "kept": true }),
        )
        .await;
    marta.in_step().await;
    let ledger: Value = ben
        .until("list_promises", json!({}), |ledger: &Value| {
            ledger
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["id"] == json!(promise) && one["uses"][0]["kind"] == json!("kept"))
        })
        .await;
    assert!(ledger.to_string().contains("Marta"), "and it is known who");
}

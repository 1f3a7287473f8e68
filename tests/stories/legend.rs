//! "What legendary stories are people sharing about you?" One small gesture is told, and others repeat it.

use chrono::Duration;
use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

const RING: &str = "He wanted to ask her that evening, and the ring was ready at closing time. Mia drove it to the hotel.";

async fn tell(device: &Device, words: &str) -> Value {
    let told = json!({ "legendId": null, "words": words, "doneBy": "Mia" });
    device.call("keep_legend", told).await
}

/// Waits until the book on a device has as many stories.
async fn book(device: &Device, count: usize) -> Value {
    device
        .until("list_legends", json!({}), |book: &Value| {
            book.as_array().unwrap().len() == count
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn legend() {
    let store = Store::open().await;
    let (marta, ben) = (store.device("marta").await, store.device("ben").await);
    let jonas = store.device("jonas").await;

    // Marta saw what Mia did, and tells it in the basement, where there is no network.
    marta.go_offline();
    let named = json!({ "legendId": null, "doneBy": "Mia",
        "words": "Roger Whitaker wanted to ask her that evening." });
    let refused = marta.refused("keep_legend", named).await;
    assert_eq!(
        refused.field.as_deref(),
        Some("words"),
        "no customer is named"
    );
    let told = tell(&marta, RING).await;
    marta.go_online();

    // Ben reads it on the floor, Jonas at the bench, and it is the story of the day on Today.
    for device in [&ben, &jonas] {
        let book = book(device, 1).await;
        assert_eq!(book[0]["words"], RING);
        assert_eq!(
            (&book[0]["doneBy"], &book[0]["toldBy"]),
            (&json!("Mia"), &json!("Marta"))
        );
        assert_eq!(book[0]["mayChange"], false);
        let today: Value = device.call("today", json!({})).await;
        assert_eq!(today["legend"]["words"], RING);
    }

    // Ben did the same a week later: the book grows, and each day has another story.
    store.clock().put_forward(Duration::days(7));
    tell(
        &ben,
        "The same for a bracelet that had to be on a train at six.",
    )
    .await;
    ben.in_step().await;
    book(&marta, 2).await;
    let of_the_day = async || -> Value {
        let today: Value = marta.call("today", json!({})).await;
        today["legend"]["words"].clone()
    };
    let first = of_the_day().await;
    store.clock().put_forward(Duration::days(1));
    assert_ne!(first, of_the_day().await);

    // Ben can't take Marta's story out; she can, and puts it in again.
    let out = |out: bool| json!({ "legendId": told["id"], "out": out });
    ben.refused("take_out_legend", out(true)).await;
    marta.call::<Value>("take_out_legend", out(true)).await;
    book(&ben, 1).await;
    marta.call::<Value>("take_out_legend", out(false)).await;
    book(&ben, 2).await;

    // The bench has one to tell, too.
    tell(
        &jonas,
        "The watchmaker wound her father's clock once more before he closed the case.",
    )
    .await;
    jonas.in_step().await;
    book(&ben, 3).await;

    // A customer asks to be forgotten: the book, which names nobody, stays; and a new device has it.
    store
        .server()
        .state()
        .database()
        .write(|edit| edit.erase("customer", id("roger")))
        .unwrap();
    let mia = store.device("mia").await;
    book(&mia, 3).await;
}

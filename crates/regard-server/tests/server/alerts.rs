//! When a repair becomes ready, those who know the customer hear of it, once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use crate::store::{Device, Store, id};

fn alerted(store: &Store) -> Vec<Uuid> {
    let mut who: Vec<Uuid> = store
        .rows("alert")
        .iter()
        .map(|alert| alert.id_in("associate_id").unwrap())
        .collect();
    who.sort();
    who
}

/// Dana bought the watch from Marta for Roger; Roger is Ines's customer; Ben took it in.
fn watch_at_the_bench(store: &Store) {
    store.put(
        "associate",
        "Lena",
        json!({ "given_name": "Lena", "role": "associate",
        "store_id": id("Main Street"), "left_on": "2023-01-31" }),
    );
    store.put("customer", "Roger", json!({ "owner_id": id("Ines") }));
    store.put(
        "piece",
        "watch",
        json!({ "customer_id": id("Roger"), "kind": "watch",
        "description": "Seamaster" }),
    );
    for (purchase, seller) in [("in 2021", "Marta"), ("traded before", "Lena")] {
        store.put(
            "purchase",
            purchase,
            json!({ "customer_id": id("Dana"), "piece_id": id("watch"),
            "sold_by_id": id(seller), "store_id": id("Main Street"), "bought_on": "2021-06-03",
            "description": "Seamaster", "quantity": 1, "price": 520000, "currency": "USD" }),
        );
    }
    store.put(
        "repair",
        "repair",
        json!({ "customer_id": id("Roger"), "piece_id": id("watch"),
        "store_id": id("Main Street"), "envelope": "4711", "description": "Seamaster",
        "currency": "USD", "taken_in_by": id("Ben"), "taken_in_at": "2026-05-12T14:00:00.000Z" }),
    );
}

async fn step(device: &mut Device, name: &str, kind: &str, by: &str) {
    device.clock.forward(TimeDelta::minutes(1));
    let at = regard_domain::clock::Clock::now(&*device.clock);
    let step = device.add(
        "repair_step",
        id(name),
        json!({ "repair_id": id("repair"), "customer_id": id("Roger"), "kind": kind, "at": at,
            "by_id": id(by) }),
    );
    device.say(vec![step]).await;
}

#[tokio::test]
async fn seller_owner_and_who_took_it_in_hear_of_it_once() {
    let store = Store::open();
    watch_at_the_bench(&store);
    let (mut theo, mut marta) = (store.device("Theo").await, store.device("Marta").await);
    step(&mut theo, "1", "taken_in", "Ben").await;
    step(&mut theo, "2", "at_bench", "Theo").await;
    assert!(alerted(&store).is_empty());
    step(&mut theo, "3", "ready", "Theo").await;
    let expected: BTreeSet<Uuid> = ["Marta", "Ines", "Ben"].map(id).into();
    assert_eq!(
        alerted(&store),
        expected.iter().copied().collect::<Vec<_>>()
    );
    // Tapped again, and told: the same occasion.
    step(&mut marta, "4", "ready", "Marta").await;
    step(&mut marta, "5", "told", "Marta").await;
    assert_eq!(alerted(&store).len(), 3);
    // Back to the bench and ready again: a new one.
    step(&mut theo, "6", "at_bench", "Theo").await;
    step(&mut theo, "7", "ready", "Theo").await;
    assert_eq!(alerted(&store).len(), 6);

    marta.catch_up(100).await;
    let own: Vec<_> = marta
        .held
        .iter()
        .filter(|((table, _), _)| table == "alert")
        .collect();
    assert_eq!(own.len(), 2, "only her own");
    let ((_, alert), fields) = own[0];
    assert_eq!(fields["kind"].value, json!("repair_ready"));
    assert_eq!(fields["customer_id"].value, json!(id("Roger")));
    assert_eq!(fields["repair_id"].value, json!(id("repair")));
    let alert = *alert;
    let seen = marta.set(
        "alert",
        alert,
        json!({ "seen_at": "2026-05-12T14:30:00.000Z" }),
    );
    marta.say(vec![seen]).await;
    assert!(
        store
            .row("alert", alert)
            .unwrap()
            .value("seen_at")
            .is_some()
    );
}

#[tokio::test]
async fn who_made_it_ready_knows_already() {
    let store = Store::open();
    watch_at_the_bench(&store);
    let mut ben = store.device("Ben").await;
    step(&mut ben, "1", "ready", "Ben").await;
    let expected: BTreeSet<Uuid> = ["Marta", "Ines"].map(id).into();
    assert_eq!(alerted(&store), expected.into_iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn who_looks_after_either_record_of_a_person_hears_of_it() {
    let store = Store::open();
    watch_at_the_bench(&store);
    store.put("customer", "Dana", json!({ "owner_id": id("Marta") }));
    store.put("purchase", "in 2021", json!({ "sold_by_id": id("Lena") }));
    let (roger, dana) = (id("Roger"), id("Dana"));
    let (customer, other) = (roger.min(dana), roger.max(dana));
    store.put(
        "customer_alias",
        "one person",
        json!({ "customer_id": customer, "other_id": other, "stays_id": dana,
        "merged_at": "2026-05-12T14:00:00.000Z" }),
    );
    let mut theo = store.device("Theo").await;
    step(&mut theo, "1", "ready", "Theo").await;
    let expected: BTreeSet<Uuid> = ["Marta", "Ines", "Ben"].map(id).into();
    assert_eq!(alerted(&store), expected.into_iter().collect::<Vec<_>>());
}

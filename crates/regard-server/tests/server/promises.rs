//! Alerts about someone's word: the last safe day to order, and a last use that was used twice.

use chrono::TimeDelta;
use regard_server::alerts::promises::look;
use serde_json::json;
use uuid::Uuid;

use crate::store::{Device, Store, id};

fn alerted(store: &Store, kind: &str) -> Vec<Uuid> {
    let mut who: Vec<Uuid> = store
        .rows("alert")
        .iter()
        .filter(|alert| alert.text("kind") == Some(kind))
        .map(|alert| alert.id_in("associate_id").unwrap())
        .collect();
    who.sort();
    who
}

/// Marta promised Roger's band for 20 June; it takes nine days to come and three are kept in hand.
fn band_for_the_wedding(store: &Store, needed_by: &str) {
    store.put("customer", "Roger", json!({ "owner_id": id("Ines") }));
    store.put(
        "promise",
        "band",
        json!({ "customer_id": id("Roger"), "words": "the band before the wedding",
        "kind": "before_event", "made_by_id": id("Marta"), "made_on": "2026-05-01",
        "due_on": needed_by, "lead_days": 9, "slack_days": 3 }),
    );
}

fn looked(store: &Store) -> u32 {
    look(store.database()).unwrap()
}

#[test]
fn who_gave_their_word_is_told_on_the_last_safe_day_once() {
    let store = Store::open();
    // It is 12 May there: ordered by 13 May it is there on 25 May with three days in hand.
    band_for_the_wedding(&store, "2026-05-25");
    assert_eq!(looked(&store), 0, "tomorrow is the day");
    store.clock.forward(TimeDelta::days(1));
    assert_eq!(looked(&store), 1);
    assert_eq!(alerted(&store, "promise_order_by"), [id("Marta")]);
    store.clock.forward(TimeDelta::days(1));
    assert_eq!(looked(&store), 0, "she was told");

    // The wedding moves: the new day is told of, too.
    store.clock.forward(TimeDelta::days(1));
    band_for_the_wedding(&store, "2026-05-27");
    assert_eq!(looked(&store), 1);
    assert_eq!(alerted(&store, "promise_order_by").len(), 2);
}

#[test]
fn nobody_is_told_at_night_nor_of_what_is_ordered_kept_or_ended() {
    for done in ["ordered_at", "kept_at", "ended_at"] {
        let store = Store::open();
        band_for_the_wedding(&store, "2026-05-24");
        store.put(
            "promise",
            "band",
            json!({ done: "2026-05-11T15:00:00.000Z" }),
        );
        assert_eq!(looked(&store), 0, "{done}");
    }
    let store = Store::open();
    store.put(
        "store",
        "Main Street",
        json!({ "time_zone": "America/New_York" }),
    );
    band_for_the_wedding(&store, "2026-05-25");
    // From 10 in the morning of the 12th to 2 in the night of the 13th.
    store.clock.forward(TimeDelta::hours(16));
    assert_eq!(looked(&store), 0, "it is night");
    store.clock.forward(TimeDelta::hours(7));
    assert_eq!(looked(&store), 1);
}

#[test]
fn where_who_gave_their_word_has_left_the_owner_is_told() {
    let store = Store::open();
    band_for_the_wedding(&store, "2026-05-24");
    store.put("associate", "Marta", json!({ "left_on": "2026-05-10" }));
    assert_eq!(looked(&store), 1);
    assert_eq!(alerted(&store, "promise_order_by"), [id("Ines")]);
}

async fn resized_by(device: &mut Device, who: &str) {
    let at = regard_domain::clock::Clock::now(&*device.clock);
    let used = device.add(
        "promise_use",
        id(&format!("used by {who}")),
        json!({ "promise_id": id("resize"), "customer_id": id("Roger"), "kind": "kept",
            "amount": 6000, "at": at, "by_id": id(who) }),
    );
    device.say(vec![used]).await;
}

#[tokio::test]
async fn a_use_of_a_promise_that_cannot_be_read_is_written_down_all_the_same() {
    let store = Store::open();
    store.put(
        "promise",
        "resize",
        json!({ "customer_id": id("Roger"), "words": "one free resize", "kind": "times",
        "covers": "resize", "uses_allowed": 1, "lead_days": -1, "made_by_id": id("Ines"),
        "made_on": "2026-05-01" }),
    );
    for who in ["Marta", "Ben"] {
        let mut device = store.device(who).await;
        resized_by(&mut device, who).await;
    }
    assert_eq!(store.rows("promise_use").len(), 2);
}

#[tokio::test]
async fn both_who_used_the_last_one_are_told() {
    let store = Store::open();
    store.put("customer", "Roger", json!({ "owner_id": id("Ines") }));
    store.put(
        "promise",
        "resize",
        json!({ "customer_id": id("Roger"), "words": "one free resize", "kind": "times",
        "covers": "resize", "uses_allowed": 1, "made_by_id": id("Ines"), "made_on": "2026-05-01" }),
    );
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    resized_by(&mut marta, "Marta").await;
    assert!(alerted(&store, "promise_used_twice").is_empty());
    resized_by(&mut ben, "Ben").await;
    let mut both = [id("Marta"), id("Ben")];
    both.sort();
    assert_eq!(alerted(&store, "promise_used_twice"), both);
    // Both uses stand.
    assert_eq!(store.rows("promise_use").len(), 2);
}

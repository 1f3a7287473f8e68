//! Many messages at once: after an outage, at nine in the morning, and at the pace of one sender.

use std::collections::BTreeMap;

use regard_domain::message::{MessageState, StateReason};
use regard_server::database::moment;
use regard_server::delivery::Dispatcher;
use regard_server::delivery::config::{DeliveryConfig, QuietHoursConfig, SmsConfig};
use serde_json::json;
use uuid::Uuid;

use crate::store::{ROGER, ROGERS_NUMBER, STORE, Store, at_once};
use crate::twilio_peer::TwilioPeer;

const SECOND_STORE: Uuid = Uuid::from_u128(71);

fn second_store(store: &Store) {
    store.put(
        "store",
        SECOND_STORE,
        json!({
            "name": "Harbor, Mall", "time_zone": "America/New_York", "currency": "USD",
            "country": "US",
        }),
    );
}

#[tokio::test]
async fn after_an_outage_the_small_store_need_not_wait_for_the_large_one() {
    let peer = TwilioPeer::start().await;
    let store = Store::with(
        &peer,
        DeliveryConfig {
            texts_per_second: Some(8.0),
            ..at_once()
        },
    );
    second_store(&store);
    let (one, number) = store.furnish_customer(STORE, 1);
    for text in 0..40 {
        store.clock.pass(1);
        store.asks_for(one, &number, text);
    }
    let (other, other_number) = store.furnish_customer(SECOND_STORE, 2);
    for text in 40..44 {
        store.clock.pass(1);
        store.asks_for(other, &other_number, text);
    }
    store.runs().await;
    let first: Vec<String> = peer.taken().into_iter().map(|taken| taken.to).collect();
    assert_eq!(first.len(), 8, "its pace");
    let of_other = first.iter().filter(|to| **to == other_number).count();
    assert_eq!(of_other, 4, "the second store has its turns");
    for _ in 0..5 {
        store.after(1).await;
    }
    assert_eq!(peer.taken().len(), 44);
    // In its own queue each text kept its place, up to those that left side by side.
    let order: Vec<u32> = peer
        .taken()
        .iter()
        .filter(|taken| taken.to == number)
        .map(|taken| {
            taken
                .body
                .trim_start_matches("Text number ")
                .trim_end_matches('.')
                .parse()
                .unwrap()
        })
        .collect();
    for (place, text) in order.iter().enumerate() {
        assert!(
            place.abs_diff(usize::try_from(*text).unwrap()) < 8,
            "{order:?}"
        );
    }
}

#[tokio::test]
async fn one_sender_keeps_its_pace_whatever_waits() {
    let peer = TwilioPeer::start().await;
    let config = || DeliveryConfig {
        sms: SmsConfig::Twilio(Box::new(peer.config(None))),
        texts_per_second: Some(1.0),
        ..at_once()
    };
    let store = Store::open(config());
    for text in 0..10 {
        store.asks_for(ROGER, ROGERS_NUMBER, text);
    }
    let other = Dispatcher::new(store.database.clone(), store.clock.clone(), &config()).unwrap();
    store.runs().await;
    other.run_once().await.unwrap();
    for second in 1..10 {
        assert_eq!(peer.taken().len(), second, "both servers share one sender");
        store.after(1).await;
    }
    assert_eq!(peer.taken().len(), 10);
}

#[tokio::test]
async fn what_waited_too_long_in_the_queue_is_given_back_and_not_sent() {
    let peer = TwilioPeer::start().await;
    let store = Store::with(&peer, at_once());
    peer.revoke_the_key(true);
    let old = store.asks_for(ROGER, ROGERS_NUMBER, 1);
    store.runs().await;
    store.clock.pass(23 * 3600);
    let young = store.asks_for(ROGER, ROGERS_NUMBER, 2);
    peer.revoke_the_key(false);
    store.clock.pass(2 * 3600);
    store.runs().await;
    store.after(1).await;
    assert_eq!(
        store.state_of(old),
        (MessageState::NotDelivered, Some(StateReason::TooLate))
    );
    assert_eq!(store.state_of(young).0, MessageState::Sent);
    assert_eq!(peer.only().body, "Text number 2.");
}

/// Texts for the night of many customers leave over the first minutes after nine, the first at nine,
/// and each at the moment that the devices show.
#[tokio::test]
async fn no_stampede_at_nine() {
    const TEXTS: u32 = 300;
    let peer = TwilioPeer::start().await;
    let store = Store::with(
        &peer,
        DeliveryConfig {
            quiet_hours: QuietHoursConfig {
                spread_minutes: Some(1),
                ..QuietHoursConfig::default()
            },
            ..at_once()
        },
    );
    store.clock.set("2026-11-21T03:00:00Z");
    let mut messages = Vec::new();
    for number in 0..TEXTS {
        messages.push(store.asks_for(ROGER, ROGERS_NUMBER, number));
    }
    store.runs().await;
    assert_eq!(peer.posts(), 0);
    let mut planned = BTreeMap::new();
    for message in &messages {
        let row = store.row("message", message.0);
        planned.insert(*message, row.text("waits_until").unwrap().to_owned());
    }
    let first = planned.values().min().unwrap();
    assert!(first.as_str() < "2026-11-21T14:00:01", "{first}");
    assert!(
        planned
            .values()
            .all(|at| at.as_str() < "2026-11-21T14:01:00")
    );
    store.clock.set("2026-11-21T13:59:59Z");
    let mut before = 0;
    for _ in 0..=60 {
        store.after(1).await;
        let now = peer.taken().len();
        assert!(now - before <= 40, "{} in one second", now - before);
        before = now;
    }
    assert_eq!(peer.taken().len(), usize::try_from(TEXTS).unwrap());
    for (message, at) in planned {
        let row = store.row("message", message.0);
        assert!(row.text("sent_at").unwrap() >= at.as_str());
    }
}

#[tokio::test]
async fn on_a_holiday_nobody_is_written_to_and_if_that_is_too_long_a_person_decides() {
    let peer = TwilioPeer::start().await;
    let store = Store::with(
        &peer,
        DeliveryConfig {
            quiet_hours: QuietHoursConfig {
                holidays: vec!["2026-11-26".into()],
                ..QuietHoursConfig::default()
            },
            ..at_once()
        },
    );
    // Thanksgiving, ten in the morning: it would be Friday at nine, within a day.
    store.clock.set("2026-11-26T15:00:00Z");
    let morning = store.asks_for(ROGER, ROGERS_NUMBER, 1);
    store.runs().await;
    assert_eq!(
        store.row("message", morning.0).text("waits_until"),
        Some("2026-11-27T14:00:00.000Z")
    );
    // Asked for at eight in the evening before, that is more than a day.
    store.clock.set("2026-11-26T01:30:00Z");
    let evening = store.asks_for(ROGER, ROGERS_NUMBER, 2);
    store.runs().await;
    assert_eq!(
        store.state_of(evening),
        (MessageState::NeedsAttention, Some(StateReason::QuietHours))
    );
    assert_eq!(peer.posts(), 0);
    assert_eq!(store.alerts().len(), 1);
}

#[tokio::test]
async fn a_number_from_california_an_address_in_new_york_and_a_number_of_nowhere() {
    let peer = TwilioPeer::start().await;
    let store = Store::with(&peer, at_once());
    let at = moment(store.now());
    for address in ["+14155550123", "+18505550123", "+15005550123"] {
        store.put(
            "consent",
            Uuid::now_v7(),
            json!({
                "customer_id": ROGER, "address": address, "channel": "sms", "purpose": "service",
                "given": true, "basis": "at the counter", "said_at": at,
            }),
        );
    }
    store.put("customer", ROGER, json!({ "region": "NY" }));
    // Half past nine in New York.
    store.clock.set("2026-11-20T14:30:00Z");
    let californian = store.asks_for(ROGER, "+14155550123", 1);
    let two_zones = store.asks_for(ROGER, "+18505550123", 2);
    let new_area = store.asks_for(ROGER, "+15005550123", 3);
    store.runs().await;
    let until = |message: regard_domain::ids::MessageId| {
        let row = store.row("message", message.0);
        row.text("waits_until").map(str::to_owned)
    };
    assert_eq!(
        until(californian).as_deref(),
        Some("2026-11-20T17:00:00.000Z")
    );
    assert_eq!(
        until(two_zones).as_deref(),
        Some("2026-11-20T15:00:00.000Z")
    );
    assert!(until(new_area).is_some_and(|at| at.starts_with("2026-11-20T17:00:00")));
    assert_eq!(peer.posts(), 0);
}

#[tokio::test]
async fn a_texan_number_or_address_sleeps_in_on_sunday() {
    let peer = TwilioPeer::start().await;
    let store = Store::with(&peer, at_once());
    let at = moment(store.now());
    store.put(
        "consent",
        Uuid::now_v7(),
        json!({
            "customer_id": ROGER, "address": "+15125550123", "channel": "sms",
            "purpose": "service", "given": true, "basis": "at the counter", "said_at": at,
        }),
    );
    // Sunday, 11:59:59 in Austin.
    store.clock.set("2026-11-22T17:59:59Z");
    store.asks_for(ROGER, "+15125550123", 1);
    store.runs().await;
    assert_eq!(peer.posts(), 0);
    store.after(1).await;
    peer.only();
}

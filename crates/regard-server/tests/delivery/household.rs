//! Two pieces of one household that are ready together make one message.

use regard_domain::ids::{MessageId, OccurrenceId, RepairId};
use regard_domain::message::{MessageState, StateReason, intent_id};
use regard_domain::words::Purpose;
use regard_server::database::moment;
use regard_server::delivery::config::{DeliveryConfig, SmsConfig};
use serde_json::json;
use uuid::Uuid;

use crate::store::{MARTA, ROGER, ROGERS_NUMBER, STORE, Store};
use crate::twilio_peer::{Mood, TwilioPeer};

const RING: RepairId = RepairId(Uuid::from_u128(44));
const RINGS_WORDS: &str = "Harbor Jewelers: your ring is ready. Reply STOP to opt out.";
const BOTH: &str =
    "Harbor Jewelers: your watch is ready. Your ring is ready. Reply STOP to opt out.";

fn ring_is_ready(store: &Store) {
    let at = moment(store.now());
    store.put(
        "repair",
        RING.0,
        json!({
            "customer_id": ROGER, "store_id": STORE, "envelope": "4712", "description": "Ring",
            "currency": "USD", "taken_in_at": at,
        }),
    );
    for kind in ["taken_in", "ready"] {
        store.clock.pass(1);
        store.put(
            "repair_step",
            Uuid::now_v7(),
            json!({
                "repair_id": RING, "customer_id": ROGER, "kind": kind, "at": moment(store.now()),
            }),
        );
    }
}

fn asks_for_ring(store: &Store) -> MessageId {
    let occurrence = OccurrenceId::of(RING, 1);
    let id = intent_id(RING, occurrence, Purpose::Service, 0);
    store.ask_as(
        id,
        json!({
            "customer_id": ROGER, "repair_id": RING, "occurrence_id": occurrence, "resend": 0,
            "purpose": "service", "channel": "sms", "address": ROGERS_NUMBER,
            "body": RINGS_WORDS, "language": "en", "asked_at": moment(store.now()),
            "asked_by": MARTA,
        }),
    );
    id
}

/// The store as it is when nobody set anything up but Twilio.
async fn holding(peer: &TwilioPeer) -> Store {
    let store = Store::open(DeliveryConfig {
        sms: SmsConfig::Twilio(Box::new(peer.config(None))),
        ..DeliveryConfig::default()
    });
    store.tell_the_time(peer);
    ring_is_ready(&store);
    store
}

#[tokio::test]
async fn watch_and_ring_asked_for_one_after_the_other_are_one_text() {
    let peer = TwilioPeer::start().await;
    let store = holding(&peer).await;
    let watch = store.asks();
    store.after(15).await;
    let ring = asks_for_ring(&store);
    store.after(5).await;
    assert_eq!(peer.posts(), 0, "the ring can still be taken back");
    store.after(15).await;
    assert_eq!(peer.only().body, BOTH);
    for message in [watch, ring] {
        assert_eq!(store.state_of(message), (MessageState::Sent, None));
    }
    store.after(3600).await;
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn what_waits_for_the_morning_anyway_is_one_text_however_far_apart() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    ring_is_ready(&store);
    // Half past eight in the evening, and an hour later.
    store.after(10 * 3_600 + 1_800).await;
    let watch = store.asks();
    store.after(3_600).await;
    let ring = asks_for_ring(&store);
    store.runs().await;
    assert_eq!(peer.posts(), 0);
    store.after(12 * 3_600).await;
    assert_eq!(peer.only().body, BOTH);
    for message in [watch, ring] {
        assert_eq!(store.state_of(message), (MessageState::Sent, None));
    }
}

#[tokio::test]
async fn both_stand_where_the_one_text_stands() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    ring_is_ready(&store);
    let (watch, ring) = (store.asks(), asks_for_ring(&store));
    peer.will([Mood::TakeThenFail]);
    store.runs().await;
    for message in [watch, ring] {
        assert_eq!(store.state_of(message).0, MessageState::Checking);
    }
    // Found by the words of both.
    store.after(60).await;
    for message in [watch, ring] {
        assert_eq!(store.state_of(message).0, MessageState::Sent);
    }
    peer.report(&peer.only().sid, "delivered", None).await;
    for message in [watch, ring] {
        assert_eq!(store.state_of(message).0, MessageState::Delivered);
    }
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn the_ring_is_taken_back_and_the_watch_goes_alone() {
    let peer = TwilioPeer::start().await;
    let store = holding(&peer).await;
    let watch = store.asks();
    let ring = asks_for_ring(&store);
    store.after(5).await;
    store
        .database
        .write(|edit| {
            edit.put(
                "message",
                ring.0,
                [("cancelled_at", json!(moment(edit.now())))],
            )?;
            let row = edit.row("message", ring.0)?.unwrap();
            regard_server::delivery::intake::on_row(edit, &row)
        })
        .unwrap_or_else(|error: regard_server::database::DatabaseError| panic!("{error}"));
    store.after(20).await;
    assert_eq!(peer.only().body, crate::store::WORDS);
    assert_eq!(store.state_of(watch).0, MessageState::Sent);
    assert_eq!(
        store.state_of(ring),
        (MessageState::Cancelled, Some(StateReason::TakenBack))
    );
}

#[tokio::test]
async fn what_was_not_sent_together_is_looked_at_again_one_by_one() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    ring_is_ready(&store);
    let (watch, ring) = (store.asks(), asks_for_ring(&store));
    peer.will([Mood::Busy]);
    store.runs().await;
    for message in [watch, ring] {
        assert_eq!(
            store.state_of(message),
            (MessageState::Waiting, Some(StateReason::ChannelDown))
        );
    }
    // He fetches the watch meanwhile.
    store.step("handed_over");
    store.after(200).await;
    assert_eq!(store.state_of(watch).0, MessageState::Cancelled);
    assert_eq!(store.state_of(ring).0, MessageState::Sent);
    assert_eq!(peer.only().body, RINGS_WORDS);
}

#[tokio::test]
async fn a_second_message_about_the_same_watch_is_no_part_of_the_first() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.asks();
    store.asks_with(json!({ "resend": 1, "body": "Again." }));
    store.runs().await;
    assert_eq!(peer.taken().len(), 2);
}

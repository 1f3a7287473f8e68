//! Hostile case 15: two records turn out to be one person while messages are on their way.

use regard_domain::message::{MessageState, StateReason};
use regard_server::database::moment;
use serde_json::json;
use uuid::Uuid;

use crate::store::{MARTA, ROGER, ROGERS_NUMBER, STORE, Store};
use crate::twilio_peer::{Mood, TwilioPeer};

/// The other record: "R. Vale", with a number of its own.
const R_VALE: Uuid = Uuid::from_u128(33);
const OTHER_NUMBER: &str = "+12125550188";

async fn two_records(peer: &TwilioPeer) -> Store {
    let store = Store::with_twilio(peer).await;
    let at = moment(store.now());
    store.put(
        "customer",
        R_VALE,
        json!({
            "store_id": STORE, "given_name": "R.", "family_name": "Vale", "created_at": at,
        }),
    );
    says(&store, OTHER_NUMBER, true);
    store
}

fn says(store: &Store, number: &str, yes: bool) {
    store.clock.pass(1);
    store.put(
        "consent",
        Uuid::now_v7(),
        json!({
            "customer_id": R_VALE, "address": number, "channel": "sms", "purpose": "service",
            "given": yes, "basis": "at the counter", "said_at": moment(store.now()),
            "taken_by": MARTA,
        }),
    );
}

/// They are one person; the record of Roger stays.
fn are_one(store: &Store) {
    store.clock.pass(1);
    let (customer, other) = (ROGER.min(R_VALE), ROGER.max(R_VALE));
    store.put(
        "customer_alias",
        Uuid::from_u128(34),
        json!({
            "customer_id": customer, "other_id": other, "stays_id": ROGER,
            "merged_at": moment(store.now()),
        }),
    );
}

#[tokio::test]
async fn each_half_keeps_what_was_said_at_its_own_number() {
    let peer = TwilioPeer::start().await;
    let store = two_records(&peer).await;
    // Both wait for the morning, then one half says no.
    store.clock.set("2026-11-21T03:00:00Z");
    let to_roger = store.asks();
    let to_other = store.asks_for(R_VALE, OTHER_NUMBER, 1);
    store.runs().await;
    says(&store, OTHER_NUMBER, false);
    are_one(&store);
    store.clock.set("2026-11-21T15:00:00Z");
    store.runs().await;
    assert_eq!(store.state_of(to_roger).0, MessageState::Sent);
    assert_eq!(
        store.state_of(to_other),
        (MessageState::OptedOut, Some(StateReason::OptedOut))
    );
    assert_eq!(peer.only().to, ROGERS_NUMBER);
    // Each stays with the record that it was written to: nothing is moved.
    assert_eq!(
        store.row("message", to_other.0).id_in("customer_id"),
        Some(R_VALE)
    );
}

#[tokio::test]
async fn a_number_of_both_halves_is_stopped_by_the_half_that_said_no() {
    let peer = TwilioPeer::start().await;
    let store = two_records(&peer).await;
    let to_roger = store.asks();
    says(&store, ROGERS_NUMBER, false);
    are_one(&store);
    store.runs().await;
    assert_eq!(store.state_of(to_roger).0, MessageState::OptedOut);
    assert_eq!(peer.posts(), 0);
}

#[tokio::test]
async fn a_message_in_doubt_is_found_after_the_merge_and_goes_out_once() {
    for mood in [Mood::TakeThenFail, Mood::Fail] {
        let peer = TwilioPeer::start().await;
        let store = two_records(&peer).await;
        peer.will([mood]);
        let message = store.asks_for(R_VALE, OTHER_NUMBER, 1);
        store.runs().await;
        assert_eq!(store.state_of(message).0, MessageState::Checking);
        are_one(&store);
        for wait in [60, 120, 180] {
            store.after(wait).await;
        }
        assert_eq!(store.state_of(message).0, MessageState::Sent, "{mood:?}");
        peer.only();
    }
}

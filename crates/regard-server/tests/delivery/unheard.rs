//! The provider took a text and never says what became of it.

use regard_domain::message::{MessageState, StateReason};

use crate::store::{Store, at_once};
use crate::twilio_peer::TwilioPeer;

const DAY: i64 = 86_400;

#[tokio::test]
async fn after_a_day_it_is_unconfirmed_and_never_sent_again() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    store.runs().await;
    store.after(DAY - 1).await;
    assert_eq!(store.state_of(message), (MessageState::Sent, None));
    assert_eq!(peer.asked_about(), 0);
    store.after(1).await;
    let unconfirmed = (MessageState::Sent, Some(StateReason::Unconfirmed));
    assert_eq!(store.state_of(message), unconfirmed);
    assert_eq!(peer.asked_about(), 1);
    // Even when Twilio has forgotten it.
    peer.forgets("SM00000000000000000000000000000001");
    for _ in 0..30 {
        store.after(DAY).await;
    }
    assert_eq!(store.state_of(message), unconfirmed);
    assert_eq!(peer.posts(), 1);
    assert!(peer.asked_about() <= 8, "once a day, for a week");
    assert!(store.alerts().is_empty());
}

#[tokio::test]
async fn the_daily_question_finds_what_no_receipt_told() {
    for (status, code, expected) in [
        ("delivered", None, (MessageState::Delivered, None)),
        (
            "undelivered",
            Some(30005),
            (MessageState::NotDelivered, Some(StateReason::NoSuchAddress)),
        ),
    ] {
        let peer = TwilioPeer::start().await;
        let store = Store::with(&peer, at_once());
        let message = store.asks();
        store.runs().await;
        peer.it_became(&peer.only().sid, status, code);
        store.after(DAY).await;
        assert_eq!(store.state_of(message), expected);
        for _ in 0..10 {
            store.after(DAY).await;
        }
        assert_eq!(peer.asked_about(), 1, "it is final");
        assert_eq!(peer.posts(), 1);
    }
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_asked_again_in_an_hour() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    store.runs().await;
    peer.look_ups_fail(true);
    store.after(DAY).await;
    assert_eq!(store.state_of(message), (MessageState::Sent, None));
    peer.look_ups_fail(false);
    peer.it_became(&peer.only().sid, "delivered", None);
    store.after(3600).await;
    assert_eq!(store.state_of(message).0, MessageState::Delivered);
}

#[tokio::test]
async fn a_late_receipt_still_counts_and_the_outbox_is_never_asked() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    store.runs().await;
    store.after(DAY).await;
    peer.report(&peer.only().sid, "delivered", None).await;
    assert_eq!(store.state_of(message), (MessageState::Delivered, None));

    let silent = Store::open(at_once());
    let message = silent.asks();
    silent.runs().await;
    silent.after(2 * DAY).await;
    assert_eq!(silent.state_of(message), (MessageState::Sent, None));
}

#[tokio::test]
async fn a_customer_who_was_erased_is_asked_about_no_more() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.asks();
    store.asks_with(serde_json::json!({ "resend": 1, "body": "Doubtful." }));
    peer.will([
        crate::twilio_peer::Mood::Take,
        crate::twilio_peer::Mood::TakeThenFail,
    ]);
    store.runs().await;
    assert_eq!(peer.posts(), 2);
    store
        .database
        .write(|edit| edit.erase("customer", crate::store::ROGER))
        .unwrap_or_else(|error: regard_server::database::DatabaseError| panic!("{error}"));
    for _ in 0..3 {
        store.after(DAY).await;
    }
    assert_eq!((peer.posts(), peer.asked_about()), (2, 0));
}

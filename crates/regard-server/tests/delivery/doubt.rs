//! When nobody can tell whether a text went out.

use regard_domain::message::{MessageState, StateReason};
use serde_json::json;

use crate::store::Store;
use crate::twilio_peer::{Mood, TwilioPeer};

#[tokio::test]
async fn twilio_takes_it_and_says_500_and_it_is_found_there() {
    for mood in [Mood::TakeThenFail, Mood::TakeThenHangUp] {
        let peer = TwilioPeer::start().await;
        let store = Store::with_twilio(&peer).await;
        let message = store.asks();
        peer.will([mood]);
        store.runs().await;
        assert_eq!(
            store.state_of(message),
            (MessageState::Checking, None),
            "{mood:?}"
        );
        store.after(59).await;
        assert_eq!(store.state_of(message).0, MessageState::Checking);
        store.after(1).await;
        assert_eq!(store.state_of(message).0, MessageState::Sent);
        peer.only();
        assert_eq!(peer.posts(), 1);
    }
}

#[tokio::test]
async fn twilio_fails_without_taking_it_and_it_is_sent_once_more_after_three_look_ups() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::Fail]);
    store.runs().await;
    store.after(60).await;
    store.after(120).await;
    assert_eq!(store.state_of(message).0, MessageState::Checking);
    assert_eq!(peer.posts(), 1);
    store.after(180).await;
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    assert_eq!(peer.posts(), 2);
    peer.only();
    assert!(store.alerts().is_empty());
}

#[tokio::test]
async fn after_a_second_unclear_try_marta_decides() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::Fail, Mood::Fail]);
    store.runs().await;
    for wait in [60, 120, 180, 60, 120, 180] {
        store.after(wait).await;
    }
    assert_eq!(
        store.state_of(message),
        (MessageState::NeedsAttention, Some(StateReason::CannotTell))
    );
    store.after(86_400).await;
    assert_eq!(peer.posts(), 2);
    let alerts = store.alerts();
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].text("kind"), Some("message_failed"));
}

#[tokio::test]
async fn a_look_up_that_fails_proves_nothing() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::TakeThenFail]);
    peer.look_ups_fail(true);
    store.runs().await;
    for _ in 0..10 {
        store.after(120).await;
        assert_eq!(store.state_of(message).0, MessageState::Checking);
    }
    peer.look_ups_fail(false);
    store.after(120).await;
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    peer.only();
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn an_earlier_text_with_the_same_words_is_not_taken_for_this_one() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.asks();
    store.runs().await;
    let again = store.asks_with(json!({ "resend": 1 }));
    peer.will([Mood::Fail]);
    store.runs().await;
    for wait in [60, 120, 180] {
        store.after(wait).await;
    }
    assert_eq!(store.state_of(again).0, MessageState::Sent);
    assert_eq!(peer.taken().len(), 2);
}

#[tokio::test]
async fn the_look_up_reads_on_when_there_are_many_texts_to_the_number() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::TakeThenFail]);
    store.runs().await;
    for resend in 1..=120 {
        store.asks_with(json!({ "resend": resend, "body": format!("Another text, {resend}") }));
    }
    store.runs().await;
    assert_eq!(peer.taken().len(), 121);
    store.after(60).await;
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    assert_eq!(peer.posts(), 121);
}

#[tokio::test]
async fn a_receipt_settles_the_doubt_before_any_look_up() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::TakeThenFail]);
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::Checking);
    assert_eq!(peer.report(&peer.only().sid, "sent", None).await, 204);
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    peer.look_ups_fail(true);
    store.after(3600).await;
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn roger_withdraws_while_twilio_is_asked_and_nothing_more_leaves() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::Fail]);
    store.runs().await;
    store.says(false);
    for wait in [60, 120, 180] {
        store.after(wait).await;
    }
    assert_eq!(
        store.state_of(message),
        (MessageState::OptedOut, Some(StateReason::OptedOut))
    );
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn busy_without_a_word_when_to_come_back_is_doubt() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::BusyWithoutAWord]);
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::Checking);
    for wait in [60, 120, 180] {
        store.after(wait).await;
    }
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    peer.only();
    assert_eq!(peer.posts(), 2);
}

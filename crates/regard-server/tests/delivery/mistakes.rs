//! Wrong numbers, rows of history, and a store without a provider.

use regard_domain::message::{MessageState, StateReason};
use serde_json::json;

use crate::store::{ROGERS_NUMBER, Store, WORDS, at_once};
use crate::twilio_peer::{Mood, TwilioPeer};

#[tokio::test]
async fn a_refusal_is_said_in_the_associates_words_and_alerts_once() {
    for (mood, reason) in [
        (Mood::Refuse(21211), StateReason::NoSuchAddress),
        (Mood::Refuse(21614), StateReason::NotTextable),
        (Mood::Refuse(21635), StateReason::NotTextable),
        (Mood::Refuse(21408), StateReason::StoreSetup),
        (Mood::Refuse(21617), StateReason::Other),
        (Mood::Refuse(29999), StateReason::Other),
    ] {
        let peer = TwilioPeer::start().await;
        let store = Store::with_twilio(&peer).await;
        let message = store.asks();
        peer.will([mood]);
        store.runs().await;
        assert_eq!(
            store.state_of(message),
            (MessageState::NotDelivered, Some(reason)),
            "{mood:?}"
        );
        store.after(3600).await;
        assert_eq!(peer.posts(), 1);
        assert_eq!(store.alerts().len(), 1);
    }
}

#[tokio::test]
async fn a_number_that_replied_stop_is_never_tried_again() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    peer.stopped_by(ROGERS_NUMBER);
    let message = store.asks();
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::OptedOut, Some(StateReason::OptedOut))
    );
    let again = store.asks_with(json!({ "resend": 1 }));
    store.runs().await;
    assert_eq!(store.state_of(again).0, MessageState::OptedOut);
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn what_was_sent_long_ago_is_not_sent_again() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.asks_with(json!({ "state": "delivered" }));
    store.runs().await;
    assert_eq!(peer.posts(), 0);
}

#[tokio::test]
async fn a_message_without_words_goes_to_a_person() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks_with(json!({ "body": " " }));
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::NeedsAttention);
    assert_eq!(peer.posts(), 0);
}

#[tokio::test]
async fn a_store_without_a_provider_reads_its_messages_in_its_own_outbox() {
    let store = Store::open(at_once());
    let text = store.asks();
    let email = store.asks_with(json!({
        "resend": 1, "channel": "email", "address": "roger@example.org",
        "subject": "Your watch is ready", "body": "Dear Roger,\n<b>ready</b>",
    }));
    store.runs().await;
    for message in [text, email] {
        assert_eq!(store.state_of(message).0, MessageState::Sent);
        let row = store.row("message", message.0);
        assert_eq!(row.value("outbox_only"), Some(&json!(true)));
    }
    let file = std::fs::read_to_string(store.outbox().join(format!("{text}.txt"))).unwrap();
    assert!(file.contains(WORDS) && file.contains("Not sent"));
    let file = std::fs::read_to_string(store.outbox().join(format!("{email}.eml"))).unwrap();
    assert!(file.contains("Subject: Your watch is ready"));
    let page = store.dispatcher.outbox_page().unwrap();
    assert!(page.contains("None of these messages reached a customer"));
    assert!(page.contains("&lt;b&gt;ready&lt;/b&gt;"));
    assert!(page.find("roger@example.org").is_some());
}

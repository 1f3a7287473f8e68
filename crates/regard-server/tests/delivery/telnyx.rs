//! A store that texts by Telnyx: the same promises as with Twilio.

use chrono::TimeDelta;
use regard_domain::message::{MessageState, StateReason};
use regard_server::delivery::config::{DeliveryConfig, SmsConfig};
use serde_json::json;

use crate::store::{ROGERS_NUMBER, Store, at_once};
use crate::telnyx_peer::{TelnyxPeer, call};
use crate::twilio_peer::Mood;

async fn store_with(peer: &TelnyxPeer) -> Store {
    let store = Store::called_at(|url| DeliveryConfig {
        sms: SmsConfig::Telnyx(Box::new(peer.config(url))),
        ..at_once()
    })
    .await;
    peer.it_is(store.now());
    store
}

#[tokio::test]
async fn receipts_in_any_order_end_at_the_best_that_was_told() {
    let told = [
        "sent",
        "delivery_failed",
        "delivered",
        "delivery_unconfirmed",
    ];
    for first in 0..told.len() {
        let peer = TelnyxPeer::start().await;
        let store = store_with(&peer).await;
        let message = store.asks();
        store.runs().await;
        let taken = peer.only();
        assert_eq!(taken.to, ROGERS_NUMBER);
        for at in 0..told.len() {
            let status = told[(first + at) % told.len()];
            let code = (status == "delivery_failed").then_some(40008);
            for _ in 0..2 {
                assert_eq!(peer.report(&taken.id, status, code).await, 204);
            }
        }
        assert_eq!(store.state_of(message), (MessageState::Delivered, None));
        assert_eq!(
            peer.report(&taken.id, "a word of tomorrow", None).await,
            204
        );
        assert_eq!(store.state_of(message).0, MessageState::Delivered);
    }
}

#[tokio::test]
async fn what_telnyx_took_before_it_failed_is_found_among_the_same_words() {
    for mood in [Mood::TakeThenFail, Mood::TakeThenHangUp, Mood::TakeThenWait] {
        let peer = TelnyxPeer::start().await;
        let store = store_with(&peer).await;
        // The very same words went to that number a minute ago, by someone else's hand.
        let words = crate::store::WORDS;
        peer.take(ROGERS_NUMBER, words, None);
        peer.will([mood]);
        let message = store.asks();
        store.runs().await;
        assert_eq!(
            store.state_of(message).0,
            MessageState::Checking,
            "{mood:?}"
        );
        store.after(60).await;
        assert_eq!(store.state_of(message).0, MessageState::Sent, "{mood:?}");
        assert_eq!((peer.posts(), peer.taken().len()), (1, 2));
    }
}

#[tokio::test]
async fn what_telnyx_did_not_take_goes_out_once_more() {
    let peer = TelnyxPeer::start().await;
    let store = store_with(&peer).await;
    peer.take(ROGERS_NUMBER, crate::store::WORDS, None);
    peer.will([Mood::Fail]);
    let message = store.asks();
    store.runs().await;
    for wait in [60, 120, 180] {
        store.after(wait).await;
    }
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    assert_eq!((peer.posts(), peer.taken().len()), (2, 2));
}

#[tokio::test]
async fn a_stop_that_telnyx_reports_stops_the_number_for_good() {
    let peer = TelnyxPeer::start().await;
    let store = store_with(&peer).await;
    peer.will([Mood::Refuse(40300)]);
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
async fn a_refused_key_makes_everything_wait_and_nothing_is_lost() {
    let peer = TelnyxPeer::start().await;
    let store = store_with(&peer).await;
    peer.revoke_the_key(true);
    let message = store.asks();
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::Waiting, Some(StateReason::StoreSetup))
    );
    peer.revoke_the_key(false);
    store.after(301).await;
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    peer.only();
}

#[tokio::test]
async fn a_strangers_call_and_an_old_one_change_nothing() {
    let peer = TelnyxPeer::start().await;
    let store = store_with(&peer).await;
    let message = store.asks();
    store.runs().await;
    let taken = peer.only();
    let url = taken.callback.clone().unwrap();
    let body = peer.words_about(&taken, "delivered", None);
    let old = peer.signed(&body, store.now() - TimeDelta::minutes(6));
    assert_eq!(call(&url, body.clone(), old).await, 403);
    let stranger = reqwest::header::HeaderMap::new();
    assert_eq!(call(&url, body.clone(), stranger).await, 403);
    let elsewhere = url.replace(&message.to_string(), &uuid::Uuid::nil().to_string());
    let genuine = peer.signed(&body, store.now());
    assert_eq!(call(&elsewhere, body.clone(), genuine.clone()).await, 403);
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    // A reply that comes to the same address is no receipt, and no fault.
    let reply = br#"{"data":{"event_type":"message.received","payload":{"id":"x"}}}"#.to_vec();
    let headers = peer.signed(&reply, store.now());
    assert_eq!(call(&url, reply, headers).await, 204);
    assert_eq!(call(&url, body, genuine).await, 204);
    assert_eq!(store.state_of(message).0, MessageState::Delivered);
    let huge = vec![b' '; 70_000];
    let headers = peer.signed(&huge, store.now());
    assert_eq!(call(&url, huge, headers).await, 413);
}

//! One message, whoever presses and whatever dies.

use regard_domain::message::MessageState;
use serde_json::json;
use uuid::Uuid;

use crate::store::{MARTA, Store};
use crate::twilio_peer::{Mood, TwilioPeer};

#[tokio::test]
async fn marta_and_ben_press_at_once_and_roger_gets_one_text() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let ben = Uuid::from_u128(22);
    store.put(
        "associate",
        ben,
        json!({
            "given_name": "Ben", "role": "bench", "store_id": crate::store::STORE,
        }),
    );
    std::thread::scope(|scope| {
        for who in [MARTA, ben] {
            let store = &store;
            scope.spawn(move || store.asks_with(json!({ "asked_by": who })));
        }
    });
    tokio::join!(store.runs(), store.runs());
    store.after(3600).await;
    assert_eq!(store.state_of(store.message_id()).0, MessageState::Sent);
    assert_eq!(peer.only().to, crate::store::ROGERS_NUMBER);
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn two_servers_on_one_book_send_each_message_once() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    for resend in 0..30 {
        store.asks_with(json!({ "resend": resend, "body": format!("Message {resend}") }));
    }
    let other = store.another_run(&peer);
    let (one, two) = tokio::join!(store.dispatcher.run_once(), other.run_once());
    one.unwrap();
    two.unwrap();
    let mut bodies: Vec<String> = peer.taken().into_iter().map(|taken| taken.body).collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!((peer.taken().len(), bodies.len()), (30, 30));
}

#[tokio::test]
async fn a_server_that_dies_while_twilio_answers_finds_the_message_there() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::TakeThenWait]);
    let dying = store.dispatcher.clone();
    let run = tokio::spawn(async move { dying.run_once().await });
    while peer.taken().is_empty() {
        tokio::task::yield_now().await;
    }
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());

    if store.database.is_shared() {
        // Another server may be in the middle of its claims: they stand until they are void.
        store.clock.pass(120);
    }
    // The next run finds a try without an outcome; it says so, and asks before it does anything.
    let next = store.another_run(&peer);
    let running = next.start();
    wait_for(&store, || {
        store.state_of(message).0 == MessageState::Checking
    })
    .await;
    running.stop().await;
    store.clock.pass(30 + 5 + 60);
    next.run_once().await.unwrap();
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    peer.only();
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn the_loop_sends_what_comes_in_without_being_asked() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let running = store.dispatcher.start();
    let message = store.asks();
    wait_for(&store, || store.state_of(message).0 == MessageState::Sent).await;
    running.stop().await;
    peer.only();
}

#[tokio::test]
async fn a_server_that_slept_between_claim_and_send_does_not_send() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    // More than the claim allows passes each time before the provider would be called.
    store.clock.leaps(40);
    store.runs().await;
    store.clock.leaps(0);
    assert_eq!(peer.posts(), 0);
    assert_eq!(store.state_of(message).0, MessageState::Waiting);
    store.clock.set("2026-11-21T15:00:00Z");
    store.runs().await;
    peer.only();
}

/// Waits until the book says so; it moves whenever something is written.
pub async fn wait_for(store: &Store, so: impl Fn() -> bool) {
    let mut heads = store.database.heads();
    let waiting = async {
        while !so() {
            heads.changed().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting)
        .await
        .expect("it happens");
}

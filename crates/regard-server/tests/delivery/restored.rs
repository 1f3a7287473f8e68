//! The book came back from a backup: it has forgotten what was sent since.

use regard_domain::message::{MessageState, StateReason};
use regard_server::admin;
use regard_server::delivery::config::{DeliveryConfig, SmsConfig};
use regard_server::delivery::{Dispatcher, sending};
use serde_json::json;

use crate::once::wait_for;
use crate::store::{Store, at_once};
use crate::twilio_peer::TwilioPeer;

#[tokio::test]
async fn after_a_restore_nothing_leaves_until_someone_says_so_and_then_nothing_twice() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    // Twilio has it, the book does not know.
    let sent = store.asks();
    store.runs().await;
    let backup_does_not_know = "UPDATE delivery SET state = 'waiting', attempts = 0, sent_at = NULL, \
         provider_sid = NULL, next_at = created_at; DELETE FROM send_attempt";
    run(&store, backup_does_not_know);
    let unsent = store.asks_with(json!({ "resend": 1, "body": "Not sent yet." }));
    admin::after_restore(&store.database).unwrap();
    let off = sending::state(&store.database).unwrap();
    assert_eq!(off.off.unwrap().why, "the book came back from a backup");
    assert_eq!(off.waiting, 2);
    for _ in 0..5 {
        store.after(3600).await;
    }
    assert_eq!(peer.posts(), 1, "nothing leaves");
    assert_eq!(store.state_of(unsent).0, MessageState::Waiting);

    store.clock.set("2026-11-20T21:00:00Z");
    let on = sending::arm(&store.database, None).unwrap();
    assert_eq!(on.off, None);
    store.clock.pass(10);
    for wait in [0, 60, 120, 180, 240] {
        store.after(wait).await;
    }
    assert_eq!(
        store.state_of(sent).0,
        MessageState::Sent,
        "found at Twilio"
    );
    assert_eq!(store.state_of(unsent).0, MessageState::Sent);
    let bodies: Vec<String> = peer.taken().into_iter().map(|taken| taken.body).collect();
    assert_eq!(bodies, [crate::store::WORDS, "Not sent yet."]);
    // What is asked for from now on needs no look-up.
    let new = store.asks_with(json!({ "resend": 2, "body": "New." }));
    store.runs().await;
    assert_eq!(store.state_of(new).0, MessageState::Sent);
}

/// A backup that somebody copied back without a word is noticed by the file beside the book.
#[tokio::test]
async fn an_older_book_is_noticed_and_stays_silent() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let dispatcher = || {
        let config = DeliveryConfig {
            sms: SmsConfig::Twilio(Box::new(peer.config(None))),
            witness: Some(store.folder.path().join("sent-so-far")),
            ..at_once()
        };
        Dispatcher::new(store.database.clone(), store.clock.clone(), &config).unwrap()
    };
    let first = store.asks();
    let running = dispatcher().start();
    wait_for(&store, || store.state_of(first).0 == MessageState::Sent).await;
    running.stop().await;
    assert_eq!(sending::state(&store.database).unwrap().off, None);

    run(&store, "UPDATE sending_switch SET claims = 0");
    let second = store.asks_with(json!({ "resend": 1, "body": "Second." }));
    let running = dispatcher().start();
    wait_until(|| sending::state(&store.database).unwrap().off.is_some()).await;
    running.stop().await;
    assert_eq!(peer.posts(), 1);
    assert_eq!(store.state_of(second).0, MessageState::Waiting);

    let witness = store.folder.path().join("sent-so-far");
    sending::arm(&store.database, Some(&witness)).unwrap();
    store.clock.pass(1);
    let third = store.asks_with(json!({ "resend": 2, "body": "Third." }));
    let running = dispatcher().start();
    wait_for(&store, || store.state_of(third).0 == MessageState::Sent).await;
    running.stop().await;
    assert_eq!(
        sending::state(&store.database).unwrap().off,
        None,
        "known again"
    );
}

#[tokio::test]
async fn a_clock_that_was_an_hour_wrong_sends_nothing_twice() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let first = store.asks();
    store.runs().await;
    for wrong in [-3600, 7200, -3600] {
        store.clock.pass(wrong);
        store.runs().await;
        store.another_run(&peer).run_once().await.unwrap();
    }
    assert_eq!(store.state_of(first).0, MessageState::Sent);
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn ben_asked_offline_and_roger_has_fetched_his_watch_long_ago() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let asked_at = regard_server::database::moment(store.now());
    store.clock.pass(25 * 3600);
    let late = store.asks_with(json!({ "asked_at": asked_at }));
    store.runs().await;
    assert_eq!(
        store.state_of(late),
        (MessageState::NotDelivered, Some(StateReason::TooLate))
    );
    assert_eq!(peer.posts(), 0);
    assert_eq!(store.alerts().len(), 1, "whoever asked is told");
}

async fn wait_until(so: impl Fn() -> bool) {
    let waiting = async {
        while !so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting)
        .await
        .expect("it happens");
}

fn run(store: &Store, statements: &str) {
    for statement in statements.split(';') {
        store
            .database
            .write(|edit| edit.connection().execute(statement, &[]).map(|_| ()))
            .unwrap_or_else(|error: regard_server::database::DatabaseError| panic!("{error}"));
    }
}

//! Receipts come early, late, twice, in the wrong order, and from strangers.

use regard_domain::message::{MessageState, StateReason};
use regard_server::delivery::channels::twilio_signature::signature;
use serde_json::json;

use crate::store::Store;
use crate::twilio_peer::{AUTH_TOKEN, Mood, TwilioPeer, call_back, receipt};

#[tokio::test]
async fn a_receipt_before_our_own_answer_counts() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::ReportThenAnswer]);
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::Delivered);
    store.after(3600).await;
    assert_eq!(store.state_of(message).0, MessageState::Delivered);
    assert!(
        store
            .row("message", message.0)
            .text("delivered_at")
            .is_some()
    );
    peer.only();
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn a_late_delivered_wins_and_nothing_takes_it_back() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    store.runs().await;
    let sid = peer.only().sid;
    peer.report(&sid, "undelivered", Some(30003)).await;
    assert_eq!(
        store.state_of(message),
        (MessageState::NotDelivered, Some(StateReason::Unreachable))
    );
    assert_eq!(store.alerts().len(), 1);
    peer.report(&sid, "delivered", None).await;
    assert_eq!(store.state_of(message), (MessageState::Delivered, None));
    for late in ["sent", "failed", "queued", "a word that is not known"] {
        assert_eq!(peer.report(&sid, late, None).await, 204);
        assert_eq!(
            store.state_of(message),
            (MessageState::Delivered, None),
            "{late}"
        );
    }
}

#[tokio::test]
async fn the_same_receipt_a_hundred_times_is_one() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    store.runs().await;
    let sid = peer.only().sid;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (peer, sid) = (peer.clone(), sid.clone());
        calls.spawn(async move { peer.report(&sid, "failed", Some(30007)).await });
    }
    assert!(calls.join_all().await.iter().all(|status| *status == 204));
    assert_eq!(
        store.state_of(message),
        (MessageState::NotDelivered, Some(StateReason::Blocked))
    );
    assert_eq!(store.alerts().len(), 1);
    let kept: u32 = store
        .database
        .read(|connection| {
            let count = "SELECT count(*) AS count FROM provider_event";
            connection.one(count, &[])?.unwrap().get("count")
        })
        .unwrap_or_else(|error: regard_server::database::DatabaseError| panic!("{error}"));
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_strangers_receipt_changes_nothing() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    let other = store.asks_with(json!({ "resend": 1, "body": "Another" }));
    store.runs().await;
    let mut taken = peer.taken();
    // They left together, in either order.
    taken.sort_by_key(|taken| taken.body == "Another");
    let url = |of: usize| {
        let callback = taken[of].callback.clone().unwrap();
        callback.split('#').next().unwrap().to_owned()
    };
    let told = receipt(&taken[0].sid, "undelivered");
    let genuine = signature(AUTH_TOKEN, &url(0), &told);
    assert_eq!(call_back(&url(0), &told, "").await, 403);
    assert_eq!(
        call_back(&url(0), &told, &signature("guess", &url(0), &told)).await,
        403
    );
    // A genuine signature of another message's address, and of other words.
    assert_eq!(call_back(&url(1), &told, &genuine).await, 403);
    assert_eq!(
        call_back(&url(0), &receipt(&taken[0].sid, "delivered"), &genuine).await,
        403
    );
    for message in [message, other] {
        assert_eq!(store.state_of(message).0, MessageState::Sent);
    }
    // Parameters that Twilio adds without notice belong to the signature and pass.
    let mut more = receipt(&taken[0].sid, "delivered");
    more.push(("ChannelToAddress".into(), "José + & = 😀".into()));
    more.push(("ChannelToAddress".into(), String::new()));
    let header = signature(AUTH_TOKEN, &url(0), &more);
    assert_eq!(call_back(&url(0), &more, &header).await, 204);
    assert_eq!(
        store.state_of(store.message_id()).0,
        MessageState::Delivered
    );
}

#[tokio::test]
async fn a_header_does_not_choose_how_it_is_signed() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    store.runs().await;
    let taken = peer.only();
    let url = peer.callback_of(&taken.sid);
    let answer = reqwest::Client::new()
        .post(url.split('#').next().unwrap())
        .header(
            "X-Twilio-Webhooks-Signature-Settings",
            "key=guess,algorithm=HMAC_SHA256",
        )
        .header(
            "X-Twilio-Signature",
            "Rmm4Vzj+Ky7JGoWXMCsZDZuHDszLr9xvdbvitrDr4/M=",
        )
        .form(&receipt(&taken.sid, "undelivered"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 403);
    assert_eq!(store.state_of(message), (MessageState::Sent, None));
}

#[tokio::test]
async fn a_receipt_for_nothing_we_know_is_taken_and_kept() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.asks();
    store.runs().await;
    let callback = peer.callback_of(&peer.only().sid);
    let base = callback.split("/v1/").next().unwrap();
    let url = format!("{base}/v1/twilio/status/{}/1", uuid::Uuid::from_u128(99));
    let told = receipt("SM00000000000000000000000000000099", "sent");
    assert_eq!(
        call_back(&url, &told, &signature(AUTH_TOKEN, &url, &told)).await,
        204
    );
    let huge = vec![("Body".to_owned(), "x".repeat(70_000))];
    assert_eq!(
        call_back(&url, &huge, &signature(AUTH_TOKEN, &url, &huge)).await,
        413
    );
}

#[tokio::test]
async fn a_stop_that_twilio_reports_stops_the_number_for_good() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    store.runs().await;
    peer.report(&peer.only().sid, "failed", Some(21610)).await;
    assert_eq!(
        store.state_of(message),
        (MessageState::OptedOut, Some(StateReason::OptedOut))
    );
    let again = store.asks_with(json!({ "resend": 1 }));
    store.runs().await;
    assert_eq!(store.state_of(again).0, MessageState::OptedOut);
    assert_eq!(peer.posts(), 1);
}

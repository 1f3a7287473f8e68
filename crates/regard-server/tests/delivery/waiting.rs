//! Between asking and leaving: everything is looked at again at the last moment.

use regard_domain::ids::OccurrenceId;
use regard_domain::message::{MessageState, StateReason, intent_id};
use regard_domain::words::Purpose;
use regard_server::delivery::config::{DeliveryConfig, SmsConfig};
use serde_json::json;
use uuid::Uuid;

use crate::store::{REPAIR, ROGER, STORE, Store, at_once};
use crate::twilio_peer::{Mood, TwilioPeer};

#[tokio::test]
async fn roger_withdraws_before_it_leaves() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    store.says(false);
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::OptedOut, Some(StateReason::OptedOut))
    );
    assert_eq!(peer.posts(), 0);
    assert_eq!(store.alerts().len(), 1);
}

#[tokio::test]
async fn a_number_that_nobody_asked_about_gets_no_text() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks_with(json!({ "address": "+12125550160" }));
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::NoConsent, Some(StateReason::NoConsent))
    );
    assert_eq!(peer.posts(), 0);
}

#[tokio::test]
async fn a_stop_to_one_of_two_who_share_a_number_stops_both() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let dana = uuid::Uuid::from_u128(33);
    store.put(
        "customer",
        dana,
        json!({
            "store_id": STORE, "given_name": "Dana", "family_name": "Vale",
            "created_at": "2026-11-20T15:00:00.000Z",
        }),
    );
    let message = store.asks();
    store.clock.pass(1);
    store.put(
        "consent",
        uuid::Uuid::now_v7(),
        json!({
            "customer_id": dana, "address": crate::store::ROGERS_NUMBER, "channel": "sms",
            "purpose": "service", "given": false, "basis": "by telephone",
            "said_at": regard_server::database::moment(store.now()),
        }),
    );
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::OptedOut);
    assert_eq!(peer.posts(), 0);
}

/// The second record of Roger, who is one person with the first.
fn merge(store: &Store, second: uuid::Uuid, more: serde_json::Value) {
    let mut fields = json!({
        "store_id": STORE, "given_name": "Rodger", "family_name": "Vale",
        "created_at": "2026-11-20T15:00:00.000Z",
    });
    let of_second = fields.as_object_mut().unwrap();
    of_second.extend(more.as_object().unwrap().clone());
    store.put("customer", second, fields);
    let (customer, other) = regard_sync::alias::in_order(ROGER, second);
    store.put(
        "customer_alias",
        regard_sync::alias::alias_id(ROGER, second),
        json!({ "customer_id": customer, "other_id": other, "stays_id": second,
            "merged_at": "2026-11-20T15:00:00.000Z" }),
    );
}

#[tokio::test]
async fn merging_changes_nothing_about_whom_the_store_may_write_to() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let second = uuid::Uuid::from_u128(34);
    // Roger said no to his number; the second record has another one, to which he said yes.
    let stopped = store.asks();
    store.says(false);
    merge(&store, second, json!({}));
    let other_number = "+12125550161";
    let fine = regard_domain::ids::MessageId(uuid::Uuid::now_v7());
    let own_words = store.row("message", stopped.0);
    let mut asked = json!({ "customer_id": second, "address": other_number });
    for field in [
        "purpose", "channel", "body", "language", "asked_at", "resend",
    ] {
        asked[field] = own_words.value(field).unwrap().clone();
    }
    store.ask_as(fine, asked.clone());
    let unasked = regard_domain::ids::MessageId(uuid::Uuid::now_v7());
    asked["address"] = json!("+12125550162");
    store.ask_as(unasked, asked);
    store.put(
        "consent",
        uuid::Uuid::now_v7(),
        json!({
            "customer_id": second, "address": other_number, "channel": "sms",
            "purpose": "service", "given": true, "basis": "at drop-off",
            "said_at": regard_server::database::moment(store.now()),
        }),
    );
    store.runs().await;
    assert_eq!(store.state_of(stopped).0, MessageState::OptedOut);
    assert_eq!(store.state_of(fine).0, MessageState::Sent);
    // A yes to one number is no yes to another of the same person.
    assert_eq!(store.state_of(unasked).0, MessageState::NoConsent);
    assert_eq!(peer.posts(), 1);
}

#[tokio::test]
async fn what_either_record_says_of_where_they_live_keeps_the_night_quiet() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    // Nine in the morning in New York is six in Los Angeles.
    store.clock.set("2026-11-20T14:30:00Z");
    merge(
        &store,
        uuid::Uuid::from_u128(34),
        json!({ "time_zone": "America/Los_Angeles" }),
    );
    let message = store.asks();
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::Waiting, Some(StateReason::QuietHours))
    );
    store.clock.set("2026-11-20T17:30:00Z");
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::Sent);
}

#[tokio::test]
async fn a_text_at_night_waits_for_nine_and_may_be_delivered_until_eight() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.clock.set("2026-11-21T01:00:00Z");
    let message = store.asks();
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::Waiting, Some(StateReason::QuietHours))
    );
    assert_eq!(
        store.row("message", message.0).text("waits_until"),
        Some("2026-11-21T14:00:00.000Z")
    );
    store.clock.set("2026-11-21T13:59:59Z");
    store.runs().await;
    assert_eq!(peer.posts(), 0);
    store.clock.set("2026-11-21T14:00:00Z");
    store.runs().await;
    assert_eq!(store.state_of(message), (MessageState::Sent, None));
    assert_eq!(store.row("message", message.0).text("waits_until"), None);
    // Ten hours is the longest that Twilio holds a text; eleven are left until eight.
    assert_eq!(peer.only().validity, Some(36_000));
}

#[tokio::test]
async fn a_text_late_in_the_evening_must_not_arrive_after_eight() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.clock.set("2026-11-21T00:59:00Z");
    store.asks();
    store.runs().await;
    assert_eq!(peer.only().validity, Some(60));
}

#[tokio::test]
async fn the_zone_that_roger_told_counts_and_texas_sleeps_on_sundays() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.put(
        "customer",
        ROGER,
        json!({ "time_zone": "America/Chicago", "region": "TX" }),
    );
    // Sunday, ten in the morning in New York, nine in Dallas.
    store.clock.set("2026-11-22T15:00:00Z");
    let message = store.asks();
    store.runs().await;
    assert_eq!(
        store.row("message", message.0).text("waits_until"),
        Some("2026-11-22T18:00:00.000Z")
    );
    store.clock.set("2026-11-22T18:00:00Z");
    store.runs().await;
    peer.only();
}

#[tokio::test]
async fn marta_takes_it_back_while_it_waits() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.clock.set("2026-11-21T01:00:00Z");
    let message = store.asks();
    store.runs().await;
    let cancelled = regard_server::database::moment(store.now());
    store.asks_with(json!({ "cancelled_at": cancelled }));
    assert_eq!(
        store.state_of(message),
        (MessageState::Cancelled, Some(StateReason::TakenBack))
    );
    store.clock.set("2026-11-21T15:00:00Z");
    store.runs().await;
    assert_eq!(peer.posts(), 0);
    assert!(store.alerts().is_empty());
}

#[tokio::test]
async fn roger_has_his_watch_already() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.clock.set("2026-11-21T01:00:00Z");
    let message = store.asks();
    store.runs().await;
    store.clock.set("2026-11-21T13:00:00Z");
    store.step("handed_over");
    store.clock.set("2026-11-21T14:00:00Z");
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::Cancelled, Some(StateReason::NotReadyAnyMore))
    );
    assert_eq!(peer.posts(), 0);
}

#[tokio::test]
async fn back_at_the_bench_and_ready_again_is_a_new_message() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let first = store.asks();
    store.step("at_bench");
    store.step("ready");
    store.runs().await;
    assert_eq!(
        store.state_of(first),
        (MessageState::Cancelled, Some(StateReason::NotReadyAnyMore))
    );
    let occurrence = OccurrenceId::of(REPAIR, 2);
    let second = intent_id(REPAIR, occurrence, Purpose::Service, 0);
    store.ask_as(
        second,
        json!({
            "customer_id": ROGER, "repair_id": REPAIR, "occurrence_id": occurrence, "resend": 0,
            "purpose": "service", "channel": "sms", "address": crate::store::ROGERS_NUMBER,
            "body": "Ready, this time.", "language": "en", "asked_at": "2026-11-20T15:10:00.000Z",
        }),
    );
    store.runs().await;
    assert_eq!(store.state_of(second).0, MessageState::Sent);
    assert_eq!(peer.only().body, "Ready, this time.");
}

#[tokio::test]
async fn a_revoked_key_rests_the_channel_and_keeps_the_messages_in_order() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let manager = Uuid::from_u128(71);
    let ines = json!({ "given_name": "Ines", "role": "manager", "store_id": STORE });
    store.put("associate", manager, ines);
    peer.revoke_the_key(true);
    let mut messages = Vec::new();
    for resend in 0..20 {
        store.clock.pass(1);
        messages.push(
            store.asks_with(json!({ "resend": resend, "body": format!("Number {resend:02}") })),
        );
    }
    store.runs().await;
    let posts = peer.posts();
    assert!(posts <= 8, "{posts} tries before the channel rested");
    for message in &messages {
        assert_eq!(
            store.state_of(*message),
            (MessageState::Waiting, Some(StateReason::StoreSetup))
        );
    }
    store.after(60).await;
    assert_eq!(peer.posts(), posts, "it rests");
    store.after(300).await;
    assert!(peer.posts() > posts, "one goes ahead, and is refused again");
    let posts = peer.posts();
    peer.revoke_the_key(false);
    store.after(300).await;
    for message in &messages {
        assert_eq!(store.state_of(*message).0, MessageState::Sent);
    }
    assert_eq!(peer.taken().len(), 20);
    assert_eq!(peer.taken()[0].body, "Number 00", "the oldest goes ahead");
    assert_eq!(peer.posts(), posts + 20, "and opens the way for the others");
    let alerts = store.alerts();
    assert_eq!(alerts.len(), 1, "one alert, for who manages");
    assert_eq!(alerts[0].text("kind"), Some("sending_refused"));
    assert_eq!(alerts[0].id_in("associate_id"), Some(manager));
    // Refused again next month: that is another time.
    peer.revoke_the_key(true);
    store.asks_with(json!({ "resend": 50 }));
    store.runs().await;
    assert_eq!(store.alerts().len(), 2);
}

#[tokio::test]
async fn too_many_requests_and_a_busy_provider_only_cost_time() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.will([Mood::TooMany, Mood::TooMany, Mood::Busy]);
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::Waiting, Some(StateReason::ChannelDown))
    );
    store.after(5).await;
    store.after(10).await;
    assert_eq!(peer.posts(), 3);
    store.after(119).await;
    assert_eq!(peer.posts(), 3, "the provider asked for two minutes");
    store.after(1).await;
    assert_eq!(store.state_of(message), (MessageState::Sent, None));
    peer.only();
}

#[tokio::test]
async fn nobody_listens_at_the_provider_and_later_someone_does() {
    let peer = TwilioPeer::start().await;
    // Bound, so that no other test is given the port; nobody listens there.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let mut config = peer.config(None);
    config.base_url = format!("http://{}", nobody.local_addr().unwrap());
    let store = Store::open(DeliveryConfig {
        sms: SmsConfig::Twilio(Box::new(config)),
        ..at_once()
    });
    let message = store.asks();
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::Waiting, Some(StateReason::ChannelDown))
    );
    store.clock.pass(10);
    store.another_run(&peer).run_once().await.unwrap();
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    peer.only();
}

#[tokio::test]
async fn after_a_day_a_message_that_could_not_leave_is_given_back() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let message = store.asks();
    peer.revoke_the_key(true);
    store.runs().await;
    store.after(86_400).await;
    assert_eq!(
        store.state_of(message),
        (MessageState::NotDelivered, Some(StateReason::TooLate))
    );
    assert_eq!(store.alerts().len(), 1);
}

#[tokio::test]
async fn the_server_holds_a_message_for_a_moment() {
    let peer = TwilioPeer::start().await;
    let store = Store::open(DeliveryConfig {
        sms: SmsConfig::Twilio(Box::new(peer.config(None))),
        ..DeliveryConfig::default()
    });
    let message = store.asks();
    store.runs().await;
    store.after(19).await;
    assert_eq!(store.state_of(message), (MessageState::Waiting, None));
    assert_eq!(peer.posts(), 0);
    store.after(1).await;
    peer.only();
}

//! Marta tells Roger that his watch is ready: once, and only if he may be told.

use chrono::Duration;
use regard_domain::ids::OccurrenceId;
use regard_domain::message::{MessageState, StateReason, intent_id};
use regard_domain::repair::{RepairState, StepKind};
use regard_domain::words::{Channel, Purpose};
use serde_json::json;

use super::screens::*;
use super::{ask_again, cards, release, send_now, tell, undo};
use crate::error::ErrorCode;
use crate::messages::record_consent;
use crate::repairs::cards::card;
use crate::repairs::move_repair;
use crate::repairs::rogers_watch::{ROGERS_NUMBER, RogersWatch};
use crate::repairs::screens::{MoveRepair, RepairCard};
use crate::testing::open;
use crate::viewer::Viewer;

fn viewer(scene: &RogersWatch) -> Viewer {
    let app = &scene.desk.app;
    let session = app.session().unwrap();
    app.database()
        .unwrap()
        .read(|conn| Ok(Viewer::of_session(conn, &session, app.now())?))
        .unwrap()
}

fn repair_card(scene: &RogersWatch, repair: &RepairCard) -> RepairCard {
    let viewer = viewer(scene);
    scene
        .desk
        .app
        .database()
        .unwrap()
        .read(|conn| Ok(card(conn, &viewer, repair.id)?.unwrap()))
        .unwrap()
}

fn message_card(scene: &RogersWatch, message: &MessageCard) -> Option<MessageCard> {
    let viewer = viewer(scene);
    scene
        .desk
        .app
        .database()
        .unwrap()
        .read(|conn| Ok(cards::card(conn, &viewer, message.id)?))
        .unwrap()
}

fn one(message: &MessageCard) -> OneMessage {
    OneMessage {
        message_id: message.id,
    }
}

/// The server says what became of a message.
fn server_says(scene: &RogersWatch, message: &MessageCard, resend: u32, state: &str) {
    scene.desk.from_server(
        "message",
        message.id.0,
        json!({"customer_id": scene.roger, "repair_id": message.repair_id,
               "occurrence_id": OccurrenceId::of(message.repair_id.unwrap(), 1), "resend": resend,
               "purpose": "service", "channel": "sms", "address": ROGERS_NUMBER,
               "body": message.body, "language": "en", "asked_at": "2026-05-12T14:20:00.000Z",
               "asked_by": scene.mia, "state": state}),
    );
}

#[tokio::test]
async fn a_message_is_held_then_waits_on_the_device_for_a_connection() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let held = scene.told(repair.id).await;
    assert_eq!(held.state, MessageState::Held);
    assert_eq!(
        held.held_until,
        Some(scene.desk.app.now() + Duration::seconds(10))
    );
    assert_eq!(held.address_hint, "··59");
    assert!(held.asked_by_me && repair_card(&scene, &repair).told);
    assert!(release::release_due(&scene.desk.app).unwrap().is_empty());
    assert_eq!(scene.changes_to("message"), 0);

    scene.desk.clock.advance(Duration::seconds(10));
    assert_eq!(
        release::release_due(&scene.desk.app).unwrap(),
        vec![held.id]
    );
    assert!(release::release_due(&scene.desk.app).unwrap().is_empty());
    assert_eq!(scene.changes_to("message"), 1);
    let waits = message_card(&scene, &held).unwrap();
    assert_eq!(waits.state, MessageState::OnDevice);
    assert_eq!(waits.body, held.body);
}

#[tokio::test]
async fn ready_and_told_are_one_act() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    let not_ready = tell::tell_customer(&scene.desk.app, scene.your_watch_is_ready(repair.id))
        .await
        .unwrap_err();
    assert_eq!(not_ready.code, ErrorCode::Conflict);
    let both = TellCustomer {
        mark_ready: true,
        ..scene.your_watch_is_ready(repair.id)
    };
    let held = tell::tell_customer(&scene.desk.app, both).await.unwrap();
    assert_eq!(held.state, MessageState::Held);
    assert_eq!(repair_card(&scene, &repair).state, RepairState::Ready);
}

#[tokio::test]
async fn a_refused_message_leaves_the_repair_as_it_was() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.roger_said(60, false, "2026-05-01T10:00:00.000Z");
    let both = TellCustomer {
        mark_ready: true,
        ..scene.your_watch_is_ready(repair.id)
    };
    tell::tell_customer(&scene.desk.app, both)
        .await
        .unwrap_err();
    assert_eq!(repair_card(&scene, &repair).state, RepairState::TakenIn);
}

#[tokio::test]
async fn a_message_is_taken_back_and_can_be_asked_for_anew() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let held = scene.told(repair.id).await;
    let back = undo::undo_message(&scene.desk.app, one(&held))
        .await
        .unwrap();
    assert_eq!(
        (back.state, back.reason),
        (MessageState::Cancelled, Some(StateReason::TakenBack))
    );
    assert_eq!(back.body, held.body, "the words are not lost");
    assert!(message_card(&scene, &held).is_none());
    assert!(!repair_card(&scene, &repair).told);
    scene.desk.clock.advance(Duration::minutes(5));
    assert!(release::release_due(&scene.desk.app).unwrap().is_empty());
    assert_eq!(scene.changes_to("message"), 0);
    assert_eq!(scene.told(repair.id).await.state, MessageState::Held);
}

#[tokio::test]
async fn a_message_that_left_the_holding_place_is_cancelled_until_the_server_sends_it() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let held = scene.told(repair.id).await;
    let sent = send_now::send_now(&scene.desk.app, one(&held))
        .await
        .unwrap();
    assert_eq!(sent.state, MessageState::OnDevice);
    let back = undo::undo_message(&scene.desk.app, one(&held))
        .await
        .unwrap();
    assert_eq!(back.state, MessageState::Cancelled);
    let anew = scene.told(repair.id).await;
    assert_ne!(anew.id, held.id, "another message, for everybody");
    server_says(&scene, &held, 0, "sent");
    let late = undo::undo_message(&scene.desk.app, one(&held))
        .await
        .unwrap_err();
    assert_eq!(late.code, ErrorCode::Conflict);
}

#[tokio::test]
async fn what_mia_asked_for_on_her_phone_is_the_same_message() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let id = intent_id(
        repair.id,
        OccurrenceId::of(repair.id, 1),
        Purpose::Service,
        0,
    );
    let held = scene.told(repair.id).await;
    assert_eq!(held.id, id);
    assert_eq!(scene.told(repair.id).await.id, id, "a second tap");
    undo::undo_message(&scene.desk.app, one(&held))
        .await
        .unwrap();

    server_says(&scene, &held, 0, "waiting");
    let already = scene.told(repair.id).await;
    assert_eq!(already.id, id);
    assert_eq!(already.asked_by.as_deref(), Some("Mia"));
    assert!(!already.asked_by_me);
    assert_eq!(scene.changes_to("message"), 0);
}

#[tokio::test]
async fn a_repair_that_went_back_to_the_bench_sends_nothing_and_keeps_the_words() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let held = scene.told(repair.id).await;
    let to_bench = MoveRepair {
        repair_id: repair.id,
        step: StepKind::AtBench,
        note: None,
        bin: None,
    };
    move_repair::move_repair(&scene.desk.app, to_bench)
        .await
        .unwrap();
    scene.minutes_later(1);
    release::release_due(&scene.desk.app).unwrap();
    let kept = message_card(&scene, &held).unwrap();
    assert_eq!(
        (kept.state, kept.reason),
        (MessageState::Cancelled, Some(StateReason::NotReadyAnyMore))
    );
    assert_eq!(kept.body, held.body);

    scene.ready(repair.id).await;
    let anew = scene.told(repair.id).await;
    assert_ne!(anew.id, held.id, "ready anew is another occurrence");
}

#[tokio::test]
async fn roger_said_stop_or_was_never_asked() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    scene.roger_said(60, false, "2026-05-01T10:00:00.000Z");
    let stopped = tell::tell_customer(&scene.desk.app, scene.your_watch_is_ready(repair.id))
        .await
        .unwrap_err();
    assert_eq!(stopped.code, ErrorCode::Conflict);

    let e_mail = TellCustomer {
        channel: Channel::Email,
        address: "Roger@Example.org".into(),
        ..scene.your_watch_is_ready(repair.id)
    };
    let not_his = tell::tell_customer(&scene.desk.app, e_mail.clone())
        .await
        .unwrap_err();
    assert_eq!(not_his.field.as_deref(), Some("address"));
    scene.desk.from_server(
        "email",
        uuid::Uuid::from_u128(70),
        json!({"customer_id": scene.roger, "address": "roger@example.org", "preferred": true}),
    );
    let not_asked = tell::tell_customer(&scene.desk.app, e_mail.clone())
        .await
        .unwrap_err();
    assert_eq!(not_asked.field.as_deref(), Some("consent"));

    record_consent::record_consent(
        &scene.desk.app,
        RecordConsent {
            customer_id: scene.roger,
            address: "roger@example.org".into(),
            channel: Channel::Email,
            purpose: Purpose::Service,
            given: true,
            basis: "by telephone".into(),
        },
    )
    .await
    .unwrap();
    let held = tell::tell_customer(&scene.desk.app, e_mail).await.unwrap();
    assert_eq!(held.address_hint, "r··@example.org");
}

#[tokio::test]
async fn whatsapp_goes_to_those_who_asked_for_it_and_to_nobody_else() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let by_whatsapp = TellCustomer {
        channel: Channel::Whatsapp,
        ..scene.your_watch_is_ready(repair.id)
    };
    // Roger may be texted; that is no word about WhatsApp.
    let refused = tell::tell_customer(&scene.desk.app, by_whatsapp.clone())
        .await
        .unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("address"));
    let says = |given| RecordConsent {
        customer_id: scene.roger,
        address: ROGERS_NUMBER.into(),
        channel: Channel::Whatsapp,
        purpose: Purpose::Service,
        given,
        basis: "at the counter".into(),
    };
    record_consent::record_consent(&scene.desk.app, says(true))
        .await
        .unwrap();
    let held = tell::tell_customer(&scene.desk.app, by_whatsapp)
        .await
        .unwrap();
    assert_eq!(held.channel, Channel::Whatsapp);
    assert_eq!(held.address_hint, "··59");
}

#[tokio::test]
async fn a_message_that_failed_can_be_asked_for_again_and_one_on_its_way_cannot() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let first = scene.told(repair.id).await;
    send_now::send_now(&scene.desk.app, one(&first))
        .await
        .unwrap();
    for on_its_way in ["sending", "checking", "sent", "delivered"] {
        server_says(&scene, &first, 0, on_its_way);
        let early = ask_again::ask_again(&scene.desk.app, one(&first))
            .await
            .unwrap_err();
        assert_eq!(early.code, ErrorCode::Conflict);
    }
    server_says(&scene, &first, 0, "not_delivered");
    assert!(!repair_card(&scene, &repair).told);
    let again = ask_again::ask_again(&scene.desk.app, one(&first))
        .await
        .unwrap();
    assert_ne!(again.id, first.id);
    assert_eq!(again.state, MessageState::Held);
    assert_eq!(again.body, first.body);
    let twice = ask_again::ask_again(&scene.desk.app, one(&first))
        .await
        .unwrap();
    assert_eq!(twice.id, again.id, "two taps ask once");
    let viewer = viewer(&scene);
    let (waiting, failed) = scene
        .desk
        .app
        .database()
        .unwrap()
        .read(|conn| {
            Ok((
                cards::waiting(conn, &viewer)?,
                cards::failed(conn, &viewer)?,
            ))
        })
        .unwrap();
    assert_eq!(waiting.len(), 1);
    assert!(failed.is_empty(), "the newer one stands in its place");
}

#[tokio::test]
async fn a_held_message_goes_on_after_the_app_was_closed() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let held = scene.told(repair.id).await;
    scene.minutes_later(60);
    let started_again = open(scene.desk.folder.path(), &scene.desk.clock).await;
    release::release_due(&started_again).unwrap();
    assert_eq!(scene.changes_to("message"), 1);
    assert_eq!(
        message_card(&scene, &held).unwrap().state,
        MessageState::OnDevice
    );
}

#[tokio::test]
async fn roger_agrees_at_drop_off() {
    let scene = RogersWatch::known().await;
    scene.roger_said(60, false, "2022-01-01T00:00:00.000Z");
    let mut asked = scene.battery_and_cleaning();
    asked.consent = true;
    let repair = crate::repairs::take_in::take_in_repair(&scene.desk.app, asked)
        .await
        .unwrap();
    assert_eq!(scene.changes_to("consent"), 1);
    scene.minutes_later(1);
    scene.ready(repair.id).await;
    assert_eq!(scene.told(repair.id).await.state, MessageState::Held);
}

#[tokio::test]
async fn dana_hears_whose_watch_it_is_when_she_is_the_one_to_tell() {
    let scene = RogersWatch::known().await;
    let number = "+12125550123";
    scene.desk.from_server(
        "phone",
        uuid::Uuid::from_u128(80),
        json!({"customer_id": scene.dana, "e164": number, "typed": number, "preferred": true}),
    );
    let mut asked = scene.battery_and_cleaning();
    asked.tell_id = Some(scene.dana);
    asked.consent = true;
    let repair = crate::repairs::take_in::take_in_repair(&scene.desk.app, asked)
        .await
        .unwrap();
    scene.minutes_later(1);
    scene.ready(repair.id).await;
    let one = crate::repairs::screens::OneRepair {
        repair_id: repair.id,
    };
    let page = crate::repairs::open::open_repair(&scene.desk.app, one)
        .await
        .unwrap();
    let draft = page.draft.unwrap();
    assert!(draft.body.starts_with("Hi Dana, Roger's watch is ready."));
    let to_dana = TellCustomer {
        address: number.into(),
        body: draft.body,
        ..scene.your_watch_is_ready(repair.id)
    };
    let held = tell::tell_customer(&scene.desk.app, to_dana).await.unwrap();
    assert_eq!(held.to_name, "Dana Martin");
    assert_eq!(held.customer_id, scene.roger);
}

#[tokio::test]
async fn changed_words_do_not_name_a_secret_gift() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    scene.piece_is(json!({"secret_until": "2026-06-03"}));
    for giveaway in ["Your WATCH is ready", "the Séamaster is here"] {
        let told = TellCustomer {
            body: giveaway.into(),
            ..scene.your_watch_is_ready(repair.id)
        };
        let refused = tell::tell_customer(&scene.desk.app, told)
            .await
            .unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("body"));
    }
    let discreet = TellCustomer {
        body: "Roger, your repair is here.".into(),
        ..scene.your_watch_is_ready(repair.id)
    };
    tell::tell_customer(&scene.desk.app, discreet)
        .await
        .unwrap();
}

//! Roger writes back: it stands in his thread, is answered within a day, and is no longer unread.
//!
//! Hostile cases of messages: 19 on the device (a number of two people), 31 on the device (pictures
//! without words, 2,000 characters).

use chrono::Duration;
use regard_domain::ids::ReplyId;
use regard_domain::message::MessageState;
use regard_domain::words::{Channel, Purpose, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use super::thread_screens::*;
use super::{answer, choose_consent, close_reply, consent_history, release, see_replies, stuck};
use crate::customers::screens::{OpenCustomer, Story, StoryEntry};
use crate::customers::story;
use crate::database::messages;
use crate::error::ErrorCode;
use crate::repairs::rogers_watch::{ROGERS_NUMBER, RogersWatch};
use crate::session::screens::Nothing;

const REPLY: ReplyId = ReplyId(Uuid::from_u128(0x4e));

fn roger_wrote(scene: &RogersWatch, other: Value) {
    let mut fields = json!({"customer_id": scene.roger, "channel": "sms",
        "address": ROGERS_NUMBER, "words": "Can I come at six?", "pictures": 0,
        "meaning": "unsure", "received_at": "2026-05-12T13:50:00.000Z", "for_id": scene.desk.me});
    fields
        .as_object_mut()
        .unwrap()
        .extend(other.as_object().unwrap().clone());
    scene.desk.from_server("reply", REPLY.0, fields);
}

async fn page(scene: &RogersWatch) -> Story {
    let open = OpenCustomer {
        customer_id: scene.roger,
        repair_id: None,
    };
    story::open_customer(&scene.desk.app, open).await.unwrap()
}

fn answer_with(body: &str) -> AnswerReply {
    AnswerReply {
        reply_id: REPLY,
        body: body.into(),
    }
}

#[tokio::test]
async fn a_question_stands_in_the_thread_is_seen_and_answered_once() {
    let scene = RogersWatch::known().await;
    // About a repair that is back at the bench: the answer is no less true.
    let repair = scene.taken_in().await;
    roger_wrote(&scene, json!({"repair_id": repair.id}));
    let shown = page(&scene).await;
    assert!(shown.replies[0].unread && shown.replies[0].open && shown.replies[0].for_me);
    assert!(
        shown
            .entries
            .iter()
            .any(|entry| matches!(entry, StoryEntry::Reply { .. }))
    );

    let whose = SeeReplies {
        customer_id: scene.roger,
    };
    see_replies::see_replies(&scene.desk.app, whose)
        .await
        .unwrap();
    assert!(!page(&scene).await.replies[0].unread);

    let held = answer::answer_reply(&scene.desk.app, answer_with("Yes, see you at six."))
        .await
        .unwrap();
    assert_eq!(held.state, MessageState::Held);
    assert!(!page(&scene).await.replies[0].open);
    scene.minutes_later(1);
    release::release_due(&scene.desk.app).unwrap();
    let row = scene
        .desk
        .app
        .database()
        .unwrap()
        .read(|conn| Ok(messages::by_id(conn, held.id)?.unwrap()))
        .unwrap();
    assert_eq!(
        (row.purpose, row.reply_to),
        (Purpose::Conversational, Some(REPLY))
    );
    assert_eq!(row.address, ROGERS_NUMBER);
    assert_eq!(super::cards::state_of(&row).0, MessageState::OnDevice);
    assert_eq!(scene.changes_to("message"), 1);
}

#[tokio::test]
async fn after_a_day_and_after_a_stop_nothing_is_answered_by_message() {
    let scene = RogersWatch::known().await;
    roger_wrote(&scene, json!({}));
    scene.desk.clock.advance(Duration::hours(24));
    assert_eq!(page(&scene).await.replies[0].answer_until, None);
    let late = answer::answer_reply(&scene.desk.app, answer_with("Yes."))
        .await
        .unwrap_err();
    assert_eq!(late.code, ErrorCode::Conflict);

    let scene = RogersWatch::known().await;
    roger_wrote(&scene, json!({}));
    scene.roger_said(60, false, "2026-05-12T13:55:00.000Z");
    let stopped = answer::answer_reply(&scene.desk.app, answer_with("Yes."))
        .await
        .unwrap_err();
    assert_eq!(stopped.code, ErrorCode::Conflict);
}

#[tokio::test]
async fn an_answer_is_no_advertisement() {
    let scene = RogersWatch::known().await;
    roger_wrote(&scene, json!({}));
    let refused = answer::answer_reply(&scene.desk.app, answer_with("Yes! And straps 20% off."))
        .await
        .unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("body"));
    assert!(
        page(&scene).await.replies[0].open,
        "it still waits for an answer"
    );
}

#[tokio::test]
async fn a_number_of_two_people_says_so_on_both_pages() {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "phone",
        Uuid::from_u128(90),
        json!({"customer_id": scene.dana, "e164": ROGERS_NUMBER, "typed": "0159", "preferred": true}),
    );
    roger_wrote(&scene, json!({}));
    assert_eq!(page(&scene).await.replies[0].shared_with, ["Dana"]);
}

#[tokio::test]
async fn pictures_alone_and_long_words_are_shown_whole() {
    let scene = RogersWatch::known().await;
    roger_wrote(&scene, json!({"words": "", "pictures": 2}));
    assert_eq!(page(&scene).await.replies[0].pictures, 2);
    let long = "wörd ".repeat(400);
    roger_wrote(&scene, json!({"words": long}));
    assert_eq!(page(&scene).await.replies[0].words, long);
}

#[tokio::test]
async fn the_manager_has_one_list_of_all_that_is_stuck() {
    let scene = RogersWatch::known_to(Role::Manager).await;
    roger_wrote(&scene, json!({}));
    scene.desk.from_server(
        "stray_reply",
        Uuid::from_u128(91),
        json!({"channel": "sms", "address": "+12125550777", "words": "Is my ring done?",
               "pictures": 0, "meaning": "unsure", "received_at": "2026-05-12T13:40:00.000Z"}),
    );
    for (id, state, reason) in [
        (101, "needs_attention", "cannot_tell"),
        (102, "not_delivered", "unreachable"),
        (103, "waiting", "store_setup"),
        (104, "delivered", "other"),
    ] {
        scene.desk.from_server(
            "message",
            Uuid::from_u128(id),
            json!({"customer_id": scene.roger, "resend": 0, "purpose": "service",
                   "channel": "sms", "address": ROGERS_NUMBER, "body": "Hi", "language": "en",
                   "asked_at": "2026-05-12T13:00:00.000Z", "state": state, "state_reason": reason}),
        );
    }
    let all = stuck::stuck(&scene.desk.app, Nothing {}).await.unwrap();
    let count = (
        all.needs_attention.len(),
        all.not_delivered.len(),
        all.waits_for_setup.len(),
    );
    assert_eq!(count, (1, 1, 1));
    assert_eq!((all.replies.len(), all.strays.len()), (1, 1));
    assert_eq!(all.strays[0].address, "+12125550777");

    for id in [REPLY, all.strays[0].id] {
        let one = OneReply { reply_id: id };
        close_reply::close_reply(&scene.desk.app, one)
            .await
            .unwrap();
    }
    let all = stuck::stuck(&scene.desk.app, Nothing {}).await.unwrap();
    assert_eq!((all.replies.len(), all.strays.len()), (0, 0));
}

#[tokio::test]
async fn what_was_said_about_an_address_is_shown_with_how_and_by_whom() {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "consent",
        Uuid::from_u128(95),
        json!({"customer_id": scene.dana, "address": ROGERS_NUMBER, "channel": "sms",
               "purpose": "marketing", "given": false, "basis": "replied: no ads",
               "wording": "2026-01", "said_at": "2026-05-01T10:00:00.000Z", "taken_by": scene.mia}),
    );
    let open = OpenCustomer {
        customer_id: scene.roger,
        repair_id: None,
    };
    let all = consent_history::consent_history(&scene.desk.app, open)
        .await
        .unwrap();
    assert_eq!(all.len(), 1);
    let newest = &all[0].history[0];
    assert_eq!(
        newest.said_by.as_deref(),
        Some("Dana"),
        "a couple shares its stop"
    );
    assert_eq!(newest.taken_by.as_deref(), Some("Mia"));
    assert_eq!(newest.wording.as_deref(), Some("2026-01"));
    let now: Vec<_> = all[0]
        .now
        .iter()
        .map(|one| format!("{:?}", one.permission))
        .collect();
    assert_eq!(now, ["Given", "NotAsked", "Withdrawn"]);
}

#[tokio::test]
async fn one_tap_changes_what_an_address_allows_and_keeps_the_words_that_were_shown() {
    let scene = RogersWatch::known().await;
    let choose = |step| ChooseConsent {
        customer_id: scene.roger,
        channel: Channel::Sms,
        address: ROGERS_NUMBER.into(),
        step,
        basis: "at the counter".into(),
        evidence: None,
    };
    for (step, service) in [
        (ConsentStep::Mine, "Given"),
        (ConsentStep::Nothing, "Withdrawn"),
    ] {
        scene.minutes_later(1);
        let all = choose_consent::choose_consent(&scene.desk.app, choose(step))
            .await
            .unwrap();
        assert_eq!(all[0].step, Some(step));
        assert_eq!(format!("{:?}", all[0].now[0].permission), service);
        let version = all[0].history[0].wording.clone();
        let shown = all[0].wordings.iter().find(|wording| wording.step == step);
        assert_eq!(version, shown.map(|shown| shown.version.clone()));
        assert_eq!(all[0].history[0].taken_by.as_deref(), Some("Marta"));
    }
    let strange = ChooseConsent {
        address: "+12125550000".into(),
        ..choose(ConsentStep::All)
    };
    let refused = choose_consent::choose_consent(&scene.desk.app, strange)
        .await
        .unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("address"));
}

fn said_stop(scene: &RogersWatch, by: &str, id: u128) {
    for (at, purpose) in (0_u128..).zip(["service", "one_to_one", "marketing", "conversational"]) {
        scene.desk.from_server(
            "consent",
            Uuid::from_u128(id + at),
            json!({"customer_id": scene.roger, "address": ROGERS_NUMBER, "channel": "sms",
                "purpose": purpose, "given": false, "basis": "replied: please stop",
                "said_at": "2026-05-12T13:59:00.000Z", "stopped_by": by}),
        );
    }
}

#[tokio::test]
async fn whoever_asked_us_to_stop_may_agree_again_with_what_shows_it() {
    let scene = RogersWatch::known().await;
    said_stop(&scene, "reply", 0x900);
    scene.minutes_later(1);
    let choose = |step, evidence: Option<&str>| ChooseConsent {
        customer_id: scene.roger,
        channel: Channel::Sms,
        address: ROGERS_NUMBER.into(),
        step,
        basis: "at the counter".into(),
        evidence: evidence.map(str::to_owned),
    };
    for nothing in [None, Some("  ")] {
        let asked = choose(ConsentStep::Mine, nothing);
        let refused = choose_consent::choose_consent(&scene.desk.app, asked)
            .await
            .unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("evidence"));
    }
    let again = choose(ConsentStep::Mine, Some(" Signed the slip of 12 May "));
    let all = choose_consent::choose_consent(&scene.desk.app, again)
        .await
        .unwrap();
    assert_eq!(all[0].step, Some(ConsentStep::Mine));
    assert!(all[0].stop.is_none());
    let shown: Vec<_> = all[0]
        .history
        .iter()
        .filter_map(|line| line.evidence.as_deref())
        .collect();
    assert_eq!(
        shown, ["Signed the slip of 12 May"; 3],
        "with each yes, not with the no to offers"
    );
}

#[tokio::test]
async fn what_the_carrier_holds_and_somebody_elses_number_are_not_ours_to_lift() {
    for (by, who) in [
        ("provider", StopLift::Customer),
        ("wrong_number", StopLift::Nobody),
    ] {
        let scene = RogersWatch::known().await;
        said_stop(&scene, by, 0x900);
        scene.minutes_later(1);
        let choose = |step| ChooseConsent {
            customer_id: scene.roger,
            channel: Channel::Sms,
            address: ROGERS_NUMBER.into(),
            step,
            basis: "at the counter".into(),
            evidence: Some("Signed the slip".into()),
        };
        let refused = choose_consent::choose_consent(&scene.desk.app, choose(ConsentStep::All))
            .await
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::Conflict);
        // Nothing more than nothing can always be said.
        let all = choose_consent::choose_consent(&scene.desk.app, choose(ConsentStep::Nothing))
            .await
            .unwrap();
        assert_eq!(all[0].stop.as_ref().map(|stop| stop.lifted_by), Some(who));
    }
}

//! The words of a message: the link that a device writes without a network, the line of one's own,
//! what may not stand in it, and which template made it.
//!
//! Hostile cases of messages: 13 on the device (asked for offline, collected meanwhile, told the next
//! day), 21 (what a character costs, what must not be read as a template), 22 (a template that
//! changes between the preview and the sending).

use chrono::Duration;
use regard_domain::link;
use regard_domain::message::{MessageState, StateReason};
use regard_domain::promotion::PromotionKind;
use regard_domain::template::TemplateUse;
use regard_domain::words::Channel;
use serde_json::json;
use uuid::Uuid;

use super::screens::*;
use super::{ask_again, count_parts, preview, release, tell};
use crate::database::messages::{self, MessageRow};
use crate::repairs::hand_over;
use crate::repairs::rogers_watch::{ROGERS_NUMBER, RogersWatch};
use crate::repairs::screens::{HandOverRepair, RepairCard};

const KEY: &str = "a key that only this store's devices know";

async fn scene() -> (RogersWatch, RepairCard) {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "store",
        scene.desk.store.0,
        json!({"name": "Main Street", "time_zone": "America/New_York", "currency": "USD",
               "country": "US", "link_base": "https://r.example", "link_key": KEY}),
    );
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    (scene, repair)
}

async fn draft(scene: &RogersWatch, repair: &RepairCard, own_line: &str) -> MessagePreview {
    let asked = PreviewMessage {
        repair_id: repair.id,
        own_line: own_line.into(),
    };
    preview::preview_message(&scene.desk.app, asked)
        .await
        .unwrap()
}

fn row(scene: &RogersWatch, message: &MessageCard) -> MessageRow {
    let database = scene.desk.app.database().unwrap();
    database
        .read(|conn| Ok(messages::by_id(conn, message.id)?.unwrap()))
        .unwrap()
}

fn template(scene: &RogersWatch, id: u128, version: u32, body: &str, from: &str) {
    scene.desk.from_server(
        "template",
        Uuid::from_u128(id),
        json!({"key": "ready", "language": "en", "channel": "sms", "version": version,
               "body": body, "approved_at": from, "active_from": from}),
    );
}

#[tokio::test]
async fn the_link_is_in_the_preview_and_is_the_messages_own() {
    let (scene, repair) = scene().await;
    let shown = draft(&scene, &repair, "").await.draft.unwrap();
    let told = TellCustomer {
        body: shown.body.clone(),
        ..scene.your_watch_is_ready(repair.id)
    };
    let held = tell::tell_customer(&scene.desk.app, told).await.unwrap();
    assert_eq!(held.body, shown.body, "what is sent is what was shown");
    let token = link::token(KEY, held.id).unwrap();
    assert!(
        held.body.contains(&format!("https://r.example/s/{token}")),
        "{}",
        held.body
    );
    let built_in = TemplateUse {
        key: regard_domain::template::TemplateKey::Ready,
        id: None,
        version: 0,
    };
    assert_eq!(row(&scene, &held).template, Some(built_in));
}

#[tokio::test]
async fn a_message_that_is_asked_for_again_has_a_link_of_its_own() {
    let (scene, repair) = scene().await;
    let shown = draft(&scene, &repair, "").await.draft.unwrap();
    let told = TellCustomer {
        body: shown.body,
        ..scene.your_watch_is_ready(repair.id)
    };
    let first = tell::tell_customer(&scene.desk.app, told).await.unwrap();
    scene.minutes_later(1);
    release::release_due(&scene.desk.app).unwrap();
    scene.desk.from_server(
        "message",
        first.id.0,
        json!({"customer_id": scene.roger, "repair_id": repair.id,
               "occurrence_id": regard_domain::ids::OccurrenceId::of(repair.id, 1), "resend": 0,
               "purpose": "service", "channel": "sms", "address": ROGERS_NUMBER,
               "body": first.body, "language": "en", "asked_at": "2026-05-12T14:20:00.000Z",
               "state": "not_delivered", "state_reason": "unreachable"}),
    );
    let one = OneMessage {
        message_id: first.id,
    };
    let again = ask_again::ask_again(&scene.desk.app, one).await.unwrap();
    let token = |message: &MessageCard| link::token(KEY, message.id).unwrap();
    assert_ne!(again.id, first.id);
    assert!(link::carries(&again.body, &token(&again)), "{}", again.body);
    assert!(
        !link::carries(&again.body, &token(&first)),
        "{}",
        again.body
    );
}

#[tokio::test]
async fn a_line_of_ones_own_goes_out_as_it_was_shown() {
    let (scene, repair) = scene().await;
    let line = "I cleaned the clasp too – it’s {{ 7*7 }}!";
    let shown = draft(&scene, &repair, line).await;
    assert_eq!(shown.in_the_way, InTheWay::default());
    let body = shown.draft.unwrap().body;
    assert!(
        body.contains("I cleaned the clasp too - it's {{ 7*7 }}!"),
        "{body}"
    );
    let told = TellCustomer {
        body: body.clone(),
        own_line: Some(line.into()),
        ..scene.your_watch_is_ready(repair.id)
    };
    let held = tell::tell_customer(&scene.desk.app, told).await.unwrap();
    assert_eq!(held.body, body);
    assert_eq!(row(&scene, &held).template.unwrap().version, 0);
}

#[tokio::test]
async fn a_line_that_is_too_long_is_shown_to_be() {
    let (scene, repair) = scene().await;
    let long = draft(&scene, &repair, &"a".repeat(121)).await;
    assert_eq!((long.own_line_length, long.longest), (121, 120));
    let told = TellCustomer {
        own_line: Some("a".repeat(121)),
        ..scene.your_watch_is_ready(repair.id)
    };
    let refused = tell::tell_customer(&scene.desk.app, told)
        .await
        .unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("own_line"));
}

#[tokio::test]
async fn an_offer_is_named_as_it_is_typed_and_does_not_go_out() {
    let (scene, repair) = scene().await;
    let line = "Straps 20% off, see www.straps.com";
    let shown = draft(&scene, &repair, line).await.in_the_way;
    let kinds: Vec<PromotionKind> = shown.promotions.iter().map(|one| one.kind).collect();
    assert!(kinds.contains(&PromotionKind::Percent) && kinds.contains(&PromotionKind::Link));
    let typed = CountParts {
        body: format!("Hi Roger, your watch is ready. {line}"),
        repair_id: Some(repair.id),
    };
    let counted = count_parts::count_parts(&scene.desk.app, typed)
        .await
        .unwrap();
    assert_eq!(counted.in_the_way.promotions, shown.promotions);
    let told = TellCustomer {
        body: format!("Hi Roger, your watch is ready. {line}"),
        ..scene.your_watch_is_ready(repair.id)
    };
    let refused = tell::tell_customer(&scene.desk.app, told)
        .await
        .unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("body"));
    assert!(refused.message.contains("www.straps.com") || refused.message.contains("20%"));
}

#[tokio::test]
async fn a_line_does_not_spoil_a_surprise() {
    let (scene, repair) = scene().await;
    scene.piece_is(json!({"secret_until": "2026-06-03"}));
    let shown = draft(&scene, &repair, "The Seamaster shines again").await;
    assert!(shown.in_the_way.names_a_secret);
    assert!(
        !draft(&scene, &repair, "It shines again")
            .await
            .in_the_way
            .names_a_secret
    );
}

#[tokio::test]
async fn curly_quotes_are_named_with_what_plain_ones_save() {
    let (scene, _) = scene().await;
    let typed = CountParts {
        body: format!("It’s ready “now” € {}", "a".repeat(70)),
        repair_id: None,
    };
    let counted = count_parts::count_parts(&scene.desk.app, typed)
        .await
        .unwrap();
    let plain = counted.plain.unwrap();
    assert_eq!((counted.parts, plain.saves), (2, 1));
    assert_eq!(plain.instead_of, ["’", "“", "”"]);
    assert_eq!(counted.count_two, ["€"]);
    assert!(plain.body.starts_with("It's ready \"now\" €"));
}

#[tokio::test]
async fn the_companys_own_template_counts_and_its_version_stands_on_the_message() {
    let (scene, repair) = scene().await;
    template(
        &scene,
        70,
        1,
        "{{ piece | with_capital }} {{ be }} here. {{ store }}",
        "2026-05-01T00:00:00.000Z",
    );
    let shown = draft(&scene, &repair, "").await.draft.unwrap();
    assert_eq!(shown.body, "Your watch is here. Main Street");
    // A new version comes in between the preview and the sending: what was shown is what goes.
    template(
        &scene,
        71,
        2,
        "{{ store }}: {{ piece }}!",
        "2026-05-12T14:00:00.000Z",
    );
    let told = TellCustomer {
        body: shown.body.clone(),
        ..scene.your_watch_is_ready(repair.id)
    };
    let held = tell::tell_customer(&scene.desk.app, told).await.unwrap();
    assert_eq!(held.body, shown.body);
    let made_with = row(&scene, &held).template.unwrap();
    assert_eq!(
        (made_with.id, made_with.version),
        (Some(Uuid::from_u128(70)), 1)
    );
    let newer = draft(&scene, &repair, "").await.draft.unwrap();
    assert_eq!(newer.body, "Main Street: your watch!");
}

#[tokio::test]
async fn words_that_someone_changed_name_no_template() {
    let (scene, repair) = scene().await;
    let held = scene.told(repair.id).await;
    assert_eq!(held.body, "Hi Roger, your watch is ready.");
    assert_eq!(row(&scene, &held).template, None);
}

#[tokio::test]
async fn a_template_that_cannot_be_filled_gives_way_to_the_built_in_one() {
    let (scene, repair) = scene().await;
    template(
        &scene,
        70,
        1,
        "{{ value_of_a_newer_app }} {{ store }}",
        "2026-05-01T00:00:00.000Z",
    );
    let shown = draft(&scene, &repair, "").await.draft.unwrap();
    assert!(
        shown.body.starts_with("Hi Roger, your watch is ready."),
        "{}",
        shown.body
    );
    assert_eq!(shown.ways[0].template_version, 0);
}

#[tokio::test]
async fn an_e_mail_has_a_template_of_its_own() {
    let (scene, repair) = scene().await;
    scene.desk.from_server(
        "email",
        Uuid::from_u128(80),
        json!({"customer_id": scene.roger, "address": "roger@example.org", "preferred": false}),
    );
    template(
        &scene,
        70,
        1,
        "Text. {{ store }}",
        "2026-05-01T00:00:00.000Z",
    );
    let shown = draft(&scene, &repair, "").await.draft.unwrap();
    let by = |channel| {
        shown
            .ways
            .iter()
            .find(|way| way.channel == channel)
            .unwrap()
    };
    assert_eq!(by(Channel::Sms).body, "Text. Main Street");
    assert!(
        by(Channel::Email)
            .body
            .starts_with("Hi Roger, your watch is ready.")
    );
}

#[tokio::test]
async fn told_offline_and_collected_meanwhile_nothing_goes_out_the_next_day() {
    let (scene, repair) = scene().await;
    let held = scene.told(repair.id).await;
    let collected = HandOverRepair {
        repair_id: repair.id,
        collected_by: None,
        charge_anyway: None,
    };
    hand_over::hand_over_repair(&scene.desk.app, collected)
        .await
        .unwrap();
    scene.desk.clock.advance(Duration::days(1));
    release::release_due(&scene.desk.app).unwrap();
    let (state, reason) = super::cards::state_of(&row(&scene, &held));
    assert_eq!(state, MessageState::Cancelled);
    assert_eq!(reason, Some(StateReason::NotReadyAnyMore));
}

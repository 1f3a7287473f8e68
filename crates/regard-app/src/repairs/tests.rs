//! Roger's watch comes in for a battery and goes home for nothing.

use regard_domain::ids::OccurrenceId;
use regard_domain::promise::UseKind;
use regard_domain::repair::{RepairState, StepKind};
use regard_domain::words::{PieceKind, Role, WorkKind};
use serde_json::json;

use super::cards::RepairFile;
use super::rogers_watch::{RogersWatch, line};
use super::screens::*;
use super::{
    choices, find_envelope, hand_over, list, move_repair, open, price, take_in, undo_step,
};
use crate::customers::screens::OpenCustomer;
use crate::error::ErrorCode;
use crate::promises::list as promise_list;
use crate::promises::screens::PromiseCard;
use crate::session::screens::Nothing;

fn hand_over(repair: &RepairCard) -> HandOverRepair {
    HandOverRepair {
        repair_id: repair.id,
        collected_by: None,
        charge_anyway: None,
    }
}

async fn batteries(scene: &RogersWatch) -> PromiseCard {
    promise_list::list_promises(&scene.desk.app, Nothing {})
        .await
        .unwrap()
        .into_iter()
        .find(|card| card.id == scene.batteries)
        .unwrap()
}

async fn page(scene: &RogersWatch, repair: &RepairCard) -> RepairPage {
    open::open_repair(
        &scene.desk.app,
        OneRepair {
            repair_id: repair.id,
        },
    )
    .await
    .unwrap()
}

fn file(scene: &RogersWatch, repair: &RepairCard) -> RepairFile {
    scene
        .desk
        .app
        .database()
        .unwrap()
        .read(|conn| Ok(RepairFile::read(conn, repair.id)?.unwrap()))
        .unwrap()
}

fn is_free_because_of_marta(price: &Price) {
    assert_eq!((price.quoted, price.to_pay), (4000, 0));
    let reason = price.because.first().unwrap();
    assert_eq!(reason.words, "Batteries free for life");
    assert_eq!(reason.made_by.as_deref(), Some("Marta"));
    assert_eq!(reason.made_on.to_string(), "2021-06-03");
    assert_eq!(reason.off, 4000);
}

#[tokio::test]
async fn forty_dollars_are_nothing_at_take_in_at_ready_and_at_hand_over() {
    let scene = RogersWatch::known().await;
    let asked = price::price_repair(
        &scene.desk.app,
        PriceRepair {
            customer_id: scene.roger,
            piece_id: Some(scene.seamaster),
            lines: vec![line(WorkKind::Battery, 4000)],
        },
    );
    is_free_because_of_marta(&asked.await.unwrap());

    let repair = scene.taken_in().await;
    is_free_because_of_marta(&repair.price);
    assert_eq!(repair.state, RepairState::TakenIn);
    let work: Vec<_> = repair
        .work
        .iter()
        .map(|line| (line.work, line.words.as_deref()))
        .collect();
    assert_eq!(
        work,
        [(WorkKind::Battery, None), (WorkKind::Cleaning, None)]
    );
    assert_eq!(repair.customer_name, "Roger Martin");
    assert!(repair.on_device_only);

    let ready = scene.ready(repair.id).await;
    is_free_because_of_marta(&ready.price);
    assert!(!ready.told);

    let home = hand_over::hand_over_repair(&scene.desk.app, hand_over(&repair))
        .await
        .unwrap();
    assert_eq!(home.state, RepairState::HandedOver);
    is_free_because_of_marta(&home.price);
    let promise = batteries(&scene).await;
    let once = promise.uses.first().unwrap();
    assert_eq!((once.kind, once.amount), (UseKind::Kept, 4000));
    assert_eq!(once.by.as_deref(), Some("Marta"));
    assert_eq!(promise.uses.len(), 1, "the free cleaning was no promise");
}

#[tokio::test]
async fn to_charge_in_spite_of_a_promise_takes_a_reason_and_it_is_kept() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    for no_reason in ["", "  ", "ok", "12345"] {
        let refused = hand_over::hand_over_repair(
            &scene.desk.app,
            HandOverRepair {
                charge_anyway: Some(no_reason.into()),
                ..hand_over(&repair)
            },
        )
        .await
        .unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid);
        assert_eq!(refused.field.as_deref(), Some("chargeAnyway"));
    }
    let home = hand_over::hand_over_repair(
        &scene.desk.app,
        HandOverRepair {
            charge_anyway: Some(" He insists on paying ".into()),
            ..hand_over(&repair)
        },
    )
    .await
    .unwrap();
    assert_eq!(home.price.to_pay, 4000);
    let promise = batteries(&scene).await;
    let once = promise.uses.first().unwrap();
    assert_eq!((once.kind, once.amount), (UseKind::ChargedAnyway, 4000));
    assert_eq!(once.reason.as_deref(), Some("He insists on paying"));
}

#[tokio::test]
async fn two_taps_on_ready_are_one_occurrence() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let before = scene.changes_to("repair_step");
    scene.ready(repair.id).await;
    assert_eq!(scene.changes_to("repair_step"), before);
    let standing = file(&scene, &repair).standing;
    assert_eq!(
        standing.ready_occurrence(repair.id),
        Some(OccurrenceId::of(repair.id, 1))
    );
}

#[tokio::test]
async fn what_is_written_with_the_second_tap_is_kept() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let again = MarkRepairReady {
        repair_id: repair.id,
        bin: Some("box 14".into()),
        note: Some("tested to 10 bar".into()),
    };
    super::mark_ready::mark_repair_ready(&scene.desk.app, again)
        .await
        .unwrap();
    let page = page(&scene, &repair).await;
    assert_eq!(page.bin.as_deref(), Some("box 14"));
    assert_eq!(
        page.steps.first().unwrap().note.as_deref(),
        Some("tested to 10 bar")
    );
    assert_eq!(file(&scene, &repair).standing.times_ready, 1);
}

#[tokio::test]
async fn a_wrong_tap_is_taken_back_and_stays_in_the_history() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let newest = page(&scene, &repair).await.steps.remove(0);
    assert!(newest.can_undo && newest.kind == StepKind::Ready);
    let undo = || {
        undo_step::undo_repair_step(
            &scene.desk.app,
            UndoRepairStep {
                repair_id: repair.id,
                step_id: newest.id,
            },
        )
    };
    assert_eq!(undo().await.unwrap().state, RepairState::TakenIn);
    let steps = scene.changes_to("repair_step");
    assert_eq!(undo().await.unwrap().state, RepairState::TakenIn);
    assert_eq!(scene.changes_to("repair_step"), steps, "taken back once");
    let page = page(&scene, &repair).await;
    assert!(page.steps.first().unwrap().struck);
    assert!(page.steps.iter().all(|step| !step.can_undo));
    assert!(page.next.contains(&StepKind::Ready));
}

#[tokio::test]
async fn only_the_newest_step_is_taken_back() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let ready = page(&scene, &repair).await.steps.remove(0);
    move_to(&scene, &repair, StepKind::AtBench).await;
    let late = undo_step::undo_repair_step(
        &scene.desk.app,
        UndoRepairStep {
            repair_id: repair.id,
            step_id: ready.id,
        },
    )
    .await
    .unwrap_err();
    assert_eq!(late.code, ErrorCode::Conflict);
}

async fn move_to(scene: &RogersWatch, repair: &RepairCard, step: StepKind) -> RepairCard {
    let card = move_repair::move_repair(
        &scene.desk.app,
        MoveRepair {
            repair_id: repair.id,
            step,
            note: None,
            bin: None,
        },
    )
    .await
    .unwrap();
    scene.minutes_later(1);
    card
}

#[tokio::test]
async fn a_piece_is_handed_over_once_and_a_wrong_hand_over_frees_the_promise() {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "promise",
        scene.batteries.0,
        json!({"customer_id": scene.roger, "piece_id": scene.seamaster, "words": "One free battery",
               "covers": "battery", "made_by_id": scene.desk.me, "made_on": "2021-06-03",
               "uses_allowed": 1}),
    );
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let home = hand_over::hand_over_repair(&scene.desk.app, hand_over(&repair))
        .await
        .unwrap();
    assert_eq!(
        home.price.to_pay, 0,
        "its own use does not count against it"
    );
    assert_eq!(batteries(&scene).await.uses_left, Some(0));
    let twice = hand_over::hand_over_repair(&scene.desk.app, hand_over(&repair))
        .await
        .unwrap_err();
    assert_eq!(twice.code, ErrorCode::Conflict);

    scene.minutes_later(1);
    let step = page(&scene, &repair).await.steps.remove(0);
    let back = undo_step::undo_repair_step(
        &scene.desk.app,
        UndoRepairStep {
            repair_id: repair.id,
            step_id: step.id,
        },
    )
    .await
    .unwrap();
    assert_eq!(back.state, RepairState::Ready);
    assert_eq!(batteries(&scene).await.uses_left, Some(1));
    scene.minutes_later(1);
    hand_over::hand_over_repair(&scene.desk.app, hand_over(&repair))
        .await
        .unwrap();
    assert_eq!(batteries(&scene).await.uses.len(), 1);
}

#[tokio::test]
async fn a_second_battery_is_paid_when_only_one_was_promised() {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "promise",
        scene.batteries.0,
        json!({"customer_id": scene.roger, "piece_id": scene.seamaster, "words": "One free battery",
               "covers": "battery", "made_on": "2021-06-03", "uses_allowed": 1}),
    );
    let first = scene.taken_in().await;
    hand_over::hand_over_repair(&scene.desk.app, hand_over(&first))
        .await
        .unwrap();
    scene.minutes_later(1);
    let second = scene.taken_in().await;
    assert_eq!(second.price.to_pay, 4000);
}

#[tokio::test]
async fn an_envelope_lies_in_the_store_once() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    let again = TakeInRepair {
        envelope: " #1042 ".into(),
        ..scene.battery_and_cleaning()
    };
    let refused = take_in::take_in_repair(&scene.desk.app, again)
        .await
        .unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("envelope"));
    let proposal = choices::take_in_choices(
        &scene.desk.app,
        OpenCustomer {
            customer_id: scene.roger,
            repair_id: None,
        },
    )
    .await
    .unwrap();
    assert_eq!(proposal.envelope, "1043");
    assert_eq!(proposal.pieces.len(), 1);
    assert_eq!(proposal.people.len(), 2);
    let found = find_envelope::find_envelope(
        &scene.desk.app,
        FindEnvelope {
            envelope: "1042\r\n".into(),
        },
    )
    .await
    .unwrap();
    assert_eq!(found.unwrap().id, repair.id);
}

#[tokio::test]
async fn a_piece_from_elsewhere_gets_a_page_of_its_own() {
    let scene = RogersWatch::known().await;
    let card = take_in::take_in_repair(
        &scene.desk.app,
        TakeInRepair {
            piece_id: None,
            description: Some("Grandmother's ring".into()),
            piece_kind: Some(PieceKind::Ring),
            lines: vec![line(WorkKind::Resize, 6000)],
            ..scene.battery_and_cleaning()
        },
    )
    .await
    .unwrap();
    assert_eq!(card.piece_kind, PieceKind::Ring);
    assert_eq!(card.piece, "Grandmother's ring");
    assert_eq!(card.price.to_pay, 6000, "the promise was on the watch");
    assert_eq!(scene.changes_to("piece"), 1);
}

#[tokio::test]
async fn the_list_moves_a_repair_from_the_bench_to_those_to_tell() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    let list = async || {
        list::list_repairs(&scene.desk.app, Nothing {})
            .await
            .unwrap()
    };
    assert_eq!(list().await.bench.len(), 1);
    scene.ready(repair.id).await;
    assert_eq!(list().await.to_tell.len(), 1);
    move_to(&scene, &repair, StepKind::Told).await;
    assert_eq!(list().await.waiting.len(), 1);
    hand_over::hand_over_repair(&scene.desk.app, hand_over(&repair))
        .await
        .unwrap();
    let last = list().await;
    assert_eq!(last.done.len(), 1);
    assert!(last.bench.is_empty() && last.to_tell.is_empty() && last.waiting.is_empty());
}

#[tokio::test]
async fn a_slow_clock_moves_a_repair_on_and_not_back() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.minutes_later(-60);
    let ready = scene.ready(repair.id).await;
    assert_eq!(ready.state, RepairState::Ready);
}

#[tokio::test]
async fn the_bench_sees_the_work_and_nothing_private() {
    let scene = RogersWatch::known_to(Role::Bench).await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let page = page(&scene, &repair).await;
    assert_eq!(page.customer_words.as_deref(), Some("It stops at night."));
    assert_eq!(page.lines.first().unwrap().off, 4000);
    assert!(page.brief.is_none() && page.draft.is_none());
    assert!(page.history.is_empty() && page.messages.is_empty());
}

#[tokio::test]
async fn the_page_has_the_history_above_and_the_draft_below() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let page = page(&scene, &repair).await;
    let draft = page.draft.unwrap();
    assert_eq!(
        draft.body,
        "Hi Roger, your watch is ready. The battery is on us, as promised. Marta, Main Street"
    );
    assert_eq!(draft.ways.first().unwrap().address_hint, "··59");
    assert!(page.brief.is_some());
    assert_eq!(page.next.first(), Some(&StepKind::HandedOver));
}

#[tokio::test]
async fn a_gift_that_is_not_given_yet_is_only_a_repair() {
    let scene = RogersWatch::known().await;
    let repair = scene.taken_in().await;
    scene.piece_is(json!({"secret_until": "2026-06-03"}));
    let draft = page(&scene, &repair).await.draft.unwrap();
    assert!(draft.body.starts_with("Hi Roger, your repair is ready."));
    assert!(!draft.body.contains("atch") && !draft.body.contains("attery"));
    assert_eq!(draft.subject, "Your repair is ready");
}

//! Marta gives her word, and keeps it.

use chrono::Duration;
use regard_domain::ids::PromiseId;
use regard_domain::promise::{PlanStanding, PromiseEnd, PromiseKind, UseKind};
use regard_domain::words::WorkKind;
use serde_json::json;
use uuid::Uuid;

use super::screens::{EndPromise, KeepPromise, MakePromise, OrderPromise, PlanPromise};
use super::{end, keep, list, make, plan};
use crate::repairs::price;
use crate::repairs::rogers_watch::{RogersWatch, line};
use crate::repairs::screens::PriceRepair;
use crate::session::screens::Nothing;
use crate::today::day::today;
use crate::today::screens::MustNotSlip;

fn call_friday(scene: &RogersWatch) -> MakePromise {
    MakePromise {
        customer_id: scene.roger,
        words: "call him on Friday".into(),
        piece_id: None,
        covers: None,
        until: None,
        uses_allowed: None,
        due_on: Some("2026-05-15".parse().unwrap()),
        kind: None,
        for_household: None,
        event: None,
        lead_days: None,
        slack_days: None,
    }
}

#[tokio::test]
async fn a_promise_to_do_is_on_top_until_it_is_kept() {
    let scene = RogersWatch::known().await;
    let app = &scene.desk.app;
    let promise = make::make_promise(app, call_friday(&scene)).await.unwrap();
    assert!(promise.made_by_me);
    assert_eq!(promise.made_on.to_string(), "2026-05-12");
    let first = async || {
        let ledger = list::list_promises(app, Nothing {}).await.unwrap();
        ledger.into_iter().next().unwrap().id
    };
    assert_eq!(first().await, promise.id);
    let tick = |kept| KeepPromise {
        promise_id: promise.id,
        kept,
    };
    let kept = keep::keep_promise(app, tick(true)).await.unwrap();
    assert_eq!(kept.uses_left, Some(0));
    assert_eq!(kept.uses.first().unwrap().kind, UseKind::Kept);
    assert_eq!(
        first().await,
        scene.batteries,
        "what holds comes before what is kept"
    );
    let open = keep::keep_promise(app, tick(false)).await.unwrap();
    assert!(open.uses.is_empty());
}

#[tokio::test]
async fn a_promise_without_words_or_uses_is_none() {
    let scene = RogersWatch::known().await;
    let wrong = [
        MakePromise {
            words: "  ".into(),
            ..call_friday(&scene)
        },
        MakePromise {
            uses_allowed: Some(0),
            covers: Some(WorkKind::Resize),
            ..call_friday(&scene)
        },
        MakePromise {
            until: Some("2026-05-11".parse().unwrap()),
            ..call_friday(&scene)
        },
    ];
    for promise in wrong {
        make::make_promise(&scene.desk.app, promise)
            .await
            .unwrap_err();
    }
}

fn band_before_the_wedding(scene: &RogersWatch) -> MakePromise {
    MakePromise {
        words: "the band before the wedding".into(),
        kind: Some(PromiseKind::BeforeEvent),
        event: Some(" the wedding ".into()),
        due_on: Some("2026-06-20".parse().unwrap()),
        lead_days: Some(14),
        slack_days: Some(5),
        uses_allowed: Some(1),
        ..call_friday(scene)
    }
}

/// Whether Today says that something has to happen with that promise.
async fn must_not_slip(scene: &RogersWatch, id: PromiseId) -> bool {
    let today = today(&scene.desk.app, Nothing {}).await.unwrap();
    today
        .must_not_slip
        .iter()
        .any(|slip| matches!(slip, MustNotSlip::Promise { promise, .. } if promise.id == id))
}

#[tokio::test]
async fn what_has_to_be_ordered_is_on_today_from_its_last_safe_days_on_until_it_is_ordered() {
    let scene = RogersWatch::known().await;
    let app = &scene.desk.app;
    let band = make::make_promise(app, band_before_the_wedding(&scene))
        .await
        .unwrap();
    assert_eq!(band.event.as_deref(), Some("the wedding"));
    let plan = band.plan.unwrap();
    assert_eq!(plan.last_safe_day.to_string(), "2026-06-01");
    assert_eq!(plan.standing, Some(PlanStanding::InTime));
    assert!(!must_not_slip(&scene, band.id).await);
    // 12 May: seventeen days on it is 29 May, three days before the last safe day.
    scene.desk.clock.advance(Duration::days(16));
    assert!(!must_not_slip(&scene, band.id).await);
    scene.desk.clock.advance(Duration::days(1));
    assert!(must_not_slip(&scene, band.id).await);
    let ordered = |ordered| OrderPromise {
        promise_id: band.id,
        ordered,
    };
    let card = plan::order_promise(app, ordered(true)).await.unwrap();
    assert_eq!(card.plan.unwrap().standing, None);
    assert!(!must_not_slip(&scene, band.id).await);
    // It is there again before the wedding itself, until it is kept.
    scene.desk.clock.advance(Duration::days(19));
    assert!(must_not_slip(&scene, band.id).await);
    let card = plan::order_promise(app, ordered(false)).await.unwrap();
    assert_eq!(card.plan.unwrap().standing, Some(PlanStanding::Hurry));
    let tick = KeepPromise {
        promise_id: band.id,
        kept: true,
    };
    let kept = keep::keep_promise(app, tick).await.unwrap();
    assert!(kept.uses.first().unwrap().by.is_some());
    assert!(!must_not_slip(&scene, band.id).await);
}

#[tokio::test]
async fn a_wedding_that_moves_moves_the_day_to_order() {
    let scene = RogersWatch::known().await;
    let app = &scene.desk.app;
    let band = make::make_promise(app, band_before_the_wedding(&scene))
        .await
        .unwrap();
    let moved = |due_on: Option<&str>, lead_days| PlanPromise {
        promise_id: band.id,
        due_on: due_on.map(|day| day.parse().unwrap()),
        lead_days,
        slack_days: None,
    };
    let card = plan::plan_promise(app, moved(Some("2026-09-05"), Some(10)))
        .await
        .unwrap();
    assert_eq!(card.plan.unwrap().last_safe_day.to_string(), "2026-08-26");
    for wrong in [moved(None, Some(10)), moved(Some("2026-09-05"), Some(731))] {
        plan::plan_promise(app, wrong).await.unwrap_err();
    }
}

#[tokio::test]
async fn a_promise_ends_with_a_reason_and_can_be_opened_again() {
    let scene = RogersWatch::known().await;
    let app = &scene.desk.app;
    let end = |end, reason: Option<&str>| EndPromise {
        promise_id: scene.batteries,
        end,
        reason: reason.map(Into::into),
        at: None,
    };
    for reason in [None, Some("  "), Some("ok")] {
        end::end_promise(app, end(Some(PromiseEnd::Broken), reason))
            .await
            .unwrap_err();
    }
    let ended = end::end_promise(
        app,
        end(
            Some(PromiseEnd::Released),
            Some("He has it serviced by the maker now."),
        ),
    )
    .await
    .unwrap()
    .ended
    .unwrap();
    assert_eq!(ended.how, PromiseEnd::Released);
    assert!(ended.by.is_some());
    let quoted = price::price_repair(app, battery(&scene)).await.unwrap();
    assert_eq!(quoted.to_pay, 4000, "it is not owed any more");
    let again = Some("Another reason over the first one.");
    end::end_promise(app, end(Some(PromiseEnd::Broken), again))
        .await
        .unwrap_err();
    let open = end::end_promise(app, end(None, None)).await.unwrap();
    assert!(open.ended.is_none());
    let quoted = price::price_repair(app, battery(&scene)).await.unwrap();
    assert_eq!(quoted.to_pay, 0);
    // Opening it again is taken back: who ended it, when and why stand there as before.
    let back = EndPromise {
        at: Some(ended.at),
        ..end(Some(PromiseEnd::Released), None)
    };
    let same = end::end_promise(app, back).await.unwrap().ended.unwrap();
    assert_eq!(
        (same.at, same.by, same.reason, same.how),
        (ended.at, ended.by, ended.reason, ended.how)
    );
}

fn battery(scene: &RogersWatch) -> PriceRepair {
    PriceRepair {
        customer_id: scene.roger,
        piece_id: Some(scene.seamaster),
        lines: vec![line(WorkKind::Battery, 4000)],
    }
}

#[tokio::test]
async fn a_promise_to_the_household_makes_the_work_of_each_of_them_free() {
    let scene = RogersWatch::known().await;
    let app = &scene.desk.app;
    let cleanings = |for_household| MakePromise {
        words: "three cleanings".into(),
        kind: Some(PromiseKind::Times),
        covers: Some(WorkKind::Cleaning),
        uses_allowed: Some(3),
        due_on: None,
        for_household: Some(for_household),
        ..call_friday(&scene)
    };
    let danas = PriceRepair {
        customer_id: scene.dana,
        piece_id: None,
        lines: vec![line(WorkKind::Cleaning, 2500)],
    };
    make::make_promise(app, cleanings(false)).await.unwrap();
    let alone = price::price_repair(app, danas.clone()).await.unwrap();
    assert_eq!(alone.to_pay, 2500, "it was Roger's alone");
    let card = make::make_promise(app, cleanings(true)).await.unwrap();
    assert!(card.for_household);
    let together = price::price_repair(app, danas).await.unwrap();
    assert_eq!(together.to_pay, 0);
    assert_eq!(together.because.first().unwrap().words, "three cleanings");
}

#[tokio::test]
async fn the_last_use_that_two_devices_used_is_told() {
    let scene = RogersWatch::known().await;
    let app = &scene.desk.app;
    let resize = make::make_promise(
        app,
        MakePromise {
            words: "one free resize".into(),
            kind: Some(PromiseKind::Times),
            covers: Some(WorkKind::Resize),
            uses_allowed: Some(1),
            due_on: None,
            ..call_friday(&scene)
        },
    )
    .await
    .unwrap();
    for (id, by) in [(0x51, scene.desk.me.0), (0x52, scene.mia.0)] {
        scene.desk.from_server(
            "promise_use",
            Uuid::from_u128(id),
            json!({"promise_id": resize.id, "customer_id": scene.roger, "kind": "kept",
                   "amount": 6000, "at": "2026-05-12T15:00:00.000Z", "by_id": by}),
        );
    }
    let ledger = list::list_promises(app, Nothing {}).await.unwrap();
    let card = ledger.iter().find(|card| card.id == resize.id).unwrap();
    assert_eq!((card.used_beyond, card.uses_left), (1, Some(0)));
    assert_eq!(card.uses.len(), 2, "both are recorded");
}

#[tokio::test]
async fn a_kind_needs_its_terms() {
    let scene = RogersWatch::known().await;
    let wrong = [
        MakePromise {
            kind: Some(PromiseKind::CallBack),
            due_on: None,
            ..call_friday(&scene)
        },
        MakePromise {
            kind: Some(PromiseKind::FreeForLife),
            ..call_friday(&scene)
        },
        MakePromise {
            kind: Some(PromiseKind::Times),
            covers: Some(WorkKind::Resize),
            ..call_friday(&scene)
        },
        MakePromise {
            lead_days: None,
            ..band_before_the_wedding(&scene)
        },
    ];
    for promise in wrong {
        make::make_promise(&scene.desk.app, promise)
            .await
            .unwrap_err();
    }
}

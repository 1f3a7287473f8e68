//! Marta gives her word, and keeps it.

use regard_domain::promise::UseKind;
use regard_domain::words::WorkKind;

use super::screens::{KeepPromise, MakePromise};
use super::{keep, list, make};
use crate::repairs::rogers_watch::RogersWatch;
use crate::session::screens::Nothing;

fn call_friday(scene: &RogersWatch) -> MakePromise {
    MakePromise {
        customer_id: scene.roger,
        words: "call him on Friday".into(),
        piece_id: None,
        covers: None,
        until: None,
        uses_allowed: None,
        due_on: Some("2026-05-15".parse().unwrap()),
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

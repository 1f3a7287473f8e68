//! Who belongs together, and their days.

use chrono::{Duration, NaiveDate};
use regard_domain::ids::{OccasionId, RelationId};
use regard_domain::words::{Confidence, OccasionKind, RelationKind};
use serde_json::json;
use uuid::Uuid;

use super::screens::{EndRelation, KeepDay, LinkPerson, PutOffDay, RemoveDay, UnlinkPerson};
use super::{keep_day, link};
use crate::customers::screens::{About, OpenCustomer};
use crate::customers::story;
use crate::error::ErrorCode;
use crate::repairs::rogers_watch::RogersWatch;
use crate::session::screens::Nothing;
use crate::today::day::today;
use regard_domain::ids::CustomerId;

async fn about(scene: &RogersWatch, customer_id: CustomerId) -> About {
    let asked = OpenCustomer {
        customer_id,
        repair_id: None,
    };
    story::open_customer(&scene.desk.app, asked)
        .await
        .unwrap()
        .about
}

/// Roger is Marta's customer.
async fn known() -> RogersWatch {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "customer",
        scene.roger.0,
        json!({"store_id": scene.desk.store, "given_name": "Roger", "family_name": "Martin",
               "created_at": "2021-06-03T15:00:00.000Z", "owner_id": scene.desk.me}),
    );
    scene
}

fn son(scene: &RogersWatch) -> LinkPerson {
    LinkPerson {
        customer_id: scene.roger,
        other_id: None,
        other_name: Some(" Kit ".into()),
        kind: RelationKind::Child,
        note: None,
        days: Vec::new(),
        back: None,
        ended_on: None,
    }
}

fn kits_birthday(scene: &RogersWatch, relation: Option<RelationId>) -> KeepDay {
    KeepDay {
        occasion_id: None,
        customer_id: scene.roger,
        relation_id: relation,
        kind: OccasionKind::Birthday,
        label: None,
        on_date: "2014-05-30".into(),
        confidence: Confidence::Sure,
        ahead_days: None,
        because: None,
        quiet_until: None,
    }
}

#[tokio::test]
async fn a_son_known_by_name_is_linked_once_and_seen() {
    let scene = known().await;
    let app = &scene.desk.app;
    link::link_person(app, son(&scene)).await.unwrap();
    let relations = about(&scene, scene.roger).await.relations;
    assert!(relations.iter().any(|one| one.other.name == "Kit"));
    let again = link::link_person(app, son(&scene)).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::Conflict);
    // Dana is his wife already, written down on her page.
    let wife = LinkPerson {
        other_id: Some(scene.dana),
        kind: RelationKind::Spouse,
        ..son(&scene)
    };
    let twice = link::link_person(app, wife).await.unwrap_err();
    assert_eq!(twice.code, ErrorCode::Conflict);
    let wrong = [
        LinkPerson {
            other_name: Some("  ".into()),
            ..son(&scene)
        },
        LinkPerson {
            other_id: Some(scene.roger),
            ..son(&scene)
        },
        LinkPerson {
            other_name: Some("x".repeat(201)),
            ..son(&scene)
        },
    ];
    for wrong in wrong {
        link::link_person(app, wrong).await.unwrap_err();
    }
}

#[tokio::test]
async fn who_is_taken_out_comes_back_with_their_days() {
    let scene = known().await;
    let app = &scene.desk.app;
    let kit = link::link_person(app, son(&scene))
        .await
        .unwrap()
        .relation_id;
    keep_day::keep_day(app, kits_birthday(&scene, Some(kit)))
        .await
        .unwrap();
    let near = async || {
        let day = today(app, Nothing {}).await.unwrap();
        day.occasions.iter().any(|one| {
            one.ahead
                .with
                .as_ref()
                .is_some_and(|with| with.name == "Kit")
        })
    };
    assert!(near().await);
    let out = link::unlink_person(app, UnlinkPerson { relation_id: kit })
        .await
        .unwrap();
    assert!(!near().await, "nobody knows whose day it is");
    assert_eq!(out.days.len(), 1);
    let back = LinkPerson {
        customer_id: out.customer_id,
        other_id: out.other_id,
        other_name: out.other_name,
        kind: out.kind,
        note: out.note,
        days: out.days,
        back: Some(out.back),
        ended_on: out.ended_on,
    };
    let kit = link::link_person(app, back).await.unwrap().relation_id;
    assert!(near().await);
    let ended = |ended_on: Option<&str>| EndRelation {
        relation_id: kit,
        ended_on: ended_on.map(|day| day.parse().unwrap()),
    };
    link::end_relation(app, ended(Some("2026-05-01")))
        .await
        .unwrap();
    assert!(!near().await);
    link::end_relation(app, ended(None)).await.unwrap();
    assert!(near().await);
}

#[tokio::test]
async fn a_day_is_put_off_brought_forward_and_taken_out() {
    let scene = known().await;
    let app = &scene.desk.app;
    let day = keep_day::keep_day(app, kits_birthday(&scene, None))
        .await
        .unwrap()
        .occasion_id;
    let near = async || {
        let today = today(app, Nothing {}).await.unwrap();
        today
            .occasions
            .iter()
            .any(|one| one.ahead.occasion_id == Some(day))
    };
    let put_off = |until: Option<&str>| PutOffDay {
        occasion_id: day,
        until: until.map(|day| day.parse::<NaiveDate>().unwrap()),
    };
    assert!(near().await);
    keep_day::put_off_day(app, put_off(Some("2026-05-20")))
        .await
        .unwrap();
    assert!(!near().await);
    scene.desk.clock.advance(Duration::days(8));
    assert!(near().await, "on the day until which it was put off");
    keep_day::put_off_day(app, put_off(Some("2026-05-20")))
        .await
        .unwrap_err();

    // Five days ahead is enough for this one; for that one three months are.
    let changed = |on_date: &str, ahead_days| KeepDay {
        occasion_id: Some(day),
        on_date: on_date.into(),
        ahead_days: Some(ahead_days),
        ..kits_birthday(&scene, None)
    };
    keep_day::keep_day(app, changed("2014-05-30", 5))
        .await
        .unwrap();
    assert!(!near().await, "ten days ahead is too early");
    keep_day::keep_day(app, changed("2014-08-10", 45))
        .await
        .unwrap();
    assert!(!near().await);
    keep_day::keep_day(app, changed("2014-08-10", 90))
        .await
        .unwrap();
    assert!(near().await, "eighty-two days ahead");
    keep_day::remove_day(app, RemoveDay { occasion_id: day })
        .await
        .unwrap();
    assert!(!near().await);
}

#[tokio::test]
async fn what_is_no_day_is_refused() {
    let scene = known().await;
    let wrong = [
        KeepDay {
            on_date: "2026-02-30".into(),
            ..kits_birthday(&scene, None)
        },
        KeepDay {
            kind: OccasionKind::Other,
            ..kits_birthday(&scene, None)
        },
        KeepDay {
            ahead_days: Some(400),
            ..kits_birthday(&scene, None)
        },
        KeepDay {
            occasion_id: Some(OccasionId(Uuid::from_u128(0x99))),
            ..kits_birthday(&scene, None)
        },
        KeepDay {
            relation_id: Some(RelationId(Uuid::from_u128(0x98))),
            ..kits_birthday(&scene, None)
        },
    ];
    for wrong in wrong {
        keep_day::keep_day(&scene.desk.app, wrong)
            .await
            .unwrap_err();
    }
}

#[tokio::test]
async fn an_ended_marriage_that_was_taken_out_by_mistake_comes_back_ended_with_its_remark() {
    let scene = known().await;
    let app = &scene.desk.app;
    let remark = format!("Divorced.\n{}", "x".repeat(300));
    let id = Uuid::from_u128(0x61);
    scene.desk.from_server(
        "relation",
        id,
        json!({"customer_id": scene.roger, "other_name": "Ana", "kind": "spouse",
               "note": remark, "ended_on": "2019-03-01"}),
    );
    let out = link::unlink_person(
        app,
        UnlinkPerson {
            relation_id: RelationId(id),
        },
    )
    .await
    .unwrap();
    let back = LinkPerson {
        customer_id: out.customer_id,
        other_id: out.other_id,
        other_name: out.other_name,
        kind: out.kind,
        note: out.note,
        days: out.days,
        back: Some(out.back),
        ended_on: out.ended_on,
    };
    link::link_person(app, back).await.unwrap();
    let relations = about(&scene, scene.roger).await.relations;
    let ana = relations
        .iter()
        .find(|one| one.other.name == "Ana")
        .unwrap();
    assert_eq!(ana.ended_on.unwrap().to_string(), "2019-03-01");
    assert_eq!(ana.note.as_deref(), Some(remark.as_str()));
}

#[tokio::test]
async fn a_day_written_down_on_either_page_shows_on_both() {
    let scene = known().await;
    let app = &scene.desk.app;
    // The marriage stands on Dana's page; the anniversary is written down on Roger's.
    let marriage = RelationId(Uuid::from_u128(7));
    let anniversary = KeepDay {
        kind: OccasionKind::Anniversary,
        on_date: "2006-06-14".into(),
        ..kits_birthday(&scene, Some(marriage))
    };
    let kept = keep_day::keep_day(app, anniversary.clone()).await.unwrap();
    for customer in [scene.roger, scene.dana] {
        let days = about(&scene, customer).await.occasions;
        let day = days.iter().find(|day| day.id == kept.occasion_id).unwrap();
        assert_eq!(day.customer_id, scene.roger, "where it was written down");
    }
    // Said to be a day of Dana's alone, it moves to her page.
    let hers = KeepDay {
        occasion_id: Some(kept.occasion_id),
        customer_id: scene.dana,
        relation_id: None,
        kind: OccasionKind::Birthday,
        ..anniversary
    };
    keep_day::keep_day(app, hers).await.unwrap();
    assert!(about(&scene, scene.roger).await.occasions.is_empty());
    assert_eq!(about(&scene, scene.dana).await.occasions.len(), 1);
}

//! A hard time covers the household, ends gently, and nobody gets a cheerful note about the dead.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::screens::{EditCustomer, OpenCustomer, Story};
use super::{edit, story};
use crate::repairs::rogers_watch::RogersWatch;
use crate::session::screens::Nothing;
use crate::today::day::today;
use regard_domain::ids::CustomerId;

async fn story_of(scene: &RogersWatch, customer_id: CustomerId) -> Story {
    let asked = OpenCustomer {
        customer_id,
        repair_id: None,
    };
    story::open_customer(&scene.desk.app, asked).await.unwrap()
}

fn change(customer_id: CustomerId) -> EditCustomer {
    serde_json::from_value(json!({
        "customerId": customer_id, "givenName": null, "familyName": null, "nickname": null,
        "saidAs": null, "formerNames": null, "about": null, "memory": null, "gentlyUntil": null,
        "gentlyWhy": null, "language": null,
    }))
    .unwrap()
}

async fn tread_gently(scene: &RogersWatch, customer: CustomerId, until: &str) {
    let mut change = change(customer);
    change.gently_until = Some(until.into());
    change.gently_why = Some("Her father died.".into());
    edit::edit_customer(&scene.desk.app, change).await.unwrap();
}

async fn passed_away(scene: &RogersWatch, customer: CustomerId, on: &str) {
    let mut change = change(customer);
    change.deceased_on = Some(on.into());
    edit::edit_customer(&scene.desk.app, change).await.unwrap();
}

/// Their twentieth anniversary is in June, and Roger's birthday.
fn days_ahead(scene: &RogersWatch) {
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0x71),
        json!({"customer_id": scene.dana, "relation_id": Uuid::from_u128(7),
               "kind": "anniversary", "on_date": "2006-06-14", "confidence": "sure"}),
    );
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0x72),
        json!({"customer_id": scene.roger, "kind": "birthday", "on_date": "1971-06-01",
               "confidence": "sure"}),
    );
    for (customer, given_name) in [(scene.roger, "Roger"), (scene.dana, "Dana")] {
        scene.desk.from_server(
            "customer",
            customer.0,
            json!({"store_id": scene.desk.store, "given_name": given_name,
                   "family_name": "Martin", "created_at": "2021-06-03T15:00:00.000Z",
                   "owner_id": scene.desk.me}),
        );
    }
}

#[tokio::test]
async fn a_hard_time_of_danas_is_roger_s_too_without_its_reason() {
    let scene = RogersWatch::known().await;
    days_ahead(&scene);
    assert!(story_of(&scene, scene.roger).await.brief.ahead.is_some());
    tread_gently(&scene, scene.dana, "2026-07-31").await;
    let roger = story_of(&scene, scene.roger).await;
    assert_eq!(roger.gently_until.unwrap().to_string(), "2026-07-31");
    assert_eq!(roger.gently_with.unwrap().customer_id, Some(scene.dana));
    assert_eq!(roger.gently_why, None, "the reason stays with her");
    assert!(roger.brief.ahead.is_none());
    let dana = story_of(&scene, scene.dana).await;
    assert_eq!(dana.gently_why.as_deref(), Some("Her father died."));
    assert!(dana.gently_with.is_none());
    let day = today(&scene.desk.app, Nothing {}).await.unwrap();
    assert!(day.occasions.is_empty(), "of neither of them");
    let repair = scene.taken_in().await;
    assert!(repair.gently);

    // After they have parted it is hers alone.
    scene.desk.from_server(
        "relation",
        Uuid::from_u128(7),
        json!({"customer_id": scene.dana, "other_id": scene.roger, "kind": "spouse",
               "ended_on": "2026-05-01"}),
    );
    assert_eq!(story_of(&scene, scene.roger).await.gently_until, None);
}

#[tokio::test]
async fn a_hard_time_ends_by_a_gentle_question() {
    let scene = RogersWatch::known().await;
    days_ahead(&scene);
    tread_gently(&scene, scene.dana, "2026-05-16").await;
    let asked = async || {
        let day = today(&scene.desk.app, Nothing {}).await.unwrap();
        day.gentle_checks.len()
    };
    assert_eq!(asked().await, 0, "it lasts");
    scene.desk.clock.advance(Duration::days(1));
    assert_eq!(asked().await, 1, "it ends within three days");
    scene.desk.clock.advance(Duration::days(5));
    assert_eq!(asked().await, 1, "it has ended, and nobody has answered");
    assert!(story_of(&scene, scene.dana).await.gently_until.is_none());
    let mut over = change(scene.dana);
    over.gently_until = Some(String::new());
    edit::edit_customer(&scene.desk.app, over).await.unwrap();
    assert_eq!(asked().await, 0);
    tread_gently(&scene, scene.dana, "2026-05-20").await;
    assert_eq!(asked().await, 1);
    tread_gently(&scene, scene.dana, "2026-07-20").await;
    assert_eq!(asked().await, 0, "it goes on");
    tread_gently(&scene, scene.dana, "2026-05-20").await;
    scene.desk.clock.advance(Duration::days(20));
    assert_eq!(asked().await, 0, "it is not asked for ever");
}

#[tokio::test]
async fn no_cheerful_note_about_who_has_passed_away() {
    let scene = RogersWatch::known().await;
    days_ahead(&scene);
    let day = today(&scene.desk.app, Nothing {}).await.unwrap();
    assert!(!day.occasions.is_empty());
    passed_away(&scene, scene.roger, "2026-05-10").await;
    let roger = story_of(&scene, scene.roger).await;
    assert_eq!(roger.deceased_on.unwrap().to_string(), "2026-05-10");
    assert!(roger.brief.ahead.is_none(), "not his birthday");
    let dana = story_of(&scene, scene.dana).await;
    assert!(
        dana.brief.ahead.is_none(),
        "nor their anniversary on her page"
    );
    let day = today(&scene.desk.app, Nothing {}).await.unwrap();
    assert!(day.occasions.is_empty());
    // Taken back, where it was noted by mistake.
    passed_away(&scene, scene.roger, "").await;
    assert!(story_of(&scene, scene.dana).await.brief.ahead.is_some());
}

#[tokio::test]
async fn an_anniversary_that_names_nobody_is_silent_for_the_widow() {
    let scene = RogersWatch::known().await;
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0x73),
        json!({"customer_id": scene.dana, "kind": "anniversary", "on_date": "2006-06-14",
               "confidence": "sure"}),
    );
    assert!(story_of(&scene, scene.dana).await.brief.ahead.is_some());
    passed_away(&scene, scene.roger, "2026-05-10").await;
    assert!(story_of(&scene, scene.dana).await.brief.ahead.is_none());
}

//! Marta tells what Mia did, and the team reads it.

use regard_domain::words::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::repairs::rogers_watch::RogersWatch;

const MIA: &str = "Mia drove to the hotel with the ring, so that he could ask that evening.";

async fn ask(scene: &RogersWatch, command: &str, args: Value) -> Value {
    scene
        .desk
        .app
        .dispatch(command, args)
        .await
        .unwrap_or_else(|error| panic!("{command}: {error:?}"))
}

fn told(words: &str) -> Value {
    json!({ "legendId": null, "words": words, "doneBy": "Mia" })
}

async fn book(scene: &RogersWatch) -> Vec<Value> {
    ask(scene, "list_legends", json!({}))
        .await
        .as_array()
        .unwrap()
        .clone()
}

#[tokio::test]
async fn a_story_is_told_changed_taken_out_and_put_in_again() {
    let scene = RogersWatch::known().await;
    let card = ask(&scene, "keep_legend", told(MIA)).await;
    assert_eq!(
        (&card["doneBy"], &card["toldBy"], &card["toldOn"]),
        (&json!("Mia"), &json!("Marta"), &json!("2026-05-12"))
    );
    let mut other = told("Mia drove to the hotel with the ring at nine in the evening.");
    other["legendId"] = card["id"].clone();
    ask(&scene, "keep_legend", other.clone()).await;
    assert_eq!(book(&scene).await[0]["words"], other["words"]);
    for out in [true, false] {
        let take = json!({ "legendId": card["id"], "out": out });
        ask(&scene, "take_out_legend", take).await;
        assert_eq!(book(&scene).await.is_empty(), out);
    }
}

#[tokio::test]
async fn a_story_names_no_customer() {
    let scene = RogersWatch::known().await;
    for words in [
        "Mia sat with ROGER MARTIN until his taxi came",
        "Mia sat with Roger  Martin, until his taxi came",
        "Mia held Roger\nMartin's taxi",
        "For (Róger, Martín) a taxi came",
        "  ",
        &"very ".repeat(300),
    ] {
        let refused = scene.desk.app.dispatch("keep_legend", told(words)).await;
        assert!(refused.is_err(), "{words}");
    }
    let mut by_him = told("A taxi came");
    by_him["doneBy"] = json!("Roger Martin");
    assert!(
        scene
            .desk
            .app
            .dispatch("keep_legend", by_him)
            .await
            .is_err(),
        "nor as who did it"
    );
    for words in [
        "Mia sat with Roger until his taxi came",
        "Mia found the right words for Roger Martinez-Soto",
    ] {
        ask(&scene, "keep_legend", told(words)).await;
    }
}

#[tokio::test]
async fn only_who_told_it_or_a_manager_changes_it() {
    for (role, may) in [
        (Role::Associate, false),
        (Role::Bench, false),
        (Role::Manager, true),
    ] {
        let scene = RogersWatch::known_to(role).await;
        let id = Uuid::from_u128(0x1e);
        scene.desk.from_server(
            "legend",
            id,
            json!({"words": MIA, "told_at": "2026-05-01T15:00:00.000Z", "told_by": scene.mia}),
        );
        assert_eq!(book(&scene).await[0]["mayChange"], may);
        let take = json!({ "legendId": id, "out": true });
        assert_eq!(
            scene
                .desk
                .app
                .dispatch("take_out_legend", take)
                .await
                .is_ok(),
            may
        );
    }
}

#[tokio::test]
async fn today_has_another_story_each_day() {
    let scene = RogersWatch::known().await;
    let today = async || ask(&scene, "today", json!({})).await["legend"]["words"].clone();
    assert_eq!(today().await, Value::Null);
    for words in ["One story", "Another story"] {
        scene.minutes_later(1);
        ask(&scene, "keep_legend", told(words)).await;
    }
    let first = today().await;
    scene.minutes_later(24 * 60);
    let second = today().await;
    assert_ne!(first, second);
    scene.minutes_later(24 * 60);
    assert_eq!(today().await, first);
}

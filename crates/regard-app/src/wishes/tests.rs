//! Dana wishes for studs; Roger means to give them, and Dana hears nothing of it.

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::repairs::rogers_watch::RogersWatch;

const STUDS: &str = "pear-shaped studs";

async fn ask(scene: &RogersWatch, command: &str, args: Value) -> Value {
    if command == "find_customers" {
        scene.desk.app.search().settled(scene.desk.app.inside());
    }
    scene
        .desk
        .app
        .dispatch(command, args)
        .await
        .unwrap_or_else(|error| panic!("{command}: {error:?}"))
}

async fn page(scene: &RogersWatch, customer: impl Into<Uuid>) -> Value {
    let open = json!({ "customerId": customer.into(), "repairId": null });
    ask(scene, "open_customer", open).await
}

fn keep(customer: impl Into<Uuid>, words: &str) -> Value {
    json!({
        "wishId": null, "customerId": customer.into(), "words": words, "size": "6 mm",
        "price": "about 900", "occasion": "the 20th", "forId": null, "forName": null,
        "mayKnow": "household",
    })
}

async fn danas_studs(scene: &RogersWatch) -> Value {
    ask(scene, "keep_wish", keep(scene.dana, STUDS)).await["wishId"].clone()
}

async fn plan(scene: &RogersWatch, wish: &Value, step: Value) {
    let plan = json!({ "wishId": wish, "customerId": scene.roger, "step": step });
    ask(scene, "plan_gift", plan).await;
}

fn of<'p>(page: &'p Value, wish: &Value) -> Option<&'p Value> {
    page["wishes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|card| card["id"] == *wish)
}

fn named<'p>(page: &'p Value, part: &str) -> Option<&'p Value> {
    page["wishes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|card| card["words"].as_str().unwrap().contains(part))
}

/// Dana's birthday, in a month.
fn danas_birthday(scene: &RogersWatch) {
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0xb1),
        json!({"customer_id": scene.dana, "kind": "birthday", "on_date": "--06-14", "confidence": "sure"}),
    );
}

#[tokio::test]
async fn a_wish_is_told_to_the_household_or_to_nobody() {
    let scene = RogersWatch::known().await;
    let wish = danas_studs(&scene).await;
    let hers = page(&scene, scene.dana).await;
    let card = of(&hers, &wish).unwrap();
    assert_eq!(card["price"], "about 900");
    assert_eq!(card["notedBy"], "Marta");
    assert_eq!(card["receiver"]["isSelf"], true);
    let his = page(&scene, scene.roger).await;
    assert_eq!(of(&his, &wish).unwrap()["receiver"]["name"], "Dana");
    assert_eq!(of(&his, &wish).unwrap()["ofThisPage"], false);

    let mut only_hers = keep(scene.dana, STUDS);
    only_hers["wishId"] = wish.clone();
    only_hers["mayKnow"] = json!("nobody");
    ask(&scene, "keep_wish", only_hers).await;
    assert!(of(&page(&scene, scene.roger).await, &wish).is_none());
    assert!(of(&page(&scene, scene.dana).await, &wish).is_some());
}

#[tokio::test]
async fn what_roger_means_to_give_reaches_no_view_of_dana() {
    let scene = RogersWatch::known().await;
    danas_birthday(&scene);
    let wish = danas_studs(&scene).await;
    let search = json!({ "typed": "pear-shaped", "limit": 5 });
    let found = ask(&scene, "find_customers", search.clone()).await;
    assert!(found.to_string().contains("Dana"), "found by her own wish");

    for step in ["meant", "bought"] {
        plan(&scene, &wish, json!(step)).await;
        let his = page(&scene, scene.roger).await;
        assert_eq!(of(&his, &wish).unwrap()["gift"], step);
        assert_eq!(of(&his, &wish).unwrap()["surprise"], true);

        let dana = json!({ "customerId": scene.dana, "repairId": null });
        let other = json!({ "customerId": scene.dana, "otherId": scene.roger });
        for (command, args) in [
            ("open_customer", dana.clone()),
            ("take_in_choices", dana.clone()),
            ("compare_customers", other),
            ("look_again", json!({ "customerIds": [scene.dana] })),
            ("find_customers", search.clone()),
            ("today", json!({})),
            ("list_promises", json!({})),
            ("consent_history", dana),
        ] {
            let mut told = ask(&scene, command, args).await;
            // What was typed is no news.
            if let Some(typed) = told.get_mut("typed") {
                typed.take();
            }
            let told = told.to_string();
            assert!(!told.contains("pear-shaped"), "{command}: {told}");
        }
    }

    // It was given: her page says from whom.
    plan(&scene, &wish, json!("given")).await;
    let hers = page(&scene, scene.dana).await;
    let ended = &of(&hers, &wish).unwrap()["ended"];
    assert_eq!(ended["givenBy"]["name"], "Roger");
    // A wrong tap is taken back, and so is the whole plan.
    plan(&scene, &wish, json!("bought")).await;
    assert!(of(&page(&scene, scene.dana).await, &wish).is_none());
    plan(&scene, &wish, Value::Null).await;
    assert!(of(&page(&scene, scene.dana).await, &wish).unwrap()["ended"].is_null());
    plan(&scene, &wish, json!("meant")).await;
    assert!(of(&page(&scene, scene.dana).await, &wish).is_none());
}

#[tokio::test]
async fn a_surprise_is_found_by_nobodys_name() {
    let scene = RogersWatch::known().await;
    for (words, for_id, for_name) in [
        ("tennis bracelet", json!(scene.dana), Value::Null),
        ("charm bracelet", Value::Null, json!("Kimberly")),
    ] {
        let mut wish = keep(scene.roger, words);
        wish["forId"] = for_id;
        wish["forName"] = for_name;
        wish["mayKnow"] = json!("nobody");
        ask(&scene, "keep_wish", wish).await;
    }
    let found = async |typed: &str| {
        let search = json!({ "typed": typed, "limit": 5 });
        ask(&scene, "find_customers", search).await["rows"].to_string()
    };
    for typed in ["Kimberly", "tennis bracelet", "charm"] {
        let rows = found(typed).await;
        assert!(!rows.contains("Roger"), "{typed}: {rows}");
    }
    let dana = found("Dana").await;
    assert!(dana.contains("Dana"), "{dana}");
    assert!(!dana.contains("bracelet"), "{dana}");

    // What he wishes for himself is his own to be found by.
    let mut his = keep(scene.roger, "moon phase watch");
    his["mayKnow"] = json!("nobody");
    ask(&scene, "keep_wish", his).await;
    assert!(found("moon phase").await.contains("Roger"));
}

#[tokio::test]
async fn two_values_of_a_secret_wish_do_not_stand_on_her_page() {
    let scene = RogersWatch::known().await;
    let wish = danas_studs(&scene).await;
    scene.desk.from_server(
        "also_entered",
        Uuid::from_u128(0xa1),
        json!({"customer_id": scene.dana, "of_table": "wish", "row_id": wish, "field": "words",
               "value": "\"pear-shaped drops\"", "entered_at": "2026-05-12T14:00:00.000Z"}),
    );
    assert_eq!(
        page(&scene, scene.dana).await["alsoEntered"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    plan(&scene, &wish, json!("meant")).await;
    assert!(
        !page(&scene, scene.dana)
            .await
            .to_string()
            .contains("pear-shaped")
    );
}

#[tokio::test]
async fn before_her_birthday_his_brief_shows_what_she_wishes_for() {
    let scene = RogersWatch::known().await;
    let wish = danas_studs(&scene).await;
    assert!(page(&scene, scene.roger).await["brief"]["show"].is_null());
    danas_birthday(&scene);
    let his = page(&scene, scene.roger).await;
    let show = &his["brief"]["show"];
    assert_eq!(show["wish"]["id"], wish);
    assert_eq!(show["ahead"]["kind"], "birthday");
    assert_eq!(show["ahead"]["with"]["name"], "Dana");
    assert!(
        page(&scene, scene.dana).await["brief"]["show"].is_null(),
        "not her own"
    );

    // What he bought needs no showing; in a hard time nothing is shown.
    plan(&scene, &wish, json!("bought")).await;
    assert!(page(&scene, scene.roger).await["brief"]["show"].is_null());
    plan(&scene, &wish, Value::Null).await;
    let gently =
        json!({ "customerId": scene.roger, "gentlyUntil": "2026-08-01", "gentlyWhy": "layoffs" });
    ask(&scene, "edit_customer", gently).await;
    assert!(page(&scene, scene.roger).await["brief"]["show"].is_null());
}

#[tokio::test]
async fn too_early_nothing_is_shown() {
    let scene = RogersWatch::known().await;
    danas_studs(&scene).await;
    danas_birthday(&scene);
    scene.desk.clock.advance(Duration::days(60));
    assert!(page(&scene, scene.roger).await["brief"]["show"].is_null());
}

#[tokio::test]
async fn a_wish_ends_and_opens_again() {
    let scene = RogersWatch::known().await;
    let wish = danas_studs(&scene).await;
    for how in ["got", "not_any_more", "bought"] {
        ask(&scene, "end_wish", json!({ "wishId": wish, "how": how })).await;
        let hers = page(&scene, scene.dana).await;
        assert_eq!(of(&hers, &wish).unwrap()["ended"]["how"], how);
        assert!(of(&page(&scene, scene.roger).await, &wish).is_none());
    }
    let found = ask(
        &scene,
        "find_customers",
        json!({ "typed": "pear-shaped", "limit": 5 }),
    )
    .await;
    assert!(!found.to_string().contains("Dana"));
    ask(&scene, "end_wish", json!({ "wishId": wish, "how": null })).await;
    assert!(of(&page(&scene, scene.dana).await, &wish).unwrap()["ended"].is_null());
    ask(&scene, "remove_wish", json!({ "wishId": wish })).await;
    assert!(of(&page(&scene, scene.dana).await, &wish).is_none());
}

#[tokio::test]
async fn what_a_note_says_is_wished_for_goes_to_the_list() {
    let scene = RogersWatch::known().await;
    let words = "Wants a moon phase watch. Wants to get his wife a tennis bracelet.";
    let chips = ask(
        &scene,
        "understand_note",
        json!({ "customerId": scene.roger, "words": words }),
    )
    .await;
    let ticked: Vec<&Value> = chips
        .as_array()
        .unwrap()
        .iter()
        .filter(|chip| chip["kind"] == "wish")
        .map(|chip| &chip["key"])
        .collect();
    assert_eq!(ticked.len(), 2, "{chips}");
    let note = json!({
        "customerId": scene.roger, "repairId": null, "kind": "visit", "words": words,
        "followUpOn": null, "ticked": ticked,
    });
    let note = ask(&scene, "jot", note).await;

    let his = page(&scene, scene.roger).await;
    assert_eq!(
        named(&his, "moon phase").unwrap()["receiver"]["isSelf"],
        true
    );
    assert_eq!(named(&his, "tennis").unwrap()["receiver"]["name"], "Dana");
    assert_eq!(named(&his, "tennis").unwrap()["surprise"], true);
    assert_eq!(named(&his, "tennis").unwrap()["fromNote"]["words"], words);
    let hers = page(&scene, scene.dana).await;
    assert!(
        hers.to_string().contains("moon phase"),
        "the household may know"
    );
    assert!(
        !hers.to_string().contains("tennis"),
        "and of a present nobody"
    );
    let dana_sees = of(&hers, &named(&his, "moon phase").unwrap()["id"]).unwrap();
    assert!(
        dana_sees["fromNote"].is_null(),
        "the words of his note are his"
    );

    // One chip is taken out and filed again; one that someone acted on stays.
    let trace = json!({ "traceId": named(&his, "tennis").unwrap()["fromNote"]["traceId"] });
    ask(&scene, "drop_filed", trace.clone()).await;
    assert!(named(&page(&scene, scene.roger).await, "tennis").is_none());
    ask(&scene, "file_again", trace).await;
    assert!(named(&page(&scene, scene.roger).await, "tennis").is_some());
    // What was put right by hand stays as it was put right.
    let again = page(&scene, scene.roger).await;
    let tennis = named(&again, "tennis").unwrap();
    let mut hers = keep(scene.roger, "a tennis bracelet");
    hers["wishId"] = tennis["id"].clone();
    hers["forId"] = json!(scene.dana);
    hers["mayKnow"] = json!("nobody");
    scene.minutes_later(1);
    ask(&scene, "keep_wish", hers).await;
    let trace = json!({ "traceId": tennis["fromNote"]["traceId"] });
    assert!(scene.desk.app.dispatch("drop_filed", trace).await.is_err());
    let moon = &named(&his, "moon phase").unwrap()["id"];
    ask(&scene, "end_wish", json!({ "wishId": moon, "how": "got" })).await;
    ask(&scene, "take_back_filed", json!({ "noteId": note["id"] })).await;
    let after = page(&scene, scene.roger).await;
    let tennis = named(&after, "tennis").unwrap();
    assert_eq!(
        (&tennis["mayKnow"], &tennis["size"]),
        (&json!("nobody"), &json!("6 mm"))
    );
    assert!(named(&after, "moon phase").is_some());
}

#[tokio::test]
async fn nobody_means_to_give_themself_a_present() {
    let scene = RogersWatch::known().await;
    let wish = danas_studs(&scene).await;
    let own = json!({ "wishId": wish, "customerId": scene.dana, "step": "meant" });
    assert!(scene.desk.app.dispatch("plan_gift", own).await.is_err());
    let mut empty = keep(scene.dana, "  ");
    assert!(
        scene
            .desk
            .app
            .dispatch("keep_wish", empty.clone())
            .await
            .is_err()
    );
    empty["words"] = json!("for her sister");
    empty["forName"] = json!("Kim");
    empty["mayKnow"] = json!("nobody");
    ask(&scene, "keep_wish", empty).await;
    let hers = page(&scene, scene.dana).await;
    let hers = named(&hers, "for her sister").unwrap();
    assert_eq!(hers["receiver"]["name"], "Kim");
}

#[tokio::test]
async fn nobody_opens_the_talk_with_what_is_to_be_a_surprise() {
    let scene = RogersWatch::known().await;
    let jot = async |words: &str| {
        let asked = json!({ "customerId": scene.dana, "words": words });
        let chips = ask(&scene, "understand_note", asked).await;
        let ticked: Vec<&Value> = chips
            .as_array()
            .unwrap()
            .iter()
            .map(|chip| &chip["key"])
            .collect();
        let note = json!({
            "customerId": scene.dana, "repairId": null, "kind": "visit", "words": words,
            "followUpOn": null, "ticked": ticked,
        });
        ask(&scene, "jot", note).await
    };
    jot("Asked about the clasp.").await;
    scene.minutes_later(1);
    jot("Wants the pear-shaped studs.").await;
    let hers = page(&scene, scene.dana).await;
    assert_eq!(
        hers["brief"]["ask"]["words"],
        "Wants the pear-shaped studs."
    );
    let wish = named(&hers, STUDS).unwrap()["id"].clone();
    plan(&scene, &wish, json!("meant")).await;
    let hers = page(&scene, scene.dana).await;
    assert_eq!(hers["brief"]["ask"]["words"], "Asked about the clasp.");
}

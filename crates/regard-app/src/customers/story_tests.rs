//! Roger comes for his watch: what Marta reads before she says hello.

use regard_domain::consent::Permission;
use regard_domain::ids::{AssociateId, CustomerId, PieceId, RepairId};
use regard_domain::words::{Confidence, OccasionKind, PieceKind, Tact};
use serde_json::{Value, json};
use uuid::Uuid;

use super::screens::{Brief, EditCustomer, OpenCustomer, Story, StoryEntry};
use super::{edit, story};
use crate::error::ErrorCode;
use crate::repairs::rogers_watch::RogersWatch;
use crate::session::screens::Nothing;
use crate::today::day;

/// The gift: Dana chose and paid it, Roger wears it, Marta sold it.
async fn the_gift() -> RogersWatch {
    let scene = RogersWatch::known().await;
    bought(&scene, 0x20, json!({}));
    scene
}

/// The receipt, with other values in some fields.
fn bought(scene: &RogersWatch, id: u128, other: Value) {
    let mut fields = json!({
        "customer_id": scene.dana, "piece_id": scene.seamaster, "chosen_by_id": scene.dana,
        "for_id": scene.roger, "worn_by_id": scene.roger, "sold_by_id": scene.desk.me,
        "store_id": scene.desk.store, "bought_on": "2021-06-03",
        "description": "Seamaster, steel, 41 mm", "quantity": 1, "price": 520_000,
        "currency": "USD", "occasion": "15th anniversary",
        "meaning": "He could not believe it, then said yes because it was so thoughtful.",
    });
    fields
        .as_object_mut()
        .unwrap()
        .extend(other.as_object().unwrap().clone());
    scene
        .desk
        .from_server("purchase", Uuid::from_u128(id), fields);
}

async fn page(scene: &RogersWatch, who: CustomerId, repair: Option<RepairId>) -> Story {
    let opened = OpenCustomer {
        customer_id: who,
        repair_id: repair,
    };
    story::open_customer(&scene.desk.app, opened).await.unwrap()
}

async fn brief(scene: &RogersWatch, who: CustomerId) -> Brief {
    page(scene, who, None).await.brief
}

fn edit_of(who: CustomerId) -> EditCustomer {
    serde_json::from_value(json!({ "customerId": who })).unwrap()
}

#[tokio::test]
async fn marta_reads_the_brief_before_roger_is_at_the_counter() {
    let scene = the_gift().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;

    let story = page(&scene, scene.roger, Some(repair.id)).await;
    let brief = &story.brief;
    assert_eq!(brief.name, "Roger Martin");
    let price = brief.to_pay.as_ref().unwrap();
    assert_eq!((price.quoted, price.to_pay), (4000, 0));
    assert_eq!(
        price.because.first().unwrap().made_by.as_deref(),
        Some("Marta")
    );
    assert!(brief.promises.is_empty(), "it stands in the price");

    let recall = brief.recall.as_ref().unwrap();
    assert_eq!(recall.piece, "Seamaster, steel, 41 mm");
    assert_eq!(recall.piece_kind, Some(PieceKind::Watch));
    assert_eq!(recall.chosen_by.as_ref().unwrap().name, "Dana");
    assert!(recall.bought_for.as_ref().unwrap().is_self);
    assert_eq!(recall.occasion.as_deref(), Some("15th anniversary"));
    assert_eq!(recall.sold_by.as_deref(), Some("Marta"));
    assert!(recall.sold_by_me);

    let ahead = brief.ahead.as_ref().unwrap();
    assert_eq!(ahead.kind, OccasionKind::Anniversary);
    assert_eq!(ahead.ordinal, Some(20));
    assert_eq!((ahead.year, ahead.month, ahead.on), (2026, Some(6), None));
    assert_eq!(ahead.confidence, Confidence::Likely);
    assert_eq!(ahead.because.as_deref(), Some("15th in 2021"));
    assert_eq!(ahead.with.as_ref().unwrap().name, "Dana");
    assert_eq!(ahead.in_days, 20);

    let shown = serde_json::to_string(brief).unwrap();
    assert!(
        !shown.contains("520000"),
        "a brief never says what was spent"
    );
}

#[tokio::test]
async fn the_watch_stands_on_both_pages_and_once_on_each() {
    let scene = the_gift().await;
    for who in [scene.roger, scene.dana] {
        let story = page(&scene, who, None).await;
        let purchases: Vec<_> = story
            .entries
            .iter()
            .filter(|entry| matches!(entry, StoryEntry::Purchase { .. }))
            .collect();
        assert_eq!(purchases.len(), 1);
        let recall = story.brief.recall.unwrap();
        assert_eq!(recall.bought_for.unwrap().is_self, who == scene.roger);
        assert_eq!(recall.chosen_by.unwrap().is_self, who == scene.dana);
        assert_eq!(story.brief.ahead.unwrap().ordinal, Some(20));
    }
    let rogers = page(&scene, scene.roger, None).await;
    let piece = rogers.pieces.first().unwrap();
    assert_eq!(piece.promises, ["Batteries free for life"]);
    assert_eq!(piece.bought_on.unwrap().to_string(), "2021-06-03");
    let danas = page(&scene, scene.dana, None).await;
    assert!(danas.pieces.is_empty(), "Roger wears it");
}

#[tokio::test]
async fn you_sold_it_is_said_to_the_one_who_did() {
    let scene = the_gift().await;
    let ben = AssociateId(Uuid::from_u128(0xbe));
    scene.desk.from_server(
        "associate",
        ben.0,
        json!({"given_name": "Ben", "role": "associate", "store_id": scene.desk.store,
               "left_on": "2023-09-30"}),
    );
    bought(&scene, 0x20, json!({ "sold_by_id": ben }));
    let recall = brief(&scene, scene.roger).await.recall.unwrap();
    assert_eq!(recall.sold_by.as_deref(), Some("Ben"));
    assert!(!recall.sold_by_me);
    assert_eq!(recall.seller_left_on.unwrap().to_string(), "2023-09-30");
}

#[tokio::test]
async fn a_gift_that_is_secret_is_on_no_page_of_the_one_it_is_for() {
    let scene = RogersWatch::known().await;
    scene.piece_is(json!({ "secret_until": "2026-06-03" }));
    bought(&scene, 0x20, json!({ "bought_on": "2026-05-02" }));
    let rogers = page(&scene, scene.roger, None).await;
    assert!(rogers.entries.is_empty());
    assert!(rogers.pieces.is_empty());
    assert!(rogers.promises.is_empty());
    assert!(rogers.brief.recall.is_none());
    assert!(rogers.brief.ahead.is_none());
    assert!(
        !serde_json::to_string(&rogers)
            .unwrap()
            .contains("Seamaster")
    );
    let danas = page(&scene, scene.dana, None).await;
    assert_eq!(danas.entries.len(), 1, "Dana knows what she bought");

    scene.desk.clock.advance(chrono::Duration::days(22));
    let rogers = page(&scene, scene.roger, None).await;
    assert_eq!(rogers.entries.len(), 1, "it was given");
    assert_eq!(rogers.pieces.len(), 1);
}

#[tokio::test]
async fn treading_gently_takes_the_place_of_what_is_ahead() {
    let scene = the_gift().await;
    let mut gently = edit_of(scene.roger);
    gently.gently_until = Some("2026-07-31".into());
    gently.gently_why = Some("his father died".into());
    let story = edit::edit_customer(&scene.desk.app, gently).await.unwrap();
    assert_eq!(story.gently_until.unwrap().to_string(), "2026-07-31");
    assert_eq!(story.gently_why.as_deref(), Some("his father died"));
    assert!(story.brief.ahead.is_none());

    let mut over = edit_of(scene.roger);
    over.gently_until = Some(String::new());
    let story = edit::edit_customer(&scene.desk.app, over).await.unwrap();
    assert_eq!((story.gently_until, story.gently_why), (None, None));
    assert!(story.brief.ahead.is_some());
}

#[tokio::test]
async fn a_day_that_is_known_is_better_than_the_month_of_the_purchase() {
    let scene = the_gift().await;
    let anniversary = |on: &str| {
        scene.desk.from_server(
            "occasion",
            Uuid::from_u128(0x30),
            json!({"customer_id": scene.dana, "relation_id": Uuid::from_u128(7),
                   "kind": "anniversary", "on_date": on, "confidence": "sure"}),
        );
    };
    anniversary("--07-14");
    for (who, with) in [(scene.roger, "Dana"), (scene.dana, "Roger")] {
        let ahead = brief(&scene, who).await.ahead.unwrap();
        assert_eq!(ahead.on.unwrap().to_string(), "2026-07-14");
        assert_eq!(ahead.ordinal, Some(20));
        assert_eq!(
            ahead.confidence,
            Confidence::Likely,
            "the number is worked out"
        );
        assert_eq!(ahead.with.unwrap().name, with);
        assert!(ahead.occasion_id.is_some());
    }
    anniversary("2006-07-14");
    let ahead = brief(&scene, scene.roger).await.ahead.unwrap();
    assert_eq!(ahead.confidence, Confidence::Sure);
    assert_eq!(ahead.because, None);
}

#[tokio::test]
async fn nothing_cheerful_comes_of_a_marriage_that_ended() {
    let scene = the_gift().await;
    scene.desk.from_server(
        "relation",
        Uuid::from_u128(7),
        json!({"customer_id": scene.dana, "other_id": scene.roger, "kind": "spouse",
               "ended_on": "2025-01-10"}),
    );
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0x30),
        json!({"customer_id": scene.dana, "relation_id": Uuid::from_u128(7),
               "kind": "anniversary", "on_date": "2006-06-14", "confidence": "sure"}),
    );
    for who in [scene.roger, scene.dana] {
        assert!(brief(&scene, who).await.ahead.is_none());
    }
}

#[tokio::test]
async fn the_childs_gift_for_the_parents_is_not_the_childs_anniversary() {
    let scene = the_gift().await;
    let mia = CustomerId(Uuid::from_u128(0x40));
    scene.desk.from_server(
        "customer",
        mia.0,
        json!({"store_id": scene.desk.store, "given_name": "Mia", "family_name": "Martin",
               "created_at": "2021-06-03T15:00:00.000Z"}),
    );
    scene.desk.from_server(
        "relation",
        Uuid::from_u128(0x41),
        json!({"customer_id": scene.roger, "other_id": mia, "kind": "child"}),
    );
    bought(
        &scene,
        0x42,
        json!({"customer_id": mia, "piece_id": null, "chosen_by_id": null, "worn_by_id": null,
               "occasion": "their 19th anniversary", "bought_on": "2025-06-01"}),
    );
    assert!(brief(&scene, mia).await.ahead.is_none());
    let rogers = brief(&scene, scene.roger).await.ahead.unwrap();
    assert_eq!(rogers.ordinal, Some(20));
}

#[tokio::test]
async fn the_memory_that_someone_chose_comes_first() {
    let scene = the_gift().await;
    let mut chosen = edit_of(scene.roger);
    chosen.memory = Some("Timed his first marathon with it, 3:58.".into());
    let story = edit::edit_customer(&scene.desk.app, chosen).await.unwrap();
    let recall = story.brief.recall.unwrap();
    assert_eq!(
        recall.meaning.as_deref(),
        Some("Timed his first marathon with it, 3:58.")
    );
    assert_eq!(recall.purchase_id, None);
    assert!(story.on_device_only, "the edit waits for the server");
}

#[tokio::test]
async fn the_newest_thing_that_may_be_said_is_what_to_ask_about() {
    let scene = the_gift().await;
    let fact = |id: u128, words: &str, tact: Tact, at: &str| {
        scene.desk.from_server(
            "fact",
            Uuid::from_u128(id),
            json!({"customer_id": scene.roger, "kind": "trip", "words": words,
                   "tact": tact, "noted_at": at, "noted_by": scene.mia}),
        );
    };
    assert!(brief(&scene, scene.roger).await.ask.is_none());
    fact(
        0x50,
        "planning Lisbon",
        Tact::Say,
        "2026-01-05T10:00:00.000Z",
    );
    fact(
        0x51,
        "lost his job",
        Tact::NeverSay,
        "2026-03-05T10:00:00.000Z",
    );
    let ask = brief(&scene, scene.roger).await.ask.unwrap();
    assert_eq!(ask.words, "planning Lisbon");
    assert_eq!(ask.noted_by.as_deref(), Some("Mia"));
    scene.desk.from_server(
        "note",
        Uuid::from_u128(0x52),
        json!({"customer_id": scene.roger, "kind": "visit", "words": "boys are 9 and 12",
               "noted_at": "2026-02-05T10:00:00.000Z", "noted_by": scene.desk.me}),
    );
    let ask = brief(&scene, scene.roger).await.ask.unwrap();
    assert_eq!(ask.words, "boys are 9 and 12");
}

#[tokio::test]
async fn dana_usually_comes() {
    let scene = the_gift().await;
    let mut typed = scene.battery_and_cleaning();
    typed.dropped_off_by = Some(scene.dana);
    crate::repairs::take_in::take_in_repair(&scene.desk.app, typed)
        .await
        .unwrap();
    let story = page(&scene, scene.roger, None).await;
    assert_eq!(story.usually_comes.unwrap().name, "Dana");
    assert_eq!(story.last_came, None);
    scene.desk.from_server(
        "note",
        Uuid::from_u128(0x52),
        json!({"customer_id": scene.roger, "kind": "visit", "words": "came himself",
               "noted_at": "2023-04-15T02:00:00.000Z"}),
    );
    let story = page(&scene, scene.roger, None).await;
    assert_eq!(story.usually_comes.unwrap().name, "Dana");
    assert_eq!(story.last_came.unwrap().to_string(), "2023-04-14");
}

#[tokio::test]
async fn the_story_tells_what_was_kept_at_the_hand_over() {
    let scene = the_gift().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let over = crate::repairs::screens::HandOverRepair {
        repair_id: repair.id,
        collected_by: None,
        charge_anyway: None,
    };
    crate::repairs::hand_over::hand_over_repair(&scene.desk.app, over)
        .await
        .unwrap();
    let story = page(&scene, scene.roger, None).await;
    assert!(story.in_store.is_empty());
    let Some(StoryEntry::Repair {
        charged,
        kept,
        charged_anyway,
        by,
        ..
    }) = story
        .entries
        .iter()
        .find(|entry| matches!(entry, StoryEntry::Repair { .. }))
    else {
        panic!("the repair is not in the story");
    };
    assert_eq!(*charged, Some(0));
    assert_eq!(kept, &["Batteries free for life"]);
    assert_eq!(charged_anyway, &None);
    assert_eq!(by.as_deref(), Some("Marta"));
}

#[tokio::test]
async fn about_tells_numbers_people_and_what_an_import_left() {
    let scene = the_gift().await;
    scene.desk.from_server(
        "customer",
        scene.roger.0,
        json!({"store_id": scene.desk.store, "given_name": "Roger", "family_name": "Martin",
               "created_at": "2021-06-03T15:00:00.000Z", "city": "Boston",
               "source_extra": "{\"SalesAssociate\":\"Jane Peacock\",\"Empty\":\"\"}"}),
    );
    let about = page(&scene, scene.roger, None).await.about;
    let phone = about.phones.first().unwrap();
    assert_eq!(phone.shown, "(212) 555-0159");
    assert_eq!(phone.permission, Permission::Given);
    assert_eq!(about.relations.first().unwrap().other.name, "Dana");
    assert_eq!(about.address, ["Boston"]);
    assert_eq!(
        about.extra,
        [("SalesAssociate".to_owned(), "Jane Peacock".to_owned())]
    );
}

#[tokio::test]
async fn a_bad_date_from_elsewhere_hides_nothing() {
    let scene = the_gift().await;
    bought(&scene, 0x20, json!({ "bought_on": "third of June" }));
    scene.desk.from_server(
        "occasion",
        Uuid::from_u128(0x30),
        json!({"customer_id": scene.roger, "kind": "namensday", "on_date": "sometime",
               "confidence": "certain"}),
    );
    let story = page(&scene, scene.roger, None).await;
    assert_eq!(story.entries.len(), 1);
    assert_eq!(story.about.occasions.first().unwrap().on_date, "sometime");
}

#[tokio::test]
async fn who_is_not_on_this_device_can_not_be_opened() {
    let scene = the_gift().await;
    let nobody = OpenCustomer {
        customer_id: CustomerId(Uuid::from_u128(0x99)),
        repair_id: None,
    };
    let error = story::open_customer(&scene.desk.app, nobody)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_repair_of_someone_else_is_not_read_out() {
    let scene = the_gift().await;
    let other = PieceId(Uuid::from_u128(0x60));
    let stranger = CustomerId(Uuid::from_u128(0x61));
    scene.desk.from_server(
        "customer",
        stranger.0,
        json!({"store_id": scene.desk.store, "given_name": "Noor", "family_name": "Silva",
               "created_at": "2021-06-03T15:00:00.000Z"}),
    );
    scene.desk.from_server(
        "piece",
        other.0,
        json!({"customer_id": stranger, "kind": "ring", "description": "Ring"}),
    );
    let repair = scene.taken_in().await;
    let story = page(&scene, stranger, Some(repair.id)).await;
    assert!(story.brief.repair.is_none());
}

#[tokio::test]
async fn today_shows_who_may_walk_in_and_what_is_near() {
    let scene = the_gift().await;
    scene.desk.from_server(
        "customer",
        scene.roger.0,
        json!({"store_id": scene.desk.store, "given_name": "Roger", "family_name": "Martin",
               "owner_id": scene.desk.me, "created_at": "2021-06-03T15:00:00.000Z"}),
    );
    scene.desk.from_server(
        "customer",
        scene.dana.0,
        json!({"store_id": scene.desk.store, "given_name": "Dana", "family_name": "Martin",
               "owner_id": scene.desk.me, "created_at": "2021-06-03T15:00:00.000Z"}),
    );
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let today = || day::today(&scene.desk.app, Nothing {});
    let morning = today().await.unwrap();
    assert_eq!(morning.day.to_string(), "2026-05-12");
    assert_eq!(morning.given_name, "Marta");
    assert_eq!(morning.ready_to_tell.len(), 1);
    assert!(morning.coming_in.is_empty());
    assert_eq!(morning.occasions.len(), 1, "the couple's day stands once");
    assert_eq!(morning.occasions.first().unwrap().ahead.ordinal, Some(20));

    scene.told(repair.id).await;
    let later = today().await.unwrap();
    assert!(later.ready_to_tell.is_empty());
    let roger = later.coming_in.first().unwrap();
    assert_eq!(roger.promises, ["Batteries free for life"]);
    assert_eq!(roger.ahead.as_ref().unwrap().ordinal, Some(20));
}

#[tokio::test]
async fn an_alert_is_shown_until_it_was_seen() {
    let scene = the_gift().await;
    let repair = scene.taken_in().await;
    scene.ready(repair.id).await;
    let alert = Uuid::from_u128(0x70);
    scene.desk.from_server(
        "alert",
        alert,
        json!({"associate_id": scene.desk.me, "kind": "repair_ready", "customer_id": scene.roger,
               "repair_id": repair.id, "raised_at": "2026-05-12T14:20:00.000Z"}),
    );
    let today = day::today(&scene.desk.app, Nothing {}).await.unwrap();
    let card = today.alerts.first().unwrap();
    assert_eq!(card.customer_name, "Roger Martin");
    assert_eq!(card.piece_kind, Some(PieceKind::Watch));
    let seen = serde_json::from_value(json!({ "alertId": alert })).unwrap();
    crate::today::see_alert::see_alert(&scene.desk.app, seen)
        .await
        .unwrap();
    let today = day::today(&scene.desk.app, Nothing {}).await.unwrap();
    assert!(today.alerts.is_empty());
    assert_eq!(scene.changes_to("alert"), 1);
}

#[tokio::test]
async fn both_values_of_a_field_are_shown_until_someone_settles_it() {
    let scene = the_gift().await;
    let entered = |settled_at: Option<&str>| {
        scene.desk.from_server(
            "also_entered",
            Uuid::from_u128(0x80),
            json!({"customer_id": scene.roger, "of_table": "customer", "row_id": scene.roger,
                   "field": "family_name", "value": "\"Martins\"", "entered_by": scene.mia,
                   "entered_at": "2026-05-12T13:00:00.000Z", "settled_at": settled_at}),
        );
    };
    entered(None);
    let both = page(&scene, scene.roger, None).await.also_entered;
    let both = both.first().unwrap();
    assert_eq!(both.shows.as_deref(), Some("Martin"));
    assert_eq!(both.also, "Martins");
    assert_eq!(both.entered_by.as_deref(), Some("Mia"));
    entered(Some("2026-05-12T14:00:00.000Z"));
    let both = page(&scene, scene.roger, None).await.also_entered;
    assert!(both.is_empty());
}

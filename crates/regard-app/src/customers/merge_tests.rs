//! Two records of Roger on Marta's phone: one person, and two again.

use regard_domain::ids::{CustomerId, RepairId};
use regard_domain::words::Channel;
use serde_json::{Value, json};
use uuid::Uuid;

use super::merge::{compare_customers, find_duplicates, merge_customers};
use super::screens::*;
use super::take_apart::take_apart_customers;
use super::{edit, find, story};
use crate::database::{one_person, pieces, repair_steps, repairs};
use crate::error::ErrorCode;
use crate::messages::{screens::TellCustomer, tell};
use crate::notes::{jot, screens::Jot};
use crate::repairs::rogers_watch::{ROGERS_NUMBER, RogersWatch};
use crate::repairs::screens::{MarkRepairReady, PriceRepair};
use crate::repairs::{list, mark_ready, price, take_in};
use crate::session::screens::Nothing;

/// The Roger who was typed in a second time.
const AGAIN: CustomerId = CustomerId(Uuid::from_u128(0x301));
/// A third time.
const THIRD: CustomerId = CustomerId(Uuid::from_u128(0x302));

fn record(scene: &RogersWatch, id: CustomerId, given: &str, other: Value) {
    let mut fields = json!({"store_id": scene.desk.store, "given_name": given,
        "family_name": "Martin", "created_at": "2025-02-03T15:00:00.000Z"});
    let fields_of = fields.as_object_mut().unwrap();
    fields_of.extend(other.as_object().unwrap().clone());
    scene.desk.from_server("customer", id.0, fields);
}

/// Roger stands in the book twice: the second time as Rodger with the same number, a ring at the
/// bench and a note.
async fn twice() -> RogersWatch {
    let scene = RogersWatch::known().await;
    record(
        &scene,
        AGAIN,
        "Rodger",
        json!({"nickname": "Rog", "memory": "The boat", "gently_until": "2026-06-01",
               "gently_why": "His father died"}),
    );
    scene.desk.from_server(
        "phone",
        Uuid::from_u128(0x311),
        json!({"customer_id": AGAIN, "e164": ROGERS_NUMBER, "typed": "2125550159", "preferred": true}),
    );
    scene.desk.from_server(
        "phone",
        Uuid::from_u128(0x312),
        json!({"customer_id": AGAIN, "e164": "+12125550177", "typed": "2125550177", "preferred": false}),
    );
    scene.desk.from_server(
        "note",
        Uuid::from_u128(0x313),
        json!({"customer_id": AGAIN, "kind": "visit", "words": "Asked for a moonphase",
               "noted_at": "2026-03-02T15:00:00.000Z"}),
    );
    scene.desk.from_server(
        "repair",
        Uuid::from_u128(0x314),
        json!({"customer_id": AGAIN, "store_id": scene.desk.store, "envelope": "2077",
               "description": "Signet ring", "currency": "USD",
               "taken_in_at": "2026-05-02T15:00:00.000Z"}),
    );
    scene
}

async fn merge(scene: &RogersWatch, goes: CustomerId, stays: CustomerId) -> Merged {
    let args = MergeCustomers { stays, goes };
    merge_customers(&scene.desk.app, args).await.unwrap()
}

async fn open(scene: &RogersWatch, id: CustomerId) -> Story {
    let args = OpenCustomer {
        customer_id: id,
        repair_id: None,
    };
    story::open_customer(&scene.desk.app, args).await.unwrap()
}

async fn found(scene: &RogersWatch, typed: &str) -> Vec<String> {
    let args = FindCustomers {
        typed: typed.into(),
        limit: 20,
    };
    let found = find::find_customers(&scene.desk.app, args).await.unwrap();
    let names = found.rows.into_iter().map(|row| row.name);
    // His wife is found by his name, too.
    names.filter(|name| name != "Dana Martin").collect()
}

#[tokio::test]
async fn merged_they_are_one_page_with_everything_of_both() {
    let scene = twice().await;
    let merged = merge(&scene, AGAIN, scene.roger).await;
    assert_eq!(merged.customer_id, scene.roger);
    // A link from before opens the one who stays.
    for id in [scene.roger, AGAIN] {
        let page = open(&scene, id).await;
        assert_eq!((page.id, page.name.as_str()), (scene.roger, "Roger Martin"));
        assert_eq!(page.nickname.as_deref(), Some("Rog"));
        // Whoever is to be treated gently is so under every name.
        assert!(page.gently_until.is_some());
        assert_eq!(page.gently_why.as_deref(), Some("His father died"));
        let numbers: Vec<_> = page.about.phones.iter().map(|p| p.e164.clone()).collect();
        assert_eq!(
            numbers,
            [Some(ROGERS_NUMBER.into()), Some("+12125550177".into())]
        );
        assert_eq!(page.in_store.len(), 1);
        assert_eq!(page.in_store[0].customer_name, "Roger Martin");
        assert_eq!(page.promises.len(), 1);
        let told = serde_json::to_string(&page.entries).unwrap();
        assert!(told.contains("Asked for a moonphase"), "{told}");
        assert_eq!(
            page.brief.recall.unwrap().meaning.as_deref(),
            Some("The boat")
        );
        let [card] = page.merged.as_slice() else {
            panic!("{:?}", page.merged)
        };
        assert_eq!((card.alias_id, card.record_id), (merged.alias_id, AGAIN));
        assert_eq!(card.name, "Rodger Martin");
        assert_eq!(card.merged_by.as_deref(), Some("Marta"));
    }
    let again = MergeCustomers {
        stays: AGAIN,
        goes: scene.roger,
    };
    let refused = merge_customers(&scene.desk.app, again).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Conflict);
}

#[tokio::test]
async fn what_both_records_say_otherwise_is_kept_and_told() {
    let scene = twice().await;
    record(
        &scene,
        scene.roger,
        "Roger",
        json!({"nickname": "Rodge", "about": "Sails", "city": "New York"}),
    );
    record(
        &scene,
        AGAIN,
        "Rodger",
        json!({"nickname": "Rog", "about": "Teaches", "city": "Boston", "memory": "The boat"}),
    );
    merge(&scene, AGAIN, scene.roger).await;
    let page = open(&scene, scene.roger).await;
    assert_eq!(page.nickname.as_deref(), Some("Rodge"));
    assert_eq!(page.about.about.as_deref(), Some("Sails"));
    let says: Vec<_> = page.merged[0]
        .says
        .iter()
        .map(|said| (said.what, said.value.as_str()))
        .collect();
    assert_eq!(
        says,
        [
            (MergedField::Nickname, "Rog"),
            (MergedField::Address, "Boston"),
            (MergedField::About, "Teaches"),
        ]
    );
}

#[tokio::test]
async fn the_search_shows_one_hit_for_every_word_of_either() {
    let scene = twice().await;
    let both = ["Roger Martin", "Rodger Martin"];
    let mut before = found(&scene, "rog").await;
    before.sort();
    assert_eq!(before, ["Rodger Martin", "Roger Martin"]);
    let merged = merge(&scene, AGAIN, scene.roger).await;
    for typed in ["rog", "rodger", "roger", "0177", "0159", "2077"] {
        assert_eq!(found(&scene, typed).await, [both[0]], "{typed}");
    }
    // The engine says the same as the keys that stand in for it.
    scene.desk.app.search().settled(scene.desk.app.inside());
    for typed in [
        "rodger",
        "roger",
        "0177",
        "2077",
        "moonphase",
        "martin boat",
    ] {
        assert_eq!(found(&scene, typed).await, [both[0]], "{typed}");
    }
    let apart = TakeApartCustomers {
        alias_id: merged.alias_id,
    };
    take_apart_customers(&scene.desk.app, apart).await.unwrap();
    scene.desk.app.search().settled(scene.desk.app.inside());
    assert_eq!(found(&scene, "0177").await, [both[1]]);
    assert_eq!(found(&scene, "moonphase").await, [both[1]]);
}

#[tokio::test]
async fn taken_apart_each_is_again_exactly_what_it_was() {
    let scene = twice().await;
    let as_text = |page: &Story| serde_json::to_value(page).unwrap();
    let before = [open(&scene, scene.roger).await, open(&scene, AGAIN).await];
    let merged = merge(&scene, AGAIN, scene.roger).await;
    let apart = TakeApartCustomers {
        alias_id: merged.alias_id,
    };
    for _ in 0..2 {
        let page = take_apart_customers(&scene.desk.app, apart.clone()).await;
        assert_eq!(page.unwrap().id, scene.roger);
    }
    let after = [open(&scene, scene.roger).await, open(&scene, AGAIN).await];
    for (before, after) in before.iter().zip(&after) {
        let (before, mut after) = (as_text(before), as_text(after));
        // That it was merged and taken apart has not left this device.
        assert_eq!(
            after["onDeviceOnly"],
            json!(after["id"] == json!(scene.roger))
        );
        after["onDeviceOnly"] = before["onDeviceOnly"].clone();
        assert_eq!(before, after);
    }
    // Merged the other way round the next time, the other name shows.
    assert_eq!(merge(&scene, scene.roger, AGAIN).await.customer_id, AGAIN);
    assert_eq!(open(&scene, scene.roger).await.name, "Rodger Martin");
}

#[tokio::test]
async fn what_is_added_to_a_repair_stays_with_it_when_they_are_taken_apart() {
    let scene = twice().await;
    let merged = merge(&scene, AGAIN, scene.roger).await;
    let app = &scene.desk.app;
    let ring = RepairId(Uuid::from_u128(0x314));
    let ready = MarkRepairReady {
        repair_id: ring,
        bin: Some("C3".into()),
        note: None,
    };
    mark_ready::mark_repair_ready(app, ready).await.unwrap();
    let tell = TellCustomer {
        repair_id: ring,
        mark_ready: false,
        channel: Channel::Sms,
        address: ROGERS_NUMBER.into(),
        body: "Your ring is ready.".into(),
        subject: None,
        own_line: None,
    };
    let message = tell::tell_customer(app, tell).await.unwrap();
    // She writes about the one person there is: it is said of the one who stays.
    let note = Jot {
        customer_id: scene.roger,
        repair_id: None,
        kind: regard_domain::words::NoteKind::Note,
        words: "Came with both boys".into(),
        follow_up_on: None,
        ticked: None,
    };
    jot::jot(app, note).await.unwrap();
    let apart = TakeApartCustomers {
        alias_id: merged.alias_id,
    };
    take_apart_customers(app, apart).await.unwrap();
    let (roger, again) = (open(&scene, scene.roger).await, open(&scene, AGAIN).await);
    assert_eq!(again.in_store.len(), 1);
    assert!(roger.in_store.is_empty());
    assert_eq!(
        again.messages.iter().map(|m| m.id).collect::<Vec<_>>(),
        [message.id]
    );
    assert!(roger.messages.is_empty());
    let has = |page: &Story| {
        serde_json::to_string(&page.entries)
            .unwrap()
            .contains("both boys")
    };
    assert!(has(&roger) && !has(&again));
    let steps = app.database().unwrap().read(|conn| {
        let repair = repairs::by_id(conn, ring)?.unwrap();
        Ok((
            repair.customer_id,
            repair_steps::of_repair(conn, ring)?.len(),
        ))
    });
    assert_eq!(steps.unwrap(), (AGAIN, 1));
}

#[tokio::test]
async fn a_promise_and_a_secret_hold_for_the_person_under_either_record() {
    let scene = twice().await;
    // Dana bought a watch as a surprise for the second Roger; the first one has the battery promise.
    let surprise = Uuid::from_u128(0x321);
    scene.desk.from_server(
        "piece",
        surprise,
        json!({"customer_id": AGAIN, "kind": "watch", "description": "Speedmaster",
               "secret_until": "2026-09-01"}),
    );
    scene.desk.from_server(
        "purchase",
        Uuid::from_u128(0x322),
        json!({"customer_id": scene.dana, "piece_id": surprise, "for_id": AGAIN,
               "store_id": scene.desk.store, "bought_on": "2026-05-01", "description": "Speedmaster",
               "quantity": 1, "price": 600_000, "currency": "USD"}),
    );
    merge(&scene, AGAIN, scene.roger).await;
    let page = serde_json::to_string(&open(&scene, scene.roger).await).unwrap();
    assert!(!page.contains("Speedmaster"), "{page}");
    let secret = scene.desk.app.database().unwrap().read(|conn| {
        let today = "2026-05-12".parse().unwrap();
        Ok(pieces::secret_from(conn, scene.roger, today)?.len())
    });
    assert_eq!(secret.unwrap(), 1);
    // The watch of the first record, brought in under the second: the promise holds.
    let asked = PriceRepair {
        customer_id: AGAIN,
        piece_id: Some(scene.seamaster),
        lines: scene.battery_and_cleaning().lines,
    };
    let price = price::price_repair(&scene.desk.app, asked).await.unwrap();
    assert_eq!(price.because.len(), 1, "{price:?}");
    let intake = take_in::take_in_repair(&scene.desk.app, scene.battery_and_cleaning()).await;
    assert_eq!(intake.unwrap().customer_id, scene.roger);
    let open = list::list_repairs(&scene.desk.app, Nothing {})
        .await
        .unwrap();
    let named = serde_json::to_string(&open).unwrap();
    assert!(!named.contains("Rodger"), "{named}");
}

#[tokio::test]
async fn three_records_come_together_and_one_of_them_goes_again() {
    let scene = twice().await;
    record(
        &scene,
        THIRD,
        "R.",
        json!({"company_name": "Martin & Sons"}),
    );
    let first = merge(&scene, THIRD, AGAIN).await;
    let second = merge(&scene, AGAIN, scene.roger).await;
    assert_eq!(second.customer_id, scene.roger);
    assert_eq!(open(&scene, THIRD).await.merged.len(), 2);
    assert_eq!(found(&scene, "sons").await, ["Roger Martin"]);
    let apart = |alias_id| take_apart_customers(&scene.desk.app, TakeApartCustomers { alias_id });
    assert_eq!(apart(first.alias_id).await.unwrap().merged.len(), 1);
    assert_eq!(open(&scene, THIRD).await.id, THIRD);
    assert_eq!(open(&scene, AGAIN).await.id, scene.roger);
    // Merged in a circle, whoever is taken apart is apart.
    merge(&scene, THIRD, scene.roger).await;
    scene
        .desk
        .app
        .database()
        .unwrap()
        .write(|edit| edit.merge_records(THIRD.0, AGAIN.0))
        .unwrap();
    assert_eq!(open(&scene, scene.roger).await.merged.len(), 3);
    apart(first.alias_id).await.unwrap();
    assert_eq!(open(&scene, THIRD).await.id, THIRD);
    assert_eq!(open(&scene, scene.roger).await.merged.len(), 1);
}

#[tokio::test]
async fn who_may_be_the_same_is_proposed_and_who_is_related_is_not() {
    let scene = twice().await;
    // Of whom nothing is the same but almost the name; and one whose name is another.
    record(&scene, THIRD, "Rogr", json!({}));
    record(
        &scene,
        CustomerId(Uuid::from_u128(0x303)),
        "Robert",
        json!({}),
    );
    // Dana has Roger's number, and is his wife.
    scene.desk.from_server(
        "phone",
        Uuid::from_u128(0x331),
        json!({"customer_id": scene.dana, "e164": ROGERS_NUMBER, "typed": "2125550159", "preferred": true}),
    );
    let app = &scene.desk.app;
    let args = FindDuplicates {
        customer_id: scene.roger,
    };
    let proposed = find_duplicates(app, args.clone()).await.unwrap();
    let ids: Vec<_> = proposed.iter().map(|row| row.id).collect();
    assert_eq!(ids, [AGAIN, THIRD]);
    let sides = CompareCustomers {
        customer_id: scene.roger,
        other_id: AGAIN,
    };
    let sides = compare_customers(app, sides).await.unwrap();
    assert!(!sides.same);
    assert_eq!(
        (
            sides.other.repairs,
            sides.other.notes,
            sides.other.purchases
        ),
        (1, 1, 0)
    );
    assert_eq!(sides.other.addresses.len(), 2);
    merge(&scene, AGAIN, scene.roger).await;
    let ids: Vec<_> = find_duplicates(app, args).await.unwrap();
    assert_eq!(ids.iter().map(|row| row.id).collect::<Vec<_>>(), [THIRD]);
}

#[tokio::test]
async fn what_is_taken_away_from_a_person_is_taken_away_from_every_record() {
    let scene = twice().await;
    merge(&scene, AGAIN, scene.roger).await;
    let cleared = json!({"customerId": scene.roger, "gentlyUntil": "", "nickname": ""});
    let cleared: EditCustomer = serde_json::from_value(cleared).unwrap();
    let page = edit::edit_customer(&scene.desk.app, cleared).await.unwrap();
    assert_eq!((page.gently_until, page.nickname), (None, None));
}

#[tokio::test]
async fn a_day_that_both_records_have_comes_once() {
    let scene = twice().await;
    let birthday = |customer: CustomerId, on: &str| json!({"customer_id": customer, "kind": "birthday", "on_date": on, "confidence": "sure"});
    let days = [
        (scene.roger, "1979-05-20"),
        (AGAIN, "1979-05-20"),
        (AGAIN, "1979-05-21"),
    ];
    for (at, (customer, on)) in (0x341..).zip(days) {
        let id = Uuid::from_u128(at);
        scene
            .desk
            .from_server("occasion", id, birthday(customer, on));
    }
    merge(&scene, AGAIN, scene.roger).await;
    let days = scene.desk.app.database().unwrap().read(|conn| {
        let today = "2026-05-12".parse().unwrap();
        Ok(super::ahead::days(conn, today, scene.roger)?.len())
    });
    // The two that differ both come: one of them is wrong, and nobody here knows which.
    assert_eq!(days.unwrap(), 2);
}

#[tokio::test]
async fn a_record_that_leaves_and_comes_back_is_of_the_person_again() {
    let scene = twice().await;
    merge(&scene, AGAIN, scene.roger).await;
    let app = &scene.desk.app;
    let database = app.database().unwrap();
    let person = || {
        database
            .read(|conn| Ok(one_person::person_of(conn, AGAIN)?))
            .unwrap()
    };
    let customers = regard_sync::tables::table("customer").unwrap();
    let kept = database
        .read(|conn| Ok(crate::database::rows::read(conn, customers, scene.roger.0)?))
        .unwrap()
        .unwrap();
    database
        .write_local(&[], |conn| {
            Ok(crate::database::rows::delete(
                conn,
                customers,
                scene.roger.0,
            )?)
        })
        .unwrap();
    // The one who stays went to another store: what is here shows under its own name.
    assert_eq!(person(), AGAIN);
    assert_eq!(open(&scene, AGAIN).await.name, "Rodger Martin");
    database
        .write_local(&[], |conn| {
            Ok(crate::database::rows::write(
                conn,
                customers,
                scene.roger.0,
                &kept,
            )?)
        })
        .unwrap();
    assert_eq!(person(), scene.roger);
}

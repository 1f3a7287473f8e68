//! Finding anyone while typing, on Marta's phone.

use proptest::prelude::*;
use regard_domain::consent::{Permission, permission};
use regard_domain::ids::CustomerId;
use regard_domain::words::{Channel, Purpose, RelationKind};
use serde_json::{Value, json};
use uuid::Uuid;

use super::screens::{
    AddCustomer, CustomerRow, FindCustomers, FindSamePerson, FoundCustomers, LookAgain,
    OpenCustomer, Why,
};
use super::{add, add_address, edit, find, look_again, same_person, story};
use crate::database::consents;
use crate::error::ErrorCode;
use crate::repairs::rogers_watch::RogersWatch;

/// Marta's desk with more people on it.
async fn a_store() -> RogersWatch {
    let scene = RogersWatch::known().await;
    person(&scene, 0x101, "Rosa", "Marín", json!({}));
    person(&scene, 0x102, "Ruth", "Mayer", json!({}));
    person(
        &scene,
        0x103,
        "Luís",
        "Gonçalves",
        json!({"nickname": "Lulu"}),
    );
    person(&scene, 0x104, "Jean-Luc", "O'Brien", json!({}));
    person(&scene, 0x105, "太郎", "山田", json!({}));
    person(&scene, 0x106, "Eva Maria", "van der Berg", json!({}));
    scene.desk.from_server(
        "email",
        Uuid::from_u128(0x201),
        json!({"customer_id": id(0x103), "address": "luisg@embraer.com.br", "preferred": true}),
    );
    scene.desk.from_server(
        "relation",
        Uuid::from_u128(0x202),
        json!({"customer_id": id(0x102), "other_name": "Wolfgang", "kind": "partner"}),
    );
    scene
}

fn id(number: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(number))
}

fn person(scene: &RogersWatch, number: u128, given: &str, family: &str, other: Value) {
    let mut fields = json!({"store_id": scene.desk.store, "given_name": given,
        "family_name": family, "created_at": "2021-06-03T15:00:00.000Z"});
    fields
        .as_object_mut()
        .unwrap()
        .extend(other.as_object().unwrap().clone());
    scene.desk.from_server("customer", id(number).0, fields);
}

async fn found(scene: &RogersWatch, typed: &str) -> FoundCustomers {
    let asked = FindCustomers {
        typed: typed.to_owned(),
        limit: 20,
    };
    scene.desk.app.search().settled(scene.desk.app.inside());
    find::find_customers(&scene.desk.app, asked).await.unwrap()
}

async fn names(scene: &RogersWatch, typed: &str) -> Vec<String> {
    let rows = found(scene, typed).await.rows;
    rows.into_iter().map(|row| row.name).collect()
}

async fn first(scene: &RogersWatch, typed: &str) -> CustomerRow {
    let rows = found(scene, typed).await.rows;
    rows.into_iter()
        .next()
        .unwrap_or_else(|| panic!("nobody is found by {typed:?}"))
}

#[tokio::test]
async fn any_beginning_of_any_part_of_a_name_in_any_order() {
    let scene = a_store().await;
    for (typed, name) in [
        ("roger", "Roger Martin"),
        ("mart rog", "Roger Martin"),
        ("ROGER  MARTIN", "Roger Martin"),
        ("goncalves", "Luís Gonçalves"),
        ("Gonç", "Luís Gonçalves"),
        ("obrien", "Jean-Luc O'Brien"),
        ("O'Br", "Jean-Luc O'Brien"),
        ("luc o", "Jean-Luc O'Brien"),
        ("jeanluc", "Jean-Luc O'Brien"),
        ("vanderb", "Eva Maria van der Berg"),
        ("berg eva", "Eva Maria van der Berg"),
        ("山", "山田太郎"),
        ("山田太郎", "山田太郎"),
    ] {
        let row = first(&scene, typed).await;
        assert_eq!(row.name, name, "{typed}");
        assert!(row.why.is_none(), "{typed}: the name shows it");
    }
}

#[tokio::test]
async fn initials_run_together_in_either_order() {
    let scene = a_store().await;
    assert_eq!(
        names(&scene, "rma").await,
        ["Rosa Marín", "Roger Martin", "Ruth Mayer"]
    );
    for typed in ["rmart", "mrog", "martr", "romart", "martinr"] {
        assert_eq!(first(&scene, typed).await.name, "Roger Martin", "{typed}");
    }
    assert_eq!(first(&scene, "emvdb").await.name, "Eva Maria van der Berg");
}

#[tokio::test]
async fn digits_of_a_phone_anywhere_and_the_last_four_first() {
    let scene = a_store().await;
    scene.desk.from_server(
        "phone",
        Uuid::from_u128(0x301),
        json!({"customer_id": id(0x101), "e164": "+12120159777", "typed": "x", "preferred": true}),
    );
    for typed in [
        "0159",
        "555 01",
        "(212) 555-0159",
        "+1 212 555 0159",
        "2125550159",
    ] {
        let row = first(&scene, typed).await;
        assert_eq!(row.name, "Roger Martin", "{typed}");
        assert!(
            matches!(row.why, Some(Why::Phone { ref ends }) if ends == "0159"),
            "{typed}"
        );
    }
    assert_eq!(
        names(&scene, "0159").await,
        ["Roger Martin", "Rosa Marín"],
        "an ending before a middle"
    );
    assert!(
        names(&scene, "15").await.is_empty(),
        "two digits are half the store"
    );
}

#[tokio::test]
async fn a_fragment_of_an_address() {
    let scene = a_store().await;
    for typed in [
        "luisg@",
        "uisg",
        "embraer",
        "g@embraer.com.br",
        "LUISG@EMBRAER",
    ] {
        let row = first(&scene, typed).await;
        assert_eq!(row.name, "Luís Gonçalves", "{typed}");
        assert!(matches!(row.why, Some(Why::Email { .. })), "{typed}");
    }
}

#[tokio::test]
async fn an_envelope_number() {
    let scene = a_store().await;
    scene.taken_in().await;
    let row = first(&scene, "1042").await;
    assert_eq!(row.name, "Roger Martin");
    assert!(matches!(row.why, Some(Why::Envelope { envelope }) if envelope == "1042"));
    assert!(row.in_store);
    assert!(!row.ready);
}

#[tokio::test]
async fn someone_near_them() {
    let scene = a_store().await;
    let rows = found(&scene, "dana").await.rows;
    assert_eq!(rows.first().unwrap().name, "Dana Martin");
    let roger = rows.get(1).unwrap();
    assert_eq!(roger.name, "Roger Martin");
    let Some(Why::Relation { name, relation }) = &roger.why else {
        panic!("no reason");
    };
    assert_eq!(
        (name.as_str(), *relation),
        ("Dana Martin", RelationKind::Spouse)
    );
    assert_eq!(roger.with.as_deref(), Some("Dana"));
    let ruth = first(&scene, "wolfg").await;
    assert_eq!(
        (ruth.name.as_str(), ruth.with.as_deref()),
        ("Ruth Mayer", Some("Wolfgang"))
    );
    assert_eq!(first(&scene, "ruth wolfgang").await.name, "Ruth Mayer");
    assert_eq!(first(&scene, "roger 0159").await.name, "Roger Martin");
}

#[tokio::test]
async fn who_is_in_the_store_comes_first_then_the_lately_opened_then_mine() {
    let scene = a_store().await;
    assert_eq!(
        names(&scene, "ma").await[..2],
        ["Rosa Marín", "Dana Martin"]
    );
    person(
        &scene,
        0x102,
        "Ruth",
        "Mayer",
        json!({"owner_id": scene.desk.me}),
    );
    assert_eq!(first(&scene, "ma").await.name, "Ruth Mayer", "mine");
    assert!(first(&scene, "ma").await.mine);
    let opened = OpenCustomer {
        customer_id: id(0x101),
        repair_id: None,
    };
    story::open_customer(&scene.desk.app, opened).await.unwrap();
    assert_eq!(
        first(&scene, "ma").await.name,
        "Rosa Marín",
        "lately opened"
    );
    let repair = scene.taken_in().await;
    assert_eq!(
        first(&scene, "ma").await.name,
        "Roger Martin",
        "in the store"
    );
    assert!(!first(&scene, "ma").await.ready);
    scene.ready(repair.id).await;
    assert!(first(&scene, "ma").await.ready);
}

#[tokio::test]
async fn before_typing_there_are_those_just_seen_those_in_the_store_and_the_alphabet() {
    let scene = a_store().await;
    scene.taken_in().await;
    for who in [id(0x101), id(0x103)] {
        let opened = OpenCustomer {
            customer_id: who,
            repair_id: None,
        };
        story::open_customer(&scene.desk.app, opened).await.unwrap();
        scene.minutes_later(1);
    }
    let before = found(&scene, " \t").await;
    let of = |group: &str| -> Vec<String> {
        before
            .rows
            .iter()
            .filter(|row| row.group.as_deref() == Some(group))
            .map(|row| row.name.clone())
            .collect()
    };
    assert_eq!(of("just_seen"), ["Luís Gonçalves", "Rosa Marín"]);
    assert_eq!(of("in_store"), ["Roger Martin"]);
    assert_eq!(of("all").len(), 8);
    assert_eq!(
        of("all")[..3],
        ["Luís Gonçalves", "Rosa Marín", "Dana Martin"]
    );
    assert!(!before.more);
}

#[tokio::test]
async fn what_matters_now_stands_in_the_row() {
    let scene = a_store().await;
    let row = first(&scene, "roger").await;
    assert!(row.promise);
    assert!(!row.gently);
    assert_eq!(row.initials, "RM");
    let mut gently = serde_json::from_value::<super::screens::EditCustomer>(
        json!({ "customerId": scene.roger, "gentlyUntil": "2026-05-13" }),
    )
    .unwrap();
    edit::edit_customer(&scene.desk.app, gently.clone())
        .await
        .unwrap();
    assert!(first(&scene, "roger").await.gently);
    scene.minutes_later(2 * 24 * 60);
    assert!(!first(&scene, "roger").await.gently, "the day has passed");
    gently.gently_until = Some("soon".into());
    let error = edit::edit_customer(&scene.desk.app, gently)
        .await
        .unwrap_err();
    assert_eq!(error.field.as_deref(), Some("gentlyUntil"));
}

#[tokio::test]
async fn more_than_wanted_is_said_and_not_counted() {
    let scene = a_store().await;
    for number in 0..30 {
        person(
            &scene,
            0x1000 + number,
            "Zoe",
            &format!("Zane{number:02}"),
            json!({}),
        );
    }
    let asked = |limit| FindCustomers {
        typed: "zo".into(),
        limit,
    };
    let some = find::find_customers(&scene.desk.app, asked(20))
        .await
        .unwrap();
    assert_eq!((some.rows.len(), some.more), (20, true));
    let all = find::find_customers(&scene.desk.app, asked(30))
        .await
        .unwrap();
    assert_eq!((all.rows.len(), all.more), (30, false));
    let none = find::find_customers(&scene.desk.app, asked(0))
        .await
        .unwrap();
    assert_eq!(none.rows.len(), 1);
}

#[tokio::test]
async fn an_edit_is_found_at_once_and_the_old_words_no_more() {
    let scene = a_store().await;
    let mut edit = serde_json::from_value::<super::screens::EditCustomer>(
        json!({ "customerId": scene.roger, "familyName": "Zweig", "nickname": "Rodge" }),
    )
    .unwrap();
    edit::edit_customer(&scene.desk.app, edit.clone())
        .await
        .unwrap();
    assert_eq!(first(&scene, "rodge").await.name, "Roger Zweig");
    assert_ne!(
        first(&scene, "rmartin").await.name,
        "Roger Zweig",
        "at most guessed, by his wife's name"
    );
    assert_eq!(
        first(&scene, "zweig dana").await.name,
        "Dana Martin",
        "his wife is found by his new name"
    );
    edit.given_name = Some(" ".into());
    let error = edit::edit_customer(&scene.desk.app, edit)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (ErrorCode::Invalid, Some("givenName"))
    );
}

#[tokio::test]
async fn a_customer_who_leaves_the_device_is_found_no_more() {
    let scene = a_store().await;
    let table = regard_sync::tables::table("customer").unwrap();
    scene
        .desk
        .app
        .database()
        .unwrap()
        .write_local(&["customer"], |conn| {
            Ok(crate::database::rows::delete(conn, table, scene.dana.0)?)
        })
        .unwrap();
    assert!(names(&scene, "dana").await.is_empty());
    assert_eq!(first(&scene, "roger").await.with, None);
    let left: i64 = scene
        .desk
        .app
        .database()
        .unwrap()
        .read(|conn| {
            Ok(conn.query_row(
                "SELECT count(*) AS n FROM search_key WHERE key LIKE '%dana%'",
                [],
                |row| row.get("n"),
            )?)
        })
        .unwrap();
    assert_eq!(left, 0, "no word of hers stays in the index");
}

fn new_customer() -> AddCustomer {
    AddCustomer {
        given_name: "Noor".into(),
        family_name: "Silva".into(),
        phone: Some("(212) 555-0188".into()),
        email: Some("Noor.Silva@Example.org".into()),
        consent: Some(true),
        language: None,
    }
}

#[tokio::test]
async fn someone_new_is_mine_and_is_found_at_once() {
    let scene = a_store().await;
    let row = add::add_customer(&scene.desk.app, new_customer())
        .await
        .unwrap();
    assert_eq!((row.name.as_str(), row.mine), ("Noor Silva", true));
    for typed in ["nsil", "0188", "noor.silva@example"] {
        assert_eq!(first(&scene, typed).await.id, row.id, "{typed}");
    }
    let said = |address: &str, channel| {
        let statements = scene
            .desk
            .app
            .database()
            .unwrap()
            .read(|conn| Ok(consents::about_address(conn, address)?))
            .unwrap();
        permission(&statements, address, channel, Purpose::Service).0
    };
    assert_eq!(said("+12125550188", Channel::Sms), Permission::Given);
    assert_eq!(
        said("noor.silva@example.org", Channel::Email),
        Permission::Given
    );
}

#[tokio::test]
async fn a_number_that_can_not_be_read_is_kept_as_it_was_typed() {
    let scene = a_store().await;
    let mut odd = new_customer();
    odd.phone = Some("555-2671".into());
    odd.email = None;
    let row = add::add_customer(&scene.desk.app, odd).await.unwrap();
    let opened = OpenCustomer {
        customer_id: row.id,
        repair_id: None,
    };
    let story = story::open_customer(&scene.desk.app, opened).await.unwrap();
    let phone = story.about.phones.first().unwrap();
    assert_eq!((phone.shown.as_str(), &phone.e164), ("555-2671", &None));
    assert_eq!(phone.permission, Permission::NotAsked);
}

#[tokio::test]
async fn what_is_no_name_number_or_address_is_refused_and_nothing_is_kept() {
    let scene = a_store().await;
    for (field, change) in [
        (
            "givenName",
            json!({"givenName": " ", "familyName": "\u{7}"}),
        ),
        ("phone", json!({"phone": "call him"})),
        ("phone", json!({"phone": "12"})),
        ("email", json!({"email": "noor at example"})),
        ("familyName", json!({"familyName": "x".repeat(121)})),
    ] {
        let mut typed = json!({"givenName": "Noor", "familyName": "Silva", "phone": null,
                               "email": null, "consent": null, "language": null});
        typed
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let typed: AddCustomer = serde_json::from_value(typed).unwrap();
        let error = add::add_customer(&scene.desk.app, typed).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid);
        assert_eq!(error.field.as_deref(), Some(field));
    }
    assert!(names(&scene, "noor").await.is_empty());
    assert_eq!(scene.changes_to("customer"), 0);
}

#[tokio::test]
async fn the_same_person_is_proposed_while_someone_new_is_typed() {
    let scene = a_store().await;
    let same = |given: &str, family: &str, phone: &str, email: &str| {
        let typed = FindSamePerson {
            given_name: given.into(),
            family_name: family.into(),
            phone: phone.into(),
            email: email.into(),
        };
        let app = scene.desk.app.clone();
        async move {
            let rows = same_person::find_same_person(&app, typed).await.unwrap();
            rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(same("", "", "212-555-0159", "").await, ["Roger Martin"]);
    assert_eq!(
        same("L", "", "", "LuisG@Embraer.com.br").await,
        ["Luís Gonçalves"]
    );
    assert_eq!(same("luis", "goncalves", "", "").await, ["Luís Gonçalves"]);
    assert_eq!(same("Rog", "Martin", "", "").await, ["Roger Martin"]);
    assert!(same("Roger", "Mayer", "", "").await.is_empty());
    assert!(same("", "", "", "").await.is_empty());
}

#[tokio::test]
async fn an_address_is_added_once() {
    let scene = a_store().await;
    let typed = |typed: &str, channel| super::screens::AddAddress {
        customer_id: scene.roger,
        channel,
        typed: typed.into(),
        label: Some("work".into()),
    };
    for number in ["+1 212 555 0177", "212.555.0177"] {
        add_address::add_address(&scene.desk.app, typed(number, Channel::Sms))
            .await
            .unwrap();
    }
    let mail = typed("Roger@Example.org", Channel::Email);
    let story = add_address::add_address(&scene.desk.app, mail)
        .await
        .unwrap();
    assert_eq!(story.about.phones.len(), 2);
    assert!(!story.about.phones.get(1).unwrap().preferred);
    let email = story.about.emails.first().unwrap();
    assert_eq!(
        (email.address.as_str(), email.preferred),
        ("roger@example.org", true)
    );
}

#[tokio::test]
async fn nothing_that_is_typed_breaks_the_search() {
    let scene = a_store().await;
    let long = "a".repeat(10_000);
    let many = "r ".repeat(60);
    for typed in [
        "%",
        "_",
        "'",
        "\"",
        "'; DROP TABLE customer; --",
        "\\",
        "\0",
        "\u{7}\u{1b}[31m",
        "🙂",
        "👩‍👩‍👧",
        "\u{202e}rogeR",
        "ﷺ",
        "*",
        "NEAR(",
        "a OR b",
        "@",
        "@.",
        "+",
        "0",
        "-1",
        "1e999",
        "\u{10ffff}",
        "ş",
        "İ",
        &long,
        &many,
    ] {
        let answer = found(&scene, typed).await;
        assert_eq!(answer.typed, typed);
        assert!(answer.rows.len() <= 24);
    }
    assert!(names(&scene, "%").await.is_empty());
    assert!(names(&scene, &long).await.is_empty());
    assert_eq!(first(&scene, "roger\u{0}").await.name, "Roger Martin");
    assert_eq!(first(&scene, "🙂 roger").await.name, "Roger Martin");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_typed_has_an_answer(typed in proptest::collection::vec("\\PC{0,24}", 8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let scene = RogersWatch::known().await;
            for typed in &typed {
                found(&scene, typed).await;
            }
        });
    }
}

#[tokio::test]
async fn whoever_is_gone_is_not_seen_again() {
    let scene = a_store().await;
    let asked = LookAgain {
        customer_ids: vec![id(0x103), id(0xdead), id(0x101)],
    };
    let rows = look_again::look_again(&scene.desk.app, asked)
        .await
        .unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Luís Gonçalves", "Rosa Marín"]);
}

//! Roger asks what the store remembers about him, a week before Dana gives him a watch.

use regard_domain::words::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::testing::Desk;

const ROGER: Uuid = Uuid::from_u128(0x1);
const DANA: Uuid = Uuid::from_u128(0x2);
const GIFT: Uuid = Uuid::from_u128(0x11);
const RING: Uuid = Uuid::from_u128(0x12);

async fn the_couple() -> Desk {
    let desk = Desk::of(Role::Associate).await;
    let say = |table: &str, n: u128, fields: Value| {
        desk.from_server(table, Uuid::from_u128(n), fields);
    };
    say(
        "customer",
        0x1,
        json!({"given_name": "Roger", "family_name": "Whitaker", "store_id": desk.store,
               "street": "12 Elm Street", "city": "Albany", "customer_since": "2015-02-01", "source": "shopify",
               "source_id": "4711", "source_extra": "{\"Ring size\":\"10\"}", "language": "es"}),
    );
    say(
        "customer",
        0x2,
        json!({"given_name": "Dana", "family_name": "Whitaker", "store_id": desk.store, "street": "Dana's own"}),
    );
    say(
        "relation",
        0x31,
        json!({"customer_id": ROGER, "other_id": DANA, "kind": "spouse"}),
    );
    say(
        "phone",
        0x32,
        json!({"customer_id": ROGER, "e164": "+12125550100", "typed": "212 555 0100", "preferred": true}),
    );
    say(
        "phone",
        0x33,
        json!({"customer_id": DANA, "e164": "+12125550199", "typed": "212 555 0199", "preferred": true}),
    );
    say(
        "piece",
        0x11,
        json!({"customer_id": ROGER, "kind": "watch", "description": "Navitimer, gold", "secret_until": "2026-06-14"}),
    );
    say(
        "purchase",
        0x21,
        json!({"customer_id": DANA, "piece_id": GIFT, "for_id": ROGER, "store_id": desk.store, "bought_on": "2026-05-10",
               "description": "Navitimer, gold", "quantity": 1, "price": 900_000, "currency": "USD"}),
    );
    say(
        "piece",
        0x12,
        json!({"customer_id": ROGER, "kind": "watch", "description": "Seamaster, steel", "serial": "77412345"}),
    );
    say(
        "purchase",
        0x22,
        json!({"customer_id": DANA, "piece_id": RING, "for_id": ROGER, "store_id": desk.store, "bought_on": "2021-06-03",
               "description": "Seamaster, steel", "quantity": 1, "price": 480_000, "currency": "USD",
               "occasion": "15th anniversary"}),
    );
    for (n, words) in [
        (0x41, "Boys are 9 and 12, dogs Ada and Gryff"),
        (0x42, "Must not see the navitimer when he comes in"),
    ] {
        say(
            "note",
            n,
            json!({"customer_id": ROGER, "kind": "visit", "words": words,
                   "noted_at": "2026-05-11T15:00:00.000Z", "noted_by": desk.me}),
        );
    }
    say(
        "fact",
        0x51,
        json!({"customer_id": ROGER, "kind": "size", "words": "Wrist 18 cm", "tact": "never",
               "noted_at": "2026-05-11T15:00:00.000Z"}),
    );
    say(
        "consent",
        0x61,
        json!({"customer_id": ROGER, "address": "+12125550100", "channel": "sms", "purpose": "service",
               "given": true, "basis": "at drop-off", "said_at": "2026-05-11T15:00:00.000Z"}),
    );
    desk
}

async fn remembered(desk: &Desk, who: Uuid) -> Value {
    let asked = json!({ "customerId": who, "repairId": null });
    desk.app.dispatch("remembered", asked).await.unwrap()
}

#[tokio::test]
async fn everything_is_there_with_where_it_came_from_and_what_nobody_would_say_aloud() {
    let desk = the_couple().await;
    let page = remembered(&desk, ROGER).await;
    let text = page.to_string();
    for held in [
        "12 Elm Street, Albany",
        "(212) 555-0100",
        "shopify 4711",
        "Ring size",
        "Boys are 9 and 12",
        "Wrist 18 cm",
        "Seamaster, steel",
        "15th anniversary",
        "at drop-off",
        "Dana",
        "2015-02-01",
    ] {
        assert!(text.contains(held), "{held} is missing in {text}");
    }
    let learnt = page["learnt"].as_array().unwrap();
    let boys = learnt.iter().find(|each| each["fact"] == false).unwrap();
    assert_eq!(
        (&boys["by"], &boys["on"]),
        (&json!("Marta"), &json!("2026-05-11"))
    );
    assert_eq!(page["pieces"][0]["serialEnds"], "2345");
}

#[tokio::test]
async fn no_surprise_is_spoiled_and_nothing_of_dana_but_her_name_is_told() {
    let desk = the_couple().await;
    let page = remembered(&desk, ROGER).await;
    let text = page.to_string().to_lowercase();
    for hidden in ["navitimer", "900000", "480000", "555-0199", "dana's own"] {
        assert!(!text.contains(hidden), "{hidden} stands in {text}");
    }
    assert_eq!(
        page["leftOut"], 1,
        "the associate is told that a line is missing"
    );
    assert_eq!(page["bought"][0]["boughtBy"], "Dana");
    assert_eq!(page["bought"][0]["price"], Value::Null);

    let hers = remembered(&desk, DANA).await;
    assert_eq!(
        hers["bought"].as_array().unwrap().len(),
        2,
        "her own purchases are hers to read"
    );
    assert_eq!(hers["bought"][0]["price"], 900_000);

    // The day after, he may read it all.
    desk.clock.advance(chrono::Duration::days(40));
    let later = remembered(&desk, ROGER).await;
    assert_eq!(
        (&later["leftOut"], later["bought"].as_array().unwrap().len()),
        (&json!(0), 2)
    );
}

#[tokio::test]
async fn a_gift_is_known_by_none_of_its_names_and_everyday_words_hide_nothing() {
    let desk = the_couple().await;
    let say = |table: &str, n: u128, fields: Value| {
        desk.from_server(table, Uuid::from_u128(n), fields);
    };
    say(
        "piece",
        0x13,
        json!({"customer_id": ROGER, "kind": "watch", "brand": "IWC", "model": "Fliegeruhr",
               "reference": "IW3777", "serial": "9988776",
               "description": "For him, with leather strap para siempre", "secret_until": "2026-06-14"}),
    );
    say(
        "purchase",
        0x23,
        json!({"customer_id": DANA, "piece_id": Uuid::from_u128(0x13), "for_id": ROGER, "store_id": desk.store,
               "bought_on": "2026-05-10", "description": "Big Pilot", "quantity": 1, "price": 900_000,
               "currency": "USD"}),
    );
    for (n, words) in [
        (0x43, "The IWC lies in the safe"),
        (0x44, "Wants to see a Fliegeruhr"),
        (0x45, "Asked about IW3777"),
        (0x46, "9988776 was ordered"),
        (0x47, "A pilot she chose"),
        (0x48, "Came with the boys, café para llevar"),
    ] {
        say(
            "note",
            n,
            json!({"customer_id": ROGER, "kind": "visit", "words": words,
                   "noted_at": "2026-05-11T15:00:00.000Z", "noted_by": desk.me}),
        );
    }
    say(
        "reply",
        0x49,
        json!({"customer_id": ROGER, "channel": "sms", "address": "+12125550100", "pictures": 0,
               "words": "Is the pilot for me?", "meaning": "text", "received_at": "2026-05-11T16:00:00.000Z"}),
    );
    say(
        "occasion",
        0x4a,
        json!({"customer_id": ROGER, "kind": "other", "label": "Fliegeruhr day", "on_date": "--06-14",
               "confidence": "sure", "because": "the IWC is given"}),
    );
    say(
        "repair",
        0x4b,
        json!({"customer_id": ROGER, "store_id": desk.store, "envelope": "77", "currency": "USD",
               "description": "IWC, strap to shorten", "taken_in_at": "2026-05-11T15:00:00.000Z"}),
    );
    say(
        "purchase",
        0x24,
        json!({"customer_id": ROGER, "store_id": desk.store, "bought_on": "2026-05-01", "description": "Cufflinks",
               "quantity": 1, "price": 100, "currency": "USD", "occasion": "to go with the Pilot"}),
    );
    say(
        "consent",
        0x62,
        json!({"customer_id": ROGER, "address": "+12125550100", "channel": "sms", "purpose": "marketing",
               "given": false, "basis": "when Dana bought the IWC", "said_at": "2026-05-11T15:00:00.000Z"}),
    );
    let page = remembered(&desk, ROGER).await;
    let text = page.to_string().to_lowercase();
    for hidden in ["iwc", "fliegeruhr", "iw3777", "9988776", "pilot"] {
        assert!(!text.contains(hidden), "{hidden} stands in {text}");
    }
    assert!(text.contains("café para llevar"));
    assert!(text.contains("cufflinks"));
    let forbidden = page["consents"].as_array().unwrap();
    assert!(
        forbidden.iter().any(|each| each["given"] == false),
        "what he forbade stays, without how he said it"
    );
}

#[tokio::test]
async fn only_promises_that_still_hold_are_told() {
    let desk = the_couple().await;
    for (n, words, more) in [
        (0x71, "Batteries free for life", json!({})),
        (
            0x72,
            "Strap by Friday",
            json!({"kept_at": "2026-05-11T15:00:00.000Z"}),
        ),
        (
            0x73,
            "Engraving on us",
            json!({"ended_as": "broken", "ended_at": "2026-05-11T15:00:00.000Z", "ended_reason": "No engraver"}),
        ),
        (0x74, "Cleaning this spring", json!({"until": "2026-05-11"})),
    ] {
        let mut fields = json!({"customer_id": ROGER, "words": words, "made_by_id": desk.me, "made_on": "2026-04-01"});
        let more = more.as_object().cloned().unwrap();
        fields.as_object_mut().unwrap().extend(more);
        desk.from_server("promise", Uuid::from_u128(n), fields);
    }
    let page = remembered(&desk, ROGER).await;
    let promises = page["promises"].as_array().unwrap();
    let words: Vec<_> = promises.iter().map(|each| &each["words"]).collect();
    assert_eq!(words, [&json!("Batteries free for life")]);
}

#[tokio::test]
async fn a_stop_that_was_said_under_the_other_record_is_told() {
    let desk = the_couple().await;
    let again = Uuid::from_u128(0x3);
    desk.from_server(
        "customer",
        again,
        json!({"given_name": "Rodger", "family_name": "Whitaker", "store_id": desk.store}),
    );
    desk.from_server(
        "consent",
        Uuid::from_u128(0x63),
        json!({"customer_id": again, "address": "+12125550188", "channel": "sms", "purpose": "marketing",
               "given": false, "basis": "STOP", "said_at": "2026-05-11T15:00:00.000Z"}),
    );
    let merge = json!({ "stays": ROGER, "goes": again });
    desk.app.dispatch("merge_customers", merge).await.unwrap();
    for who in [ROGER, again] {
        let page = remembered(&desk, who).await;
        let said = page["consents"].as_array().unwrap();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said.iter().any(|each| each["basis"] == "STOP"));
        let asked = json!({ "customerId": who });
        let history = desk.app.dispatch("consent_history", asked).await.unwrap();
        assert!(history.to_string().contains("STOP"), "{history}");
    }
}

#[tokio::test]
async fn what_dana_paid_for_a_repair_of_his_watch_is_hers() {
    let desk = the_couple().await;
    for (n, who, charged) in [(0x81_u128, DANA, 4_321), (0x82, ROGER, 8_765)] {
        let repair = Uuid::from_u128(n);
        desk.from_server(
            "repair",
            repair,
            json!({"customer_id": who, "piece_id": RING, "store_id": desk.store, "envelope": n.to_string(),
                   "currency": "USD", "description": "Seamaster", "taken_in_at": "2026-04-01T15:00:00.000Z"}),
        );
        desk.from_server(
            "repair_step",
            Uuid::from_u128(n + 0x100),
            json!({"repair_id": repair, "customer_id": who, "kind": "handed_over", "charged": charged,
                   "at": "2026-04-20T15:00:00.000Z", "by_id": desk.me}),
        );
    }
    let page = remembered(&desk, ROGER).await;
    let repairs = page["repairs"].as_array().unwrap();
    assert_eq!(repairs.len(), 2, "{page}");
    let text = page.to_string();
    assert!(!text.contains("4321"), "{text}");
    assert!(text.contains("8765"));
}

#[tokio::test]
async fn what_was_written_says_to_whom_it_went_on_which_day_and_whether_it_arrived() {
    let desk = the_couple().await;
    for (n, words, more) in [
        (0x91_u128, "Delivered to him", json!({"state": "delivered"})),
        (
            0x92,
            "Delivered to her",
            json!({"state": "delivered", "to_id": DANA}),
        ),
        (0x93, "Never arrived", json!({"state": "not_delivered"})),
        (
            0x94,
            "Taken back",
            json!({"cancelled_at": "2026-05-11T15:00:00.000Z", "cancelled_by": desk.me}),
        ),
        (
            0x95,
            "Your wife's ring is ready",
            json!({"customer_id": DANA, "to_id": ROGER, "state": "sent"}),
        ),
        (
            0x96,
            "Her gift from us",
            json!({"customer_id": DANA, "to_id": DANA, "state": "sent"}),
        ),
    ] {
        let mut fields = json!({"customer_id": ROGER, "resend": 0, "purpose": "service", "channel": "sms",
            "address": "+12125550100", "body": words, "language": "en", "asked_by": desk.me,
            // An hour after midnight in Greenwich it is the day before in New York.
            "asked_at": "2026-05-11T01:00:00.000Z"});
        let more = more.as_object().cloned().unwrap();
        fields.as_object_mut().unwrap().extend(more);
        desk.from_server("message", Uuid::from_u128(n), fields);
    }
    desk.app
        .database()
        .unwrap()
        .write_local(&[], |conn| {
            conn.execute(
                "INSERT INTO held_message (id, customer_id, resend, purpose, channel, address, body,
                   language, asked_at, release_at)
                 VALUES (?1, ?2, 0, 'service', 'sms', '+1', 'Still held', 'en',
                   '2026-05-12T14:00:00.000Z', '2026-05-12T14:01:00.000Z')",
                (Uuid::from_u128(0x97), ROGER),
            )?;
            Ok(())
        })
        .unwrap();
    let page = remembered(&desk, ROGER).await;
    let told = |words: &str| {
        let all = page["written"].as_array().unwrap();
        all.iter().find(|each| each["words"] == words).cloned()
    };
    let his = told("Delivered to him").unwrap();
    assert_eq!(
        (&his["to"], &his["notDelivered"], &his["on"]),
        (&Value::Null, &json!(false), &json!("2026-05-10"))
    );
    assert_eq!(told("Delivered to her").unwrap()["to"], "Dana");
    assert_eq!(told("Never arrived").unwrap()["notDelivered"], true);
    assert_eq!(
        told("Your wife's ring is ready").unwrap()["to"],
        Value::Null
    );
    for left_out in ["Taken back", "Still held", "Her gift from us"] {
        assert!(told(left_out).is_none(), "{left_out}");
    }
}

#[tokio::test]
async fn the_bench_draws_no_such_page() {
    let desk = Desk::of(Role::Bench).await;
    let asked = json!({ "customerId": ROGER, "repairId": null });
    let refused = desk.app.dispatch("remembered", asked).await.unwrap_err();
    assert_eq!(refused.code, crate::error::ErrorCode::NotAllowed);
}

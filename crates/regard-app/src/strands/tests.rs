//! What is between Marta and Roger, and what she tells herself before the shift.

use chrono::Duration;
use regard_domain::check_in::Arriving;
use regard_domain::ids::CustomerId;
use regard_domain::strand::{Question, Strand};
use regard_domain::words::{FactKind, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use super::advice::{add_advice, drop_advice};
use super::evidence::strands;
use super::own_facts::{add_own_fact, drop_own_fact, own_facts};
use super::screens::{AddAdvice, AddOwnFact, DropAdvice, DropOwnFact, OpenStrands, Strands};
use crate::customers::screens::{OpenCustomer, Story};
use crate::customers::story::open_customer;
use crate::database::{outbox, own_facts as own_facts_rows};
use crate::session::screens::Nothing;
use crate::testing::{Desk, open};
use crate::today::check_in::{AskMe, CheckIn, TellMyself, ask_me, check_in, tell_myself};

const ROGER: CustomerId = CustomerId(Uuid::from_u128(0x11));

async fn roger() -> Desk {
    let desk = Desk::of(Role::Associate).await;
    customer(&desk, &json!({}));
    desk
}

fn customer(desk: &Desk, more: &Value) {
    let mut fields = json!({
        "store_id": desk.store, "given_name": "Roger", "family_name": "Whitaker", "owner_id": desk.me,
        "created_at": "2020-01-01T00:00:00.000Z",
    });
    for (name, value) in more.as_object().unwrap() {
        fields[name] = value.clone();
    }
    desk.from_server("customer", ROGER.0, fields);
}

fn fact(desk: &Desk, id: u128, kind: &str, words: &str, tact: &str) {
    desk.from_server(
        "fact",
        Uuid::from_u128(id),
        json!({"customer_id": ROGER, "kind": kind, "words": words, "tact": tact,
               "noted_at": "2026-05-01T15:00:00.000Z"}),
    );
}

async fn between(desk: &Desk) -> Strands {
    let asked = OpenStrands { customer_id: ROGER };
    strands(&desk.app, asked).await.unwrap()
}

async fn story(desk: &Desk) -> Story {
    let asked = OpenCustomer {
        customer_id: ROGER,
        repair_id: None,
    };
    open_customer(&desk.app, asked).await.unwrap()
}

async fn dogs(desk: &Desk) -> super::screens::OwnFact {
    let new = AddOwnFact {
        kind: FactKind::Pet,
        words: " Two dogs, Lola and Max ".into(),
    };
    add_own_fact(&desk.app, new).await.unwrap()
}

#[tokio::test]
async fn both_have_dogs_and_the_brief_says_so() {
    let desk = roger().await;
    fact(&desk, 0x81, "pet", "dogs Ada and Gryff", "say");
    assert!(between(&desk).await.in_common.is_empty());
    let mine = dogs(&desk).await;
    assert_eq!(dogs(&desk).await, mine, "said twice is said once");
    let both = between(&desk).await.in_common;
    assert_eq!(both.len(), 1);
    assert_eq!(
        (both[0].word.as_str(), both[0].theirs.as_str()),
        ("dogs", "dogs Ada and Gryff")
    );
    assert_eq!(story(&desk).await.brief.share.unwrap().word, "dogs");

    // What may not be said is nothing to share, and neither is a hard time the moment for it.
    fact(&desk, 0x81, "pet", "dogs Ada and Gryff", "know");
    assert!(between(&desk).await.in_common.is_empty());
    fact(&desk, 0x81, "pet", "dogs Ada and Gryff", "say");
    customer(&desk, &json!({"gently_until": "2026-06-30"}));
    assert!(story(&desk).await.brief.share.is_none());
    customer(&desk, &json!({"gently_until": null}));

    let drop = DropOwnFact { id: mine.id };
    drop_own_fact(&desk.app, drop.clone()).await.unwrap();
    drop_own_fact(&desk.app, drop).await.unwrap();
    assert!(story(&desk).await.brief.share.is_none());
    assert!(own_facts(&desk.app, Nothing {}).await.unwrap().is_empty());
    let left = desk
        .app
        .database()
        .unwrap()
        .read(|conn| Ok(own_facts_rows::by_id(conn, desk.me, mine.id)?.unwrap()));
    assert_eq!(left.unwrap().words, "", "its words are gone");
    dogs(&desk).await;
    assert!(story(&desk).await.brief.share.is_some());
}

#[tokio::test]
async fn the_thinnest_strand_asks_one_question() {
    let desk = roger().await;
    let first = between(&desk).await;
    assert_eq!(first.thinnest, Some(Strand::InCommon));
    assert_eq!(first.question.unwrap().question, Question::Pets);
    fact(&desk, 0x82, "trip", "Lisbon for the 20th", "say");
    let ahead = between(&desk).await.question.unwrap();
    assert_eq!(ahead.question, Question::Pets, "they have not been yet");
    desk.clock.advance(Duration::days(10));
    let asked = between(&desk).await.question.unwrap();
    assert_eq!(asked.question, Question::Journey);
    assert_eq!(asked.words.as_deref(), Some("Lisbon for the 20th"));
    fact(&desk, 0x82, "trip", "Reno, for the divorce", "never_say");
    assert_eq!(
        between(&desk).await.question.unwrap().question,
        Question::Pets
    );

    // Something in common, and nothing taught yet: how is it to wear.
    fact(&desk, 0x81, "pet", "dogs Ada and Gryff", "say");
    dogs(&desk).await;
    desk.from_server(
        "piece",
        Uuid::from_u128(0x20),
        json!({"customer_id": ROGER, "kind": "watch", "description": "Seamaster"}),
    );
    let asked = between(&desk).await;
    assert_eq!(asked.thinnest, Some(Strand::Knowledge));
    assert_eq!(asked.question.unwrap().words.as_deref(), Some("Seamaster"));
    let advice = AddAdvice {
        customer_id: ROGER,
        words: "How to set the date without harming it".into(),
    };
    let added = add_advice(&desk.app, advice).await.unwrap();
    let asked = between(&desk).await;
    assert_eq!(asked.knowledge[0].kind, FactKind::Advice);
    assert_eq!(asked.knowledge[0].by.as_deref(), Some("Marta"));
    assert_eq!(asked.thinnest, Some(Strand::Trust), "nothing was promised");
    assert_eq!(asked.question.unwrap().question, Question::Help);
    let dropped = DropAdvice {
        fact_id: added.fact_id,
        dropped: true,
    };
    drop_advice(&desk.app, dropped).await.unwrap();
    assert!(between(&desk).await.knowledge.is_empty());

    customer(&desk, &json!({"gently_until": "2026-06-30"}));
    let gently = between(&desk).await.question.unwrap();
    assert_eq!(gently.question, Question::HowAreYou);
    customer(&desk, &json!({"deceased_on": "2026-05-01"}));
    let gone = between(&desk).await;
    assert_eq!((gone.thinnest, gone.question), (None, None));
}

#[tokio::test]
async fn promises_are_evidence_by_what_became_of_them_and_money_never_is() {
    let desk = roger().await;
    let promise = |id: u128, words: &str, more: Value| {
        let mut fields = json!({"customer_id": ROGER, "words": words, "made_on": "2026-01-01"});
        for (name, value) in more.as_object().unwrap() {
            fields[name] = value.clone();
        }
        desk.from_server("promise", Uuid::from_u128(id), fields);
    };
    promise(0x31, "Call Friday", json!({"kind": "call_back"}));
    promise(
        0x32,
        "Strap by May",
        json!({"kind": "custom", "ended_as": "broken", "ended_at": "2026-05-01T00:00:00.000Z"}),
    );
    promise(
        0x33,
        "Not needed",
        json!({"kind": "custom", "ended_as": "released", "ended_at": "2026-05-01T00:00:00.000Z"}),
    );
    promise(0x34, "Batteries", json!({"covers": "battery"}));
    desk.from_server(
        "promise_use",
        Uuid::from_u128(0x35),
        json!({"promise_id": Uuid::from_u128(0x34), "customer_id": ROGER, "kind": "kept", "amount": 4000,
               "at": "2026-03-01T15:00:00.000Z"}),
    );
    let before = between(&desk).await;
    assert_eq!((before.kept, before.promises.len()), (1, 3));
    assert!(before.promises[0].kept);
    assert_eq!(before.promises.iter().filter(|one| one.broken).count(), 1);
    desk.from_server(
        "purchase",
        Uuid::from_u128(0x36),
        json!({"customer_id": ROGER, "store_id": desk.store, "bought_on": "2026-05-01", "description": "Necklace",
               "quantity": 1, "price": 9_000_000, "currency": "USD"}),
    );
    let after = between(&desk).await;
    let as_json = |strands: &Strands| serde_json::to_value(strands).unwrap();
    assert_eq!(
        as_json(&before),
        as_json(&after),
        "what was spent is no evidence"
    );
}

fn told(arriving: Arriving, watch: &str) -> TellMyself {
    TellMyself {
        arriving: Some(arriving),
        watch: watch.into(),
    }
}

async fn now(desk: &Desk) -> CheckIn {
    check_in(&desk.app, Nothing {}).await.unwrap()
}

/// Everything that waits to be sent, as it would travel.
fn waiting(desk: &Desk) -> usize {
    let count = desk
        .app
        .database()
        .unwrap()
        .read(|conn| Ok(outbox::to_send(conn, 1_000)?.len()));
    count.unwrap()
}

#[tokio::test]
async fn what_one_tells_oneself_is_for_today_and_never_in_the_outbox() {
    let desk = roger().await;
    assert!(!now(&desk).await.on, "nobody is asked who did not want it");
    ask_me(&desk.app, AskMe { on: true }).await.unwrap();
    let before = waiting(&desk);
    tell_myself(&desk.app, told(Arriving::Low, " Slept badly "))
        .await
        .unwrap();
    let told_now = now(&desk).await;
    assert_eq!(
        (told_now.arriving, told_now.watch.as_str()),
        (Some(Arriving::Low), "Slept badly")
    );
    tell_myself(&desk.app, told(Arriving::Glad, ""))
        .await
        .unwrap();
    assert_eq!(now(&desk).await.watch, "");
    assert_eq!(waiting(&desk), before);

    desk.clock.advance(Duration::days(1));
    let tomorrow = now(&desk).await;
    assert!(tomorrow.on && tomorrow.arriving.is_none());
    desk.clock.advance(-Duration::days(1));
    assert!(
        now(&desk).await.arriving.is_none(),
        "it is gone, not hidden"
    );

    tell_myself(&desk.app, told(Arriving::Rushed, "One thing at a time"))
        .await
        .unwrap();
    ask_me(&desk.app, AskMe { on: false }).await.unwrap();
    ask_me(&desk.app, AskMe { on: true }).await.unwrap();
    assert!(now(&desk).await.arriving.is_none(), "off forgets");
}

#[tokio::test]
async fn a_copy_of_the_device_does_not_have_it() {
    let desk = roger().await;
    tell_myself(&desk.app, told(Arriving::Tired, "Slept badly"))
        .await
        .unwrap();
    desk.app.close().await;
    let again = open(desk.folder.path(), &desk.clock).await;
    let kept = check_in(&again, Nothing {}).await.unwrap();
    assert_eq!(
        kept.arriving,
        Some(Arriving::Tired),
        "the same device has it"
    );
    again.close().await;
    // The files come to another device, whose mark is its own.
    std::fs::remove_file(desk.folder.path().join("keys/device.mark")).unwrap();
    let copy = open(desk.folder.path(), &desk.clock).await;
    let there = check_in(&copy, Nothing {}).await.unwrap();
    assert_eq!((there.arriving, there.watch.as_str()), (None, ""));
}

#[tokio::test]
async fn nothing_in_common_and_no_question_recalls_who_is_gone() {
    let desk = roger().await;
    dogs(&desk).await;
    for (kind, words) in [
        (FactKind::Family, "Two boys"),
        (FactKind::Interest, "Jazz"),
        (FactKind::Other, "Two dogs, Lola and Max"),
    ] {
        let words = words.into();
        add_own_fact(&desk.app, AddOwnFact { kind, words })
            .await
            .unwrap();
    }
    fact(&desk, 0x81, "pet", "dogs Ada and Gryff", "say");
    fact(&desk, 0x82, "family", "Boys are 9 and 12", "say");
    fact(&desk, 0x83, "other", "Lena loves jazz", "say");
    for (id, by) in [(0x20, 0x12), (0x21, 0x11)] {
        desk.from_server(
            "piece",
            Uuid::from_u128(id),
            json!({"customer_id": ROGER, "kind": "ring", "description": format!("Ring {id}")}),
        );
        desk.from_server(
            "purchase",
            Uuid::from_u128(id + 0x1000),
            json!({"customer_id": Uuid::from_u128(by), "piece_id": Uuid::from_u128(id), "worn_by_id": ROGER,
                   "for_id": ROGER, "store_id": desk.store, "bought_on": "2020-05-01", "description": "Ring",
                   "quantity": 1, "price": 1, "currency": "USD"}),
        );
    }
    let words = |strands: &Strands| {
        let both = strands.in_common.iter();
        let mut words: Vec<String> = both.map(|both| both.word.clone()).collect();
        words.sort();
        words
    };
    let before = between(&desk).await;
    assert_eq!(words(&before), ["Jazz", "boys", "dogs"], "equal words once");
    assert_eq!(before.question.unwrap().words.as_deref(), Some("Ring 33"));
    desk.from_server(
        "customer",
        Uuid::from_u128(0x12),
        json!({"store_id": desk.store, "given_name": "Lena", "family_name": "Whitaker",
               "created_at": "2020-01-01T00:00:00.000Z"}),
    );
    desk.from_server(
        "relation",
        Uuid::from_u128(7),
        json!({"customer_id": ROGER, "other_id": Uuid::from_u128(0x12), "kind": "spouse",
               "ended_on": "2026-01-30"}),
    );
    // The newer ring is hers.
    desk.from_server(
        "purchase",
        Uuid::from_u128(0x1021),
        json!({"customer_id": Uuid::from_u128(0x12), "piece_id": Uuid::from_u128(0x21), "worn_by_id": ROGER,
               "for_id": ROGER, "store_id": desk.store, "bought_on": "2020-05-01", "description": "Ring",
               "quantity": 1, "price": 1, "currency": "USD"}),
    );
    let after = between(&desk).await;
    assert_eq!(words(&after), ["dogs"]);
    let question = after.question.unwrap();
    assert_ne!(question.question, Question::Wearing, "{question:?}");
}

#[tokio::test]
async fn what_was_taught_does_not_push_out_what_they_told() {
    let desk = roger().await;
    fact(&desk, 0x81, "pet", "dogs Ada and Gryff", "say");
    let advice = AddAdvice {
        customer_id: ROGER,
        words: "How to set the date without harming it".into(),
    };
    add_advice(&desk.app, advice).await.unwrap();
    let ask = story(&desk).await.brief.ask.unwrap();
    assert_eq!(ask.words, "dogs Ada and Gryff");
}

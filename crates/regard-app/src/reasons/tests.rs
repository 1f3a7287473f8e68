//! Reasons to be in touch on Marta's phone, on 12 May 2026.

mod left_alone;

use chrono::Duration;
use regard_domain::ids::CustomerId;
use regard_domain::promotion::promotions;
use regard_domain::reason::{Decision, Measure, ReasonKind, Standing};
use regard_domain::words::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{answer_reason, take_back_answer};
use super::day::reasons;
use super::measure::{set_touch_measure, touch_measure};
use super::screens::{AnswerReason, AnsweredReason, KeepWarranty, ReasonCard};
use super::warranty::keep_warranty;
use crate::customers::screens::{OpenCustomer, Story};
use crate::customers::story::open_customer;
use crate::session::screens::Nothing;
use crate::testing::Desk;

const DANA: u128 = 0x10;
const ROGER: u128 = 0x11;
const RING: u128 = 0x20;

fn customer(desk: &Desk, id: u128, given_name: &str, more: &Value) {
    let mut fields = json!({
        "store_id": desk.store, "given_name": given_name, "family_name": "Whitaker",
        "owner_id": desk.me, "created_at": "2020-01-01T00:00:00.000Z",
    });
    for (name, value) in more.as_object().unwrap() {
        fields[name] = value.clone();
    }
    desk.from_server("customer", Uuid::from_u128(id), fields);
}

/// A ring of `of`, bought by `by` on that day.
fn ring(desk: &Desk, id: u128, of: u128, by: u128, on: &str) {
    let (of, by) = (Uuid::from_u128(of), Uuid::from_u128(by));
    desk.from_server(
        "piece",
        Uuid::from_u128(id),
        json!({"customer_id": of, "kind": "ring", "description": "Ring, oval sapphire"}),
    );
    desk.from_server(
        "purchase",
        Uuid::from_u128(id + 0x1000),
        json!({
            "customer_id": by, "piece_id": Uuid::from_u128(id), "chosen_by_id": by, "for_id": of,
            "worn_by_id": of, "sold_by_id": desk.me, "store_id": desk.store, "bought_on": on,
            "description": "Ring, oval sapphire", "quantity": 1, "price": 310_000, "currency": "USD",
            "occasion": "20th anniversary", "meaning": "Blue as the lake where they met.",
        }),
    );
}

/// Roger chose a ring for Dana half a year ago; they are married, and nobody was in touch since.
async fn danas_ring() -> Desk {
    let desk = Desk::of(Role::Associate).await;
    customer(&desk, DANA, "Dana", &json!({}));
    customer(&desk, ROGER, "Roger", &json!({}));
    desk.from_server(
        "relation",
        Uuid::from_u128(7),
        json!({"customer_id": Uuid::from_u128(DANA), "other_id": Uuid::from_u128(ROGER), "kind": "spouse"}),
    );
    ring(&desk, RING, DANA, ROGER, "2025-11-02");
    desk
}

async fn day(desk: &Desk) -> Vec<ReasonCard> {
    reasons(&desk.app, Nothing {}).await.unwrap().reasons
}

async fn kinds(desk: &Desk) -> Vec<ReasonKind> {
    day(desk).await.into_iter().map(|card| card.kind).collect()
}

async fn story(desk: &Desk, id: u128) -> Story {
    let asked = OpenCustomer {
        customer_id: CustomerId(Uuid::from_u128(id)),
        repair_id: None,
    };
    open_customer(&desk.app, asked).await.unwrap()
}

async fn answer(
    desk: &Desk,
    card: &ReasonCard,
    decision: Decision,
    until: Option<&str>,
) -> AnsweredReason {
    let answer = AnswerReason {
        customer_id: card.customer_id,
        kind: card.kind,
        about_id: card.about_id,
        due_on: card.due_on,
        decision,
        quiet_until: until.map(|day| day.parse().unwrap()),
    };
    answer_reason(&desk.app, answer).await.unwrap()
}

#[tokio::test]
async fn half_a_year_after_the_ring_today_says_whose_choice_it_was_and_what_for() {
    let desk = danas_ring().await;
    let all = day(&desk).await;
    let [card] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(card.kind, ReasonKind::RingCheck);
    assert_eq!(card.customer_name, "Dana Whitaker");
    assert_eq!(card.due_on.to_string(), "2026-05-02");
    assert_eq!(card.standing, Standing::Now);
    assert!(!card.asks, "a look at a ring is given");
    let recall = card.recall.as_ref().unwrap();
    assert_eq!(recall.chosen_by.as_ref().unwrap().name, "Roger");
    assert_eq!(recall.occasion.as_deref(), Some("20th anniversary"));
    assert!(recall.sold_by_me);
    assert_eq!(story(&desk, DANA).await.reasons.len(), 1, "and on her page");
    assert!(story(&desk, ROGER).await.reasons.is_empty());
}

#[tokio::test]
async fn what_was_answered_stays_away_and_can_be_taken_back() {
    let desk = danas_ring().await;
    let card = day(&desk).await.remove(0);
    for (decision, until) in [
        (Decision::Done, None),
        (Decision::Later, Some("2026-06-12")),
        (Decision::NotThis, None),
    ] {
        let given = answer(&desk, &card, decision, until).await;
        assert!(
            story(&desk, DANA).await.reasons.is_empty(),
            "{decision} stays away"
        );
        take_back_answer(&desk.app, given).await.unwrap();
        take_back_answer(&desk.app, given).await.unwrap();
        assert_eq!(day(&desk).await.len(), 1, "{decision} was taken back");
    }
    answer(&desk, &card, Decision::Later, Some("2026-06-12")).await;
    desk.clock.advance(Duration::days(30));
    assert!(story(&desk, DANA).await.reasons.is_empty());
    desk.clock.advance(Duration::days(1));
    assert_eq!(kinds(&desk).await, [ReasonKind::RingCheck], "on its day");
}

#[tokio::test]
async fn what_is_put_off_comes_back_whatever_day_was_chosen() {
    let desk = danas_ring().await;
    let card = day(&desk).await.remove(0);
    assert_eq!(card.last_day, None, "a look at a ring can wait");
    // Its own time ends in June; the next one is due in November.
    answer(&desk, &card, Decision::Later, Some("2026-08-12")).await;
    desk.clock.advance(Duration::days(91));
    assert!(story(&desk, DANA).await.reasons.is_empty());
    desk.clock.advance(Duration::days(1));
    let back = day(&desk).await.remove(0);
    assert_eq!((back.kind, back.due_on), (card.kind, card.due_on));
    answer(&desk, &back, Decision::Done, None).await;
    assert!(story(&desk, DANA).await.reasons.is_empty());

    // A journey, too.
    let desk = Desk::of(Role::Associate).await;
    customer(&desk, DANA, "Dana", &json!({}));
    desk.from_server(
        "fact",
        Uuid::from_u128(0x80),
        json!({"customer_id": Uuid::from_u128(DANA), "kind": "trip", "words": "Lisbon with the boys",
               "tact": "say", "noted_at": "2026-04-15T15:00:00.000Z"}),
    );
    let card = day(&desk).await.remove(0);
    answer(&desk, &card, Decision::Later, Some("2026-09-12")).await;
    desk.clock.advance(Duration::days(123));
    assert_eq!(kinds(&desk).await, [ReasonKind::AskAfter], "12 September");
}

#[tokio::test]
async fn a_warranty_is_never_put_off_past_the_day_it_is_lost_on() {
    let desk = danas_ring().await;
    let warranty = KeepWarranty {
        piece_id: regard_domain::ids::PieceId(Uuid::from_u128(RING)),
        until: Some(Some("2026-05-31".parse().unwrap())),
        inspect_months: None,
    };
    keep_warranty(&desk.app, warranty).await.unwrap();
    let card = day(&desk).await.remove(0);
    assert_eq!(card.kind, ReasonKind::WarrantyEnds);
    assert_eq!(card.last_day.unwrap().to_string(), "2026-05-31");
    let later = |until: &str| AnswerReason {
        customer_id: card.customer_id,
        kind: card.kind,
        about_id: card.about_id,
        due_on: card.due_on,
        decision: Decision::Later,
        quiet_until: Some(until.parse().unwrap()),
    };
    assert!(answer_reason(&desk.app, later("2026-06-01")).await.is_err());
    answer_reason(&desk.app, later("2026-05-31")).await.unwrap();
    desk.clock.advance(Duration::days(19));
    assert_eq!(kinds(&desk).await, [ReasonKind::WarrantyEnds], "31 May");
}

#[tokio::test]
async fn a_reason_that_was_followed_is_a_contact() {
    let desk = danas_ring().await;
    let card = day(&desk).await.remove(0);
    assert!(
        card.days_since_contact.is_none(),
        "Roger bought it, not she"
    );
    answer(&desk, &card, Decision::Done, None).await;
    let set = Measure {
        most: 1,
        within_days: 10,
    };
    assert_eq!(
        touch_measure(&desk.app, Nothing {}).await.unwrap(),
        Measure::default()
    );
    set_touch_measure(&desk.app, set).await.unwrap();
    // Another ring of hers, due at the same time.
    ring(&desk, 0x21, DANA, DANA, "2025-11-01");
    assert!(
        story(&desk, DANA).await.reasons.is_empty(),
        "once in ten days"
    );
    desk.clock.advance(Duration::days(10));
    let story = story(&desk, DANA).await;
    assert_eq!(story.reasons.len(), 1);
    assert_eq!(story.reasons[0].days_since_contact, Some(10));
}

#[tokio::test]
async fn messages_and_visits_count_against_the_stores_measure() {
    let desk = danas_ring().await;
    let dana = Uuid::from_u128(DANA);
    let message = |id: u128, at: &str| {
        desk.from_server(
            "message",
            Uuid::from_u128(id),
            json!({
                "customer_id": Uuid::from_u128(ROGER), "to_id": dana, "resend": 0, "purpose": "service",
                "channel": "sms", "address": "+12125550158", "body": "Ready.", "language": "en",
                "asked_at": at,
            }),
        );
    };
    message(0x50, "2026-05-01T15:00:00.000Z");
    assert_eq!(kinds(&desk).await, [ReasonKind::RingCheck]);
    desk.from_server(
        "note",
        Uuid::from_u128(0x51),
        json!({"customer_id": dana, "kind": "visit", "words": "Just looking.", "noted_at": "2026-05-04T15:00:00.000Z"}),
    );
    assert_eq!(kinds(&desk).await, [], "twice in thirty days is enough");
    desk.clock.advance(Duration::days(19));
    assert_eq!(kinds(&desk).await, [ReasonKind::RingCheck], "31 May");
    desk.from_server(
        "reply",
        Uuid::from_u128(0x52),
        json!({"customer_id": dana, "channel": "sms", "address": "+12125550158", "words": "Thank you!",
               "pictures": 0, "meaning": "thanks", "received_at": "2026-05-30T15:00:00.000Z"}),
    );
    assert_eq!(kinds(&desk).await, [], "what she wrote counts, too");
}

#[tokio::test]
async fn nothing_is_proposed_where_it_would_hurt_or_pester() {
    let dana = json!(Uuid::from_u128(DANA));
    let roger = json!(Uuid::from_u128(ROGER));
    let hushed: &[(&str, &str, Value)] = &[
        (
            "her hard time",
            "customer",
            json!({"gently_until": "2026-06-30"}),
        ),
        (
            "she has passed away",
            "customer",
            json!({"deceased_on": "2026-01-30"}),
        ),
        (
            "his hard time",
            "roger",
            json!({"gently_until": "2026-06-30"}),
        ),
        (
            "he has passed away",
            "roger",
            json!({"deceased_on": "2026-01-30"}),
        ),
        (
            "they have parted",
            "relation",
            json!({"customer_id": dana, "other_id": roger, "kind": "spouse", "ended_on": "2026-01-30"}),
        ),
        (
            "the ring is a secret still",
            "piece",
            json!({"customer_id": dana, "kind": "ring", "description": "Ring", "secret_until": "2026-06-14"}),
        ),
        (
            "a follow-up is open",
            "follow_up",
            json!({"customer_id": dana, "reason": "Ask how it fits", "due_on": "2026-05-20",
                   "created_at": "2026-05-01T00:00:00.000Z"}),
        ),
        (
            "a piece of hers is in the store",
            "repair",
            json!({"customer_id": dana, "store_id": Uuid::from_u128(5), "envelope": "1", "description": "Watch",
                   "currency": "USD", "taken_in_at": "2026-04-01T00:00:00.000Z"}),
        ),
        (
            "she said stop",
            "consent",
            json!({"customer_id": dana, "address": "+12125550158", "channel": "sms", "purpose": "service",
                   "given": false, "basis": "replied STOP", "said_at": "2026-02-01T00:00:00.000Z"}),
        ),
    ];
    for (why, table, fields) in hushed {
        let desk = danas_ring().await;
        desk.from_server(
            "phone",
            Uuid::from_u128(0x40),
            json!({"customer_id": dana, "e164": "+12125550158", "typed": "+12125550158", "preferred": true}),
        );
        assert_eq!(kinds(&desk).await, [ReasonKind::RingCheck]);
        match *table {
            "customer" => customer(&desk, DANA, "Dana", fields),
            "roger" => customer(&desk, ROGER, "Roger", fields),
            "relation" => desk.from_server(table, Uuid::from_u128(7), fields.clone()),
            "piece" => desk.from_server(table, Uuid::from_u128(RING), fields.clone()),
            _ => desk.from_server(table, Uuid::from_u128(0x60), fields.clone()),
        }
        assert!(
            !kinds(&desk).await.contains(&ReasonKind::RingCheck),
            "{why}"
        );
        assert!(story(&desk, DANA).await.reasons.is_empty(), "{why}");
    }
}

#[tokio::test]
async fn one_person_with_two_records_is_one_reason_and_who_is_gone_is_none() {
    let desk = danas_ring().await;
    customer(&desk, 0x12, "D.", &json!({}));
    let merge = serde_json::from_value(json!({
        "goes": Uuid::from_u128(0x12), "stays": Uuid::from_u128(DANA),
    }));
    crate::customers::merge::merge_customers(&desk.app, merge.unwrap())
        .await
        .unwrap();
    ring(&desk, 0x22, 0x12, 0x12, "2025-11-03");
    assert_eq!(day(&desk).await.len(), 1);
    let card = day(&desk).await.remove(0);
    answer(&desk, &card, Decision::Done, None).await;
    let left = story(&desk, DANA).await.reasons;
    assert_eq!(left.len(), 1, "the other ring, on the one page");
    assert_eq!(left[0].touches, 1);
}

#[tokio::test]
async fn a_day_has_a_few_and_each_of_another_customer() {
    let desk = Desk::of(Role::Associate).await;
    for at in 0..6 {
        customer(&desk, 0x100 + at, &format!("Ana {at}"), &json!({}));
        ring(&desk, 0x200 + 2 * at, 0x100 + at, 0x100 + at, "2025-11-02");
        ring(&desk, 0x201 + 2 * at, 0x100 + at, 0x100 + at, "2025-11-01");
    }
    let mut seen = Vec::new();
    for left in [3, 2, 1] {
        let cards = day(&desk).await;
        assert_eq!(cards.len(), left);
        seen.push(cards[0].customer_id);
        answer(&desk, &cards[0], Decision::Done, None).await;
    }
    assert!(day(&desk).await.is_empty(), "that is enough for a day");
    desk.clock.advance(Duration::days(1));
    let tomorrow = day(&desk).await;
    assert_eq!(tomorrow.len(), 3);
    let other = tomorrow
        .iter()
        .filter(|card| !seen.contains(&card.customer_id));
    assert_eq!(
        other.count(),
        3,
        "once in thirty days is left to them, but others come first"
    );
}

#[tokio::test]
async fn a_couple_is_one_reason_a_day() {
    let desk = danas_ring().await;
    ring(&desk, 0x26, ROGER, DANA, "2025-11-01");
    assert_eq!(day(&desk).await.len(), 1);
    assert_eq!(story(&desk, DANA).await.reasons.len(), 1);
    assert_eq!(
        story(&desk, ROGER).await.reasons.len(),
        1,
        "each page has its own"
    );
    desk.from_server(
        "relation",
        Uuid::from_u128(7),
        json!({"customer_id": Uuid::from_u128(DANA), "other_id": Uuid::from_u128(ROGER), "kind": "friend"}),
    );
    assert_eq!(day(&desk).await.len(), 2, "friends are two");
}

#[tokio::test]
async fn a_warranty_that_would_lapse_comes_first() {
    let desk = danas_ring().await;
    customer(&desk, 0x13, "Noor", &json!({}));
    ring(&desk, 0x23, 0x13, 0x13, "2025-11-20");
    assert_eq!(kinds(&desk).await, [ReasonKind::RingCheck]);
    let piece_id = regard_domain::ids::PieceId(Uuid::from_u128(0x23));
    let warranty = |inspect_months| KeepWarranty {
        piece_id,
        until: Some(Some("2027-11-20".parse().unwrap())),
        inspect_months: Some(inspect_months),
    };
    assert!(keep_warranty(&desk.app, warranty(Some(0))).await.is_err());
    keep_warranty(&desk.app, warranty(Some(6))).await.unwrap();
    let cards = day(&desk).await;
    let first = &cards[0];
    assert_eq!(first.kind, ReasonKind::WarrantyCheck);
    assert_eq!(first.due_on.to_string(), "2026-05-20");
    assert_eq!(first.warranty_until.unwrap().to_string(), "2027-11-20");
    let piece = &story(&desk, 0x13).await.pieces[0];
    assert_eq!(piece.inspect_months, Some(6));
    keep_warranty(
        &desk.app,
        KeepWarranty {
            piece_id,
            until: Some(None),
            inspect_months: Some(None),
        },
    )
    .await
    .unwrap();
    assert_eq!(kinds(&desk).await, [ReasonKind::RingCheck], "Dana's alone");
}

#[tokio::test]
async fn what_is_asked_comes_after_what_is_given() {
    let desk = Desk::of(Role::Associate).await;
    customer(&desk, DANA, "Dana", &json!({}));
    let bracelet = |id: u128, on: &str| {
        ring(&desk, id, DANA, DANA, on);
        desk.from_server(
            "piece",
            Uuid::from_u128(id),
            json!({"customer_id": Uuid::from_u128(DANA), "kind": "bracelet", "description": "Bracelet"}),
        );
    };
    bracelet(0x24, "2024-05-01");
    bracelet(0x25, "2024-05-10");
    let first = day(&desk).await.remove(0);
    assert_eq!(first.kind, ReasonKind::Appraisal);
    assert!(first.asks);
    answer(&desk, &first, Decision::Done, None).await;
    desk.clock.advance(Duration::days(40));
    assert!(
        story(&desk, DANA).await.reasons.is_empty(),
        "asked last time"
    );
    desk.from_server(
        "follow_up",
        Uuid::from_u128(0x70),
        json!({"customer_id": Uuid::from_u128(DANA), "reason": "How was Lisbon?", "due_on": "2026-06-20",
               "created_at": "2026-06-01T00:00:00.000Z", "done_at": "2026-06-20T15:00:00.000Z"}),
    );
    assert_eq!(
        story(&desk, DANA).await.reasons.len(),
        1,
        "she was asked after in between"
    );
}

#[tokio::test]
async fn a_journey_is_asked_after_and_nothing_is_sold() {
    let desk = Desk::of(Role::Associate).await;
    customer(&desk, DANA, "Dana", &json!({}));
    let told = |id: u128, words: &str, tact: &str| {
        desk.from_server(
            "fact",
            Uuid::from_u128(id),
            json!({"customer_id": Uuid::from_u128(DANA), "kind": "trip", "words": words, "tact": tact,
                   "noted_at": "2026-04-15T15:00:00.000Z"}),
        );
    };
    told(0x80, "Reno, for the divorce", "never_say");
    told(0x81, "Lisbon, 20% off at the airline", "say");
    assert_eq!(kinds(&desk).await, [], "neither is said");
    told(0x82, "Lisbon with the boys", "say");
    let card = day(&desk).await.remove(0);
    assert_eq!(card.kind, ReasonKind::AskAfter);
    assert_eq!(card.words.as_deref(), Some("Lisbon with the boys"));
    assert!(!card.asks);
}

#[tokio::test]
async fn today_is_never_empty_handed() {
    let desk = danas_ring().await;
    let card = day(&desk).await.remove(0);
    // Not this one: then what comes next, a month ahead.
    answer(&desk, &card, Decision::NotThis, None).await;
    customer(&desk, 0x13, "Noor", &json!({}));
    ring(&desk, 0x23, 0x13, 0x13, "2025-12-01");
    let near = day(&desk).await.remove(0);
    assert_eq!(
        (near.kind, near.standing),
        (ReasonKind::RingCheck, Standing::Near)
    );
    assert_eq!(near.given_name, "Noor");
    // And where nothing is near, somebody quiet, with a reason that is no sale.
    answer(&desk, &near, Decision::NotThis, None).await;
    desk.from_server(
        "fact",
        Uuid::from_u128(0x90),
        json!({"customer_id": Uuid::from_u128(ROGER), "kind": "pet", "words": "Dogs Ada and Gryff", "tact": "say",
               "noted_at": "2025-11-02T15:00:00.000Z"}),
    );
    let hello = day(&desk).await.remove(0);
    assert_eq!(hello.kind, ReasonKind::Hello);
    assert_eq!(hello.given_name, "Roger");
    assert_eq!(hello.words.as_deref(), Some("Dogs Ada and Gryff"));
    answer(&desk, &hello, Decision::Done, None).await;
    assert!(
        day(&desk).await.is_empty(),
        "one is enough where nothing is due"
    );
    desk.clock.advance(Duration::days(1));
    let next = day(&desk).await.remove(0);
    assert_ne!(next.given_name, "Roger", "he was greeted yesterday");
}

#[tokio::test]
async fn one_quiet_customer_among_very_many_is_found_on_every_day() {
    let desk = Desk::of(Role::Associate).await;
    // Of them nothing is known that would make a hello.
    for number in 0..600 {
        customer(&desk, 0x1000 + number, "Ana", &json!({}));
    }
    customer(&desk, 0x13, "Noor", &json!({}));
    desk.from_server(
        "fact",
        Uuid::from_u128(0x90),
        json!({"customer_id": Uuid::from_u128(0x13), "kind": "pet", "words": "A dog", "tact": "say",
               "noted_at": "2025-11-02T15:00:00.000Z"}),
    );
    for _ in 0..4 {
        let hello = day(&desk).await.remove(0);
        assert_eq!(hello.given_name, "Noor");
        desk.clock.advance(Duration::days(1));
    }
}

#[tokio::test]
async fn the_bench_gets_none_and_only_a_manager_sets_the_measure() {
    let desk = Desk::of(Role::Bench).await;
    for command in ["reasons", "touch_measure"] {
        let refused = crate::commands::dispatch(&desk.app, command, json!({})).await;
        assert!(refused.is_err(), "{command}");
    }
    let desk = Desk::of(Role::Associate).await;
    let set = json!({"most": 5, "withinDays": 7});
    let refused = crate::commands::dispatch(&desk.app, "set_touch_measure", set.clone()).await;
    assert!(refused.is_err());
    let desk = Desk::of(Role::Manager).await;
    let kept = crate::commands::dispatch(&desk.app, "set_touch_measure", set.clone()).await;
    assert_eq!(kept.unwrap(), set);
    let too_often = json!({"most": 21, "withinDays": 7});
    assert!(
        crate::commands::dispatch(&desk.app, "set_touch_measure", too_often)
            .await
            .is_err()
    );
}

/// What the screen says of reasons is no advertisement, in any language.
#[test]
fn no_sentence_of_a_reason_is_an_advertisement() {
    for words in [
        include_str!("../../../../ui/messages/en/reasons.json"),
        include_str!("../../../../ui/messages/es/reasons.json"),
    ] {
        let sentences: serde_json::Map<String, Value> = serde_json::from_str(words).unwrap();
        assert!(sentences.len() > 20);
        for (name, sentence) in sentences.iter().filter(|(name, _)| !name.starts_with('$')) {
            let found = promotions(sentence.as_str().unwrap(), "", &[]);
            assert!(found.is_empty(), "{name}: {found:?}");
        }
    }
}

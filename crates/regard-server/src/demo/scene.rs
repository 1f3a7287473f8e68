//! The scene the product exists for: Roger's watch, chosen by Dana, sold by Marta.
//!
//! Everything hangs on one day, the day of the purchase: five years before the coming anniversary.

use chrono::{Datelike, NaiveDate};
use regard_domain::ids::agreed_id;
use serde_json::json;
use uuid::Uuid;

use super::Times;
use crate::new_row::NewRow;

/// The id of something in the demo store by its name; the same in every demo store.
pub fn id(name: &str) -> Uuid {
    agreed_id(&["demo", name])
}

/// The day Dana bought the watch: five years before the anniversary that comes three weeks after
/// `today`.
pub fn bought_on(today: NaiveDate) -> NaiveDate {
    let ahead = today + chrono::Days::new(22);
    ahead.with_year(ahead.year() - 5).unwrap_or(ahead)
}

/// The people of the store: id name, given name, family name, role, day they left.
const TEAM: &[(&str, &str, &str, &str, Option<&str>)] = &[
    ("marta", "Marta", "Álvarez", "associate", None),
    ("ben", "Ben", "Okafor", "associate", None),
    ("mia", "Mia", "Lindqvist", "associate", None),
    ("jonas", "Jonas", "Weber", "bench", None),
    ("priya", "Priya", "Raman", "manager", None),
    ("theo", "Theo", "Grant", "associate", Some("2023-08-31")),
];

/// The store and the people who work there.
pub fn store() -> Vec<NewRow> {
    let mut rows = vec![NewRow::new(
        "store",
        id("store"),
        json!({
            "name": "Linden & Vale", "street": "12 Mill Street", "city": "New York", "phone": "+1 212 555 0100",
            "time_zone": "America/New_York", "currency": "USD", "country": "US",
            "opening_hours": "until 19:00, closed on Sundays",
        }),
    )];
    rows.extend(TEAM.iter().map(|(name, given, family, role, left)| {
        NewRow::new(
            "associate",
            id(name),
            json!({
                "given_name": given, "family_name": family, "role": role, "store_id": id("store"), "left_on": left,
            }),
        )
    }));
    rows
}

/// Roger and Dana, the watch, the purchase and the promise.
pub fn couple(times: &Times) -> Vec<NewRow> {
    let bought = bought_on(times.today);
    let store = id("store");
    let customer = |name: &str, given: &str, phone: &str, email: &str| {
        vec![
            NewRow::new(
                "customer",
                id(name),
                json!({
                    "store_id": store, "given_name": given, "family_name": "Whitaker", "language": "en",
                    "owner_id": id("marta"), "city": "New York", "region": "NY", "country": "US",
                    "customer_since": bought, "created_at": times.at(bought, 11), "created_by": id("marta"),
                }),
            ),
            NewRow::new(
                "phone",
                id(&format!("{name}-phone")),
                json!({ "customer_id": id(name), "e164": phone, "typed": phone, "label": "mobile", "preferred": true }),
            ),
            NewRow::new(
                "email",
                id(&format!("{name}-email")),
                json!({ "customer_id": id(name), "address": email, "preferred": true }),
            ),
            NewRow::new(
                "consent",
                id(&format!("{name}-consent")),
                json!({
                    "customer_id": id(name), "address": phone, "channel": "sms", "purpose": "service", "given": true,
                    "basis": "at the counter", "wording": "take-in 1", "said_at": times.at(bought, 11),
                    "taken_by": id("marta"),
                }),
            ),
        ]
    };
    let mut rows = customer("dana", "Dana", "+12125550158", "dana.whitaker@example.org");
    rows.extend(customer(
        "roger",
        "Roger",
        "+12125550159",
        "roger.whitaker@example.org",
    ));
    rows.push(NewRow::new(
        "relation",
        id("roger-dana"),
        json!({ "customer_id": id("roger"), "other_id": id("dana"), "kind": "spouse" }),
    ));
    rows.push(NewRow::new(
        "piece",
        id("seamaster"),
        json!({
            "customer_id": id("roger"), "kind": "watch", "brand": "Omega", "model": "Seamaster",
            "description": "Seamaster, steel, 41 mm", "serial": "84418841",
        }),
    ));
    rows.push(NewRow::new(
        "purchase",
        id("seamaster-purchase"),
        json!({
            "customer_id": id("dana"), "piece_id": id("seamaster"), "chosen_by_id": id("dana"), "for_id": id("roger"),
            "worn_by_id": id("roger"), "sold_by_id": id("marta"), "store_id": store, "bought_on": bought,
            "description": "Seamaster, steel, 41 mm", "quantity": 1, "price": 520_000, "currency": "USD",
            "occasion": "15th anniversary",
            "meaning": "He turned it over and over and said she had thought of everything.",
        }),
    ));
    rows.push(NewRow::new(
        "promise",
        id("batteries"),
        json!({
            "customer_id": id("roger"), "piece_id": id("seamaster"), "words": "Batteries free for life",
            "covers": "battery", "made_by_id": id("marta"), "made_on": bought,
        }),
    ));
    let visit = times.days_ago(900);
    rows.push(NewRow::new(
        "note",
        id("roger-note"),
        json!({
            "customer_id": id("roger"), "kind": "visit",
            "words": "Came in himself for once. The boys keep him busy; asked quietly what would go with his watch for Dana.",
            "noted_at": times.at(visit, 16), "noted_by": id("marta"),
        }),
    ));
    rows
}

/// Roger's watch at the bench: taken in by Mia two days ago, battery and cleaning, $40.
pub fn repair(times: &Times) -> Vec<NewRow> {
    let (taken_in, repair) = (times.days_ago(2), id("roger-repair"));
    let line = |name: &str, work: &str, words: &str, price: i64, position: i64| {
        NewRow::new(
            "repair_line",
            id(name),
            json!({
                "repair_id": repair, "customer_id": id("roger"), "work": work, "description": words, "price": price,
                "position": position,
            }),
        )
    };
    let step = |name: &str, kind: &str, day: NaiveDate, hour: u32, by: &str| {
        NewRow::new(
            "repair_step",
            id(name),
            json!({
                "repair_id": repair, "customer_id": id("roger"), "kind": kind, "at": times.at(day, hour), "by_id": id(by),
            }),
        )
    };
    vec![
        NewRow::new(
            "repair",
            repair,
            json!({
                "customer_id": id("roger"), "piece_id": id("seamaster"), "store_id": id("store"), "envelope": "20417",
                "description": "Seamaster, steel, 41 mm", "customer_words": "It stopped on Tuesday.",
                "condition": "Light marks on the clasp", "currency": "USD", "promised_for": times.today,
                "tell_id": id("roger"), "tell_by": "sms", "taken_in_by": id("mia"),
                "taken_in_at": times.at(taken_in, 15), "bin": "14",
            }),
        ),
        line("roger-battery", "battery", "Battery", 4_000, 1),
        line("roger-cleaning", "cleaning", "Clean and test", 0, 2),
        step("roger-taken-in", "taken_in", taken_in, 15, "mia"),
        step("roger-at-bench", "at_bench", times.days_ago(1), 14, "jonas"),
    ]
}

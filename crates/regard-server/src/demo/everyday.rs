//! What makes the days of the demo store.
//!
//! Appointments, wishes and a secret gift, stories for the legend book, promises in every standing, a hard
//! time, and a reason that was put off: of two made-up households beside the couple of the scene, all of
//! Marta's, who opens the demo unless another is named.

use chrono::{Days, NaiveDate};
use regard_domain::ids::{CustomerId, GiftId, WishId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Times;
use super::scene::id;
use crate::new_row::NewRow;

/// The rows, parents before children; the people of the scene have to be there.
pub fn rows(times: &Times) -> Vec<NewRow> {
    let mut made = Made {
        times,
        rows: Vec::new(),
    };
    made.households();
    made.wishes();
    made.appointments();
    made.promises();
    made.follow_ups_and_reasons();
    made.legends();
    made.rows
}

struct Made<'a> {
    times: &'a Times,
    rows: Vec<NewRow>,
}

impl Made<'_> {
    fn add(&mut self, table: &'static str, name: &str, fields: Value) -> Uuid {
        let id = id(name);
        self.rows.push(NewRow::new(table, id, fields));
        id
    }

    fn in_days(&self, days: u64) -> NaiveDate {
        self.times.today + Days::new(days)
    }

    fn person(&mut self, name: &str, given: &str, family: &str, more: &Value) {
        let since = self.times.days_ago(1_400);
        let mut fields = json!({
            "store_id": id("store"), "given_name": given, "family_name": family, "language": "en",
            "owner_id": id("marta"), "city": "New York", "region": "NY", "country": "US",
            "customer_since": since, "created_at": self.times.at(since, 12), "created_by": id("marta"),
        });
        if let (Some(fields), Some(more)) = (fields.as_object_mut(), more.as_object()) {
            fields.extend(more.clone());
        }
        self.add("customer", name, fields);
    }

    /// The Hartmanns, who are well; the Castillos, with whom the store treads gently until tomorrow.
    fn households(&mut self) {
        self.person("nora", "Nora", "Hartmann", &json!({}));
        self.person("felix", "Felix", "Hartmann", &json!({}));
        let until = self.in_days(1);
        let why = "Layoffs were announced at the plant.";
        let gently = json!({ "gently_until": until, "gently_why": why });
        self.person("ramon", "Ramón", "Castillo", &gently);
        self.person("pilar", "Pilar", "Castillo", &json!({ "language": "es" }));
        for (name, one, other) in [
            ("nora-felix", "nora", "felix"),
            ("ramon-pilar", "ramon", "pilar"),
        ] {
            self.add(
                "relation",
                name,
                json!({ "customer_id": id(one), "other_id": id(other), "kind": "spouse" }),
            );
        }
        let bought = self.times.days_ago(700);
        self.add(
            "piece",
            "nora-ring",
            json!({
                "customer_id": id("nora"), "kind": "ring", "description": "Ring, sapphire, white gold",
                "warranty_until": self.in_days(24),
            }),
        );
        self.add(
            "purchase",
            "nora-ring-purchase",
            json!({
                "customer_id": id("felix"), "piece_id": id("nora-ring"), "chosen_by_id": id("felix"),
                "for_id": id("nora"), "worn_by_id": id("nora"), "sold_by_id": id("marta"),
                "store_id": id("store"), "bought_on": bought, "description": "Ring, sapphire, white gold",
                "quantity": 1, "price": 240_000, "currency": "USD", "occasion": "10th anniversary",
                "meaning": "The colour of the lake where they met.",
            }),
        );
        self.add(
            "note",
            "nora-note",
            json!({
                "customer_id": id("nora"), "kind": "visit",
                "words": "Dogs Lola and Max, learning to sail, a week in Maine in July.",
                "noted_at": self.times.at(self.times.days_ago(60), 16), "noted_by": id("marta"),
            }),
        );
        for (name, kind, words) in [
            ("nora-dogs", "pet", "Dogs Lola and Max"),
            ("nora-sails", "interest", "learning to sail"),
        ] {
            self.add(
                "fact",
                name,
                json!({
                    "customer_id": id("nora"), "kind": kind, "words": words, "tact": "say",
                    "note_id": id("nora-note"), "noted_by": id("marta"),
                    "noted_at": self.times.at(self.times.days_ago(60), 16),
                }),
            );
        }
    }

    /// Dana's, which Roger's page shows before her birthday; and Nora's, which Felix means to give.
    fn wishes(&mut self) {
        let dana_on = self.in_days(20).format("--%m-%d").to_string();
        self.add(
            "occasion",
            "dana-birthday",
            json!({ "customer_id": id("dana"), "kind": "birthday", "on_date": dana_on, "confidence": "sure" }),
        );
        for (name, of, words, price) in [
            ("dana-wish", "dana", "Pear-shaped studs", Some("about 900")),
            (
                "nora-wish",
                "nora",
                "A bracelet that goes with the ring",
                None,
            ),
        ] {
            self.add(
                "wish",
                name,
                json!({
                    "customer_id": id(of), "words": words, "price": price, "may_know": "household",
                    "noted_at": self.times.at(self.times.days_ago(30), 15), "noted_by": id("marta"),
                }),
            );
        }
        let gift = GiftId::of(CustomerId(id("felix")), WishId(id("nora-wish")));
        self.rows.push(NewRow::new(
            "gift",
            gift.0,
            json!({
                "customer_id": id("felix"), "wish_id": id("nora-wish"), "secret_until": self.in_days(370),
                "meant_at": self.times.at(self.times.days_ago(5), 15), "meant_by": id("marta"),
            }),
        ));
    }

    /// Today, tomorrow, in three weeks; and one of last week of which nobody said how it ended.
    fn appointments(&mut self) {
        let past = self.times.days_ago(3);
        for (name, who, starts, about, with) in [
            (
                "nora-comes",
                "nora",
                format!("{}T16:30", self.times.today),
                Some("the clasp of her bracelet"),
                Some("marta"),
            ),
            (
                "roger-comes",
                "roger",
                format!("{}T15:00", self.in_days(1)),
                None,
                Some("marta"),
            ),
            (
                "pilar-comes",
                "pilar",
                self.in_days(21).to_string(),
                Some("the brooch of her mother"),
                None,
            ),
            (
                "felix-came",
                "felix",
                format!("{past}T11:00"),
                None,
                Some("marta"),
            ),
        ] {
            self.add(
                "appointment",
                name,
                json!({
                    "customer_id": id(who), "store_id": id("store"), "starts": starts, "about": about,
                    "with_id": with.map(id), "made_by": id("marta"),
                    "made_at": self.times.at(self.times.days_ago(6), 13),
                }),
            );
        }
    }

    /// Late, to be ordered within days, for a household and used once, and one that could not be kept.
    fn promises(&mut self) {
        let made_on = self.times.days_ago(40);
        let made = |fields: Value| {
            let mut all = json!({ "made_by_id": id("marta"), "made_on": made_on });
            if let (Some(all), Some(fields)) = (all.as_object_mut(), fields.as_object()) {
                all.extend(fields.clone());
            }
            all
        };
        self.add(
            "promise",
            "felix-call",
            made(json!({
                "customer_id": id("felix"), "words": "Call about the clasp", "kind": "call_back",
                "due_on": self.times.days_ago(2),
            })),
        );
        self.add(
            "promise",
            "nora-band",
            made(json!({
                "customer_id": id("nora"), "words": "Her sister’s band",
                "kind": "before_event", "event": "the wedding", "due_on": self.in_days(21),
                "lead_days": 14, "slack_days": 5,
            })),
        );
        self.add(
            "promise",
            "nora-cleanings",
            made(json!({
                "customer_id": id("nora"), "words": "Three cleanings", "covers": "cleaning", "kind": "times",
                "uses_allowed": 3, "for_household": true,
            })),
        );
        self.add(
            "promise_use",
            "nora-cleanings-first",
            json!({
                "promise_id": id("nora-cleanings"), "customer_id": id("nora"), "kind": "kept",
                "amount": 3_500, "at": self.times.at(self.times.days_ago(12), 15), "by_id": id("ben"),
            }),
        );
        self.add(
            "promise",
            "pilar-clasp",
            made(json!({
                "customer_id": id("pilar"), "words": "The old clasp by Easter", "kind": "by_date",
                "due_on": self.times.days_ago(25), "ended_as": "broken",
                "ended_reason": "The maker closed; she chose another clasp.",
                "ended_at": self.times.at(self.times.days_ago(24), 15), "ended_by": id("marta"),
            })),
        );
    }

    /// One of next week, and a look at the ring that was put off until today.
    fn follow_ups_and_reasons(&mut self) {
        self.add(
            "follow_up",
            "felix-follow-up",
            json!({
                "customer_id": id("felix"), "reason": "Ask how the regatta went", "due_on": self.in_days(8),
                "assigned_to": id("marta"), "created_by": id("marta"),
                "created_at": self.times.at(self.times.days_ago(4), 13),
            }),
        );
        self.add(
            "reason_answer",
            "nora-later",
            json!({
                "customer_id": id("nora"), "kind": "ring_check", "about_id": id("nora-ring"),
                "due_on": self.times.days_ago(10), "decision": "later", "quiet_until": self.times.today,
                "answered_at": self.times.at(self.times.days_ago(7), 14), "answered_by": id("marta"),
            }),
        );
    }

    /// Three, by three people; none names a customer.
    fn legends(&mut self) {
        for (name, days, by, words) in [
            (
                "legend-taxi",
                200,
                "Ben",
                "A bride had left the rings at home. Ben went for them in a taxi and was back before the music began.",
            ),
            (
                "legend-letter",
                90,
                "Mia",
                "Mia found a letter folded behind the lining of an old box, and carried it to its owner herself.",
            ),
            (
                "legend-waited",
                20,
                "Jonas",
                "Jonas stayed until ten at night so that a watch could go to its owner’s father in hospital, running.",
            ),
        ] {
            self.add(
                "legend",
                name,
                json!({
                    "words": words, "done_by": by, "told_by": id("marta"),
                    "told_at": self.times.at(self.times.days_ago(days), 17),
                }),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::demo::{DemoSize, rows as store};

    #[test]
    fn every_row_is_one_the_registry_knows_and_fits_the_store() {
        let now = "2026-05-12T14:00:00Z".parse().unwrap();
        let everyday = rows(&Times::new(now));
        let faults: Vec<String> = everyday.iter().filter_map(NewRow::fault).collect();
        assert_eq!(faults, Vec::<String>::new());
        let all: Vec<NewRow> = store(1, DemoSize::default(), now)
            .into_iter()
            .chain(everyday.clone())
            .collect();
        let ids: HashSet<_> = all.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), all.len(), "every id is new");
        for row in &everyday {
            for field in [
                "customer_id",
                "wish_id",
                "promise_id",
                "about_id",
                "with_id",
            ] {
                if let Some(to) = row.fields.get(field).and_then(Value::as_str) {
                    let to: Uuid = to.parse().unwrap();
                    assert!(ids.contains(&to), "{}: {field}", row.table);
                }
            }
        }
    }

    #[test]
    fn there_is_something_for_each_screen() {
        let rows = rows(&Times::new("2026-05-12T14:00:00Z".parse().unwrap()));
        for (table, at_least) in [
            ("wish", 2),
            ("gift", 1),
            ("appointment", 4),
            ("legend", 3),
            ("promise", 4),
            ("promise_use", 1),
            ("follow_up", 1),
            ("reason_answer", 1),
            ("fact", 2),
        ] {
            let count = rows.iter().filter(|row| row.table == table).count();
            assert!(count >= at_least, "{table}: {count}");
        }
        // A story is everybody's, and names no customer.
        let names: Vec<&str> = rows
            .iter()
            .filter(|row| row.table == "customer")
            .filter_map(|row| row.fields.get("given_name")?.as_str())
            .collect();
        for legend in rows.iter().filter(|row| row.table == "legend") {
            let words = legend.fields.get("words").and_then(Value::as_str).unwrap();
            assert!(names.iter().all(|name| !words.contains(name)), "{words}");
        }
    }
}

//! The other customers of the demo store: households, purchases with stories, promises, repairs.

use chrono::{Days, NaiveDate};
use rand::prelude::*;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use super::scene::id as named;
use super::{DemoSize, Times, words};
use crate::new_row::NewRow;

/// Everybody but the couple of the scene.
pub(super) fn people(seed: u64, size: DemoSize, times: &Times) -> Vec<NewRow> {
    let mut maker = Maker {
        rng: ChaCha8Rng::seed_from_u64(seed),
        times,
        store: named("store"),
        rows: Vec::new(),
        envelope: 20_500,
        number: 0,
        repairs: 0,
    };
    let wanted = size.customers.saturating_sub(2);
    let mut made = 0;
    while made < wanted {
        let couple = wanted - made >= 2 && maker.rng.random_bool(0.45);
        made += maker.household(couple, size.open_repairs_per_hundred);
    }
    maker.rows
}

/// The states that open repairs of the demo take in turn, each as the steps that lead there.
const JOURNEYS: &[&[&str]] = &[
    &["taken_in"],
    &["taken_in", "at_bench"],
    &["taken_in", "at_bench", "waiting_for_parts"],
    &["taken_in", "estimated"],
    &["taken_in", "estimated", "approved", "ready"],
    &["taken_in", "at_bench", "ready"],
    &["taken_in", "at_bench", "ready", "told"],
    &["taken_in", "at_bench", "ready", "handed_over"],
    &["taken_in", "cancelled"],
];

struct Maker<'a> {
    rng: ChaCha8Rng,
    times: &'a Times,
    store: Uuid,
    rows: Vec<NewRow>,
    envelope: u32,
    number: u32,
    repairs: usize,
}

struct Person {
    id: Uuid,
    owner: Uuid,
}

impl Maker<'_> {
    fn pick<T: Copy>(&mut self, list: &[T], otherwise: T) -> T {
        list.choose(&mut self.rng).copied().unwrap_or(otherwise)
    }

    /// An id that the seed alone decides.
    fn new_id(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.rng.random()).into_uuid()
    }

    fn add(&mut self, table: &'static str, fields: Value) -> Uuid {
        let id = self.new_id();
        self.rows.push(NewRow::new(table, id, fields));
        id
    }

    fn associate(&mut self) -> Uuid {
        let name = self.pick(&["marta", "ben", "mia", "marta", "ben", "theo"], "marta");
        named(name)
    }

    /// One or two people; answers how many.
    fn household(&mut self, couple: bool, open_per_hundred: u32) -> u32 {
        let family = self.pick(words::FAMILY, "Smith");
        let owner = self.associate();
        let first = self.person(family, owner);
        let second = if couple {
            let kept_own = self.rng.random_bool(0.25);
            let other = if kept_own {
                self.pick(words::FAMILY, "Jones")
            } else {
                family
            };
            Some(self.person(other, owner))
        } else {
            None
        };
        if let Some(second) = &second {
            let relation = self.add(
                "relation",
                json!({ "customer_id": first.id, "other_id": second.id, "kind": "spouse" }),
            );
            if self.rng.random_bool(0.6) {
                let on_date = self.partial_date(1975, 2020);
                self.add(
                    "occasion",
                    json!({
                        "customer_id": first.id, "relation_id": relation, "kind": "anniversary", "on_date": on_date,
                        "confidence": "sure",
                    }),
                );
            }
        }
        if self.rng.random_bool(0.2) {
            let name = self.pick(words::GIVEN, "Leo");
            self.add(
                "relation",
                json!({ "customer_id": first.id, "other_name": name, "kind": "child" }),
            );
        }
        let purchases = self.rng.random_range(0..6);
        for _ in 0..purchases {
            self.purchase(&first, second.as_ref(), open_per_hundred);
        }
        if let Some(second) = &second {
            for _ in 0..self.rng.random_range(0..3) {
                self.purchase(second, Some(&first), open_per_hundred);
            }
        }
        1 + u32::from(second.is_some())
    }

    fn person(&mut self, family: &str, owner: Uuid) -> Person {
        let given = self.pick(words::GIVEN, "Alex");
        self.number += 1;
        let language = self.pick(&["en", "en", "en", "en", "es", "fr"], "en");
        let since = self.times.days_ago(self.rng.random_range(200..4000));
        let gently = self.rng.random_bool(0.02);
        let id = self.add(
            "customer",
            json!({
                "store_id": self.store, "given_name": given, "family_name": family, "language": language,
                "owner_id": owner, "city": "New York", "region": "NY", "country": "US", "customer_since": since,
                "created_at": self.times.at(since, 12), "created_by": owner,
                "gently_until": gently.then(|| self.times.today + Days::new(40)),
                "gently_why": gently.then_some("A hard spring."),
            }),
        );
        if self.rng.random_bool(0.92) {
            let area = self.pick(&["212", "917", "646", "718", "347"], "212");
            let exchange = self.rng.random_range(200..990);
            let typed = format!("+1{area}{exchange}{:04}", self.number % 10_000);
            self.add(
                "phone",
                json!({ "customer_id": id, "e164": typed, "typed": typed, "label": "mobile", "preferred": true }),
            );
            let asked = self.rng.random_range(0..10);
            if asked < 8 {
                self.add(
                    "consent",
                    json!({
                        "customer_id": id, "address": typed, "channel": "sms", "purpose": "service", "given": asked < 7,
                        "basis": "at the counter", "wording": "take-in 1", "said_at": self.times.at(since, 12),
                        "taken_by": owner,
                    }),
                );
            }
        }
        if self.rng.random_bool(0.7) {
            let address = format!("{}.{}@example.org", plain(given), self.number);
            self.add(
                "email",
                json!({ "customer_id": id, "address": address, "preferred": true }),
            );
        }
        if self.rng.random_bool(0.5) {
            let on_date = self.partial_date(1945, 2004);
            self.add(
                "occasion",
                json!({ "customer_id": id, "kind": "birthday", "on_date": on_date, "confidence": "sure" }),
            );
        }
        if self.rng.random_bool(0.45) {
            let day = self.times.days_ago(self.rng.random_range(3..700));
            let note = self.pick(words::NOTES, "Came by to say hello.");
            self.add(
                "note",
                json!({
                    "customer_id": id, "kind": "visit", "words": note, "noted_at": self.times.at(day, 17),
                    "noted_by": owner,
                }),
            );
        }
        if self.rng.random_bool(0.06) {
            let day = self.times.today + Days::new(self.rng.random_range(0..9)) - Days::new(3);
            let reason = self.pick(words::REASONS, "Just say hello.");
            self.add(
                "follow_up",
                json!({
                    "customer_id": id, "reason": reason, "due_on": day, "assigned_to": owner,
                    "created_at": self.times.at(self.times.days_ago(20), 13), "created_by": owner,
                }),
            );
        }
        Person { id, owner }
    }

    /// A partial date: mostly whole, sometimes without its year, sometimes only the year.
    fn partial_date(&mut self, from: i32, to: i32) -> String {
        let (year, month, day) = (
            self.rng.random_range(from..to),
            self.rng.random_range(1..=12),
            self.rng.random_range(1..=28),
        );
        match self.rng.random_range(0..10) {
            0 => format!("{year}"),
            1..=3 => format!("--{month:02}-{day:02}"),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }

    fn purchase(&mut self, buyer: &Person, other: Option<&Person>, open_per_hundred: u32) {
        let (kind, brand, model, description, dollars) =
            self.pick(words::PIECES, ("piece", "", "", "A piece", 100));
        let bought = self.times.days_ago(self.rng.random_range(30..3_000));
        let gift = other.filter(|_| self.rng.random_bool(0.55));
        let wearer = gift.map_or(buyer.id, |person| person.id);
        let seller = self.associate();
        let serial = (kind == "watch")
            .then(|| format!("{:08}", self.rng.random_range(10_000_000..99_999_999)));
        let piece = self.add(
            "piece",
            json!({
                "customer_id": wearer, "kind": kind, "brand": brand, "model": model, "description": description,
                "serial": serial,
            }),
        );
        let told = self.rng.random_bool(0.6);
        let occasion = self.pick(words::OCCASIONS, "birthday");
        let meaning = self.pick(words::MEANINGS, "");
        self.add(
            "purchase",
            json!({
                "customer_id": buyer.id, "piece_id": piece, "chosen_by_id": gift.map(|_| buyer.id),
                "for_id": gift.map(|person| person.id), "worn_by_id": wearer, "sold_by_id": seller,
                "store_id": self.store, "bought_on": bought, "description": description, "quantity": 1,
                "price": dollars * 100, "currency": "USD", "occasion": told.then_some(occasion),
                "meaning": told.then_some(meaning),
            }),
        );
        if self.rng.random_bool(0.25) {
            let (words, covers, uses) = self.pick(
                words::PROMISES,
                ("Batteries free for life", Some("battery"), None),
            );
            let fits = match kind {
                "watch" | "clock" => covers == Some("battery") || covers == Some("service"),
                _ => covers == Some("resize") || covers == Some("cleaning"),
            };
            if fits {
                self.add(
                    "promise",
                    json!({
                        "customer_id": wearer, "piece_id": piece, "words": words, "covers": covers,
                        "uses_allowed": uses, "made_by_id": seller, "made_on": bought,
                    }),
                );
            }
        }
        if self.rng.random_range(0..300) < open_per_hundred {
            self.repair(wearer, buyer.owner, (piece, kind, description), bought);
        }
    }

    fn repair(
        &mut self,
        customer: Uuid,
        owner: Uuid,
        piece: (Uuid, &str, &str),
        bought: NaiveDate,
    ) {
        let (piece, piece_kind, description) = piece;
        let faults = match piece_kind {
            "watch" | "clock" => words::WATCH_FAULTS,
            "ring" | "band" => words::RING_FAULTS,
            _ => words::OTHER_FAULTS,
        };
        let journey = JOURNEYS
            .get(self.repairs % JOURNEYS.len())
            .copied()
            .unwrap_or_default();
        self.repairs += 1;
        self.envelope += self.rng.random_range(1..4);
        let (said, work, line, dollars) =
            self.pick(faults, ("It stopped.", "other", "To be looked at", 0));
        let started = self
            .rng
            .random_range(4..24)
            .min((self.times.today - bought).num_days().unsigned_abs());
        let taken_in = self.times.days_ago(started);
        let promised = taken_in + Days::new(self.rng.random_range(5..20));
        let bin = self.rng.random_range(1..40).to_string();
        let repair = self.add(
            "repair",
            json!({
                "customer_id": customer, "piece_id": piece, "store_id": self.store,
                "envelope": self.envelope.to_string(), "description": description, "customer_words": said,
                "currency": "USD", "promised_for": promised, "tell_id": customer, "tell_by": "sms",
                "taken_in_by": owner, "taken_in_at": self.times.at(taken_in, 14), "bin": bin,
            }),
        );
        self.add(
            "repair_line",
            json!({
                "repair_id": repair, "customer_id": customer, "work": work, "description": line,
                "price": dollars * 100, "position": 1,
            }),
        );
        for (position, kind) in (0u32..).zip(journey) {
            let day = taken_in + Days::new(u64::from(position));
            let by = if matches!(*kind, "at_bench" | "ready" | "waiting_for_parts") {
                named("jonas")
            } else {
                owner
            };
            self.add(
                "repair_step",
                json!({
                    "repair_id": repair, "customer_id": customer, "kind": kind,
                    "at": self.times.at(day, 14 + position), "by_id": by,
                    "charged": (*kind == "handed_over").then_some(dollars * 100),
                }),
            );
        }
    }
}

/// The letters of a name as they may stand in an e-mail address.
fn plain(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

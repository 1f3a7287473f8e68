//! The rows of a made-up store of any size, as they lie on a device.

use std::time::Instant;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use regard_search_bench::customer::Customer;
use regard_search_bench::store::Store;
use regard_server::demo::scene;
use regard_sync::{FieldState, Hlc, Row};
use serde_json::{Value, json};
use uuid::Uuid;

/// From this many customers on each has fewer rows, so that a run takes minutes and not hours.
pub const MANY: u32 = 300_000;

/// The made-up store, as rows.
pub struct Filling {
    store: Store,
    now: DateTime<Utc>,
    rows: Vec<Row>,
    child: u64,
    place: u32,
}

impl Filling {
    /// The rows of `store`, as they were at `now`.
    pub fn new(store: Store, now: DateTime<Utc>) -> Self {
        Self {
            store,
            now,
            rows: Vec::new(),
            child: 0,
            place: 0,
        }
    }

    /// Hands every row to `take`, and says now and then how far it is. Answers how many rows.
    pub fn write(mut self, mut take: impl FnMut(&Row)) -> usize {
        let begun = Instant::now();
        let (mut written, size) = (0, self.store.size);
        self.stores();
        for place in 0..size {
            let customer = self.store.customer(place);
            self.place = place;
            self.child = 0;
            self.customer(&customer);
            written += self.rows.len();
            self.rows.drain(..).for_each(|row| take(&row));
            if (place + 1) % (size / 5).max(10_000) == 0 {
                let seconds = begun.elapsed().as_secs();
                println!(
                    "{} of {size} customers are laid in, after {seconds} s",
                    place + 1
                );
            }
        }
        written
    }

    /// Large stores belong to a chain; the first one is the store of the scene.
    fn stores(&mut self) {
        for number in 1..(self.store.size / 8_000).clamp(1, 60) {
            self.put(
                "store",
                store_id(number),
                json!({ "name": format!("Store {number}"), "time_zone": "America/New_York",
                        "currency": "USD", "country": "US" }),
            );
        }
    }

    fn put(&mut self, table: &str, id: Uuid, fields: Value) {
        let hlc = Hlc {
            millis: self.now.timestamp_millis().unsigned_abs(),
            counter: 0,
            writer: 1,
        };
        let Value::Object(fields) = fields else {
            return;
        };
        self.rows.push(Row {
            table: table.to_owned(),
            id,
            fields: fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, FieldState { value, hlc }))
                .collect(),
            deleted: false,
        });
    }

    fn add(&mut self, table: &str, fields: Value) -> Uuid {
        self.child += 1;
        let id = scattered(u64::from(self.place) << 8 | self.child);
        self.put(table, id, fields);
        id
    }

    fn customer(&mut self, customer: &Customer) {
        let id = id(self.place);
        let standing = &customer.standing;
        let owner = self.associate(standing.owner);
        let store = store_of(standing.store);
        self.put(
            "customer",
            id,
            json!({
                "store_id": store, "given_name": customer.given, "family_name": customer.family,
                "nickname": customer.nickname, "former_names": customer.former, "language": "en",
                "owner_id": owner, "company_name": customer.company, "city": "New York", "country": "US",
                "gently_until": standing.gently_until.map(day), "created_at": self.at(19_000),
            }),
        );
        for number in &customer.phones {
            let e164 = number.starts_with('+').then(|| number.replace(' ', ""));
            self.add(
                "phone",
                json!({ "customer_id": id, "e164": e164, "typed": number, "preferred": true }),
            );
        }
        for address in &customer.emails {
            self.add(
                "email",
                json!({ "customer_id": id, "address": address, "preferred": true }),
            );
        }
        for tag in &customer.tags {
            self.add("tag", json!({ "customer_id": id, "words": tag }));
        }
        self.near(customer, id);
        self.goods(customer, id, owner, store);
        for repair in &customer.envelopes {
            self.repair(customer, id, repair, store);
        }
        if let Some(until) = standing.promise_until {
            self.add(
                "promise",
                json!({ "customer_id": id, "words": "Batteries free", "covers": "battery",
                        "made_on": day(until - 300), "until": day(until) }),
            );
        }
    }

    /// Couples are written down once, on the page of the first.
    fn near(&mut self, customer: &Customer, customer_id: Uuid) {
        for near in &customer.near {
            let other = near.of.map(|other| self.store.place(other));
            if near.relation == "pet" {
                self.fact(customer_id, "pet", &near.name);
            } else if other.is_none_or(|other| self.place < other) {
                let name = other.is_none().then_some(near.name.as_str());
                self.add(
                    "relation",
                    json!({ "customer_id": customer_id, "other_id": other.map(id),
                            "other_name": name, "kind": near.relation }),
                );
            }
        }
    }

    fn fact(&mut self, customer_id: Uuid, kind: &str, words: &str) {
        let noted_at = self.at(20_000);
        self.add(
            "fact",
            json!({ "customer_id": customer_id, "kind": kind, "words": words, "tact": "say",
                    "noted_at": noted_at }),
        );
    }

    fn goods(&mut self, customer: &Customer, customer_id: Uuid, owner: Uuid, store: Uuid) {
        let few = self.store.size >= MANY;
        let most = if few { 2 } else { usize::MAX };
        let last = customer.standing.seen_on.unwrap_or(17_000);
        for (number, words) in (0_i32..).zip(customer.pieces.iter().take(most)) {
            let serial = customer.serials.get(number.unsigned_abs() as usize);
            let piece = self.add(
                "piece",
                json!({ "customer_id": customer_id, "kind": "watch", "description": words,
                        "serial": serial }),
            );
            self.add(
                "purchase",
                json!({ "customer_id": customer_id, "piece_id": piece, "sold_by_id": owner,
                        "store_id": store, "bought_on": day(last - number * 97),
                        "description": words, "quantity": 1, "price": 120_000, "currency": "USD" }),
            );
        }
        for words in customer.facts.iter().take(most) {
            self.fact(customer_id, "interest", words);
        }
        let notes = self.store.notes(self.place);
        for (number, words) in (0_i32..).zip(notes.into_iter().take(if few { 1 } else { 3 })) {
            let noted_at = self.at(last - number * 60);
            self.add(
                "note",
                json!({ "customer_id": customer_id, "kind": "visit", "words": words,
                        "noted_at": noted_at, "noted_by": owner }),
            );
        }
    }

    fn repair(&mut self, customer: &Customer, customer_id: Uuid, envelope: &str, store: Uuid) {
        let standing = &customer.standing;
        let today = self.store.today;
        let open = standing.in_store && customer.envelopes.last().is_some_and(|e| e == envelope);
        let since = if open { today - 6 } else { today - 900 };
        let mut steps = vec!["taken_in"];
        match (open, standing.ready) {
            (true, true) => steps.push("ready"),
            (true, false) => {}
            _ => steps.push("handed_over"),
        }
        let taken_in_at = self.at(since);
        let repair = self.add(
            "repair",
            json!({ "customer_id": customer_id, "store_id": store, "envelope": envelope,
                    "description": "Watch, steel", "currency": "USD", "taken_in_at": taken_in_at,
                    "tell_id": customer_id, "tell_by": "sms", "promised_for": day(since + 12) }),
        );
        for (number, kind) in (0_i32..).zip(steps) {
            let at = self.at(since + number);
            self.add(
                "repair_step",
                json!({ "repair_id": repair, "customer_id": customer_id, "kind": kind, "at": at }),
            );
        }
    }

    /// Noon of a day; never after now.
    fn at(&self, number: i32) -> String {
        let noon = DateTime::from_timestamp(i64::from(number) * 86_400 + 57_600, 0)
            .expect("a moment")
            .min(self.now);
        noon.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    fn associate(&self, made_up: Uuid) -> Uuid {
        if made_up == self.store.me() {
            scene::id("marta")
        } else {
            made_up
        }
    }
}

/// The id of the customer at a place: scattered, as ids are that come from another system.
pub fn id(place: u32) -> Uuid {
    scattered(u64::from(place) << 8)
}

fn scattered(number: u64) -> Uuid {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    Uuid::from_u64_pair(mixed ^ (mixed >> 31), number)
}

fn store_id(number: u32) -> Uuid {
    match number {
        0 => scene::id("store"),
        _ => scattered(1 << 60 | u64::from(number)),
    }
}

fn store_of(made_up: Uuid) -> Uuid {
    store_id((made_up.as_u64_pair().1 & 0xff) as u32)
}

fn day(number: i32) -> String {
    NaiveDate::from_epoch_days(number)
        .expect("a day")
        .to_string()
}

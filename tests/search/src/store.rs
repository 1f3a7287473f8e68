//! A made-up store of any size, the same for the same seed.
//!
//! Every customer is drawn from a random stream of its own, so the store needs no memory, can be
//! walked in any order and asked for any one customer.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use crate::contact::{emails, phones};
use crate::customer::{Customer, Standing};
use crate::goods::{envelopes, facts, pieces, serials};
use crate::names::{nicknames, word};

/// What the first part of every made-up id is.
const IDS: u64 = 0x0190_0000_0000_7000;

/// Which part of a customer a random stream is for; the place in the store is in the low half.
#[derive(Clone, Copy)]
#[repr(u64)]
pub(crate) enum Stream {
    Household = 1 << 40,
    Person = 2 << 40,
    Standing = 3 << 40,
    Rest = 4 << 40,
    Notes = 5 << 40,
}

/// A store.
#[derive(Clone, Copy, Debug)]
pub struct Store {
    /// The same seed makes the same store.
    pub seed: u64,
    /// How many customers there are.
    pub size: u32,
    /// The day on which it is looked at, counted from 1970.
    pub today: i32,
}

impl Store {
    /// A store whose day is fixed, so that two runs are alike.
    pub fn new(seed: u64, size: u32) -> Self {
        Self {
            seed,
            size,
            today: 20_600,
        }
    }

    pub(crate) fn stream(&self, stream: Stream, place: u32) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(stream as u64 + u64::from(place));
        rng
    }

    /// The id of the customer at a place.
    pub fn id(&self, place: u32) -> Uuid {
        id_of(place)
    }

    /// The place of a customer, from the id.
    pub fn place(&self, id: Uuid) -> u32 {
        (id.as_u64_pair().1 & 0xffff_ffff) as u32
    }

    /// The associate who holds the device.
    pub fn me(&self) -> Uuid {
        associate(0)
    }

    /// Everybody, in the order of places.
    pub fn customers(&self) -> impl Iterator<Item = Customer> {
        let store = *self;
        (0..self.size).map(move |place| store.customer(place))
    }

    /// All places, nearest first (`Standing::distance`).
    pub fn nearest_first(&self) -> Vec<u32> {
        let mut keys: Vec<(u64, u32)> = (0..self.size)
            .map(|place| {
                let standing = self.standing(place);
                (standing.distance(self.me(), self.today), place)
            })
            .collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, place)| place).collect()
    }

    /// What matters of a customer now.
    pub fn standing(&self, place: u32) -> Standing {
        let rng = &mut self.stream(Stream::Standing, place);
        // Most were last seen long ago: 4 % within two weeks, 12 % within three months.
        let ago = (rng.random::<f64>().powf(1.8) * 4_000.0) as i32;
        let seen_on = rng.random_bool(0.95).then_some(self.today - ago);
        let in_store = ago <= 60 && rng.random_bool(0.12);
        let opened = ago <= 2 && rng.random_bool(0.2);
        let stores = (self.size / 8_000).clamp(1, 60);
        let store = rng.random_range(0..stores);
        Standing {
            in_store,
            ready: in_store && rng.random_bool(0.4),
            seen_on,
            opened_at: opened
                .then(|| i64::from(self.today) * 86_400_000 - rng.random_range(0..172_800_000_i64)),
            owner: associate(store * 8 + rng.random_range(0..8)),
            store: Uuid::from_u64_pair(IDS + 2, u64::from(store)),
            promise_until: rng
                .random_bool(0.01)
                .then(|| self.today + rng.random_range(0..90)),
            gently_until: rng
                .random_bool(0.01)
                .then(|| self.today + rng.random_range(0..60)),
        }
    }

    /// The customer at a place.
    pub fn customer(&self, place: u32) -> Customer {
        let household = self.household(place / 2);
        let person = self.person(place, &household);
        let rng = &mut self.stream(Stream::Rest, place);
        let general = nicknames(&person.given);
        let nickname = if !general.is_empty() && rng.random_bool(0.12) {
            Some(general[rng.random_range(0..general.len())].to_owned())
        } else {
            rng.random_bool(0.02).then(|| word("short", rng).to_owned())
        };
        let company = rng
            .random_bool(0.05)
            .then(|| format!("{} {}", person.family, word("company", rng)));
        let near = self.near(place, &household, &person, rng);
        Customer {
            index: place,
            id: self.id(place),
            language: person.language.code,
            latin: person.language.latin,
            phones: phones(person.language.code, rng),
            emails: emails(&person.given, &person.family, nickname.as_deref(), rng),
            envelopes: envelopes(place, rng),
            serials: serials(rng),
            pieces: pieces(rng),
            facts: facts(rng),
            tags: (0..2)
                .map(|_| (rng.random_bool(0.15), word("tag", rng)))
                .filter(|(has, _)| *has)
                .map(|(_, tag)| tag.to_owned())
                .collect(),
            standing: self.standing(place),
            given: person.given,
            family: person.family,
            former: person.born,
            nickname,
            company,
            near,
        }
    }

    /// What associates wrote about a customer: long text, which the index of names does not hold.
    pub fn notes(&self, place: u32) -> Vec<String> {
        let rng = &mut self.stream(Stream::Notes, place);
        (0..rng.random_range(0..4))
            .map(|_| {
                format!(
                    "Came in about the {} {}. Mentioned {} and a trip to {} in {}. Works as a {}. \
                     Would rather not talk about {}.",
                    word("metal", rng),
                    word("piece", rng),
                    word("hobby", rng),
                    word("place", rng),
                    word("month", rng),
                    word("work", rng),
                    word("avoid", rng),
                )
            })
            .collect()
    }
}

/// The id of the customer at a place of any store.
pub fn id_of(place: u32) -> Uuid {
    Uuid::from_u64_pair(IDS, 0x8000_0000_0000_0000 | u64::from(place))
}

fn associate(number: u32) -> Uuid {
    Uuid::from_u64_pair(IDS + 1, u64::from(number))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_store() {
        let (one, two) = (Store::new(7, 1_000), Store::new(7, 1_000));
        for place in [0, 1, 499, 999] {
            assert_eq!(
                format!("{:?}", one.customer(place)),
                format!("{:?}", two.customer(place))
            );
        }
        let other = Store::new(8, 1_000).customer(499);
        assert_ne!(format!("{:?}", one.customer(499)), format!("{other:?}"));
        assert_eq!(one.place(one.id(999)), 999);
    }

    #[test]
    fn the_store_has_what_people_search_by() {
        let store = Store::new(1, 4_000);
        let all: Vec<_> = store.customers().collect();
        let share = |has: &dyn Fn(&Customer) -> bool| {
            all.iter().filter(|customer| has(customer)).count() as f64 / all.len() as f64
        };
        let near = |relation: &'static str| {
            move |customer: &Customer| customer.near.iter().any(|near| near.relation == relation)
        };
        assert!(share(&near("spouse")) > 0.3);
        assert!(share(&near("child")) > 0.15);
        assert!(share(&near("pet")) > 0.08);
        assert!(share(&|customer| customer.former.is_some()) > 0.05);
        assert!(share(&|customer| customer.nickname.is_some()) > 0.05);
        assert!(share(&|customer| !customer.latin) > 0.04);
        assert!(share(&|customer| customer.phones.len() > 1) > 0.2);
        assert!(share(&|customer| customer.standing.in_store) > 0.005);
        assert!(
            all.iter()
                .all(|customer| customer.pieces.len() == 6 && customer.facts.len() == 4)
        );
        let envelopes: BTreeSet<_> = all
            .iter()
            .flat_map(|customer| &customer.envelopes)
            .collect();
        assert_eq!(
            envelopes.len(),
            all.iter()
                .map(|customer| customer.envelopes.len())
                .sum::<usize>()
        );
        assert!(
            all.iter()
                .any(|customer| !store.notes(customer.index).is_empty())
        );
    }

    #[test]
    fn couples_know_each_other() {
        let store = Store::new(1, 400);
        let mut couples = 0;
        for customer in store.customers() {
            for near in customer.near.iter().filter(|near| near.of.is_some()) {
                let other = store.customer(store.place(near.of.expect("filtered")));
                assert!(other.near.iter().any(|near| near.of == Some(customer.id)));
                couples += 1;
            }
        }
        assert!(couples > 40);
    }

    #[test]
    fn the_nearest_come_first() {
        let store = Store::new(1, 4_000);
        let order = store.nearest_first();
        assert_eq!(order.len(), 4_000);
        assert!(store.standing(order[0]).in_store);
        assert!(!store.standing(order[3_999]).in_store);
    }
}

//! The log of look-ups: what was typed, and who was meant.
//!
//! People look for those who were just there: one look-up in five is for a customer with something
//! in the store, about half go by the last visit (the logarithm of the rank is even), the rest for
//! anybody. Every kind of input comes equally often. The log has two halves: ranking is tuned on one
//! and reported on the other.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use crate::customer::Customer;
use crate::fits::Needle;
use crate::kinds::Kind;
use crate::store::Store;
use crate::typing::typed;

/// One look-up.
#[derive(Clone, Debug)]
pub struct Query {
    /// How the customer is looked for.
    pub kind: Kind,
    /// Everything typed.
    pub typed: String,
    /// The customer who was meant.
    pub wanted: Uuid,
    /// What any right answer has.
    pub needles: Vec<Needle>,
}

/// Which half of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// For those who work on the ranking.
    Tuning,
    /// For the books.
    Reported,
}

/// Who is looked for.
pub struct Wanted {
    store: Store,
    in_store: Vec<u32>,
    mine: Vec<u32>,
    recent: Vec<u32>,
}

impl Wanted {
    /// Reads the standing of everybody.
    pub fn of(store: Store) -> Self {
        let mut seen: Vec<(i32, u32)> = Vec::with_capacity(store.size as usize);
        let (mut in_store, mut mine) = (Vec::new(), Vec::new());
        for place in 0..store.size {
            let standing = store.standing(place);
            seen.push((-standing.seen_on.unwrap_or(0), place));
            if standing.in_store {
                in_store.push(place);
            }
            if standing.owner == store.me() {
                mine.push(place);
            }
        }
        seen.sort_unstable();
        Self {
            store,
            in_store,
            mine,
            recent: seen.into_iter().map(|(_, place)| place).collect(),
        }
    }

    /// One customer.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Customer {
        let anyone = |list: &[u32], rng: &mut ChaCha8Rng| list[rng.random_range(0..list.len())];
        let place = match rng.random_range(0..100) {
            0..20 if !self.in_store.is_empty() => anyone(&self.in_store, rng),
            20..35 if !self.mine.is_empty() => anyone(&self.mine, rng),
            35..80 => {
                let rank = (rng.random::<f64>() * (self.recent.len() as f64).ln()).exp() as usize;
                self.recent[rank.clamp(1, self.recent.len()) - 1]
            }
            _ => anyone(&self.recent, rng),
        };
        self.store.customer(place)
    }
}

/// The half of the log with `each` look-ups of every kind, mixed.
pub fn log(wanted: &Wanted, half: Half, each: usize) -> Vec<Query> {
    let half = match half {
        Half::Tuning => 0x7475_6e65,
        Half::Reported => 0x7265_706f,
    };
    let mut queries = Vec::with_capacity(each * Kind::ALL.len());
    for (number, kind) in (0_u64..).zip(Kind::ALL) {
        let mut rng = ChaCha8Rng::seed_from_u64(wanted.store.seed ^ half);
        rng.set_stream((6 << 40) + number);
        let mut tries = 0;
        let mut made = 0;
        while made < each && tries < 20_000 {
            tries += 1;
            let customer = wanted.draw(&mut rng);
            if let Some((typed, needles)) = typed(kind, &customer, &mut rng) {
                queries.push(Query {
                    kind,
                    typed,
                    wanted: customer.id,
                    needles,
                });
                made += 1;
            }
        }
    }
    let mut rng = ChaCha8Rng::seed_from_u64(wanted.store.seed ^ half);
    queries.shuffle(&mut rng);
    queries
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::fits::fits;

    #[test]
    fn every_kind_is_asked_and_the_one_who_is_meant_fits() {
        let store = Store::new(1, 5_000);
        let wanted = Wanted::of(store);
        let queries = log(&wanted, Half::Tuning, 40);
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        for query in &queries {
            let customer = store.customer(store.place(query.wanted));
            assert!(
                fits(&customer, &query.needles, &query.typed),
                "{query:?}\n{customer:?}"
            );
            assert!(query.typed.chars().count() <= 100, "{query:?}");
            *counts.entry(query.kind).or_default() += 1;
        }
        assert!(
            Kind::ALL.iter().all(|kind| counts.get(kind) == Some(&40)),
            "{counts:?}"
        );
    }

    #[test]
    fn the_halves_differ_and_each_is_always_the_same() {
        let wanted = Wanted::of(Store::new(1, 2_000));
        let words = |half| -> Vec<String> {
            log(&wanted, half, 5)
                .into_iter()
                .map(|query| query.typed)
                .collect()
        };
        assert_eq!(words(Half::Tuning), words(Half::Tuning));
        assert_ne!(words(Half::Tuning), words(Half::Reported));
    }

    #[test]
    fn those_seen_lately_are_looked_for_most() {
        let store = Store::new(1, 20_000);
        let wanted = Wanted::of(store);
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let lately = (0..2_000)
            .filter(|_| {
                let seen = wanted.draw(&mut rng).standing.seen_on;
                seen.is_some_and(|day| store.today - day <= 60)
            })
            .count();
        assert!(lately > 1_000, "{lately}");
    }
}

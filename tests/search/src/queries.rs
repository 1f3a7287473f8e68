//! The log of look-ups: what was typed, and who was meant.
//!
//! People look for those who were just there: one look-up in five is for a customer with something
//! in the store, about half go by the last visit (the logarithm of the rank is even), the rest for
//! anybody. Every kind of input comes equally often. The log has two halves: ranking is tuned on one
//! and reported on the other.

use std::collections::HashMap;

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use crate::customer::{Customer, Standing};
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
    /// For each day on which anybody was last seen: the share of look-ups by the last visit that falls
    /// on each customer of that day.
    by_day: HashMap<i32, f64>,
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
        let ranks = (seen.len() as f64).ln();
        let mut by_day = HashMap::new();
        let mut before = 0;
        for alike in seen.chunk_by(|one, other| one.0 == other.0) {
            // The rank is rounded down, and the first takes what lies below the second.
            let start = ((before + 1) as f64).ln();
            let end = ((before + alike.len() + 1) as f64).ln().min(ranks);
            let share = (end - start).max(0.0) / ranks.max(f64::MIN_POSITIVE) / alike.len() as f64;
            by_day.extend(alike.first().map(|(day, _)| (*day, share)));
            before += alike.len();
        }
        Self {
            by_day,
            store,
            in_store,
            mine,
            recent: seen.into_iter().map(|(_, place)| place).collect(),
        }
    }

    /// How likely [`Self::draw`] is to give a customer with this standing. Who was seen last on the
    /// same day is equally likely: nothing that anybody wrote down tells them apart.
    pub fn odds(&self, standing: &Standing) -> f64 {
        let one_of = |list: &[u32], is: bool| {
            if is && !list.is_empty() {
                1.0 / list.len() as f64
            } else {
                0.0
            }
        };
        let everybody = 1.0 / self.recent.len().max(1) as f64;
        let day = -standing.seen_on.unwrap_or(0);
        0.20 * one_of(&self.in_store, standing.in_store)
            + 0.15 * one_of(&self.mine, standing.owner == self.store.me())
            + 0.45 * self.by_day.get(&day).copied().unwrap_or_default()
            + 0.20 * everybody
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
    fn the_odds_are_those_of_the_draw() {
        let store = Store::new(1, 3_000);
        let wanted = Wanted::of(store);
        let sum: f64 = (0..store.size)
            .map(|place| wanted.odds(&store.standing(place)))
            .sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        let mine = |standing: &Standing| standing.owner == store.me() && !standing.in_store;
        let expected: f64 = (0..store.size)
            .map(|place| store.standing(place))
            .filter(mine)
            .map(|standing| wanted.odds(&standing))
            .sum();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let drawn = (0..20_000)
            .filter(|_| mine(&wanted.draw(&mut rng).standing))
            .count() as f64;
        assert!(
            (drawn / 20_000.0 - expected).abs() < 0.02,
            "{drawn} {expected}"
        );
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

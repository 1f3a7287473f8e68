//! Who was found.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::fits::fits;
use crate::kinds::Kind;
use crate::queries::Query;
use crate::runner::Runner;
use crate::store::Store;

/// How many are seen above the keyboard without looking for them.
const SEEN: usize = 5;

/// Of one kind and one peer.
#[derive(Clone, Copy, Default)]
pub struct Recall {
    /// Look-ups answered.
    pub asked: u32,
    /// The one who was meant came first.
    pub first: u32,
    /// The one who was meant was among the first five.
    pub seen: u32,
    /// That, or five who fit as well.
    pub fair: u32,
}

impl Recall {
    /// A share of those asked.
    pub fn share(self, of: u32) -> f64 {
        f64::from(of) / f64::from(self.asked.max(1))
    }

    fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.first += other.first;
        self.seen += other.seen;
        self.fair += other.fair;
    }
}

/// Who was found, by kind, and over all kinds.
pub fn recall(
    store: &Store,
    queries: &[Query],
    runner: &Runner,
) -> (BTreeMap<Kind, Recall>, Recall) {
    let mut kinds: BTreeMap<Kind, Recall> = BTreeMap::new();
    let mut all = Recall::default();
    for (query, answer) in queries.iter().zip(&runner.answers) {
        let Some(found) = answer else {
            continue;
        };
        let top = found.get(..SEEN).unwrap_or(found);
        let seen = top.contains(&query.wanted);
        let fair = seen
            || (top.len() == SEEN
                && top.iter().all(|id| {
                    let customer = store.customer(store.place(*id));
                    fits(&customer, &query.needles, &query.typed)
                }));
        let one = Recall {
            asked: 1,
            first: u32::from(top.first() == Some(&query.wanted)),
            seen: u32::from(seen),
            fair: u32::from(fair),
        };
        kinds.entry(query.kind).or_default().add(one);
        all.add(one);
    }
    (kinds, all)
}

/// The look-ups that a peer misses, for those who tune: what was typed, who was meant, who came.
pub fn misses(store: &Store, queries: &[Query], runner: &Runner, most: usize) -> Vec<String> {
    let name = |id: &Uuid| {
        let customer = store.customer(store.place(*id));
        regard_domain::names::full_name(&customer.given, &customer.family)
    };
    queries
        .iter()
        .zip(&runner.answers)
        .filter_map(|(query, answer)| Some((query, answer.as_ref()?)))
        .filter(|(query, found)| !found.iter().take(SEEN).any(|id| *id == query.wanted))
        .filter(|(query, found)| {
            found.len() < SEEN
                || !found.iter().take(SEEN).all(|id| {
                    fits(
                        &store.customer(store.place(*id)),
                        &query.needles,
                        &query.typed,
                    )
                })
        })
        .take(most)
        .map(|(query, found)| {
            let place = found.iter().position(|id| *id == query.wanted);
            let first: Vec<String> = found.iter().take(SEEN).map(name).collect();
            format!(
                "{:13} {:28} meant {} ({}) got {}",
                query.kind.name(),
                query.typed,
                name(&query.wanted),
                place.map_or("not found".to_owned(), |place| format!(
                    "place {}",
                    place + 1
                )),
                first.join(", ")
            )
        })
        .collect()
}

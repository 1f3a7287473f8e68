//! Types every look-up key by key into every peer, and counts time and who was found.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::figures::{Figures, at, us};
use crate::fits::fits;
use crate::kinds::Kind;
use crate::peers::{Peer, PeerError, Which};
use crate::queries::Query;
use crate::store::Store;

/// How many a screen asks for.
const SCREENFUL: usize = 20;
/// How many are seen above the keyboard without looking for them.
const SEEN: usize = 5;

/// A peer that takes part.
pub struct Runner {
    /// Which it is.
    pub which: Which,
    /// Its open index.
    pub peer: Box<dyn Peer>,
    /// Where its files are.
    pub folder: PathBuf,
    times: Vec<Duration>,
    spent: Duration,
    answers: Vec<Option<Vec<Uuid>>>,
}

impl Runner {
    /// A peer that has not been asked yet.
    pub fn new(which: Which, peer: Box<dyn Peer>, folder: PathBuf) -> Self {
        Self {
            which,
            peer,
            folder,
            times: Vec::new(),
            spent: Duration::ZERO,
            answers: Vec::new(),
        }
    }

    fn ask(&mut self, typed: &str, budget: Duration) -> Result<Option<Vec<Uuid>>, PeerError> {
        if self.spent > budget {
            return Ok(None);
        }
        let begun = Instant::now();
        let found = self.peer.find(typed, SCREENFUL)?;
        let took = begun.elapsed();
        self.times.push(took);
        self.spent += took;
        Ok(Some(found))
    }
}

/// Types the whole log into all of them, turn by turn; who has used up the budget is asked no more,
/// and its figures are of the look-ups until then (the log is mixed).
pub fn type_all(
    queries: &[Query],
    runners: &mut [Runner],
    budget: Duration,
) -> Result<(), PeerError> {
    for query in queries.iter().take(20) {
        for runner in runners.iter_mut() {
            runner.peer.find(&query.typed, SCREENFUL)?;
        }
    }
    let count = runners.len().max(1);
    let mut turn = 0;
    for query in queries {
        let mut last: Vec<Option<Vec<Uuid>>> = vec![None; runners.len()];
        for (end, letter) in query.typed.char_indices() {
            let so_far = &query.typed[..end + letter.len_utf8()];
            turn += 1;
            for seat in 0..runners.len() {
                let seat = (seat + turn) % count;
                last[seat] = runners[seat].ask(so_far, budget)?;
            }
        }
        for (runner, answer) in runners.iter_mut().zip(last) {
            runner.answers.push(answer);
        }
    }
    Ok(())
}

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

/// Notes a peer's times and recall.
pub fn note(store: &Store, queries: &[Query], runner: &mut Runner, figures: &mut Figures) {
    let name = format!("search_{}_{}", store.size, runner.which.name());
    runner.times.sort_unstable();
    let times = &runner.times;
    for (label, share) in [("p50", 0.5), ("p99", 0.99), ("worst", 1.0)] {
        figures.note(format!("{name}_key_{label}_us"), us(at(times, share)));
    }
    figures.note(format!("{name}_keys"), times.len() as f64);
    let (kinds, all) = recall(store, queries, runner);
    let labelled = kinds.iter().map(|(kind, one)| (kind.name(), *one));
    for (label, one) in labelled.chain([("all", all)]) {
        figures.note(format!("{name}_recall1_{label}"), one.share(one.first));
        figures.note(format!("{name}_recall5_{label}"), one.share(one.seen));
        figures.note(format!("{name}_fair5_{label}"), one.share(one.fair));
    }
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

/// Times one edited customer to be found by the new word, over some customers.
pub fn update(store: &Store, runner: &mut Runner, rounds: u32) -> Result<Vec<Duration>, PeerError> {
    let mut times = Vec::new();
    for round in 0..rounds {
        let place = (u64::from(store.size) * u64::from(round) / u64::from(rounds.max(1))) as u32;
        let mut customer = store.customer(place);
        let word = format!("zq{}x", letters(round));
        customer.nickname = Some(word.clone());
        let begun = Instant::now();
        runner.peer.update(&customer)?;
        let found = runner.peer.find(&word, SCREENFUL)?;
        times.push(begun.elapsed());
        if found.first() != Some(&customer.id) {
            return Err(format!("{} does not find a changed customer", runner.which.name()).into());
        }
    }
    times.sort_unstable();
    Ok(times)
}

/// A number in letters, so that words of different numbers are no typos of each other.
fn letters(number: u32) -> String {
    (0..4)
        .map(|at| {
            let digit = number.wrapping_mul(2_654_435_761) >> (8 * at);
            char::from(b'a' + (digit % 26) as u8)
        })
        .flat_map(|letter| [letter, letter])
        .collect()
}

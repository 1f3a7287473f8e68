//! Types every look-up key by key into every peer, turn by turn.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::cpu;
use crate::kinds::Kind;
use crate::peers::{Peer, PeerError, Which};
use crate::queries::Query;
use crate::store::Store;

/// How many a screen asks for.
const SCREENFUL: usize = 20;

/// One key pressed.
pub struct Key {
    /// What kind of look-up it belongs to.
    pub kind: Kind,
    /// By the clock on the wall.
    pub took: Duration,
    /// By the processor's account of this thread, which other people's work on the machine does not
    /// reach; nothing where the system does not tell.
    pub worked: Option<Duration>,
    /// Whether nobody was found.
    pub empty: bool,
}

/// A peer that takes part.
pub struct Runner {
    /// Which it is.
    pub which: Which,
    /// Its open index.
    pub peer: Box<dyn Peer>,
    /// Where its files are.
    pub folder: PathBuf,
    /// Every key it was asked at.
    pub keys: Vec<Key>,
    /// Who was found with everything typed, for each look-up it was asked.
    pub answers: Vec<Option<Vec<Uuid>>>,
    spent: Duration,
}

impl Runner {
    /// A peer that has not been asked yet.
    pub fn new(which: Which, peer: Box<dyn Peer>, folder: PathBuf) -> Self {
        Self {
            which,
            peer,
            folder,
            keys: Vec::new(),
            answers: Vec::new(),
            spent: Duration::ZERO,
        }
    }

    fn ask(
        &mut self,
        kind: Kind,
        typed: &str,
        budget: Duration,
    ) -> Result<Option<Vec<Uuid>>, PeerError> {
        if self.spent > budget {
            return Ok(None);
        }
        let worked = cpu::of_this_thread();
        let begun = Instant::now();
        let found = self.peer.find(typed, SCREENFUL)?;
        let took = begun.elapsed();
        let worked = worked.zip(cpu::of_this_thread());
        self.keys.push(Key {
            kind,
            took,
            worked: worked.map(|(before, after)| after.saturating_sub(before)),
            empty: found.is_empty(),
        });
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
                last[seat] = runners[seat].ask(query.kind, so_far, budget)?;
            }
        }
        for (runner, answer) in runners.iter_mut().zip(last) {
            runner.answers.push(answer);
        }
    }
    Ok(())
}

/// One key typed into a peer that nothing else disturbs.
pub struct AloneKey<'a> {
    /// What kind of look-up it belongs to.
    pub kind: Kind,
    /// Everything typed so far.
    pub typed: &'a str,
    /// The processor's time, where the system tells it.
    pub took: Duration,
}

/// Types the log `passes` times more into one peer alone, as on a device that has no other; the
/// quickest first.
pub fn type_alone<'a>(
    queries: &'a [Query],
    runner: &mut Runner,
    passes: u32,
) -> Result<Vec<AloneKey<'a>>, PeerError> {
    let mut keys = Vec::new();
    for query in (0..passes).flat_map(|_| queries) {
        for (end, letter) in query.typed.char_indices() {
            let typed = &query.typed[..end + letter.len_utf8()];
            let worked = cpu::of_this_thread();
            let begun = Instant::now();
            runner.peer.find(typed, SCREENFUL)?;
            let took = begun.elapsed();
            let worked = worked.zip(cpu::of_this_thread());
            keys.push(AloneKey {
                kind: query.kind,
                typed,
                took: worked.map_or(took, |(before, after)| after.saturating_sub(before)),
            });
        }
    }
    keys.sort_by_key(|key| key.took);
    Ok(keys)
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

//! How likely each word of a note belongs to something that is said, learnt from labelled notes.
//!
//! Five linear chains (conditional random fields: Lafferty, `McCallum` and Pereira, 2001), one for
//! each set of kinds that seldom overlap. Their weights are in `weights.bin`, which
//! `tests/notes/learning.rs` writes from the labelled notes.

use std::sync::LazyLock;

/// The kinds of each chain. A word is outside of all, or begins one, or is within one.
pub const CHAINS: [&[&str]; 5] = [
    &["wish", "liking", "avoid", "allergy"],
    &["promise", "follow_up", "trip"],
    &["work", "interest", "tread_gently"],
    &["person", "pet"],
    &["occasion", "size"],
];

/// How much a step of a stored weight is.
pub const STEP: f32 = 1.0 / 32.0;

/// How much a step of a stored weight of the last judgement is.
pub const FINE_STEP: f32 = 1.0 / 1024.0;

/// The learnt weights.
#[derive(Debug, Default)]
pub struct Weights {
    /// For each chain, and each of its labels, what it is worth after each label.
    steps: Vec<Vec<Vec<f32>>>,
    /// The clues that are known.
    clues: Known,
    /// Where the weights of each known clue end.
    ends: Vec<usize>,
    /// The label, counted through all chains, and the weight.
    worth: Vec<(usize, f32)>,
    /// The clues that are known of findings.
    judged: Known,
    /// What each of them is worth for whether a finding is right.
    right: Vec<f32>,
}

/// Clues in order, found by their first bits.
#[derive(Debug, Default)]
struct Known {
    clues: Vec<u32>,
    /// Where the clues with each beginning end.
    ends: Vec<usize>,
}

/// So many of the first bits of a clue say where to look.
const FIRST_BITS: u32 = 12;

impl Known {
    fn of(clues: Vec<u32>) -> Self {
        let mut ends = Vec::with_capacity(1 << FIRST_BITS);
        for first in 0..1u32 << FIRST_BITS {
            ends.push(clues.partition_point(|clue| clue >> (32 - FIRST_BITS) <= first));
        }
        Self { clues, ends }
    }

    fn find(&self, clue: u32) -> Option<usize> {
        let first = usize::try_from(clue >> (32 - FIRST_BITS)).ok()?;
        let to = *self.ends.get(first)?;
        let from = first
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied())?;
        let at = self.clues.get(from..to)?.binary_search(&clue).ok()?;
        Some(from + at)
    }
}

/// What is believed of each word: for each kind, how likely it is that it begins there, and that the word is within one.
pub type Beliefs = Vec<Vec<(f32, f32)>>;

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }
}

/// How many labels a chain has: outside, and two for each kind.
pub fn labels(chain: usize) -> usize {
    CHAINS.get(chain).map_or(0, |kinds| kinds.len() * 2 + 1)
}

impl Weights {
    /// Reads stored weights: the steps of each chain (16 bits each, by label before, then label),
    /// then each clue with its labels and weights. Nothing if they are cut short.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let mut weights = Self::default();
        for chain in 0..CHAINS.len() {
            let count = labels(chain);
            let mut by_label = vec![Vec::with_capacity(count); count];
            for _ in 0..count {
                for to in &mut by_label {
                    let step = i16::from_le_bytes(bytes.take()?);
                    to.push((f32::from(step) * STEP).exp());
                }
            }
            weights.steps.push(by_label);
        }
        let count = u32::from_le_bytes(bytes.take()?);
        let mut clues = Vec::new();
        for _ in 0..count {
            clues.push(u32::from_le_bytes(bytes.take()?));
            let [many] = bytes.take()?;
            for _ in 0..many {
                let [label, weight] = bytes.take()?;
                let weight = f32::from(i8::from_le_bytes([weight])) * STEP;
                weights.worth.push((usize::from(label), weight));
            }
            weights.ends.push(weights.worth.len());
        }
        weights.clues = Known::of(clues);
        let count = u32::from_le_bytes(bytes.take()?);
        let mut judged = Vec::new();
        for _ in 0..count {
            judged.push(u32::from_le_bytes(bytes.take()?));
            let weight = f32::from(i16::from_le_bytes(bytes.take()?)) * FINE_STEP;
            weights.right.push(weight);
        }
        weights.judged = Known::of(judged);
        Some(weights)
    }

    /// What speaks for a reading with these clues, against nothing being said at all; none where that
    /// was not learnt.
    pub fn speaks_for(&self, clues: &[u32]) -> Option<f32> {
        if self.right.is_empty() {
            return None;
        }
        let sum = clues
            .iter()
            .filter_map(|clue| self.right.get(self.judged.find(*clue)?))
            .sum();
        Some(sum)
    }

    /// The weights that the reader brings with it.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Weights> =
            LazyLock::new(|| Weights::read(include_bytes!("weights.bin")).unwrap_or_default());
        &BUNDLED
    }

    fn worth_of(&self, clue: u32) -> &[(usize, f32)] {
        let Some(at) = self.clues.find(clue) else {
            return &[];
        };
        let from = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before).copied())
            .unwrap_or(0);
        let to = self.ends.get(at).copied().unwrap_or(from);
        self.worth.get(from..to).unwrap_or_default()
    }

    /// What is believed of each word, for each chain, from the clues of each word.
    pub fn beliefs(&self, clues: &[Vec<u32>]) -> Vec<Beliefs> {
        let all: usize = (0..CHAINS.len()).map(labels).sum();
        let scores: Vec<Vec<f32>> = clues
            .iter()
            .map(|clues| {
                let mut scores = vec![0.0; all];
                for clue in clues {
                    for (label, weight) in self.worth_of(*clue) {
                        if let Some(score) = scores.get_mut(*label) {
                            *score += weight;
                        }
                    }
                }
                scores
            })
            .collect();
        let mut from = 0;
        let mut beliefs = Vec::new();
        for (chain, steps) in self.steps.iter().enumerate() {
            let to = from + labels(chain);
            let own: Vec<Vec<f32>> = scores
                .iter()
                .map(|scores| {
                    let scores = scores.get(from..to).unwrap_or_default();
                    let most = scores.iter().copied().fold(f32::MIN, f32::max);
                    scores.iter().map(|score| (score - most).exp()).collect()
                })
                .collect();
            beliefs.push(along(&own, steps));
            from = to;
        }
        beliefs
    }
}

/// Makes the sum 1.
fn even(values: &mut [f32]) {
    let sum: f32 = values.iter().sum();
    if sum > 0.0 {
        for value in values {
            *value /= sum;
        }
    }
}

/// The forward and the backward way along a chain, and what both say together of each word.
fn along(scores: &[Vec<f32>], steps: &[Vec<f32>]) -> Beliefs {
    let mut forward: Vec<Vec<f32>> = Vec::with_capacity(scores.len());
    for here in scores {
        let mut next: Vec<f32> = match forward.last() {
            // Before the first word stands "outside".
            None => steps
                .iter()
                .zip(here)
                .map(|(from, score)| score * from.first().copied().unwrap_or_default())
                .collect(),
            Some(before) => steps
                .iter()
                .zip(here)
                .map(|(from, score)| {
                    score
                        * from
                            .iter()
                            .zip(before)
                            .map(|(step, by)| step * by)
                            .sum::<f32>()
                })
                .collect(),
        };
        even(&mut next);
        forward.push(next);
    }
    let mut behind = vec![1.0; steps.len()];
    let mut beliefs: Beliefs = Vec::with_capacity(scores.len());
    for (before, here) in forward.iter().zip(scores).rev() {
        let mut both: Vec<f32> = before.iter().zip(&behind).map(|(a, b)| a * b).collect();
        even(&mut both);
        beliefs.push(
            both.get(1..)
                .unwrap_or_default()
                .chunks(2)
                .map(|pair| (pair.first().copied().unwrap_or_default(), pair.iter().sum()))
                .collect(),
        );
        let mut earlier = vec![0.0; steps.len()];
        for ((from, score), by) in steps.iter().zip(here).zip(&behind) {
            for (sum, step) in earlier.iter_mut().zip(from) {
                *sum += step * score * by;
            }
        }
        even(&mut earlier);
        behind = earlier;
    }
    beliefs.reverse();
    beliefs
}

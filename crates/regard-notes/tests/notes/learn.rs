//! Learns the weights of the chains from labelled notes.
//!
//! Stochastic gradient ascent on the likelihood of the labels, with the weights kept small
//! (Bottou, Stochastic Gradient Descent Tricks, 2012).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regard_notes::chain::{CHAINS, FINE_STEP, STEP, Weights, labels};
use regard_notes::{About, candidates, clues};

use crate::score::{Note, rights};

/// How often each note is seen.
const ROUNDS: usize = 10;
/// How fast the chains learn at first.
const RATE: f32 = 0.08;
/// How strongly the weights are kept small, as a share of each note.
const SMALL: f32 = 1.5;
/// Clues that so many notes have, or fewer, are not learnt: they say nothing of other notes.
const RARE: usize = 2;
/// The judgement is learnt from as many parts, each read with what was learnt from the others.
const PARTS: usize = 3;
/// How often each example of the judgement is seen.
const JUDGEMENT_ROUNDS: usize = 12;
/// How fast the judgement learns at first.
const JUDGEMENT_RATE: f32 = 0.03;
/// How strongly its weights are kept small. More makes it doubt more, less makes it believe words
/// that it has seen once.
const JUDGEMENT_SMALL: f32 = 3.0;
/// Clues that fewer examples have are not learnt.
const JUDGEMENT_LEAST: usize = 4;
/// Weights below this are not stored.
const LEAST: f32 = 5.0 / 64.0;

/// Each note is learnt from twice, with the grammar and without.
const COPIES: usize = 2;

/// A note as it is learnt from.
struct Lesson {
    /// The clues of each word, as numbers from 0.
    words: Vec<Vec<usize>>,
    /// The label of each word, for each chain.
    labels: Vec<Vec<usize>>,
}

fn labelled(note: &Note, at: &[Range<usize>], kinds: &[&str]) -> Vec<usize> {
    let mut labels = vec![0; at.len()];
    let mut spans: Vec<(usize, usize, usize)> = note
        .facts
        .iter()
        .filter_map(|fact| {
            let kind = fact["kind"].as_str()?;
            let kind = kinds.iter().position(|each| *each == kind)?;
            let words = fact["words"].as_str()?;
            let from = note.text.find(words)?;
            Some((from, from + words.len(), kind))
        })
        .collect();
    spans.sort_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
    for (from, to, kind) in spans {
        let tokens: Vec<usize> = (0..at.len())
            .filter(|i| at[*i].start < to && from < at[*i].end)
            .collect();
        if tokens.iter().any(|i| labels[*i] != 0) {
            continue;
        }
        for (nth, i) in tokens.iter().enumerate() {
            labels[*i] = 1 + kind * 2 + usize::from(nth > 0);
        }
    }
    labels
}

/// Random numbers that are the same each time (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

struct Chain {
    count: usize,
    /// By clue, then label.
    weights: Vec<f32>,
    /// By label before, then label.
    steps: Vec<f32>,
    /// What all weights are to be multiplied with.
    scale: f32,
}

impl Chain {
    fn learn(&mut self, words: &[Vec<usize>], truth: &[usize], rate: f32) {
        let n = self.count;
        let scores: Vec<Vec<f32>> = words
            .iter()
            .map(|clues| {
                let mut scores = vec![0.0; n];
                for clue in clues {
                    for (score, weight) in scores.iter_mut().zip(&self.weights[clue * n..]) {
                        *score += weight * self.scale;
                    }
                }
                let most = scores.iter().copied().fold(f32::MIN, f32::max);
                scores.iter().map(|score| (score - most).exp()).collect()
            })
            .collect();
        let steps: Vec<f32> = self.steps.iter().map(|step| step.exp()).collect();
        let len = words.len();
        let mut forward: Vec<Vec<f32>> = Vec::with_capacity(len);
        for t in 0..len {
            let mut next = vec![0.0; n];
            for to in 0..n {
                let sum: f32 = if t == 0 {
                    steps[to]
                } else {
                    (0..n)
                        .map(|from| forward[t - 1][from] * steps[from * n + to])
                        .sum()
                };
                next[to] = sum * scores[t][to];
            }
            even(&mut next);
            forward.push(next);
        }
        let mut behind = vec![1.0f32; n];
        let mut step_change = vec![0.0f32; n * n];
        for t in (0..len).rev() {
            let mut both: Vec<f32> = (0..n).map(|at| forward[t][at] * behind[at]).collect();
            even(&mut both);
            for clue in &words[t] {
                for (label, likely) in both.iter().enumerate() {
                    let right = if truth[t] == label { 1.0 } else { 0.0 };
                    let change = rate * (right - likely);
                    if change.abs() > 1e-6 {
                        self.weights[clue * n + label] += change / self.scale;
                    }
                }
            }
            let first = vec![1.0; 1];
            let before = if t == 0 { &first } else { &forward[t - 1] };
            let mut pairs = vec![0.0; before.len() * n];
            for from in 0..before.len() {
                for to in 0..n {
                    pairs[from * n + to] =
                        before[from] * steps[from * n + to] * scores[t][to] * behind[to];
                }
            }
            even(&mut pairs);
            for (change, pair) in step_change.iter_mut().zip(&pairs) {
                *change -= pair;
            }
            let from = if t == 0 { 0 } else { truth[t - 1] };
            step_change[from * n + truth[t]] += 1.0;
            let mut earlier: Vec<f32> = (0..n)
                .map(|from| {
                    (0..n)
                        .map(|to| steps[from * n + to] * scores[t][to] * behind[to])
                        .sum()
                })
                .collect();
            even(&mut earlier);
            behind = earlier;
        }
        for (step, change) in self.steps.iter_mut().zip(&step_change) {
            *step = (*step + rate * change).clamp(-12.0, 12.0);
        }
    }
}

fn even(values: &mut [f32]) {
    let sum: f32 = values.iter().sum();
    if sum > 0.0 {
        for value in values {
            *value /= sum;
        }
    }
}

/// All weights as they are stored: those of the chains, and those of the last judgement, which is
/// learnt from what the chains make of notes that they have not learnt from.
pub fn learn(notes: &[&Note]) -> Vec<u8> {
    let mut examples: Vec<Ways> = Vec::new();
    for part in 0..PARTS {
        let (others, own): (Vec<_>, Vec<_>) = notes
            .iter()
            .enumerate()
            .partition(|(at, _)| at % PARTS != part);
        let others: Vec<&Note> = others.into_iter().map(|(_, note)| *note).collect();
        let mut bytes = learn_chains(&others);
        bytes.extend(0u32.to_le_bytes());
        let weights = Weights::read(&bytes).unwrap();
        for (_, note) in own {
            let about = About {
                said_on: note.said_on,
                customer: &note.customer,
            };
            let ways = candidates(&note.text, &about, &weights);
            let mut groups: BTreeMap<usize, Ways> = BTreeMap::new();
            for (one, right) in ways.iter().zip(rights(note, &ways)) {
                if let Some(right) = right {
                    let group = groups.entry(one.group).or_default();
                    group.push((one.clues.clone(), right));
                }
            }
            examples.extend(groups.into_values());
        }
    }
    let mut bytes = learn_chains(notes);
    let worth = learn_judgement(&examples);
    bytes.extend(u32::try_from(worth.len()).unwrap().to_le_bytes());
    for (clue, weight) in worth {
        bytes.extend(clue.to_le_bytes());
        bytes.extend(weight.to_le_bytes());
    }
    bytes
}

/// The ways to take some words, each with its clues and whether it is right.
type Ways = Vec<(Vec<u32>, bool)>;

/// Multinomial logistic regression: which way to take some words is right, or that none is.
fn learn_judgement(examples: &[Ways]) -> Vec<(u32, i16)> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for clue in examples.iter().flatten().flat_map(|(clues, _)| clues) {
        *counts.entry(*clue).or_default() += 1;
    }
    let known: Vec<u32> = counts
        .into_iter()
        .filter(|(_, count)| *count >= JUDGEMENT_LEAST)
        .map(|(clue, _)| clue)
        .collect();
    let examples: Vec<Vec<(Vec<usize>, bool)>> = examples
        .iter()
        .map(|ways| {
            ways.iter()
                .map(|(clues, right)| {
                    let clues = clues
                        .iter()
                        .filter_map(|clue| known.binary_search(clue).ok())
                        .collect();
                    (clues, *right)
                })
                .collect()
        })
        .collect();
    let mut weights = vec![0.0f32; known.len()];
    let mut dice = Dice(11);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for round in 0..JUDGEMENT_ROUNDS {
        for i in (1..order.len()).rev() {
            order.swap(i, dice.below(i + 1));
        }
        let rate = JUDGEMENT_RATE / (1.0 + round as f32 * 0.3);
        for at in &order {
            let ways = &examples[*at];
            let strengths: Vec<f32> = ways
                .iter()
                .map(|(clues, _)| {
                    let sum: f32 = clues.iter().map(|clue| weights[*clue]).sum();
                    sum.min(30.0).exp()
                })
                .collect();
            let all: f32 = 1.0 + strengths.iter().sum::<f32>();
            let right: f32 = strengths
                .iter()
                .zip(ways)
                .filter_map(|(strength, (_, right))| right.then_some(strength))
                .sum();
            for ((clues, is_right), strength) in ways.iter().zip(&strengths) {
                let wanted = if *is_right { strength / right } else { 0.0 };
                let change = rate * (wanted - strength / all);
                if change.abs() > 1e-6 {
                    for clue in clues {
                        weights[*clue] += change;
                    }
                }
            }
        }
        for weight in &mut weights {
            *weight *= 1.0 - (rate * JUDGEMENT_SMALL).min(0.9);
        }
    }
    known
        .into_iter()
        .zip(weights)
        .map(|(clue, weight)| (clue, (weight / FINE_STEP).round() as i16))
        .filter(|(_, weight)| weight.abs() > 20)
        .collect()
}

fn learn_chains(notes: &[&Note]) -> Vec<u8> {
    let mut known: BTreeMap<u32, usize> = BTreeMap::new();
    let mut lessons = Vec::new();
    // Each note is learnt from twice, once as if the grammar were silent: the grammar knows these
    // notes better than those to come, and is not to be believed too much.
    for (note, grammar) in notes.iter().flat_map(|note| [(note, true), (note, false)]) {
        let about = About {
            said_on: note.said_on,
            customer: &note.customer,
        };
        let (at, seen): (Vec<_>, Vec<_>) = clues(&note.text, &about, grammar).into_iter().unzip();
        let words = seen
            .iter()
            .map(|clues| {
                clues
                    .iter()
                    .map(|clue| {
                        let next = known.len();
                        *known.entry(*clue).or_insert(next)
                    })
                    .collect()
            })
            .collect();
        let labels = CHAINS
            .iter()
            .map(|kinds| labelled(note, &at, kinds))
            .collect();
        lessons.push(Lesson { words, labels });
    }
    without_rare(&mut lessons, known.len());
    let mut chains: Vec<Chain> = (0..CHAINS.len())
        .map(|chain| {
            let count = labels(chain);
            let mut steps = vec![0.0; count * count];
            // Within something only after its beginning.
            for from in 0..count {
                for to in 1..count {
                    if to % 2 == 0 && from != to && from + 1 != to {
                        steps[from * count + to] = -12.0;
                    }
                }
            }
            Chain {
                count,
                weights: vec![0.0; known.len() * count],
                steps,
                scale: 1.0,
            }
        })
        .collect();
    let shrink = SMALL / lessons.len() as f32;
    let mut dice = Dice(7);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut seen = 0.0;
    for _ in 0..ROUNDS {
        for i in (1..order.len()).rev() {
            order.swap(i, dice.below(i + 1));
        }
        for at in &order {
            let rate = RATE / (1.0 + 0.08 * shrink * 20.0 * seen);
            seen += 1.0;
            for (chain, truth) in chains.iter_mut().zip(&lessons[*at].labels) {
                chain.learn(&lessons[*at].words, truth, rate);
                chain.scale *= 1.0 - rate * shrink;
            }
        }
    }
    stored(&known, &chains)
}

/// Takes out the clues that only a few notes have.
fn without_rare(lessons: &mut [Lesson], known: usize) {
    let mut notes = vec![0; known];
    for copies in lessons.chunks(COPIES) {
        let clues: BTreeSet<usize> = copies
            .iter()
            .flat_map(|lesson| lesson.words.iter().flatten().copied())
            .collect();
        for clue in clues {
            notes[clue] += 1;
        }
    }
    for lesson in lessons {
        for clues in &mut lesson.words {
            clues.retain(|clue| notes[*clue] > RARE);
        }
    }
}

fn stored(known: &BTreeMap<u32, usize>, chains: &[Chain]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for chain in chains {
        for step in &chain.steps {
            bytes.extend(((step / STEP).round() as i16).to_le_bytes());
        }
    }
    let mut clues = Vec::new();
    for (clue, at) in known {
        let mut worth = Vec::new();
        let mut first = 0;
        for chain in chains {
            for label in 0..chain.count {
                let weight = chain.weights[at * chain.count + label] * chain.scale;
                if weight.abs() >= LEAST {
                    let weight = (weight / STEP).round().clamp(-127.0, 127.0) as i8;
                    if weight != 0 {
                        worth.push((u8::try_from(first + label).unwrap(), weight));
                    }
                }
            }
            first += chain.count;
        }
        if !worth.is_empty() {
            clues.push((clue, worth));
        }
    }
    bytes.extend(u32::try_from(clues.len()).unwrap().to_le_bytes());
    for (clue, worth) in clues {
        bytes.extend(clue.to_le_bytes());
        bytes.push(u8::try_from(worth.len()).unwrap());
        for (label, weight) in worth {
            bytes.push(label);
            bytes.push(weight.to_le_bytes()[0]);
        }
    }
    bytes
}

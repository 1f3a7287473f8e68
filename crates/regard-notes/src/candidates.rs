//! Everything that a note may say: what the grammar found, what the learnt part sees, and the ways
//! to take it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::chain::{Beliefs, CHAINS, Weights};
use crate::found::{Found, What};
use crate::judged::{Judged, belief_of};
use crate::reader::Reader;

/// From here on the learnt part alone says that something is there.
const SEEN: f32 = 0.05;

impl Reader<'_> {
    /// All ways to take what may be there, each with how likely it is.
    pub(crate) fn candidates(&mut self, weights: &Weights) -> Vec<Judged> {
        let beliefs = weights.beliefs(&self.clues(true));
        // What would be believed if the grammar were silent.
        let alone = weights.beliefs(&self.clues(false));
        let mut all: Vec<Judged> = Vec::new();
        for (group, found) in std::mem::take(&mut self.found).into_iter().enumerate() {
            let tokens = self.tokens_of(&found.words);
            let believed = belief_of(&beliefs, found.what.kind(), tokens);
            all.push(Judged {
                grammar: Some(found.sure),
                likely: believed,
                believed,
                alone: 0.0,
                found,
                group,
                from: vec!["the grammar"],
                owner_in_doubt: false,
                clues: Vec::new(),
            });
        }
        let grammar = all.clone();
        let mut places = spans(&beliefs);
        for (kind, tokens) in spans(&alone) {
            let known = places.iter().any(|(other, at)| {
                *other == kind && at.start < tokens.end && tokens.start < at.end
            });
            if !known {
                places.push((kind, tokens));
            }
        }
        for one in &grammar {
            let tokens = self.tokens_of(&one.found.words);
            let kind = one.found.what.kind();
            let known = places.iter().any(|(other, at)| {
                *other == kind && at.start < tokens.end && tokens.start < at.end
            });
            if !known {
                places.push((kind, tokens));
            }
        }
        let mut groups = grammar.len();
        for (kind, tokens) in places {
            self.add_readings(&mut all, &grammar, &mut groups, &beliefs, kind, &tokens);
        }
        let mut speaks = Vec::with_capacity(all.len());
        for at in 0..all.len() {
            let clues = self.clues_of(&all, &grammar, at, &beliefs, &alone);
            if let Some(one) = all.get_mut(at) {
                let tokens = self.tokens_of(&one.found.words);
                one.alone = belief_of(&alone, one.found.what.kind(), tokens);
                one.owner_in_doubt = self.is_owner_in_doubt(&one.found);
                speaks.push(weights.speaks_for(&clues));
                one.clues = clues;
            }
        }
        weigh(&mut all, &speaks);
        all
    }

    fn add_readings(
        &self,
        all: &mut Vec<Judged>,
        grammar: &[Judged],
        groups: &mut usize,
        beliefs: &[Beliefs],
        kind: &'static str,
        tokens: &Range<usize>,
    ) {
        let words = self.bytes(tokens.clone());
        if self.text.get(words.clone()).is_none_or(str::is_empty) {
            return;
        }
        let believed = belief_of(beliefs, kind, tokens.clone());
        let beside: Vec<&Judged> = grammar
            .iter()
            .filter(|one| one.found.what.kind() == kind && touch(&one.found.words, &words))
            .collect();
        for ways in self.readings(kind, tokens) {
            let name = ways.iter().find_map(|way| name_of(&way.what));
            let known = match beside.as_slice() {
                [] => None,
                [one] if name.is_none() || name_of(&one.found.what).is_none() => Some(*one),
                several => {
                    let same = several.iter().find(|one| {
                        let known = name_of(&one.found.what);
                        known
                            .zip(name)
                            .is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
                    });
                    if same.is_none() && name.is_none() {
                        continue;
                    }
                    same.copied()
                }
            };
            let group = known.map_or(*groups, |one| one.group);
            if known.is_none() {
                *groups += 1;
            }
            for way in ways {
                let again = known.is_some_and(|one| one.found.what == way.what)
                    || all
                        .iter()
                        .any(|one| one.group == group && one.found.what == way.what);
                if again {
                    continue;
                }
                all.push(Judged {
                    found: Found {
                        what: way.what,
                        words: words.clone(),
                        sure: false,
                    },
                    likely: believed,
                    believed,
                    alone: 0.0,
                    grammar: None,
                    group,
                    from: way.from,
                    owner_in_doubt: false,
                    clues: Vec::new(),
                });
            }
        }
    }
}

/// How likely each way is: the ways of one group, and that all of them are wrong, make 1 together.
fn weigh(all: &mut [Judged], speaks: &[Option<f32>]) {
    let mut groups: BTreeMap<usize, f32> = BTreeMap::new();
    let strength = |speaks: f32| speaks.min(30.0).exp();
    for (one, speaks) in all.iter().zip(speaks) {
        *groups.entry(one.group).or_insert(1.0) += speaks.map_or(0.0, strength);
    }
    for (one, speaks) in all.iter_mut().zip(speaks) {
        if let (Some(speaks), Some(sum)) = (speaks, groups.get(&one.group)) {
            one.likely = strength(*speaks) / sum;
        }
    }
}

/// The likeliest way of each group, without what repeats something likelier. What comes first in
/// the note comes first.
pub(crate) fn chosen(mut all: Vec<Judged>) -> Vec<Judged> {
    all.sort_by(|a, b| {
        b.likely
            .total_cmp(&a.likely)
            .then_with(|| b.grammar.cmp(&a.grammar))
    });
    let mut best: Vec<Judged> = Vec::new();
    for one in all {
        let again = best
            .iter()
            .any(|other| other.group == one.group || repeats(&one.found, &other.found));
        if !again {
            best.push(one);
        }
    }
    best.sort_by_key(|one| (one.found.words.start, one.found.words.end, one.group));
    // "Two dogs called Ada and Gryff": said in one breath, believed together.
    for several in best.chunk_by_mut(|a, b| {
        a.found.words == b.found.words && a.found.what.kind() == b.found.what.kind()
    }) {
        let (sum, count) = several.iter().fold((0.0, 0.0), |(sum, count), one| {
            (sum + one.likely, count + 1.0)
        });
        for one in several {
            one.likely = sum / count;
        }
    }
    best
}

/// Whether it says again what the other says.
fn repeats(one: &Found, other: &Found) -> bool {
    if one.what.kind() != other.what.kind() || !touch(&one.words, &other.words) {
        return false;
    }
    match (&one.what, &other.what) {
        (What::Person(one), What::Person(other)) => match (&one.name, &other.name) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            (None, None) => one == other,
            _ => one.relation == other.relation,
        },
        (What::Pet { name: one, .. }, What::Pet { name: other, .. }) => match (one, other) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => true,
        },
        _ => true,
    }
}

fn name_of(what: &What) -> Option<&str> {
    match what {
        What::Person(person) => person.name.as_deref(),
        What::Pet { name, .. } => name.as_deref(),
        _ => None,
    }
}

fn touch(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Where something is seen, each kind for itself.
fn spans(beliefs: &[Beliefs]) -> Vec<(&'static str, Range<usize>)> {
    let mut spans: Vec<(&'static str, Range<usize>)> = Vec::new();
    for (words, kinds) in beliefs.iter().zip(CHAINS) {
        for (at, kind) in kinds.iter().enumerate() {
            let mut open = false;
            for (i, word) in words.iter().enumerate() {
                let Some((begins, within)) = word.get(at).filter(|(_, within)| *within >= SEEN)
                else {
                    open = false;
                    continue;
                };
                let goes_on = open && *begins * 2.0 < *within;
                match spans.last_mut().filter(|_| goes_on) {
                    Some((_, at)) => at.end = i + 1,
                    None => spans.push((*kind, i..i + 1)),
                }
                open = true;
            }
        }
    }
    spans
}

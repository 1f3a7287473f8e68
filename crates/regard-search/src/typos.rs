//! Words with letters wrong: Levenshtein automata in which two letters the wrong way round count as
//! one edit.

use std::sync::LazyLock;

use fst::raw::Fst;
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};

use crate::width::low;

/// Making these takes milliseconds, a query's automaton some microseconds.
static ONE: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
static TWO: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// Accepts what is a typed word but for a letter or two.
pub(crate) struct Typos {
    dfa: DFA,
}

impl Typos {
    /// Words within `edits` (1 or 2) of `text`; with `half`, words that begin so.
    pub(crate) fn of(text: &str, edits: u8, half: bool) -> Self {
        let builder = if edits < 2 { &*ONE } else { &*TWO };
        Self {
            dfa: if half {
                builder.build_prefix_dfa(text)
            } else {
                builder.build_dfa(text)
            },
        }
    }

    /// Whether one word is accepted.
    pub(crate) fn accepts(&self, word: &[u8]) -> bool {
        let mut state = self.dfa.initial_state();
        for byte in word.iter().copied() {
            state = self.dfa.transition(state, byte);
            if state == SINK_STATE {
                return false;
            }
        }
        self.is_match(state)
    }
}

impl Typos {
    fn is_match(&self, state: u32) -> bool {
        matches!(self.dfa.distance(state), Distance::Exact(_))
    }

    /// The numbers of the words of a sorted map that are accepted and have at least `shortest`
    /// characters.
    ///
    /// The map's own search decodes every branch before it asks whether to go there; here a branch that
    /// leads nowhere costs one look at the table.
    pub(crate) fn accepted<D: AsRef<[u8]>>(&self, map: &Fst<D>, shortest: usize) -> Vec<u32> {
        let mut found = Vec::new();
        let mut ahead = vec![(map.root().addr(), self.dfa.initial_state(), 0_u64, 0_usize)];
        while let Some((addr, state, number, len)) = ahead.pop() {
            let node = map.node(addr);
            if node.is_final() && len >= shortest && self.is_match(state) {
                found.push(low(number + node.final_output().value()));
            }
            for branch in node.transitions() {
                let next = self.dfa.transition(state, branch.inp);
                if next != SINK_STATE {
                    let number = number + branch.out.value();
                    let len = len + usize::from(begins_a_character(branch.inp));
                    ahead.push((branch.addr, next, number, len));
                }
            }
        }
        found.sort_unstable();
        found
    }
}

fn begins_a_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// Whether a word has at least so many characters.
pub(crate) fn is_long(word: &[u8], shortest: usize) -> bool {
    word.iter()
        .filter(|byte| begins_a_character(**byte))
        .take(shortest)
        .count()
        == shortest
}

/// Makes the two builders before the first one types, so that no keystroke waits for them.
pub(crate) fn warm_up() {
    LazyLock::force(&ONE);
    LazyLock::force(&TWO);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_may_be_wrong_or_two() {
        let one = Typos::of("martin", 1, false);
        for word in ["martin", "martn", "marttin", "matrin", "martim"] {
            assert!(one.accepts(word.as_bytes()), "{word}");
        }
        assert!(!one.accepts(b"martini2"));
        assert!(!one.accepts(b"mrtn"));
        assert!(Typos::of("mcconaughey", 2, false).accepts(b"mcconahey"));
        assert!(Typos::of("matri", 1, true).accepts(b"martinez"));
    }
}

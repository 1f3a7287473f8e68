//! Words with letters wrong: Levenshtein automata in which two letters the wrong way round count as
//! one edit.

use std::sync::LazyLock;

use fst::automaton::Automaton;
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};

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
        self.is_match(&state)
    }
}

impl Automaton for Typos {
    type State = u32;

    fn start(&self) -> u32 {
        self.dfa.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.dfa.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.dfa.transition(*state, byte)
    }
}

/// Whether a word has at least so many characters.
pub(crate) fn is_long(word: &[u8], shortest: usize) -> bool {
    // Every character has one byte that is none of those that go on.
    word.iter()
        .filter(|byte| *byte & 0xc0 != 0x80)
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

//! Words with letters wrong: all places in what was typed that a word may have reached, as bits, one
//! row for each number of mistakes. Two letters the wrong way round are one.
//!
//! A letter of a word costs a dozen operations on the bits, so nothing is made before a search begins.

use crate::base::trie::Trie;
use crate::width::{at, n32};

/// What was typed has fewer letters than a row has bits (words are cut long before).
const LONGEST: usize = 62;
/// The most letters that can be wrong.
const ROWS: usize = 3;
const ASCII: usize = 128;

/// Accepts what is a typed word but for a letter or two.
pub(crate) struct Typos {
    /// For each ASCII letter its places in what was typed.
    ascii: Box<[u64; ASCII]>,
    /// The same for other letters.
    others: Vec<(char, u64)>,
    len: u32,
    edits: usize,
    half: bool,
}

/// How far a word has come.
#[derive(Debug, Clone, Copy)]
struct Reached {
    /// By the number of mistakes: bit n says that n letters of what was typed are behind.
    rows: [u64; ROWS],
    /// The first of two letters the wrong way round was read, by the mistakes that it makes.
    turned: [u64; ROWS],
}

/// Before the first letter of a word.
const START: Reached = Reached {
    rows: [1, 0b11, 0b111],
    turned: [0; ROWS],
};

impl Typos {
    /// Words within `edits` (at most 2) of `text`; with `half`, words that begin so.
    pub(crate) fn of(text: &str, edits: u8, half: bool) -> Self {
        let mut typos = Self {
            ascii: Box::new([0; ASCII]),
            others: Vec::new(),
            len: n32(text.chars().take(LONGEST).count()),
            edits: usize::from(edits).min(ROWS - 1),
            half,
        };
        for (place, letter) in text.chars().take(LONGEST).enumerate() {
            let bit = 1 << place;
            if let Some(places) = typos.ascii.get_mut(at(u32::from(letter))) {
                *places |= bit;
                continue;
            }
            match typos.others.iter_mut().find(|(other, _)| *other == letter) {
                Some((_, places)) => *places |= bit,
                None => typos.others.push((letter, bit)),
            }
        }
        typos
    }

    fn places(&self, letter: u32) -> u64 {
        if let Some(places) = self.ascii.get(at(letter)) {
            return *places;
        }
        self.others
            .iter()
            .find(|(other, _)| u32::from(*other) == letter)
            .map_or(0, |(_, places)| *places)
    }

    /// A letter further.
    #[inline]
    fn next(&self, from: &Reached, letter: u32) -> Reached {
        let here = self.places(letter);
        let within = u64::MAX >> (63 - self.len);
        let [zero, one, two] = from.rows;
        let [_, once, twice] = from.turned;
        let new_zero = (zero & here) << 1;
        // As typed, one too many, another one, one too few, turned.
        let new_one = (one & here) << 1 | zero | zero << 1 | new_zero << 1 | (once & here) << 2;
        let new_two = (two & here) << 1 | one | one << 1 | new_one << 1 | (twice & here) << 2;
        Reached {
            rows: [new_zero & within, new_one & within, new_two & within],
            turned: [0, zero & here >> 1, one & here >> 1],
        }
    }

    fn row(&self, reached: &Reached) -> u64 {
        match self.edits {
            0 => reached.rows[0],
            1 => reached.rows[1],
            _ => reached.rows[2],
        }
    }

    /// Whether no word that begins so can be accepted.
    #[inline]
    fn is_lost(&self, reached: &Reached) -> bool {
        self.row(reached) == 0
    }

    /// Whether a word that ends here is accepted.
    #[inline]
    fn is_match(&self, reached: &Reached) -> bool {
        self.row(reached) >> self.len & 1 == 1
    }

    /// Whether all words that begin so are accepted.
    #[inline]
    fn is_enough(&self, reached: &Reached) -> bool {
        self.half && self.is_match(reached)
    }

    /// Whether one word is accepted.
    pub(crate) fn accepts(&self, word: &[u8]) -> bool {
        let mut reached = START;
        for letter in std::str::from_utf8(word).unwrap_or("").chars() {
            if self.is_enough(&reached) {
                return true;
            }
            reached = self.next(&reached, u32::from(letter));
            if self.is_lost(&reached) {
                return false;
            }
        }
        self.is_match(&reached)
    }

    /// The numbers of the words that are accepted and have at least `shortest` characters, sorted.
    pub(crate) fn accepted(&self, trie: &Trie<'_>, shortest: usize) -> Vec<u32> {
        let mut found = Vec::new();
        // The letters that lead to a node, each with the end of what begins so.
        let mut path: Vec<(u32, Reached)> = Vec::with_capacity(LONGEST);
        let mut place = 0;
        while let Some(node) = trie.node(place) {
            while path.last().is_some_and(|(end, _)| *end <= place) {
                path.pop();
            }
            let before = path.last().map_or(START, |(_, reached)| *reached);
            let reached = if self.is_enough(&before) {
                // Whatever follows: enough it stays.
                before
            } else {
                self.next(&before, node.letter)
            };
            if self.is_lost(&reached) {
                place = node.end;
                continue;
            }
            path.push((node.end, reached));
            if self.is_match(&reached) && path.len() >= shortest && trie.is_word(place, &node) {
                found.push(node.word);
            }
            place += 1;
        }
        found
    }
}

/// Whether a word has at least so many characters.
pub(crate) fn is_long(word: &[u8], shortest: usize) -> bool {
    word.iter()
        .filter(|byte| **byte & 0xc0 != 0x80)
        .take(shortest)
        .count()
        == shortest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::oracle::edits;
    use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static AUTOMATA: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
        LazyLock::new(|| [1, 2].map(|edits| LevenshteinAutomatonBuilder::new(edits, true)));

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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_accepted_is_within_so_many_edits(typed in "[abü]{0,7}", word in "[abü]{0,8}", most in 1u8..=2) {
            let near = |word: &str| edits(&typed, word) <= usize::from(most);
            let whole = Typos::of(&typed, most, false);
            prop_assert_eq!(whole.accepts(word.as_bytes()), near(&word));
            let half = Typos::of(&typed, most, true);
            let begins = word
                .char_indices()
                .map(|(place, _)| place)
                .chain([word.len()])
                .any(|end| word.get(..end).is_some_and(near));
            prop_assert_eq!(half.accepts(word.as_bytes()), begins);
        }

        #[test]
        fn an_automaton_from_elsewhere_accepts_the_same(typed in "[a-d]{1,40}", word in "[a-d]{1,40}", most in 1u8..=2) {
            let mut near = typed.clone();
            near.replace_range(typed.len() / 2..typed.len() / 2 + 1, word.get(..1).unwrap());
            let builder = &AUTOMATA[usize::from(most) - 1];
            for word in [&word, &near] {
                let theirs = builder.build_dfa(&typed).eval(word.as_bytes());
                let ours = Typos::of(&typed, most, false).accepts(word.as_bytes());
                prop_assert_eq!(ours, matches!(theirs, Distance::Exact(_)));
            }
        }
    }
}

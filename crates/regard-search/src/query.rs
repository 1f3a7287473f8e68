//! What was typed, taken apart.

use crate::terms::{self, LONGEST_RUN, address, folded, is_unspaced, number_key};

/// The longest text that can find anyone, in characters; a longer one was pasted by mistake.
pub const LONGEST_TYPED: usize = 100;
/// A serial number may have no digit, but then it has so many letters.
const SHORTEST_LETTERS: usize = 6;
/// The most words that are looked at.
const MOST_WORDS: usize = 8;

/// A typed text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Its words, in order.
    pub(crate) words: Vec<Word>,
    /// Its digits, when there are digits and nothing but what stands between them.
    pub(crate) digits: Option<String>,
    /// Its letters and digits, when they may be those of an envelope, a ticket, a serial number.
    pub(crate) number: Option<String>,
    /// Whether a digit is among them.
    pub(crate) has_digits: bool,
    /// All of it as part of an address, when there is no space in it.
    pub(crate) fragment: Option<String>,
}

/// A typed word, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// How many characters it has.
    pub(crate) len: usize,
    /// Of a script without spaces.
    pub(crate) unspaced: bool,
    /// Nothing but digits.
    pub(crate) is_digits: bool,
    /// Letters and no digits.
    pub(crate) is_letters: bool,
}

impl Word {
    fn of(text: String) -> Self {
        let unspaced = text.starts_with(is_unspaced);
        let text: String = if unspaced {
            text.chars().take(LONGEST_RUN).collect()
        } else {
            text
        };
        Self {
            len: text.chars().count(),
            unspaced,
            is_digits: text.bytes().all(|byte| byte.is_ascii_digit()),
            is_letters: text.chars().all(char::is_alphabetic),
            text,
        }
    }

    /// Whether a name with `edits` letters wrong may have been meant, and the fewest letters of it: a
    /// name has four for one wrong letter and eight for two, what was typed may have lost them.
    pub(crate) fn typo_of(&self, edits: u8) -> Option<usize> {
        if !self.is_letters || self.unspaced {
            return None;
        }
        match (edits, self.len) {
            (1, 3) => Some(4),
            (1, 4..) => Some(3),
            (2, 6..) => Some(8),
            _ => None,
        }
    }
}

impl Typed {
    /// How many characters the words have together.
    pub(crate) fn len(&self) -> usize {
        self.words.iter().map(|word| word.len).sum()
    }

    /// Whether it looks like nothing so much as a part of an address.
    pub(crate) fn is_address(&self) -> bool {
        let fragment = self.fragment.as_deref().unwrap_or("");
        fragment.contains(['@', '.', '_'])
    }

    /// Takes a text apart; one that is too long or has nothing to look for gives nothing.
    pub(crate) fn read(typed: &str) -> Self {
        if typed.chars().nth(LONGEST_TYPED).is_some() {
            return Self::default();
        }
        let whole = folded(typed);
        let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
        let only_digits = !whole.chars().any(|c| c.is_alphabetic() || c == '@');
        let fragment = address(typed);
        let one_piece = !whole.trim().contains(char::is_whitespace);
        Self {
            words: terms::words(typed)
                .into_iter()
                .take(MOST_WORDS)
                .map(Word::of)
                .collect(),
            number: Some(number_key(typed))
                .filter(|key| !digits.is_empty() || (one_piece && key.len() >= SHORTEST_LETTERS)),
            has_digits: !digits.is_empty(),
            digits: Some(digits).filter(|digits| only_digits && !digits.is_empty()),
            fragment: Some(fragment).filter(|text| one_piece && text.chars().nth(2).is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(typed: &str) -> Vec<String> {
        Typed::read(typed)
            .words
            .into_iter()
            .map(|word| word.text)
            .collect()
    }

    #[test]
    fn words_digits_numbers_and_addresses_are_told_apart() {
        let number = Typed::read("(415) 555-0159");
        assert_eq!(number.digits.as_deref(), Some("4155550159"));
        let envelope = Typed::read("E-10234");
        assert_eq!(
            (envelope.digits, envelope.number.as_deref()),
            (None, Some("e10234"))
        );
        assert_eq!(envelope.fragment.as_deref(), Some("e-10234"));
        let two = Typed::read(" Roger  OMEGA ");
        assert_eq!((two.fragment, two.number), (None, None));
        assert_eq!(words("Roger  OMEGA"), ["roger", "omega"]);
        assert_eq!(Typed::read("ann@Ex").fragment.as_deref(), Some("ann@ex"));
    }

    #[test]
    fn what_is_no_text_is_nothing() {
        assert_eq!(Typed::read(""), Typed::default());
        assert_eq!(Typed::read(" \u{0}\t🙂 "), Typed::default());
        assert_eq!(
            Typed::read(&"a".repeat(LONGEST_TYPED + 1)),
            Typed::default()
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart(typed in "\\PC{0,120}") {
            let read = Typed::read(&typed);
            prop_assert!(read.words.len() <= MOST_WORDS);
            prop_assert!(read.words.iter().all(|word| word.len > 0));
        }
    }
}

//! The ways to understand what was typed wrong: by the hand (typos) and by the ear (sounds).

use crate::found::Class;
use crate::plan::{Making, anything, begins, begins_or_nickname, each, one_of};
use crate::query::{Typed, Word};
use crate::sounds;
use crate::way::{Atom, Check, Field, Guess};

/// The fewest letters of a half-typed name with one wrong.
const SHORTEST_HALF_TYPO: usize = 5;
/// The fewest letters of a fact's word that may have one wrong: those words are many.
const SHORTEST_WORD_TYPO: usize = 5;

impl Typed {
    /// One word is mended, the others are as typed.
    pub(crate) fn as_one_mistake(&self, making: &mut Making) {
        if self.digits.is_some() {
            return;
        }
        let words = &self.words;
        let mended = |word: &Word| typo(Field::Own, word, 1, false);
        making.guess(
            Guess::OneWrong,
            one_of(Class::Typo, words, begins_or_nickname, mended),
        );
        making.guess(
            Guess::OneWrong,
            one_of(Class::Sound, words, begins_or_nickname, sound),
        );
    }

    /// Two letters wrong, two words, or one of someone near or of a fact.
    pub(crate) fn as_mistakes(&self, making: &mut Making) {
        if self.digits.is_some() {
            return;
        }
        let words = &self.words;
        if words.iter().any(|word| word.typo_of(2).is_some()) {
            let mended = |word: &Word| typo(Field::Own, word, 2, false);
            making.guess(
                Guess::Wild,
                one_of(Class::Typo, words, begins_or_nickname, mended),
            );
        }
        let half = |word: &Word| {
            if word.len < SHORTEST_HALF_TYPO {
                return Vec::new();
            }
            typo(Field::Own, word, 1, true)
        };
        making.guess(
            Guess::Wild,
            one_of(Class::Typo, words, begins_or_nickname, half),
        );
        if words.len() == 2 {
            let both = each(Class::Typo, words, |word| {
                let mut atoms = begins_or_nickname(word);
                atoms.extend(sound(word));
                atoms.extend(typo(Field::Own, word, 1, false));
                atoms
            });
            making.guess(Guess::Wild, [both]);
        }
        let someone = |word: &Word| {
            let mut atoms = begins(Field::Own, word);
            atoms.extend(begins(Field::Near, word));
            atoms
        };
        let near = |word: &Word| typo(Field::Near, word, 1, false);
        let mut ways = one_of(Class::Typo, words, someone, near);
        for way in &mut ways {
            way.check = Check::SomeoneNear;
        }
        making.guess(Guess::Wild, ways);
        let fact = |word: &Word| {
            if word.len < SHORTEST_WORD_TYPO {
                return Vec::new();
            }
            typo(Field::Word, word, 1, false)
        };
        making.guess(Guess::Wild, one_of(Class::Typo, words, anything, fact));
        if words.len() > 1 {
            let name = |word: &Word| typo(Field::Own, word, 1, false);
            making.guess(Guess::Wild, one_of(Class::Typo, words, anything, name));
        }
    }
}

fn sound(word: &Word) -> Vec<Atom> {
    let codes = sounds::codes(&word.text);
    if codes.is_empty() {
        return Vec::new();
    }
    vec![Atom::Sounds(codes)]
}

fn typo(field: Field, word: &Word, edits: u8, half: bool) -> Vec<Atom> {
    let atom = |shortest| Atom::Typo {
        field,
        text: word.text.clone(),
        edits,
        half,
        shortest,
    };
    word.typo_of(edits).map(atom).into_iter().collect()
}

//! The ways to understand what was typed, best first.
//!
//! Written as data, so that the base, the overlay and the slow scan of the tests read one and the same
//! meaning.

use crate::found::Class;
use crate::nicknames;
use crate::query::{Typed, Word};
use crate::sounds;
use crate::way::{Atom, Check, Field, Group, Plan, Way};

/// Up to so many letters, initials run together are as likely as the beginning of a name.
const CLEARLY_A_NAME: usize = 4;
/// The longest run-together initials, in characters: "romar" for Roger Martin.
const LONGEST_INITIALS: usize = 12;
/// The fewest digits that are looked for at the end of a phone number, and anywhere in one.
const SHORTEST_ENDING: usize = 2;
const SHORTEST_INSIDE: usize = 3;
/// The fewest characters of a number's beginning.
const SHORTEST_NUMBER: usize = 3;
/// The fewest letters of the inside of a name, and of a half-typed name with a letter wrong.
const SHORTEST_HELD: usize = 3;
const SHORTEST_HALF_TYPO: usize = 5;
/// The fewest letters of a fact's word that may have one wrong: those words are many.
const SHORTEST_WORD_TYPO: usize = 5;

impl Plan {
    /// The ways to understand a typed text.
    pub(crate) fn of(typed: &Typed) -> Self {
        let mut making = Making::default();
        if typed.words.is_empty() {
            return making.finish(0);
        }
        if let Some(digits) = &typed.digits {
            making.digits(typed, digits);
            let as_typed = making.plan.groups.len();
            return making.finish(as_typed);
        }
        if typed
            .fragment
            .as_ref()
            .is_some_and(|text| text.contains('@'))
        {
            making.address(typed);
        }
        if let Some(number) = &typed.number {
            making.group([Way::one(Class::Number, Atom::NumberIs(number.clone()))]);
        }
        making.names(&typed.words);
        making.numbers_and_words(typed);
        let as_typed = making.plan.groups.len();
        making.mended(&typed.words);
        making.finish(as_typed)
    }
}

/// A plan in the making.
#[derive(Default)]
struct Making {
    plan: Plan,
}

impl Making {
    fn finish(mut self, as_typed: usize) -> Plan {
        self.plan.as_typed = as_typed;
        self.plan
    }

    fn group(&mut self, ways: impl IntoIterator<Item = Way>) {
        let ways: Vec<Way> = ways.into_iter().filter(Way::is_possible).collect();
        if !ways.is_empty() {
            self.plan.groups.push(Group { ways });
        }
    }

    /// Nothing but digits: a number, the end of a phone number, a part of either.
    fn digits(&mut self, typed: &Typed, digits: &str) {
        let number = typed.number.clone().unwrap_or_default();
        self.group([Way::one(Class::Number, Atom::NumberIs(number.clone()))]);
        if digits.len() >= SHORTEST_ENDING {
            self.group([Way::one(Class::Digits, Atom::PhoneEnds(digits.to_owned()))]);
        }
        if number.len() >= SHORTEST_NUMBER {
            self.group([Way::one(Class::Number, Atom::NumberBegins(number))]);
        }
        if digits.len() >= SHORTEST_INSIDE {
            self.group([Way::one(Class::Digits, Atom::PhoneHolds(digits.to_owned()))]);
        }
        // Inside its country a number begins with a zero that it has not got from abroad.
        let national = digits.trim_start_matches('0');
        if national.len() < digits.len() && national.len() > SHORTEST_INSIDE {
            self.group([Way::one(
                Class::Digits,
                Atom::PhoneHolds(national.to_owned()),
            )]);
        }
        self.group([each(Class::Word, &typed.words, |word| {
            begins(Field::Word, word)
        })]);
        if typed.words.len() > 1 {
            self.group([each(Class::NameAndWord, &typed.words, anything)]);
        }
        if digits.len() >= SHORTEST_INSIDE {
            self.address(typed);
        }
    }

    fn address(&mut self, typed: &Typed) {
        if let Some(fragment) = &typed.fragment {
            self.group([Way::one(Class::Email, Atom::Email(fragment.clone()))]);
        }
    }

    /// Names of their own, of those near them, and the short forms of both.
    fn names(&mut self, words: &[Word]) {
        let alone = match words {
            [word] => Some(word),
            _ => None,
        };
        let is = |word: &Word| vec![Atom::Is(Field::Own, word.text.clone())];
        self.group([each(Class::Exact, words, is)]);
        let mut prefix = each(Class::Prefix, words, |word| begins(Field::Own, word));
        let short = alone.filter(|word| word.len < CLEARLY_A_NAME);
        if alone.is_none() {
            // The last word is still being typed; those before it are likely whole.
            self.group([
                each_but_last(Class::Prefix, words, is),
                each_but_last(Class::Nickname, words, is_or_nickname),
            ]);
        }
        match short {
            Some(word) => {
                let mut ways = vec![prefix];
                ways.extend(initials(word));
                self.group(ways);
            }
            None => {
                prefix.class = Class::Prefix;
                self.group([prefix]);
                self.plan.near_ahead = Some(self.plan.groups.len());
            }
        }
        let mut near = each(Class::Near, words, |word| {
            vec![
                Atom::Begins(Field::Own, word.text.clone()),
                Atom::Begins(Field::Near, word.text.clone()),
            ]
        });
        near.check = Check::SomeoneNear;
        self.group([near]);
        if let Some(word) = alone.filter(|word| word.len >= CLEARLY_A_NAME) {
            self.group(initials(word));
        } else if alone.is_none() {
            let joined: String = words.iter().map(|word| word.text.as_str()).collect();
            self.group([Way::one(Class::Prefix, Atom::Begins(Field::Own, joined))]);
        }
        self.group([each(Class::Nickname, words, begins_or_nickname)]);
    }

    fn numbers_and_words(&mut self, typed: &Typed) {
        if let Some(number) = &typed.number
            && number.chars().nth(SHORTEST_NUMBER - 1).is_some()
        {
            self.group([Way::one(Class::Number, Atom::NumberBegins(number.clone()))]);
        }
        self.address(typed);
        let words = &typed.words;
        if words.iter().any(|word| word.len > 1 || word.unspaced) {
            self.group([each(Class::Word, words, |word| begins(Field::Word, word))]);
        }
        if words.len() > 1 {
            self.group([each_but_last(Class::NameAndWord, words, |word| {
                let mut atoms = is_or_nickname(word);
                atoms.push(Atom::Is(Field::Word, word.text.clone()));
                atoms
            })]);
            self.group([each(Class::NameAndWord, words, anything)]);
        }
    }

    /// Something in what was typed is not as it was written down.
    fn mended(&mut self, words: &[Word]) {
        let typo = |word: &Word, edits: u8| -> Vec<Atom> {
            typo(Field::Own, word, edits.min(word.edits()), false)
        };
        // One word is mended, the others are as typed: the likeliest.
        self.group(one_of(Class::Typo, words, |word| typo(word, 1)));
        self.group(one_of(Class::Sound, words, sound));
        if words.len() > 1 {
            self.group([each(Class::Typo, words, |word| {
                let mut atoms = begins_or_nickname(word);
                atoms.extend(sound(word));
                atoms.extend(typo(word, 1));
                atoms
            })]);
        }
        if words.iter().any(|word| word.edits() > 1) {
            self.group([each(Class::Typo, words, |word| {
                let mut atoms = begins_or_nickname(word);
                atoms.extend(typo(word, 2));
                atoms
            })]);
        }
        let half = |field: Field, word: &Word| {
            if word.len < SHORTEST_HALF_TYPO {
                return Vec::new();
            }
            typo_of(field, word, 1.min(word.edits()), true)
        };
        self.group([each(Class::Typo, words, |word| {
            let mut atoms = begins_or_nickname(word);
            atoms.extend(half(Field::Own, word));
            atoms
        })]);
        let mut near = each(Class::Typo, words, |word| {
            let mut atoms = begins(Field::Own, word);
            atoms.extend(begins(Field::Near, word));
            atoms.extend(typo_of(Field::Near, word, word.edits().min(1), false));
            atoms
        });
        near.check = Check::SomeoneNear;
        self.group([near]);
        self.group([each(Class::Typo, words, |word| {
            let mut atoms = anything(word);
            atoms.extend(typo(word, 1));
            if word.len >= SHORTEST_WORD_TYPO {
                atoms.extend(typo_of(Field::Word, word, word.edits().min(1), false));
            }
            atoms
        })]);
        self.group([each(Class::Inside, words, |word| {
            let mut atoms = begins(Field::Own, word);
            if word.len >= SHORTEST_HELD {
                atoms.push(Atom::Holds(word.text.clone()));
            }
            atoms
        })]);
    }
}

/// A way with one condition for every word.
fn each(class: Class, words: &[Word], atoms: impl Fn(&Word) -> Vec<Atom>) -> Way {
    Way::new(class, words.iter().map(atoms).collect())
}

/// A way in which the last word is the beginning of a name or a word, and the others as `atoms` say.
fn each_but_last(class: Class, words: &[Word], atoms: impl Fn(&Word) -> Vec<Atom>) -> Way {
    let last = words.len().saturating_sub(1);
    let condition = |(place, word): (usize, &Word)| {
        let mut atoms = atoms(word);
        if place == last {
            let halves: Vec<Atom> = atoms
                .iter()
                .filter_map(|atom| match atom {
                    Atom::Is(field, text) => Some(Atom::Begins(*field, text.clone())),
                    _ => None,
                })
                .collect();
            atoms.extend(halves);
        }
        atoms
    };
    Way::new(class, words.iter().enumerate().map(condition).collect())
}

/// For each word a way in which it is mended and the others are as typed.
fn one_of(class: Class, words: &[Word], mended: impl Fn(&Word) -> Vec<Atom>) -> Vec<Way> {
    (0..words.len())
        .map(|chosen| {
            let condition = |(place, word): (usize, &Word)| {
                if place == chosen {
                    mended(word)
                } else {
                    begins_or_nickname(word)
                }
            };
            Way::new(class, words.iter().enumerate().map(condition).collect())
        })
        .collect()
}

fn begins(field: Field, word: &Word) -> Vec<Atom> {
    vec![Atom::Begins(field, word.text.clone())]
}

fn is_or_nickname(word: &Word) -> Vec<Atom> {
    let mut atoms = vec![Atom::Is(Field::Own, word.text.clone())];
    atoms.extend(nickname(word));
    atoms
}

fn begins_or_nickname(word: &Word) -> Vec<Atom> {
    let mut atoms = begins(Field::Own, word);
    atoms.extend(nickname(word));
    atoms
}

fn nickname(word: &Word) -> Option<Atom> {
    let names = nicknames::with(&word.text);
    (!names.is_empty()).then_some(Atom::AnyOf(names))
}

fn sound(word: &Word) -> Vec<Atom> {
    let codes = sounds::codes(&word.text);
    if codes.is_empty() {
        return Vec::new();
    }
    vec![Atom::Sounds(codes)]
}

fn typo(field: Field, word: &Word, edits: u8, half: bool) -> Vec<Atom> {
    typo_of(field, word, edits, half)
}

fn typo_of(field: Field, word: &Word, edits: u8, half: bool) -> Vec<Atom> {
    if edits == 0 {
        return Vec::new();
    }
    vec![Atom::Typo {
        field,
        text: word.text.clone(),
        edits,
        half,
    }]
}

/// A word as whatever it may be, beside other words.
fn anything(word: &Word) -> Vec<Atom> {
    let mut atoms = begins_or_nickname(word);
    atoms.extend(begins(Field::Near, word));
    atoms.extend(begins(Field::Word, word));
    if word.is_digits && word.len >= SHORTEST_INSIDE {
        atoms.push(Atom::PhoneHolds(word.text.clone()));
    }
    if !word.is_letters && word.len >= SHORTEST_NUMBER {
        atoms.push(Atom::NumberBegins(word.text.clone()));
    }
    atoms
}

/// "rma" as the beginnings of two different names, cut at each place.
fn initials(word: &Word) -> Vec<Way> {
    if !(2..=LONGEST_INITIALS).contains(&word.len) || !word.is_letters || word.unspaced {
        return Vec::new();
    }
    word.text
        .char_indices()
        .skip(1)
        .map(|(cut, _)| {
            let (front, back) = word.text.split_at(cut);
            let condition = |half: &str| vec![Atom::Begins(Field::Own, half.to_owned())];
            Way {
                class: Class::Initials,
                conditions: vec![condition(front), condition(back)],
                check: if front.starts_with(back) || back.starts_with(front) {
                    Check::TwoNames
                } else {
                    Check::Nothing
                },
            }
        })
        .collect()
}

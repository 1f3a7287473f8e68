//! The ways to understand what was typed, best first.
//!
//! Written as data, so that the base, the overlay and the slow scan of the tests read one and the same
//! meaning; and made step by step, for most of what is typed is found by the first.

use crate::found::Class;
use crate::nicknames;
use crate::query::{Typed, Word};
use crate::way::{Ahead, Atom, Check, Field, Group, Guess, Way};

/// Up to so many letters, initials run together are as likely as the beginning of a name.
const CLEARLY_A_NAME: usize = 4;
/// The longest run-together initials, in characters: "romar" for Roger Martin.
const LONGEST_INITIALS: usize = 12;
/// The fewest digits that are looked for at the end of a phone number, and anywhere in one.
const SHORTEST_ENDING: usize = 2;
/// So many digits at the end of a phone number are what people say.
const LAST_FOUR: usize = 4;
const SHORTEST_INSIDE: usize = 3;
/// The fewest characters of a number's beginning.
const SHORTEST_NUMBER: usize = 3;
/// The fewest letters of the inside of a name.
const SHORTEST_HELD: usize = 3;

/// The groups of ways to understand a typed text, best first, made as they are asked for.
pub(crate) struct Plan<'a> {
    typed: &'a Typed,
    steps: std::slice::Iter<'static, Step>,
    ready: std::vec::IntoIter<Group>,
}

type Step = fn(&Typed, &mut Making);

/// What is made at once, in order.
const STEPS: &[Step] = &[
    Typed::as_digits,
    Typed::as_names,
    Typed::as_someone_near,
    Typed::as_short_names,
    Typed::as_numbers,
    Typed::as_words,
    Typed::as_one_mistake,
    Typed::as_words_and_names,
    Typed::as_mistakes,
    Typed::as_insides,
];

impl<'a> Plan<'a> {
    pub(crate) fn of(typed: &'a Typed) -> Self {
        Self {
            typed,
            steps: if typed.words.is_empty() {
                [].iter()
            } else {
                STEPS.iter()
            },
            ready: Vec::new().into_iter(),
        }
    }

    /// Whether those near go ahead of others, and still have to come.
    pub(crate) fn near_goes_ahead(&self) -> bool {
        self.typed.near_goes_ahead() && self.steps.len() + NEAR_STEP + 1 > STEPS.len()
    }
}

/// The step of those near.
const NEAR_STEP: usize = 2;

impl Iterator for Plan<'_> {
    type Item = Group;

    fn next(&mut self) -> Option<Group> {
        loop {
            if let Some(group) = self.ready.next() {
                return Some(group);
            }
            let mut making = Making::default();
            self.steps.next()?(self.typed, &mut making);
            self.ready = making.groups.into_iter();
        }
    }
}

/// Groups in the making.
#[derive(Default)]
pub(crate) struct Making {
    groups: Vec<Group>,
}

impl Making {
    pub(crate) fn group(&mut self, ways: impl IntoIterator<Item = Way>) {
        self.guess(Guess::AsTyped, ways);
    }

    pub(crate) fn guess(&mut self, guess: Guess, ways: impl IntoIterator<Item = Way>) {
        let ways: Vec<Way> = ways.into_iter().filter(Way::is_possible).collect();
        if !ways.is_empty() {
            self.groups.push(Group {
                ways,
                guess,
                ahead: None,
            });
        }
    }
}

impl Typed {
    fn alone(&self) -> Option<&Word> {
        match self.words.as_slice() {
            [word] => Some(word),
            _ => None,
        }
    }

    fn near_goes_ahead(&self) -> bool {
        self.digits.is_none()
            && !self.is_address()
            && self.alone().is_none_or(|word| word.len >= CLEARLY_A_NAME)
    }

    /// Nothing but digits: a number, the end of a phone number, a part of either.
    fn as_digits(&self, making: &mut Making) {
        let Some(digits) = &self.digits else {
            return;
        };
        let number = self.number.clone().unwrap_or_default();
        making.group([Way::one(Class::Number, Atom::NumberIs(number.clone()))]);
        if digits.len() >= SHORTEST_ENDING {
            making.group([Way::one(Class::Digits, Atom::PhoneEnds(digits.to_owned()))]);
        }
        if digits.len() == LAST_FOUR - 1 {
            // The last four are said most; three of them are typed before the fourth.
            making.group(('0'..='9').map(|fourth| {
                Way::one(Class::Digits, Atom::PhoneEnds(format!("{digits}{fourth}")))
            }));
        }
        if number.len() >= SHORTEST_NUMBER {
            making.group([Way::one(Class::Number, Atom::NumberBegins(number))]);
        }
        if digits.len() >= SHORTEST_INSIDE {
            making.group([Way::one(Class::Digits, Atom::PhoneHolds(digits.to_owned()))]);
        }
        // Inside its country a number begins with a zero that it has not got from abroad.
        let national = digits.trim_start_matches('0');
        if national.len() < digits.len() && national.len() > SHORTEST_INSIDE {
            making.group([Way::one(
                Class::Digits,
                Atom::PhoneHolds(national.to_owned()),
            )]);
        }
        making.group([each(Class::Word, &self.words, |word| {
            begins(Field::Word, word)
        })]);
        if self.words.len() > 1 {
            making.group([each(Class::NameAndWord, &self.words, anything)]);
        }
        if digits.len() >= SHORTEST_INSIDE {
            self.as_address(making);
        }
    }

    fn as_address(&self, making: &mut Making) {
        if let Some(fragment) = &self.fragment {
            making.group([Way::one(Class::Email, Atom::Email(fragment.clone()))]);
        }
    }

    /// Names of their own.
    fn as_names(&self, making: &mut Making) {
        if self.digits.is_some() {
            return;
        }
        if self.is_address() {
            self.as_address(making);
        }
        if let Some(number) = &self.number {
            making.group([Way::one(Class::Number, Atom::NumberIs(number.clone()))]);
        }
        let words = &self.words;
        let is = |word: &Word| vec![Atom::Is(Field::Own, word.text.clone())];
        making.group([each(Class::Exact, words, is)]);
        let prefix = each(Class::Prefix, words, |word| begins(Field::Own, word));
        match self.alone() {
            None => {
                // The last word is still being typed; those before it are likely whole.
                making.group([each_but_last(Class::Prefix, words, is)]);
                making.group([
                    prefix,
                    each_but_last(Class::Nickname, words, is_or_nickname),
                ]);
            }
            Some(word) if word.len < CLEARLY_A_NAME => {
                making.group(std::iter::once(prefix).chain(first_letters(word)));
                making.group(initials(word));
            }
            Some(_) => making.group([prefix]),
        }
    }

    /// Names of those near them.
    fn as_someone_near(&self, making: &mut Making) {
        if self.digits.is_some() {
            return;
        }
        let mut near = each(Class::Near, &self.words, |word| {
            let mut atoms = begins(Field::Own, word);
            atoms.extend(begins(Field::Near, word));
            if self.words.len() > 1 {
                atoms.extend(nickname(nicknames::of(&word.text)));
            }
            atoms
        });
        near.check = Check::SomeoneNear;
        making.group([near]);
        let ahead = match self.words.len() {
            1 => Ahead { behind: 4, many: 1 },
            _ => Ahead { behind: 3, many: 2 },
        };
        for group in making.groups.iter_mut().filter(|_| self.near_goes_ahead()) {
            group.ahead = Some(ahead);
        }
    }

    /// Initials, names written as one, nicknames.
    fn as_short_names(&self, making: &mut Making) {
        if self.digits.is_some() {
            return;
        }
        let words = &self.words;
        match self.alone() {
            Some(word) if word.len < CLEARLY_A_NAME => {}
            Some(word) => {
                making.group(first_letters(word));
                making.group(initials(word));
            }
            None => {
                let joined: String = words.iter().map(|word| word.text.as_str()).collect();
                making.group([Way::one(Class::Prefix, Atom::Begins(Field::Own, joined))]);
            }
        }
        making.group([each(Class::Nickname, words, begins_or_nickname)]);
    }

    /// The beginning of a number, a part of an address.
    fn as_numbers(&self, making: &mut Making) {
        if self.digits.is_some() {
            return;
        }
        if let Some(number) = self.number.as_ref().filter(|_| self.has_digits)
            && number.len() >= SHORTEST_NUMBER
        {
            making.group([Way::one(Class::Number, Atom::NumberBegins(number.clone()))]);
        }
        if !self.is_address() {
            self.as_address(making);
        }
    }

    /// Words of facts and pieces as they are, beside names as they are.
    fn as_words(&self, making: &mut Making) {
        if self.digits.is_some() {
            return;
        }
        if self.words.len() == 1 {
            self.as_half_words(making);
            return;
        }
        let facts = each(Class::Word, &self.words, |word| {
            vec![Atom::Is(Field::Word, word.text.clone())]
        });
        // One word is of a fact, the others may be names.
        let fact = |word: &Word| vec![Atom::Is(Field::Word, word.text.clone())];
        let both = one_of(
            Class::NameAndWord,
            &self.words,
            |word| {
                vec![
                    Atom::Is(Field::Own, word.text.clone()),
                    Atom::Is(Field::Word, word.text.clone()),
                ]
            },
            fact,
        );
        making.group(std::iter::once(facts).chain(both));
    }

    fn as_half_words(&self, making: &mut Making) {
        if self.words.iter().any(|word| word.len > 1 || word.unspaced) {
            making.group([each(Class::Word, &self.words, |word| {
                begins(Field::Word, word)
            })]);
        }
    }

    /// Every word as whatever it may be.
    fn as_words_and_names(&self, making: &mut Making) {
        if self.digits.is_some() || self.words.len() == 1 {
            return;
        }
        self.as_half_words(making);
        let last = self.words.len().saturating_sub(1);
        let beginning = |place: usize, atoms: Vec<Atom>| {
            if place == last {
                with_beginnings(atoms)
            } else {
                atoms
            }
        };
        let fact = |word: &Word| vec![Atom::Is(Field::Word, word.text.clone())];
        let named = |word: &Word| {
            let mut atoms = is_or_nickname(word);
            atoms.extend(fact(word));
            atoms
        };
        let mut ways = one_of(Class::NameAndWord, &self.words, named, fact);
        for way in &mut ways {
            for (place, atoms) in way.conditions.iter_mut().enumerate() {
                *atoms = beginning(place, std::mem::take(atoms));
            }
        }
        making.group(ways);
        making.group(one_of(Class::NameAndWord, &self.words, anything, no_name));
    }

    /// Letters from within names.
    fn as_insides(&self, making: &mut Making) {
        if self.digits.is_some() {
            return;
        }
        let inside = each(Class::Inside, &self.words, |word| {
            let mut atoms = begins(Field::Own, word);
            if word.len >= SHORTEST_HELD {
                atoms.push(Atom::Holds(word.text.clone()));
            }
            atoms
        });
        making.guess(Guess::Wild, [inside]);
    }
}

/// A way with one condition for every word.
pub(crate) fn each(class: Class, words: &[Word], atoms: impl Fn(&Word) -> Vec<Atom>) -> Way {
    Way::new(class, words.iter().map(atoms).collect())
}

/// A way in which the last word is the beginning of a name or a word, and the others as `atoms` say.
fn each_but_last(class: Class, words: &[Word], atoms: impl Fn(&Word) -> Vec<Atom>) -> Way {
    let last = words.len().saturating_sub(1);
    let condition = |(place, word): (usize, &Word)| {
        if place == last {
            with_beginnings(atoms(word))
        } else {
            atoms(word)
        }
    };
    Way::new(class, words.iter().enumerate().map(condition).collect())
}

/// The same, and what only begins so.
fn with_beginnings(mut atoms: Vec<Atom>) -> Vec<Atom> {
    let halves: Vec<Atom> = atoms
        .iter()
        .filter_map(|atom| match atom {
            Atom::Is(field, text) => Some(Atom::Begins(*field, text.clone())),
            _ => None,
        })
        .collect();
    atoms.extend(halves);
    atoms
}

/// For each word a way in which it is as `mended` says and the others are as `typed` says.
pub(crate) fn one_of(
    class: Class,
    words: &[Word],
    typed: impl Fn(&Word) -> Vec<Atom>,
    mended: impl Fn(&Word) -> Vec<Atom>,
) -> Vec<Way> {
    (0..words.len())
        .map(|chosen| {
            let condition = |(place, word): (usize, &Word)| {
                if place == chosen {
                    mended(word)
                } else {
                    typed(word)
                }
            };
            Way::new(class, words.iter().enumerate().map(condition).collect())
        })
        .collect()
}

pub(crate) fn begins(field: Field, word: &Word) -> Vec<Atom> {
    vec![Atom::Begins(field, word.text.clone())]
}

fn is_or_nickname(word: &Word) -> Vec<Atom> {
    let mut atoms = vec![Atom::Is(Field::Own, word.text.clone())];
    atoms.extend(nickname(nicknames::of(&word.text)));
    atoms
}

pub(crate) fn begins_or_nickname(word: &Word) -> Vec<Atom> {
    let mut atoms = begins(Field::Own, word);
    atoms.extend(nickname(nicknames::beginning(&word.text)));
    atoms
}

fn nickname(names: Vec<String>) -> Option<Atom> {
    (!names.is_empty()).then_some(Atom::AnyOf(names))
}

/// A word as whatever it may be, beside other words.
pub(crate) fn anything(word: &Word) -> Vec<Atom> {
    let mut atoms = begins_or_nickname(word);
    atoms.extend(begins(Field::Near, word));
    atoms.extend(no_name(word));
    atoms
}

/// A word as whatever it may be but a name.
fn no_name(word: &Word) -> Vec<Atom> {
    let mut atoms = begins(Field::Word, word);
    if word.is_digits && word.len >= SHORTEST_INSIDE {
        atoms.push(Atom::PhoneHolds(word.text.clone()));
    }
    if !word.is_letters && word.len >= SHORTEST_NUMBER {
        atoms.push(Atom::NumberBegins(word.text.clone()));
    }
    atoms
}

/// "rma" as the first letter of a given name and the beginning of a family name: what is typed most.
fn first_letters(word: &Word) -> Option<Way> {
    can_be_initials(word).then(|| {
        Way::one(
            Class::Initials,
            Atom::Begins(Field::Letters, word.text.clone()),
        )
    })
}

/// "roma" as the beginnings of two different names in either order, cut at each place.
fn initials(word: &Word) -> Vec<Way> {
    if !can_be_initials(word) {
        return Vec::new();
    }
    let two = word.text.char_indices().skip(1).map(|(cut, _)| {
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
    });
    two.collect()
}

fn can_be_initials(word: &Word) -> bool {
    (2..=LONGEST_INITIALS).contains(&word.len) && word.is_letters && !word.unspaced
}

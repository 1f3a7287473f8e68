//! The words in which a search is put: atoms, conditions, ways, groups.

use crate::found::{Class, Matched};

/// With so many found as typed the screen is full, and nobody asks whether it was typed wrong.
const SCREENFUL: usize = 8;
/// With so many found by a few letters, nobody looks at wild guesses …
const ENOUGH: usize = 5;
/// … and so many letters say enough that anyone found is worth more.
const SAYS_ENOUGH: usize = 6;

/// A list of names or words that a customer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Names of their own.
    Own,
    /// The first letters of all their names.
    Letters,
    /// Names of those near them.
    Near,
    /// Words of facts and pieces.
    Word,
}

/// One thing that can be true of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Atom {
    /// A term is this.
    Is(Field, String),
    /// A term begins so.
    Begins(Field, String),
    /// A name of their own is one of these.
    AnyOf(Vec<String>),
    /// A name of their own has one of these codes.
    Sounds(Vec<String>),
    /// A term is this but for so many letters; `half`: a beginning of a term is.
    Typo {
        /// Which terms.
        field: Field,
        /// What was typed.
        text: String,
        /// The most letters that may be wrong.
        edits: u8,
        /// Whether a beginning of the term is enough.
        half: bool,
        /// The fewest characters of a term that counts.
        shortest: usize,
    },
    /// These letters are within a name of their own.
    Holds(String),
    /// A phone number ends so, or what was typed ends with the whole number.
    PhoneEnds(String),
    /// A phone number has these digits somewhere.
    PhoneHolds(String),
    /// An address has this somewhere.
    Email(String),
    /// A number is this.
    NumberIs(String),
    /// A number begins so.
    NumberBegins(String),
}

impl Atom {
    /// Whether another atom means the same words. Names of their own and of those near them are in one
    /// vocabulary.
    pub(crate) fn looks_for(&self, other: &Self) -> bool {
        let names = |field: &Field| matches!(field, Field::Own | Field::Near);
        let alike = |one: &Field, other: &Field| one == other || (names(one) && names(other));
        match (self, other) {
            (Self::Is(one, text), Self::Is(other, same))
            | (Self::Begins(one, text), Self::Begins(other, same)) => {
                alike(one, other) && text == same
            }
            (
                Self::Typo {
                    field: one,
                    text,
                    edits,
                    half,
                    shortest,
                },
                Self::Typo {
                    field: other,
                    text: same,
                    edits: as_many,
                    half: as_half,
                    shortest: as_long,
                },
            ) => {
                alike(one, other)
                    && (text, edits, half, shortest) == (same, as_many, as_half, as_long)
            }
            _ => self == other,
        }
    }

    /// Whether all names or words have to be gone through to know which are meant.
    pub(crate) fn is_costly(&self) -> bool {
        matches!(self, Self::Typo { .. } | Self::Sounds(_) | Self::Holds(_))
    }

    /// The kind of field that it looks at.
    pub(crate) fn matched(&self) -> Matched {
        match self {
            Self::Is(field, _) | Self::Begins(field, _) | Self::Typo { field, .. } => match field {
                Field::Own | Field::Letters => Matched::Name,
                Field::Near => Matched::Near,
                Field::Word => Matched::Word,
            },
            Self::AnyOf(_) | Self::Sounds(_) | Self::Holds(_) => Matched::Name,
            Self::PhoneEnds(_) | Self::PhoneHolds(_) => Matched::Phone,
            Self::Email(_) => Matched::Email,
            Self::NumberIs(_) | Self::NumberBegins(_) => Matched::Number,
        }
    }
}

/// What else must be true of a customer for whom every condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    /// Nothing.
    Nothing,
    /// Two different names of theirs begin as the two conditions say: "mma" is not Martin alone.
    TwoNames,
    /// One of the conditions is held up by someone near them, not by a name of their own.
    SomeoneNear,
}

/// One way to understand what was typed: of every condition one atom must be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    /// How a customer fits who is found so.
    pub(crate) class: Class,
    /// Each stands for one typed word, but for initials, where both stand for the one.
    pub(crate) conditions: Vec<Vec<Atom>>,
    pub(crate) check: Check,
}

impl Way {
    pub(crate) fn new(class: Class, conditions: Vec<Vec<Atom>>) -> Self {
        Self {
            class,
            conditions,
            check: Check::Nothing,
        }
    }

    pub(crate) fn one(class: Class, atom: Atom) -> Self {
        Self::new(class, vec![vec![atom]])
    }

    /// Whether every condition has something to look for.
    pub(crate) fn is_possible(&self) -> bool {
        !self.conditions.is_empty() && self.conditions.iter().all(|atoms| !atoms.is_empty())
    }
}

/// Ways of equal worth: whoever is found by any of them stands by affinity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Group {
    pub(crate) ways: Vec<Way>,
    pub(crate) guess: Guess,
    /// When some of it go ahead of others found before.
    pub(crate) ahead: Option<Ahead>,
}

/// How far a group goes from what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Guess {
    /// It was meant as typed.
    #[default]
    AsTyped,
    /// One word was typed wrong.
    OneWrong,
    /// More than that: only opened while next to nobody was found.
    Wild,
}

impl Group {
    /// Whether it is still worth opening after so many were found by so many characters.
    pub(crate) fn is_worth(&self, found: usize, len: usize) -> bool {
        match self.guess {
            Guess::AsTyped => true,
            Guess::OneWrong => found < SCREENFUL,
            Guess::Wild if len < SAYS_ENOUGH => found < ENOUGH,
            Guess::Wild => found == 0,
        }
    }
}

/// Whoever is near someone with the typed name stands right behind the first of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ahead {
    /// Behind how many.
    pub(crate) behind: usize,
    /// How many of them.
    pub(crate) many: usize,
}

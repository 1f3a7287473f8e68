//! Looking at the names of one customer, where that is cheaper than a list of all whom a word may mean.

use std::rc::Rc;

use memchr::memmem::Finder;

use super::Base;
use crate::typos::{Typos, is_long};
use crate::way::{Atom, Field};

/// Something that is true of one name or not.
pub(crate) enum Test {
    /// It is what was typed but for some letters, and has so many characters.
    Typo(Typos, usize),
    /// It has these letters within.
    Holds(Box<Finder<'static>>),
    /// Its number is one of these, sorted.
    OneOf(Rc<[u32]>),
}

impl Test {
    /// Whether an atom had better be tested where few customers are left.
    pub(crate) fn is_better_for(atom: &Atom) -> bool {
        matches!(
            atom,
            Atom::Typo {
                field: Field::Own,
                ..
            } | Atom::Sounds(_)
                | Atom::Holds(_)
        )
    }

    /// Whether it is true of a name of a customer's own.
    pub(crate) fn passes(&self, base: &Base, doc: u32) -> bool {
        match self {
            Self::Typo(typos, shortest) => base
                .own_words(doc)
                .any(|name| is_long(name, *shortest) && typos.accepts(name)),
            Self::Holds(finder) => base.own_words(doc).any(|name| finder.find(name).is_some()),
            Self::OneOf(numbers) => base
                .own_names(doc)
                .any(|number| numbers.binary_search(&number).is_ok()),
        }
    }
}

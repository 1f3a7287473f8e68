//! The customers that changed since the base was built: small, and changed in place.
//!
//! Answers the same atoms as the base, for all of its customers at once.

use std::collections::{BTreeMap, HashMap};

use memchr::memmem::Finder;
use uuid::Uuid;

use crate::affinity::Affinity;
use crate::base::phones;
use crate::bits::BitSet;
use crate::card::{SearchCard, Standing};
use crate::sounds;
use crate::terms::Terms;
use crate::typos::{Typos, is_long};
use crate::way::{Atom, Field, Way};
use crate::width::{at, n32};

/// One customer of the overlay.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    pub(crate) who: Affinity,
    /// How many of the base come before them.
    pub(crate) behind: u32,
    pub(crate) standing: Standing,
    terms: Terms,
    codes: Vec<String>,
    /// The last four digits of each phone number.
    endings: Vec<String>,
}

type Words = BTreeMap<String, Vec<u32>>;

/// Changed customers, each in a slot of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overlay {
    slots: Vec<Option<Changed>>,
    by_id: HashMap<Uuid, u32>,
    /// The slots that are taken.
    taken: BitSet,
    /// The same in affinity order.
    order: Vec<u32>,
    own: Words,
    sounds: Words,
    letters: Words,
    near: Words,
    words: Words,
    numbers: Words,
    endings: Words,
}

impl Overlay {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub(crate) fn get(&self, slot: u32) -> Option<&Changed> {
        self.slots.get(at(slot))?.as_ref()
    }

    pub(crate) fn put(&mut self, card: &SearchCard, who: Affinity, behind: u32) {
        self.remove(card.id);
        let slot = match self.slots.iter().position(Option::is_none) {
            Some(free) if self.slots.len() > self.by_id.len() => n32(free),
            _ => {
                self.slots.push(None);
                n32(self.slots.len() - 1)
            }
        };
        let terms = Terms::of(card);
        let mut codes: Vec<String> = terms
            .own
            .iter()
            .flat_map(|name| sounds::codes(name))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let mut endings: Vec<String> = terms
            .phones
            .iter()
            .filter_map(|phone| ending(phone))
            .map(str::to_owned)
            .collect();
        endings.sort_unstable();
        endings.dedup();
        for (words, terms) in self.lists(&terms, &codes, &endings) {
            for term in terms {
                words.entry(term.clone()).or_default().push(slot);
            }
        }
        self.by_id.insert(card.id, slot);
        self.taken.insert_anew(slot);
        let place = self.order.partition_point(|other| {
            self.get(*other)
                .is_some_and(|other| (other.behind, &other.who) < (behind, &who))
        });
        self.order.insert(place, slot);
        if let Some(place) = self.slots.get_mut(at(slot)) {
            *place = Some(Changed {
                who,
                behind,
                standing: card.standing.clone(),
                terms,
                codes,
                endings,
            });
        }
    }

    pub(crate) fn remove(&mut self, id: Uuid) {
        let Some(slot) = self.by_id.remove(&id) else {
            return;
        };
        self.taken.remove(slot);
        self.order.retain(|other| *other != slot);
        let Some(changed) = self.slots.get_mut(at(slot)).and_then(Option::take) else {
            return;
        };
        for (words, terms) in self.lists(&changed.terms, &changed.codes, &changed.endings) {
            for term in terms {
                if let Some(slots) = words.get_mut(term) {
                    slots.retain(|other| *other != slot);
                    if slots.is_empty() {
                        words.remove(term);
                    }
                }
            }
        }
    }

    fn lists<'a>(
        &'a mut self,
        terms: &'a Terms,
        codes: &'a Vec<String>,
        endings: &'a Vec<String>,
    ) -> [(&'a mut Words, &'a Vec<String>); 7] {
        [
            (&mut self.own, &terms.own),
            (&mut self.sounds, codes),
            (&mut self.letters, &terms.letters),
            (&mut self.near, &terms.near),
            (&mut self.words, &terms.words),
            (&mut self.numbers, &terms.numbers),
            (&mut self.endings, endings),
        ]
    }

    /// No slot, with room for all.
    pub(crate) fn nobody(&self) -> BitSet {
        BitSet::of_len(self.slots.len())
    }

    /// All slots that are taken.
    pub(crate) fn all(&self) -> &BitSet {
        &self.taken
    }

    /// A slot by its place in affinity order.
    pub(crate) fn in_order(&self, place: usize) -> Option<u32> {
        self.order.get(place).copied()
    }

    fn field(&self, field: Field) -> &Words {
        match field {
            Field::Own => &self.own,
            Field::Letters => &self.letters,
            Field::Near => &self.near,
            Field::Word => &self.words,
        }
    }

    /// The customers for whom an atom is true.
    pub(crate) fn atom(&self, atom: &Atom) -> BitSet {
        let mut found = BitSet::of_len(self.slots.len());
        let mut add = |slots: &Vec<u32>| slots.iter().for_each(|slot| found.insert(*slot));
        match atom {
            Atom::Is(field, text) => {
                self.field(*field).get(text).into_iter().for_each(add);
            }
            Atom::Begins(field, text) => begin(self.field(*field), text).for_each(add),
            Atom::AnyOf(names) => {
                names
                    .iter()
                    .filter_map(|name| self.own.get(name))
                    .for_each(add);
            }
            Atom::Sounds(codes) => {
                let slots = codes.iter().filter_map(|code| self.sounds.get(code));
                slots.for_each(add);
            }
            Atom::Typo {
                field,
                text,
                edits,
                half,
                shortest,
            } => {
                let typos = Typos::of(text, *edits, *half);
                for (name, slots) in self.field(*field) {
                    if is_long(name.as_bytes(), *shortest) && typos.accepts(name.as_bytes()) {
                        add(slots);
                    }
                }
            }
            Atom::Holds(letters) => {
                let finder = Finder::new(letters);
                for (name, slots) in &self.own {
                    if finder.find(name.as_bytes()).is_some() {
                        add(slots);
                    }
                }
            }
            Atom::NumberIs(key) => self.numbers.get(key).into_iter().for_each(add),
            Atom::NumberBegins(key) => begin(&self.numbers, key).for_each(add),
            Atom::PhoneEnds(digits) => match ending(digits) {
                None => self.each(&mut found, |terms| {
                    any_phone(terms, |number| phones::ends(number, digits.as_bytes()))
                }),
                Some(four) => {
                    let fits = |slot: &&u32| {
                        self.get(**slot).is_some_and(|changed| {
                            any_phone(&changed.terms, |number| {
                                phones::ends(number, digits.as_bytes())
                            })
                        })
                    };
                    let slots = self.endings.get(four).into_iter().flatten();
                    slots.filter(fits).for_each(|slot| found.insert(*slot));
                }
            },
            Atom::PhoneHolds(digits) => self.each(&mut found, |terms| {
                any_phone(terms, |number| phones::holds(number, digits.as_bytes()))
            }),
            Atom::Email(fragment) => {
                let finder = Finder::new(fragment);
                self.each(&mut found, |terms| {
                    let mut emails = terms.emails.iter();
                    emails.any(|email| finder.find(email.as_bytes()).is_some())
                });
            }
        }
        found
    }

    fn each(&self, found: &mut BitSet, fits: impl Fn(&Terms) -> bool) {
        for (slot, changed) in (0..).zip(&self.slots) {
            if changed.as_ref().is_some_and(|changed| fits(&changed.terms)) {
                found.insert(slot);
            }
        }
    }

    pub(crate) fn two_names(&self, slot: u32, way: &Way) -> bool {
        let beginnings: Vec<&str> = way
            .conditions
            .iter()
            .flatten()
            .filter_map(|atom| match atom {
                Atom::Begins(Field::Own, text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let ([one, other], Some(changed)) = (beginnings.as_slice(), self.get(slot)) else {
            return false;
        };
        let names = &changed.terms.own;
        names.iter().any(|first| {
            first.starts_with(one)
                && names
                    .iter()
                    .any(|second| second != first && second.starts_with(other))
        })
    }
}

fn begin<'a>(words: &'a Words, prefix: &'a str) -> impl Iterator<Item = &'a Vec<u32>> {
    words
        .range::<str, _>((
            std::ops::Bound::Included(prefix),
            std::ops::Bound::Unbounded,
        ))
        .take_while(move |(word, _)| word.starts_with(prefix))
        .map(|(_, slots)| slots)
}

/// The last four digits, where there are so many.
fn ending(digits: &str) -> Option<&str> {
    digits.get(digits.len().checked_sub(4)?..)
}

fn any_phone(terms: &Terms, fits: impl Fn(&[u8]) -> bool) -> bool {
    terms.phones.iter().any(|phone| fits(phone.as_bytes()))
}

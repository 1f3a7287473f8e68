//! The customers that changed since the base was built: small, and changed in place.
//!
//! Answers the same atoms as the base, for all of its customers at once.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::affinity::Affinity;
use crate::base::phones;
use crate::bits::BitSet;
use crate::card::{SearchCard, Standing};
use crate::found::{Class, Matched, Reason};
use crate::sounds;
use crate::terms::Terms;
use crate::typos::{Typos, is_long};
use crate::way::{Atom, Check, Field, Group, Way};
use crate::width::{at, n32};

/// One customer of the overlay.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    pub(crate) who: Affinity,
    /// How many of the base come before them.
    pub(crate) behind: u32,
    pub(crate) standing: Standing,
    terms: Terms,
}

type Words = BTreeMap<String, Vec<u32>>;

/// Changed customers, each in a slot of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overlay {
    slots: Vec<Option<Changed>>,
    by_id: HashMap<Uuid, u32>,
    own: Words,
    letters: Words,
    near: Words,
    words: Words,
    numbers: Words,
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
        for (words, terms) in self.lists(&terms) {
            for term in terms {
                words.entry(term.clone()).or_default().push(slot);
            }
        }
        self.by_id.insert(card.id, slot);
        if let Some(place) = self.slots.get_mut(at(slot)) {
            *place = Some(Changed {
                who,
                behind,
                standing: card.standing.clone(),
                terms,
            });
        }
    }

    pub(crate) fn remove(&mut self, id: Uuid) {
        let Some(slot) = self.by_id.remove(&id) else {
            return;
        };
        let Some(changed) = self.slots.get_mut(at(slot)).and_then(Option::take) else {
            return;
        };
        for (words, terms) in self.lists(&changed.terms) {
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

    fn lists<'a>(&'a mut self, terms: &'a Terms) -> [(&'a mut Words, &'a Vec<String>); 5] {
        [
            (&mut self.own, &terms.own),
            (&mut self.letters, &terms.letters),
            (&mut self.near, &terms.near),
            (&mut self.words, &terms.words),
            (&mut self.numbers, &terms.numbers),
        ]
    }

    /// No slot, with room for all.
    pub(crate) fn nobody(&self) -> BitSet {
        BitSet::of_len(self.slots.len())
    }

    /// All slots that are taken.
    pub(crate) fn all(&self) -> BitSet {
        let mut all = self.nobody();
        for slot in self.by_id.values() {
            all.insert(*slot);
        }
        all
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
    fn atom(&self, atom: &Atom) -> BitSet {
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
                for (name, slots) in &self.own {
                    if sounds::codes(name).iter().any(|code| codes.contains(code)) {
                        add(slots);
                    }
                }
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
                for (name, slots) in &self.own {
                    if name.contains(letters) {
                        add(slots);
                    }
                }
            }
            Atom::NumberIs(key) => self.numbers.get(key).into_iter().for_each(add),
            Atom::NumberBegins(key) => begin(&self.numbers, key).for_each(add),
            Atom::PhoneEnds(digits) => self.each(&mut found, |terms| {
                any_phone(terms, |number| phones::ends(number, digits.as_bytes()))
            }),
            Atom::PhoneHolds(digits) => self.each(&mut found, |terms| {
                any_phone(terms, |number| phones::holds(number, digits.as_bytes()))
            }),
            Atom::Email(fragment) => self.each(&mut found, |terms| {
                terms.emails.iter().any(|email| email.contains(fragment))
            }),
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

    /// The customers found by any way of a group and how, in affinity order.
    pub(crate) fn group(&self, group: &Group) -> Vec<(u32, Class, Reason)> {
        let mut found: Vec<(u32, Class, Reason)> = Vec::new();
        if self.is_empty() {
            return found;
        }
        let mut taken = BitSet::of_len(self.slots.len());
        for way in &group.ways {
            let conditions: Vec<Vec<(Matched, BitSet)>> = way
                .conditions
                .iter()
                .map(|atoms| {
                    let open = |atom: &Atom| (atom.matched(), self.atom(atom));
                    atoms.iter().map(open).collect()
                })
                .collect();
            let mut all = self.all();
            for atoms in &conditions {
                let mut any = BitSet::of_len(self.slots.len());
                for (_, slots) in atoms {
                    any.unite(slots);
                }
                all.intersect(&any);
                if all.is_empty() {
                    break;
                }
            }
            for slot in all
                .iter()
                .filter(|slot| !taken.contains(*slot))
                .collect::<Vec<_>>()
            {
                let kinds: Vec<Vec<Matched>> = conditions
                    .iter()
                    .map(|atoms| {
                        let mut kinds: Vec<Matched> = atoms
                            .iter()
                            .filter_map(|(kind, slots)| slots.contains(slot).then_some(*kind))
                            .collect();
                        kinds.sort_unstable();
                        kinds
                    })
                    .collect();
                let passes = match way.check {
                    Check::Nothing => true,
                    Check::TwoNames => self.two_names(slot, way),
                    Check::SomeoneNear => Way::someone_near(&kinds),
                };
                if passes {
                    taken.insert(slot);
                    found.push((slot, way.class, why(way.class, &kinds)));
                }
            }
        }
        let who = |slot: u32| self.get(slot).map(|changed| (changed.behind, &changed.who));
        found.sort_by(|one, other| who(one.0).cmp(&who(other.0)));
        found
    }

    fn two_names(&self, slot: u32, way: &Way) -> bool {
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

fn any_phone(terms: &Terms, fits: impl Fn(&[u8]) -> bool) -> bool {
    terms.phones.iter().any(|phone| fits(phone.as_bytes()))
}

fn why(class: Class, kinds: &[Vec<Matched>]) -> Reason {
    if class == Class::Initials {
        return Reason {
            words: vec![Matched::Name],
        };
    }
    Reason {
        words: kinds
            .iter()
            .filter_map(|kinds| kinds.first().copied())
            .collect(),
    }
}

//! Atoms and ways, opened on a base.

use std::ops::Range;

use memchr::memmem::Finder;

use super::Base;
use super::phones;
use super::postings::END;
use super::stream::{OpenCondition, OpenWay, Stream};
use super::test::Test;
use super::vocabulary::{Meant, Vocabulary};
use crate::cursor::{Cursor, PhoneCursor};
use crate::found::Matched;
use crate::typos::Typos;
use crate::way::{Atom, Check, Field, Group, Way};

/// So many customers are looked at one by one rather than all names gone through.
const FEW_TO_TEST: usize = 800;

/// Opens atoms; what is costly to look up is looked up once for all ways of a search.
pub(crate) struct Opener<'a> {
    base: &'a Base,
    known: Vec<(Atom, Meant)>,
}

impl<'a> Opener<'a> {
    pub(crate) fn on(base: &'a Base) -> Self {
        Self {
            base,
            known: Vec::new(),
        }
    }

    fn vocabulary(&self, field: Field) -> Option<Vocabulary<'a>> {
        let bytes = &self.base.bytes;
        match field {
            Field::Own => self.base.names.on(bytes, 0),
            Field::Letters => self.base.letters.on(bytes, 0),
            Field::Near => self.base.names.on(bytes, 1),
            Field::Word => self.base.words.on(bytes, 0),
        }
    }

    /// The words that an atom means.
    fn meant(&mut self, atom: &Atom) -> Meant {
        let known = self.known.iter().find(|(known, _)| known.looks_for(atom));
        if let Some((_, words)) = known {
            return words.clone();
        }
        let words = self.look_up(atom);
        self.known.push((atom.clone(), words.clone()));
        words
    }

    fn look_up(&self, atom: &Atom) -> Meant {
        let own = || self.vocabulary(Field::Own);
        let some = match atom {
            Atom::Is(field, text) => self
                .vocabulary(*field)
                .and_then(|words| words.number(text))
                .map(|word| vec![word]),
            Atom::Begins(field, text) => {
                return self
                    .vocabulary(*field)
                    .map_or(Meant::Span(0..0), |words| words.beginning(text));
            }
            Atom::AnyOf(texts) => own().map(|names| {
                let numbers = texts.iter().filter_map(|text| names.number(text));
                numbers.collect()
            }),
            Atom::Typo {
                field,
                text,
                edits,
                half,
                shortest,
            } => {
                let typos = Typos::of(text, *edits, *half);
                self.vocabulary(*field)
                    .map(|words| words.accepted(&typos, *shortest))
            }
            Atom::Sounds(codes) => Some(self.sounding(codes)),
            Atom::Holds(letters) => own().map(|names| names.holding(letters)),
            _ => None,
        };
        Meant::Some(some.unwrap_or_default().into())
    }

    fn sounding(&self, codes: &[String]) -> Vec<u32> {
        let all = self.base.codes.on(&self.base.bytes);
        let lists = self.base.code_names.on(&self.base.bytes);
        let mut names = Vec::new();
        for code in codes {
            let Some(mut list) = all
                .find(code.as_bytes())
                .ok()
                .and_then(|code| lists.open(code))
            else {
                continue;
            };
            while list.doc() != END {
                names.push(list.doc());
                list.advance();
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The customers for whom an atom is true; none when there are none.
    pub(crate) fn atom(&mut self, atom: &Atom) -> Option<Cursor<'a>> {
        let customers = self.base.len;
        let bytes = &self.base.bytes;
        match atom {
            Atom::Is(field, _) | Atom::Begins(field, _) | Atom::Typo { field, .. } => {
                let lists = self.meant(atom).lists(&self.vocabulary(*field)?);
                Cursor::union(lists, customers)
            }
            Atom::AnyOf(_) | Atom::Sounds(_) | Atom::Holds(_) => {
                let lists = self.meant(atom).lists(&self.vocabulary(Field::Own)?);
                Cursor::union(lists, customers)
            }
            Atom::PhoneEnds(digits) => {
                let phones = self.base.phones.on(bytes);
                let lists = phones.ending(digits);
                if digits.len() < 4 {
                    // The key is made of four digits, so a list of them holds no others.
                    return Cursor::union(lists, customers);
                }
                (!lists.is_empty())
                    .then(|| Cursor::Phone(PhoneCursor::new(lists, phones, digits, phones::ends)))
            }
            Atom::PhoneHolds(digits) => {
                let phones = self.base.phones.on(bytes);
                let lists = phones.holding(digits).filter(|lists| !lists.is_empty())?;
                Some(Cursor::Phone(PhoneCursor::new(
                    lists,
                    phones,
                    digits,
                    phones::holds,
                )))
            }
            Atom::Email(fragment) => self.base.emails.holding(bytes, fragment).map(Cursor::Email),
            Atom::NumberIs(key) => Cursor::docs(self.base.numbers.on(bytes).is(key)),
            Atom::NumberBegins(key) => Cursor::docs(self.base.numbers.on(bytes).begins(key)),
        }
    }

    /// A way, when it is possible here that anyone is found by it.
    fn way(&mut self, way: &Way) -> Option<OpenWay<'a>> {
        let mut possible = |atoms: &Vec<Atom>| atoms.iter().any(|atom| self.may_be(atom));
        if !way.conditions.iter().all(&mut possible) {
            return None;
        }
        let mut conditions = Vec::with_capacity(way.conditions.len());
        // What is costly comes last: nobody may be left for it.
        let costly = |atoms: &Vec<Atom>| atoms.iter().any(Atom::is_costly);
        let numbered = || way.conditions.iter().enumerate();
        for (word, atoms) in numbered().filter(|(_, atoms)| !costly(atoms)) {
            conditions.push(self.condition(word, atoms)?);
        }
        // Where the other words leave few, those are looked at; else the vocabulary is gone through.
        let few = conditions
            .iter()
            .any(|condition: &OpenCondition<'_>| condition.cost() <= FEW_TO_TEST);
        let mut tested = Vec::new();
        for (word, atoms) in numbered().filter(|(_, atoms)| costly(atoms)) {
            if few && atoms.iter().any(Test::is_better_for) {
                tested.push(self.tested(word, atoms));
            } else {
                conditions.push(self.condition(word, atoms)?);
            }
        }
        let two = match way.check {
            Check::TwoNames => Some(self.two_names(way)?),
            Check::Nothing | Check::SomeoneNear => None,
        };
        conditions.sort_by_key(OpenCondition::cost);
        Some(OpenWay {
            base: self.base,
            class: way.class,
            check: way.check,
            two,
            conditions,
            tested,
            doc: 0,
            fresh: false,
        })
    }

    /// Whether anyone has one of the words that an atom means, as far as that is quickly said.
    fn may_be(&mut self, atom: &Atom) -> bool {
        let field = match atom {
            Atom::Is(field, _) | Atom::Begins(field, _) => *field,
            Atom::AnyOf(_) => Field::Own,
            _ => return true,
        };
        let meant = self.meant(atom);
        self.vocabulary(field)
            .is_some_and(|vocabulary| vocabulary.has_any(&meant))
    }

    fn condition(&mut self, word: usize, atoms: &[Atom]) -> Option<OpenCondition<'a>> {
        let atoms: Vec<(Matched, Cursor<'a>)> = atoms
            .iter()
            .filter_map(|atom| Some((atom.matched(), self.atom(atom)?)))
            .collect();
        (!atoms.is_empty()).then_some(OpenCondition {
            word,
            atoms,
            tests: Vec::new(),
        })
    }

    /// A condition that is only asked about customers who are there already.
    fn tested(&mut self, word: usize, atoms: &[Atom]) -> OpenCondition<'a> {
        let mut condition = OpenCondition {
            word,
            atoms: Vec::new(),
            tests: Vec::new(),
        };
        for atom in atoms {
            if !Test::is_better_for(atom) {
                let open = self.atom(atom).map(|cursor| (atom.matched(), cursor));
                condition.atoms.extend(open);
                continue;
            }
            condition.tests.push(match atom {
                Atom::Typo {
                    text,
                    edits,
                    half,
                    shortest,
                    ..
                } => Test::Typo(Typos::of(text, *edits, *half), *shortest),
                Atom::Holds(letters) => Test::Holds(Box::new(Finder::new(letters).into_owned())),
                other => Test::OneOf(self.meant(other).numbers()),
            });
        }
        condition
    }

    fn two_names(&self, way: &Way) -> Option<[Range<u32>; 2]> {
        let names = self.vocabulary(Field::Own)?;
        let mut ranges = way
            .conditions
            .iter()
            .flatten()
            .filter_map(|atom| match atom {
                Atom::Begins(Field::Own, text) => Some(names.span(text)),
                _ => None,
            });
        Some([ranges.next()?, ranges.next()?])
    }

    /// The customers found by any way of a group, in affinity order.
    pub(crate) fn group(&mut self, group: &Group) -> Stream<'a> {
        Stream {
            ways: group.ways.iter().filter_map(|way| self.way(way)).collect(),
        }
    }
}

//! Atoms and ways, opened on a base.

use std::ops::Range;
use std::rc::Rc;

use super::Base;
use super::phones;
use super::postings::END;
use super::vocabulary::Vocabulary;
use crate::cursor::{Cursor, PhoneCursor};
use crate::found::{Class, Matched, Reason};
use crate::typos::Typos;
use crate::way::{Atom, Check, Field, Group, Way};

/// Opens atoms; what is costly to look up is looked up once for all ways of a search.
pub(crate) struct Opener<'a> {
    base: &'a Base,
    known: Vec<(Atom, Rc<[u32]>)>,
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
            Field::Near => self.base.names.on(bytes, 1),
            Field::Word => self.base.words.on(bytes, 0),
        }
    }

    /// The words that an atom means, where they have to be looked for.
    fn meant(&mut self, atom: &Atom) -> Rc<[u32]> {
        if let Some((_, words)) = self.known.iter().find(|(known, _)| known == atom) {
            return Rc::clone(words);
        }
        let words: Rc<[u32]> = match atom {
            Atom::Typo {
                field,
                text,
                edits,
                half,
            } => {
                let typos = Typos::of(text, *edits, *half);
                self.vocabulary(*field).map(|words| words.accepted(&typos))
            }
            Atom::Sounds(codes) => Some(self.sounding(codes)),
            Atom::Holds(letters) => self
                .vocabulary(Field::Own)
                .map(|names| names.holding(letters)),
            _ => None,
        }
        .unwrap_or_default()
        .into();
        self.known.push((atom.clone(), Rc::clone(&words)));
        words
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
            Atom::Is(field, text) => {
                let list = self.vocabulary(*field)?.is(text)?;
                Cursor::union(vec![list], customers)
            }
            Atom::Begins(field, text) => {
                Cursor::union(self.vocabulary(*field)?.begins(text), customers)
            }
            Atom::AnyOf(names) => {
                let vocabulary = self.vocabulary(Field::Own)?;
                let lists = names
                    .iter()
                    .filter_map(|name| vocabulary.is(name))
                    .collect();
                Cursor::union(lists, customers)
            }
            Atom::Typo { field, .. } => {
                let words = self.meant(atom);
                let lists = self.vocabulary(*field)?.of(words.iter().copied());
                Cursor::union(lists, customers)
            }
            Atom::Sounds(_) | Atom::Holds(_) => {
                let words = self.meant(atom);
                let lists = self.vocabulary(Field::Own)?.of(words.iter().copied());
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
            Atom::Email(fragment) => {
                let cursor = self.base.emails.holding(bytes, fragment);
                (cursor.doc() != END).then_some(Cursor::Email(cursor))
            }
            Atom::NumberIs(key) => Cursor::docs(self.base.numbers.on(bytes).is(key)),
            Atom::NumberBegins(key) => Cursor::docs(self.base.numbers.on(bytes).begins(key)),
        }
    }

    /// A way, when it is possible here that anyone is found by it.
    fn way(&mut self, way: &Way) -> Option<OpenWay<'a>> {
        let mut conditions = Vec::with_capacity(way.conditions.len());
        for (word, atoms) in way.conditions.iter().enumerate() {
            let atoms: Vec<(Matched, Cursor<'a>)> = atoms
                .iter()
                .filter_map(|atom| Some((atom.matched(), self.atom(atom)?)))
                .collect();
            if atoms.is_empty() {
                return None;
            }
            conditions.push(OpenCondition { word, atoms });
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
            doc: 0,
            fresh: false,
        })
    }

    fn two_names(&self, way: &Way) -> Option<[Range<u32>; 2]> {
        let names = self.vocabulary(Field::Own)?.words();
        let mut ranges = way
            .conditions
            .iter()
            .flatten()
            .filter_map(|atom| match atom {
                Atom::Begins(Field::Own, text) => Some(names.beginning(text.as_bytes())),
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

struct OpenCondition<'a> {
    word: usize,
    atoms: Vec<(Matched, Cursor<'a>)>,
}

impl OpenCondition<'_> {
    fn cost(&self) -> usize {
        self.atoms
            .iter()
            .fold(0, |cost, (_, cursor)| cost.saturating_add(cursor.cost()))
    }

    fn seek(&mut self, target: u32) -> u32 {
        let mut least = END;
        for (_, cursor) in &mut self.atoms {
            least = least.min(cursor.seek(target));
            if least == target {
                break;
            }
        }
        least
    }

    /// The kinds of field that hold this condition up for a customer.
    fn kinds(&mut self, doc: u32) -> Vec<Matched> {
        let mut kinds: Vec<Matched> = self
            .atoms
            .iter_mut()
            .filter_map(|(kind, cursor)| (cursor.seek(doc) == doc).then_some(*kind))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

struct OpenWay<'a> {
    base: &'a Base,
    class: Class,
    check: Check,
    two: Option<[Range<u32>; 2]>,
    conditions: Vec<OpenCondition<'a>>,
    doc: u32,
    fresh: bool,
}

impl OpenWay<'_> {
    /// The first customer, at least `target`, for whom all conditions hold.
    fn seek(&mut self, target: u32) -> u32 {
        if !self.fresh || self.doc < target {
            self.fresh = true;
            self.doc = self.find(target);
        }
        self.doc
    }

    fn find(&mut self, mut target: u32) -> u32 {
        'look: loop {
            if target == END {
                return END;
            }
            let mut first = true;
            for condition in &mut self.conditions {
                let doc = condition.seek(target);
                if doc == END {
                    return END;
                }
                if doc > target {
                    target = doc;
                    if !first {
                        continue 'look;
                    }
                }
                first = false;
            }
            if self.passes(target) {
                return target;
            }
            target += 1;
        }
    }

    fn passes(&mut self, doc: u32) -> bool {
        match self.check {
            Check::Nothing => true,
            Check::TwoNames => self
                .two
                .as_ref()
                .is_some_and(|[one, other]| two_names(self.base.own_names(doc), one, other)),
            Check::SomeoneNear => Way::someone_near(&self.kinds(doc)),
        }
    }

    fn kinds(&mut self, doc: u32) -> Vec<Vec<Matched>> {
        self.conditions
            .iter_mut()
            .map(|condition| condition.kinds(doc))
            .collect()
    }

    fn why(&mut self, doc: u32) -> Reason {
        if self.class == Class::Initials {
            return Reason {
                words: vec![Matched::Name],
            };
        }
        let mut words: Vec<(usize, Matched)> = self
            .conditions
            .iter_mut()
            .filter_map(|condition| Some((condition.word, *condition.kinds(doc).first()?)))
            .collect();
        words.sort_unstable_by_key(|(word, _)| *word);
        Reason {
            words: words.into_iter().map(|(_, kind)| kind).collect(),
        }
    }
}

/// Whether two different names are in the one and in the other range.
fn two_names(names: impl Iterator<Item = u32>, one: &Range<u32>, other: &Range<u32>) -> bool {
    let (mut ones, mut others, mut both) = (0, 0, 0);
    for name in names {
        match (one.contains(&name), other.contains(&name)) {
            (true, true) => both += 1,
            (true, false) => ones += 1,
            (false, true) => others += 1,
            (false, false) => {}
        }
    }
    both > 1 || (both == 1 && ones + others > 0) || (ones > 0 && others > 0)
}

/// The customers found by a group of ways.
pub(crate) struct Stream<'a> {
    ways: Vec<OpenWay<'a>>,
}

impl Stream<'_> {
    /// The first customer, at least `target`; [`END`] when there is none.
    pub(crate) fn seek(&mut self, target: u32) -> u32 {
        self.ways
            .iter_mut()
            .map(|way| way.seek(target))
            .min()
            .unwrap_or(END)
    }

    /// How the customer on whom it stands was found.
    pub(crate) fn how(&mut self, doc: u32) -> Option<(Class, Reason)> {
        let way = self.ways.iter_mut().find(|way| way.doc == doc)?;
        Some((way.class, way.why(doc)))
    }
}

//! Ways that are open on a base, read together in affinity order.

use std::ops::Range;

use super::Base;
use super::postings::END;
use super::test::Test;
use crate::cursor::Cursor;
use crate::found::{Class, Matched, Reason};
use crate::way::Check;

/// One condition of an open way.
pub(super) struct OpenCondition<'a> {
    pub(super) word: usize,
    pub(super) atoms: Vec<(Matched, Cursor<'a>)>,
    pub(super) tests: Vec<Test>,
}

impl OpenCondition<'_> {
    pub(super) fn cost(&self) -> usize {
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

    /// Whether it holds for one customer.
    fn holds(&mut self, base: &Base, doc: u32) -> bool {
        self.seek(doc) == doc || self.tests.iter().any(|test| test.passes(base, doc))
    }

    /// Whether a name of their own holds it up.
    fn is_named(&mut self, base: &Base, doc: u32) -> bool {
        let mut names = self
            .atoms
            .iter_mut()
            .filter(|(kind, _)| *kind == Matched::Name);
        names.any(|(_, cursor)| cursor.seek(doc) == doc)
            || self.tests.iter().any(|test| test.passes(base, doc))
    }

    /// The first kind of field that holds this condition up for a customer.
    fn kind(&mut self, base: &Base, doc: u32) -> Option<Matched> {
        if self.tests.iter().any(|test| test.passes(base, doc)) {
            // No kind comes before a name.
            return Some(Matched::Name);
        }
        self.atoms
            .iter_mut()
            .filter_map(|(kind, cursor)| (cursor.seek(doc) == doc).then_some(*kind))
            .min()
    }
}

/// One open way.
pub(super) struct OpenWay<'a> {
    pub(super) base: &'a Base,
    pub(super) class: Class,
    pub(super) check: Check,
    pub(super) two: Option<[Range<u32>; 2]>,
    pub(super) conditions: Vec<OpenCondition<'a>>,
    pub(super) tested: Vec<OpenCondition<'a>>,
    pub(super) doc: u32,
    pub(super) fresh: bool,
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
        let base = self.base;
        self.tested
            .iter_mut()
            .all(|condition| condition.holds(base, doc))
            && match self.check {
                Check::Nothing => true,
                Check::TwoNames => self
                    .two
                    .as_ref()
                    .is_some_and(|[one, other]| two_names(base.own_names(doc), one, other)),
                Check::SomeoneNear => self
                    .conditions
                    .iter_mut()
                    .chain(&mut self.tested)
                    .any(|condition| !condition.is_named(base, doc)),
            }
    }

    fn why(&mut self, doc: u32) -> Reason {
        if self.class == Class::Initials {
            return Reason {
                words: vec![Matched::Name],
            };
        }
        let base = self.base;
        let mut words = vec![None; self.conditions.len() + self.tested.len()];
        for condition in self.conditions.iter_mut().chain(&mut self.tested) {
            if let Some(word) = words.get_mut(condition.word) {
                *word = condition.kind(base, doc);
            }
        }
        Reason {
            words: words.into_iter().flatten().collect(),
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
    pub(super) ways: Vec<OpenWay<'a>>,
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

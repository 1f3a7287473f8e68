//! Groups of ways, searched in the overlay: sets of slots instead of lists.

use std::rc::Rc;

use crate::bits::BitSet;
use crate::found::{Class, Matched, Reason};
use crate::overlay::Overlay;
use crate::way::{Atom, Check, Group, Way};

/// One search in the overlay; what an atom finds is looked up once.
pub(crate) struct OverlaySearch<'a> {
    overlay: &'a Overlay,
    known: Vec<(Atom, Rc<BitSet>)>,
}

/// Whom the atoms of one condition find, by kind of field.
type Condition = Vec<(Matched, Rc<BitSet>)>;

impl<'a> OverlaySearch<'a> {
    pub(crate) fn of(overlay: &'a Overlay) -> Self {
        Self {
            overlay,
            known: Vec::new(),
        }
    }

    fn atom(&mut self, atom: &Atom) -> Rc<BitSet> {
        if let Some((_, slots)) = self.known.iter().find(|(known, _)| known == atom) {
            return Rc::clone(slots);
        }
        let slots = Rc::new(self.overlay.atom(atom));
        self.known.push((atom.clone(), Rc::clone(&slots)));
        slots
    }

    /// The customers found by any way of a group.
    pub(crate) fn group(&mut self, group: &Group) -> OverlayFound<'a> {
        let ways = if self.overlay.is_empty() {
            Vec::new()
        } else {
            group.ways.iter().filter_map(|way| self.way(way)).collect()
        };
        OverlayFound {
            overlay: self.overlay,
            ways,
            place: 0,
        }
    }

    /// Whom a way finds; nothing when there is nobody.
    fn way(&mut self, way: &Way) -> Option<FoundWay> {
        let mut slots = self.overlay.all().clone();
        let mut conditions: Vec<(usize, Condition)> = Vec::with_capacity(way.conditions.len());
        let numbered = || way.conditions.iter().enumerate();
        let costly = |atoms: &Vec<Atom>| atoms.iter().any(Atom::is_costly);
        // What is costly comes last: nobody may be left for it.
        let cheap = numbered().filter(|(_, atoms)| !costly(atoms));
        for (word, atoms) in cheap.chain(numbered().filter(|(_, atoms)| costly(atoms))) {
            let condition: Condition = atoms
                .iter()
                .map(|atom| (atom.matched(), self.atom(atom)))
                .collect();
            if let [(_, one)] = condition.as_slice() {
                slots.intersect(one);
            } else {
                let mut any = self.overlay.nobody();
                for (_, found) in &condition {
                    any.unite(found);
                }
                slots.intersect(&any);
            }
            if slots.is_empty() {
                return None;
            }
            conditions.push((word, condition));
        }
        conditions.sort_by_key(|(word, _)| *word);
        let conditions: Vec<Condition> = conditions
            .into_iter()
            .map(|(_, condition)| condition)
            .collect();
        match way.check {
            Check::Nothing => {}
            Check::TwoNames => {
                let both = slots.clone();
                for slot in both
                    .iter()
                    .filter(|slot| !self.overlay.two_names(*slot, way))
                {
                    slots.remove(slot);
                }
            }
            Check::SomeoneNear => {
                let mut by_names = slots.clone();
                for condition in &conditions {
                    let mut named = self.overlay.nobody();
                    let names = condition.iter().filter(|(kind, _)| *kind == Matched::Name);
                    names.for_each(|(_, found)| named.unite(found));
                    by_names.intersect(&named);
                }
                slots.take_out(&by_names);
            }
        }
        Some(FoundWay {
            class: way.class,
            slots,
            conditions,
        })
    }
}

/// Whom a way finds in the overlay.
struct FoundWay {
    class: Class,
    slots: BitSet,
    conditions: Vec<Condition>,
}

/// Those of the overlay whom a group finds, given out in affinity order.
pub(crate) struct OverlayFound<'a> {
    overlay: &'a Overlay,
    ways: Vec<FoundWay>,
    /// The first in affinity order who may still come.
    place: usize,
}

impl OverlayFound<'_> {
    /// Who comes next.
    pub(crate) fn peek(&mut self) -> Option<u32> {
        if self.ways.is_empty() {
            return None;
        }
        loop {
            let slot = self.overlay.in_order(self.place)?;
            if self.ways.iter().any(|way| way.slots.contains(slot)) {
                return Some(slot);
            }
            self.place += 1;
        }
    }

    /// Goes on behind them.
    pub(crate) fn advance(&mut self) {
        self.place += 1;
    }

    /// How one was found.
    pub(crate) fn how(&self, slot: u32) -> Option<(Class, Reason)> {
        let way = self.ways.iter().find(|way| way.slots.contains(slot))?;
        let words = if way.class == Class::Initials {
            vec![Matched::Name]
        } else {
            let kinds = way.conditions.iter();
            kinds
                .filter_map(|condition| kind(condition, slot))
                .collect()
        };
        Some((way.class, Reason { words }))
    }
}

/// The first kind of field that holds a condition up.
fn kind(condition: &Condition, slot: u32) -> Option<Matched> {
    let found = condition.iter().filter(|(_, slots)| slots.contains(slot));
    found.map(|(kind, _)| *kind).min()
}

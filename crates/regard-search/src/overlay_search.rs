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

    /// The customers found by any way of a group and how, in affinity order.
    pub(crate) fn group(&mut self, group: &Group) -> Vec<(u32, Class, Reason)> {
        let mut found: Vec<(u32, Class, Reason)> = Vec::new();
        if self.overlay.is_empty() {
            return found;
        }
        let mut taken = self.overlay.nobody();
        for way in &group.ways {
            let Some((slots, conditions)) = self.way(way) else {
                continue;
            };
            for slot in slots.iter() {
                if taken.contains(slot) {
                    continue;
                }
                let kinds: Vec<Vec<Matched>> = conditions
                    .iter()
                    .map(|condition| kinds(condition, slot))
                    .collect();
                let passes = match way.check {
                    Check::Nothing => true,
                    Check::TwoNames => self.overlay.two_names(slot, way),
                    Check::SomeoneNear => Way::someone_near(&kinds),
                };
                if passes {
                    taken.insert(slot);
                    found.push((slot, way.class, why(way.class, &kinds)));
                }
            }
        }
        let who = |slot: u32| {
            let changed = self.overlay.get(slot);
            changed.map(|changed| (changed.behind, &changed.who))
        };
        found.sort_by(|one, other| who(one.0).cmp(&who(other.0)));
        found
    }

    /// Those for whom every condition of a way holds; nothing when there is nobody.
    fn way(&mut self, way: &Way) -> Option<(BitSet, Vec<Condition>)> {
        let mut slots = self.overlay.all();
        let mut conditions: Vec<(usize, Condition)> = Vec::new();
        let numbered = || way.conditions.iter().enumerate();
        let costly = |atoms: &Vec<Atom>| atoms.iter().any(Atom::is_costly);
        // What is costly comes last: nobody may be left for it.
        let cheap = numbered().filter(|(_, atoms)| !costly(atoms));
        for (word, atoms) in cheap.chain(numbered().filter(|(_, atoms)| costly(atoms))) {
            let condition: Condition = atoms
                .iter()
                .map(|atom| (atom.matched(), self.atom(atom)))
                .collect();
            let mut any = self.overlay.nobody();
            for (_, found) in &condition {
                any.unite(found);
            }
            slots.intersect(&any);
            if slots.is_empty() {
                return None;
            }
            conditions.push((word, condition));
        }
        conditions.sort_by_key(|(word, _)| *word);
        let conditions = conditions.into_iter().map(|(_, condition)| condition);
        Some((slots, conditions.collect()))
    }
}

fn kinds(condition: &Condition, slot: u32) -> Vec<Matched> {
    let mut kinds: Vec<Matched> = condition
        .iter()
        .filter(|(_, slots)| slots.contains(slot))
        .map(|(kind, _)| *kind)
        .collect();
    kinds.sort_unstable();
    kinds
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

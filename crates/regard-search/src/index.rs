//! A base and what changed since, searched as one.

use uuid::Uuid;

use crate::affinity::Affinity;
use crate::base::Base;
use crate::base::open::Opener;
use crate::base::postings::END;
use crate::base::stream::Stream;
use crate::bits::BitSet;
use crate::card::SearchCard;
use crate::found::{Class, Found, Hit, Reason};
use crate::overlay::Overlay;
use crate::overlay_search::{OverlayFound, OverlaySearch};
use crate::plan::Plan;
use crate::query::Typed;
use crate::way::Group;

/// More hits than this are never given at once.
const MOST_HITS: usize = 1_000;
/// All customers of a device: a base, and those that changed since it was built.
#[derive(Debug, Clone)]
pub struct Index {
    pub(crate) base: Base,
    pub(crate) overlay: Overlay,
    /// Those of the base that are erased, or newer in the overlay.
    pub(crate) gone: BitSet,
    alive: usize,
}

/// Where a customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Base(u32),
    Overlay(u32),
}

impl Index {
    /// An index of a base as it is.
    pub fn of(base: Base) -> Self {
        Self {
            gone: BitSet::of_len(base.len()),
            alive: base.len(),
            overlay: Overlay::default(),
            base,
        }
    }

    /// The base below.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.alive + self.overlay.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many customers changed since the base was built; with a few thousand it is time to build
    /// it anew.
    pub fn overlay_len(&self) -> usize {
        self.overlay.len()
    }

    /// A customer is new or changed: all of their card as it is now.
    pub fn put(&mut self, card: &SearchCard) {
        self.leave(card.id);
        let who = Affinity::of(card, self.base.viewer());
        let behind = self.base.columns().before(&who);
        self.overlay.put(card, who, behind);
    }

    /// A customer is erased, or moved out of what this device may see.
    pub fn forget(&mut self, id: Uuid) {
        self.leave(id);
        self.overlay.remove(id);
    }

    fn leave(&mut self, id: Uuid) {
        if let Some(doc) = self.base.columns().doc(id)
            && !self.gone.contains(doc)
        {
            self.gone.insert(doc);
            self.alive -= 1;
        }
    }

    /// The customers that were likely meant by what was typed, at most `limit`, best first.
    ///
    /// Nothing typed, or more than [`crate::LONGEST_TYPED`] characters, finds nobody.
    pub fn find(&self, typed: &str, limit: usize) -> Found {
        let limit = limit.min(MOST_HITS);
        let typed = Typed::read(typed);
        let mut plan = Plan::of(&typed);
        let mut search = Search {
            index: self,
            base: Opener::on(&self.base),
            overlay: OverlaySearch::of(&self.overlay),
            taken: Vec::with_capacity(32),
        };
        let most = limit + 1;
        let mut hits: Vec<Hit> = Vec::with_capacity(most.min(64));
        while hits.len() < most || plan.near_goes_ahead() {
            let Some(group) = plan.next() else { break };
            let full = hits.len() >= most && group.ahead.is_none();
            if full || !group.is_worth(hits.len(), typed.len()) {
                continue;
            }
            let mut merged = self.merged(&mut search.base, &mut search.overlay, &group);
            if let Some(ahead) = group.ahead {
                let mut near = Vec::new();
                search.take(&mut merged, ahead.many, &mut near);
                let place = hits.len().min(ahead.behind);
                hits.splice(place..place, near);
                hits.truncate(most);
            }
            search.take(&mut merged, most, &mut hits);
        }
        let more = hits.len() > limit;
        hits.truncate(limit);
        Found { hits, more }
    }

    pub(crate) fn id(&self, place: Place) -> Uuid {
        match place {
            Place::Base(doc) => self.base.columns().id(doc),
            Place::Overlay(slot) => self
                .overlay
                .get(slot)
                .map(|changed| changed.who.id)
                .unwrap_or_default(),
        }
    }

    /// Everybody who is found by a group, in affinity order, and how.
    pub(crate) fn merged<'a>(
        &'a self,
        base: &mut Opener<'a>,
        overlay: &mut OverlaySearch<'a>,
        group: &Group,
    ) -> Merged<'a> {
        Merged {
            index: self,
            stream: base.group(group),
            from: 0,
            overlay: overlay.group(group),
        }
    }
}

#[cfg(test)]
impl Index {
    /// Everybody whom a group finds, in order.
    pub(crate) fn by_group(&self, group: &Group) -> Vec<(Uuid, Class)> {
        let mut merged = self.merged(
            &mut Opener::on(&self.base),
            &mut OverlaySearch::of(&self.overlay),
            group,
        );
        let mut found = Vec::new();
        while let Some(place) = merged.next() {
            found.extend(merged.how(place).map(|(class, _)| (self.id(place), class)));
        }
        found
    }
}

/// A search in the making.
struct Search<'a> {
    index: &'a Index,
    base: Opener<'a>,
    overlay: OverlaySearch<'a>,
    /// At most a screenful or two: looking through them is quicker than hashing.
    taken: Vec<Place>,
}

impl Search<'_> {
    /// Adds those who come next and are not there yet, until there are `most`.
    fn take(&mut self, merged: &mut Merged<'_>, most: usize, hits: &mut Vec<Hit>) {
        while hits.len() < most {
            let Some(place) = merged.next() else { return };
            if self.taken.contains(&place) {
                continue;
            }
            self.taken.push(place);
            let Some((class, why)) = merged.how(place) else {
                continue;
            };
            hits.push(Hit {
                id: self.index.id(place),
                class,
                why,
            });
        }
    }
}

/// A group's customers of base and overlay, in affinity order.
pub(crate) struct Merged<'a> {
    index: &'a Index,
    stream: Stream<'a>,
    /// The first of the base that may still come.
    from: u32,
    overlay: OverlayFound<'a>,
}

impl Merged<'_> {
    /// The next customer.
    pub(crate) fn next(&mut self) -> Option<Place> {
        let mut doc = self.stream.seek(self.from);
        while doc != END && self.index.gone.contains(doc) {
            doc = self.stream.seek(doc + 1);
        }
        self.from = doc;
        if let Some(slot) = self.overlay.peek() {
            let changed = self.index.overlay.get(slot);
            if changed.is_some_and(|changed| changed.behind <= doc) {
                self.overlay.advance();
                return Some(Place::Overlay(slot));
            }
        }
        if doc == END {
            return None;
        }
        self.from = doc + 1;
        Some(Place::Base(doc))
    }

    /// How the customer that was just given was found.
    fn how(&mut self, place: Place) -> Option<(Class, Reason)> {
        match place {
            Place::Base(doc) => self.stream.how(doc),
            Place::Overlay(slot) => self.overlay.how(slot),
        }
    }
}

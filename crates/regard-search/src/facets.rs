//! What a manager counts and sorts: by store, owner, tag, when last seen, and open promise.
//!
//! Counted over columns by number; no customer is loaded. For every kind of facet but tags, the
//! choice within that kind is left out of its own counts, so that the other choices show what they
//! would give; tags narrow down.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::base::columns::tags_of;
use crate::base::open::Opener;
use crate::bits::BitSet;
use crate::index::{Index, Place};
use crate::overlay_search::OverlaySearch;
use crate::plan::Plan;
use crate::query::Typed;
use crate::way::Guess;
use crate::width::n32;

/// Only these customers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of one of these stores; empty for all.
    pub stores: Vec<Uuid>,
    /// Looked after by one of these, `None` for nobody; empty for all.
    pub owners: Vec<Option<Uuid>>,
    /// With every one of these tags.
    pub tags: Vec<String>,
    /// Last seen so; empty for all.
    pub last_seen: Vec<LastSeen>,
    /// With an open promise, or without.
    pub open_promise: Option<bool>,
    /// With a piece in the store, or without.
    pub in_store: Option<bool>,
}

/// How long ago the store last had to do with someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LastSeen {
    /// Within 30 days.
    Month,
    /// Within 90 days.
    Quarter,
    /// Within 365 days.
    Year,
    /// Longer ago.
    Longer,
    /// Never.
    Never,
}

impl LastSeen {
    fn of(seen_on: Option<i32>, today: i32) -> Self {
        match seen_on.map(|day| i64::from(today) - i64::from(day)) {
            None => Self::Never,
            Some(..=30) => Self::Month,
            Some(..=90) => Self::Quarter,
            Some(..=365) => Self::Year,
            Some(_) => Self::Longer,
        }
    }
}

/// How a page is put in order; whoever is equal stands by affinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Who is likely to be meant.
    #[default]
    Affinity,
    /// The alphabet.
    Name,
    /// The latest first, those never seen last.
    LastSeen,
}

/// Counts, and a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faceted {
    /// How many there are.
    pub count: usize,
    /// The page that was asked for.
    pub page: Vec<Uuid>,
    /// Per store.
    pub stores: BTreeMap<Uuid, usize>,
    /// Per owner, `None` for nobody.
    pub owners: BTreeMap<Option<Uuid>, usize>,
    /// Per tag.
    pub tags: BTreeMap<String, usize>,
    /// By when they were last seen.
    pub last_seen: BTreeMap<LastSeen, usize>,
    /// With an open promise.
    pub open_promise: usize,
    /// With a piece in the store.
    pub in_store: usize,
}

const STORE: u8 = 1;
const OWNER: u8 = 2;
const TAGS: u8 = 4;
const SEEN: u8 = 8;
const PROMISE: u8 = 16;
const IN_STORE: u8 = 32;

/// What is counted of one customer.
struct Row {
    store: Option<Uuid>,
    owner: Option<Uuid>,
    tagged: bool,
    seen: LastSeen,
    promise: bool,
    in_store: bool,
}

/// Counts while it goes, and turned into maps at the end.
#[derive(Default)]
struct Counts {
    stores: HashMap<Option<Uuid>, usize>,
    owners: HashMap<Option<Uuid>, usize>,
    tags: Vec<usize>,
    overlay_tags: BTreeMap<String, usize>,
    seen: BTreeMap<LastSeen, usize>,
    promise: usize,
    in_store: usize,
}

impl Filter {
    /// The kinds of facet that a customer fails.
    fn failed(&self, row: &Row) -> u8 {
        let fails = |fails: bool, kind: u8| if fails { kind } else { 0 };
        let store = row.store.is_some_and(|store| self.stores.contains(&store));
        fails(!self.stores.is_empty() && !store, STORE)
            | fails(
                !self.owners.is_empty() && !self.owners.contains(&row.owner),
                OWNER,
            )
            | fails(!row.tagged, TAGS)
            | fails(
                !self.last_seen.is_empty() && !self.last_seen.contains(&row.seen),
                SEEN,
            )
            | fails(
                self.open_promise.is_some_and(|open| open != row.promise),
                PROMISE,
            )
            | fails(
                self.in_store.is_some_and(|inside| inside != row.in_store),
                IN_STORE,
            )
    }
}

impl Counts {
    fn add(&mut self, row: &Row, failed: u8) {
        let counts = |kind: u8| failed & !kind == 0;
        if counts(STORE) {
            *self.stores.entry(row.store).or_default() += 1;
        }
        if counts(OWNER) {
            *self.owners.entry(row.owner).or_default() += 1;
        }
        if counts(SEEN) {
            *self.seen.entry(row.seen).or_default() += 1;
        }
        if counts(PROMISE) && row.promise {
            self.promise += 1;
        }
        if counts(IN_STORE) && row.in_store {
            self.in_store += 1;
        }
    }
}

impl Index {
    /// Counts the customers that `typed` finds (all, when nothing is typed) and that `filter` leaves,
    /// and gives a page of them.
    ///
    /// What was typed is taken as it is; only when nobody is found so, it is mended (sounds, typos).
    pub fn facets(
        &self,
        typed: &str,
        filter: &Filter,
        sort: Sort,
        limit: usize,
        offset: usize,
    ) -> Faceted {
        let (of_base, of_overlay) = self.meant(typed);
        let columns = self.base.columns();
        let today = self.base.viewer().today;
        // A tag that the base has not got fails all of the base.
        let wanted: Option<Vec<usize>> = filter
            .tags
            .iter()
            .map(|tag| columns.tag_number(tag.trim()))
            .collect();
        let mut counts = Counts {
            tags: vec![0; columns.tag_count()],
            ..Counts::default()
        };
        let mut left: Vec<Place> = Vec::new();
        for doc in of_base.iter() {
            let row = Row {
                store: columns.store(doc),
                owner: columns.owner(doc),
                tagged: wanted.as_ref().is_some_and(|wanted| {
                    wanted
                        .iter()
                        .all(|tag| columns.tags(doc).any(|has| has == *tag))
                }),
                seen: LastSeen::of(columns.seen_on(doc), today),
                promise: columns
                    .promise_until(doc)
                    .is_some_and(|until| until >= today),
                in_store: columns.in_store(doc),
            };
            let failed = filter.failed(&row);
            counts.add(&row, failed);
            if failed == 0 {
                left.push(Place::Base(doc));
                for tag in columns.tags(doc) {
                    if let Some(count) = counts.tags.get_mut(tag) {
                        *count += 1;
                    }
                }
            }
        }
        for slot in of_overlay.iter() {
            let Some(changed) = self.overlay.get(slot) else {
                continue;
            };
            let standing = &changed.standing;
            let tags = tags_of(standing);
            let row = Row {
                store: Some(standing.store),
                owner: standing.owner,
                tagged: filter
                    .tags
                    .iter()
                    .all(|tag| tags.iter().any(|has| has == tag.trim())),
                seen: LastSeen::of(standing.seen_on.map(|day| day.max(0)), today),
                promise: standing
                    .promise_until
                    .is_some_and(|until| until.max(0) >= today),
                in_store: standing.in_store,
            };
            let failed = filter.failed(&row);
            counts.add(&row, failed);
            if failed == 0 {
                left.push(Place::Overlay(slot));
                for tag in tags {
                    *counts.overlay_tags.entry(tag).or_default() += 1;
                }
            }
        }
        let mut tags = counts.overlay_tags;
        for (number, count) in counts
            .tags
            .into_iter()
            .enumerate()
            .filter(|(_, count)| *count > 0)
        {
            *tags.entry(columns.tag(number).to_owned()).or_default() += count;
        }
        Faceted {
            count: left.len(),
            page: self.page(left, sort, limit, offset),
            stores: counts
                .stores
                .into_iter()
                .filter_map(|(store, count)| Some((store?, count)))
                .collect(),
            owners: counts.owners.into_iter().collect(),
            tags,
            last_seen: counts.seen,
            open_promise: counts.promise,
            in_store: counts.in_store,
        }
    }

    /// The customers of base and overlay that `typed` finds.
    fn meant(&self, typed: &str) -> (BitSet, BitSet) {
        let mut of_base = BitSet::of_len(self.base.len());
        if typed.trim().is_empty() {
            for doc in (0..n32(self.base.len())).filter(|doc| !self.gone.contains(*doc)) {
                of_base.insert(doc);
            }
            return (of_base, self.overlay.all().clone());
        }
        let mut found = self.overlay.nobody();
        let typed = Typed::read(typed);
        let mut opener = Opener::on(&self.base);
        let mut overlay = OverlaySearch::of(&self.overlay);
        let mut any = false;
        for group in Plan::of(&typed) {
            if group.guess > Guess::AsTyped && any {
                continue;
            }
            let mut merged = self.merged(&mut opener, &mut overlay, &group);
            while let Some(place) = merged.next() {
                any = true;
                match place {
                    Place::Base(doc) => of_base.insert(doc),
                    Place::Overlay(slot) => found.insert(slot),
                }
            }
        }
        (of_base, found)
    }

    fn page(&self, left: Vec<Place>, sort: Sort, limit: usize, offset: usize) -> Vec<Uuid> {
        let columns = self.base.columns();
        // The base is numbered by affinity; one of the overlay stands before the one it was put before.
        let nearness = |place: &Place| match place {
            Place::Base(doc) => (*doc, true, None),
            Place::Overlay(slot) => {
                let changed = self.overlay.get(*slot);
                (
                    changed.map_or(0, |changed| changed.behind),
                    false,
                    changed.map(|changed| &changed.who),
                )
            }
        };
        let major = |place: &Place| -> (u64, &str) {
            match (sort, place) {
                (Sort::Affinity, _) => (0, ""),
                (Sort::Name, Place::Base(doc)) => (columns.letter_of(*doc), ""),
                (Sort::Name, Place::Overlay(slot)) => {
                    let text = self
                        .overlay
                        .get(*slot)
                        .map_or("", |one| one.who.sort.as_str());
                    match columns.letter(text) {
                        // Between two of the base only the text tells the overlay's apart.
                        between if between % 2 == 0 => (between, text),
                        letter => (letter, ""),
                    }
                }
                (Sort::LastSeen, place) => {
                    let seen = match place {
                        Place::Base(doc) => columns.seen_on(*doc),
                        Place::Overlay(slot) => self
                            .overlay
                            .get(*slot)
                            .and_then(|one| one.standing.seen_on)
                            .map(|day| day.max(0)),
                    };
                    let day = seen.map_or(0, |day| u64::try_from(day).unwrap_or(0) + 1);
                    (u64::MAX - day, "")
                }
            }
        };
        let mut keyed: Vec<_> = left
            .into_iter()
            .map(|place| (major(&place), nearness(&place), place))
            .collect();
        let end = offset.saturating_add(limit);
        if end < keyed.len() && end > 0 {
            keyed.select_nth_unstable_by(end - 1, |one, other| {
                (one.0, one.1).cmp(&(other.0, other.1))
            });
            keyed.truncate(end);
        }
        keyed.sort_unstable_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
        keyed
            .into_iter()
            .skip(offset)
            .take(limit)
            .map(|(_, _, place)| self.id(place))
            .collect()
    }
}

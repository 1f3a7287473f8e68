//! Who is likely to be meant: the order in which customers are numbered.

use std::cmp::Ordering;

use regard_domain::names::sort_key;
use uuid::Uuid;

use crate::card::{SearchCard, Standing, Viewer};
use crate::width::low;

/// Opened on this device within so many days: likely to be looked up again.
const OPENED_LATELY: i64 = 14;
/// Seen within so many days: they may come back about it.
const JUST_SEEN: i64 = 1;
/// Seen within so many days.
const SEEN_LATELY: i64 = 180;
const DAY_MS: i64 = 86_400_000;
const MOST_DAYS: i64 = (1 << 20) - 1;

/// A customer's place among all: the smaller, the likelier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Affinity {
    /// The tier, and within it the latest first.
    pub(crate) rank: u32,
    /// The alphabet.
    pub(crate) sort: String,
    pub(crate) id: Uuid,
}

impl Affinity {
    pub(crate) fn of(card: &SearchCard, viewer: Viewer) -> Self {
        Self {
            rank: rank(&card.standing, viewer),
            sort: sort_key(&card.given, &card.family),
            id: card.id,
        }
    }
}

impl Ord for Affinity {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.rank, &self.sort, self.id).cmp(&(other.rank, &other.sort, other.id))
    }
}

impl PartialOrd for Affinity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn rank(standing: &Standing, viewer: Viewer) -> u32 {
    let today = i64::from(viewer.today);
    let opened = standing.opened_at.map(|at| at.div_euclid(DAY_MS));
    let seen = standing.seen_on.map(i64::from);
    let within = |day: Option<i64>, days: i64| day.is_some_and(|day| day >= today - days);
    let mine = viewer.me.is_some() && standing.owner == viewer.me;
    let tier: u64 = if standing.in_store {
        if standing.ready { 0 } else { 1 }
    } else if within(opened, OPENED_LATELY) || within(seen, JUST_SEEN) {
        2
    } else if mine {
        3
    } else if within(seen, SEEN_LATELY) {
        4
    } else {
        5
    };
    let latest = opened.max(seen).unwrap_or(0).clamp(0, MOST_DAYS);
    let ago = u64::try_from(MOST_DAYS - latest).unwrap_or(0);
    low(tier << 20 | ago)
}

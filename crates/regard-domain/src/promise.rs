//! The promise ledger: what was promised, and what it makes of a price.
//!
//! "Batteries are on us for life" turns the battery line of every later repair of that piece into
//! zero, with its reason. The ledger is asked at take-in, at ready and at hand-over, before anyone
//! says a word. To charge in spite of it takes a written reason, and both are kept.

mod plan;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::ids::{PieceId, PromiseId, RepairLineId};
use crate::money::Minor;
use crate::words::WorkKind;

pub use plan::{Plan, PlanStanding};

macro_rules! closed_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug,
            Clone,
            Copy,
            PartialEq,
            Eq,
            Hash,
            Serialize,
            Deserialize,
            TS,
            AsRefStr,
            Display,
            EnumString,
            EnumIter,
            IntoStaticStr,
        )]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        #[ts(export)]
        pub enum $name {
            $($(#[$word_doc])* $word,)+
        }
    };
}
pub(crate) use closed_words;

closed_words! {
    /// What kind of word was given.
    PromiseKind {
        /// Work that is free for good: "batteries are on us for life".
        FreeForLife,
        /// Work that is free a number of times: "one free resize".
        Times,
        /// Something to do by a day.
        ByDate,
        /// Something that has to be there before an event: "the band before the wedding".
        BeforeEvent,
        /// A call on a day.
        CallBack,
        /// Anything else, in its own words.
        Custom,
    }
}

closed_words! {
    /// How a promise ended before it was kept or used up.
    PromiseEnd {
        /// It was not kept; the reason is written down.
        Broken,
        /// The customer let us off; the reason is written down.
        Released,
    }
}

impl PromiseKind {
    /// The kind of a promise that was written down without one, by its terms.
    pub fn of_terms(
        covers: Option<WorkKind>,
        uses_allowed: Option<u32>,
        due_on: Option<NaiveDate>,
    ) -> Self {
        match (covers, uses_allowed, due_on) {
            (Some(_), None, _) => Self::FreeForLife,
            (Some(_), Some(_), _) => Self::Times,
            (None, _, Some(_)) => Self::ByDate,
            (None, _, None) => Self::Custom,
        }
    }

    /// Whether it makes work free rather than being something to do.
    pub fn is_about_price(self) -> bool {
        matches!(self, Self::FreeForLife | Self::Times)
    }
}

closed_words! {
    /// What became of one use of a promise.
    UseKind {
        /// It was kept.
        Kept,
        /// It was charged anyway; the reason is written down.
        ChargedAnyway,
        /// It could not be kept; the reason is written down.
        Broken,
    }
}

/// The terms of a promise, as far as a price depends on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseTerms {
    /// Which promise.
    pub id: PromiseId,
    /// The piece it was made on; `None`: everything of this customer's.
    pub piece: Option<PieceId>,
    /// The work it makes free; `None`: not about a price ("call Friday").
    pub covers: Option<WorkKind>,
    /// The last day it holds; `None`: for good.
    pub until: Option<NaiveDate>,
    /// How often it may be used in all; `None`: without limit.
    pub uses_allowed: Option<u32>,
    /// How often it has been kept so far.
    pub uses_kept: u32,
}

/// How often a promise was used beyond what was promised: two devices may each use the last one while
/// neither hears of the other. Both uses stand; both people are told.
pub fn used_beyond(uses_allowed: Option<u32>, uses_kept: u32) -> u32 {
    uses_allowed.map_or(0, |allowed| uses_kept.saturating_sub(allowed))
}

impl PromiseTerms {
    /// Whether the promise makes `work` on `piece` free on `day`.
    pub fn covers(&self, piece: Option<PieceId>, work: WorkKind, day: NaiveDate) -> bool {
        self.covers == Some(work)
            && (self.piece.is_none() || self.piece == piece)
            && self.until.is_none_or(|until| day <= until)
            && self
                .uses_allowed
                .is_none_or(|allowed| self.uses_kept < allowed)
    }
}

/// One priced line of a repair, as the ledger sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLine {
    /// Which line.
    pub id: RepairLineId,
    /// The work.
    pub work: WorkKind,
    /// The price on the envelope.
    pub price: Minor,
}

/// A line that a promise makes free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relief {
    /// Which line.
    pub line: RepairLineId,
    /// The promise that covers it.
    pub promise: PromiseId,
    /// How much it takes off.
    pub off: Minor,
}

/// What is to pay once every promise is honoured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HonestPrice {
    /// The sum on the envelope.
    pub quoted: Minor,
    /// What is to pay.
    pub to_pay: Minor,
    /// Which promises take what off; a promise of a line without a price stands here with zero.
    pub reliefs: Vec<Relief>,
}

/// The price of `lines` on `piece` on `day` with every promise honoured.
///
/// Each line takes the first promise that covers it, in the order given; a promise with a limited
/// number of uses covers no more lines than it has uses left.
pub fn honest_price(
    lines: &[PricedLine],
    piece: Option<PieceId>,
    promises: &[PromiseTerms],
    day: NaiveDate,
) -> HonestPrice {
    let mut promises = promises.to_vec();
    let mut reliefs = Vec::new();
    for line in lines {
        if let Some(promise) = promises
            .iter_mut()
            .find(|promise| promise.covers(piece, line.work, day))
        {
            promise.uses_kept = promise.uses_kept.saturating_add(1);
            reliefs.push(Relief {
                line: line.id,
                promise: promise.id,
                off: line.price,
            });
        }
    }
    let quoted: Minor = lines.iter().map(|line| line.price).sum();
    let off: Minor = reliefs.iter().map(|relief| relief.off).sum();
    HonestPrice {
        quoted,
        to_pay: quoted.less(off),
        reliefs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn line(id: u128, work: WorkKind, price: i64) -> PricedLine {
        PricedLine {
            id: RepairLineId(Uuid::from_u128(id)),
            work,
            price: Minor(price),
        }
    }

    fn batteries_for_life(piece: PieceId) -> PromiseTerms {
        PromiseTerms {
            id: PromiseId(Uuid::from_u128(1)),
            piece: Some(piece),
            covers: Some(WorkKind::Battery),
            until: None,
            uses_allowed: None,
            uses_kept: 0,
        }
    }

    #[test]
    fn batteries_for_life_turn_forty_into_nothing() {
        let seamaster = PieceId(Uuid::from_u128(5));
        let lines = [
            line(1, WorkKind::Battery, 4000),
            line(2, WorkKind::Cleaning, 0),
        ];
        let price = honest_price(
            &lines,
            Some(seamaster),
            &[batteries_for_life(seamaster)],
            day("2026-05-12"),
        );
        assert_eq!((price.quoted, price.to_pay), (Minor(4000), Minor::ZERO));
        assert_eq!(price.reliefs.len(), 1);
    }

    #[test]
    fn another_piece_and_other_work_are_paid_for() {
        let seamaster = PieceId(Uuid::from_u128(5));
        let promise = [batteries_for_life(seamaster)];
        let battery = [line(1, WorkKind::Battery, 4000)];
        let strap = [line(1, WorkKind::Strap, 9000)];
        let other = PieceId(Uuid::from_u128(6));
        assert_eq!(
            honest_price(&battery, Some(other), &promise, day("2026-05-12")).to_pay,
            Minor(4000)
        );
        assert_eq!(
            honest_price(&strap, Some(seamaster), &promise, day("2026-05-12")).to_pay,
            Minor(9000)
        );
    }

    #[test]
    fn a_promise_ends_with_its_last_day_and_its_last_use() {
        let piece = PieceId(Uuid::from_u128(5));
        let resize = |kept| PromiseTerms {
            covers: Some(WorkKind::Resize),
            until: Some(day("2026-06-30")),
            uses_allowed: Some(1),
            uses_kept: kept,
            ..batteries_for_life(piece)
        };
        let lines = [
            line(1, WorkKind::Resize, 6000),
            line(2, WorkKind::Resize, 6000),
        ];
        let pay = |kept, on| honest_price(&lines, Some(piece), &[resize(kept)], day(on)).to_pay;
        assert_eq!(pay(0, "2026-06-30"), Minor(6000));
        assert_eq!(pay(0, "2026-07-01"), Minor(12000));
        assert_eq!(pay(1, "2026-06-30"), Minor(12000));
    }
}

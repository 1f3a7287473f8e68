//! Reasons to be in touch: what they are, when they come up, and when they keep quiet.
//!
//! A reason is something to do *for* the customer: a look at a ring, a warranty that would lapse, a
//! question about a journey. It is proposed to an associate and never sent by itself. It keeps quiet in
//! hard times, for who has passed away, for who asked to be left alone, when the store was in touch often
//! enough, and where somebody has answered it already.

#[cfg(test)]
mod properties;
mod rhythm;

pub use rhythm::{Measure, Touches, may_ask};

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::promise::closed_words;
use crate::words::PieceKind;

closed_words! {
    /// What a reason is about.
    ReasonKind {
        /// A warranty ends.
        WarrantyEnds,
        /// A warranty holds only if the piece is inspected by a day.
        WarrantyCheck,
        /// Something to ask after, with nothing to sell: a journey.
        AskAfter,
        /// Half a year since the store last looked at a ring.
        RingCheck,
        /// Two years since a piece was bought or last appraised.
        Appraisal,
        /// Nothing is due; they have not been heard of for long.
        Hello,
    }
}

closed_words! {
    /// What an associate made of a reason.
    Decision {
        /// They were in touch.
        Done,
        /// Not before a day.
        Later,
        /// Not this one.
        NotThis,
    }
}

closed_words! {
    /// How a reason stands on a day.
    Standing {
        /// Its time is now.
        Now,
        /// Its time comes within weeks.
        Near,
        /// Its time is far, or has passed.
        Far,
    }
}

/// How many days ahead a reason is near.
const NEAR: u64 = 30;

/// A journey is asked after this many days after it was told of.
const ASK_AFTER: u64 = 21;

/// What was put off to a day stands this many days from it, where its own time has passed by then.
pub const PUT_OFF_STANDS: u64 = 14;

/// Months from one look at a ring to the next.
const RING_CHECK: u32 = 6;

/// Months from one appraisal to the next.
const APPRAISAL: u32 = 24;

/// Whoever was not heard of for this many days is quiet.
pub const QUIET: u32 = 90;

/// A customer who is "not this one" for a hello is left alone for this many days.
pub const NO_HELLO: u64 = 365;

impl ReasonKind {
    /// Whether it asks something of the customer (an appraisal is paid for), and does not only give.
    pub fn asks(self) -> bool {
        self == Self::Appraisal
    }

    /// What comes first: what would be lost by waiting.
    pub fn rank(self) -> u8 {
        match self {
            Self::WarrantyEnds => 0,
            Self::WarrantyCheck => 1,
            Self::AskAfter => 2,
            Self::RingCheck => 3,
            Self::Appraisal => 4,
            Self::Hello => 5,
        }
    }

    /// How many days before its day it comes up, and how many after it it is still worth it.
    fn window(self) -> (u64, u64) {
        match self {
            Self::WarrantyEnds => (30, 0),
            Self::WarrantyCheck => (30, 14),
            Self::AskAfter | Self::Appraisal => (0, 60),
            Self::RingCheck => (0, 45),
            Self::Hello => (0, 0),
        }
    }

    /// The last day on which it is any use, for what would be lost by waiting longer.
    ///
    /// Nobody can put it off past that. None: it can wait.
    pub fn last_day(self, due_on: NaiveDate) -> Option<NaiveDate> {
        let (_, after) = self.window();
        match self {
            Self::WarrantyEnds | Self::WarrantyCheck => {
                Some(due_on.checked_add_days(Days::new(after)).unwrap_or(due_on))
            }
            Self::AskAfter | Self::RingCheck | Self::Appraisal | Self::Hello => None,
        }
    }

    /// Whether it was put off and stands for that on `today`.
    ///
    /// Its own time may have passed: from
    /// the day it was put off to, for a fortnight. What cannot wait does not.
    pub fn stands_put_off(self, due_on: NaiveDate, put_off: &[PutOff], today: NaiveDate) -> bool {
        self.last_day(due_on).is_none()
            && put_off.iter().any(|one| {
                one.kind == self
                    && one.due_on == due_on
                    && one.until <= today
                    && within(one.until, PUT_OFF_STANDS, today)
            })
    }

    /// How it stands on `today` when its day is `due_on`.
    pub fn standing(self, due_on: NaiveDate, today: NaiveDate) -> Standing {
        let (before, after) = self.window();
        let from = due_on.checked_sub_days(Days::new(before)).unwrap_or(due_on);
        let to = due_on.checked_add_days(Days::new(after)).unwrap_or(due_on);
        let near = from.checked_sub_days(Days::new(NEAR)).unwrap_or(from);
        if to < today || today < near {
            Standing::Far
        } else if today < from {
            Standing::Near
        } else {
            Standing::Now
        }
    }
}

/// A reason that somebody put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PutOff {
    /// What it was.
    pub kind: ReasonKind,
    /// Its day.
    pub due_on: NaiveDate,
    /// The day it was put off to.
    pub until: NaiveDate,
}

/// What is known of a piece, as far as a reason depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceKnown {
    /// What it is.
    pub kind: PieceKind,
    /// When it was bought.
    pub bought_on: Option<NaiveDate>,
    /// When the store last gave it back over the counter.
    pub in_hands_on: Option<NaiveDate>,
    /// When the store last appraised it.
    pub appraised_on: Option<NaiveDate>,
    /// The last day of its warranty.
    pub warranty_until: Option<NaiveDate>,
    /// The warranty holds only if it is inspected every so many months.
    pub inspect_months: Option<u32>,
}

/// The reasons that a piece gives, each with its day: at most one of each kind, the one whose time is or
/// comes next. Nothing before it was bought.
///
/// One of `put_off` goes before the one that comes next while it
/// stands, as long as nothing that it is counted from came in between.
pub fn of_piece(
    piece: &PieceKnown,
    put_off: &[PutOff],
    today: NaiveDate,
) -> Vec<(ReasonKind, NaiveDate)> {
    let mut found = Vec::new();
    let seen = piece.in_hands_on.max(piece.bought_on);
    let holds = piece.warranty_until.is_none_or(|until| today <= until);
    let inspected = piece
        .inspect_months
        .filter(|months| *months > 0 && holds)
        .zip(seen)
        .and_then(|(months, seen)| next(ReasonKind::WarrantyCheck, seen, months, put_off, today))
        // An inspection after its end keeps no warranty.
        .filter(|due| piece.warranty_until.is_none_or(|until| *due <= until));
    if let Some(until) = piece.warranty_until
        && holds
    {
        found.push((ReasonKind::WarrantyEnds, until));
    }
    if let Some(due) = inspected {
        found.push((ReasonKind::WarrantyCheck, due));
    } else if matches!(piece.kind, PieceKind::Ring | PieceKind::Band)
        && let Some(due) =
            seen.and_then(|seen| next(ReasonKind::RingCheck, seen, RING_CHECK, put_off, today))
    {
        found.push((ReasonKind::RingCheck, due));
    }
    let valued = !matches!(piece.kind, PieceKind::Clock | PieceKind::Piece);
    if valued
        && let Some(due) = piece
            .appraised_on
            .max(piece.bought_on)
            .and_then(|from| next(ReasonKind::Appraisal, from, APPRAISAL, put_off, today))
    {
        found.push((ReasonKind::Appraisal, due));
    }
    found
}

/// When a journey that was told of on a day is asked after.
pub fn ask_after(told_on: NaiveDate) -> NaiveDate {
    told_on
        .checked_add_days(Days::new(ASK_AFTER))
        .unwrap_or(told_on)
}

/// The first day, whole steps of `months` after `from`, whose time has not passed on `today`, or which
/// stands because it was put off. Counted from `from` each time, so that the 31st stays the 31st where
/// there is one.
fn next(
    kind: ReasonKind,
    from: NaiveDate,
    months: u32,
    put_off: &[PutOff],
    today: NaiveDate,
) -> Option<NaiveDate> {
    let (_, after) = kind.window();
    (1u32..)
        .map_while(|step| from.checked_add_months(Months::new(months.checked_mul(step)?)))
        .find(|due| {
            due.checked_add_days(Days::new(after))
                .is_none_or(|last| today <= last)
                || kind.stands_put_off(*due, put_off, today)
        })
}

/// What somebody answered to a reason of the same kind about the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// What.
    pub decision: Decision,
    /// The reason's day at the time.
    pub due_on: NaiveDate,
    /// The day it was answered.
    pub on: NaiveDate,
    /// For `later`: not before this day.
    pub until: Option<NaiveDate>,
}

impl Answer {
    /// Whether it keeps a reason of that day quiet on `today`.
    ///
    /// One that was done stays done for its day,
    /// one put off comes back on its day (what cannot wait on its last one), and "not this one" is for
    /// good; of a hello, for a year.
    pub fn quiets(&self, kind: ReasonKind, due_on: NaiveDate, today: NaiveDate) -> bool {
        match self.decision {
            Decision::Done if kind == ReasonKind::Hello => within(self.on, u64::from(QUIET), today),
            Decision::Done => due_on <= self.due_on.max(self.on),
            Decision::Later => self.until.is_some_and(|until| {
                let last = kind.last_day(self.due_on).unwrap_or(until);
                today < until.min(last)
            }),
            Decision::NotThis => kind != ReasonKind::Hello || within(self.on, NO_HELLO, today),
        }
    }
}

fn within(from: NaiveDate, days: u64, today: NaiveDate) -> bool {
    from.checked_add_days(Days::new(days))
        .is_none_or(|end| today < end)
}

/// How things are with the customer on a day, as far as a reason depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The store treads gently, with them or their household.
    pub gently: bool,
    /// They have passed away.
    pub deceased: bool,
    /// They asked to be left alone, at any address of theirs.
    pub stopped: bool,
    /// Something is arranged already: a follow-up is open, or a piece of theirs is in the store.
    pub arranged: bool,
    /// When the store was in touch.
    pub touches: Touches,
    /// The last day on which the store gave something.
    pub gave_on: Option<NaiveDate>,
    /// The last day on which the store asked something of them.
    pub asked_on: Option<NaiveDate>,
}

/// Whether a reason may be proposed on `today` at all.
pub fn may_propose(
    kind: ReasonKind,
    due_on: NaiveDate,
    answers: &[Answer],
    how: &Circumstances,
    measure: Measure,
    today: NaiveDate,
) -> bool {
    let quiet = how.gently || how.deceased || how.stopped || how.arranged;
    let answered = answers
        .iter()
        .any(|answer| answer.quiets(kind, due_on, today));
    !quiet
        && !answered
        && measure.leaves_room(&how.touches, today)
        && (!kind.asks() || may_ask(how.gave_on, how.asked_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn ring() -> PieceKnown {
        PieceKnown {
            kind: PieceKind::Ring,
            bought_on: Some(day("2025-11-30")),
            in_hands_on: None,
            appraised_on: None,
            warranty_until: None,
            inspect_months: None,
        }
    }

    fn due(piece: &PieceKnown, kind: ReasonKind, today: &str) -> Option<NaiveDate> {
        let all = of_piece(piece, &[], day(today));
        all.into_iter()
            .find(|(of, _)| *of == kind)
            .map(|(_, due)| due)
    }

    #[test]
    fn a_ring_is_looked_at_every_half_year_since_the_store_last_had_it() {
        let check = |piece: &PieceKnown, today| due(piece, ReasonKind::RingCheck, today);
        assert_eq!(check(&ring(), "2026-05-12"), Some(day("2026-05-30")));
        assert_eq!(check(&ring(), "2026-07-14"), Some(day("2026-05-30")));
        assert_eq!(check(&ring(), "2026-07-15"), Some(day("2026-11-30")));
        let cleaned = PieceKnown {
            in_hands_on: Some(day("2026-04-02")),
            ..ring()
        };
        assert_eq!(check(&cleaned, "2026-05-12"), Some(day("2026-10-02")));
        let watch = PieceKnown {
            kind: PieceKind::Watch,
            ..ring()
        };
        assert_eq!(check(&watch, "2026-05-12"), None);
    }

    #[test]
    fn a_warranty_is_kept_alive_and_an_inspection_takes_the_place_of_the_ring_check() {
        let diamond = PieceKnown {
            warranty_until: Some(day("2026-12-15")),
            inspect_months: Some(6),
            ..ring()
        };
        let kinds = |today: &str| {
            let all = of_piece(&diamond, &[], day(today));
            all.into_iter()
                .filter(|(kind, due)| kind.standing(*due, day(today)) == Standing::Now)
                .map(|(kind, _)| kind)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds("2026-04-29"), []);
        assert_eq!(kinds("2026-04-30"), [ReasonKind::WarrantyCheck]);
        assert_eq!(
            kinds("2026-11-20"),
            [ReasonKind::WarrantyEnds, ReasonKind::WarrantyCheck]
        );
        assert_eq!(kinds("2026-12-16"), [ReasonKind::RingCheck], "it has ended");
    }

    #[test]
    fn an_appraisal_comes_after_two_years_and_is_told_a_month_ahead() {
        let today = day("2027-11-10");
        let due = due(&ring(), ReasonKind::Appraisal, "2027-11-10").unwrap();
        assert_eq!(due, day("2027-11-30"));
        assert_eq!(ReasonKind::Appraisal.standing(due, today), Standing::Near);
        assert_eq!(ReasonKind::Appraisal.standing(due, due), Standing::Now);
        assert!(ReasonKind::Appraisal.asks());
    }

    #[test]
    fn an_answer_keeps_its_reason_away() {
        let (kind, due, today) = (ReasonKind::RingCheck, day("2026-05-01"), day("2026-05-12"));
        let answer = |decision, until: Option<&str>| Answer {
            decision,
            due_on: due,
            on: day("2026-05-10"),
            until: until.map(day),
        };
        assert!(answer(Decision::Done, None).quiets(kind, due, today));
        assert!(!answer(Decision::Done, None).quiets(kind, day("2026-11-01"), day("2026-11-01")));
        assert!(answer(Decision::Later, Some("2026-05-13")).quiets(kind, due, today));
        assert!(!answer(Decision::Later, Some("2026-05-12")).quiets(kind, due, today));
        assert!(answer(Decision::NotThis, None).quiets(kind, day("2031-05-01"), day("2031-05-01")));
    }

    #[test]
    fn a_ring_put_off_past_its_time_stands_then_and_does_not_skip_to_the_next() {
        let put_off = [PutOff {
            kind: ReasonKind::RingCheck,
            due_on: day("2026-05-30"),
            until: day("2026-08-12"),
        }];
        let check = |piece: &PieceKnown, today: &str| {
            let all = of_piece(piece, &put_off, day(today));
            all.into_iter()
                .find(|(of, _)| *of == ReasonKind::RingCheck)
                .map(|(_, due)| due)
        };
        assert_eq!(check(&ring(), "2026-08-12"), Some(day("2026-05-30")));
        assert_eq!(check(&ring(), "2026-08-25"), Some(day("2026-05-30")));
        assert_eq!(check(&ring(), "2026-08-26"), Some(day("2026-11-30")));
        let seen = PieceKnown {
            in_hands_on: Some(day("2026-07-02")),
            ..ring()
        };
        assert_eq!(
            check(&seen, "2026-08-12"),
            Some(day("2027-01-02")),
            "it came in"
        );
    }

    #[test]
    fn a_warranty_cannot_wait_past_its_end() {
        let ends = day("2026-05-31");
        let last = |kind: ReasonKind| kind.last_day(ends);
        assert_eq!(last(ReasonKind::WarrantyEnds), Some(ends));
        assert_eq!(last(ReasonKind::WarrantyCheck), Some(day("2026-06-14")));
        assert_eq!(last(ReasonKind::RingCheck), None);
        let later = Answer {
            decision: Decision::Later,
            due_on: ends,
            on: day("2026-05-12"),
            until: Some(day("2026-06-01")),
        };
        let quiet = |today| later.quiets(ReasonKind::WarrantyEnds, ends, day(today));
        assert!(quiet("2026-05-30"));
        assert!(!quiet("2026-05-31"), "on its last day at the latest");
    }
}

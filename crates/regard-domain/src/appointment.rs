//! Appointments: the time in the store, and what to open with.
//!
//! An appointment is kept in the wall-clock time of its store, as it was agreed: "14 June, 15:30" stays
//! half past three when the clocks change in between, on whatever device in whatever time zone.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

/// How an appointment ended.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
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
pub enum AppointmentEnd {
    /// They came.
    Kept,
    /// They did not come.
    DidNotCome,
    /// It was called off.
    Cancelled,
}

/// A day, or a day and a time of day, as the clock of the store shows it. Written `2026-06-14` or
/// `2026-06-14T15:30`, so that text order is time order and a day without a time comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoreTime {
    /// The day.
    pub on: NaiveDate,
    /// The time of day; none: any time of that day.
    pub at: Option<NaiveTime>,
}

/// A text that is no time of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day, or a day and a time, as 2026-06-14T15:30")]
pub struct NoStoreTime;

impl StoreTime {
    /// Whether it is over when the clock of the store shows `now`. A day is over when it has passed.
    pub fn is_over(&self, now: NaiveDateTime) -> bool {
        match self.at {
            Some(at) => self.on.and_time(at) < now,
            None => self.on < now.date(),
        }
    }
}

impl FromStr for StoreTime {
    type Err = NoStoreTime;

    fn from_str(text: &str) -> Result<Self, NoStoreTime> {
        let (day, time) = match text.split_once('T') {
            Some((day, time)) => (day, Some(time)),
            None => (text, None),
        };
        let at = match time {
            Some(time) => Some(NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| NoStoreTime)?),
            None => None,
        };
        Ok(Self {
            on: NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| NoStoreTime)?,
            at,
        })
    }
}

impl fmt::Display for StoreTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "{}T{}", self.on.format("%Y-%m-%d"), at.format("%H:%M")),
            None => write!(f, "{}", self.on.format("%Y-%m-%d")),
        }
    }
}

/// One thing to open with.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, AsRefStr, Display, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum Opener {
    /// What would break trust: the price with promises honoured.
    Pay,
    /// What would break trust: a promise that is open.
    Promise,
    /// The store treads gently.
    Gently,
    /// Something of theirs to ask about.
    Ask,
    /// What is ahead.
    Ahead,
    /// The one memory.
    Recall,
    /// A wish of someone near them whose day comes.
    Show,
}

/// How many things to open with.
const THREE: usize = 3;

/// The three things to open with of those that there are, in order.
///
/// Trust before anything, then the person, then what is ahead; the memory after those; what is for sale
/// last. When the store treads gently, nothing is for sale and nothing cheerful is ahead.
pub fn three_to_open_with(there_is: impl Fn(Opener) -> bool) -> Vec<Opener> {
    const ORDER: [Opener; 7] = [
        Opener::Pay,
        Opener::Promise,
        Opener::Gently,
        Opener::Ask,
        Opener::Ahead,
        Opener::Recall,
        Opener::Show,
    ];
    let gently = there_is(Opener::Gently);
    ORDER
        .into_iter()
        .filter(|opener| !(gently && matches!(opener, Opener::Ahead | Opener::Show)))
        // One question of trust is enough: the price names its promise.
        .filter(|opener| *opener != Opener::Promise || !there_is(Opener::Pay))
        .filter(|opener| there_is(*opener))
        .take(THREE)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open_with(there: &[Opener]) -> Vec<Opener> {
        three_to_open_with(|opener| there.contains(&opener))
    }

    #[test]
    fn trust_comes_before_trade_and_the_person_before_the_day() {
        use Opener::{Ahead, Ask, Gently, Pay, Promise, Recall, Show};
        assert_eq!(
            open_with(&[Show, Recall, Ahead, Ask, Promise]),
            [Promise, Ask, Ahead]
        );
        assert_eq!(open_with(&[Pay, Promise, Show]), [Pay, Show]);
        assert_eq!(open_with(&[Show, Recall]), [Recall, Show]);
        assert_eq!(
            open_with(&[Gently, Ask, Ahead, Show, Recall]),
            [Gently, Ask, Recall]
        );
        assert!(open_with(&[]).is_empty());
    }

    #[test]
    fn a_time_in_the_store_is_written_and_read() {
        for text in ["2026-06-14", "2026-06-14T15:30", "2026-03-08T02:30"] {
            assert_eq!(text.parse::<StoreTime>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "2026-06-31",
            "2026-06-14T25:00",
            "2026-06-14T",
            "14 June",
        ] {
            assert!(text.parse::<StoreTime>().is_err(), "{text}");
        }
        let at = |text: &str| text.parse::<StoreTime>().unwrap();
        assert!(at("2026-06-14") < at("2026-06-14T09:00"));
        let now = "2026-06-14T15:00:00".parse().unwrap();
        assert!(!at("2026-06-14").is_over(now));
        assert!(at("2026-06-14T14:30").is_over(now));
        assert!(!at("2026-06-14T15:30").is_over(now));
    }

    proptest! {
        #[test]
        fn text_order_is_time_order(
            days in (0i64..4000, 0i64..4000),
            minutes in (proptest::option::of(0u32..1440), proptest::option::of(0u32..1440)),
        ) {
            let time = |day: i64, minute: Option<u32>| StoreTime {
                on: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(day),
                at: minute.and_then(|minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)),
            };
            let (one, two) = (time(days.0, minutes.0), time(days.1, minutes.1));
            prop_assert_eq!(one.cmp(&two), one.to_string().cmp(&two.to_string()));
        }
    }
}

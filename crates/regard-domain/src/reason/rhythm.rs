//! How often is often enough, and that what is asked comes after what is given.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The most touches in a stretch of time, as the store wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Measure {
    /// How many at most; 0: nothing is ever proposed.
    pub most: u32,
    /// In how many days, today included.
    pub within_days: u32,
}

impl Default for Measure {
    /// Twice in thirty days.
    fn default() -> Self {
        Self {
            most: 2,
            within_days: 30,
        }
    }
}

impl Measure {
    /// The most that can be set.
    pub const MOST: u32 = 20;

    /// The longest stretch, in days.
    pub const LONGEST: u32 = 366;

    /// Whether it is one that can be set.
    pub fn is_sound(self) -> bool {
        self.most <= Self::MOST && (1..=Self::LONGEST).contains(&self.within_days)
    }

    /// Whether one more touch on `today` stays within the measure.
    pub fn leaves_room(self, touches: &Touches, today: NaiveDate) -> bool {
        touches.within(self.within_days, today) < self.most
    }
}

/// When the store was in touch with a customer, by any means.
///
/// Each message counts. Whatever else happened on a day (a visit, a call, a piece over the counter) is
/// one touch, and none of its own where there was a message on that day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touches(BTreeMap<NaiveDate, Of>);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Of {
    messages: u32,
    other: bool,
}

impl Touches {
    /// Notes a message of that day.
    pub fn message(&mut self, on: NaiveDate) {
        let of = self.0.entry(on).or_default();
        of.messages = of.messages.saturating_add(1);
    }

    /// Notes any other contact of that day.
    pub fn contact(&mut self, on: NaiveDate) {
        self.0.entry(on).or_default().other = true;
    }

    /// How many there are in the last `days` days, `today` included; what lies ahead counts as well: a
    /// device whose clock is behind never proposes more.
    pub fn within(&self, days: u32, today: NaiveDate) -> u32 {
        let back = Days::new(u64::from(days.saturating_sub(1)));
        let from = today.checked_sub_days(back).unwrap_or(NaiveDate::MIN);
        self.0
            .range(from..)
            .map(|(_, of)| of.messages.max(u32::from(of.other)))
            .fold(0, u32::saturating_add)
    }
}

/// Whether something may be asked of a customer: the first time, and after something was given since.
pub fn may_ask(gave_on: Option<NaiveDate>, asked_on: Option<NaiveDate>) -> bool {
    asked_on.is_none_or(|asked| gave_on.is_some_and(|gave| asked < gave))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_one_touch_and_each_message_is_one() {
        let mut touches = Touches::default();
        touches.contact(day("2026-05-01"));
        touches.contact(day("2026-05-01"));
        touches.message(day("2026-05-01"));
        assert_eq!(touches.within(30, day("2026-05-12")), 1);
        touches.message(day("2026-05-01"));
        assert_eq!(touches.within(30, day("2026-05-12")), 2);
        assert_eq!(touches.within(30, day("2026-05-30")), 2);
        assert_eq!(touches.within(30, day("2026-05-31")), 0);
    }

    #[test]
    fn a_store_that_wants_none_gets_none() {
        let none = Measure {
            most: 0,
            within_days: 30,
        };
        assert!(none.is_sound());
        assert!(!none.leaves_room(&Touches::default(), day("2026-05-12")));
        assert!(Measure::default().leaves_room(&Touches::default(), day("2026-05-12")));
    }

    #[test]
    fn nothing_is_asked_twice_without_giving_in_between() {
        let (one, two) = (Some(day("2026-05-01")), Some(day("2026-05-02")));
        assert!(may_ask(None, None));
        assert!(!may_ask(None, one));
        assert!(!may_ask(one, one));
        assert!(!may_ask(one, two));
        assert!(may_ask(two, one));
    }
}

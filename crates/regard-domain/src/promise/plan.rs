//! Planning a promise backwards from the day it is needed.
//!
//! A band for a wedding on 20 June that takes fourteen days to make, with five days kept in hand, has
//! to be ordered by 1 June. That is the day to say so: on the wedding day it is too late.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A day, and what it takes to be ready for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The day it is needed.
    pub needed_by: NaiveDate,
    /// Calendar days from the order until it is here.
    pub lead_days: u32,
    /// Calendar days kept in hand for what goes wrong.
    pub slack_days: u32,
}

/// How a plan stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PlanStanding {
    /// There is time until the last safe day.
    InTime,
    /// The last safe day is near: within [`Plan::SOON`] days.
    Soon,
    /// The last safe day is today or has passed, and the days in hand are being used up.
    OrderNow,
    /// What was kept in hand is gone: it comes in time only if it is hurried.
    Hurry,
    /// The day it was needed has passed.
    TooLate,
}

impl Plan {
    /// How many days before the last safe day it is spoken of.
    pub const SOON: u64 = 3;

    /// The last day to order on that keeps the days in hand: needed by, less the lead time, less the
    /// slack. What would lie before the calendar begins is its first day.
    pub fn last_safe_day(&self) -> NaiveDate {
        less(self.last_day(), self.slack_days)
    }

    /// The last day to order on if nothing goes wrong.
    pub fn last_day(&self) -> NaiveDate {
        less(self.needed_by, self.lead_days)
    }

    /// How it stands on `today`, while nothing is ordered.
    pub fn standing(&self, today: NaiveDate) -> PlanStanding {
        let soon = today
            .checked_add_days(Days::new(Self::SOON))
            .unwrap_or(today);
        if today > self.needed_by {
            PlanStanding::TooLate
        } else if today > self.last_day() {
            PlanStanding::Hurry
        } else if today >= self.last_safe_day() {
            PlanStanding::OrderNow
        } else if soon >= self.last_safe_day() {
            PlanStanding::Soon
        } else {
            PlanStanding::InTime
        }
    }
}

fn less(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn band_for_the_wedding() -> Plan {
        Plan {
            needed_by: day("2026-06-20"),
            lead_days: 14,
            slack_days: 5,
        }
    }

    #[test]
    fn the_band_is_ordered_nineteen_days_before_the_wedding() {
        assert_eq!(band_for_the_wedding().last_safe_day(), day("2026-06-01"));
    }

    #[test]
    fn the_alarm_is_on_the_last_safe_day_and_not_on_the_wedding_day() {
        let standing = |on| band_for_the_wedding().standing(day(on));
        assert_eq!(standing("2026-05-28"), PlanStanding::InTime);
        assert_eq!(standing("2026-05-29"), PlanStanding::Soon);
        assert_eq!(standing("2026-06-01"), PlanStanding::OrderNow);
        assert_eq!(standing("2026-06-06"), PlanStanding::OrderNow);
        assert_eq!(standing("2026-06-07"), PlanStanding::Hurry);
        assert_eq!(standing("2026-06-20"), PlanStanding::Hurry);
        assert_eq!(standing("2026-06-21"), PlanStanding::TooLate);
    }

    proptest! {
        #[test]
        fn a_plan_only_gets_more_pressing(lead in 0u32..400, slack in 0u32..100, at in 0u64..2_000) {
            let plan = Plan { needed_by: day("2028-02-29"), lead_days: lead, slack_days: slack };
            let on = day("2024-01-01") + Days::new(at);
            let rank = |standing| match standing {
                PlanStanding::InTime => 0,
                PlanStanding::Soon => 1,
                PlanStanding::OrderNow => 2,
                PlanStanding::Hurry => 3,
                PlanStanding::TooLate => 4,
            };
            prop_assert!(rank(plan.standing(on)) <= rank(plan.standing(on + Days::new(1))));
            prop_assert_eq!(
                plan.needed_by.signed_duration_since(plan.last_safe_day()).num_days(),
                i64::from(lead) + i64::from(slack)
            );
        }
    }
}

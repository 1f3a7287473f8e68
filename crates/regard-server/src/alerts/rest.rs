//! When an associate is off: "not now" until a moment, and hours of every day by the store's clock.
//!
//! Nothing is lost by it: alerts come by sync, and a push that waited goes out afterwards, unless the
//! alert was seen meanwhile or is old.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// What an associate said about rest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rest {
    /// Not now: until then.
    pub until: Option<DateTime<Utc>>,
    /// Every day from the first to the second time; over midnight when the second is the earlier one.
    pub hours: Option<(NaiveTime, NaiveTime)>,
}

/// A time of the day, `21:00`.
pub fn time_of(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

impl Rest {
    /// Until when the associate is left alone at `now` in a store in `zone`; none when not at all.
    pub fn lasts(&self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        // Both may hold, one after the other: a "not now" that ends in the night.
        let until = self.until.filter(|until| *until > now);
        let from = until.unwrap_or(now);
        self.hours_last(from, zone).or(until)
    }

    fn hours_last(&self, at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let (from, to) = self.hours.filter(|(from, to)| from != to)?;
        let local = at.with_timezone(&zone);
        let (day, time) = (local.date_naive(), local.time());
        let ends = if from < to {
            (time >= from && time < to).then_some(day)
        } else if time >= from {
            day.checked_add_days(Days::new(1))
        } else {
            (time < to).then_some(day)
        }?;
        let wall = ends.and_time(to);
        // In the hour that a clock skips the rest ends where the clock goes on.
        zone.from_local_datetime(&wall)
            .earliest()
            .or_else(|| {
                zone.from_local_datetime(&(wall + TimeDelta::hours(1)))
                    .earliest()
            })
            .map(|end| end.with_timezone(&Utc))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW_YORK: Tz = chrono_tz::America::New_York;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn nights() -> Rest {
        Rest {
            until: None,
            hours: time_of("21:00").zip(time_of("08:00")),
        }
    }

    #[test]
    fn a_night_lasts_until_the_morning_by_the_stores_clock() {
        // 20:59, 21:00, 07:59 and 08:00 in New York, in winter.
        assert_eq!(nights().lasts(at("2026-11-21T01:59:00Z"), NEW_YORK), None);
        let morning = Some(at("2026-11-21T13:00:00Z"));
        assert_eq!(
            nights().lasts(at("2026-11-21T02:00:00Z"), NEW_YORK),
            morning
        );
        assert_eq!(
            nights().lasts(at("2026-11-21T12:59:00Z"), NEW_YORK),
            morning
        );
        assert_eq!(nights().lasts(at("2026-11-21T13:00:00Z"), NEW_YORK), None);
        // The night in which the clock goes forward is an hour shorter.
        let spring = nights().lasts(at("2027-03-14T03:00:00Z"), NEW_YORK);
        assert_eq!(spring, Some(at("2027-03-14T12:00:00Z")));
    }

    #[test]
    fn a_not_now_that_ends_in_the_night_lasts_until_the_morning() {
        let rest = Rest {
            until: Some(at("2026-11-21T03:00:00Z")),
            ..nights()
        };
        let morning = Some(at("2026-11-21T13:00:00Z"));
        assert_eq!(rest.lasts(at("2026-11-20T20:00:00Z"), NEW_YORK), morning);
        let only = Rest {
            hours: None,
            ..rest
        };
        assert_eq!(only.lasts(at("2026-11-20T20:00:00Z"), NEW_YORK), rest.until);
        assert_eq!(only.lasts(at("2026-11-21T03:00:00Z"), NEW_YORK), None);
    }

    #[test]
    fn the_hour_that_a_clock_skips_ends_no_rest_too_late() {
        let rest = Rest {
            until: None,
            hours: time_of("22:00").zip(time_of("02:30")),
        };
        // 02:30 does not exist on that day in New York: it goes on at 03:00, and 03:30 is what was
        // meant an hour later.
        let end = rest.lasts(at("2027-03-14T05:00:00Z"), NEW_YORK);
        assert_eq!(end, Some(at("2027-03-14T07:30:00Z")));
    }
}

//! Two hundred years, every zone: a day is never off.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::next;
use crate::partial_date::{Part, PartialDate};
use crate::words::OccasionKind;

const FIRST: i32 = 1950;
const LAST: i32 = 2150;

fn is_leap(year: i32) -> bool {
    NaiveDate::from_ymd_opt(year, 2, 29).is_some()
}

/// Whether people keep it on that day: on its day, or on 28 February where there is no 29th.
fn is_kept_on(month: u32, day: u32, on: NaiveDate) -> bool {
    (on.month(), on.day()) == (month, day)
        || ((month, day) == (2, 29) && !is_leap(on.year()) && (on.month(), on.day()) == (2, 28))
}

/// The obviously right way: go on day by day.
fn walked(month: u32, day: u32, today: NaiveDate) -> (NaiveDate, i64) {
    let mut on = today;
    let mut days = 0;
    while !is_kept_on(month, day, on) {
        on = on.checked_add_days(Days::new(1)).unwrap();
        days += 1;
    }
    (on, days)
}

/// Every day of the year, in an order that mixes them.
fn days_of_a_year() -> Vec<(u32, u32)> {
    let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    (0..366)
        .map(|at| {
            let on = first + Days::new(at * 103 % 366);
            (on.month(), on.day())
        })
        .collect()
}

#[test]
fn the_next_one_is_the_one_that_is_reached_by_walking() {
    let days = days_of_a_year();
    let mut today = NaiveDate::from_ymd_opt(FIRST, 1, 1).unwrap();
    let mut at = 0;
    while today.year() < LAST {
        // Each day of two hundred years looks at another day, and at 29 February.
        for (month, day) in [days[at % days.len()], (2, 29)] {
            let date = PartialDate::new(None, Part::Day { month, day }).unwrap();
            let found = next(OccasionKind::Birthday, &date, today).unwrap();
            let (on, in_days) = walked(month, day, today);
            assert_eq!(
                (found.time.on, found.time.in_days),
                (Some(on), in_days),
                "{month}-{day} on {today}"
            );
        }
        at += 1;
        today = today + Days::new(1);
    }
}

#[test]
fn the_number_is_the_years_since_the_first() {
    for first in [1899, 1950, 1999, 2000, 2024] {
        for (month, day) in [(1, 1), (2, 28), (2, 29), (3, 1), (6, 14), (12, 31)] {
            let Ok(wedding) = PartialDate::new(Some(first), Part::Day { month, day }) else {
                continue;
            };
            for year in first + 1..LAST {
                for today in [
                    NaiveDate::from_ymd_opt(year, 1, 1).unwrap(),
                    walked(month, day, NaiveDate::from_ymd_opt(year, 1, 1).unwrap()).0,
                ] {
                    let found = next(OccasionKind::Anniversary, &wedding, today).unwrap();
                    assert_eq!(
                        found.ordinal.map(i64::from),
                        Some(i64::from(year - first)),
                        "{first}-{month}-{day} on {today}"
                    );
                }
            }
        }
    }
}

/// The last second of a day and the first of the next, on the wall of that zone; none where the clock
/// skips them.
fn around_midnight(zone: Tz, on: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let before = on.checked_sub_days(Days::new(1))?.and_hms_opt(23, 59, 59)?;
    let before = zone.from_local_datetime(&before).latest()?;
    // Where midnight is skipped the day begins later, one second after the last of the day before.
    let after = before + chrono::TimeDelta::seconds(1);
    Some((before.with_timezone(&Utc), after.with_timezone(&Utc)))
}

#[test]
fn it_is_the_day_from_midnight_on_in_every_zone() {
    let mut looked_at = 0u32;
    for zone in TZ_VARIANTS {
        for year in (FIRST..LAST).step_by(7) {
            for (month, day) in [(1, 1), (2, 28), (3, 1), (4, 1), (10, 27), (12, 31)] {
                let on = NaiveDate::from_ymd_opt(year, month, day).unwrap();
                let Some((before, after)) = around_midnight(zone, on) else {
                    continue;
                };
                let date: PartialDate = format!("--{month:02}-{day:02}").parse().unwrap();
                let in_days = |at: DateTime<Utc>| {
                    let today = at.with_timezone(&zone).date_naive();
                    next(OccasionKind::Birthday, &date, today)
                        .unwrap()
                        .time
                        .in_days
                };
                // A zone that crossed the date line has no such day.
                if after.with_timezone(&zone).date_naive() != on {
                    continue;
                }
                assert_eq!(in_days(before), 1, "{zone} {on}, a second before");
                assert_eq!(in_days(after), 0, "{zone} {on}");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 90_000, "{looked_at}");
}

//! Every rule, in every zone of the tz database, around every change of a clock in ten years.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const FROM: &str = "2026-01-01T00:00:00Z";
const DAYS: i64 = 3_660;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn offset(zone: Tz, at: DateTime<Utc>) -> i32 {
    use chrono::Offset;
    at.with_timezone(&zone).offset().fix().local_minus_utc()
}

/// The moments, to the second, at which the clock of `zone` is set in ten years.
fn changes(zone: Tz) -> Vec<DateTime<Utc>> {
    let mut found = Vec::new();
    for day in (0..DAYS).step_by(7) {
        let (from, to) = (
            utc(FROM) + TimeDelta::days(day),
            utc(FROM) + TimeDelta::days(day + 7),
        );
        if offset(zone, from) == offset(zone, to) {
            continue;
        }
        let (mut before, mut after) = (from, to);
        while after - before > TimeDelta::seconds(1) {
            let middle = before + (after - before) / 2;
            if offset(zone, middle) == offset(zone, before) {
                before = middle;
            } else {
                after = middle;
            }
        }
        found.push(after);
    }
    found
}

/// Every clock there is: of zones that go the same for ten years, one.
fn clocks() -> Vec<(Tz, Vec<DateTime<Utc>>)> {
    let mut known = BTreeSet::new();
    chrono_tz::TZ_VARIANTS
        .into_iter()
        .map(|zone| (zone, changes(zone)))
        .filter(|(zone, changes)| {
            let after = changes
                .iter()
                .map(|change| offset(*zone, *change))
                .collect::<Vec<_>>();
            known.insert((offset(*zone, utc(FROM)), changes.clone(), after))
        })
        .collect()
}

fn wall(zone: Tz, at: DateTime<Utc>) -> (NaiveDate, u32) {
    use chrono::Timelike;
    let local = at.with_timezone(&zone).naive_local();
    (local.date(), local.time().num_seconds_from_midnight())
}

/// What the rules say, said once more by the clock on the wall and nothing else.
fn may(zone: Tz, at: DateTime<Utc>, texas: bool, holidays: &[NaiveDate]) -> bool {
    let (day, seconds) = wall(zone, at);
    let opens = if texas && day.weekday() == Weekday::Sun {
        12
    } else {
        9
    };
    !holidays.contains(&day) && (opens * 3600..20 * 3600).contains(&seconds)
}

#[test]
fn on_both_sides_of_every_change_of_every_clock() {
    let mut seen = 0;
    for (zone, changes) in clocks() {
        for change in changes {
            seen += 1;
            let holiday = wall(zone, change).0.succ_opt().unwrap();
            let written = [holiday.to_string()];
            for (texas, free) in [(false, false), (true, false), (false, true)] {
                let holidays = if free { &written[..] } else { &[] };
                let hours = SendingHours::default().without(Holidays::read(holidays).unwrap());
                let days: &[NaiveDate] = if free { &[holiday] } else { &[] };
                let place = Place::of(Some(zone), &[], None, texas.then_some("TX"));
                for probe in [-26, -3, 0, 2, 9, 20] {
                    let from = change + TimeDelta::hours(probe) - TimeDelta::seconds(1);
                    assert_eq!(hours.allow(from, &place), may(zone, from, texas, days));
                    let opening = hours.next_opening(from, &place).unwrap();
                    assert!(may(zone, opening, texas, days), "{zone} {opening}");
                    assert!(
                        opening == from || !may(zone, opening - TimeDelta::seconds(1), texas, days),
                        "{zone}: {opening} is the first moment"
                    );
                    let longest = if free { 48 } else { 24 };
                    assert!(opening - from <= TimeDelta::hours(longest), "{zone} {from}");
                    let closing = hours.closing(opening, &place).unwrap();
                    assert!(!may(zone, closing, texas, days), "{zone} {closing}");
                    assert!(may(zone, closing - TimeDelta::seconds(1), texas, days));
                }
            }
        }
    }
    assert!(seen > 500, "{seen} changes");
}

#[test]
fn the_last_second_and_the_first_one_after() {
    for (zone, _) in clocks() {
        let wide = SendingHours::new(hour(8), hour(21)).unwrap();
        let place = Place::of(Some(zone), &[], None, None);
        for day in (0..DAYS).step_by(61) {
            let noon = utc(FROM) + TimeDelta::days(day) + TimeDelta::hours(12);
            let opening = wide.next_opening(noon, &place).unwrap();
            let closing = wide.closing(opening, &place).unwrap();
            let (_, last) = wall(zone, closing - TimeDelta::seconds(1));
            assert!(last < 21 * 3600, "{zone}: 20:59:59 is the last second");
            assert!(!wide.allow(closing, &place), "{zone}: 21:00:00 is too late");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Whatever is known of a customer, nothing leaves outside of the hard bounds in any zone where
    /// they may be, on no holiday there, and on no Sunday morning where there is a hint at Texas.
    #[test]
    fn never_outside_the_bounds_in_any_candidate_zone(
        hours_from in 0_i64..(DAYS * 24),
        opens in 8_u32..12,
        closes in 13_u32..=21,
        told in proptest::option::of(0..chrono_tz::TZ_VARIANTS.len()),
        store in proptest::option::of(0..chrono_tz::TZ_VARIANTS.len()),
        number in proptest::option::of("\\+1[2-9][0-9]{9}|\\+[2-9][0-9]{8,12}"),
        region in proptest::option::of(proptest::sample::select(vec!["TX", "NY", "CA", "AZ", "HI", "FL", "Mars"])),
        free in 0_i64..20,
    ) {
        let from = utc(FROM) + TimeDelta::hours(hours_from);
        let holiday = (from + TimeDelta::days(free)).date_naive();
        let hours = SendingHours::new(hour(opens), hour(closes))
            .unwrap()
            .without(Holidays::read(&[holiday.to_string()]).unwrap());
        let place = Place::known(&Whereabouts {
            told: told.map(|at| chrono_tz::TZ_VARIANTS[at]),
            number: number.as_deref(),
            region,
            store: store.map(|at| chrono_tz::TZ_VARIANTS[at]),
            store_region: None,
        });
        let opening = hours.next_opening(from, &place);
        prop_assert!(opening.is_none() || !place.zones().is_empty());
        if let Some(opening) = opening {
            let closing = hours.closing(opening, &place).unwrap();
            for at in [opening, closing - TimeDelta::seconds(1)] {
                for zone in place.zones() {
                    let (day, seconds) = wall(*zone, at);
                    prop_assert!((8 * 3600..21 * 3600).contains(&seconds), "{zone} {at}");
                    prop_assert!(day != holiday);
                    if region == Some("TX") && day.weekday() == Weekday::Sun {
                        prop_assert!(seconds >= 12 * 3600);
                    }
                }
            }
        }
    }
}

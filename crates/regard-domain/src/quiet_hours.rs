//! Quiet hours: when a text may reach a customer, by the clock on the customer's wall.
//!
//! The law speaks of solicitations and of 08:00 to 21:00 at the called party's location (47 CFR
//! 64.1200(c)(1)); Texas opens at noon on Sundays (Bus. & Com. Code ch. 302 and 304, as changed by
//! SB 140 in 2025). Regard keeps to narrower hours for every text, also for those about a repair.
//!
//! A moment is allowed only when it is allowed in *every* zone where the customer may be. Where the
//! customer told their zone, that zone stands alone; otherwise the zones of the number, of the address
//! and of the store count together. Openings are looked up as local civil times, never by adding
//! hours, so that a night with a clock change comes out right. A day that the store keeps free is
//! closed from midnight to midnight, where the customer is.

mod holidays;
mod regions;
#[cfg(test)]
mod ten_years;

pub use holidays::{Holidays, WrongHoliday};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use crate::number_zones::zones_of;

/// The earliest and the latest that any setting may allow, in hours of the local day.
const BOUNDS: (u32, u32) = (8, 21);

/// How many days ahead an opening is looked for: over a weekend with holidays on both sides.
const DAYS_AHEAD: u64 = 9;

/// The hours of the day in which a text may arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendingHours {
    opens: NaiveTime,
    closes: NaiveTime,
    holidays: Holidays,
}

/// The hours asked for are not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("texts may be sent from 08:00 to 21:00 at the most, and must open before they close")]
pub struct OutOfBounds;

impl Default for SendingHours {
    /// 09:00 to 20:00.
    fn default() -> Self {
        Self {
            opens: hour(9),
            closes: hour(20),
            holidays: Holidays::default(),
        }
    }
}

impl SendingHours {
    /// From `opens` until just before `closes`, local time.
    pub fn new(opens: NaiveTime, closes: NaiveTime) -> Result<Self, OutOfBounds> {
        if opens >= hour(BOUNDS.0) && closes <= hour(BOUNDS.1) && opens < closes {
            Ok(Self {
                opens,
                closes,
                holidays: Holidays::default(),
            })
        } else {
            Err(OutOfBounds)
        }
    }

    /// The same hours with `holidays` kept free.
    #[must_use]
    pub fn without(self, holidays: Holidays) -> Self {
        Self { holidays, ..self }
    }

    /// Whether a text to `place` may arrive at `at`. Never, where no zone is known.
    pub fn allow(&self, at: DateTime<Utc>, place: &Place) -> bool {
        !place.zones.is_empty()
            && place.zones.iter().all(|zone| {
                let local = at.with_timezone(zone).naive_local();
                let time = local.time();
                !self.holidays.contain(local.date())
                    && time >= self.opening_of(local.date(), place)
                    && time < self.closes
            })
    }

    /// The first moment from `from` on at which a text to `place` may arrive; `from` itself when it
    /// may now. `None`: the zones leave no common hour, or no zone is known; a person has to decide.
    pub fn next_opening(&self, from: DateTime<Utc>, place: &Place) -> Option<DateTime<Utc>> {
        if self.allow(from, place) {
            return Some(from);
        }
        place
            .zones
            .iter()
            .flat_map(|zone| {
                self.moments(from, *zone, |day| self.opening_of(day, place))
                    .into_iter()
            })
            .filter(|moment| *moment > from && self.allow(*moment, place))
            .min()
    }

    /// When the hours that `at` lies in end: the latest that a provider may still deliver.
    pub fn closing(&self, at: DateTime<Utc>, place: &Place) -> Option<DateTime<Utc>> {
        if !self.allow(at, place) {
            return None;
        }
        place
            .zones
            .iter()
            .flat_map(|zone| self.moments(at, *zone, |_| self.closes).into_iter())
            .filter(|moment| *moment > at)
            .min()
    }

    fn opening_of(&self, day: NaiveDate, place: &Place) -> NaiveTime {
        if place.sundays_from_noon && day.weekday() == Weekday::Sun {
            self.opens.max(hour(12))
        } else {
            self.opens
        }
    }

    /// The moments at which the clock of `zone` shows the time that `time_of` names, on the days
    /// around and after `from`. A clock that is turned back shows a time twice: both are given.
    fn moments(
        &self,
        from: DateTime<Utc>,
        zone: Tz,
        time_of: impl Fn(NaiveDate) -> NaiveTime,
    ) -> Vec<DateTime<Utc>> {
        let today = from.with_timezone(&zone).date_naive();
        (0..DAYS_AHEAD)
            .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
            .flat_map(|day| shown(zone, day, time_of(day)))
            .collect()
    }
}

/// What is known of where a customer lives.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whereabouts<'a> {
    /// The zone that the customer told.
    pub told: Option<Tz>,
    /// Their number, E.164.
    pub number: Option<&'a str>,
    /// The state or province of their address: "TX", "Texas", "Ontario".
    pub region: Option<&'a str>,
    /// The zone of their store.
    pub store: Option<Tz>,
    /// The state of their store.
    pub store_region: Option<&'a str>,
}

/// Where the customer may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    zones: Vec<Tz>,
    sundays_from_noon: bool,
}

impl Place {
    /// Where a customer may be who told us `own`, whose number may lie in `number`, whose store lies
    /// in `store`, and whose address or store is in `region` (a US state, "TX" or "Texas").
    pub fn of(own: Option<Tz>, number: &[Tz], store: Option<Tz>, region: Option<&str>) -> Self {
        let mut zones: Vec<Tz> = match own {
            Some(own) => vec![own],
            None => number.iter().copied().chain(store).collect(),
        };
        zones.sort_by_key(|zone| zone.name());
        zones.dedup();
        Self {
            zones,
            sundays_from_noon: region.is_some_and(regions::is_texas),
        }
    }

    /// Where the customer may be, from all that is known of them.
    pub fn known(whereabouts: &Whereabouts<'_>) -> Self {
        let mut zones = whereabouts.number.map(zones_of).unwrap_or_default();
        let regions = [whereabouts.region, whereabouts.store_region];
        if let Some(region) = whereabouts.region {
            zones.extend(regions::zones_of(region));
        }
        let mut place = Self::of(whereabouts.told, &zones, whereabouts.store, None);
        // Where somebody lives decides, and nobody knows that for sure: one hint at Texas is enough.
        place.sundays_from_noon = regions.into_iter().flatten().any(regions::is_texas)
            || whereabouts.number.is_some_and(regions::is_texan_number);
        place
    }

    /// Someone who may be here or there: both places have to agree.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.zones.extend(other.zones);
        self.zones.sort_by_key(|zone| zone.name());
        self.zones.dedup();
        self.sundays_from_noon |= other.sundays_from_noon;
        self
    }

    /// The zones that all have to agree.
    pub fn zones(&self) -> &[Tz] {
        &self.zones
    }
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN)
}

/// When the clock of `zone` shows `time` on `day`: once, twice (clock turned back), or, where the
/// clock jumps over it, the first moment after the jump.
fn shown(zone: Tz, day: NaiveDate, time: NaiveTime) -> Vec<DateTime<Utc>> {
    let local = day.and_time(time);
    let utc = |moment: DateTime<Tz>| moment.with_timezone(&Utc);
    match zone.from_local_datetime(&local) {
        chrono::LocalResult::Single(moment) => vec![utc(moment)],
        chrono::LocalResult::Ambiguous(first, second) => vec![utc(first), utc(second)],
        // The longest jump on record is a whole day (Samoa, 30 December 2011).
        chrono::LocalResult::None => (1..=25 * 60)
            .filter_map(|minutes| local.checked_add_signed(TimeDelta::minutes(minutes)))
            .find_map(|later| zone.from_local_datetime(&later).earliest())
            .map(utc)
            .into_iter()
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::{Chicago, Los_Angeles, New_York, Phoenix};
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }
    fn at(zone: Tz) -> Place {
        Place::of(Some(zone), &[], None, None)
    }
    fn hours() -> SendingHours {
        SendingHours::default()
    }

    #[test]
    fn the_hours_cannot_be_set_wider_than_the_law() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        assert!(SendingHours::new(time(8, 0), time(21, 0)).is_ok());
        assert_eq!(
            SendingHours::new(time(7, 59), time(20, 0)),
            Err(OutOfBounds)
        );
        assert_eq!(SendingHours::new(time(9, 0), time(21, 1)), Err(OutOfBounds));
        assert_eq!(
            SendingHours::new(time(12, 0), time(12, 0)),
            Err(OutOfBounds)
        );
    }

    #[test]
    fn rogers_text_at_night_waits_for_nine_where_he_is() {
        let place = at(Chicago);
        // 20:00:00 in Chicago is too late, one second before is not.
        assert!(hours().allow(utc("2026-11-21T01:59:59Z"), &place));
        assert!(!hours().allow(utc("2026-11-21T02:00:00Z"), &place));
        assert_eq!(
            hours().next_opening(utc("2026-11-21T02:00:00Z"), &place),
            Some(utc("2026-11-21T15:00:00Z"))
        );
        assert_eq!(
            hours().closing(utc("2026-11-21T15:00:00Z"), &place),
            Some(utc("2026-11-22T02:00:00Z"))
        );
        assert_eq!(hours().closing(utc("2026-11-21T02:00:00Z"), &place), None);
    }

    #[test]
    fn an_allowed_moment_is_its_own_opening() {
        let noon = utc("2026-11-21T18:00:00Z");
        assert_eq!(hours().next_opening(noon, &at(Chicago)), Some(noon));
    }

    #[test]
    fn a_californian_number_and_a_store_in_new_york_must_both_be_awake() {
        let place = Place::of(None, &[Los_Angeles], Some(New_York), None);
        // 09:30 in New York is 06:30 in Los Angeles.
        assert!(!hours().allow(utc("2026-11-20T14:30:00Z"), &place));
        assert_eq!(
            hours().next_opening(utc("2026-11-20T14:30:00Z"), &place),
            Some(utc("2026-11-20T17:00:00Z"))
        );
        // It ends when New York closes.
        assert_eq!(
            hours().closing(utc("2026-11-20T17:00:00Z"), &place),
            Some(utc("2026-11-21T01:00:00Z"))
        );
    }

    #[test]
    fn the_zone_a_customer_told_stands_alone() {
        let place = Place::of(Some(Phoenix), &[Los_Angeles], Some(New_York), None);
        assert_eq!(place.zones(), [Phoenix]);
    }

    #[test]
    fn without_a_zone_or_a_common_hour_a_person_decides() {
        let nowhere = Place::of(None, &[], None, None);
        assert_eq!(
            hours().next_opening(utc("2026-11-20T17:00:00Z"), &nowhere),
            None
        );
        let two_ends = Place::of(
            None,
            &[chrono_tz::Pacific::Auckland],
            Some(chrono_tz::Europe::London),
            None,
        );
        let short = SendingHours::new(hour(12), hour(14)).unwrap();
        assert_eq!(
            short.next_opening(utc("2026-11-20T17:00:00Z"), &two_ends),
            None
        );
    }

    #[test]
    fn texas_sleeps_in_on_sundays() {
        let place = Place::of(Some(Chicago), &[], None, Some("Texas"));
        assert!(!hours().allow(utc("2026-11-22T17:59:59Z"), &place));
        assert_eq!(
            hours().next_opening(utc("2026-11-22T15:00:00Z"), &place),
            Some(utc("2026-11-22T18:00:00Z"))
        );
        // Monday as everywhere.
        assert!(hours().allow(utc("2026-11-23T15:00:00Z"), &place));
        // Illinois shares the zone and opens at nine.
        assert!(hours().allow(
            utc("2026-11-22T15:00:00Z"),
            &Place::of(Some(Chicago), &[], None, Some("IL"))
        ));
    }

    #[test]
    fn nine_is_nine_on_the_nights_the_clocks_change() {
        let place = at(New_York);
        // Spring 2027: standard time on the 13th, daylight time on the 14th.
        assert_eq!(
            hours().next_opening(utc("2027-03-14T02:00:00Z"), &place),
            Some(utc("2027-03-14T13:00:00Z"))
        );
        // Autumn 2027.
        assert_eq!(
            hours().next_opening(utc("2027-11-07T02:00:00Z"), &place),
            Some(utc("2027-11-07T14:00:00Z"))
        );
        // Arizona does not take part; the Navajo Nation does (zone of Denver).
        assert_eq!(
            hours().next_opening(utc("2027-03-14T06:00:00Z"), &at(Phoenix)),
            Some(utc("2027-03-14T16:00:00Z"))
        );
        assert_eq!(
            hours().next_opening(utc("2027-03-14T06:00:00Z"), &at(chrono_tz::America::Denver)),
            Some(utc("2027-03-14T15:00:00Z"))
        );
    }

    #[test]
    fn a_time_that_the_clock_jumps_over_is_the_first_moment_after_and_a_repeated_one_counts_twice()
    {
        let day = NaiveDate::from_ymd_opt(2027, 3, 14).unwrap();
        let half_past_two = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
        assert_eq!(
            shown(New_York, day, half_past_two),
            [utc("2027-03-14T07:00:00Z")]
        );
        let day = NaiveDate::from_ymd_opt(2027, 11, 7).unwrap();
        let half_past_one = NaiveTime::from_hms_opt(1, 30, 0).unwrap();
        assert_eq!(
            shown(New_York, day, half_past_one),
            [utc("2027-11-07T05:30:00Z"), utc("2027-11-07T06:30:00Z")]
        );
        // Samoa had no 30 December 2011: the opening of that day is none at all.
        assert_eq!(
            hours().next_opening(utc("2011-12-30T08:00:00Z"), &at(chrono_tz::Pacific::Apia)),
            Some(utc("2011-12-30T19:00:00Z"))
        );
        // Lord Howe moves by half an hour, Newfoundland lies on the half hour.
        assert_eq!(
            hours().next_opening(
                utc("2026-10-03T12:00:00Z"),
                &at(chrono_tz::Australia::Lord_Howe)
            ),
            Some(utc("2026-10-03T22:00:00Z"))
        );
        assert_eq!(
            hours().next_opening(
                utc("2026-11-20T04:00:00Z"),
                &at(chrono_tz::America::St_Johns)
            ),
            Some(utc("2026-11-20T12:30:00Z"))
        );
    }

    proptest! {
        #[test]
        fn an_opening_is_allowed_and_nothing_before_it_is(
            seconds in 1_700_000_000_i64..1_900_000_000,
            first in 0..chrono_tz::TZ_VARIANTS.len(),
            second in 0..chrono_tz::TZ_VARIANTS.len(),
            texas: bool,
        ) {
            let from = DateTime::from_timestamp(seconds, 0).unwrap();
            let place = Place::of(
                None,
                &[chrono_tz::TZ_VARIANTS[first]],
                Some(chrono_tz::TZ_VARIANTS[second]),
                texas.then_some("TX"),
            );
            if let Some(opening) = hours().next_opening(from, &place) {
                prop_assert!(hours().allow(opening, &place));
                let closing = hours().closing(opening, &place).unwrap();
                prop_assert!(!hours().allow(closing, &place));
                // Every quarter of an hour before it is closed.
                let mut probe = from;
                while probe < opening {
                    prop_assert!(!hours().allow(probe, &place), "{probe} before {opening}");
                    probe += TimeDelta::minutes(15);
                }
                let mut probe = opening;
                while probe < closing {
                    prop_assert!(hours().allow(probe, &place));
                    probe += TimeDelta::minutes(15);
                }
            }
        }
    }
}

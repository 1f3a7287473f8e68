//! Days on which a store writes to nobody.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

/// The days that a store keeps free, of its own choosing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays {
    once: BTreeSet<NaiveDate>,
    every_year: BTreeSet<(u32, u32)>,
}

/// A day that is not written as one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a holiday is written 2026-11-26, or 12-25 for every year: not \"{0}\"")]
pub struct WrongHoliday(pub String);

impl Holidays {
    /// Reads days: `2026-11-26` for one year, `12-25` for every year.
    pub fn read<T: AsRef<str>>(days: &[T]) -> Result<Self, WrongHoliday> {
        let mut holidays = Self::default();
        for day in days {
            let day = day.as_ref().trim();
            if let Ok(date) = NaiveDate::parse_from_str(day, "%Y-%m-%d") {
                holidays.once.insert(date);
                continue;
            }
            // In a leap year every day of the year exists.
            let any_year = NaiveDate::parse_from_str(&format!("2024-{day}"), "%Y-%m-%d");
            let date = any_year.map_err(|_| WrongHoliday(day.to_owned()))?;
            holidays.every_year.insert((date.month(), date.day()));
        }
        Ok(holidays)
    }

    /// Whether the store writes to nobody on `day`.
    pub fn contain(&self, day: NaiveDate) -> bool {
        self.once.contains(&day) || self.every_year.contains(&(day.month(), day.day()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn thanksgiving_is_once_and_christmas_every_year() {
        let holidays = Holidays::read(&["2026-11-26", "12-25", " 02-29 "]).unwrap();
        assert!(holidays.contain(day("2026-11-26")));
        assert!(!holidays.contain(day("2027-11-26")));
        assert!(holidays.contain(day("2026-12-25")) && holidays.contain(day("2031-12-25")));
        assert!(holidays.contain(day("2028-02-29")));
        assert!(!holidays.contain(day("2026-12-24")));
        assert_eq!(Holidays::read::<&str>(&[]), Ok(Holidays::default()));
    }

    #[test]
    fn what_is_no_day_is_said() {
        for wrong in ["Christmas", "12/25", "13-01", "02-30", "", "2026-02-29"] {
            assert_eq!(
                Holidays::read(&[wrong]),
                Err(WrongHoliday(wrong.to_owned())),
                "{wrong}"
            );
        }
    }
}

//! Days as people know them: "14 June", "June 2006", "2006", "spring".
//!
//! Written as text: `2006-06-14`, `2006-06`, `2006`, `--06-14`, `--06`, `2027-spring`, `--spring`
//! (the forms without a year are those of ISO 8601:2000 and vCard 4, RFC 6350). There is no time of
//! day and no time zone in any of them, so that a birthday never moves when someone travels.

use chrono::{Datelike, NaiveDate};

/// A season of the northern half of the world, by whole months: spring begins on 1 March.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February of the next year.
    Winter,
}

impl Season {
    /// The month it begins with, 1 to 12.
    pub fn first_month(self) -> u32 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }
}

/// The part of the year that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// A day of the year.
    Day {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    },
    /// A month, 1 to 12.
    Month(u32),
    /// A season.
    Season(Season),
    /// Nothing but the year.
    Whole,
}

/// A day as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: Option<i32>,
    part: Part,
}

/// Why a text is no partial date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartialDateError {
    /// It has none of the forms.
    #[error("not a date: use 2006-06-14, 2006-06, 2006, --06-14, --06 or 2027-spring")]
    Form,
    /// There is no such day or month.
    #[error("there is no such day")]
    NoSuchDay,
}

/// When something falls next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextTime {
    /// The year.
    pub year: i32,
    /// The month, where it is known.
    pub month: Option<u32>,
    /// The day, where it is known.
    pub on: Option<NaiveDate>,
    /// Days until it, or until what is known of it begins; 0 when that has begun.
    pub in_days: i64,
}

impl PartialDate {
    /// A partial date of these parts, if there is such a day. A date that knows neither its year
    /// nor any part of it is none.
    pub fn new(year: Option<i32>, part: Part) -> Result<Self, PartialDateError> {
        if year.is_some_and(|year| !(1000..=9999).contains(&year)) {
            return Err(PartialDateError::NoSuchDay);
        }
        let exists = match part {
            // 2000 is a leap year: without a year, 29 February exists.
            Part::Day { month, day } => {
                NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day).is_some()
            }
            Part::Month(month) => (1..=12).contains(&month),
            Part::Season(_) => true,
            Part::Whole => year.is_some(),
        };
        exists
            .then_some(Self { year, part })
            .ok_or(PartialDateError::NoSuchDay)
    }

    /// The year, where it is known.
    pub fn year(&self) -> Option<i32> {
        self.year
    }

    /// What is known apart from the year.
    pub fn part(&self) -> Part {
        self.part
    }

    /// The month, where it is known.
    pub fn month(&self) -> Option<u32> {
        match self.part {
            Part::Day { month, .. } | Part::Month(month) => Some(month),
            Part::Season(_) | Part::Whole => None,
        }
    }

    /// The same date in another year. 29 February stays what it is: see [`Self::next_from`].
    pub fn with_year(self, year: i32) -> Result<Self, PartialDateError> {
        match self.part {
            Part::Day { month: 2, day: 29 } if (1000..=9999).contains(&year) => Ok(Self {
                year: Some(year),
                part: self.part,
            }),
            part => Self::new(Some(year), part),
        }
    }

    /// When this comes next, counted from `today`, as something that comes every year.
    ///
    /// What is today, or has begun and is not over (this month, this season, this year), is next. In
    /// a year without 29 February it is kept on the 28th. None only past the end of the calendar.
    pub fn next_from(&self, today: NaiveDate) -> Option<NextTime> {
        // A winter that began last December may still last.
        (today.year().checked_sub(1)?..=today.year().checked_add(1)?)
            .find_map(|year| self.in_year(year, today))
    }

    /// When this falls, counted from `today`, as something that happens once; `None` when it is
    /// over. Without a year it is the next one.
    pub fn once_from(&self, today: NaiveDate) -> Option<NextTime> {
        match self.year {
            Some(year) => self.in_year(year, today),
            None => self.next_from(today),
        }
    }

    /// What is known of it in `year`, if that is not over on `today`.
    fn in_year(&self, year: i32, today: NaiveDate) -> Option<NextTime> {
        let (first, after, on) = match self.part {
            Part::Day { month, day } => {
                let on = NaiveDate::from_ymd_opt(year, month, day)
                    .or_else(|| NaiveDate::from_ymd_opt(year, month, 28))?;
                (on, on.succ_opt()?, Some(on))
            }
            Part::Month(month) => (first_of(year, month)?, first_after(year, month, 1)?, None),
            Part::Season(season) => {
                let month = season.first_month();
                (first_of(year, month)?, first_after(year, month, 3)?, None)
            }
            Part::Whole => (first_of(year, 1)?, first_after(year, 1, 12)?, None),
        };
        (today < after).then(|| NextTime {
            year,
            month: self.month(),
            on,
            in_days: first.signed_duration_since(today).num_days().max(0),
        })
    }
}

fn first_of(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)
}

fn first_after(year: i32, month: u32, months: u32) -> Option<NaiveDate> {
    first_of(year, month)?.checked_add_months(chrono::Months::new(months))
}

impl From<NaiveDate> for PartialDate {
    fn from(day: NaiveDate) -> Self {
        Self {
            year: Some(day.year()),
            part: Part::Day {
                month: day.month(),
                day: day.day(),
            },
        }
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}")?,
            // The hyphen before the part is the second one of the form "--06".
            None => f.write_str("-")?,
        }
        match self.part {
            Part::Day { month, day } => write!(f, "-{month:02}-{day:02}"),
            Part::Month(month) => write!(f, "-{month:02}"),
            Part::Season(season) => write!(f, "-{}", <&str>::from(season)),
            Part::Whole => Ok(()),
        }
    }
}

impl std::str::FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (year, rest) = match text.strip_prefix("--") {
            Some(rest) => (None, Some(rest)),
            None => match text.split_once('-') {
                Some((year, rest)) => (Some(number(year, 4)?), Some(rest)),
                None => (Some(number(text, 4)?), None),
            },
        };
        let part = match rest {
            None => Part::Whole,
            Some(rest) => match rest.parse::<Season>() {
                Ok(season) => Part::Season(season),
                Err(_) => match rest.split_once('-') {
                    Some((month, day)) => Part::Day {
                        month: number(month, 2)?,
                        day: number(day, 2)?,
                    },
                    None => Part::Month(number(rest, 2)?),
                },
            },
        };
        Self::new(year, part)
    }
}

/// A number of exactly `digits` ASCII digits: no sign, no space.
fn number<N: std::str::FromStr>(text: &str, digits: usize) -> Result<N, PartialDateError> {
    if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PartialDateError::Form);
    }
    text.parse().map_err(|_| PartialDateError::Form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_form_is_read_and_written_alike() {
        for text in [
            "2006-06-14",
            "2006-06",
            "2006",
            "--06-14",
            "--06",
            "--02-29",
            "2027-spring",
            "--spring",
            "--winter",
        ] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "-",
            "--",
            "2006-",
            "2006-13",
            "2006-02-30",
            "2007-02-29",
            "--02-30",
            "--13",
            "06-14",
            "14 June",
            "2006-6-14",
            "+006",
            "2027-monsoon",
            "0000",
            "2006-06-14-01",
            "२००६",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_birthday_is_today_then_next_year() {
        let next = date("1971-05-12").next_from(day("2026-05-12")).unwrap();
        assert_eq!((next.on, next.in_days), (Some(day("2026-05-12")), 0));
        let next = date("--05-12").next_from(day("2026-05-13")).unwrap();
        assert_eq!(next.on, Some(day("2027-05-12")));
    }

    #[test]
    fn the_29th_of_february_is_kept_on_the_28th_in_other_years() {
        let next = date("2004-02-29").next_from(day("2026-01-01")).unwrap();
        assert_eq!(next.on, Some(day("2026-02-28")));
        let next = date("--02-29").next_from(day("2028-02-28")).unwrap();
        assert_eq!((next.on, next.in_days), (Some(day("2028-02-29")), 1));
    }

    #[test]
    fn a_month_is_next_while_it_lasts() {
        let june = date("--06");
        let next = june.next_from(day("2026-05-12")).unwrap();
        assert_eq!((next.year, next.month, next.in_days), (2026, Some(6), 20));
        assert_eq!(june.next_from(day("2026-06-30")).unwrap().in_days, 0);
        assert_eq!(june.next_from(day("2026-07-01")).unwrap().year, 2027);
    }

    #[test]
    fn a_winter_lasts_into_the_next_year() {
        let next = date("--winter").next_from(day("2027-02-10")).unwrap();
        assert_eq!((next.year, next.in_days), (2026, 0));
        let next = date("--winter").next_from(day("2027-03-01")).unwrap();
        assert_eq!(next.year, 2027);
    }

    #[test]
    fn what_happens_once_is_over_once() {
        let graduation = date("2027-spring");
        assert_eq!(graduation.once_from(day("2026-05-12")).unwrap().year, 2027);
        assert_eq!(graduation.once_from(day("2027-06-01")), None);
        assert_eq!(
            date("2027").once_from(day("2027-12-31")).unwrap().in_days,
            0
        );
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,12}") {
            let _ = text.parse::<PartialDate>();
        }

        #[test]
        fn whatever_is_read_is_written_and_read_again(text in "(--|[12][0-9]{3}-?)([01][0-9](-[0-3][0-9])?|spring|winter)?") {
            if let Ok(read) = text.parse::<PartialDate>() {
                prop_assert_eq!(read.to_string().parse(), Ok(read));
            }
        }

        #[test]
        fn what_comes_every_year_comes_within_a_year(month in 1u32..=12, dom in 1u32..=31, ahead in 0u64..20_000) {
            let today = day("1990-01-01") + chrono::Days::new(ahead);
            if let Ok(date) = PartialDate::new(None, Part::Day { month, day: dom }) {
                let next = date.next_from(today).unwrap();
                prop_assert!(next.on.unwrap() >= today);
                prop_assert!((0..=366).contains(&next.in_days));
            }
        }
    }
}

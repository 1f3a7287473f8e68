//! Days counted from today: "tomorrow", "in two weeks", "end of March", and feasts that move.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use regard_domain::partial_date::Part;

use crate::dates::{Day, easter, month, season, weekday};
use crate::numbers;
use crate::reader::Reader;

impl Reader<'_> {
    pub(crate) fn next_weekday(&self, weekday: Weekday) -> Option<NaiveDate> {
        (1..=7)
            .filter_map(|days| self.said_on.checked_add_days(Days::new(days)))
            .find(|day| day.weekday() == weekday)
    }

    /// The next day of a month with that number.
    pub(crate) fn next_number(&self, day: u32) -> Option<NaiveDate> {
        (0..12)
            .filter_map(|months| {
                self.said_on
                    .with_day(1)?
                    .checked_add_months(Months::new(months))?
                    .with_day(day)
            })
            .find(|date| *date > self.said_on)
    }

    /// Easter, Thanksgiving and other days that move, the next one.
    pub(crate) fn moving_feast(&self, i: usize) -> Option<Day> {
        let (len, on): (usize, fn(i32) -> Option<NaiveDate>) =
            if let Some(len) = self.any(i, &["easter", "pascua", "semana santa"]) {
                (len, easter)
            } else if let Some(len) = self.any(i, &["thanksgiving", "thxgiving", "tgiving"]) {
                (len, |year| {
                    NaiveDate::from_weekday_of_month_opt(year, 11, Weekday::Thu, 4)
                })
            } else if let Some(len) = self.any(i, &["memorial day"]) {
                (len, |year| {
                    (25..=31)
                        .filter_map(|day| NaiveDate::from_ymd_opt(year, 5, day))
                        .find(|day| day.weekday() == Weekday::Mon)
                })
            } else if let Some(len) = self.any(i, &["labor day"]) {
                (len, |year| {
                    NaiveDate::from_weekday_of_month_opt(year, 9, Weekday::Mon, 1)
                })
            } else {
                return None;
            };
        let year = self.said_on.year();
        let day = (year..=year + 1)
            .filter_map(on)
            .find(|day| *day > self.said_on)?;
        Some(self.exact(day, len))
    }

    /// "tomorrow", "next week", "in two weeks", "la semana que viene".
    pub(crate) fn relative(&self, i: usize) -> Option<Day> {
        let today = self.said_on;
        let plus = |days| today.checked_add_days(Days::new(days));
        let monday = || {
            (1..=7)
                .filter_map(|days| today.checked_add_days(Days::new(days)))
                .find(|day| day.weekday() == Weekday::Mon)
        };
        let month_on = |months: u32| {
            let day = today.checked_add_months(Months::new(months))?;
            Some((day.year(), day.month()))
        };
        let whole_month = |months: u32, len: usize| {
            let (year, month) = month_on(months)?;
            Some(Day {
                year: Some(year),
                part: Part::Month(month),
                said_year: false,
                len,
                rough: false,
            })
        };
        for (words, days) in [
            ("day after tomorrow", 2),
            ("pasado manana", 2),
            ("tomorrow", 1),
            ("tmrw", 1),
            ("tmw", 1),
            ("today", 0),
            ("tonight", 0),
            ("hoy", 0),
            ("yesterday", 0),
        ] {
            if let Some(len) = self.phrase(i, words) {
                let day = if words == "yesterday" {
                    today.pred_opt()?
                } else {
                    plus(days)?
                };
                return Some(self.exact(day, len));
            }
        }
        if self.spanish && self.word(i) == "manana" && self.word(i.wrapping_sub(1)) != "la" {
            return Some(self.exact(plus(1)?, 1));
        }
        for words in [
            "next week",
            "la semana que viene",
            "semana que viene",
            "la proxima semana",
            "proxima semana",
            "la otra semana",
        ] {
            if let Some(len) = self.phrase(i, words) {
                return Some(self.exact(monday()?, len));
            }
        }
        for words in [
            "next month",
            "el mes que viene",
            "mes que viene",
            "el proximo mes",
            "proximo mes",
            "el mes proximo",
        ] {
            if let Some(len) = self.phrase(i, words) {
                return whole_month(1, len);
            }
        }
        if let Some(len) = self.any(
            i,
            &[
                "next year",
                "el ano que viene",
                "ano que viene",
                "el proximo ano",
                "proximo ano",
            ],
        ) {
            return Some(Day {
                year: Some(today.year() + 1),
                part: Part::Whole,
                said_year: true,
                len,
                rough: false,
            });
        }
        if let Some(len) = self.any(i, &["new year", "the new year", "ano nuevo"]) {
            return Some(Day {
                year: Some(today.year() + 1),
                part: Part::Month(1),
                said_year: true,
                len,
                rough: false,
            });
        }
        // "next thursday", "this coming friday", "last saturday", "next spring", "next october".
        let next = self.any(i, &["this coming", "next", "coming", "proximo", "proxima"]);
        let last = self.any(i, &["last", "pasado"]);
        if let Some(len) = next.or(last) {
            if let Some(day) = weekday(self.word(i + len)) {
                let mut date = self.next_weekday(day)?;
                if last.is_some() && next.is_none() {
                    date = date.checked_sub_days(Days::new(7))?;
                    if date == today {
                        date = date.checked_sub_days(Days::new(7))?;
                    }
                }
                return Some(self.exact(date, len + 1));
            }
            if next.is_some() {
                if let Some(season) = season(self.word(i + len)) {
                    return Some(Day {
                        year: None,
                        part: Part::Season(season),
                        said_year: false,
                        len: len + 1,
                        rough: false,
                    });
                }
                if month(self.word(i + len)).is_some() {
                    let day = self.named(i + len)?;
                    return Some(Day {
                        len: day.len + len,
                        ..day
                    });
                }
            }
        }
        self.after_some(i)
    }

    /// "in two weeks", "2 wks", "dentro de tres meses".
    pub(crate) fn after_some(&self, i: usize) -> Option<Day> {
        let begins = self
            .any(i, &["in", "within", "dentro de", "en"])
            .unwrap_or(0);
        let mut at = i + begins;
        at += self
            .any(at, &["about", "like", "unos", "unas", "around"])
            .unwrap_or(0);
        at += self.any(at, &["like"]).unwrap_or(0);
        let (count, len) = match self.word(at) {
            "a" | "an" | "un" | "una" => (1, 1),
            "couple" => (2, 1),
            _ => {
                let said = numbers::whole(&self.tokens, at)?;
                if said.ordinal {
                    return None;
                }
                (said.whole()?, said.len)
            }
        };
        let (count, len) = if count == 1 && self.phrase(at + len, "couple of").is_some() {
            (2, len + 2)
        } else if count == 1 && self.word(at + len) == "couple" {
            (2, len + 1)
        } else {
            (count, len)
        };
        let unit = at + len;
        let day = match self.word(unit) {
            "day" | "days" | "dia" | "dias" => {
                self.said_on.checked_add_days(Days::new(count.into()))?
            }
            "week" | "weeks" | "wk" | "wks" | "semana" | "semanas" | "sem" => self
                .said_on
                .checked_add_days(Days::new(u64::from(count) * 7))?,
            "month" | "months" | "mo" | "mos" | "mes" | "meses" => {
                self.said_on.checked_add_months(Months::new(count))?
            }
            _ => return None,
        };
        // Without "in" it may be how long something took: only short forms stand for a day.
        let short = matches!(self.word(unit), "wk" | "wks" | "mo" | "mos" | "sem");
        if begins == 0 && !short {
            return None;
        }
        if self.is(unit + 1, &["ago", "old", "pregnant", "embarazada"]) {
            return None;
        }
        Some(self.exact(day, unit + 1 - i))
    }

    /// "end of March", "mid Sept", "early June", "first week of September", "a finales de junio".
    pub(crate) fn part_of_month(&self, i: usize) -> Option<Day> {
        let (which, len) = [
            ("end of", 3),
            ("the end of", 3),
            ("late", 3),
            ("finales de", 3),
            ("a finales de", 3),
            ("fin de", 3),
            ("fines de", 3),
            ("a fines de", 3),
            ("middle of", 2),
            ("mid", 2),
            ("mediados de", 2),
            ("a mediados de", 2),
            ("early", 1),
            ("beginning of", 1),
            ("start of", 1),
            ("first week of", 1),
            ("the first week of", 1),
            ("principios de", 1),
            ("a principios de", 1),
            ("primera semana de", 1),
            ("la primera semana de", 1),
            ("second week of", 8),
            ("segunda semana de", 8),
            ("la segunda semana de", 8),
            ("third week of", 2),
            ("tercera semana de", 2),
            ("la tercera semana de", 2),
            ("last week of", 3),
            ("ultima semana de", 3),
            ("la ultima semana de", 3),
            ("wk of", 0),
            ("week of", 0),
        ]
        .iter()
        .filter_map(|(words, which)| Some((*which, self.phrase(i, words)?)))
        .max_by_key(|(_, len)| *len)?;
        let dash = usize::from(self.word(i + len) == "-");
        let at = i + len + dash;
        if which == 0 {
            let day = self.slashed(at).or_else(|| self.named(at))?;
            return Some(Day {
                len: day.len + len,
                ..day
            });
        }
        let (month, year, more) = if self.is(at, &["mes", "month"])
            || (self.word(at) == "the" && self.word(at + 1) == "month")
        {
            let more = 1 + usize::from(self.word(at) == "the");
            (self.said_on.month(), Some(self.said_on.year()), more)
        } else {
            let month = month(self.word(at))?;
            let (year, more) = self
                .year_at(at + 1)
                .map_or((None, 0), |(year, len)| (Some(year), len));
            (month, year, 1 + more)
        };
        let fits = |year: i32| {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            match which {
                1 => Some(first),
                2 => first.with_day(15),
                8 => first.with_day(8),
                _ => first.checked_add_months(Months::new(1))?.pred_opt(),
            }
        };
        let year = match year {
            Some(year) => year,
            None => (self.said_on.year()..=self.said_on.year() + 1)
                .find(|year| fits(*year).is_some_and(|day| day > self.said_on))?,
        };
        let day = fits(year)?;
        Some(Day {
            len: len + dash + more,
            rough: true,
            ..self.exact(day, 0)
        })
    }
}

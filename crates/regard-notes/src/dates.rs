//! Days as people say them: "the 9th of June", "3/14", "next Thursday", "in two weeks", "el 3 de mayo".

use chrono::{Datelike, NaiveDate, Weekday};
use regard_domain::partial_date::{Part, PartialDate, Season};

use crate::numbers;
use crate::reader::Reader;
use crate::token::Kind;

/// A day that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Day {
    /// The year, where it was said or follows from what was said.
    pub year: Option<i32>,
    /// What was said of it.
    pub part: Part,
    /// The year itself was said.
    pub said_year: bool,
    /// How many tokens it takes.
    pub len: usize,
    /// The day stands for a part of a month: "end of March".
    pub rough: bool,
}

impl Day {
    /// As something that comes every year; with its year where nothing else is known.
    pub fn yearly(&self) -> Option<PartialDate> {
        let year = match self.part {
            Part::Whole => self.year,
            _ => None,
        };
        PartialDate::new(year, self.part).ok()
    }

    /// The month, where the day stands for a part of it only.
    pub fn month_if_rough(self) -> Self {
        match self.part {
            Part::Day { month, .. } if self.rough => Self {
                part: Part::Month(month),
                ..self
            },
            _ => self,
        }
    }

    /// As something that is over: the last one before that day, where no year was said.
    pub fn past(&self, before: NaiveDate) -> Option<PartialDate> {
        let year = match self.year {
            Some(year) => year,
            None => {
                let date = PartialDate::new(None, self.part).ok()?;
                date.next_from(before)?.year - 1
            }
        };
        PartialDate::new(Some(year), self.part).ok()
    }

    /// As something to come: the next one after that day, where no year was said.
    pub fn coming(&self, after: NaiveDate) -> Option<PartialDate> {
        match self.year {
            Some(year) => PartialDate::new(Some(year), self.part).ok(),
            None => {
                let date = PartialDate::new(None, self.part).ok()?;
                let next = date.next_from(after)?;
                date.with_year(next.year).ok()
            }
        }
    }

    /// The first day of it that is to come.
    pub fn first(&self, after: NaiveDate) -> Option<NaiveDate> {
        let date = self.coming(after)?;
        let year = date.year()?;
        match date.part() {
            Part::Day { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Part::Month(month) => NaiveDate::from_ymd_opt(year, month, 1),
            Part::Season(season) => NaiveDate::from_ymd_opt(year, season.first_month(), 1),
            Part::Whole => NaiveDate::from_ymd_opt(year, 1, 1),
        }
    }
}

pub(crate) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" | "enero" | "ene" => 1,
        "february" | "feb" | "febrero" => 2,
        "march" | "mar" | "marzo" => 3,
        "april" | "apr" | "abril" | "abr" => 4,
        "may" | "mayo" => 5,
        "june" | "jun" | "junio" => 6,
        "july" | "jul" | "julio" => 7,
        "august" | "aug" | "agosto" | "ago" => 8,
        "september" | "sept" | "sep" | "septiembre" | "setiembre" => 9,
        "october" | "oct" | "octubre" => 10,
        "november" | "nov" | "noviembre" => 11,
        "december" | "dec" | "diciembre" | "dic" => 12,
        _ => return None,
    })
}

pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "lunes" | "lun" => Weekday::Mon,
        "tuesday" | "tue" | "tues" | "martes" => Weekday::Tue,
        "wednesday" | "wed" | "weds" | "miercoles" | "mie" | "mier" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" | "jueves" | "jue" => Weekday::Thu,
        "friday" | "fri" | "viernes" | "vie" => Weekday::Fri,
        "saturday" | "sat" | "sabado" | "sab" => Weekday::Sat,
        "sunday" | "sun" | "domingo" | "dom" => Weekday::Sun,
        _ => return None,
    })
}

pub(crate) fn season(word: &str) -> Option<Season> {
    Some(match word {
        "spring" | "primavera" => Season::Spring,
        "summer" | "verano" => Season::Summer,
        "fall" | "autumn" | "otono" => Season::Autumn,
        "winter" | "invierno" => Season::Winter,
        _ => return None,
    })
}

fn feast(word: &str) -> Option<(u32, u32)> {
    Some(match word {
        "xmas" | "christmas" | "navidad" | "navidades" => (12, 25),
        "valentine" | "valentines" => (2, 14),
        "boxing" => (12, 26),
        "hogmanay" => (12, 31),
        "halloween" => (10, 31),
        "reyes" => (1, 6),
        "nochebuena" => (12, 24),
        "nochevieja" => (12, 31),
        _ => return None,
    })
}

/// Easter Sunday (the anonymous Gregorian rule, Meeus, Astronomical Algorithms, chapter 8).
pub(crate) fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

impl Reader<'_> {
    pub(crate) fn exact(&self, day: NaiveDate, len: usize) -> Day {
        Day {
            year: Some(day.year()),
            part: Part::Day {
                month: day.month(),
                day: day.day(),
            },
            said_year: false,
            len,
            rough: false,
        }
    }

    /// A year at `i`: "2026", "'26", "of twenty six".
    pub(crate) fn year_at(&self, i: usize) -> Option<(i32, usize)> {
        let token = self.tokens.get(i)?;
        if token.kind == Kind::Number
            && token.word.len() == 4
            && let Ok(year) = token.word.parse::<i32>()
            && (1900..2100).contains(&year)
        {
            return Some((year, 1));
        }
        if matches!(token.word.as_str(), "'" | "’")
            && let Ok(short) = self.word(i + 1).parse::<i32>()
            && self.word(i + 1).len() == 2
        {
            return Some((self.century(short), 2));
        }
        None
    }

    pub(crate) fn century(&self, short: i32) -> i32 {
        let near = self.said_on.year() % 100 + 15;
        if short <= near {
            2000 + short
        } else {
            1900 + short
        }
    }

    /// The day that is said at `i`.
    pub fn date(&self, i: usize) -> Option<Day> {
        let mut skipped = 0;
        while self.is(
            i + skipped,
            &[
                "on", "by", "the", "this", "el", "la", "del", "de", "para", "til", "till", "until",
                "around", "about", "like", "for", "in", "en", "of", "a", "al", "hasta", "before",
                "antes",
            ],
        ) && skipped < 3
        {
            if let Some(day) = self.bare(i + skipped) {
                return Some(Day {
                    len: day.len + skipped,
                    ..day
                });
            }
            skipped += 1;
        }
        let day = self.bare(i + skipped)?;
        Some(Day {
            len: day.len + skipped,
            ..day
        })
    }

    pub(crate) fn bare(&self, i: usize) -> Option<Day> {
        let token = self.tokens.get(i)?;
        self.relative(i)
            .or_else(|| self.part_of_month(i))
            .or_else(|| self.slashed(i))
            .or_else(|| self.named(i))
            .or_else(|| {
                let day = weekday(&token.word)?;
                // "martes nueve": the number says which.
                if let Some(said) = numbers::whole(&self.tokens, i + 1)
                    && let Some(number) = said.whole().filter(|number| (1..=31).contains(number))
                    && self.spanish
                    && let Some(date) = self.next_number(number)
                    && date.weekday() == day
                {
                    return Some(self.exact(date, 1 + said.len));
                }
                // "wed 9/17": the number says which.
                let comma = usize::from(self.is(i + 1, &[",", "the", "el"]));
                if let Some(day) = self
                    .slashed(i + 1 + comma)
                    .or_else(|| self.named(i + 1 + comma))
                    .filter(|day| matches!(day.part, Part::Day { .. }))
                {
                    return Some(Day {
                        len: day.len + 1 + comma,
                        ..day
                    });
                }
                // "saturday the twentieth", "Saturday week, the 14th", "el sabado 20": the number says which.
                let gap = self
                    .any(
                        i + 1,
                        &[
                            "the",
                            "week , the",
                            "week the",
                            ", the",
                            "dia",
                            "el",
                            ", el",
                        ],
                    )
                    .unwrap_or(0);
                if gap > 0
                    && let Some(said) = numbers::whole(&self.tokens, i + 1 + gap)
                    && (said.ordinal || self.spanish)
                    && let Some(number) = said.whole().filter(|number| (1..=31).contains(number))
                    && let Some(date) = self.next_number(number)
                {
                    return Some(self.exact(date, 1 + gap + said.len));
                }
                let mut len = 1;
                if self.phrase(i + 1, "que viene").is_some() {
                    len = 3;
                } else if self.is(i + 1, &["proximo"]) {
                    len = 2;
                }
                Some(self.exact(self.next_weekday(day)?, len))
            })
            .or_else(|| {
                let (month, day) = feast(&token.word)?;
                if (month, day) == (12, 25) && self.is(i + 1, &["eve"]) {
                    return Some(Day {
                        year: None,
                        part: Part::Day { month, day: 24 },
                        said_year: false,
                        len: 2,
                        rough: false,
                    });
                }
                let len = if self.is(i + 1, &["day", "eve"]) || token.owns {
                    2
                } else {
                    1
                };
                Some(Day {
                    year: None,
                    part: Part::Day { month, day },
                    said_year: false,
                    len: if self.is(i + 1, &["day"]) { len } else { 1 },
                    rough: false,
                })
            })
            .or_else(|| self.moving_feast(i))
            .or_else(|| {
                let season = season(&token.word)?;
                let (year, more) = self
                    .year_at(i + 1)
                    .map_or((None, 0), |(year, len)| (Some(year), len));
                Some(Day {
                    year,
                    part: Part::Season(season),
                    said_year: year.is_some(),
                    len: 1 + more,
                    rough: false,
                })
            })
            .or_else(|| {
                let (year, len) = self.year_at(i)?;
                Some(Day {
                    year: Some(year),
                    part: Part::Whole,
                    said_year: true,
                    len,
                    rough: false,
                })
            })
            .or_else(|| self.numbered(i))
    }

    /// "the 15th", "el 20", "el dia 10".
    pub(crate) fn numbered(&self, i: usize) -> Option<Day> {
        let before = i.checked_sub(1).map_or("", |at| self.word(at));
        let said_day = usize::from(self.word(i) == "dia");
        let said = numbers::whole(&self.tokens, i + said_day)?;
        let number = said.whole().filter(|number| (1..=31).contains(number))?;
        let fits = if self.spanish {
            said_day == 1
                || (before == "el" && !self.is(i + 1, &["%", "mm", "cm"]))
                || before == "del"
                || before == "al"
        } else {
            said.ordinal && matches!(before, "the" | "by" | "til" | "till" | "until" | "on")
        };
        if !fits {
            return None;
        }
        let after = i + said_day + said.len;
        let worded = self
            .tokens
            .get(i)
            .is_some_and(|token| token.kind == Kind::Word && said_day == 0);
        let goes_on = self.tokens.get(after).is_some_and(|next| {
            next.kind == Kind::Word
                && !matches!(
                    next.word.as_str(),
                    "to" | "and"
                        | "so"
                        | "for"
                        | "at"
                        | "in"
                        | "with"
                        | "but"
                        | "or"
                        | "he"
                        | "she"
                        | "i"
                        | "we"
                        | "they"
                        | "if"
                        | "when"
                )
        });
        // "for the 20th" is an anniversary.
        let in_honour = !self.spanish
            && number % 5 == 0
            && i.checked_sub(2).is_some_and(|at| self.is(at, &["for"]));
        let thing = self.is(
            after,
            &[
                "anniversary",
                "anniv",
                "birthday",
                "bday",
                "cumpleanos",
                "aniversario",
                "one",
                "time",
                "grade",
                "floor",
                "mm",
            ],
        );
        if (worded && !self.spanish && goes_on) || in_honour || thing {
            return None;
        }
        let date = self
            .before_the_day(i, number)
            .or_else(|| self.next_number(number))?;
        Some(self.exact(date, said_day + said.len))
    }

    /// "fifty years on 12 April … engraved by the 9th": the 9th of that month.
    fn before_the_day(&self, i: usize, number: u32) -> Option<NaiveDate> {
        let (at, month) = (0..i)
            .rev()
            .take(60)
            .find_map(|at| Some((at, month(self.word(at))?)))?;
        let beside = |at: usize| {
            numbers::whole(&self.tokens, at)?
                .whole()
                .filter(|day| (1..=31).contains(day))
        };
        let day = at
            .checked_sub(1)
            .and_then(beside)
            .or_else(|| beside(at + 1))
            .filter(|day| number < *day)?;
        let year = (self.said_on.year()..=self.said_on.year() + 1).find(|year| {
            NaiveDate::from_ymd_opt(*year, month, day).is_some_and(|day| day > self.said_on)
        })?;
        NaiveDate::from_ymd_opt(year, month, number).filter(|day| *day > self.said_on)
    }

    /// "3/14", "14/3/26".
    pub(crate) fn slashed(&self, i: usize) -> Option<Day> {
        let token = self.tokens.get(i)?;
        if token.kind != Kind::Number {
            return None;
        }
        let parts: Vec<u32> = token
            .word
            .split('/')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        let (first, second, year) = match parts.as_slice() {
            [first, second] => (*first, *second, None),
            [first, second, year] => (*first, *second, i32::try_from(*year).ok()),
            _ => return None,
        };
        let (month, day) = if self.spanish {
            (second, first)
        } else {
            (first, second)
        };
        let (month, day) = if month > 12 && day <= 12 {
            (day, month)
        } else {
            (month, day)
        };
        NaiveDate::from_ymd_opt(2000, month, day)?;
        // "1/2", "3/4" after a number is a part of a size.
        if year.is_none()
            && matches!(token.word.as_str(), "1/2" | "1/4" | "3/4")
            && i.checked_sub(1)
                .and_then(|at| self.tokens.get(at))
                .is_some_and(|before| before.kind == Kind::Number)
        {
            return None;
        }
        let year = year.map(|year| if year < 100 { self.century(year) } else { year });
        Some(Day {
            year,
            part: Part::Day { month, day },
            said_year: year.is_some(),
            len: 1,
            rough: false,
        })
    }

    /// "June 9", "9th of June", "the tenth of june", "el 3 de mayo", "June".
    pub(crate) fn named(&self, i: usize) -> Option<Day> {
        let token = self.tokens.get(i)?;
        if let Some(month) = month(&token.word) {
            // "May" and "mar" are words, too; "March" is a verb at times.
            if matches!(token.word.as_str(), "may" | "march" | "mar" | "sep" | "ago")
                && !self.month_meant(i)
            {
                return None;
            }
            let mut at = i + 1;
            at += usize::from(self.word(at) == "the");
            if let Some(said) = numbers::whole(&self.tokens, at)
                && let Some(day) = said.whole().filter(|day| (1..=31).contains(day))
                && !self.spanish
                && self
                    .tokens
                    .get(at)
                    .is_some_and(|next| !next.word.contains('/'))
            {
                let after = at + said.len;
                let (year, more) = self.said_year(after);
                return Some(Day {
                    year,
                    part: Part::Day { month, day },
                    said_year: year.is_some(),
                    len: after + more - i,
                    rough: false,
                });
            }
            let (year, more) = self.said_year(i + 1);
            return Some(Day {
                year,
                part: Part::Month(month),
                said_year: year.is_some(),
                len: 1 + more,
                rough: false,
            });
        }
        let said = numbers::whole(&self.tokens, i)?;
        let day = said.whole().filter(|day| (1..=31).contains(day))?;
        let of = i + said.len;
        let of = of + usize::from(self.is(of, &["of", "de"]));
        let month = month(self.word(of))?;
        let (year, more) = self.said_year(of + 1);
        Some(Day {
            year,
            part: Part::Day { month, day },
            said_year: year.is_some(),
            len: of + 1 + more - i,
            rough: false,
        })
    }

    /// "2026", ", 2026", "de 2026", "of twenty six".
    pub(crate) fn said_year(&self, i: usize) -> (Option<i32>, usize) {
        let comma = usize::from(self.is(i, &[",", "de", "del", "of"]));
        if let Some((year, len)) = self.year_at(i + comma) {
            return (Some(year), len + comma);
        }
        if self.word(i) == "of"
            && let Some(said) = numbers::whole(&self.tokens, i + 1)
            && let Some(short) = said.whole().filter(|short| (20..=60).contains(short))
        {
            return (
                Some(2000 + i32::try_from(short).unwrap_or_default()),
                1 + said.len,
            );
        }
        (None, 0)
    }

    pub(crate) fn month_meant(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map_or("", |at| self.word(at));
        let numbered = numbers::whole(&self.tokens, i + 1)
            .and_then(|said| said.whole())
            .is_some_and(|day| (1..=31).contains(&day));
        let capital = self.tokens.get(i).is_some_and(|token| token.capital);
        matches!(
            before,
            "in" | "of"
                | "on"
                | "by"
                | "next"
                | "this"
                | "last"
                | "de"
                | "en"
                | "until"
                | "til"
                | "till"
                | "early"
                | "late"
                | "mid"
                | "since"
                | "before"
                | "after"
                | "fu"
                | "around"
                | "-"
        ) || numbered
            || (capital && self.word(i) == "march" && i > 0)
            || self.year_at(i + 1).is_some()
    }

    /// Whether these tokens name a holiday: "Christmas", "Reyes", "Thanksgiving".
    pub fn has_feast(&self, tokens: std::ops::Range<usize>) -> bool {
        tokens
            .into_iter()
            .any(|i| feast(self.word(i)).is_some() || self.moving_feast(i).is_some())
    }

    /// The first day that is said in these tokens, and where.
    pub fn date_in(&self, tokens: std::ops::Range<usize>) -> Option<(usize, Day)> {
        tokens
            .clone()
            .filter_map(|i| Some((i, self.date(i)?)))
            .find(|(i, day)| i + day.len <= tokens.end)
    }
}

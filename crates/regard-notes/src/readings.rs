//! What some words may say, where the learnt part sees what kind of thing they are.
//!
//! A name, a day or a number can often be taken in more than one way. Each way is a reading, and
//! what was learnt chooses between them.

use std::ops::Range;

use chrono::{Datelike, Days, Months, NaiveDate};
use regard_domain::partial_date::{Part, PartialDate};

use crate::dates::{Day, weekday};
use crate::found::{Measured, Occasion, OccasionOf, What};
use crate::numbers;
use crate::reader::Reader;

/// One way to take some words.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// What they say.
    pub what: What,
    /// Where its parts were taken from: `day after`, `name within`.
    pub from: Vec<&'static str>,
}

/// A day near some words, and where it stands.
#[derive(Clone, Copy)]
struct Near {
    day: Day,
    at: usize,
    place: &'static str,
}

impl Reader<'_> {
    /// What the words may say as that kind. Each list holds the ways to take one fact.
    pub(crate) fn readings(&self, kind: &str, at: &Range<usize>) -> Vec<Vec<Reading>> {
        let plain = |what: What| {
            vec![vec![Reading {
                what,
                from: Vec::new(),
            }]]
        };
        match kind {
            "wish" => plain(What::Wish {
                whose: self.for_whom(at.start, at.end, at.end),
            }),
            "liking" => plain(What::Liking),
            "avoid" => plain(What::Avoid),
            "allergy" => plain(What::Allergy),
            "work" => plain(What::Work),
            "interest" => plain(What::Interest),
            "tread_gently" => plain(What::TreadGently),
            "promise" => vec![self.dated(at, |day| What::Promise {
                until: day.and_then(|day| day.first(self.said_on)),
            })],
            "follow_up" => vec![self.dated(at, |day| What::FollowUp {
                when: day.and_then(|day| self.on(&day)),
            })],
            "trip" => vec![self.dated(at, |day| What::Trip {
                when: day.and_then(|day| day.month_if_rough().coming(self.said_on)),
            })],
            "person" => self.persons(at),
            "pet" => self.animals(at),
            "occasion" => vec![self.days(at)],
            "size" => vec![self.measures(at)],
            _ => Vec::new(),
        }
    }

    /// The days within the words and beside them.
    fn days_near(&self, at: &Range<usize>) -> Vec<Near> {
        let mut near = Vec::new();
        let mut i = at.start;
        while i < at.end && near.len() < 4 {
            let Some(day) = self.date(i) else {
                i += 1;
                continue;
            };
            let place = if near.is_empty() {
                "day within"
            } else {
                "later day within"
            };
            near.push(Near { day, at: i, place });
            near.extend(self.taken_otherwise(i, &day));
            i += day.len.max(1);
        }
        let last = self.sentence(at.start);
        let ahead = near
            .last()
            .map_or(at.end, |near| at.end.max(near.at + near.day.len));
        let end = last.end.max(at.end).min(at.end + 9);
        if let Some((i, day)) = (ahead..end).find_map(|i| Some((i, self.date(i)?))) {
            let place = if i < at.end + 3 {
                "day right after"
            } else {
                "day after"
            };
            near.push(Near { day, at: i, place });
            near.extend(self.taken_otherwise(i, &day));
        }
        let start = last.start.max(at.start.saturating_sub(7));
        let mut before = None;
        let mut i = start;
        while i < at.start {
            match self.date(i) {
                Some(day) if i + day.len <= at.start => {
                    before = Some((i, day));
                    i += day.len.max(1);
                }
                _ => i += 1,
            }
        }
        if let Some((i, day)) = before {
            let place = if i + day.len + 2 > at.start {
                "day right before"
            } else {
                "day before"
            };
            near.push(Near { day, at: i, place });
        }
        near
    }

    /// The other day that the same words may say: "turns 30 dec 19", "in June, the 21st".
    fn taken_otherwise(&self, i: usize, day: &Day) -> Option<Near> {
        let end = i + day.len;
        if let Some((at, day)) = (i + 1..end).find_map(|at| {
            let later = self.date(at).filter(|later| at + later.len > end)?;
            Some((at, later))
        }) {
            return Some(Near {
                day,
                at,
                place: "overlapping day",
            });
        }
        let Part::Month(month) = day.part else {
            return None;
        };
        let (at, said) = (end..end + 4)
            .take_while(|at| !self.ends(*at) || self.is(*at, &["."]))
            .find_map(|at| Some((at, numbers::whole(&self.tokens, at)?)))?;
        let number = said.whole().filter(|number| (1..=31).contains(number))?;
        let part = Part::Day { month, day: number };
        PartialDate::new(None, part).ok()?;
        Some(Near {
            day: Day {
                part,
                len: at + said.len - i,
                rough: false,
                ..*day
            },
            at: i,
            place: "month and day apart",
        })
    }

    /// The day of that kind before the one that is to come: "turned five sunday", "born the ninth".
    fn earlier(&self, near: &Near) -> Option<PartialDate> {
        let (Some(year), Part::Day { month, day }) = (near.day.year, near.day.part) else {
            return near.day.past(self.said_on);
        };
        let coming = NaiveDate::from_ymd_opt(year, month, day)?;
        if near.day.said_year || coming <= self.said_on {
            return None;
        }
        let weekday = (near.at..near.at + near.day.len).any(|at| weekday(self.word(at)).is_some());
        let earlier = if weekday {
            coming.checked_sub_days(Days::new(7))?
        } else {
            coming.checked_sub_months(Months::new(1))?
        };
        PartialDate::new(
            Some(earlier.year()),
            Part::Day {
                month: earlier.month(),
                day: earlier.day(),
            },
        )
        .ok()
    }

    fn dated(&self, at: &Range<usize>, what: impl Fn(Option<Day>) -> What) -> Vec<Reading> {
        let near = self.days_near(at);
        let none = if near.iter().any(|near| near.place.ends_with("within")) {
            "no day though within"
        } else if near.is_empty() {
            "no day"
        } else {
            "no day though near"
        };
        let mut readings = vec![Reading {
            what: what(None),
            from: vec![none],
        }];
        for near in near {
            let yearly = near
                .at
                .checked_sub(1)
                .is_some_and(|at| self.is(at, &["every", "each", "cada"]));
            let said = match (what(Some(near.day)), yearly) {
                (What::Trip { .. }, true) => What::Trip {
                    when: near.day.month_if_rough().yearly(),
                },
                (said, _) => said,
            };
            readings.push(Reading {
                what: said,
                from: vec![near.place],
            });
        }
        readings
    }

    fn days(&self, at: &Range<usize>) -> Vec<Reading> {
        let whole = at.start.saturating_sub(3)..(at.end + 3).min(self.tokens.len());
        let says = |at: &Range<usize>, stems: &[&str]| {
            at.clone()
                .any(|i| stems.iter().any(|stem| self.word(i).starts_with(stem)))
        };
        let stems: [(OccasionOf, &'static str, &[&str]); 4] = [
            (
                OccasionOf::Birthday,
                "birthday",
                &[
                    "birth", "bday", "turn", "cumpl", "born", "naci", "nace", "nasc", "quince",
                    "b'day", "bd", "anos", "years",
                ],
            ),
            (
                OccasionOf::Anniversary,
                "anniversary",
                &[
                    "anni", "ann", "aniv", "marri", "casad", "together", "tog", "years", "yrs",
                    "anos", "bodas", "wed", "their", "juntos",
                ],
            ),
            (
                OccasionOf::Wedding,
                "wedding",
                &[
                    "wed", "boda", "marr", "casa", "nupti", "nupci", "matrimon", "walima", "nikah",
                    "nikkah", "elop", "vows", "bridal", "bride", "groom", "casor", "civil",
                    "karaj", "shaadi", "baraat", "enlace", "altar",
                ],
            ),
            (
                OccasionOf::Graduation,
                "graduation",
                &[
                    "grad",
                    "recib",
                    "commenc",
                    "diplom",
                    "degree",
                    "doctorate",
                    "titul",
                    "egres",
                    "convocat",
                    "capping",
                    "hooding",
                    "walks",
                    "walking",
                    "licenci",
                    "valedict",
                ],
            ),
        ];
        let mut kinds: Vec<(OccasionOf, &'static str)> = stems
            .iter()
            .filter(|(_, _, stems)| says(at, stems))
            .map(|(kind, name, _)| (*kind, *name))
            .collect();
        if kinds.is_empty() {
            kinds = stems
                .iter()
                .filter(|(_, _, stems)| says(&whole, stems))
                .map(|(kind, name, _)| (*kind, *name))
                .collect();
        }
        let near = self.days_near(at);
        let numbers: Vec<(usize, u32, bool)> = (at.start..(at.end + 3).min(self.tokens.len()))
            .filter_map(|i| {
                let said = numbers::whole(&self.tokens, i)?;
                let number = said.whole().filter(|number| (1..=110).contains(number))?;
                Some((i, number, said.ordinal))
            })
            .take(4)
            .collect();
        let number_leads = numbers.iter().any(|(i, _, _)| *i < at.end);
        if number_leads && !kinds.iter().any(|(kind, _)| *kind == OccasionOf::Birthday) {
            kinds.push((OccasionOf::Birthday, "perhaps birthday"));
        }
        if number_leads
            && !kinds
                .iter()
                .any(|(kind, _)| *kind == OccasionOf::Anniversary)
        {
            kinds.push((OccasionOf::Anniversary, "perhaps anniversary"));
        }
        kinds.push((OccasionOf::Other, "other"));
        let over = self.is_over(&whole);
        let mut readings = Vec::new();
        let mut dates: Vec<Option<Near>> = near.iter().copied().map(Some).collect();
        dates.push(None);
        for (kind, name) in kinds {
            let yearly = matches!(kind, OccasionOf::Birthday | OccasionOf::Anniversary);
            let whose = self.whose_day(kind, at.start, at.end);
            for near_day in &dates {
                let free = |i: usize| {
                    near_day.is_none_or(|near| i < near.at || i >= near.at + near.day.len)
                        && self.date(i).is_none_or(|day| {
                            day.len < 2
                                || near_day.is_some_and(|near| i < near.at && near.at < i + day.len)
                        })
                };
                let mut ordinals: Vec<(Option<u32>, &'static str)> = vec![(
                    None,
                    if numbers.iter().any(|(i, _, _)| free(*i)) {
                        "no number though near"
                    } else {
                        "no number"
                    },
                )];
                if kind != OccasionOf::Graduation {
                    for (i, number, ordinal) in numbers.iter().filter(|(i, _, _)| free(*i)).take(2)
                    {
                        let place = match (*ordinal, *i < at.end) {
                            (true, true) => "ordinal within",
                            (false, true) => "number within",
                            (true, false) => "ordinal after",
                            (false, false) => "number after",
                        };
                        ordinals.push((Some(*number), place));
                    }
                }
                let day = near_day.map(|near| near.day);
                let place = near_day.map_or(
                    if near.is_empty() {
                        "no day"
                    } else {
                        "no day though near"
                    },
                    |near| near.place,
                );
                for (ordinal, number) in ordinals {
                    let mut ways: Vec<(Option<PartialDate>, &'static str)> = Vec::new();
                    match day {
                        None => ways.push((None, "never")),
                        Some(day) if yearly => {
                            ways.push((day.yearly(), "yearly"));
                            let earlier = near_day
                                .and_then(|near| self.earlier(&near))
                                .and_then(|date| PartialDate::new(None, date.part()).ok());
                            if over && earlier != day.yearly() {
                                ways.push((earlier, "yearly, past"));
                            }
                        }
                        Some(day) => {
                            let rough = day.month_if_rough();
                            ways.push((rough.coming(self.said_on), "coming"));
                            if over && !day.said_year {
                                let earlier = near_day.and_then(|near| self.earlier(&near));
                                ways.push((earlier, "past"));
                            }
                            if let (None, Part::Day { .. } | Part::Month(_)) =
                                (rough.year, rough.part)
                                && let Some(year) =
                                    rough.coming(self.said_on).and_then(|date| date.year())
                                && self.says_next(near_day.as_ref())
                            {
                                ways.push((
                                    PartialDate::new(Some(year + 1), rough.part).ok(),
                                    "the year after",
                                ));
                            }
                        }
                    }
                    for (date, way) in ways {
                        let year = day.and_then(|day| match day.year {
                            Some(year) => Some(year),
                            None => day.coming(self.said_on)?.year(),
                        });
                        let whole_year = day.is_some_and(|day| day.part == Part::Whole);
                        let (date, ordinal_year) = match ordinal {
                            Some(_) if whole_year => (None, year),
                            Some(_) if yearly => (date, year),
                            _ => (date, None),
                        };
                        if date.is_none() && ordinal.is_none() {
                            continue;
                        }
                        readings.push(Reading {
                            what: What::Occasion(Occasion {
                                kind,
                                whose: whose.clone(),
                                date,
                                ordinal,
                                ordinal_year,
                            }),
                            from: vec![name, place, number, way],
                        });
                    }
                }
            }
        }
        readings
    }

    /// Whether it is "next October", which many say of the one a year later.
    fn says_next(&self, near: Option<&Near>) -> bool {
        near.is_some_and(|near| {
            (near.at.saturating_sub(1)..near.at + near.day.len)
                .any(|at| self.is(at, &["next", "proximo", "proxima", "viene"]))
        })
    }

    /// British sizes of rings are letters: "an M", "an O½", "a t and a half".
    fn letters(&self, at: &Range<usize>) -> Vec<Reading> {
        at.clone()
            .filter_map(|i| {
                let token = self.tokens.get(i)?;
                let mut letters = token.raw.chars();
                let letter = letters.next().filter(char::is_ascii_alphabetic)?;
                if letters.next().is_some()
                    || token.owns
                    || matches!(token.raw.as_str(), "a" | "I" | "i")
                {
                    return None;
                }
                let half = self.any(i + 1, &["½", "1/2", "and a half", "and half"]);
                let mut value = letter.to_ascii_uppercase().to_string();
                if half.is_some() {
                    value.push('½');
                }
                Some(Reading {
                    what: What::Size {
                        of: Measured::Ring,
                        value,
                        whose: self.whose_size(at.start, at.end),
                    },
                    from: vec!["a letter"],
                })
            })
            .take(2)
            .collect()
    }

    fn measures(&self, at: &Range<usize>) -> Vec<Reading> {
        let mut readings = self.letters(at);
        let nearby = self.nearby(at.end);
        let mut count = 0;
        for i in at.clone() {
            let Some(said) = numbers::size(&self.tokens, i) else {
                continue;
            };
            count += 1;
            if count > 3 {
                break;
            }
            let place = if count == 1 {
                "first number"
            } else {
                "later number"
            };
            let (unit, _) = self.unit(i + said.len);
            let value = match unit {
                Some(unit) => format!("{} {unit}", said.text()),
                None => said.text(),
            };
            for (of, name) in [
                (Measured::Ring, "as ring"),
                (Measured::Wrist, "as wrist"),
                (Measured::Neck, "as neck"),
                (Measured::Bracelet, "as bracelet"),
                (Measured::Other, "as other"),
            ] {
                let spoken = if nearby == Some(of) {
                    "spoken of"
                } else if nearby.is_none() {
                    "nothing spoken of"
                } else {
                    "another spoken of"
                };
                readings.push(Reading {
                    what: What::Size {
                        of,
                        value: value.clone(),
                        whose: self.whose_size(at.start, at.end),
                    },
                    from: vec![place, name, spoken, unit.unwrap_or("no unit")],
                });
            }
        }
        readings
    }
}

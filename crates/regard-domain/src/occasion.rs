//! Occasions: when a day comes next and which one it is, and what a purchase tells of one.
//!
//! "15th anniversary", bought in June 2021, means a wedding in 2006 and a 20th in 2026. That is
//! arithmetic on someone's words, so it is *likely*, and the associate asks; only what a customer
//! said is *sure*.

use chrono::{Datelike, NaiveDate};

use crate::partial_date::{NextTime, Part, PartialDate};
use crate::words::{Confidence, OccasionKind};

/// When an occasion comes next, and which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextOccasion {
    /// When.
    pub time: NextTime,
    /// Which one: 20 for the 20th anniversary, 40 for a 40th birthday.
    pub ordinal: Option<u32>,
}

/// What the words of a purchase tell of an occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkedOut {
    /// Birthday or anniversary.
    pub kind: OccasionKind,
    /// Which one it was then.
    pub ordinal: u32,
    /// The year of that one.
    pub year: i32,
    /// The year of the first: of the wedding, of the birth.
    pub first_year: i32,
    /// The first year and the month of the purchase, for want of something better.
    pub date: PartialDate,
    /// Likely when the words name the kind of day, a guess when they do not.
    pub confidence: Confidence,
    /// "15th in 2021".
    pub because: String,
}

/// When an occasion of that kind on `date` comes next, counted from `today`.
///
/// Birthdays and anniversaries come every year, with a number when the first year is known. Other
/// occasions come once when they have a year, and every year when they have none.
pub fn next(kind: OccasionKind, date: &PartialDate, today: NaiveDate) -> Option<NextOccasion> {
    let every_year = matches!(kind, OccasionKind::Birthday | OccasionKind::Anniversary);
    if !every_year {
        return Some(NextOccasion {
            time: date.once_from(today)?,
            ordinal: None,
        });
    }
    // Before the first one (a wedding next year) nothing has a number yet.
    let time = match date.year() {
        Some(first) if first > today.year() => date.once_from(today)?,
        _ => date.next_from(today)?,
    };
    let ordinal = date
        .year()
        .and_then(|first| u32::try_from(time.year.checked_sub(first)?).ok())
        .filter(|ordinal| *ordinal > 0);
    Some(NextOccasion { time, ordinal })
}

/// What the words of a purchase ("15th anniversary", "for their 15th") tell, if they tell anything.
pub fn worked_out(words: &str, bought_on: NaiveDate) -> Option<WorkedOut> {
    let (ordinal, kind, confidence) = read_ordinal(words)?;
    let first_year = bought_on.year().checked_sub(i32::try_from(ordinal).ok()?)?;
    let date = PartialDate::new(Some(first_year), Part::Month(bought_on.month())).ok()?;
    Some(WorkedOut {
        kind,
        ordinal,
        year: bought_on.year(),
        first_year,
        date,
        confidence,
        because: format!("{} in {}", ordinal_text(ordinal), bought_on.year()),
    })
}

/// A date that is known, made whole with what was worked out: a day without a year gets the year, a
/// year without a month gets the month if both speak of the same year.
pub fn made_whole(known: &PartialDate, worked_out: &WorkedOut) -> PartialDate {
    match (known.year(), known.part()) {
        (None, _) => known.with_year(worked_out.first_year).unwrap_or(*known),
        (Some(year), Part::Whole) if year == worked_out.first_year => worked_out.date,
        _ => *known,
    }
}

/// A number as it is said of a day: 1st, 2nd, 3rd, 4th, 11th, 21st.
pub fn ordinal_text(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// The number in the words of an occasion, what kind of day it counts, and how sure that is.
///
/// Understands "15th anniversary", "15 year anniversary", "15 years married", "fifteenth
/// anniversary", "40th birthday", "for their 15th", "15.º aniversario", "40 cumpleaños". A number
/// that is part of a date ("15th of June") or of anything else ("3 rings") is none.
pub fn read_ordinal(words: &str) -> Option<(u32, OccasionKind, Confidence)> {
    let words = crate::names::fold(words);
    let tokens: Vec<&str> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|token| !token.is_empty())
        .take(40)
        .collect();
    let named = tokens.iter().find_map(|token| match *token {
        "anniversary" | "aniversario" | "wedding" | "married" | "marriage" => {
            Some(OccasionKind::Anniversary)
        }
        "birthday" | "bday" | "cumpleanos" => Some(OccasionKind::Birthday),
        _ => None,
    });
    tokens.iter().enumerate().find_map(|(at, token)| {
        let next = tokens.get(at.saturating_add(1)).copied();
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).copied();
        if next.is_some_and(|next| next == "of" || is_month(next)) || before.is_some_and(is_month) {
            return None;
        }
        let (number, is_ordinal) = number_of(token)?;
        if !(1..=110).contains(&number) {
            return None;
        }
        // "15 year anniversary": a plain number counts only in front of what it counts.
        let counts = is_ordinal
            || next.is_some_and(|next| {
                matches!(
                    next,
                    "year"
                        | "years"
                        | "yr"
                        | "yrs"
                        | "o"
                        | "anos"
                        | "anniversary"
                        | "aniversario"
                        | "birthday"
                        | "bday"
                        | "cumpleanos"
                )
            });
        if !counts {
            return None;
        }
        match (named, before) {
            (Some(kind), _) => Some((number, kind, Confidence::Likely)),
            (None, Some("their" | "our")) if is_ordinal => {
                Some((number, OccasionKind::Anniversary, Confidence::Likely))
            }
            (None, Some("his" | "her" | "my")) if is_ordinal => {
                Some((number, OccasionKind::Birthday, Confidence::Guess))
            }
            // "15th" and nothing else.
            (None, None) if is_ordinal && next.is_none() => {
                Some((number, OccasionKind::Anniversary, Confidence::Guess))
            }
            _ => None,
        }
    })
}

fn is_month(token: &str) -> bool {
    const MONTHS: [&str; 24] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ];
    MONTHS.contains(&token)
}

/// A number in digits or in words, and whether it is written as one of a row ("15th").
fn number_of(token: &str) -> Option<(u32, bool)> {
    let digits: String = token.chars().take_while(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        let rest = token.strip_prefix(digits.as_str())?;
        let is_ordinal = match rest {
            "" => false,
            "st" | "nd" | "rd" | "th" | "o" | "a" | "er" | "eme" => true,
            _ => return None,
        };
        return Some((digits.parse().ok()?, is_ordinal));
    }
    ENGLISH_ORDINALS
        .iter()
        .find(|(word, _)| *word == token)
        .map(|(_, number)| (*number, true))
}

/// The ordinals that are one word in English, small letters.
pub const ENGLISH_ORDINALS: &[(&str, u32)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("fortieth", 40),
    ("fiftieth", 50),
    ("sixtieth", 60),
    ("seventieth", 70),
    ("eightieth", 80),
    ("ninetieth", 90),
    ("hundredth", 100),
];

#[cfg(test)]
mod two_hundred_years;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_15th_in_2021_makes_a_20th_this_june() {
        let told = worked_out("15th anniversary", day("2021-06-03")).unwrap();
        assert_eq!(told.first_year, 2006);
        assert_eq!(told.date.to_string(), "2006-06");
        assert_eq!(told.because, "15th in 2021");
        assert_eq!(told.confidence, Confidence::Likely);
        let next = next(told.kind, &told.date, day("2026-05-12")).unwrap();
        assert_eq!(next.ordinal, Some(20));
        assert_eq!((next.time.year, next.time.month), (2026, Some(6)));
        assert_eq!(next.time.on, None);
    }

    #[test]
    fn people_say_it_in_many_ways() {
        use Confidence::{Guess, Likely};
        use OccasionKind::{Anniversary, Birthday};
        for (words, expected) in [
            ("15th anniversary", Some((15, Anniversary, Likely))),
            ("for their 15th", Some((15, Anniversary, Likely))),
            (
                "Their Fifteenth Anniversary!",
                Some((15, Anniversary, Likely)),
            ),
            ("15-year anniversary", Some((15, Anniversary, Likely))),
            ("25 years married", Some((25, Anniversary, Likely))),
            ("anniversary, 1st", Some((1, Anniversary, Likely))),
            ("Dana's 40th birthday", Some((40, Birthday, Likely))),
            ("for her 40th", Some((40, Birthday, Guess))),
            ("15th", Some((15, Anniversary, Guess))),
            ("15.º aniversario", Some((15, Anniversary, Likely))),
            ("15 aniversario", Some((15, Anniversary, Likely))),
            ("40 cumpleaños", Some((40, Birthday, Likely))),
            ("anniversary", None),
            ("anniversary on the 15th of June", None),
            ("anniversary, June 15th", None),
            ("3 rings for the wedding", None),
            ("engagement", None),
            ("999th anniversary", None),
            ("", None),
        ] {
            assert_eq!(read_ordinal(words), expected, "{words}");
        }
    }

    #[test]
    fn a_known_day_is_better_than_the_month_of_the_purchase() {
        let told = worked_out("15th anniversary", day("2021-06-03")).unwrap();
        let whole = |text: &str| made_whole(&text.parse().unwrap(), &told).to_string();
        assert_eq!(whole("--07-14"), "2006-07-14");
        assert_eq!(whole("2006"), "2006-06");
        assert_eq!(whole("2005-07"), "2005-07");
        assert_eq!(whole("2005"), "2005");
    }

    #[test]
    fn numbers_are_said_as_people_say_them() {
        let said: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111]
            .into_iter()
            .map(ordinal_text)
            .collect();
        assert_eq!(
            said,
            [
                "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st",
                "111th"
            ]
        );
    }

    #[test]
    fn a_birthday_tells_the_age_and_a_graduation_does_not_come_back() {
        let today = day("2026-05-12");
        let born = "1986-05-12".parse().unwrap();
        assert_eq!(
            next(OccasionKind::Birthday, &born, today).unwrap().ordinal,
            Some(40)
        );
        let graduated = "2026-04".parse().unwrap();
        assert_eq!(next(OccasionKind::Graduation, &graduated, today), None);
    }

    #[test]
    fn a_wedding_to_come_has_no_number() {
        let wedding = "2027-06-12".parse().unwrap();
        let next = next(OccasionKind::Anniversary, &wedding, day("2026-05-12")).unwrap();
        assert_eq!(
            (next.time.on, next.ordinal),
            (Some(day("2027-06-12")), None)
        );
    }

    proptest! {
        #[test]
        fn reading_never_panics(words in "\\PC{0,60}") {
            let _ = worked_out(&words, day("2021-06-03"));
        }

        #[test]
        fn the_number_grows_with_the_years(ordinal in 1u32..=60, year in 1980i32..2020, later in 0i32..30) {
            let bought = NaiveDate::from_ymd_opt(year, 6, 3).unwrap();
            let told = worked_out(&format!("{} anniversary", ordinal_text(ordinal)), bought).unwrap();
            let today = NaiveDate::from_ymd_opt(year + later, 6, 1).unwrap();
            let next = next(told.kind, &told.date, today).unwrap();
            prop_assert_eq!(next.ordinal, Some(ordinal + u32::try_from(later).unwrap()));
        }
    }
}

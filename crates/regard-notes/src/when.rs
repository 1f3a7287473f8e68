//! A day and a time of day as people say them, by the same reader as notes: "next Thursday at 3",
//! "in two weeks", "el jueves a las cuatro y media".
//!
//! An hour without "am" or "pm" is read as a store means it: one to seven in the afternoon.
//!
//! What is not said for sure is left to be chosen: a month, a season or a holiday is a word for many
//! things ("the new spring bar", "ask June"), and a day far ahead without its year is mostly one that has
//! passed.

use chrono::{Days, NaiveDate, NaiveTime};
use regard_domain::partial_date::Part;

use crate::reader::{About, Reader};
use crate::token::fold;

/// When something is to be, as far as it was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct When {
    /// The day, where a whole one was said.
    pub on: Option<NaiveDate>,
    /// The time of day.
    pub at: Option<NaiveTime>,
}

/// How far ahead a day may be whose year was not said, in days: half a year.
const NEAR: u64 = 183;

/// Reads when something is to be from words that were said on a day. A day that has passed is none.
pub fn when(words: &str, said_on: NaiveDate) -> When {
    let about = About {
        said_on,
        customer: "",
    };
    let reader = Reader::of(words, &about);
    let mut from = 0;
    let mut on = None;
    while on.is_none()
        && let Some((at, day)) = reader.date_in(from..reader.tokens.len())
    {
        from = at + day.len.max(1);
        if !matches!(day.part, Part::Day { .. }) || reader.has_feast(at..from) {
            continue;
        }
        let until = if day.said_year {
            None
        } else {
            said_on.checked_add_days(Days::new(NEAR))
        };
        // "3/4 carat" is no day.
        if !reader.is(from, MEASURES) {
            on = day
                .first(said_on)
                .filter(|day| *day >= said_on && until.is_none_or(|until| *day <= until));
        }
    }
    When {
        on,
        at: time_of_day(words),
    }
}

const MEASURES: &[&str] = &[
    "carat", "carats", "ct", "cts", "ctw", "mm", "cm", "in", "inch", "inches", "quilate",
    "quilates",
];

const HOURS: [&[&str]; 12] = [
    &["one", "una"],
    &["two", "dos"],
    &["three", "tres"],
    &["four", "cuatro"],
    &["five", "cinco"],
    &["six", "seis"],
    &["seven", "siete"],
    &["eight", "ocho"],
    &["nine", "nueve"],
    &["ten", "diez"],
    &["eleven", "once"],
    &["twelve", "doce"],
];

/// The first time of day that the words say.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let text = fold(text);
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|each: char| ",;.!?()".contains(each)))
        .filter(|word| !word.is_empty())
        .collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    for at in 0..words.len() {
        if matches!(word(at), "noon" | "midday" | "mediodia") {
            return NaiveTime::from_hms_opt(12, 0, 0);
        }
        let led = matches!(
            at.checked_sub(1).map(word),
            Some("at" | "@" | "las" | "la" | "past")
        );
        let Some(said) = clock(word(at), led) else {
            continue;
        };
        let next = word(at + 1);
        let half = match (next, word(at + 2)) {
            ("am" | "a.m", _) => Some(false),
            ("pm" | "p.m", _) => Some(true),
            ("de" | "in", "la" | "the") => half(word(at + 3)),
            ("at", "night") => Some(true),
            _ => None,
        };
        let clearly = said.sure || half.is_some() || matches!(next, "o'clock" | "h" | "hs" | "hrs");
        if !led && !clearly {
            continue;
        }
        let minute = match (next, word(at + 2)) {
            ("y", "media") => 30,
            ("y", "cuarto") => 15,
            _ => match at.checked_sub(2).map(word) {
                Some("half") if word(at - 1) == "past" => 30,
                Some("quarter") if word(at - 1) == "past" => 15,
                _ => said.minute,
            },
        };
        let hour = match said.half.or(half) {
            Some(true) if said.hour < 12 => said.hour + 12,
            Some(false) if said.hour == 12 => 0,
            Some(_) => said.hour,
            None if (1..=7).contains(&said.hour) && !said.whole => said.hour + 12,
            None => said.hour,
        };
        if let Some(time) = NaiveTime::from_hms_opt(hour, minute, 0) {
            return Some(time);
        }
    }
    None
}

/// Whether a part of the day is its second half.
fn half(part: &str) -> Option<bool> {
    match part {
        "manana" | "morning" | "madrugada" => Some(false),
        "tarde" | "noche" | "afternoon" | "evening" => Some(true),
        _ => None,
    }
}

/// What a clock was said to show.
struct Clock {
    hour: u32,
    minute: u32,
    /// "pm" hangs on it, or "am".
    half: Option<bool>,
    /// It is written as times are: "3:30", "3pm".
    sure: bool,
    /// It is written with a nought: "03:30" is at night.
    whole: bool,
}

/// Reads "3", "3:30", "3pm", "15h30"; a word such as "three" only where something leads to it.
fn clock(word: &str, led: bool) -> Option<Clock> {
    let named = HOURS.iter().position(|names| names.contains(&word));
    if let Some(at) = named {
        return led.then(|| Clock {
            hour: u32::try_from(at).unwrap_or_default() + 1,
            minute: 0,
            half: None,
            sure: false,
            whole: false,
        });
    }
    let (digits, half) = ["a.m", "am", "p.m", "pm"]
        .iter()
        .find_map(|end| Some((word.strip_suffix(end)?, Some(end.starts_with('p')))))
        .unwrap_or((word, None));
    let (hour, minute) = match digits.split_once([':', 'h']) {
        Some((hour, "")) if digits.ends_with('h') => (hour, "00"),
        Some(parts) => parts,
        None => (digits, ""),
    };
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|each| each.is_ascii_digit());
    if !is_number(hour)
        || hour.len() > 2
        || !(minute.is_empty() || minute.len() == 2 && is_number(minute))
    {
        return None;
    }
    Some(Clock {
        hour: hour.parse().ok().filter(|hour| *hour < 24)?,
        minute: minute.parse().unwrap_or_default(),
        half,
        sure: half.is_some() || !minute.is_empty(),
        whole: hour.starts_with('0'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Tuesday.
    const TODAY: &str = "2026-05-12";

    fn read(words: &str) -> (String, String) {
        let when = when(words, TODAY.parse().unwrap());
        (
            when.on.map_or_else(String::new, |day| day.to_string()),
            when.at
                .map_or_else(String::new, |at| at.format("%H:%M").to_string()),
        )
    }

    #[test]
    fn days_and_times_are_read_as_they_are_said() {
        for (words, on, at) in [
            ("next Thursday at 3", "2026-05-14", "15:00"),
            ("Friday 10:30", "2026-05-15", "10:30"),
            ("tomorrow at noon", "2026-05-13", "12:00"),
            ("in two weeks, 4pm", "2026-05-26", "16:00"),
            ("June 14 at half past two", "2026-06-14", "14:30"),
            ("the 20th at quarter past 11", "2026-05-20", "11:15"),
            ("May 30th 9 am", "2026-05-30", "09:00"),
            ("tomorrow at 8 in the evening", "2026-05-13", "20:00"),
            ("call about the strap next Friday", "2026-05-15", ""),
            ("ask how Lisbon was in a month", "2026-06-12", ""),
            ("el jueves a las cuatro y media", "2026-05-14", "16:30"),
            ("mañana a las 10", "2026-05-13", "10:00"),
            ("el 3 de junio a las 9 de la mañana", "2026-06-03", "09:00"),
            ("dentro de dos semanas a las 17:15", "2026-05-26", "17:15"),
            ("el viernes a las 15h30", "2026-05-15", "15:30"),
            ("at 15:00", "", "15:00"),
        ] {
            assert_eq!(read(words), (on.to_owned(), at.to_owned()), "{words}");
        }
    }

    #[test]
    fn a_day_is_read_only_where_a_whole_one_was_said() {
        for words in [
            "new spring bar",
            "Ask June",
            "Ask June about the trip",
            "Picked up on 3/14",
            "la cadena de reyes",
            "after Christmas",
            "before Thanksgiving",
            "in September",
            "next year",
        ] {
            assert_eq!(read(words).0, "", "{words}");
        }
        for (words, on) in [
            ("ask June on Friday", "2026-05-15"),
            ("on 3/14/27", "2027-03-14"),
            ("March 14, 2027", "2027-03-14"),
            ("on 11/1", "2026-11-01"),
            ("the new spring bar, on 6/2", "2026-06-02"),
        ] {
            assert_eq!(read(words).0, on, "{words}");
        }
    }

    #[test]
    fn what_says_no_time_is_none() {
        for words in [
            "boys are 9 and 12",
            "size 6.5 ring",
            "yesterday",
            "ask how the trip was",
            "one more link",
            "3/4 carat",
            "",
        ] {
            assert_eq!(read(words), (String::new(), String::new()), "{words}");
        }
    }
}

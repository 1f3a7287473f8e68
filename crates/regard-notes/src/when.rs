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
        let back = |words: usize| at.checked_sub(words).map(word).unwrap_or_default();
        let past = back(1) == "past" && matches!(back(2), "half" | "quarter");
        let led = past || matches!(back(1), "at" | "@" | "las" | "la");
        let Some(said) = clock(word(at), led) else {
            continue;
        };
        let next = word(at + 1);
        let counted =
            (back(1) == "past" && !past) || (matches!(back(1), "to" | "till") && is_count(back(2)));
        let counts = (matches!(next, "past" | "to" | "till")
            && clock(word(at + 2), true).is_some())
            || next == "menos"
            || (next == "y" && is_count(word(at + 2)) && word(at + 2) != "cuarto");
        // "Ten past three", "cuatro menos cuarto": the hour alone would be wrong.
        if counted || (counts && !said.sure) {
            return None;
        }
        let half = match next {
            "am" | "a.m" => Some(false),
            "pm" | "p.m" => Some(true),
            _ => None,
        };
        let part = part_after(&words, at + 1).or_else(|| {
            let lead = match (led && !past, back(1)) {
                (false, _) => 0,
                (true, "las" | "la") => 2,
                (true, _) => 1,
            };
            part_before(&words, at.checked_sub(lead)?)
        });
        let clearly = said.sure
            || half.is_some()
            || part_after(&words, at + 1).is_some()
            || matches!(next, "o'clock" | "h" | "hs" | "hrs");
        if !led && !clearly {
            continue;
        }
        let minute = match (next, word(at + 2)) {
            ("y", "media") => 30,
            ("y", "cuarto") => 15,
            _ => match back(2) {
                "half" if past => 30,
                "quarter" if past => 15,
                _ => said.minute,
            },
        };
        let hour = match (said.half.or(half), part) {
            (Some(true), _) if said.hour < 12 => said.hour + 12,
            (Some(false), _) if said.hour == 12 => 0,
            (Some(_), _) => said.hour,
            (None, Some(part)) => part.hour(said.hour),
            (None, None) if (1..=7).contains(&said.hour) && !said.whole => said.hour + 12,
            (None, None) => said.hour,
        };
        if let Some(time) = NaiveTime::from_hms_opt(hour, minute, 0) {
            return Some(time);
        }
    }
    None
}

/// A part of the day.
#[derive(Clone, Copy)]
enum PartOfDay {
    /// From midnight on.
    Morning,
    /// "La mañana", which goes up to noon: "las 12 de la mañana".
    UpToNoon,
    Afternoon,
    Night,
}

impl PartOfDay {
    fn of(word: &str) -> Option<Self> {
        match word {
            "morning" | "madrugada" => Some(Self::Morning),
            "manana" => Some(Self::UpToNoon),
            "afternoon" | "tarde" => Some(Self::Afternoon),
            "evening" | "night" | "noche" => Some(Self::Night),
            _ => None,
        }
    }

    /// The hour of the day that is meant in it.
    fn hour(self, hour: u32) -> u32 {
        match (self, hour) {
            (Self::Morning | Self::Night, 12) => 0,
            (Self::Afternoon, ..12) | (Self::Night, 5..12) => hour + 12,
            _ => hour,
        }
    }
}

/// The part of the day that is said from `at` on: "in the evening", "por la noche", "tonight".
fn part_after(words: &[&str], at: usize) -> Option<PartOfDay> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    match (word(at), word(at + 1)) {
        ("tonight", _) => Some(PartOfDay::Night),
        ("y", "media" | "cuarto") | ("o'clock", _) => {
            part_after(words, at + if word(at) == "y" { 2 } else { 1 })
        }
        ("de" | "por" | "en" | "in", "la" | "the") => PartOfDay::of(word(at + 2)),
        ("at", "night") | ("this" | "esta", _) => PartOfDay::of(word(at + 1)),
        _ => None,
    }
}

/// The part of the day that is said right before `at`: "tomorrow evening at 8".
fn part_before(words: &[&str], at: usize) -> Option<PartOfDay> {
    let back = |steps: usize| {
        at.checked_sub(steps)
            .and_then(|at| words.get(at).copied())
            .unwrap_or_default()
    };
    match (back(2), back(1)) {
        (_, "tonight") => Some(PartOfDay::Night),
        ("la" | "esta", part @ ("manana" | "tarde")) => PartOfDay::of(part),
        // "Mañana" alone is tomorrow, "tarde" alone is late.
        (_, "manana" | "tarde") => None,
        (_, part) => PartOfDay::of(part),
    }
}

/// Whether the word counts minutes before or after an hour: "ten", "20", "quarter".
fn is_count(word: &str) -> bool {
    matches!(
        word,
        "quarter"
            | "cuarto"
            | "minutes"
            | "minutos"
            | "min"
            | "mins"
            | "twenty"
            | "twenty-five"
            | "veinte"
            | "veinticinco"
            | "pico"
    ) || word.parse::<u32>().is_ok()
        || HOURS.iter().any(|names| names.contains(&word))
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
    fn a_part_of_the_day_says_which_hour_is_meant() {
        for (words, on, at) in [
            ("mañana a las 9 por la noche", "2026-05-13", "21:00"),
            ("mañana por la noche a las 9", "2026-05-13", "21:00"),
            ("mañana a las 9", "2026-05-13", "09:00"),
            ("mañana por la mañana a las 7", "2026-05-13", "07:00"),
            ("tomorrow evening at 8", "2026-05-13", "20:00"),
            ("tomorrow morning at 7", "2026-05-13", "07:00"),
            ("tonight at 9", "2026-05-12", "21:00"),
            ("at 8:30 tonight", "2026-05-12", "20:30"),
            ("a las 12 de la noche", "", "00:00"),
            ("a las 12 de la mañana", "", "12:00"),
            ("a las nueve y media de la noche", "", "21:30"),
            ("at 12 at night", "", "00:00"),
            ("a las 2 de la madrugada", "", "02:00"),
            ("at half past 8 in the evening", "", "20:30"),
        ] {
            assert_eq!(read(words), (on.to_owned(), at.to_owned()), "{words}");
        }
    }

    #[test]
    fn minutes_before_and_after_an_hour_are_left_to_be_chosen() {
        for words in [
            "at ten past three",
            "ten past 3pm",
            "at 20 past 3",
            "25 past 3",
            "at five to three",
            "five to three",
            "quarter to 3pm",
            "a las cuatro menos cuarto",
            "a las 4 menos 10 de la tarde",
            "a las cuatro y diez",
        ] {
            assert_eq!(read(words), (String::new(), String::new()), "{words}");
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

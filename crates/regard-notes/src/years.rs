//! Which one it is: "turns 70", "their 20th", "married in 1975".

use crate::dates::Day;
use crate::found::{OccasionOf, Whose};
use crate::lexicon;
use crate::numbers;
use crate::occasions::{ANNIVERSARY, BIRTHDAY};
use crate::reader::Reader;
use chrono::Datelike;
use regard_domain::partial_date::Part;

const TURNS: &[&str] = &[
    "turns",
    "turning",
    "turned",
    "turn",
    "cumple",
    "cumplen",
    "cumplio",
    "cumplira",
    "va a cumplir",
];

impl Reader<'_> {
    /// "turns 70 on September 30", "cumple los setenta", "80 on 12/12", "is sixteen on the 22nd of May".
    pub(crate) fn turns_at(&mut self, i: usize) -> Option<usize> {
        let (len, needs_day) = match self.any(i, TURNS) {
            Some(len) => (len, false),
            None => {
                let is = self.any(i, &["is", "es"]).unwrap_or(0);
                (is, true)
            }
        };
        let article = self
            .any(i + len, &["los", "the big", "the", "sus", "las"])
            .unwrap_or(0);
        let said = numbers::whole(&self.tokens, i + len + article)?;
        let age = said.whole().filter(|age| (1..=110).contains(age))?;
        let nothing = i.checked_sub(1).is_some_and(|at| {
            self.is(
                at,
                &[
                    "se",
                    "business",
                    "store",
                    "shop",
                    "married",
                    "local",
                    "negocio",
                    "company",
                    "restaurant",
                    "firm",
                ],
            )
        });
        let of_a_day = self
            .date(i + len + article)
            .is_some_and(|day| matches!(day.part, Part::Day { .. }) && day.len > said.len);
        if nothing || of_a_day {
            return None;
        }
        let mut to = i + len + article + said.len;
        to += self
            .any(to, &["anos", "years old", "years", "yrs", "a", "yo"])
            .unwrap_or(0);
        let sentence = self.sentence(i);
        if self
            .any(
                to,
                &["anos de casados", "de casados", "anniversary", "de casada"],
            )
            .is_some()
        {
            return None;
        }
        if needs_day {
            // Without "turns" only with a day right behind it.
            let day = self.date(to).filter(|_| {
                let named = self.mentions.iter().any(|mention| mention.at.end == i)
                    || i.checked_sub(1)
                        .is_some_and(|at| self.is_customer(self.word(at)));
                self.is(to, &["on", "el", "this", "next"])
                    || named && self.is(to, &["in", "en", "(", "mañana", "manana"])
            })?;
            if said.ordinal
                || age < 5
                || i.checked_sub(1)
                    .is_some_and(|at| self.is(at, &["sz", "size", "talla", "wrist", "$"]))
            {
                return None;
            }
            let end = to + day.len;
            let whose = self.whose_day(OccasionOf::Birthday, i, to);
            self.say_day(
                OccasionOf::Birthday,
                whose,
                Some(day),
                Some(age),
                i..end,
                true,
            );
            return Some(end);
        }
        let dated = self.nearest_date(i, to - i, &sentence);
        let end = dated.map_or(to, |(at, day)| to.max(at + day.len));
        let whose = self.whose_day(OccasionOf::Birthday, i, to);
        let begins = self.with_owner(i);
        self.say_day(
            OccasionOf::Birthday,
            whose,
            dated.map(|(_, day)| day),
            Some(age),
            begins..end,
            true,
        );
        Some(end)
    }

    /// "their 20th", "wife's 40th 11/2", "for the 20th".
    pub(crate) fn ordinal_alone(&mut self, i: usize) -> Option<usize> {
        let said = numbers::whole(&self.tokens, i)?;
        if let Some(to) = self.los_quince(i, &said) {
            return Some(to);
        }
        let ordinal = said.whole().filter(|_| said.ordinal)?;
        let to = i + said.len;
        let next = self.word(to);
        if self.any(to, ANNIVERSARY).is_some() || self.any(to, BIRTHDAY).is_some() {
            return None;
        }
        let before = i.checked_sub(1)?;
        let theirs = self.is(before, &["their", "sus"]);
        let owned = self.tokens.get(before).is_some_and(|token| token.owns)
            || self.is(before, &["his", "her"]);
        let milestone =
            ordinal % 5 == 0 || ordinal == 1 || ordinal == 16 || ordinal == 18 || ordinal == 21;
        if !milestone
            || lexicon::STYLE.contains(next)
            || self.is(
                to,
                &[
                    "time", "floor", "of", "grade", "one", "street", "st", "ave", "watch",
                ],
            )
        {
            return None;
        }
        let for_it = self.is(before, &["for"])
            || (self.is(before, &["the"])
                && before > 0
                && self.is(before - 1, &["for"])
                && ordinal < 32
                && self.date(i).is_none_or(|_| ordinal.is_multiple_of(5)));
        // "25th 10/12/26": a number of years with a day right behind it.
        let dated_at_once = self
            .date(to)
            .is_some_and(|day| matches!(day.part, Part::Day { .. }) && day.len == 1)
            && self
                .tokens
                .get(i)
                .is_some_and(|token| token.kind == crate::token::Kind::Number);
        if !(theirs || owned || for_it || dated_at_once) {
            return None;
        }
        let theirs = theirs || (dated_at_once && !owned);
        // "sister Rue's 40th", "mum-in-law Ngozi 60th 8/9": one person's.
        let person = self.mentions.iter().any(|mention| {
            mention.at.end == i
                && !matches!(
                    mention.relation,
                    regard_domain::words::RelationKind::Spouse
                        | regard_domain::words::RelationKind::Partner
                )
        });
        let kind = if person {
            OccasionOf::Birthday
        } else if theirs || for_it {
            OccasionOf::Anniversary
        } else {
            OccasionOf::Birthday
        };
        let kind = if owned && ordinal < 13 && ordinal != 1 {
            OccasionOf::Anniversary
        } else {
            kind
        };
        let sentence = self.sentence(i);
        let mut lead = to;
        lead += self
            .any(
                lead,
                &[
                    "is on",
                    "is",
                    "was in",
                    "was on",
                    "was",
                    "on",
                    "in",
                    "this",
                    "coming up",
                ],
            )
            .unwrap_or(0);
        let dated = self
            .date(lead)
            .filter(|day| lead + day.len <= sentence.end && (day.len != 0))
            .map(|day| (lead, day));
        let end = dated.map_or(to, |(at, day)| at + day.len);
        let whose = self.whose_day(kind, i, to);
        let from = if owned { self.with_owner(i) } else { i };
        self.say_day(
            kind,
            whose,
            dated.map(|(_, day)| day),
            Some(ordinal),
            from..end,
            dated.is_some() || theirs,
        );
        Some(end)
    }

    /// "los quince de su hermanita", "para los noventa el veintidós".
    pub(crate) fn los_quince(&mut self, i: usize, said: &numbers::Said) -> Option<usize> {
        let age = said
            .whole()
            .filter(|age| matches!(age, 15 | 18 | 20 | 30 | 40 | 50 | 60 | 70 | 80 | 90 | 100))?;
        let before = i.checked_sub(1)?;
        let to = i + said.len;
        if !self.spanish
            || !self.is(before, &["los", "sus"])
            || self.is(to, &["anos", "minutos", "dias", "euros", "pesos"])
            || self.is(to + 1, &["casados", "casada", "casado"])
        {
            return None;
        }
        let sentence = self.sentence(i);
        let owner = self.mentions.iter().find(|mention| {
            mention.at.start >= to && mention.at.start <= to + 2 && self.is(to, &["de"])
        });
        let whose = owner.map(|owner| owner.whose());
        let from = owner.map_or(to, |owner| owner.at.end);
        let dated = self.date_in(from..sentence.end.min(from + 6));
        if whose.is_none() && dated.is_none() {
            return None;
        }
        let whose = whose
            .or_else(|| self.spoken_of(i).map(crate::reader::Mention::whose))
            .unwrap_or(Whose::Customer);
        let end = dated.map_or(from, |(at, day)| at + day.len);
        self.say_day(
            OccasionOf::Birthday,
            whose,
            dated.map(|(_, day)| day),
            Some(age),
            before..end,
            true,
        );
        Some(end)
    }

    /// "married in 1975", "got hitched 2016".
    pub(crate) fn married(&mut self, i: usize, len: usize) -> usize {
        let Some(day) = self.date(i + len).filter(|day| day.year.is_some()) else {
            // "married since ninety one"
            if self.is(i + len - 1, &["since", "in"])
                && let Some(said) = numbers::whole(&self.tokens, i + len)
                && let Some(short) = said.whole().filter(|short| (40..=99).contains(short))
            {
                let year = 1900 + i32::try_from(short).unwrap_or_default();
                let day = Day {
                    year: Some(year),
                    part: Part::Whole,
                    said_year: true,
                    rough: false,
                    len: said.len,
                };
                self.say_day(
                    OccasionOf::Anniversary,
                    Whose::Couple,
                    Some(day),
                    None,
                    i..i + len + said.len,
                    true,
                );
                return i + len + said.len;
            }
            // "married sixty years on October 8"
            let at = i + len;
            if let Some(said) = numbers::whole(&self.tokens, at)
                && self.is(at + said.len, &["years", "yrs"])
                && let Some(ordinal) = said.whole()
            {
                let to = at + said.len + 1;
                let sentence = self.sentence(i);
                let dated = self.date_in(to..sentence.end.min(to + 5));
                let end = dated.map_or(to, |(at, day)| at + day.len);
                self.say_day(
                    OccasionOf::Anniversary,
                    Whose::Couple,
                    dated.map(|(_, day)| day),
                    Some(ordinal),
                    i..end,
                    dated.is_some(),
                );
                return end;
            }
            return i;
        };
        if self.said_on.year() < day.year.unwrap_or_default() {
            return i;
        }
        let whose = self.whose_day(OccasionOf::Anniversary, i, i + len);
        self.say_day(
            OccasionOf::Anniversary,
            whose,
            Some(day),
            None,
            i..i + len + day.len,
            true,
        );
        i + len + day.len
    }

    /// "20th anniversary", "(5th)", "50 cumpleanos", "10 anos de casados".
    pub(crate) fn ordinal_near(
        &self,
        i: usize,
        from: usize,
        to: usize,
        sentence: &std::ops::Range<usize>,
    ) -> (Option<u32>, usize, usize) {
        if let Some(ordinal) = match self.word(i) {
            "golden" => Some(50),
            "silver" => Some(25),
            "ruby" => Some(40),
            "boda" | "bodas" if self.is(i + 2, &["plata"]) => Some(25),
            "boda" | "bodas" if self.is(i + 2, &["oro"]) => Some(50),
            _ => None,
        } {
            return (Some(ordinal), from, to);
        }
        // "aniv 5 (25/4)"
        for at in [i + 1, i + 2] {
            if let Some(said) = numbers::whole(&self.tokens, at)
                && self.date(at).is_none()
                && self.is(at + said.len, &["("])
                && at < sentence.end
            {
                return (said.whole(), from, to.max(at + said.len));
            }
        }
        // "44yrs wed", "25 a. el 3/9", "cumple hoy 82".
        if let Some(at) = i.checked_sub(2).filter(|at| *at >= sentence.start)
            && self.is(at + 1, &["yrs", "years", "yr", "anos"])
            && let Some(said) = numbers::whole(&self.tokens, at)
            && let Some(ordinal) = said.whole().filter(|ordinal| (1..=110).contains(ordinal))
        {
            return (Some(ordinal), from.min(at), to);
        }
        if self.is(to.wrapping_sub(1), &["hoy", "today", "manana", "tomorrow"])
            && let Some(said) = numbers::whole(&self.tokens, to)
            && let Some(ordinal) = said.whole().filter(|ordinal| (1..=110).contains(ordinal))
        {
            return (Some(ordinal), from, to + said.len);
        }
        for back in 1..=3 {
            let Some(at) = i.checked_sub(back).filter(|at| *at >= sentence.start) else {
                continue;
            };
            if let Some(said) = numbers::whole(&self.tokens, at)
                && at + said.len == i
                && let Some(ordinal) = said.whole().filter(|ordinal| (1..=110).contains(ordinal))
            {
                return (Some(ordinal), from.min(at), to);
            }
        }
        for at in i..to.min(sentence.end) + 4 {
            if at >= sentence.end {
                break;
            }
            let named = match self.word(at) {
                "plata" | "silver"
                    if self.any(at.saturating_sub(1), &["bodas", "de"]).is_some() =>
                {
                    Some(25)
                }
                "oro" if self.any(at.saturating_sub(1), &["bodas", "de"]).is_some() => Some(50),
                _ => None,
            };
            if named.is_some() {
                return (named, from, to.max(at + 1));
            }
            if self.is(at, &[","])
                && let Some(said) = numbers::whole(&self.tokens, at + 1)
                && self.is(at + 1 + said.len, &["yrs", "years", "anos", "yr"])
                && let Some(ordinal) = said.whole()
            {
                return (Some(ordinal), from, to.max(at + 2 + said.len));
            }
            // "- 5 anos", "it'll be six years", "van 30", "turning 66".
            if let Some(lead) = self.any(
                at,
                &[
                    "-",
                    "–",
                    "/",
                    "it'll be",
                    "its",
                    "it's",
                    "van",
                    "seran",
                    "son",
                    "turning",
                    "- turning",
                    ", turning",
                    "hacen",
                    "cumplen",
                    "will be",
                ],
            ) && let Some(said) = numbers::whole(&self.tokens, at + lead)
                && !said.ordinal
                && let Some(ordinal) = said.whole().filter(|ordinal| (1..=110).contains(ordinal))
                && (self.is(at + lead + said.len, &["yrs", "years", "anos", "yr"])
                    || self.is(at + lead - 1, &["van", "turning", "cumplen"]))
            {
                let end = at + lead + said.len;
                return (
                    Some(ordinal),
                    from,
                    to.max(end + usize::from(self.is(end, &["yrs", "years", "anos", "yr"]))),
                );
            }
            let open = self.is(at, &["("]);
            if open
                && let Some(said) = numbers::whole(&self.tokens, at + 1)
                && let Some(ordinal) = said.whole().filter(|ordinal| {
                    (1..=110).contains(ordinal)
                        && (said.ordinal
                            || self.is(at + 1 + said.len, &[")", "!", "anos", "years", "yrs"]))
                })
            {
                let close = at + 1 + said.len;
                let to = to.max(close + usize::from(self.is(close, &[")"])));
                return (Some(ordinal), from, to);
            }
        }
        (None, from, to)
    }
}

//! Birthdays, anniversaries, weddings and other days.

use regard_domain::partial_date::{Part, PartialDate};

use crate::dates::Day;
use crate::found::{Found, Occasion, OccasionOf, What, Whose};
use crate::lexicon;
use crate::reader::Reader;

pub(crate) const BIRTHDAY: &[&str] = &[
    "birthday",
    "bday",
    "b - day",
    "b'day",
    "birthdays",
    "born",
    "cumple",
    "cumpleanos",
    "cumple anos",
    "nacio",
    "nace",
    "cumples",
    "bdays",
];
pub(crate) const ANNIVERSARY: &[&str] = &[
    "bodas de plata",
    "bodas de oro",
    "boda de plata",
    "boda de oro",
    "bodas d plata",
    "bodas d oro",
    "golden wedding",
    "silver wedding",
    "ruby wedding",
    "annivs",
    "anniversary",
    "anniv",
    "ann",
    "tog",
    "anniversaries",
    "aniversario",
    "aniv",
    "anni",
    "aniversario de bodas",
    "anos de casados",
    "de casados",
    "de casada",
    "anos de casada",
    "anos de casado",
    "anos casados",
];
const MARRIED: &[&str] = &[
    "married in",
    "married since",
    "got hitched",
    "casados desde",
    "se casaron en",
    "casados en",
    "wed in",
    "married",
];
const GRADUATION: &[&str] = &[
    "graduates",
    "graduating",
    "graduation",
    "graduated",
    "grad",
    "gradn",
    "se gradua",
    "graduacion",
    "se graduo",
    "graduate",
];
const WEDDING: &[&str] = &[
    "wedding",
    "getting married",
    "gets married",
    "get married",
    "tie the knot",
    "tying the knot",
    "boda",
    "se casa",
    "se van a casar",
    "se va a casar",
    "se le casa",
    "nos vamos a casar",
    "casarse",
    "se casan",
    "nos casamos",
    "marries",
    "weds",
    "wed on",
    "married next",
    "marrying",
    "nupcias",
];

impl Reader<'_> {
    /// Notes the days.
    pub fn occasions(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            i = self.occasion_at(i).max(i + 1);
        }
    }

    pub(crate) fn occasion_at(&mut self, i: usize) -> usize {
        if let Some(to) = self.ordinal_alone(i) {
            return to;
        }
        let (kind, len) = if let Some(to) = self.turns_at(i) {
            return to;
        } else if let Some(len) = self.any(i, ANNIVERSARY) {
            (OccasionOf::Anniversary, len)
        } else if let Some(len) = self.any(i, BIRTHDAY) {
            (OccasionOf::Birthday, len)
        } else if let Some(len) = self.any(i, WEDDING) {
            (OccasionOf::Wedding, len)
        } else if let Some(len) = self.any(i, GRADUATION) {
            (OccasionOf::Graduation, len)
        } else if let Some(len) = self.any(i, MARRIED) {
            return self.married(i, len);
        } else if let Some(len) = self.one_of(i, &lexicon::OTHER_DAYS) {
            (OccasionOf::Other, len)
        } else {
            return i;
        };
        // "wedding band", "anniversary ring", "birthday gift": the thing, not the day.
        let thing = self.is(
            i + len,
            &[
                "band", "bands", "ring", "rings", "set", "dress", "gift", "present", "card",
                "cake", "money", "photo", "photos", "thing", "stone", "necklace", "bracelet",
                "watch",
            ],
        );
        if (thing && kind != OccasionOf::Birthday && kind != OccasionOf::Anniversary)
            || self.denied(i)
        {
            return i;
        }
        let sentence = self.sentence(i);
        let dated = self.nearest_date(i, len, &sentence);
        let nothing = dated.is_none()
            && matches!(kind, OccasionOf::Birthday | OccasionOf::Anniversary)
            && self.ordinal_near(i, i, i + len, &sentence).0.is_none();
        if nothing {
            return i;
        }
        let noun = self.is(
            i,
            &[
                "wedding",
                "boda",
                "nupcias",
                "grad",
                "graduation",
                "graduacion",
            ],
        );
        if dated.is_none() && (kind == OccasionOf::Other || thing || noun) {
            return i;
        }
        if self.is(i, &["born", "nacio", "nace"]) && dated.is_none() {
            return i;
        }
        let (from, to) = match dated {
            Some((at, day)) => (i.min(at), (i + len).max(at + day.len)),
            None => (i, i + len),
        };
        let (ordinal, from, to) = self.ordinal_near(i, from, to, &sentence);
        let date = dated.map(|(_, day)| day);
        let whose = self.whose_day(kind, i, i + len);
        let begins = self.with_owner(from);
        self.say_day(kind, whose, date, ordinal, begins..to, true);
        to
    }

    /// The day that is said nearest: after the words, or right before them.
    pub(crate) fn nearest_date(
        &self,
        i: usize,
        len: usize,
        sentence: &std::ops::Range<usize>,
    ) -> Option<(usize, Day)> {
        let end = sentence.end.min(i + len + 9);
        if let Some((at, day)) = self.date_in(i + len..end) {
            // Another day of another thing begins in between.
            let other = (i + len..at).any(|at| {
                self.any(at, ANNIVERSARY).is_some()
                    || self.any(at, BIRTHDAY).is_some()
                    || self.any(at, WEDDING).is_some()
                    || self.is(
                        at,
                        &[
                            "fu", "call", "text", "ready", "pickup", "llamar", "llamo", "back",
                            "budget",
                        ],
                    )
            });
            if !other {
                return Some((at, day));
            }
        }
        // "12/1 bday", "el 14 de marzo es su cumpleanos".
        let from = sentence.start.max(i.saturating_sub(6));
        let mut found = None;
        for at in from..i {
            if let Some(day) = self
                .date(at)
                .filter(|day| at + day.len <= i && at + day.len + 3 >= i)
            {
                let taken = self.said(at..at + day.len, |what| matches!(what, What::Occasion(_)));
                if !taken {
                    found = found.or(Some((at, day)));
                }
            }
        }
        found
    }

    /// The owner before the words belongs to them: "wife's 40th", "Maureen's bday".
    pub(crate) fn with_owner(&self, from: usize) -> usize {
        match from.checked_sub(1) {
            Some(at)
                if self.tokens.get(at).is_some_and(|token| token.owns)
                    && !self.is_customer(self.word(at)) =>
            {
                at
            }
            _ => from,
        }
    }

    pub(crate) fn whose_day(&self, kind: OccasionOf, i: usize, after: usize) -> Whose {
        let mention = self.spoken_of(i);
        let couple = matches!(kind, OccasionOf::Anniversary | OccasionOf::Wedding);
        if let Some(mention) = mention {
            let owns = mention.at.end == i
                || self
                    .tokens
                    .get(mention.at.end.saturating_sub(1))
                    .is_some_and(|token| token.owns);
            let spouse = matches!(
                mention.relation,
                regard_domain::words::RelationKind::Spouse
                    | regard_domain::words::RelationKind::Partner
            );
            if couple && (spouse || !owns) {
                let of_them = mention.several
                    || matches!(mention.relation, regard_domain::words::RelationKind::Parent)
                        && i <= mention.at.end + 3;
                return if of_them && !spouse {
                    mention.whose()
                } else {
                    Whose::Couple
                };
            }
            // "wife Dana bday": hers. "for his birthday, from his wife": whoever stood nearest.
            let near = i <= mention.at.end + 6;
            let own = i
                .checked_sub(1)
                .is_some_and(|at| self.is_customer(self.word(at)));
            if near && !own {
                return mention.whose();
            }
        }
        let of = self.mentions.iter().find(|mention| {
            mention.at.start > after
                && mention.at.start <= after + 2
                && self.is(after, &["de", "of"])
        });
        if let Some(of) = of {
            return of.whose();
        }
        if couple {
            return Whose::Couple;
        }
        let later = self.mentions.iter().find(|mention| {
            mention.at.start >= after
                && mention.at.start <= after + 2
                && self.is(
                    mention.at.start.wrapping_sub(1),
                    &["of", "de", "para", "su"],
                )
                || mention.at.start == after
        });
        match later {
            Some(mention) => mention.whose(),
            None if kind == OccasionOf::Other
                && self.is(
                    i,
                    &["proposing", "proposes", "propose", "pedira matrimonio"],
                ) =>
            {
                Whose::Couple
            }
            None => Whose::Customer,
        }
    }

    /// Whether it is spoken of as over: "the wedding was June 19".
    pub(crate) fn is_over(&self, at: &std::ops::Range<usize>) -> bool {
        at.clone().any(|i| {
            self.is(
                i,
                &[
                    "was",
                    "were",
                    "fue",
                    "turned",
                    "hicieron",
                    "hizo",
                    "celebrated",
                    "cumplio",
                    "cumplieron",
                    "nacio",
                    "nacieron",
                    "born",
                    "had",
                    "hit",
                    "arrived",
                    "last",
                    "pasado",
                    "pasada",
                    "just",
                ],
            )
        })
    }

    pub(crate) fn say_day(
        &mut self,
        kind: OccasionOf,
        whose: Whose,
        day: Option<Day>,
        ordinal: Option<u32>,
        at: std::ops::Range<usize>,
        sure: bool,
    ) {
        let yearly = matches!(kind, OccasionOf::Birthday | OccasionOf::Anniversary);
        let over = self.is_over(&at);
        let date = day.and_then(|day| {
            if over && !yearly {
                day.month_if_rough().past(self.said_on)
            } else if yearly {
                day.yearly()
                    .or_else(|| PartialDate::new(day.year, day.part).ok())
            } else {
                day.month_if_rough().coming(self.said_on)
            }
        });
        // Which one it is, and when that is: in the year said, or the next time.
        let year = day.and_then(|day| match (day.said_year, day.year) {
            (true, Some(year)) if day.part == Part::Whole => Some(year),
            (_, Some(year)) => Some(year),
            _ if over => day.past(self.said_on).and_then(|date| date.year()),
            _ => day.coming(self.said_on).and_then(|date| date.year()),
        });
        let (date, ordinal, ordinal_year) = match (day, ordinal) {
            // "their 15th was in 2021": the year is that of the 15th.
            (Some(day), Some(ordinal)) if day.part == Part::Whole => {
                (None, Some(ordinal), day.year)
            }
            (Some(_), Some(ordinal)) if yearly => (date, Some(ordinal), year),
            // "married in 1975"
            (Some(_), None) => (date, None, None),
            (None, Some(ordinal)) => (None, Some(ordinal), None),
            (_, _) => (date, None, None),
        };
        // "…, they are married eight years": the number belongs to the day that was said before.
        if day.is_none()
            && let Some(ordinal) = ordinal
            && let Some(Found {
                what: What::Occasion(before),
                words,
                ..
            }) = self.found.iter_mut().find(|found| {
                matches!(&found.what, What::Occasion(said) if said.kind == kind && said.whose == whose && said.ordinal.is_none() && said.date.is_some())
            })
        {
            let on = before.date.and_then(|date| date.next_from(self.said_on));
            before.ordinal = Some(ordinal);
            before.ordinal_year = on.map(|on| on.year);
            let _ = words;
            return;
        }
        let overlap = self.said(
            at.clone(),
            |what| matches!(what, What::Occasion(said) if said.kind == kind && said.whose == whose),
        );
        if overlap {
            return;
        }
        let occasion = Occasion {
            kind,
            whose,
            date,
            ordinal,
            ordinal_year,
        };
        self.note(What::Occasion(occasion), at, sure);
    }
}

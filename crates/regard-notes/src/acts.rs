//! What the store promised, and what is to be done.

use regard_domain::partial_date::{Part, PartialDate};

use crate::dates::Day;
use crate::found::What;
use crate::lexicon;
use crate::reader::Reader;

impl Reader<'_> {
    /// Notes promises and what is to be done.
    pub fn acts(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            let to = self
                .promise_at(i)
                .or_else(|| self.follow_up_at(i))
                .unwrap_or(i);
            i = to.max(i + 1);
        }
    }

    fn promise_at(&mut self, i: usize) -> Option<usize> {
        let sentence = self.sentence(i);
        // "told Zainab that if the pearls come in we'd call her".
        if self.is(i, &["told", "promised", "said"])
            && !self.denied(i)
            && i.checked_sub(1)
                .is_none_or(|at| !self.is(at, &["he", "she", "they"]))
        {
            let end = sentence.end.min(i + 10);
            let we = (i + 1..end).find(|at| {
                self.any(
                    *at,
                    &[
                        "we'd", "we'll", "we would", "we will", "i'd", "i'll", "i would",
                    ],
                )
                .is_some()
                    && (i + 1..*at).all(|at| !self.is(at, &["she", "he", "so", "and"]))
            });
            if let Some(we) = we {
                let from = we
                    + self
                        .any(
                            we,
                            &[
                                "we'd", "we'll", "we would", "we will", "i'd", "i'll", "i would",
                            ],
                        )
                        .unwrap_or(1);
                let extent = self.extent(from, 16);
                let dated = self.date_in(extent.start..sentence.end.min(extent.end + 4));
                let to = dated.map_or(extent.end, |(at, day)| extent.end.max(at + day.len));
                if to > from {
                    let until = dated.and_then(|(_, day)| day.first(self.said_on));
                    self.note(What::Promise { until }, from..to, true);
                    return Some(to);
                }
            }
        }
        if let Some(len) = self.one_of(i, &lexicon::PROMISED) {
            if self.word(i) == "promised" && self.is(i.wrapping_sub(1), &["she", "he", "they"])
                || self.is(i + len, &["ring", "land"])
                || self.denied(i)
            {
                return None;
            }
            let own = self.is(i, &["le", "la", "se"])
                && self
                    .any(
                        i,
                        &[
                            "le guardo",
                            "le guardamos",
                            "le apartamos",
                            "le aparto",
                            "le hice un apartado",
                        ],
                    )
                    .is_some();
            let mut from = if own { i } else { i + len };
            from += self
                .any(
                    from,
                    &[
                        "him", "her", "them", "that", "to", "si que", "que", "we would", "we'd",
                    ],
                )
                .unwrap_or(0);
            if let Some(len) = self
                .name(from)
                .filter(|_| self.is(i + len - 1, &["promised"]))
            {
                from += len + usize::from(self.is(from + len, &["that"]));
            }
            // "le dije que" tells anything; what the store does is "we", "I", or free.
            if self
                .any(i, &["le dije que", "le dije que le", "le dije que la"])
                .is_some()
                && !(from..sentence.end.min(from + 8)).any(|at| {
                    self.one_of(at, &lexicon::FREE).is_some()
                        || self.tokens.get(at).is_some_and(|token| {
                            token.word.ends_with("amos") || token.word.ends_with("emos")
                        })
                        || self.is(at, &["tengo", "resuelvo", "guardo", "hago", "primera"])
                })
            {
                return None;
            }
            let extent = self.extent(from, 16);
            let dated = self.date_in(extent.start..sentence.end.min(extent.end + 4));
            let to = dated
                .map_or(extent.end, |(at, day)| extent.end.max(at + day.len))
                .max(i + len);
            if to <= from {
                return None;
            }
            self.note(
                What::Promise {
                    until: dated.and_then(|(_, day)| day.first(self.said_on)),
                },
                from..to,
                true,
            );
            return Some(to);
        }
        let len = self.one_of(i, &lexicon::FREE)?;
        let told = (sentence.start..i).any(|at| {
            self.is(
                at,
                &[
                    "told", "said", "promised", "dije", "prometi", "we'd", "we", "i", "dijimos",
                ],
            )
        }) || self
            .any(
                i,
                &[
                    "on us",
                    "on the house",
                    "free",
                    "for life",
                    "invita la casa",
                    "por cuenta de la casa",
                    "de por vida",
                ],
            )
            .is_some();
        if !told
            || self.denied(i) && !self.is(i, &["no", "not", "wont"])
            || self.is(i, &["hold"])
                && !(sentence.start..i).any(|at| self.is(at, &["we'd", "we'll", "we", "promised"]))
        {
            return None;
        }
        // From after "told her" to the end of what is free.
        let from = (sentence.start..i)
            .rev()
            .take(8)
            .find(|at| {
                self.is(
                    *at,
                    &["told", "said", "him", "her", "them", "dije", "the", "que"],
                )
            })
            .map_or(i, |at| if self.is(at, &["the"]) { at } else { at + 1 });
        let to = self.extent(i + len, 6).end.max(i + len);
        let dated = self.date_in(i + len..to.max(i + len));
        let to = dated
            .map_or(to.min(i + len + 4), |(at, day)| at + day.len)
            .max(i + len);
        if self.said(from..to, |what| matches!(what, What::Promise { .. })) {
            return Some(to);
        }
        self.note(
            What::Promise {
                until: dated.and_then(|(_, day)| day.first(self.said_on)),
            },
            from..to,
            self.is(i, &["on", "free", "for"]),
        );
        Some(to)
    }

    fn follow_up_at(&mut self, i: usize) -> Option<usize> {
        let len = self.one_of(i, &lexicon::TO_DO)?;
        let sentence = self.sentence(i);
        let said = self.said(i..i + len, |what| {
            matches!(what, What::Promise { .. } | What::FollowUp { .. })
        });
        if self.denied(i) || said {
            return None;
        }
        let mut from = i;
        from += self
            .any(from, &["la llamo", "lo llamo", "le llamo"])
            .map_or(0, |_| 0);
        let near = sentence.end.min(i + len + 10);
        let after = self.date_in(i + len..near).filter(|(at, _)| {
            (i + len..*at).all(|at| {
                !self.is(
                    at,
                    &[
                        "anniv",
                        "bday",
                        "anniversary",
                        "birthday",
                        "wedding",
                        "aniv",
                        "cumple",
                        "boda",
                    ],
                )
            })
        });
        let before = || {
            let first = sentence.start.max(i.saturating_sub(4));
            self.date_in(first..i).filter(|(at, day)| {
                at + day.len + 2 >= i
                    && !self.said(*at..at + day.len, |what| {
                        matches!(what, What::FollowUp { .. } | What::Trip { .. })
                    })
            })
        };
        let dated = after.or_else(before);
        if self.is(i, &["i'll"]) && dated.is_none() {
            return None;
        }
        let always = self
            .any(
                i,
                &[
                    "fu",
                    "f / u",
                    "follow up",
                    "follow - up",
                    "followup",
                    "seguimiento",
                    "remind",
                    "check in",
                    "check back",
                    "reach out",
                    "touch base",
                ],
            )
            .is_some();
        let theirs = self
            .any(
                i,
                &[
                    "coming back",
                    "come back",
                    "comes back",
                    "pickup",
                    "pick up",
                    "picking up",
                    "picks up",
                    "vuelve",
                    "regresa",
                    "viene",
                    "pasa",
                    "recoge",
                    "retira",
                    "stop by",
                    "stop in",
                    "come in",
                    "coming in",
                    "returns",
                    "back in",
                    "return",
                    "rtn",
                    "rtn visit",
                    "ver",
                    "rev",
                    "bring it in",
                    "bring in",
                    "calling",
                    "vienen",
                    "vuelven",
                    "regresan",
                    "pasan",
                    "swing by",
                    "be in again",
                    "nos vemos",
                ],
            )
            .is_some();
        let past = i
            .checked_sub(1)
            .is_some_and(|at| self.is(at, &["to", "had", "did", "asked", "didnt"]))
            && dated.is_none();
        if !always
            && dated.is_none()
            && (theirs
                || past
                || self.is(
                    i,
                    &[
                        "call", "text", "email", "ask", "show", "send", "wait", "viene", "avisar",
                        "llamar",
                    ],
                ) && !self.begins(i))
        {
            return None;
        }
        let extent = self.extent(i + len, 12);
        let mut to = extent.end.max(i + len);
        if let Some((at, day)) = dated {
            from = from.min(at);
            // Up to the day; what comes behind it is why.
            to = if at > i { at + day.len } else { to };
        }
        let when = dated.and_then(|(_, day)| self.on(&day));
        self.note(
            What::FollowUp { when },
            from..to,
            dated.is_some() || (always && !self.is(i + len, &["then", "after", "with"])),
        );
        Some(to)
    }

    /// Whether a sentence, or a clause, begins at `i`.
    fn begins(&self, i: usize) -> bool {
        i == 0
            || self.ends(i - 1)
            || self.is(
                i - 1,
                &[
                    ",", "so", "and", "please", "just", "lets", "i'll", "should", "-", "–", "y",
                    "hay", "que", "must", "i'll",
                ],
            )
    }

    /// A day, or a month where no day was said.
    pub(crate) fn on(&self, day: &Day) -> Option<PartialDate> {
        let date = day.coming(self.said_on)?;
        match date.part() {
            Part::Day { .. } | Part::Month(_) => Some(date),
            Part::Season(season) => {
                PartialDate::new(date.year(), Part::Month(season.first_month())).ok()
            }
            _ => day.first(self.said_on).map(PartialDate::from),
        }
    }
}

//! Journeys, work and hard times.

use crate::found::What;
use crate::lexicon;
use crate::reader::Reader;
use crate::token::Kind;

impl Reader<'_> {
    /// Notes journeys and work.
    pub fn doings(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            let to = self
                .trip_at(i)
                .or_else(|| self.work_at(i))
                .or_else(|| self.perhaps_trip(i))
                .unwrap_or(i);
            i = to.max(i + 1);
        }
    }

    fn trip_at(&mut self, i: usize) -> Option<usize> {
        let len = self.one_of(i, &lexicon::TRIPS)?;
        let weak = self.is(
            i,
            &[
                "going", "planning", "visiting", "back", "in", "viene", "volvio", "se", "weekend",
            ],
        );
        if self.denied(i)
            || i.checked_sub(1)
                .is_some_and(|at| self.is(at, &["i", "im", "we", "were"]))
        {
            return None;
        }
        let place = i + len;
        // A place has a capital; in dictation it is no common word.
        let article = usize::from(self.is(place, &["the", "la", "el", "los", "las", "a"]));
        let token = self.tokens.get(place + article)?;
        let common = lexicon::NO_NAME.contains(token.word.as_str())
            || lexicon::STYLE.contains(token.word.as_str())
            || lexicon::relation(&token.word).is_some();
        if token.kind != Kind::Word || common || (self.capitals && !token.capital) {
            return None;
        }
        if self.is(
            place + article,
            &[
                "be", "go", "come", "buy", "see", "think", "check", "ask", "bring", "need",
                "school", "ser", "venir", "comprar", "hacer",
            ],
        ) {
            return None;
        }
        let token_capital = token.capital;
        // "se van a casar": an act, no place.
        let act = !token.capital
            && self.spanish
            && ["ar", "er", "ir", "arse", "erse", "irse"]
                .iter()
                .any(|end| token.word.ends_with(end));
        if act {
            return None;
        }
        let sentence = self.sentence(i);
        let mut to = place + article + 1;
        while self.capitals
            && self.tokens.get(to).is_some_and(|token| {
                token.kind == Kind::Word
                    && (token.capital
                        || self.is(to, &["and", "de", "del"])
                            && self.tokens.get(to + 1).is_some_and(|next| next.capital))
            })
            && self.date(to).is_none()
        {
            to += 1;
        }
        let dated = self
            .date_in(to..sentence.end.min(to + 12))
            .filter(|(at, _)| {
                (to..*at).all(|at| {
                    !self.is(at, &["and", "but", "so", "call", "fu", "y", "pero"]) || at == to
                })
            })
            .or_else(|| {
                let from = sentence.start.max(i.saturating_sub(5));
                self.date_in(from..i)
                    .filter(|(at, day)| at + day.len + 2 >= i)
            });
        let end = dated.map_or(to, |(at, day)| to.max(at + day.len));
        let yearly =
            dated.is_some_and(|(at, _)| at > 0 && self.is(at - 1, &["every", "each", "cada"]));
        let when = dated.and_then(|(_, day)| {
            let day = day.month_if_rough();
            if yearly {
                day.yearly()
            } else {
                day.coming(self.said_on)
            }
        });
        let vague = article > 0 && !token_capital;
        self.note(
            What::Trip { when },
            i..end,
            (!weak || when.is_some()) && !vague,
        );
        Some(end)
    }

    /// "Chicago in October", "la boda en Miami este diciembre": a place with a day is perhaps a journey.
    fn perhaps_trip(&mut self, i: usize) -> Option<usize> {
        let place = self.tokens.get(i)?;
        let lead = i.checked_sub(1)?;
        if !self.capitals
            || !place.capital
            || place.kind != Kind::Word
            || self.ends(lead) && self.spanish
            || self.is_customer(&place.word)
            || self.date(i).is_some()
        {
            return None;
        }
        let known =
            self.mentions.iter().any(|mention| mention.at.contains(&i)) || self.name(i).is_none();
        if known || place.owns {
            return None;
        }
        let mut to = i + 1;
        while self
            .tokens
            .get(to)
            .is_some_and(|token| token.capital && token.kind == Kind::Word)
            && self.date(to).is_none()
        {
            to += 1;
        }
        let led = self.is(lead, &["in", "to", "en", "a", "from", "for", "is", ":"]);
        let day = self.date(to).filter(|_| {
            self.is(
                to,
                &[
                    "in", "en", "at", "a", "until", "hasta", "next", "this", "este", "el", "on",
                ],
            ) || (led && self.date(to).is_some())
        })?;
        if !led && !self.is(to, &["in", "en"]) {
            return None;
        }
        let end = to + day.len;
        if self.said(i..end, |what| {
            matches!(what, What::Trip { .. } | What::FollowUp { .. })
        }) {
            return None;
        }
        let when = day.month_if_rough().coming(self.said_on);
        self.note(What::Trip { when }, i..end, false);
        Some(end)
    }

    fn work_at(&mut self, i: usize) -> Option<usize> {
        if self.denied(i) || i.checked_sub(1).is_some_and(|at| self.is(at, &["i", "we"])) {
            return None;
        }
        if let Some(len) = self.one_of(i, &lexicon::WORK) {
            let extent = self.extent(i + len, 7);
            let to = extent.end.max(i + len);
            // "it works at", "her watch works".
            if self.is(i, &["works", "runs", "owns", "teaches", "vende", "studies"])
                && extent.is_empty()
            {
                return None;
            }
            if self.is(
                i,
                &[
                    "runs", "owns", "opened", "vende", "studies", "studying", "tiene", "estudia",
                ],
            ) && self.is_style_at(extent.clone())
            {
                return None;
            }
            self.note(What::Work, i..to, true);
            return Some(to);
        }
        let len = self.one_of(i, &lexicon::OCCUPATIONS)?;
        let before = i.checked_sub(1)?;
        let is_one = self.is(
            before,
            &[
                "a",
                "an",
                "is",
                "es",
                "as",
                "the",
                ",",
                "hes",
                "shes",
                "new",
                "un",
                "una",
                "de",
                "hijo",
                "hija",
                "retired",
                "head",
                "er",
                "pediatric",
            ],
        ) || before == 0
            && self.is_customer(self.word(0))
            && self.tokens.first().is_some_and(|token| !token.owns);
        if !is_one
            || self.is(before, &["the"])
                && !before.checked_sub(1).is_some_and(|at| self.is(at, &["is"]))
        {
            return None;
        }
        let end = self.extent(i + len, 5).end;
        let to = if self.is(i + len, &["at", "in", "for", "on", "en", "de", "at the"]) {
            end
        } else {
            i + len
        };
        self.note(What::Work, i..to, true);
        Some(to)
    }

    fn is_style_at(&self, at: std::ops::Range<usize>) -> bool {
        at.into_iter()
            .any(|i| lexicon::STYLE.contains(self.word(i)))
    }

    /// Notes hard times.
    pub fn hard_times(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            let Some(len) = self.one_of(i, &lexicon::HARD_TIMES) else {
                i += 1;
                continue;
            };
            i = self.hard_at(i, len).max(i + 1);
        }
    }

    fn hard_at(&mut self, i: usize, len: usize) -> usize {
        let plain = self.is(
            i,
            &[
                "passed",
                "accident",
                "fired",
                "let",
                "separated",
                "put",
                "despedida",
                "accidente",
                "operacion",
                "surgery",
                "memorial",
                "separados",
                "widow",
                "lost",
            ],
        );
        if self.denied(i)
            || (self.is(i, &["passed"])
                && self.is(i + 1, &["the", "on", "by", "her", "his", "inspection"]))
        {
            return i + 1;
        }
        if self
            .phrase(i, "lost his")
            .or(self.phrase(i, "lost her"))
            .is_some()
            && lexicon::relation(self.word(i + 2)).is_none()
            && !self.is(i + 2, &["job", "dog", "cat", "house"])
        {
            return i + 1;
        }
        // "died" of a watch or a battery.
        let sentence = self.sentence(i);
        let thing = (sentence.start..i).rev().take(4).any(|at| {
            self.is(
                at,
                &[
                    "watch", "battery", "reloj", "pila", "movement", "phone", "stone",
                ],
            )
        });
        if thing {
            return i + 1;
        }
        let from = self
            .mentions
            .iter()
            .filter(|mention| {
                mention.at.start >= sentence.start
                    && mention.at.start < i
                    && i <= mention.at.end + 6
            })
            .map(|mention| mention.at.start)
            .max()
            .unwrap_or(i);
        let from = match from.checked_sub(1) {
            Some(at) if from < i && self.is(at, lexicon::OF_THEM) => at,
            _ => from,
        };
        let mut to = i + len;
        to += self.any(to, &["mi", "de"]).unwrap_or(0);
        if let Some(day) = self.date(to).filter(|_| !self.is(to, &["the"])) {
            to += day.len;
        }
        let again = self.said(sentence, |what| matches!(what, What::TreadGently));
        if again {
            return to;
        }
        self.note(What::TreadGently, from..to, !plain || from < i);
        to
    }
}

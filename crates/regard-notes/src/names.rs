//! Names and ages, and whether someone has died.

use crate::lexicon;
use crate::numbers;
use crate::reader::Reader;
use crate::token::Kind;

impl Reader<'_> {
    /// How many tokens the name at `i` takes.
    pub fn name(&self, i: usize) -> Option<usize> {
        let fits = |i: usize| {
            self.tokens.get(i).is_some_and(|token| {
                token.kind == Kind::Word
                    && (token.capital || !self.capitals)
                    && (token.word.chars().count() > 1 || (token.capital && token.owns))
                    && !lexicon::NO_NAME.contains(token.word.as_str())
                    && (token.capital || !lexicon::COMMON.contains(token.word.as_str()))
                    && (token.capital
                        || lexicon::may_be_name(&token.word) && !token.word.contains('\''))
                    && lexicon::relation(&token.word).is_none()
                    && (lexicon::species(&token.word).is_none() || token.capital)
                    && !lexicon::STYLE.contains(token.word.as_str()) | token.capital
                    && (token.capital
                        || token.word.len() < 5
                        || !(token.word.ends_with("ing")
                            || token.word.ends_with("ed")
                            || token.word.len() > 6
                                && (token.word.ends_with("ado")
                                    || token.word.ends_with("ada")
                                    || token.word.ends_with("ido")
                                    || token.word.ends_with("ida"))
                            || token.word.ends_with("ando")
                            || token.word.ends_with("iendo")))
                    && numbers::whole(&self.tokens, i).is_none()
                    && (self.date(i).is_none()
                        || matches!(
                            token.word.as_str(),
                            "will" | "may" | "june" | "april" | "mark"
                        ))
            })
        };
        // "niece may is", "nephew will has": after a relation it is the name.
        let after_relation = !self.capitals
            && i.checked_sub(1).is_some_and(|at| {
                lexicon::relation(self.word(at)).is_some_and(|(_, several)| !several)
                    && !self.tokens.get(at).is_some_and(|token| token.owns)
            })
            && self.is(
                i,
                &[
                    "will", "may", "hope", "grace", "art", "mark", "rose", "june", "april", "ruby",
                    "pearl", "jade", "opal", "luz", "sol", "abril", "mar", "angel",
                ],
            )
            && (self.is(
                i + 1,
                &[
                    "is", "has", "was", "wants", "and", "loves", "likes", "just", "turns", "es",
                    "tiene", "cumple", "quiere",
                ],
            ) || self.tokens.get(i).is_some_and(|token| token.owns));
        if after_relation {
            return Some(1);
        }
        if !fits(i) {
            // "will" is a word and a name: with a capital within a sentence it is the name.
            let within = self
                .tokens
                .get(i)
                .is_some_and(|token| token.capital && token.kind == Kind::Word)
                && i > 0
                && !self.ends(i - 1)
                && self.capitals
                && self.is(
                    i,
                    &[
                        "will", "grace", "hope", "mark", "rose", "may", "june", "april", "art",
                        "ruby", "pearl", "opal", "jade", "sol", "luz", "mar",
                    ],
                );
            return within.then_some(1);
        }
        // A hyphen joins two halves of a name: Seo-yeon.
        let mut len = 1;
        if self.word(i + 1) == "-"
            && self.tokens.get(i + 1).is_some_and(|token| token.glued)
            && self
                .tokens
                .get(i + 2)
                .is_some_and(|token| token.glued && token.kind == Kind::Word)
        {
            len = 3;
        }
        let owns = self.tokens.get(i + len - 1).is_some_and(|token| token.owns);
        if self.capitals
            && !owns
            && self.tokens.get(i + len).is_some_and(|token| {
                token.capital
                    && token.kind == Kind::Word
                    && !(token.raw.len() > 1 && token.raw.chars().all(char::is_uppercase))
            })
            && fits(i + len)
        {
            len += 1;
        }
        Some(len)
    }

    pub(crate) fn name_text(&self, i: usize, len: usize) -> String {
        let words = self.bytes(i..i + len);
        self.text.get(words).unwrap_or_default().to_owned()
    }

    /// How old, where it stands at `i`: "is 9", "9", ", 12", "who is 8", "(4)".
    pub(crate) fn age(&self, i: usize, several: bool) -> Option<(u32, usize)> {
        let lead = self
            .any(
                i,
                &[
                    "is",
                    "are",
                    ", who is",
                    "who is",
                    "who's",
                    "turned",
                    ",",
                    "(",
                    "just turned",
                    "es",
                    "tiene",
                    ", de",
                    "de",
                    "que tiene",
                    "is like",
                    "who",
                    ", who",
                    "she",
                    "he",
                    "they",
                    "they are",
                    "theyre",
                    "que va a cumplir",
                    "que tiene ya",
                    "shes like",
                    "she is like",
                    "age",
                    "aged",
                    ", age",
                ],
            )
            .unwrap_or(0);
        // "who's eleven", "she's three": without the verb it is no age.
        if lead > 0
            && self.is(i + lead - 1, &["who", "she", "he", "they"])
            && !self
                .tokens
                .get(i + lead - 1)
                .is_some_and(|token| token.owns)
        {
            return None;
        }
        let said = numbers::whole(&self.tokens, i + lead)?;
        let age = said
            .whole()
            .filter(|age| (1..=99).contains(age) && !said.ordinal)?;
        let after = i + lead + said.len;
        let unit = self.tokens.get(after).is_some_and(|next| {
            matches!(
                next.word.as_str(),
                "mm" | "cm"
                    | "inch"
                    | "in"
                    | "eu"
                    | "\""
                    | "%"
                    | "k"
                    | "kids"
                    | "weeks"
                    | "months"
                    | "meses"
                    | "semanas"
                    | "am"
                    | "pm"
                    | "1"
                    | "/"
                    | "de"
                    | "carat"
                    | "ct"
                    | "times"
                    | "pairs"
            )
        });
        let slashed = self
            .tokens
            .get(i + lead)
            .is_some_and(|token| token.word.contains(['/', '.', ':']));
        let list = !several
            && self.is(after, &["and", "y", "&"])
            && numbers::whole(&self.tokens, after + 1).is_some();
        // "Nuno 41 on 2 March": that is a birthday.
        let behind = after + self.any(after, &["anos", "a", "yrs", "years"]).unwrap_or(0);
        let birthday = self.date(behind).is_some_and(|day| {
            matches!(day.part, regard_domain::partial_date::Part::Day { .. })
                && self.is(behind, &["on", "el", "this", "next", "in", "en"])
        });
        if unit || slashed || list || birthday || self.date(i + lead).is_some_and(|day| day.len > 1)
        {
            return None;
        }
        // "de 9 anos", "9 years old": the years belong to it.
        let years = self
            .any(
                after,
                &[
                    "anos",
                    "years old",
                    "yrs old",
                    "yrs",
                    "yo",
                    "a",
                    "y",
                    "years",
                ],
            )
            .unwrap_or(0);
        if lead > 0 && self.is(i, &["de", "tiene", "que"]) && !self.is(after, &["anos", "anitos"]) {
            return None;
        }
        Some((
            age,
            lead + said.len
                + if years > 0 && !self.is(after, &["y"]) {
                    years
                } else {
                    0
                },
        ))
    }

    /// Whether a number before `i` counts something: "two dogs", "4 mm".
    pub(crate) fn is_thing(&self, i: usize) -> bool {
        lexicon::species(self.word(i)).is_some()
            || lexicon::relation(self.word(i)).is_some()
            || lexicon::STYLE.contains(self.word(i))
    }

    /// Whether what is said at `i` about someone says that they died.
    pub(crate) fn died(&self, from: usize, to: usize) -> bool {
        let end = (to..self.tokens.len().min(to + 6))
            .find(|at| self.ends(*at))
            .unwrap_or(self.tokens.len().min(to + 6));
        let late = from
            .checked_sub(1)
            .is_some_and(|at| self.is(at, &["late", "difunto", "difunta"]));
        let lost = from.checked_sub(2).is_some_and(|at| {
            self.is(at, &["lost", "perdio", "buried", "enterro"])
                && self.is(at + 1, lexicon::OF_THEM)
        }) || from
            .checked_sub(3)
            .is_some_and(|at| self.is(at, &["perdio"]) && self.is(at + 1, &["a"]));
        late || lost
            || (to..end).any(|at| {
                self.any(
                    at,
                    &[
                        "ya fallecido",
                        "fallecido",
                        "fallecida",
                        "died",
                        "passed away",
                        "passed",
                        "murio",
                        "fallecio",
                        "rip",
                        "kia",
                        "passed on",
                        "se fue",
                        "falto",
                        "d . e . p",
                        "gone 2",
                        "wife gone",
                        "fallecieron",
                        "ha fallecido",
                        "ha muerto",
                    ],
                )
                .is_some()
                    && (!self.is(at + 1, &["the", "her", "his", "on"])
                        || self.date(at + 1).is_some()
                        || self.date(at + 2).is_some())
            })
    }
}

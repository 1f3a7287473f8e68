//! What they like, would rather not have, can't wear, want, and do for joy.

use std::ops::Range;

use crate::found::What;
use crate::lexicon;
use crate::reader::Reader;
use crate::token::Kind;

/// What a skin does with what it does not bear.
const REACTIONS: &[&str] = &[
    "rash",
    "rashes",
    "itch",
    "itches",
    "itchy",
    "blisters",
    "blister",
    "hives",
    "spots",
    "swells",
    "eczema",
    "psoriasis",
    "dermatitis",
    "welts",
    "migraines",
    "sarpullido",
    "urticaria",
    "irrita",
    "roncha",
    "ronchas",
    "comezon",
    "pica",
    "hincha",
    "granitos",
    "granos",
    "eccema",
    "migrana",
    "picazon",
    "alergica",
    "alergico",
];
/// What skins do not bear.
const IRRITANTS: &[&str] = &[
    "nickel",
    "niquel",
    "plated",
    "plating",
    "latex",
    "brass",
    "copper",
    "cobre",
    "laton",
    "leather",
    "rubber",
    "silver",
    "plata",
    "chapado",
    "bisuteria",
    "fantasia",
    "costume",
    "perfume",
    "cobalt",
    "palladium",
    "chrome",
    "cromo",
    "steel",
    "acero",
    "adhesive",
    "wool",
    "cuero",
    "goma",
    "caucho",
    "metal",
    "sterling",
];

impl Reader<'_> {
    /// Notes likings, dislikes, allergies, wishes and hobbies.
    pub fn tastes(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            let to = self.taste_at(i);
            i = to.max(i + 1);
        }
    }

    pub(crate) fn taste_at(&mut self, i: usize) -> usize {
        if let Some(to) = self.allergy_at(i) {
            return to;
        }
        if let Some(len) = self.one_of(i, &lexicon::AVOIDS) {
            return self.avoids(i, len);
        }
        if let Some(to) = self
            .no_thing(i)
            .or_else(|| self.yes_or_no(i))
            .or_else(|| self.only(i))
            .or_else(|| self.perhaps_wish(i))
        {
            return to;
        }
        if let Some(len) = self.one_of(i, &lexicon::WANTS) {
            let after = self.word(i) == "after"
                && !i
                    .checked_sub(1)
                    .is_some_and(|at| self.is(at, &["is", "hes", "shes", "was"]));
            if !after && !self.mine(i) {
                return self.wants(i, len);
            }
        }
        if let Some(len) = self.one_of(i, &lexicon::HOBBY_VERBS) {
            return self.hobby(i, len);
        }
        if let Some(len) = self.one_of(i, &lexicon::LIKES) {
            return self.likes(i, len);
        }
        // "likes" without "s" only after someone: "they both like the titanium one".
        if self.is(i, &["like", "love", "prefer"])
            && i.checked_sub(1)
                .is_some_and(|at| self.is(at, &["both", "they", "really", "also", "kids", "all"]))
        {
            return self.likes(i, 1);
        }
        // "a sapphire person", "a big steelers guy".
        if self.is(
            i,
            &[
                "person",
                "guy",
                "gal",
                "nut",
                "fan",
                "fanatic",
                "girl",
                "buff",
                "freak",
                "nerd",
                "aficionado",
            ],
        ) && i > 0
        {
            return self.kind_of_person(i);
        }
        i
    }

    /// The associate speaks of themselves.
    pub(crate) fn mine(&self, i: usize) -> bool {
        i.checked_sub(1)
            .is_some_and(|at| self.is(at, &["i", "we", "yo"]))
            || i.checked_sub(1).is_some_and(|at| self.mine_at(at))
    }

    pub(crate) fn mine_at(&self, at: usize) -> bool {
        // "my daughter also loves".
        (at.saturating_sub(3)..=at)
            .any(|at| self.is(at, lexicon::MINE) && lexicon::relation(self.word(at + 1)).is_some())
    }

    pub(crate) fn is_hobby(&self, at: Range<usize>) -> bool {
        at.clone().any(|i| lexicon::HOBBIES.contains(self.word(i)))
            && !at.into_iter().any(|i| {
                lexicon::STYLE.contains(self.word(i))
                    && !self.is(i, &["vintage", "art", "modern", "classic"])
            })
    }

    pub(crate) fn is_style(&self, at: Range<usize>) -> bool {
        at.into_iter().any(|i| {
            lexicon::STYLE.contains(self.word(i))
                && !self.is(
                    i,
                    &[
                        "thing",
                        "things",
                        "one",
                        "ones",
                        "anything",
                        "something",
                        "look",
                        "date",
                        "dates",
                        "window",
                        "case",
                        "cut",
                    ],
                )
        })
    }

    pub(crate) fn allergy_at(&mut self, i: usize) -> Option<usize> {
        let no_nickel = self.is(i, &["nickel", "niquel", "latex", "cobalt"]);
        if self.denied(i) && !no_nickel {
            return None;
        }
        if let Some(len) = self.one_of(i, &lexicon::ALLERGIES) {
            let extent = self.extent(i + len, 6);
            let extent = self.bare_thing(extent);
            if extent.is_empty() {
                return None;
            }
            let to = self.first_things(extent);
            self.note(What::Allergy, to.clone(), true);
            return Some(to.end);
        }
        // "nickel allergy", "latex allergy".
        if self.is(i, &["allergy", "allergies"]) && i > 0 {
            let from = i - 1;
            if self.is(
                from,
                &[
                    "an", "the", "no", "skin", "any", "food", "her", "his", "with",
                ],
            ) {
                return None;
            }
            self.note(What::Allergy, from..i, true);
            return Some(i + 1);
        }
        // "nickel … rash", "plated gives rash".
        if self.is(i, REACTIONS) {
            let sentence = self.sentence(i);
            let what = (sentence.start.max(i.saturating_sub(12))..i)
                .rev()
                .chain(i..sentence.end.min(i + 6))
                .find(|at| self.is(*at, IRRITANTS))?;
            let words = self.bytes(sentence);
            let known = self
                .found
                .iter()
                .any(|found| matches!(found.what, What::Allergy) && found.words.end > words.start);
            if !known {
                self.note(What::Allergy, what..what + 1, true);
            }
            return Some(i + 1);
        }
        // Who does not wear nickel has a reason.
        if self.is(i, &["nickel", "niquel", "latex", "cobalt"])
            && (self.denied(i) || self.is(i + 1, &["-", "free", "no"]))
            && !self.said(i..i + 1, |what| matches!(what, What::Allergy))
        {
            self.note(What::Allergy, i..i + 1, true);
            return Some(i + 1);
        }
        None
    }

    /// The thing, without what is told about it: "nickel and gets a rash" is nickel.
    pub(crate) fn first_things(&self, at: Range<usize>) -> Range<usize> {
        let end = at
            .clone()
            .find(|i| {
                *i > at.start
                    && (self.is(
                        *i,
                        &[
                            "in", "so", "btw", "it", "so", "solo", "only", "que", "just", "when",
                        ],
                    ) || self.is(*i, &[","]) && !lexicon::STYLE.contains(self.word(i + 1)))
            })
            .unwrap_or(at.end);
        at.start..end
    }

    pub(crate) fn avoids(&mut self, i: usize, len: usize) -> usize {
        let style_only = self.is(i, &["nothing", "sin", "finds"])
            || self
                .any(i, &["nada de", "no quiere", "doesnt want", "does not want"])
                .is_some();
        let extent = self.bare_thing(self.extent(i + len, 8));
        let extent = self.before_for(extent);
        if extent.is_empty()
            || self.is(
                extent.start,
                &["to", "it", "much", "else", "that", "saber", "todavia"],
            )
            || self.mine(i)
        {
            return i + len;
        }
        if style_only && !self.is_style(extent.clone()) {
            return i + len;
        }
        let clothes = self
            .any(
                i,
                &[
                    "wont wear",
                    "will not wear",
                    "never wears",
                    "doesnt wear",
                    "no usa",
                    "no lleva",
                ],
            )
            .is_some();
        if extent
            .clone()
            .any(|at| self.is(at, &["nickel", "niquel", "latex", "cobalt"]))
        {
            return i + len;
        }
        let sure = !style_only || self.is_style(extent.clone());
        self.note(
            What::Avoid,
            extent.clone(),
            sure && !clothes || self.is_style(extent.clone()),
        );
        extent.end
    }

    /// "no gold", "oro rosa NO", "too heavy".
    pub(crate) fn no_thing(&mut self, i: usize) -> Option<usize> {
        if self.word(i) != "no"
            || !self.is_style(i + 1..i + 2)
            || (self.spanish
                && !self.is(
                    i + 1,
                    &[
                        "collares",
                        "pulsera",
                        "pulseras",
                        "anillos",
                        "aretes",
                        "cronos",
                        "cadenas",
                        "oro",
                        "plata",
                        "perlas",
                        "diamantes",
                        "pendientes",
                        "brazaletes",
                    ],
                ))
            || self.is(i + 1, &["ring", "size", "watch", "color", "brand", "piece"])
        {
            return None;
        }
        let extent = self.extent(i + 1, 4);
        self.note(What::Avoid, extent.clone(), true);
        Some(extent.end)
    }

    /// "oro rosa NO, amarillo sí".
    pub(crate) fn yes_or_no(&mut self, i: usize) -> Option<usize> {
        if !self.is(i, &["no", "si", "yes"])
            || i == 0
            || !self
                .tokens
                .get(i + 1)
                .is_none_or(|next| next.kind == Kind::Sign)
        {
            return None;
        }
        let from = self.style_before(i)?;
        let what = if self.word(i) == "no" {
            What::Avoid
        } else {
            What::Liking
        };
        self.note(what, from..i, true);
        Some(i + 1)
    }

    /// "sapphire only", "solo acero".
    pub(crate) fn only(&mut self, i: usize) -> Option<usize> {
        if self.is(i, &["only"]) && i > 0 {
            let from = self.style_before(i)?;
            self.note(What::Liking, from..i + 1, true);
            return Some(i + 1);
        }
        if self.is(i, &["solo", "solamente", "only"]) && self.is_style(i + 1..i + 2) {
            let extent = self.extent(i + 1, 5);
            self.note(What::Liking, extent.clone(), true);
            return Some(extent.end);
        }
        None
    }

    /// Where the words of a style begin that end before `i`.
    pub(crate) fn style_before(&self, i: usize) -> Option<usize> {
        let mut from = i;
        while from > 0
            && (lexicon::STYLE.contains(self.word(from - 1))
                || (from < i
                    && self.is(from - 1, &["or", "and", "y", "o", "-", "on", "clip", "de"]))
                || (from < i
                    && self
                        .tokens
                        .get(from - 1)
                        .is_some_and(|token| token.kind == Kind::Number)))
        {
            from -= 1;
        }
        (from < i && self.is_style(from..i)).then_some(from)
    }

    pub(crate) fn likes(&mut self, i: usize, len: usize) -> usize {
        let liked = i.checked_sub(1).is_some_and(|at| {
            self.is(
                at,
                &[
                    "is", "really", "hes", "shes", "very", "super", "big", "so", "theyre", "he",
                    "she",
                ],
            ) || self.tokens.get(at).is_some_and(|token| token.owns)
        });
        if self.is(i, &["into"]) && !liked {
            return i + len;
        }
        if self.any(i, &["le va", "le van"]).is_some()
            && self.is(i + len, &["a", "bien", "mal", "mejor"])
        {
            return i + len;
        }
        if self.denied(i) || self.mine(i) || self.is(i + len, &["to know", "her", "him", "it"]) {
            return i + len;
        }
        if self.is(i, &["mejor", "into", "goes", "liked", "loved"])
            && !self.is_style(i + len..i + len + 4)
            && !self.is_hobby(i + len..i + len + 4)
        {
            return i + len;
        }
        let extent = self.bare_thing(self.extent(i + len, 9));
        if extent.is_empty() {
            return i + len;
        }
        // "would like to …" is no liking.
        if self.is(extent.start, &["to", "that"]) {
            return i + len;
        }
        if self.is_hobby(extent.clone()) {
            self.note(What::Interest, extent.clone(), true);
        } else {
            let style = self.is_style(extent.clone());
            self.note(What::Liking, self.cut_avoid(extent.clone()), style);
        }
        // "likes tiny things, nothing chunky": the rest is read again.
        self.cut_avoid(extent).end
    }

    pub(crate) fn cut_avoid(&self, at: Range<usize>) -> Range<usize> {
        let end = at
            .clone()
            .find(|i| {
                *i > at.start && self.is(*i, &["not", "nothing", "no", "never", "nada", "tampoco"])
            })
            .unwrap_or(at.end);
        let end = if end > at.start + 1 && self.is(end - 1, &[",", "and", "y"]) {
            end - 1
        } else {
            end
        };
        at.start..end
    }

    pub(crate) fn hobby(&mut self, i: usize, len: usize) -> usize {
        if self.denied(i) || self.mine(i) {
            return i + len;
        }
        let strong = self
            .any(
                i,
                &[
                    "collects",
                    "colecciona",
                    "colecc",
                    "collector",
                    "coleccionista",
                    "coaches",
                    "season tickets",
                    "restores",
                ],
            )
            .is_some();
        let extent = self.extent(i, 8);
        if extent.len() <= len && self.is(i, &["collector"]) && i > 0 {
            self.note(What::Interest, i - 1..i + 1, true);
            return i + 1;
        }
        let hobby = self.is_hobby(extent.clone())
            || extent
                .clone()
                .any(|at| lexicon::HOBBIES.contains(self.word(at)));
        if self.is(
            i,
            &[
                "runs", "rides", "keeps", "learning", "clases", "toca", "es", "pesca", "corre",
            ],
        ) && !hobby
            && extent.len() > 1
        {
            return i + len;
        }
        let from = if self.word(i) == "collector" && i > 0 {
            i - 1
        } else {
            i
        };
        self.note(What::Interest, from..extent.end, strong || hobby);
        extent.end
    }

    pub(crate) fn kind_of_person(&mut self, i: usize) -> usize {
        let Some(from) = (i.saturating_sub(5)..i).rev().find(|at| {
            self.is(
                *at,
                &["a", "an", "hes", "shes", "huge", "big", "serious", "total"],
            )
        }) else {
            return i + 1;
        };
        let mut first = from;
        if self.is(first, &["a", "an", "hes", "shes"]) {
            first += 1;
        }
        if first >= i
            || self.denied(from)
            || self.is(
                first,
                &[
                    "nice", "good", "great", "new", "delivery", "little", "funny", "lovely",
                    "sales",
                ],
            )
            || self.is(i + 1, &["of"])
        {
            return i + 1;
        }
        if self.is_style(i - 1..i) && self.is(i, &["person", "guy", "gal", "girl"]) {
            self.note(What::Liking, first..i, true);
        } else {
            self.note(What::Interest, first..i + 1, true);
        }
        i + 1
    }
}

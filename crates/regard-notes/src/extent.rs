//! How far the words reach that say what is liked, wanted or done.

use std::ops::Range;

use crate::lexicon;
use crate::reader::Reader;
use crate::token::Kind;

/// Someone begins to do something else.
const PRONOUNS: &[&str] = &[
    "he", "she", "they", "i", "we", "hes", "shes", "theyre", "im", "i'll", "i'd", "he'll",
    "she'll", "he'd", "she'd", "we'll", "we'd", "they'll", "they'd", "yo", "ella", "ellos", "el",
];
/// Words that join two things said.
const JOINS: &[&str] = &[
    "and", "but", "so", "because", "cause", "cuz", "since", "while", "though", "although", "y",
    "pero", "porque", "aunque", "entonces", "pues", "mientras", "ya", "asi", "or", "o",
];
/// Words with which something else begins, wherever they stand.
const BREAKS: &[&str] = &[
    "but", "because", "cause", "cuz", "pero", "porque", "aunque", "though", "although", "anyway",
    "btw", "told", "fu", "anniv", "bday", "aniv", "cumple", "talla", "sz", "wrist", "entonces",
    "budget", "allergic", "hates", "dislikes", "detesta", "loves", "likes", "wants", "prefers",
    "odia", "quiere", "prefiere", "detesta",
];
/// What one does next after "and".
const VERBS: &[&str] = &[
    "wants",
    "likes",
    "loves",
    "hates",
    "dislikes",
    "detesta",
    "is",
    "was",
    "has",
    "had",
    "said",
    "says",
    "will",
    "would",
    "needs",
    "asked",
    "told",
    "collects",
    "plays",
    "runs",
    "works",
    "just",
    "told",
    "bought",
    "call",
    "text",
    "took",
    "put",
    "leaves",
    "never",
    "cant",
    "doesnt",
    "wont",
    "quiere",
    "tiene",
    "es",
    "esta",
    "dice",
    "dijo",
    "le",
    "se",
    "me",
    "no",
    "trabaja",
    "colecciona",
    "juega",
    "viene",
    "regresa",
    "vuelve",
    "va",
    "lo",
    "la",
    "nos",
    "que",
    "then",
    "maybe",
    "also",
    "thinks",
    "keeps",
    "got",
    "gets",
    "went",
    "goes",
    "picked",
    "wears",
    "um",
    "can",
    "swears",
    "nothing",
    "nada",
    "always",
];
/// Before the one or the day that something is for.
const FOR: &[&str] = &["for", "para", "pa", "p"];

impl Reader<'_> {
    /// The tokens from `i` on that belong together, at most `most`.
    pub fn extent(&self, i: usize, most: usize) -> Range<usize> {
        let mut to = i;
        while to < self.tokens.len() && to - i < most && !self.breaks(i, to) {
            to += 1;
        }
        while to > i
            && (self.tokens.get(to - 1).is_some_and(|token| {
                token.kind == Kind::Sign && !matches!(token.word.as_str(), ")" | "\"" | "”")
            }) || self.is(to - 1, JOINS)
                || self.is(
                    to - 1,
                    &[
                        "the", "a", "her", "his", "like", "really", "just", "at", "on", "in",
                        "for", "de", "para", "el", "la", "que", "also", "too",
                    ],
                ))
        {
            to -= 1;
        }
        i..to
    }

    fn breaks(&self, from: usize, at: usize) -> bool {
        if self.ends(at) {
            return true;
        }
        let sign = self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Sign);
        if sign {
            let word = self.word(at);
            if matches!(word, "(" | "-" | "–" | "—" | ":") {
                // A dash within a word joins.
                return at > from
                    && !(word == "-" && self.tokens.get(at).is_some_and(|token| token.glued));
            }
            if word == "," {
                return at > from && self.new_clause(at + 1);
            }
            return false;
        }
        if at == from {
            return false;
        }
        if self.is(at, PRONOUNS) && (self.spanish || self.word(at) != "el") {
            // "a watch he can wear", "algo que el use": the thing goes on.
            let belongs = self.is(
                at + 1,
                &["can", "could", "ll", "wont", "doesnt", "uses", "keeps"],
            ) && !self.is(at - 1, JOINS)
                || self.word(at) == "el"
                || self.is(at, &["he'll", "she'll"]) && !self.is(at - 1, JOINS);
            return !belongs;
        }
        if self.is(at, BREAKS)
            || self.one_of(at, &lexicon::LIKES).is_some_and(|len| len > 1)
            || self.one_of(at, &lexicon::AVOIDS).is_some_and(|len| len > 1)
            || self.one_of(at, &lexicon::WANTS).is_some_and(|len| len > 1)
        {
            return true;
        }
        if self.is(at, JOINS) {
            return self.new_clause(at + 1);
        }
        // In dictation nothing separates: the customer's own name, or another person, begins anew.
        if self.is_customer(self.word(at)) && !self.is(at - 1, &["for", "para", "with", "de"]) {
            return true;
        }
        self.is(at, lexicon::OF_THEM)
            && lexicon::relation(self.word(at + 1)).is_some()
            && !self.is(at - 1, FOR)
            && !self.is(
                at - 1,
                &["with", "con", "to", "a", "de", "of", "from", "and", "y"],
            )
    }

    /// Whether something else begins at `i`.
    fn new_clause(&self, i: usize) -> bool {
        self.is(i, PRONOUNS)
            || self.is(i, VERBS)
            || self.is(i, BREAKS)
            || self.is(
                i,
                &[
                    "so", "but", "her", "his", "their", "su", "sus", "i'll", "told", "fu",
                    "please", "which", "who",
                ],
            )
            || self.is_customer(self.word(i))
            || lexicon::relation(self.word(i)).is_some()
    }

    /// Cuts what is wanted before "for her", "for his wife", "for their anniversary", and before a day.
    pub fn before_for(&self, at: Range<usize>) -> Range<usize> {
        for i in at.start + 1..at.end {
            let person = self.is(i, FOR)
                && (self.is(i + 1, lexicon::OF_THEM)
                    || self.is(
                        i + 1,
                        &[
                            "the",
                            "him",
                            "them",
                            "el",
                            "la",
                            "los",
                            "ella",
                            "when",
                            "next",
                            "christmas",
                            "xmas",
                            "work",
                            "a",
                            "un",
                            "una",
                            "their",
                            "its",
                        ],
                    )
                    || lexicon::relation(self.word(i + 1)).is_some()
                    || self.name(i + 1).is_some()
                    || crate::numbers::whole(&self.tokens, i + 1).is_some());
            let day = self.is(i, &["by", "before", "antes", "until", "til"])
                || (self.is(i, &["in", "en", "on"]) && self.date(i).is_some());
            if person || day {
                return at.start..i;
            }
        }
        at
    }

    /// Without "a", "the", "some" at the beginning.
    pub fn bare_thing(&self, at: Range<usize>) -> Range<usize> {
        let mut from = at.start;
        while from < at.end
            && self.is(
                from,
                &[
                    "a",
                    "an",
                    "the",
                    "some",
                    "any",
                    "to",
                    "get",
                    "have",
                    "see",
                    "buy",
                    "like",
                    "maybe",
                    "something",
                    "su",
                    "her",
                    "his",
                ],
            )
            && from + 1 < at.end
        {
            if self.is(from, &["something"]) {
                break;
            }
            from += 1;
        }
        from..at.end
    }
}

//! A note cut into words, numbers and signs.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word.
    Word,
    /// Digits, with what stands between them: `6.5`, `3/14`, `1/2`.
    Number,
    /// Anything else; a line break is `;`.
    Sign,
}

/// A word, a number or a sign.
#[derive(Debug, Clone)]
pub struct Token {
    /// Lower case, without accents and without the possessive.
    pub word: String,
    /// As it was written, without the possessive.
    pub raw: String,
    /// Where it stands, in bytes, with the possessive.
    pub at: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// It begins with a capital.
    pub capital: bool,
    /// `'s` hangs on it: a possessive, or "is".
    pub owns: bool,
    /// Nothing stands between it and the one before.
    pub glued: bool,
}

impl Token {
    /// Whether it ends what is said.
    pub fn ends(&self) -> bool {
        self.kind == Kind::Sign && matches!(self.word.as_str(), "." | ";" | "!" | "?" | "·")
    }
}

/// Lower case, without accents.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|each| !is_combining_mark(*each))
        .flat_map(char::to_lowercase)
        .map(|each| if each == '’' { '\'' } else { each })
        .collect()
}

/// Short spellings of everyday words, in small letters and without accents.
const SHORTENED: &[(&str, &str)] = &[
    ("nxt", "next"),
    ("tmw", "tomorrow"),
    ("tmr", "tomorrow"),
    ("tmrow", "tomorrow"),
    ("tomoro", "tomorrow"),
    ("mnn", "manana"),
    ("kiere", "quiere"),
    ("wknd", "weekend"),
    ("thxgiving", "thanksgiving"),
    ("brthday", "birthday"),
    ("cumpleaños", "cumpleanos"),
    ("bros", "brothers"),
    ("luv", "loves"),
    ("abt", "about"),
    ("bc", "because"),
    ("xq", "porque"),
];

/// Sounds that dictation writes down, which say nothing.
const FILLERS: &[&str] = &[
    "um", "uh", "er", "erm", "hmm", "eh", "em", "ah", "ay", "uhm", "ehm",
];

/// A dot after these ends nothing.
const SHORT: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "jr", "sr", "sra", "dra", "bday", "anniv", "aniv", "sz",
    "approx", "est", "wk", "wks", "mo", "yr", "yrs", "no", "tel", "appt", "fri", "mon", "tue",
    "tues", "wed", "thu", "thur", "thurs", "sat", "sun", "jan", "feb", "mar", "apr", "jun", "jul",
    "aug", "sep", "sept", "oct", "nov", "dec", "ene", "abr", "ago", "dic", "lun", "mie", "jue",
    "vie", "sab", "dom", "prof", "alerg", "colecc", "esp", "hno", "hna", "cumple", "ext", "in",
    "cm", "mm", "w", "b", "d", "g", "p",
];

/// Words that Spanish notes cut down to a letter or two.
const CUT_DOWN: &[(&str, &str)] = &[
    ("d", "de"),
    ("q", "que"),
    ("k", "que"),
    ("ke", "que"),
    ("x", "por"),
    ("xa", "para"),
    ("pa", "para"),
    ("pal", "para"),
    ("tb", "tambien"),
    ("tmb", "tambien"),
    ("dl", "del"),
    ("aki", "aqui"),
    ("pq", "porque"),
    ("cn", "con"),
    ("msj", "mensaje"),
    ("wp", "whatsapp"),
    ("sta", "esta"),
    ("sem", "semana"),
    ("prox", "proximo"),
    ("kiero", "quiero"),
    ("kieren", "quieren"),
    ("ppio", "principio"),
    ("ppios", "principios"),
    ("c", "con"),
    ("p", "para"),
    ("s", "sin"),
];

/// Writes out what Spanish notes cut down: "d", "q", "p/", "c/".
pub fn write_out(tokens: &mut [Token]) {
    for i in 0..tokens.len() {
        let next = tokens.get(i + 1).map(|token| token.word.clone());
        let next = next.as_deref().unwrap_or_default();
        let counted = i
            .checked_sub(1)
            .and_then(|at| tokens.get(at))
            .is_some_and(|before| before.kind == Kind::Number);
        let Some(token) = tokens.get_mut(i) else {
            continue;
        };
        let fits = match token.word.as_str() {
            "c" | "p" | "s" => next == "/",
            "k" | "x" => !counted,
            "d" | "q" => next != "." && next != "e",
            _ => true,
        };
        if token.kind != Kind::Word || token.capital || token.owns || !fits {
            continue;
        }
        if let Some((_, long)) = CUT_DOWN.iter().find(|(short, _)| *short == token.word) {
            token.word = (*long).to_owned();
        }
    }
}

/// Cuts a note. Sounds that say nothing are left out.
pub fn cut(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut end_before = 0;
    while let Some((from, first)) = chars.next() {
        if first.is_whitespace() && first != '\n' {
            continue;
        }
        let mut to = from + first.len_utf8();
        let kind = if first.is_numeric() {
            while let Some((at, next)) = chars.peek().copied() {
                let joins = matches!(next, '.' | ',' | '/' | ':')
                    && text
                        .get(at + 1..)
                        .and_then(|rest| rest.chars().next())
                        .is_some_and(|after| after.is_ascii_digit());
                if !(next.is_numeric() || joins) {
                    break;
                }
                to = at + next.len_utf8();
                chars.next();
            }
            Kind::Number
        } else if first.is_alphabetic() {
            while let Some((at, next)) = chars.peek().copied() {
                let joins = matches!(next, '\'' | '’')
                    && text
                        .get(at + next.len_utf8()..)
                        .and_then(|rest| rest.chars().next())
                        .is_some_and(char::is_alphabetic);
                if !(next.is_alphabetic() || joins || is_combining_mark(next)) {
                    break;
                }
                to = at + next.len_utf8();
                chars.next();
            }
            Kind::Word
        } else {
            Kind::Sign
        };
        let glued = from == end_before && from > 0;
        end_before = to;
        push(&mut tokens, text, from..to, kind, glued);
    }
    tokens
}

fn push(tokens: &mut Vec<Token>, text: &str, at: Range<usize>, kind: Kind, glued: bool) {
    let Some(written) = text.get(at.clone()) else {
        return;
    };
    let mut word = fold(written);
    let mut raw = written.to_owned();
    let mut owns = false;
    match kind {
        Kind::Word => {
            if let Some((stem, tail)) = word.rsplit_once('\'') {
                let stem = stem.to_owned();
                match tail {
                    "s" => {
                        owns = true;
                        raw = raw.chars().take(stem.chars().count()).collect();
                        word = stem;
                    }
                    "t" | "re" | "ve" | "m" => word = format!("{stem}{tail}"),
                    _ => {}
                }
            }
            if let Some((_, long)) = SHORTENED.iter().find(|(short, _)| *short == word) {
                word = (*long).to_owned();
            }
            if FILLERS.contains(&word.as_str()) && !owns {
                return;
            }
        }
        Kind::Sign => {
            if word == "\n" {
                word = ";".to_owned();
            }
            // A dot after a shortened word, or within one, ends nothing.
            if word == "." && glued {
                let before = tokens.last();
                let short = before.is_some_and(|before| {
                    before.kind == Kind::Word
                        && (SHORT.contains(&before.word.as_str())
                            || (before.word.chars().count() == 1 && before.capital))
                });
                let goes_on = text
                    .get(at.end..)
                    .and_then(|rest| rest.trim_start().chars().next())
                    .is_some_and(|next| next.is_lowercase() || next.is_numeric() || next == ',');
                let always = before.is_some_and(|before| {
                    matches!(
                        before.word.as_str(),
                        "mr" | "mrs" | "ms" | "dr" | "st" | "esp" | "sra" | "sr" | "dra"
                    )
                });
                if always || (short && goes_on) {
                    return;
                }
            }
        }
        Kind::Number => {}
    }
    tokens.push(Token {
        capital: raw.chars().next().is_some_and(char::is_uppercase),
        word,
        raw,
        at,
        kind,
        owns,
        glued,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        cut(text).into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn words_numbers_and_signs() {
        assert_eq!(
            words("um wife's bday 3/14, sz. 6.5 — José"),
            ["wife", "bday", "3/14", ",", "sz", "6.5", "—", "jose"]
        );
        assert!(cut("wife's")[0].owns);
        assert_eq!(words("doesn't O'Brien"), ["doesnt", "o'brien"]);
        assert_eq!(words("36mm 7\""), ["36", "mm", "7", "\""]);
    }
}

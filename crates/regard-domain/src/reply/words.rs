//! A reply as words that can be compared.

use crate::names::fold;

/// One word of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded.
    pub text: String,
    /// It began with a capital letter.
    pub capital: bool,
    /// Which part of the reply it stands in, counted between full stops, commas and line ends.
    pub clause: usize,
}

/// A reply.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Its words.
    pub words: Vec<Word>,
    /// It has a question mark.
    pub asks: bool,
    /// It has no lower-case letter.
    pub shouted: bool,
    /// A smile, a heart, folded hands.
    pub kind_emoji: bool,
    /// Any other picture.
    pub other_emoji: bool,
}

/// Pictures that say thanks, or nothing at all beside words.
const KIND: &str = "😀😃😄😁😆😊🙂☺😍🥰😘🤗😇🥳🙏❤🧡💛💚💙💜🤍💕💖💗💐🌹🎉✨🫶😎💎⌚💍";
/// Pictures that only underline what the words say.
const UNDERLINING: &str = "🛑✋⛔🚫🙅👍👌✅👏🤝❗‼";

impl Said {
    /// Reads a reply.
    pub fn read(text: &str) -> Self {
        let own = without_quotes(text);
        let mut said = Self {
            shouted: !own.chars().any(char::is_lowercase),
            ..Self::default()
        };
        let mut word = String::new();
        let mut clause = 0;
        for c in own.chars() {
            if is_invisible(c) {
                continue;
            }
            if c.is_alphanumeric() || is_apostrophe(c) || is_mark(c) {
                word.push(c);
                continue;
            }
            said.end_word(&mut word, clause);
            if matches!(
                c,
                '.' | '!' | ';' | ',' | ':' | '\n' | '…' | '。' | '¡' | '¿' | '?'
            ) {
                clause += 1;
            }
            said.asks |= matches!(c, '?' | '¿' | '？' | '⁉' | '❓');
            if KIND.contains(c) {
                said.kind_emoji = true;
            } else if UNDERLINING.contains(c) {
                // Alone it may be the answer to a question.
                said.other_emoji |= own.trim().chars().all(|c| !c.is_alphanumeric());
            } else if !c.is_ascii() && !c.is_whitespace() && !is_punctuation(c) {
                said.other_emoji = true;
            }
        }
        said.end_word(&mut word, clause);
        said.join_letters();
        said
    }

    fn end_word(&mut self, word: &mut String, clause: usize) {
        let raw = std::mem::take(word);
        let raw = raw.trim_matches(is_apostrophe);
        if raw.is_empty() {
            return;
        }
        let mut capital = raw.chars().next().is_some_and(char::is_uppercase);
        for part in elided(&fold(raw)) {
            let text = plain(&part);
            if !text.is_empty() {
                self.words.push(Word {
                    text,
                    capital,
                    clause,
                });
                capital = false;
            }
        }
    }

    /// "S T O P" and "S.T.O.P." are a word.
    fn join_letters(&mut self) {
        let mut joined: Vec<Word> = Vec::with_capacity(self.words.len());
        let mut letters: Vec<Word> = Vec::new();
        let flush = |letters: &mut Vec<Word>, joined: &mut Vec<Word>| {
            if letters.len() >= 3 {
                let text = letters.iter().map(|word| word.text.as_str()).collect();
                if let Some(first) = letters.first().cloned() {
                    joined.push(Word { text, ..first });
                }
                letters.clear();
            }
            joined.append(letters);
        };
        for word in std::mem::take(&mut self.words) {
            if word.text.chars().count() == 1 {
                letters.push(word);
            } else {
                flush(&mut letters, &mut joined);
                joined.push(word);
            }
        }
        flush(&mut letters, &mut joined);
        self.words = joined;
    }
}

/// The text without what it quotes. Phones answer with a reaction as "Liked “…”", and our own words
/// name STOP: a quotation of more than three words is not what the customer says.
fn without_quotes(text: &str) -> String {
    let mut own = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, quoted, after)) = next_quote(rest) {
        own.push_str(before);
        if quoted.split_whitespace().count() <= 3 {
            own.push(' ');
            own.push_str(quoted);
        }
        own.push(' ');
        rest = after;
    }
    own.push_str(rest);
    // Lines that a mail program quotes.
    own.lines()
        .filter(|line| !line.trim_start().starts_with('>'))
        .collect::<Vec<_>>()
        .join("\n")
}

fn next_quote(text: &str) -> Option<(&str, &str, &str)> {
    let pairs = [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“')];
    let (from, (open, close)) = text
        .char_indices()
        .find_map(|(at, c)| Some((at, *pairs.iter().find(|(open, _)| *open == c)?)))?;
    let (before, rest) = text.split_at_checked(from)?;
    let inside = rest.strip_prefix(open)?;
    // The last closing mark: a text that quotes ours may hold marks of its own. A quotation that a
    // phone cut off never closes.
    let end = match close {
        '"' => inside.find(close),
        _ => inside.rfind(close),
    };
    match end.and_then(|end| inside.split_at_checked(end)) {
        Some((quoted, after)) => Some((before, quoted, after.strip_prefix(close)?)),
        None => Some((before, inside, "")),
    }
}

/// French puts short words before a vowel together with the next: "n'arrêtez", "m'envoyez", "s'il".
fn elided(word: &str) -> Vec<String> {
    let short = |part: &str| matches!(part, "c" | "d" | "j" | "l" | "m" | "n" | "s" | "t" | "qu");
    match word.split_once(is_apostrophe) {
        Some((first, rest)) if short(first) => vec![first.to_owned(), rest.to_owned()],
        _ => vec![word.to_owned()],
    }
}

/// Letters and digits only; "stoppp" is "stop", "st0p" is "stop".
fn plain(word: &str) -> String {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let mixed = letters.iter().any(|c| c.is_alphabetic());
    let mut text = String::with_capacity(letters.len());
    let mut at = 0;
    while let Some(&c) = letters.get(at) {
        let run = letters
            .iter()
            .skip(at)
            .take_while(|other| **other == c)
            .count();
        let c = match c {
            '0' if mixed => 'o',
            '1' if mixed => 'i',
            '3' if mixed => 'e',
            '5' if mixed => 's',
            other => other,
        };
        let times = if run >= 3 && c.is_alphabetic() {
            1
        } else {
            run
        };
        text.extend(std::iter::repeat_n(c, times));
        at = at.saturating_add(run.max(1));
    }
    text
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '`' | '\u{b4}'
    )
}

/// An accent that stands apart from its letter.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) && !is_invisible(c)
}

/// Characters that show nothing: zero-width, direction marks, the soft hyphen, picture variants.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfe00..=0xfe0f | 0xfeff
        | 0x1f3fb..=0x1f3ff | 0x20e3)
}

fn is_punctuation(c: char) -> bool {
    matches!(u32::from(c), 0xa0..=0xbf | 0x2010..=0x205e | 0x3000..=0x303f | 0xff00..=0xff0f | 0xff1a..=0xff20)
}

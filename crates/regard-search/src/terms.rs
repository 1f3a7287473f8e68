//! What a customer is found by: the folded words, digits and addresses of a card.
//!
//! Scripts that put no spaces between words (Chinese, Japanese, Thai …) and Korean are found by any
//! run of characters: every ending of such a word is a term of its own, so that each run within it is
//! the beginning of a term.

use regard_domain::names::fold;

use crate::card::SearchCard;

/// The longest term, in characters.
pub(crate) const LONGEST: usize = 40;
/// The longest run of a script without spaces that is compared, in characters. A Korean syllable is
/// up to three of them.
pub(crate) const LONGEST_RUN: usize = 24;
/// A phone number has at least and at most so many digits.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 4..=18;
/// The longest address, in bytes.
const LONGEST_EMAIL: usize = 254;
/// So many letters before so many digits are what all numbers of a kind begin with.
const LETTERS_BEFORE: usize = 3;
const DIGITS_BEHIND: usize = 3;
/// What is beyond these is not looked at: a card is one customer's.
const MOST_NAMES: usize = 64;
const MOST_NEAR: usize = 128;
const MOST_WORDS: usize = 4_096;

/// The terms of one card, without repetition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Terms {
    /// Names of their own.
    pub(crate) own: Vec<String>,
    /// The first letter of a given name before a family name, "rmartin"; and the first letters of all
    /// names of their own, where there are three or more.
    pub(crate) letters: Vec<String>,
    /// Names of people and animals near them.
    pub(crate) near: Vec<String>,
    /// Words of facts, pieces, tags.
    pub(crate) words: Vec<String>,
    /// Digits of phone numbers.
    pub(crate) phones: Vec<String>,
    /// Folded addresses without spaces.
    pub(crate) emails: Vec<String>,
    /// Letters and digits of envelopes, tickets, serial numbers.
    pub(crate) numbers: Vec<String>,
}

impl Terms {
    pub(crate) fn of(card: &SearchCard) -> Self {
        let mut own = Vec::new();
        for name in [&card.given, &card.family].into_iter().chain(&card.also) {
            push_terms(name, &mut own);
        }
        own.extend(run_together(card));
        for (first, then) in [(&card.family, &card.given), (&card.given, &card.family)] {
            // 山田 太郎 is written and typed as one word.
            let whole: String = [first.trim(), then.trim()].concat();
            if !whole.is_ascii() && folded(&whole).chars().all(is_unspaced) {
                push_terms(&whole, &mut own);
            }
        }
        let mut near = Vec::new();
        for person in &card.near {
            push_terms(&person.name, &mut near);
        }
        let mut words = Vec::new();
        for text in &card.words {
            push_terms(text, &mut words);
        }
        Self {
            own: without_repetition(own, MOST_NAMES),
            letters: letters(card),
            near: without_repetition(near, MOST_NEAR),
            words: without_repetition(words, MOST_WORDS),
            phones: kept(&card.phones, |phone| {
                Some(digits(phone)).filter(|digits| PHONE_DIGITS.contains(&digits.len()))
            }),
            emails: kept(&card.emails, |email| {
                Some(address(email))
                    .filter(|email| !email.is_empty() && email.len() <= LONGEST_EMAIL)
            }),
            numbers: numbers(&card.numbers),
        }
    }
}

/// Names of several words as one: "vanderberg" and "jeanluc".
fn run_together(card: &SearchCard) -> impl Iterator<Item = String> {
    [&card.given, &card.family].into_iter().filter_map(|name| {
        let parts = spaced_words(name);
        (parts.len() > 1).then(|| parts.concat().chars().take(LONGEST).collect())
    })
}

/// The first letter of each given name before each family name, "rmartin" for Roger Martin; and the
/// first letters of three names or more, "emvdb" for Eva Maria van der Berg, from either end.
fn letters(card: &SearchCard) -> Vec<String> {
    let (given, family) = (spaced_words(&card.given), spaced_words(&card.family));
    let first = |part: &String| part.chars().next();
    let mut runs: Vec<String> = Vec::new();
    for letter in given.iter().filter_map(first) {
        for name in &family {
            runs.push(
                std::iter::once(letter)
                    .chain(name.chars())
                    .take(LONGEST)
                    .collect(),
            );
        }
    }
    let all: Vec<&String> = given.iter().chain(&family).collect();
    if all.len() > 2 {
        runs.push(all.iter().filter_map(|part| first(part)).collect());
        runs.push(all.iter().rev().filter_map(|part| first(part)).collect());
    }
    without_repetition(runs, MOST_NAMES)
}

fn spaced_words(name: &str) -> Vec<String> {
    let mut parts = words(name);
    parts.retain(|word| !word.starts_with(is_unspaced));
    parts.truncate(MOST_NAMES);
    parts
}

/// The keys of numbers; "E-10234" is also known as 10234, for nobody types what every envelope has.
fn numbers(texts: &[String]) -> Vec<String> {
    let mut keys = Vec::new();
    for text in texts {
        let key = number_key(text);
        let digits = key.trim_start_matches(|c: char| c.is_ascii_lowercase());
        let letters = key.len() - digits.len();
        if (1..=LETTERS_BEFORE).contains(&letters)
            && digits.len() >= DIGITS_BEHIND
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            keys.push(digits.to_owned());
        }
        if !key.is_empty() {
            keys.push(key);
        }
    }
    without_repetition(keys, MOST_WORDS)
}

fn kept(texts: &[String], term: impl Fn(&str) -> Option<String>) -> Vec<String> {
    without_repetition(
        texts.iter().filter_map(|text| term(text)).collect(),
        MOST_WORDS,
    )
}

fn without_repetition(mut terms: Vec<String>, most: usize) -> Vec<String> {
    terms.sort_unstable();
    terms.dedup();
    terms.truncate(most);
    terms
}

/// The text as it is compared: without accents, case, marks of direction and joining, and with
/// letters that are written either way as one.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    fold(text)
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            'ى' | 'ی' => 'ي',
            'ة' => 'ه',
            'ک' => 'ك',
            other => western_digit(other).unwrap_or(other),
        })
        .collect()
}

/// Soft hyphens, joiners, marks of direction, and the line that stretches Arabic words.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{640}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Arabic-Indic, Extended Arabic-Indic, Devanagari: decimal digits in blocks of ten.
fn western_digit(c: char) -> Option<char> {
    [0x660_u32, 0x6f0, 0x966]
        .into_iter()
        .find_map(|zero| u32::from(c).checked_sub(zero).filter(|digit| *digit < 10))
        .and_then(|digit| char::from_digit(digit, 10))
}

/// The words of a text, folded and without repetition of what stands between them.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let mut words = Vec::new();
    if folded.is_ascii() && !folded.contains(['\'', '`']) {
        // The most of all text.
        let written = folded.split(|c: char| !c.is_ascii_alphanumeric());
        words.extend(
            written
                .filter(|word| !word.is_empty())
                .map(|word| word.get(..LONGEST).unwrap_or(word).to_owned()),
        );
        return words;
    }
    for written in folded.split(|c: char| !is_of_a_word(c)) {
        let mut word = String::new();
        let mut unspaced = false;
        for c in written.chars().filter(|c| c.is_alphanumeric()) {
            if is_unspaced(c) != unspaced {
                push_word(&mut words, &mut word);
                unspaced = is_unspaced(c);
            }
            word.push(c);
        }
        push_word(&mut words, &mut word);
    }
    words
}

fn push_word(words: &mut Vec<String>, word: &mut String) {
    if word.is_empty() {
        return;
    }
    let word = std::mem::take(word);
    if word.is_ascii() {
        words.push(match word.get(..LONGEST) {
            Some(cut) => cut.to_owned(),
            None => word,
        });
    } else if word.starts_with(is_unspaced) {
        // Its endings are terms, so none of it is lost.
        words.push(word);
    } else {
        words.push(word.chars().take(LONGEST).collect());
    }
}

fn push_terms(text: &str, terms: &mut Vec<String>) {
    for word in words(text) {
        if !word.starts_with(is_unspaced) {
            terms.push(word);
            continue;
        }
        for (place, c) in word.char_indices() {
            if !is_inside_a_syllable(c) {
                let ending = word.get(place..).unwrap_or("");
                terms.push(ending.chars().take(LONGEST_RUN).collect());
            }
        }
    }
}

/// Letters, digits, and the apostrophes that stand inside a word.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(
            c,
            '\'' | '\u{2019}' | '\u{2bc}' | '\u{2bb}' | '`' | '\u{b4}'
        )
}

/// Scripts in which a name is found by any run of characters.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff
        | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af
        | 0xf900..=0xfaff | 0x20000..=0x323af)
}

/// Vowels and endings of Korean syllables, which folding takes apart.
fn is_inside_a_syllable(c: char) -> bool {
    matches!(u32::from(c), 0x1160..=0x11ff)
}

/// The digits of a text, in any script, as ASCII.
pub(crate) fn digits(text: &str) -> String {
    folded(text).chars().filter(char::is_ascii_digit).collect()
}

/// The letters and digits of a number: case and what separates them do not count.
pub(crate) fn number_key(text: &str) -> String {
    folded(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(LONGEST)
        .collect()
}

/// An e-mail address, folded and without spaces.
pub(crate) fn address(text: &str) -> String {
    folded(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_into_folded_words() {
        assert_eq!(words("Jean-Luc O\u{2019}Brien"), ["jean", "luc", "obrien"]);
        assert_eq!(words("Gonçalves  (née Díaz)"), ["goncalves", "nee", "diaz"]);
        assert_eq!(words("\u{200f}יעל כהן"), ["יעל", "כהן"]);
        assert_eq!(words("Tanaka太郎"), ["tanaka", "太郎"]);
        assert_eq!(words("\u{0} % ' 🙂"), Vec::<String>::new());
        assert_eq!(words(&"x".repeat(10_000)), ["x".repeat(LONGEST)]);
    }

    #[test]
    fn names_are_run_together() {
        let card = SearchCard {
            given: "Eva Maria".into(),
            family: "van der Berg".into(),
            ..SearchCard::default()
        };
        let own = Terms::of(&card).own;
        for term in ["evamaria", "vanderberg"] {
            assert!(own.iter().any(|known| known == term), "{term}");
        }
        assert_eq!(
            Terms::of(&card).letters,
            [
                "bdvme", "eberg", "eder", "emvdb", "evan", "mberg", "mder", "mvan"
            ]
        );
    }

    #[test]
    fn a_script_without_spaces_is_found_by_any_run() {
        let card = SearchCard {
            given: "太郎".into(),
            family: "山田".into(),
            ..SearchCard::default()
        };
        let own = Terms::of(&card).own;
        for run in ["山田太郎", "田太", "太郎", "郎", "太郎山田"] {
            assert!(own.iter().any(|term| term.starts_with(run)), "{run}");
        }
    }

    #[test]
    fn a_number_is_its_letters_and_digits() {
        assert_eq!(number_key(" E-10 234/b "), "e10234b");
        assert_eq!(digits("+٤١٥ 555"), "415555");
        assert_eq!(address(" Ann.Lee@Example.com "), "ann.lee@example.com");
    }
}

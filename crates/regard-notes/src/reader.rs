//! The note while it is read.

use std::ops::Range;

use chrono::NaiveDate;
use regard_domain::words::RelationKind;

use crate::candidates::chosen;
use crate::chain::Weights;
use crate::found::{Found, What, Whose};
use crate::judged::{Judged, is_shown, is_sure};
use crate::lexicon;
use crate::token::{Kind, Token, cut, fold, write_out};

/// What the note is about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The day on which it was jotted down.
    pub said_on: NaiveDate,
    /// The customer's whole name.
    pub customer: &'a str,
}

/// Reads a note. What comes first in the note comes first.
pub fn read(text: &str, about: &About<'_>) -> Vec<Found> {
    judged(text, about, Weights::bundled())
        .into_iter()
        .filter(is_shown)
        .map(|judged| Found {
            sure: is_sure(&judged),
            ..judged.found
        })
        .collect()
}

/// Reads a note with other weights than its own, and says how likely each finding is.
pub fn judged(text: &str, about: &About<'_>, weights: &Weights) -> Vec<Judged> {
    chosen(candidates(text, about, weights))
}

/// All ways to take what a note may say, for learning which of them are right.
pub fn candidates(text: &str, about: &About<'_>, weights: &Weights) -> Vec<Judged> {
    Reader::by_grammar(text, about).candidates(weights)
}

/// Where each word of a note stands, in bytes, and its clues, with or without what the grammar
/// found: what weights are learnt from.
pub fn clues(text: &str, about: &About<'_>, grammar: bool) -> Vec<(Range<usize>, Vec<u32>)> {
    let reader = Reader::by_grammar(text, about);
    let clues = reader.clues(grammar);
    reader
        .tokens
        .into_iter()
        .map(|token| token.at)
        .zip(clues)
        .collect()
}

/// Someone who is spoken of.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// The tokens: the word of the relation and the name.
    pub at: Range<usize>,
    /// The word they are called by: `wife`, `mom`.
    pub called: String,
    /// The name, as written.
    pub name: Option<String>,
    /// What they are to the customer.
    pub relation: RelationKind,
    /// More than one.
    pub several: bool,
}

impl Mention {
    /// As something belongs to them.
    pub fn whose(&self) -> Whose {
        Whose::Other(match &self.name {
            Some(name) => name.to_lowercase(),
            None => self.called.clone(),
        })
    }
}

pub(crate) struct Reader<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub said_on: NaiveDate,
    /// Spanish, not English.
    pub spanish: bool,
    /// Names have capitals in it.
    pub capitals: bool,
    /// The words of the customer's name.
    pub customer: Vec<String>,
    pub mentions: Vec<Mention>,
    pub found: Vec<Found>,
}

impl<'a> Reader<'a> {
    /// The note, and all that the grammar finds in it.
    fn by_grammar(text: &'a str, about: &About<'_>) -> Self {
        let mut reader = Self::of(text, about);
        reader.people();
        reader.pets();
        reader.sizes();
        reader.occasions();
        reader.hard_times();
        reader.acts();
        reader.tastes();
        reader.doings();
        reader
    }

    /// The words, cut, with nothing found in them yet.
    pub(crate) fn of(text: &'a str, about: &About<'_>) -> Self {
        let mut tokens = cut(text);
        let count = |words: &[&str]| {
            tokens
                .iter()
                .filter(|token| words.contains(&token.word.as_str()))
                .count()
        };
        let accents = text
            .chars()
            .filter(|each| "ñ¿¡áíóú".contains(*each))
            .count();
        let spanish = count(lexicon::SPANISH) * 2 + accents.min(3) > count(lexicon::ENGLISH) * 2;
        if spanish {
            write_out(&mut tokens);
        }
        let capitals = tokens
            .windows(2)
            .any(|pair| matches!(pair, [before, token] if token.capital && token.kind == Kind::Word && token.word != "i" && !before.ends()));
        let customer = fold(about.customer)
            .split(|each: char| !each.is_alphabetic())
            .filter(|word| word.len() > 1)
            .map(str::to_owned)
            .collect();
        Self {
            text,
            tokens,
            said_on: about.said_on,
            spanish,
            capitals,
            customer,
            mentions: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The word at `i`; nothing past the end.
    pub fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |token| &token.word)
    }

    /// Whether what is said ends before `i`.
    pub fn ends(&self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(Token::ends)
    }

    /// How many tokens the words take, where they stand at `i`.
    pub fn phrase(&self, i: usize, words: &str) -> Option<usize> {
        let mut len = 0;
        for word in words.split(' ') {
            if self.word(i + len) != word {
                return None;
            }
            len += 1;
        }
        Some(len)
    }

    /// The longest of the phrases that stands at `i`.
    pub fn any(&self, i: usize, phrases: &[&str]) -> Option<usize> {
        phrases
            .iter()
            .filter_map(|words| self.phrase(i, words))
            .max()
    }

    /// The longest phrase of a list that stands at `i`.
    pub fn one_of(&self, i: usize, phrases: &lexicon::Phrases) -> Option<usize> {
        phrases
            .beginning(self.word(i))
            .iter()
            .filter(|words| {
                words
                    .iter()
                    .enumerate()
                    .all(|(at, word)| self.word(i + at) == *word)
            })
            .map(Vec::len)
            .max()
    }

    /// Whether the word at `i` is one of these.
    pub fn is(&self, i: usize, words: &[&str]) -> bool {
        self.tokens
            .get(i)
            .is_some_and(|token| words.contains(&token.word.as_str()))
    }

    /// Where the sentence begins and ends that `i` is in.
    pub fn sentence(&self, i: usize) -> Range<usize> {
        let from = (0..i)
            .rev()
            .find(|at| self.ends(*at))
            .map_or(0, |at| at + 1);
        let to = (i..self.tokens.len())
            .find(|at| self.ends(*at))
            .unwrap_or(self.tokens.len());
        from..to
    }

    /// The bytes of some tokens.
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let first = self.tokens.get(tokens.start);
        let last = self
            .tokens
            .get(tokens.end.saturating_sub(1).max(tokens.start));
        match (first, last) {
            (Some(first), Some(last)) => {
                let end = if last.owns && last.kind == Kind::Word {
                    last.at.start + last.raw.len()
                } else {
                    last.at.end
                };
                first.at.start..end.max(first.at.start)
            }
            _ => 0..0,
        }
    }

    /// Notes something.
    pub fn note(&mut self, what: What, tokens: Range<usize>, sure: bool) {
        let words = self.bytes(tokens);
        if words.is_empty() || self.text.get(words.clone()).is_none() {
            return;
        }
        let again = self.found.iter().any(|found| {
            std::mem::discriminant(&found.what) == std::mem::discriminant(&what)
                && found.words == words
                && found.what == what
        });
        if !again {
            self.found.push(Found { what, words, sure });
        }
    }

    /// Whether some of these tokens say already something of the kind.
    pub fn said(&self, tokens: Range<usize>, kind: impl Fn(&What) -> bool) -> bool {
        let words = self.bytes(tokens);
        self.found.iter().any(|found| {
            kind(&found.what) && found.words.start < words.end && words.start < found.words.end
        })
    }

    /// The one who is spoken of nearest before `i`, in the same sentence.
    pub fn spoken_of(&self, i: usize) -> Option<&Mention> {
        let sentence = self.sentence(i);
        self.mentions
            .iter()
            .filter(|mention| mention.at.start >= sentence.start && mention.at.start < i)
            .max_by_key(|mention| mention.at.start)
    }

    /// Whether the word is part of the customer's name, or short for it.
    pub fn is_customer(&self, word: &str) -> bool {
        self.customer.iter().any(|name| {
            name == word || (word.len() >= 3 && name.len() > word.len() && name.starts_with(word))
        })
    }

    /// Whether "not" stands in the words shortly before `i`.
    pub fn denied(&self, i: usize) -> bool {
        let from = i.saturating_sub(3);
        (from..i)
            .rev()
            .take_while(|at| !self.ends(*at))
            .any(|at| self.is(at, lexicon::NOT))
    }
}

//! The words that would give a gift away to the one who is to get it.

use std::collections::BTreeSet;

use regard_domain::ids::PieceId;
use regard_domain::names::fold;
use rusqlite::Connection;

use crate::database::{pieces, purchases};

/// The shortest word of a description that gives a piece away; a brand or model does at any length.
const SHORTEST: usize = 4;

/// Words that stand in every description and give nothing away: English, Spanish, French, folded.
const EVERYDAY: &[&str] = &[
    // English.
    "a", "an", "and", "at", "by", "for", "from", "her", "his", "in", "it", "of", "on", "or", "per",
    "s", "that", "the", "their", "them", "this", "to", "with", "without", // Spanish.
    "al", "como", "con", "cada", "de", "del", "e", "el", "en", "ella", "entre", "es", "esta",
    "este", "hasta", "la", "las", "lo", "los", "o", "para", "pero", "por", "sin", "sobre", "su",
    "sus", "u", "un", "una", "y", // French.
    "au", "aux", "avec", "cette", "ce", "d", "dans", "des", "du", "elle", "est", "et", "l", "le",
    "les", "ou", "par", "pour", "sans", "sous", "sur", "un", "une", "vers",
    // The kind of a piece of no other kind.
    "piece",
];

/// What would spoil a surprise, and how many lines were left out for it.
pub(super) struct Spoils {
    words: BTreeSet<String>,
    /// How many were left out so far.
    pub left_out: u32,
}

impl Spoils {
    /// The words by which these pieces could be known.
    pub fn of(conn: &Connection, secret: &BTreeSet<PieceId>) -> rusqlite::Result<Self> {
        let mut words = BTreeSet::new();
        for id in secret {
            let Some(piece) = pieces::piece(conn, *id)? else {
                continue;
            };
            for name in [&piece.brand, &piece.model].into_iter().flatten() {
                words.extend(telling(name));
            }
            let mut described = vec![piece.description, piece.kind.as_ref().to_owned()];
            described.extend(piece.serial.into_iter().chain(piece.reference));
            let sold = purchases::of_piece(conn, *id)?;
            described.extend(sold.into_iter().map(|purchase| purchase.description));
            for text in &described {
                words.extend(telling(text).filter(|word| word.chars().count() >= SHORTEST));
            }
        }
        Ok(Self { words, left_out: 0 })
    }

    /// Whether these words may be read; counts those that may not.
    pub fn lets(&mut self, words: &str) -> bool {
        let named = folded(words).any(|word| self.words.contains(&word));
        self.left_out += u32::from(named);
        !named
    }

    /// The words, where they may be read.
    pub fn keep(&mut self, words: Option<String>) -> Option<String> {
        words.filter(|words| self.lets(words))
    }
}

fn telling(text: &str) -> impl Iterator<Item = String> + '_ {
    folded(text).filter(|word| !EVERYDAY.contains(&word.as_str()))
}

fn folded(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .map(fold)
        .filter(|word| !word.is_empty())
}

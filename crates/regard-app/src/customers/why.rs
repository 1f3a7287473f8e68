//! Why rows were found, where their names do not show it: one line each, for the strongest reason.
//!
//! All rows of a list are asked for at once: a statement for each kind of text, and a further kind only
//! for those rows that no reason was found for yet.

use std::collections::{HashMap, VecDeque};

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_domain::names::{fold, parts};
use regard_domain::phone::digits;
use regard_search::{Matched, Reason};
use rusqlite::Connection;

use super::screens::{Why, WordsOf};
use crate::database::search::MatchedBy;
use crate::database::search_keys::envelope_key;
use crate::database::search_reasons::{self, Source, Text};

/// The most characters of a text that stand in a row.
const LONGEST_LINE: usize = 60;

/// What is tried for one row, in order: where, and the word that is looked for there.
pub struct Asked {
    /// Whose row it is.
    pub id: CustomerId,
    steps: VecDeque<(Source, String)>,
}

impl Asked {
    /// As the engine says. `name` stands in the row already.
    pub fn of_reason(typed: &str, id: CustomerId, name: &str, reason: &Reason) -> Self {
        let words: Vec<&str> = typed.split_whitespace().collect();
        // As many reasons as words: each is of its word. Otherwise all was read as one thing.
        let of_word = reason.words.len() == words.len();
        let mut steps = VecDeque::new();
        for (at, matched) in reason.words.iter().enumerate() {
            let word = if of_word {
                words.get(at).copied().unwrap_or(typed)
            } else {
                typed
            };
            let sources: &[Source] = match matched {
                Matched::Name if begins(name, &parts(word)) => &[],
                Matched::Name => &[Source::AlsoNamed],
                Matched::Near => &[Source::Relation, Source::Pet],
                Matched::Phone => &[Source::Phone],
                Matched::Email => &[Source::Email],
                Matched::Number => &[Source::Envelope, Source::Serial],
                Matched::Word => &[
                    Source::Tag,
                    Source::Piece,
                    Source::Fact,
                    Source::Purchase,
                    Source::About,
                ],
            };
            steps.extend(sources.iter().map(|source| (*source, word.to_owned())));
        }
        Self { id, steps }
    }

    /// As the prefixes say.
    pub fn of_prefix(typed: &str, id: CustomerId, matched_by: MatchedBy) -> Self {
        let mut steps = VecDeque::new();
        let mut add = |sources: &[Source], word: &str| {
            steps.extend(sources.iter().map(|source| (*source, word.to_owned())));
        };
        match matched_by {
            MatchedBy::Name => {}
            MatchedBy::Phone => add(&[Source::Phone], typed),
            MatchedBy::Email => add(&[Source::Email], typed),
            MatchedBy::Envelope => add(&[Source::Envelope, Source::Serial], typed),
            MatchedBy::Relation => {
                // Several words may each have found something else; the first reason is told.
                for word in typed.split_whitespace() {
                    add(&[Source::Relation, Source::Pet, Source::Phone], word);
                    if word.chars().any(|c| c.is_ascii_digit()) {
                        add(&[Source::Envelope, Source::Serial], word);
                    }
                }
            }
        }
        Self { id, steps }
    }
}

/// The reasons of the rows, where there are any.
pub fn of_rows(
    conn: &Connection,
    mut asked: Vec<Asked>,
    today: NaiveDate,
) -> rusqlite::Result<HashMap<CustomerId, Why>> {
    let mut found = HashMap::new();
    loop {
        asked.retain(|asked| !asked.steps.is_empty() && !found.contains_key(&asked.id));
        let Some((source, _)) = asked.first().and_then(|asked| asked.steps.front()).cloned() else {
            return Ok(found);
        };
        let is_next = |asked: &Asked| asked.steps.front().is_some_and(|(next, _)| *next == source);
        let ids: Vec<CustomerId> = asked
            .iter()
            .filter(|asked| is_next(asked))
            .map(|asked| asked.id)
            .collect();
        let texts = search_reasons::texts(conn, source, &ids, today)?;
        for asked in &mut asked {
            if !is_next(asked) {
                continue;
            }
            let Some((_, word)) = asked.steps.pop_front() else {
                continue;
            };
            let theirs = texts.get(&asked.id).map_or(&[][..], Vec::as_slice);
            if let Some(why) = why(source, &word, theirs) {
                found.insert(asked.id, why);
            }
        }
    }
}

/// The first of the texts that has the word, as a reason.
fn why(source: Source, word: &str, texts: &[Text]) -> Option<Why> {
    match source {
        Source::Phone => by_phone(word, texts),
        Source::Email => {
            let wanted = fold(word.trim());
            texts
                .iter()
                .find(|text| fold(&text.one).contains(&wanted))
                .map(|text| Why::Email {
                    address: text.one.clone(),
                })
        }
        Source::Envelope | Source::Serial => by_number(source, word, texts),
        _ => by_words(source, &parts(word), texts),
    }
}

/// A number holds the digits.
fn by_phone(word: &str, texts: &[Text]) -> Option<Why> {
    let wanted = digits(word);
    if wanted.is_empty() {
        return None;
    }
    texts
        .iter()
        .flat_map(|text| [digits(&text.one), digits(&text.two)])
        .find(|number| number.contains(&wanted))
        .map(|number| {
            let from = number.chars().count().saturating_sub(4);
            let ends = number.chars().skip(from).collect();
            Why::Phone { ends }
        })
}

/// An envelope, or a piece, has the number.
fn by_number(source: Source, word: &str, texts: &[Text]) -> Option<Why> {
    let wanted = envelope_key(word);
    if wanted.is_empty() {
        return None;
    }
    texts
        .iter()
        .find(|text| envelope_key(&text.one).contains(&wanted))
        .map(|text| match source {
            Source::Serial => Why::Serial {
                serial: text.one.clone(),
                piece: text.two.clone(),
            },
            _ => Why::Envelope {
                envelope: text.one.clone(),
            },
        })
}

/// A name or a text has the words.
fn by_words(source: Source, wanted: &[String], texts: &[Text]) -> Option<Why> {
    if wanted.is_empty() {
        return None;
    }
    let all = |text: &str| begins(text, wanted);
    let any = |text: &str| {
        wanted
            .iter()
            .any(|word| begins(text, std::slice::from_ref(word)))
    };
    let words = |of: WordsOf, text: &Text| Why::Words {
        of,
        words: line_around(&text.one, wanted),
    };
    match source {
        Source::AlsoNamed => texts
            .iter()
            .flat_map(|text| text.one.split(','))
            .map(str::trim)
            .find(|name| !name.is_empty() && all(name))
            .map(|name| Why::AlsoNamed {
                name: name.to_owned(),
            }),
        Source::Relation => texts.iter().find_map(|text| {
            let relation = text.relation?;
            all(&format!("{} {}", text.one, text.two)).then(|| Why::Relation {
                name: text.one.clone(),
                relation,
            })
        }),
        Source::Pet => texts
            .iter()
            .find(|text| text.pet && all(&text.one))
            .map(|text| words(WordsOf::Pet, text)),
        _ => texts
            .iter()
            .find(|text| any(&text.one) || any(&text.two))
            .map(|text| {
                let of = match source {
                    Source::Tag => WordsOf::Tag,
                    Source::Piece | Source::Purchase => WordsOf::Piece,
                    Source::Fact if text.pet => WordsOf::Pet,
                    Source::Fact => WordsOf::Fact,
                    _ => WordsOf::About,
                };
                words(of, text)
            }),
    }
}

/// A line of a long text around the first of the words.
pub fn line_around(text: &str, words: &[String]) -> String {
    let all: Vec<&str> = text.split_whitespace().collect();
    let hit = all
        .iter()
        .position(|word| {
            parts(word)
                .iter()
                .any(|part| words.iter().any(|wanted| part.starts_with(wanted.as_str())))
        })
        .unwrap_or(0);
    // A few words before what was found, and as many after it as fit.
    let from = hit.saturating_sub(3);
    let mut line = String::new();
    let mut whole = true;
    for word in all.iter().skip(from) {
        let longer = line.chars().count() + word.chars().count();
        if !line.is_empty() && longer > LONGEST_LINE {
            whole = false;
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LONGEST_LINE));
    }
    let before = if from > 0 { "… " } else { "" };
    let after = if whole { "" } else { " …" };
    format!("{before}{line}{after}")
}

/// Whether each of the words begins a part of the text.
fn begins(text: &str, words: &[String]) -> bool {
    let theirs = parts(text);
    words
        .iter()
        .all(|word| theirs.iter().any(|part| part.starts_with(word.as_str())))
}

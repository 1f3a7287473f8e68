//! What a customer's reply means: stop, start, help, wrong number, thanks, or something for a person.
//!
//! A customer may take back their consent in any words that a reasonable person would understand (47
//! CFR 64.1200(a)(10)), not only in a provider's keywords. The other way round a "don't stop, thanks!"
//! must not silence anybody. So a meaning is only answered when it is clear; whatever is not goes to a
//! person: [`ReplyMeaning::Unsure`] is never acted on by itself.
//!
//! Words are compared folded (case, accents, punctuation, emoji and digits in the place of letters
//! play no part), in English, Spanish and French. What a customer quotes, as phones do that answer
//! with a reaction, is not the customer's own words and is left out.

mod other_words;
mod stop_words;
mod words;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use other_words::{
    GRATITUDE, HELP, HELP_FILLERS, NOT_WRONG_NUMBER, START, THANKS_WORDS, WRONG_NUMBER,
};
use stop_words::{
    CONDITIONS, DENIALS, FILLERS, NEGATIONS, NO_NEGATION, OBJECTS, STOP, STOP_FILLERS, STOP_PHRASES,
};
use words::{Said, Word};

/// The longest reply that is looked at, in characters; more than ten texts put together.
const LONGEST: usize = 2_000;

/// What a reply means, as far as that is clear.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum ReplyMeaning {
    /// Clearly: do not write to this address any more.
    Stop,
    /// Clearly: write again. Lifts only a stop that came from a reply.
    Start,
    /// Asks who this is and how to stop: the help keyword, and nothing beside it.
    Help,
    /// Clearly: the address is somebody else's.
    WrongNumber,
    /// Thanks, and nothing that waits for an answer.
    Thanks,
    /// Anything else: a person reads it. A bare "yes", "ok" or a thumb is an answer to something.
    Unsure,
}

impl ReplyMeaning {
    /// Whether a person has to read it.
    pub fn needs_a_person(self) -> bool {
        matches!(self, Self::Unsure | Self::WrongNumber)
    }
}

/// What `text`, a reply, means.
pub fn classify(text: &str) -> ReplyMeaning {
    if text.chars().nth(LONGEST).is_some() {
        return ReplyMeaning::Unsure;
    }
    let said = Said::read(text);
    if said.words.is_empty() {
        return if said.kind_emoji && !said.other_emoji && !said.asks {
            ReplyMeaning::Thanks
        } else {
            ReplyMeaning::Unsure
        };
    }
    if is_wrong_number(&said) {
        return ReplyMeaning::WrongNumber;
    }
    if asks_to_stop(&said) {
        return ReplyMeaning::Stop;
    }
    if mentions_stopping(&said) {
        return ReplyMeaning::Unsure;
    }
    if is_only(&said, START, FILLERS) && !said.asks {
        return ReplyMeaning::Start;
    }
    if is_only(&said, HELP, HELP_FILLERS) {
        return ReplyMeaning::Help;
    }
    if is_thanks(&said) {
        return ReplyMeaning::Thanks;
    }
    ReplyMeaning::Unsure
}

/// One of `phrases`, with nothing around it but `fillers`.
fn is_only(said: &Said, phrases: &[&str], fillers: &[&str]) -> bool {
    let rest: Vec<&Word> = said
        .words
        .iter()
        .filter(|word| !fillers.contains(&word.text.as_str()))
        .collect();
    !rest.is_empty()
        && phrases
            .iter()
            .any(|phrase| covers_all(&rest, &split(phrase)))
}

/// Whether the words are one phrase, said once or again and again.
fn covers_all(words: &[&Word], phrase: &[&str]) -> bool {
    let mut rest = words;
    while !rest.is_empty() {
        match fits(rest, phrase) {
            Some(count) if count > 0 => rest = rest.get(count..).unwrap_or_default(),
            _ => return false,
        }
    }
    true
}

fn asks_to_stop(said: &Said) -> bool {
    if is_only(said, STOP, STOP_FILLERS) {
        // "No stop" may be "non-stop", "don't stop" or "no, stop".
        return !said
            .words
            .iter()
            .any(|word| DENIALS.contains(&word.text.as_str()));
    }
    // What is said by the way, like "please", stands in no phrase.
    let words: Vec<&Word> = said
        .words
        .iter()
        .filter(|word| !FILLERS.contains(&word.text.as_str()))
        .collect();
    let matches = all_matches(&words, STOP_PHRASES);
    let Some(last) = matches.iter().map(|(_, end)| *end).max() else {
        return false;
    };
    // "Stop texting me before nine", "… but do send the invoice".
    let conditional = words
        .iter()
        .skip(last)
        .any(|word| CONDITIONS.contains(&word.text.as_str()));
    let narrowed = words
        .get(last)
        .is_some_and(|word| OBJECTS.contains(&word.text.as_str()));
    let harmless = all_matches(&words, NO_NEGATION);
    let inside = |spans: &[(usize, usize)], at: usize| {
        spans.iter().any(|(from, to)| (*from..*to).contains(&at))
    };
    // "I don't want you to stop texting me": a denial before it in the same breath turns it round.
    let turned_round = matches.iter().any(|(from, _)| {
        let clause = words.get(*from).map(|word| word.clause);
        words.iter().enumerate().take(*from).any(|(at, word)| {
            Some(word.clause) == clause
                && NEGATIONS.contains(&word.text.as_str())
                && !inside(&matches, at)
                && !inside(&harmless, at)
        })
    });
    !conditional && !narrowed && !turned_round
}

/// Some word for stopping is in it: then it is nothing else that a program may act on.
fn mentions_stopping(said: &Said) -> bool {
    let words: Vec<&Word> = said.words.iter().collect();
    !all_matches(&words, STOP).is_empty() || !all_matches(&words, STOP_PHRASES).is_empty()
}

fn is_wrong_number(said: &Said) -> bool {
    let words: Vec<&Word> = said
        .words
        .iter()
        .filter(|word| !FILLERS.contains(&word.text.as_str()))
        .collect();
    !said.asks
        && !all_matches(&words, WRONG_NUMBER).is_empty()
        && !words
            .iter()
            .any(|word| NOT_WRONG_NUMBER.contains(&word.text.as_str()))
}

fn is_thanks(said: &Said) -> bool {
    let grateful = |word: &Word| GRATITUDE.contains(&word.text.as_str());
    if said.asks || said.other_emoji || !said.words.iter().any(grateful) {
        return false;
    }
    let mut after_thanks = false;
    said.words.iter().all(|word| {
        let known = grateful(word) || THANKS_WORDS.contains(&word.text.as_str());
        // "Thanks Marta": a name is not known here, but it is written like one.
        let a_name = after_thanks && word.capital && !said.shouted;
        after_thanks = grateful(word) || (known && after_thanks);
        known || a_name
    })
}

/// Where the phrases stand, as first word and the word behind the last.
fn all_matches(words: &[&Word], phrases: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for phrase in phrases {
        let phrase = split(phrase);
        for from in 0..words.len() {
            if let Some(count) = words.get(from..).and_then(|rest| fits(rest, &phrase))
                && count > 0
            {
                found.push((from, from.saturating_add(count)));
            }
        }
    }
    found
}

fn split(phrase: &str) -> Vec<&str> {
    phrase.split(' ').collect()
}

/// How many words the phrase takes up at the start of `words`; none when it does not stand there.
/// `a|b` is one of both, `a?` may be missing.
fn fits(words: &[&Word], phrase: &[&str]) -> Option<usize> {
    let Some((place, more)) = phrase.split_first() else {
        return Some(0);
    };
    let (choices, may_miss) = match place.strip_suffix('?') {
        Some(choices) => (choices, true),
        None => (*place, false),
    };
    if let Some((word, rest)) = words.split_first()
        && choices.split('|').any(|choice| choice == word.text)
        && let Some(count) = fits(rest, more)
    {
        return Some(count.saturating_add(1));
    }
    if may_miss { fits(words, more) } else { None }
}

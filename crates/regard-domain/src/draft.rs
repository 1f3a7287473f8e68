//! The words of "your piece is ready", as an associate would write them.
//!
//! A draft says the kind of the piece and never its brand, model or value: a text lies open on a
//! locked phone. While a gift is secret it says no more than "your repair", whoever reads it. It has
//! no room for an offer: one promotional sentence would turn a service message into advertising
//! (CTIA Messaging Principles 2023, 47 CFR 64.1200). It keeps to letters of the short alphabet, so
//! that an ordinary draft is one part.
//!
//! The words come from a [`crate::template`]; what people typed goes in as values.

mod nouns;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};

use crate::money::Minor;
use crate::parts::count_parts;
use crate::template::{
    RenderError, TemplateKey, TemplateText, TemplateValues, built_in, one_line, render, salutation,
};
use crate::words::{Channel, PieceKind, WorkKind};

pub use nouns::{own_piece, the_piece};
pub(crate) use nouns::{piece_name, with_capital};

/// A language that drafts can be written in.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
}

impl Language {
    /// The language of a BCP 47 tag (`es-MX`); `None` when drafts are not written in it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_']).next().unwrap_or_default();
        first.to_ascii_lowercase().parse().ok()
    }

    /// The language a store of `country` (ISO 3166 alpha-2) writes its own words in.
    pub fn of_country(country: &str) -> Self {
        match country {
            "FR" | "BE" | "LU" | "MC" => Self::Fr,
            "ES" | "MX" | "AR" | "CO" | "CL" | "PE" | "UY" | "EC" | "CR" | "PA" | "DO" | "GT" => {
                Self::Es
            }
            _ => Self::En,
        }
    }
}

/// What a draft is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyPiece {
    /// Its language.
    pub language: Language,
    /// The given name of the one who is told, as typed.
    pub given_name: String,
    /// The given name of the customer, when another person is told.
    pub whose: Option<String>,
    /// What kind of piece; never more.
    pub kind: PieceKind,
    /// A gift that is not yet given: names no piece and no work.
    pub secret: bool,
    /// The work that a promise makes free.
    pub free: Vec<WorkKind>,
    /// What is to pay.
    pub to_pay: Minor,
    /// ISO 4217.
    pub currency: String,
    /// What the store is called.
    pub store_name: String,
    /// "until 19:00, Sundays closed", in the draft's language.
    pub opening_hours: Option<String>,
    /// The given name of the one who writes.
    pub associate: String,
    /// The number on the envelope.
    pub envelope: String,
    /// The link to the page that says how the repair stands.
    pub link: Option<String>,
    /// What the associate adds, tidied by [`crate::template::own_line`].
    pub own_line: Option<String>,
}

/// A draft, ready to send or to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyWords {
    /// The words.
    pub body: String,
    /// The subject, for an e-mail.
    pub subject: String,
}

/// The draft could not be written: a template names something that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the draft could not be written: {0}")]
pub struct DraftError(#[from] RenderError);

/// Writes the draft about a ready piece in the words that are built in.
///
/// # Errors
/// [`DraftError`] when a template names something that is not there.
pub fn ready_words(ready: &ReadyPiece) -> Result<ReadyWords, DraftError> {
    let text = built_in(TemplateKey::Ready, ready.language, Channel::Email);
    ready_words_in(ready, &text)
}

/// Writes the draft about a ready piece in the words of a template. The opening hours are left out
/// where they would make one part more: the page behind the link says them too.
///
/// # Errors
/// [`DraftError`] when the template names something that is not there.
pub fn ready_words_in(ready: &ReadyPiece, text: &TemplateText) -> Result<ReadyWords, DraftError> {
    let values = values(ready);
    let mut words = render(text, &values)?;
    if values.hours.is_some() && count_parts(&words.body).parts > 1 {
        let shorter = render(text, &values.without("hours"))?;
        if count_parts(&shorter.body).parts < count_parts(&words.body).parts {
            words = shorter;
        }
    }
    Ok(ReadyWords {
        body: words.body,
        subject: words.subject.unwrap_or_default(),
    })
}

/// What goes into the slots of a template about a ready piece.
pub fn values(ready: &ReadyPiece) -> TemplateValues {
    let piece = nouns::piece(ready);
    let free = (!ready.secret)
        .then(|| nouns::works(ready.language, &ready.free))
        .flatten();
    let line = |text: &str| Some(one_line(text)).filter(|line| !line.is_empty());
    TemplateValues {
        given_name: salutation(&ready.given_name),
        piece: piece.words,
        be: piece.be.to_owned(),
        count: None,
        free_be: free.as_ref().map(|free| free.be.to_owned()),
        free: free.map(|free| free.words),
        nothing: ready.secret && ready.to_pay.is_zero() && !ready.free.is_empty(),
        to_pay: (!ready.to_pay.is_zero())
            .then(|| crate::amount::written(ready.to_pay, &ready.currency, ready.language)),
        hours: ready.opening_hours.as_deref().and_then(line),
        associate: line(&ready.associate),
        store: one_line(&ready.store_name),
        ticket: last_three(&ready.envelope),
        link: ready.link.clone(),
        own_line: ready.own_line.clone(),
    }
}

/// The last three letters and digits of an envelope's number.
pub fn last_three(envelope: &str) -> Option<String> {
    let mut last: Vec<char> = envelope
        .chars()
        .rev()
        .filter(|c| c.is_alphanumeric())
        .take(3)
        .collect();
    last.reverse();
    (!last.is_empty()).then(|| last.into_iter().collect())
}

#[cfg(test)]
mod tests;

//! The words of "your piece is ready", as an associate would write them.
//!
//! A draft says the kind of the piece and never its brand, model or value: a text lies open on a
//! locked phone. While a gift is secret it says no more than "your repair", whoever reads it. It has
//! no room for an offer: one promotional sentence would turn a service message into advertising
//! (CTIA Messaging Principles 2023, 47 CFR 64.1200). It keeps to letters of the short alphabet, so
//! that an ordinary draft is one part.
//!
//! Templates are ours and fixed; what people typed goes in as values and is never read as a
//! template. An absent value that a template names is an error, never the word "None".

mod nouns;

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, context};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};

use crate::money::Minor;
use crate::parts::{count_parts, plainly_written};
use crate::words::{PieceKind, WorkKind};

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
#[derive(Debug, thiserror::Error)]
#[error("the draft could not be written: {0}")]
pub struct DraftError(#[from] Error);

const ENGLISH: &str = "{% if given_name %}Hi {{ given_name }}, {{ piece }}{% else %}Hello, {{ piece }}{% endif %} \
{{ be }} ready.{% if free %} {{ free }} {{ free_be }} on us, as promised.{% endif %}\
{% if nothing %} There is nothing to pay, as promised.{% endif %}\
{% if to_pay %} To pay: {{ to_pay }}.{% endif %}\
{% if hours %} We are open {{ hours }}.{% endif %} {{ associate }}, {{ store }}";

// "listo" and "prête" would need letters of the long alphabet or agreement with the piece.
const SPANISH: &str = "Hola{% if given_name %} {{ given_name }}{% endif %}, ya puede recoger {{ piece }}.\
{% if free %} {{ free }} {{ free_be }} por nuestra cuenta, como prometimos.{% endif %}\
{% if nothing %} No hay nada que pagar, como prometimos.{% endif %}\
{% if to_pay %} A pagar: {{ to_pay }}.{% endif %}\
{% if hours %} Abrimos {{ hours }}.{% endif %} {{ associate }}, {{ store }}";

const FRENCH: &str = "Bonjour{% if given_name %} {{ given_name }}{% endif %}, vous pouvez venir chercher {{ piece }}.\
{% if free %} {{ free }} {{ free_be }} pour nous, comme promis.{% endif %}\
{% if nothing %} Il n'y a rien à payer, comme promis.{% endif %}\
{% if to_pay %} Reste à payer : {{ to_pay }}.{% endif %}\
{% if hours %} Nous sommes ouverts {{ hours }}.{% endif %} {{ associate }}, {{ store }}";

/// Templates with the strict rules: nothing undefined, nothing absent, nothing escaped.
fn templates() -> Result<Environment<'static>, Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_auto_escape_callback(|_| AutoEscape::None);
    templates.set_formatter(|out, state, value| {
        if value.is_none() || value.is_undefined() {
            Err(Error::new(ErrorKind::UndefinedError, "a value is absent"))
        } else {
            minijinja::escape_formatter(out, state, value)
        }
    });
    templates.add_template("en", ENGLISH)?;
    templates.add_template("es", SPANISH)?;
    templates.add_template("fr", FRENCH)?;
    Ok(templates)
}

/// Writes the draft about a ready piece. The opening hours are left out where they would make a
/// second part.
///
/// # Errors
/// [`DraftError`] when a template names something that is not there.
pub fn ready_words(ready: &ReadyPiece) -> Result<ReadyWords, DraftError> {
    let mut body = body(ready, ready.opening_hours.as_deref())?;
    if ready.opening_hours.is_some() && count_parts(&body).parts > 1 {
        body = self::body(ready, None)?;
    }
    let piece = nouns::piece(ready);
    let subject = match ready.language {
        Language::En => format!("{} {} ready", nouns::with_capital(&piece.words), piece.be),
        Language::Es => format!("Ya puede recoger {}", piece.words),
        Language::Fr => format!("Vous pouvez venir chercher {}", piece.words),
    };
    Ok(ReadyWords {
        body: plainly_written(&body),
        subject: plainly_written(&subject),
    })
}

fn body(ready: &ReadyPiece, hours: Option<&str>) -> Result<String, DraftError> {
    let piece = nouns::piece(ready);
    let free = (!ready.secret)
        .then(|| nouns::works(ready.language, &ready.free))
        .flatten();
    let to_pay = (!ready.to_pay.is_zero())
        .then(|| crate::amount::written(ready.to_pay, &ready.currency, ready.language));
    let name: &'static str = ready.language.into();
    Ok(templates()?.get_template(name)?.render(context! {
        given_name => salutation(&ready.given_name),
        piece => piece.words,
        be => piece.be,
        free => free.as_ref().map(|free| free.words.as_str()),
        free_be => free.as_ref().map(|free| free.be),
        nothing => ready.secret && ready.to_pay.is_zero() && !ready.free.is_empty(),
        to_pay => to_pay,
        hours => hours.map(str::trim).filter(|hours| !hours.is_empty()),
        associate => tidy(&ready.associate),
        store => tidy(&ready.store_name),
    })?)
}

/// The name to greet with; `None` when what was typed is no name.
fn salutation(typed: &str) -> Option<String> {
    let name = tidy(typed);
    let no_name = [
        "test", "n/a", "na", "none", "null", "unknown", "customer", "-", "?",
    ];
    (!name.is_empty() && !name.contains('@') && !no_name.contains(&name.to_lowercase().as_str()))
        .then_some(name)
}

/// `text` on one line with single spaces.
fn tidy(text: &str) -> String {
    plainly_written(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;

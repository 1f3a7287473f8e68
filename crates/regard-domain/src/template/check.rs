//! Looks at a template before it is saved: what would go wrong later, for whomever it is filled, is
//! said now.

use super::engine::names;
use super::{RenderError, SLOTS, TemplateKey, TemplateText, TemplateValues, render};
use crate::draft::Language;
use crate::promotion::{Promotion, promotions};
use crate::words::Channel;

/// The longest template, in characters.
pub const LONGEST_TEMPLATE: usize = 2_000;

/// The longest text that a provider takes (Twilio: 1,600 characters).
const LONGEST_TEXT: usize = 1_600;

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    /// There are no words.
    #[error("there are no words")]
    Empty,
    /// It is too long.
    #[error("it is too long")]
    TooLong,
    /// An e-mail needs a subject.
    #[error("an e-mail needs a subject")]
    NoSubject,
    /// It is not written as a template is.
    #[error("line {line} can't be read as a template")]
    Syntax {
        /// Which line, from 1.
        line: usize,
    },
    /// It names something that no message has.
    #[error("there is no {name}")]
    UnknownSlot {
        /// What it names.
        name: String,
    },
    /// It does not say what stands there when this is absent.
    #[error("say what stands there without {name}: {{% if {name} %}}…{{% endif %}}")]
    MayBeAbsent {
        /// What may be absent.
        name: String,
    },
    /// It does not say who writes: every message names the store (CASL s. 6(2)(a); CTIA 5.1).
    #[error("it does not name the store")]
    NoStore,
    /// It is an advertisement.
    #[error("it is an advertisement: {}", .0.iter().map(|one| one.words.as_str()).collect::<Vec<_>>().join(", "))]
    Promotion(Vec<Promotion>),
    /// It can't be filled.
    #[error("it can't be filled")]
    CannotFill,
}

/// Values with everything in them, to try a template with and to show it.
pub fn sample(key: TemplateKey, language: Language) -> TemplateValues {
    let (piece, be, free, free_be, hours, own_line) = match language {
        Language::En => (
            "your watch",
            "is",
            "The battery",
            "is",
            "until 18:00, Sundays closed",
            "I cleaned the clasp as well.",
        ),
        Language::Es => (
            "su reloj",
            "va",
            "La pila",
            "va",
            "hasta las 18:00, domingos cerrado",
            "He limpiado el cierre.",
        ),
        Language::Fr => (
            "votre montre",
            "est",
            "La pile",
            "est",
            "jusqu'à 18 h, fermé le dimanche",
            "J'ai aussi nettoyé le fermoir.",
        ),
    };
    let some = |text: &str| Some(text.to_owned());
    let ready = key == TemplateKey::Ready;
    TemplateValues {
        given_name: some("Roger"),
        piece: piece.to_owned(),
        be: be.to_owned(),
        count: None,
        free: some(free).filter(|_| ready),
        free_be: some(free_be).filter(|_| ready),
        nothing: false,
        to_pay: some("40.00").filter(|_| ready),
        hours: some(hours),
        associate: some("Marta").filter(|_| ready),
        store: SAMPLE_STORE.to_owned(),
        ticket: some("482"),
        link: some("https://r.example/s/AbCdEf012345"),
        own_line: some(own_line).filter(|_| ready),
    }
}

const SAMPLE_STORE: &str = "Martin & Sons";

/// All that is wrong with a template; nothing: it may be saved.
pub fn check(
    key: TemplateKey,
    language: Language,
    channel: Channel,
    text: &TemplateText,
) -> Vec<TemplateFault> {
    if text.body.trim().is_empty() {
        return vec![TemplateFault::Empty];
    }
    let subject = text.subject.as_deref().unwrap_or_default();
    if channel == Channel::Email && subject.trim().is_empty() {
        return vec![TemplateFault::NoSubject];
    }
    if text.body.chars().count() > LONGEST_TEMPLATE || subject.chars().count() > LONGEST_TEMPLATE {
        return vec![TemplateFault::TooLong];
    }
    let mut faults = Vec::new();
    for source in [subject, &text.body] {
        match names(source) {
            Ok(names) => {
                for name in names {
                    if !SLOTS.iter().any(|(slot, _)| *slot == name) {
                        push(&mut faults, TemplateFault::UnknownSlot { name });
                    }
                }
            }
            Err(RenderError::Syntax { line }) => push(&mut faults, TemplateFault::Syntax { line }),
            Err(_) => push(&mut faults, TemplateFault::CannotFill),
        }
    }
    if faults.is_empty() {
        fill_in_every_way(key, language, channel, text, &mut faults);
    }
    faults
}

fn fill_in_every_way(
    key: TemplateKey,
    language: Language,
    channel: Channel,
    text: &TemplateText,
    faults: &mut Vec<TemplateFault>,
) {
    let full = sample(key, language);
    let mut least = full.clone();
    let mut ways = vec![(None, full.clone())];
    for (name, may_be_absent) in SLOTS {
        if *may_be_absent {
            ways.push((Some(*name), full.without(name)));
            least = least.without(name);
        }
    }
    let mut many = full.clone();
    many.count = Some(2);
    let mut nothing = full.without("free").without("to_pay");
    nothing.nothing = true;
    ways.extend([(None, many), (None, nothing), (None, least)]);
    for (without, values) in ways {
        match render(text, &values) {
            Ok(filled) => look_at(channel, &filled, &values, faults),
            Err(RenderError::Absent) => {
                if let Some(name) = without {
                    push(
                        faults,
                        TemplateFault::MayBeAbsent {
                            name: name.to_owned(),
                        },
                    );
                }
            }
            Err(RenderError::Syntax { line }) => push(faults, TemplateFault::Syntax { line }),
            Err(RenderError::Failed) => push(faults, TemplateFault::CannotFill),
        }
    }
    // Absent only together, or in an `else` that none of the ways above reached.
    if faults.is_empty() && render(text, &full).is_err() {
        push(faults, TemplateFault::CannotFill);
    }
}

fn look_at(
    channel: Channel,
    filled: &TemplateText,
    values: &TemplateValues,
    faults: &mut Vec<TemplateFault>,
) {
    if filled.body.trim().is_empty() {
        push(faults, TemplateFault::Empty);
    }
    if channel == Channel::Sms && filled.body.chars().count() > LONGEST_TEXT {
        push(faults, TemplateFault::TooLong);
    }
    if !filled.body.contains(SAMPLE_STORE) {
        push(faults, TemplateFault::NoStore);
    }
    let own = values.link.as_deref().unwrap_or_default();
    let words = format!(
        "{} {}",
        filled.subject.as_deref().unwrap_or_default(),
        filled.body
    );
    let found = promotions(&words, SAMPLE_STORE, &[own]);
    if !found.is_empty() {
        push(faults, TemplateFault::Promotion(found));
    }
}

fn push(faults: &mut Vec<TemplateFault>, fault: TemplateFault) {
    if !faults.contains(&fault) {
        faults.push(fault);
    }
}

//! Fills a template's slots, with the strict rules: nothing undefined, nothing absent, nothing
//! escaped, and an end to every loop.

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use super::{TemplateText, TemplateValues};
use crate::draft::with_capital;

/// How much a template may do; an ordinary one takes a few dozen steps.
const FUEL: u64 = 20_000;

/// A template could not be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// It is not written as a template is.
    #[error("line {line} can't be read as a template")]
    Syntax {
        /// Which line, from 1.
        line: usize,
    },
    /// It names a value that is absent, or that does not exist.
    #[error("it names a value that is absent")]
    Absent,
    /// Anything else: it takes too long, or does what can't be done.
    #[error("it can't be filled")]
    Failed,
}

impl From<Error> for RenderError {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::SyntaxError | ErrorKind::UnknownFilter | ErrorKind::UnknownTest => {
                Self::Syntax {
                    line: error.line().unwrap_or(1),
                }
            }
            ErrorKind::UndefinedError => Self::Absent,
            _ => Self::Failed,
        }
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(|out, state, value| {
        if value.is_none() || value.is_undefined() {
            Err(Error::new(ErrorKind::UndefinedError, "a value is absent"))
        } else {
            minijinja::escape_formatter(out, state, value)
        }
    });
    environment.add_filter("with_capital", |words: &str| with_capital(words));
    environment
}

fn fill(source: &str, values: &TemplateValues) -> Result<String, RenderError> {
    let environment = environment();
    let template = environment.template_from_str(source)?;
    Ok(template.render(Value::from(Serde(values)))?)
}

/// The names that a template reads.
///
/// # Errors
/// [`RenderError::Syntax`] when it is not written as a template is.
pub(super) fn names(source: &str) -> Result<Vec<String>, RenderError> {
    let environment = environment();
    let template = environment.template_from_str(source)?;
    let mut names: Vec<String> = template.undeclared_variables(false).into_iter().collect();
    names.sort();
    Ok(names)
}

/// `text` with `values` in its slots.
///
/// The associate's own line is appended where the template has no place for it: what someone wrote
/// is never left out.
///
/// # Errors
/// [`RenderError`] when it is no template, or names a value that is absent.
pub fn render(text: &TemplateText, values: &TemplateValues) -> Result<TemplateText, RenderError> {
    let subject = text
        .subject
        .as_deref()
        .map(|subject| fill(subject, values))
        .transpose()?
        .map(|subject| super::one_line(&subject));
    let mut body = fill(&text.body, values)?.trim().to_owned();
    if let Some(line) = &values.own_line
        && !body.contains(line.as_str())
    {
        body = format!("{body} {line}");
    }
    Ok(TemplateText {
        subject,
        body: crate::parts::plainly_written(&body),
    })
}

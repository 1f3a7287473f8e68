//! The texts that messages are made of: ours, or the company's own.
//!
//! A **template** has a key (what it is for), a language, a channel and a version. Versions are never
//! changed; who edits one adds the next, who restores one adds it anew. Until the company has its own
//! for a key, the built-in one stands, which has version 0.
//!
//! What people typed goes in as values and is never read as a template. A value that is absent and
//! that a template names all the same is an error, when it is saved and when it is used, and never
//! the word "None".

mod built_in;
mod check;
mod choose;
mod engine;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;
use uuid::Uuid;

pub use built_in::built_in;
pub use check::{TemplateFault, check, sample};
pub use choose::{TemplateRow, choose};
pub use engine::{RenderError, render};

/// What a template is for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
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
pub enum TemplateKey {
    /// A piece is ready to be collected.
    Ready,
    /// A piece, or several of one household, has been waiting to be collected.
    StillHere,
}

/// The words of a template, with their slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateText {
    /// The subject of an e-mail; a text has none.
    pub subject: Option<String>,
    /// The words.
    pub body: String,
}

/// Which template a message was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateUse {
    /// What for.
    pub key: TemplateKey,
    /// The row; `None` for a built-in one.
    pub id: Option<Uuid>,
    /// Its version; 0 is built in.
    pub version: u32,
}

/// The values that go into the slots. Each is one line with single spaces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TemplateValues {
    /// The given name of the one who is told; `None` when what is known is no name.
    pub given_name: Option<String>,
    /// "your watch", "Roger's watch", "your repair"; never a brand, model or value.
    pub piece: String,
    /// The verb that goes with it: "is", "are".
    pub be: String,
    /// How many pieces, where it is more than one.
    pub count: Option<u32>,
    /// The free work as the subject of a sentence: "The battery".
    pub free: Option<String>,
    /// The verb that goes with it.
    pub free_be: Option<String>,
    /// There is nothing to pay although the work has a price.
    pub nothing: bool,
    /// "$40.00".
    pub to_pay: Option<String>,
    /// The opening hours, in the language of the template.
    pub hours: Option<String>,
    /// Who writes.
    pub associate: Option<String>,
    /// What the store is called.
    pub store: String,
    /// The last three characters of the envelope's number.
    pub ticket: Option<String>,
    /// The link to the page that says how the repair stands.
    pub link: Option<String>,
    /// What the associate adds in their own words.
    pub own_line: Option<String>,
}

/// The names of the slots. Those that may be absent stand inside an `{% if … %}`.
pub const SLOTS: &[(&str, bool)] = &[
    ("given_name", true),
    ("piece", false),
    ("be", false),
    ("count", true),
    ("free", true),
    ("free_be", true),
    ("nothing", false),
    ("to_pay", true),
    ("hours", true),
    ("associate", true),
    ("store", false),
    ("ticket", true),
    ("link", true),
    ("own_line", true),
];

impl TemplateValues {
    /// The values without the one of that name, where it may be absent.
    #[must_use]
    pub fn without(&self, slot: &str) -> Self {
        let mut values = self.clone();
        match slot {
            "given_name" => values.given_name = None,
            "count" => values.count = None,
            // A noun and its verb come together.
            "free" | "free_be" => {
                values.free = None;
                values.free_be = None;
            }
            "to_pay" => values.to_pay = None,
            "hours" => values.hours = None,
            "associate" => values.associate = None,
            "ticket" => values.ticket = None,
            "link" => values.link = None,
            "own_line" => values.own_line = None,
            _ => {}
        }
        values
    }
}

/// The longest line that an associate adds, in characters.
pub const LONGEST_OWN_LINE: usize = 120;

/// The associate's own line is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{count} characters, and {LONGEST_OWN_LINE} may stand there")]
pub struct OwnLineTooLong {
    /// How many there are.
    pub count: usize,
}

/// What an associate adds, as it goes into its slot: one line, in plain signs, without characters
/// that nobody sees; `None` when there is nothing.
pub fn own_line(typed: &str) -> Result<Option<String>, OwnLineTooLong> {
    use unicode_normalization::UnicodeNormalization;
    let line: String = one_line(&typed.nfc().collect::<String>());
    let count = line.chars().count();
    if count > LONGEST_OWN_LINE {
        return Err(OwnLineTooLong { count });
    }
    Ok((!line.is_empty()).then_some(line))
}

/// The name to greet with; `None` when what was typed is no name.
pub fn salutation(typed: &str) -> Option<String> {
    let name = one_line(typed);
    let no_name = [
        "test", "tester", "n/a", "na", "n.a.", "none", "null", "nil", "unknown", "customer",
        "client", "guest", "walk-in", "walk in", "-", "--", ".", "?", "x", "xx", "xxx", "tbd",
    ];
    (name.chars().any(char::is_alphanumeric)
        && !name.contains('@')
        && !name.contains("://")
        && !no_name.contains(&name.to_lowercase().as_str()))
    .then_some(name)
}

/// `text` on one line with single spaces, in plain signs.
pub fn one_line(text: &str) -> String {
    crate::parts::plainly_written(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;

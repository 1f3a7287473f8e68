//! What the screens show of templates.

use chrono::{DateTime, Utc};
use regard_domain::draft::Language;
use regard_domain::ids::TemplateId;
pub use regard_domain::template::TemplateKey;
use regard_domain::words::Channel;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::screens::Parts;

/// One template with its versions.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TemplateCard {
    /// What for.
    pub key: TemplateKey,
    /// Its language: `en`, `es`, `fr`.
    #[ts(type = "string")]
    pub language: Language,
    /// The channel.
    pub channel: Channel,
    /// Its versions, the newest first; the last is the built-in one.
    pub versions: Vec<TemplateVersion>,
}

/// One version of a template.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TemplateVersion {
    /// Which; none for the built-in one.
    pub id: Option<TemplateId>,
    /// Its number; 0 for the built-in one.
    pub version: u32,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// The words with their slots.
    pub body: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Since when it counts; none for the built-in one.
    pub active_from: Option<DateTime<Utc>>,
    /// Whether it is the one that counts now.
    pub active: bool,
}

/// A template as someone is writing it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WrittenTemplate {
    /// What for.
    pub key: TemplateKey,
    /// Its language: `en`, `es`, `fr`.
    #[ts(type = "string")]
    pub language: Language,
    /// The channel.
    pub channel: Channel,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// The words with their slots.
    pub body: String,
}

/// Makes an old version count again, by adding it anew.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RestoreTemplate {
    /// What for.
    pub key: TemplateKey,
    /// Its language.
    #[ts(type = "string")]
    pub language: Language,
    /// The channel.
    pub channel: Channel,
    /// Which version; none for the built-in one.
    pub id: Option<TemplateId>,
}

/// A template filled, as a customer would read it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TemplatePreview {
    /// With everything that may stand there; none while it can't be filled.
    pub full: Option<FilledTemplate>,
    /// With nothing that may be absent, and no name to greet with.
    pub least: Option<FilledTemplate>,
    /// What is wrong with it; nothing: it may be kept.
    pub faults: Vec<TemplateFaultCard>,
    /// The slots that there are.
    pub slots: Vec<TemplateSlot>,
}

/// A template with values in its slots.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FilledTemplate {
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// The words.
    pub body: String,
    /// How long they are as a text.
    pub parts: Parts,
}

/// One slot of a template.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TemplateSlot {
    /// Its name.
    pub name: String,
    /// How it is written into a template; with its condition where it may be absent.
    pub written: String,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(export)]
pub enum TemplateFaultCard {
    /// There are no words.
    Empty,
    /// It is too long.
    TooLong,
    /// An e-mail needs a subject.
    NoSubject,
    /// It is not written as a template is.
    Syntax {
        /// Which line, from 1.
        line: u32,
    },
    /// It names something that no message has.
    UnknownSlot {
        /// What it names.
        name: String,
    },
    /// It does not say what stands there when this is absent.
    MayBeAbsent {
        /// What may be absent.
        name: String,
    },
    /// It does not name the store.
    NoStore,
    /// It is an advertisement.
    Promotion {
        /// The words that make it one.
        words: String,
    },
    /// It can't be filled.
    CannotFill,
}

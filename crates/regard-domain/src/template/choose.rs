//! Which version of a template counts.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{TemplateKey, TemplateText};
use crate::draft::Language;
use crate::words::Channel;

/// One version of one template of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// The row.
    pub id: Uuid,
    /// What for.
    pub key: TemplateKey,
    /// Its language.
    pub language: Language,
    /// The channel.
    pub channel: Channel,
    /// Counted from 1. Two managers who edit without a network may both make the same number.
    pub version: u32,
    /// The words.
    pub text: TemplateText,
    /// From when it counts.
    pub active_from: DateTime<Utc>,
}

/// The version that counts at `now`: the one that became active last, of several at the same moment
/// the highest number, of the same number the higher id. `None`: the built-in one counts.
pub fn choose(
    rows: &[TemplateRow],
    key: TemplateKey,
    language: Language,
    channel: Channel,
    now: DateTime<Utc>,
) -> Option<&TemplateRow> {
    rows.iter()
        .filter(|row| {
            row.key == key
                && row.language == language
                && row.channel == channel
                && row.active_from <= now
        })
        .max_by_key(|row| (row.active_from, row.version, row.id))
}

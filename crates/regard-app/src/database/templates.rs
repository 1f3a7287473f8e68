//! The company's own templates, version by version.

use regard_domain::draft::Language;
use regard_domain::ids::AssociateId;
use regard_domain::template::{TemplateKey, TemplateRow, TemplateText};
use regard_domain::words::Channel;
use rusqlite::{Connection, Row};

use super::columns;

/// One version, and who approved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTemplate {
    /// The version.
    pub row: TemplateRow,
    /// Who approved it.
    pub approved_by: Option<AssociateId>,
}

/// Every version of every template, the newest first. One of a newer app's key or language is not
/// among them.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<KeptTemplate>> {
    conn.prepare_cached(
        "SELECT id, key, language, channel, version, subject, body, approved_by, active_from \
         FROM template ORDER BY key, language, channel, active_from DESC, version DESC, id DESC",
    )?
    .query_map([], kept)?
    .filter_map(Result::transpose)
    .collect()
}

/// The versions of every template, as the rule chooses among them.
pub fn rows(conn: &Connection) -> rusqlite::Result<Vec<TemplateRow>> {
    Ok(all(conn)?.into_iter().map(|kept| kept.row).collect())
}

fn kept(row: &Row<'_>) -> rusqlite::Result<Option<KeptTemplate>> {
    let (Some(key), Some(language), Some(channel)) = (
        columns::maybe_word::<TemplateKey>(row, "key")?,
        columns::maybe_word::<Language>(row, "language")?,
        columns::maybe_word::<Channel>(row, "channel")?,
    ) else {
        return Ok(None);
    };
    Ok(Some(KeptTemplate {
        row: TemplateRow {
            id: row.get("id")?,
            key,
            language,
            channel,
            version: row.get("version")?,
            text: TemplateText {
                subject: row.get("subject")?,
                body: row.get("body")?,
            },
            active_from: columns::moment_or_epoch(row, "active_from")?,
        },
        approved_by: row.get::<_, Option<_>>("approved_by")?.map(AssociateId),
    }))
}

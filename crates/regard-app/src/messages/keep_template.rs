//! Adds a version of a template: what a manager wrote, or an old one anew. No version is ever
//! changed.

use regard_domain::template::{TemplateText, built_in, check};
use serde_json::json;

use super::preview_template::text_of;
use super::template_screens::{RestoreTemplate, TemplateCard, WrittenTemplate};
use super::templates::card;
use crate::app::App;
use crate::database::{Edit, templates};
use crate::error::{CommandError, Refusal};

/// Keeps what a manager wrote as the next version; it counts from now on.
pub async fn keep_template(
    app: &App,
    written: WrittenTemplate,
) -> Result<TemplateCard, CommandError> {
    app.session()?;
    let text = text_of(&written);
    app.database()?
        .write(|edit| next_version(edit, &written, &text))
}

/// Makes an old version count again.
pub async fn restore_template(
    app: &App,
    asked: RestoreTemplate,
) -> Result<TemplateCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let text = match asked.id {
            None => built_in(asked.key, asked.language, asked.channel),
            Some(id) => templates::rows(edit.connection())?
                .into_iter()
                .find(|row| row.id == id.0 && row.key == asked.key)
                .map(|row| row.text)
                .ok_or_else(|| CommandError::not_found("template"))?,
        };
        let written = WrittenTemplate {
            key: asked.key,
            language: asked.language,
            channel: asked.channel,
            subject: text.subject.clone(),
            body: text.body.clone(),
        };
        next_version(edit, &written, &text)
    })
}

fn next_version(
    edit: &mut Edit<'_>,
    written: &WrittenTemplate,
    text: &TemplateText,
) -> Result<TemplateCard, CommandError> {
    let (key, language, channel) = (written.key, written.language, written.channel);
    if !check(key, language, channel, text).is_empty() {
        return Err(CommandError::invalid("body", Refusal::TemplateUnfit));
    }
    let rows = templates::rows(edit.connection())?;
    let newest = rows
        .iter()
        .filter(|row| row.key == key && row.language == language && row.channel == channel)
        .map(|row| row.version)
        .max()
        .unwrap_or(0);
    edit.add(
        "template",
        edit.new_id(),
        json!({
            "key": key,
            "language": language,
            "channel": channel,
            "version": newest.saturating_add(1),
            "subject": text.subject,
            "body": text.body,
            "approved_by": edit.me().associate_id,
            "approved_at": edit.now(),
            "active_from": edit.now(),
        }),
    )?;
    Ok(card(
        edit.connection(),
        (key, language, channel),
        edit.now(),
    )?)
}

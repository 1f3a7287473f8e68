//! The templates with all their versions, for managers.

use chrono::{DateTime, Utc};
use regard_domain::draft::Language;
use regard_domain::ids::TemplateId;
use regard_domain::template::{TemplateKey, built_in, choose};
use regard_domain::words::Channel;
use rusqlite::Connection;
use strum::IntoEnumIterator;

use super::template_screens::{TemplateCard, TemplateVersion};
use crate::app::App;
use crate::customers::names;
use crate::database::templates::{self, KeptTemplate};
use crate::error::CommandError;
use crate::session::screens::Nothing;

/// Lists every template with its versions.
pub async fn list_templates(app: &App, _: Nothing) -> Result<Vec<TemplateCard>, CommandError> {
    app.session()?;
    let now = app.now();
    app.database()?.read(|conn| Ok(cards(conn, now)?))
}

fn cards(conn: &Connection, now: DateTime<Utc>) -> rusqlite::Result<Vec<TemplateCard>> {
    let kept = templates::all(conn)?;
    let mut cards = Vec::new();
    for key in TemplateKey::iter() {
        for channel in [Channel::Sms, Channel::Email] {
            for language in Language::iter() {
                cards.push(card_of(conn, &kept, (key, language, channel), now)?);
            }
        }
    }
    Ok(cards)
}

/// One template with its versions.
pub(super) fn card(
    conn: &Connection,
    of: (TemplateKey, Language, Channel),
    now: DateTime<Utc>,
) -> rusqlite::Result<TemplateCard> {
    card_of(conn, &templates::all(conn)?, of, now)
}

fn card_of(
    conn: &Connection,
    kept: &[KeptTemplate],
    (key, language, channel): (TemplateKey, Language, Channel),
    now: DateTime<Utc>,
) -> rusqlite::Result<TemplateCard> {
    let rows: Vec<_> = kept.iter().map(|kept| kept.row.clone()).collect();
    let active = choose(&rows, key, language, channel, now).map(|row| row.id);
    let mut versions = Vec::new();
    for one in kept {
        let row = &one.row;
        if row.key == key && row.language == language && row.channel == channel {
            versions.push(TemplateVersion {
                id: Some(TemplateId(row.id)),
                version: row.version,
                subject: row.text.subject.clone(),
                body: row.text.body.clone(),
                approved_by: one
                    .approved_by
                    .map(|by| names::associate_name(conn, by))
                    .transpose()?
                    .flatten(),
                active_from: Some(row.active_from),
                active: active == Some(row.id),
            });
        }
    }
    let text = built_in(key, language, channel);
    versions.push(TemplateVersion {
        id: None,
        version: 0,
        subject: text.subject,
        body: text.body,
        approved_by: None,
        active_from: None,
        active: active.is_none(),
    });
    Ok(TemplateCard {
        key,
        language,
        channel,
        versions,
    })
}

//! The text after a week: to who agreed to texts, one for all pieces of theirs that wait, in the words
//! of the template. It goes the way of every message: quiet hours and consent are looked at again
//! when it leaves.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use regard_domain::consent::{Permission, permission};
use regard_domain::draft::{Language, last_three, own_piece};
use regard_domain::ids::{CustomerId, MessageId, OccurrenceId};
use regard_domain::link;
use regard_domain::parts::count_parts;
use regard_domain::phone::textable_e164;
use regard_domain::template::{
    TemplateKey, TemplateRow, TemplateText, TemplateUse, TemplateValues, built_in, choose,
    one_line, render, salutation,
};
use regard_domain::uncollected::text_id;
use regard_domain::words::{Channel, Purpose};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::found::{Waiting, waiting};
use crate::database::delivery::stopped;
use crate::database::{DatabaseError, ServerEdit, moment};
use crate::delivery::intake;

/// A household that got such a text is left in peace for so long.
const IN_PEACE: TimeDelta = TimeDelta::days(7);

#[derive(Deserialize)]
struct Person {
    #[serde(default)]
    given_name: String,
    language: Option<String>,
    gently_until: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Phone {
    e164: Option<String>,
    #[serde(default)]
    preferred: bool,
}

#[derive(Deserialize)]
struct Store {
    #[serde(default)]
    name: String,
    #[serde(default)]
    country: String,
    opening_hours: Option<String>,
    link_base: Option<String>,
    link_key: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    address: String,
    template: Option<String>,
    asked_at: DateTime<Utc>,
}

/// Asks for the text about a piece that waits, together with everything else of the same person that
/// waits in the same store. Whether one was asked for.
pub(super) fn ask(
    edit: &ServerEdit<'_>,
    one: &Waiting,
    today: NaiveDate,
) -> Result<bool, DatabaseError> {
    let Some(person) = edit.row_as::<Person>("customer", one.told.0)? else {
        return Ok(false);
    };
    // Who is in hard times is called, not sent a text by a machine.
    if person.gently_until.is_some_and(|until| until >= today)
        || one.tell_by.as_deref() == Some("call")
    {
        return Ok(false);
    }
    let Some(address) = address(edit, one.told)? else {
        return Ok(false);
    };
    if was_texted(edit, one, &address)? {
        return Ok(false);
    }
    let Some(store) = edit.row_as::<Store>("store", one.store.0)? else {
        return Ok(false);
    };
    let all = of_the_same_person(edit, one)?;
    let occurrences: Vec<OccurrenceId> = all.values().map(|piece| piece.occurrence).collect();
    let id = text_id(&occurrences);
    if edit.row("message", id.0)?.is_some() {
        return Ok(false);
    }
    let language = person
        .language
        .as_deref()
        .and_then(Language::of_tag)
        .unwrap_or_else(|| Language::of_country(&store.country));
    let values = values(one, &all, &person, &store, language, id);
    let (words, made_with) = write(edit, language, &values)?;
    let mut fields = vec![
        ("customer_id", json!(one.customer)),
        ("repair_id", json!(one.repair)),
        ("occurrence_id", json!(one.occurrence)),
        ("resend", json!(0)),
        ("purpose", json!(Purpose::Service)),
        ("channel", json!(Channel::Sms)),
        ("address", json!(address)),
        ("body", json!(words.body)),
        ("language", json!(language)),
        ("asked_at", json!(moment(edit.now()))),
        ("template", json!(made_with.key)),
        ("template_version", json!(made_with.version)),
    ];
    if one.told != one.customer {
        fields.push(("to_id", json!(one.told)));
    }
    fields.extend(made_with.id.map(|id| ("template_id", json!(id))));
    edit.put("message", id.0, fields)?;
    if let Some(row) = edit.row("message", id.0)? {
        intake::on_row(edit, &row)?;
    }
    Ok(true)
}

/// The number to write to: one that gets texts and that agreed to them, the preferred one first.
fn address(edit: &ServerEdit<'_>, told: CustomerId) -> Result<Option<String>, DatabaseError> {
    let mut phones: Vec<Phone> = edit
        .rows_of("phone", told.0)?
        .iter()
        .filter(|row| !row.deleted)
        .filter_map(|row| row.read_as().ok())
        .collect();
    phones.sort_by_key(|phone| !phone.preferred);
    for phone in phones {
        let Some(e164) = phone.e164.filter(|e164| textable_e164(e164).is_yes()) else {
            continue;
        };
        let (connection, company) = (edit.connection(), edit.company());
        let said = stopped::said_about(connection, company, &e164)?;
        let (given, _) = permission(&said, &e164, Channel::Sms, Purpose::Service);
        if given == Permission::Given
            && !stopped::is_stopped(connection, company, &e164, Channel::Sms, Purpose::Service)?
        {
            return Ok(Some(e164));
        }
    }
    Ok(None)
}

/// Whether the address got such a text in the last days, about whatever piece of whoever's.
fn was_texted(edit: &ServerEdit<'_>, one: &Waiting, address: &str) -> Result<bool, DatabaseError> {
    for customer in [one.customer, one.told] {
        for row in edit.rows_of("message", customer.0)? {
            if let Ok(asked) = row.read_as::<Asked>()
                && asked.template.as_deref() == Some(TemplateKey::StillHere.as_ref())
                && asked.address == address
                && edit.now() - asked.asked_at < IN_PEACE
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Everything that waits in the store and of which the same person is told, by repair.
fn of_the_same_person(
    edit: &ServerEdit<'_>,
    one: &Waiting,
) -> Result<BTreeMap<Uuid, Waiting>, DatabaseError> {
    let mut all = BTreeMap::from([(one.repair.0, one.clone())]);
    for customer in [one.customer, one.told] {
        for row in edit.rows_of("repair", customer.0)? {
            if row.deleted || all.contains_key(&row.id) {
                continue;
            }
            let Some(piece) = waiting(edit, customer.0, row.id.into())? else {
                continue;
            };
            let another_day = edit.now() - piece.ready_at >= TimeDelta::days(1);
            if piece.told == one.told && piece.store == one.store && another_day {
                all.insert(row.id, piece);
            }
        }
    }
    Ok(all)
}

fn values(
    one: &Waiting,
    all: &BTreeMap<Uuid, Waiting>,
    person: &Person,
    store: &Store,
    language: Language,
    id: MessageId,
) -> TemplateValues {
    let (piece, be) = own_piece(language, one.kind.filter(|_| one.told == one.customer));
    let link = match (&store.link_base, &store.link_key) {
        (Some(base), Some(key)) => link::token(key, id).map(|token| link::url(base, &token)),
        _ => None,
    };
    // The hours are the store's own words: never two languages in one message.
    let hours = store
        .opening_hours
        .as_deref()
        .filter(|_| language == Language::of_country(&store.country))
        .map(one_line)
        .filter(|hours| !hours.is_empty());
    TemplateValues {
        given_name: salutation(&person.given_name),
        piece,
        be: be.to_owned(),
        count: u32::try_from(all.len()).ok().filter(|count| *count > 1),
        hours,
        store: one_line(&store.name),
        ticket: last_three(&one.envelope),
        link,
        ..TemplateValues::default()
    }
}

#[derive(Deserialize)]
struct Kept {
    key: String,
    language: String,
    channel: String,
    version: u32,
    subject: Option<String>,
    body: String,
    active_from: DateTime<Utc>,
}

/// The words, by the company's own template or the built-in one.
fn write(
    edit: &ServerEdit<'_>,
    language: Language,
    values: &TemplateValues,
) -> Result<(TemplateText, TemplateUse), DatabaseError> {
    let key = TemplateKey::StillHere;
    let rows: Vec<TemplateRow> = edit
        .rows_in("template")?
        .iter()
        .filter_map(|row| {
            let kept = row.read_as::<Kept>().ok()?;
            Some(TemplateRow {
                id: row.id,
                key: kept.key.parse().ok()?,
                language: kept.language.parse().ok()?,
                channel: kept.channel.parse().ok()?,
                version: kept.version,
                text: TemplateText {
                    subject: kept.subject,
                    body: kept.body,
                },
                active_from: kept.active_from,
            })
        })
        .collect();
    if let Some(row) = choose(&rows, key, language, Channel::Sms, edit.now()) {
        match fill(&row.text, values) {
            Some(words) => {
                let made_with = TemplateUse {
                    key,
                    id: Some(row.id),
                    version: row.version,
                };
                return Ok((words, made_with));
            }
            None => tracing::warn!(template = %row.id, "the built-in template stands in"),
        }
    }
    let words = fill(&built_in(key, language, Channel::Sms), values);
    Ok((
        words.unwrap_or_else(|| TemplateText {
            subject: None,
            body: String::new(),
        }),
        TemplateUse {
            key,
            id: None,
            version: 0,
        },
    ))
}

/// The words in one part where leaving the hours out makes it one: the page has them too.
fn fill(text: &TemplateText, values: &TemplateValues) -> Option<TemplateText> {
    let words = render(text, values).ok()?;
    if values.hours.is_some() && count_parts(&words.body).parts > 1 {
        let shorter = render(text, &values.without("hours")).ok()?;
        if count_parts(&shorter.body).parts < count_parts(&words.body).parts {
            return Some(shorter);
        }
    }
    Some(words)
}

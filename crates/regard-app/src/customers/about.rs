//! What else the store knows of a customer: addresses, people, days, facts.

use std::collections::HashMap;

use chrono::NaiveDate;
use regard_domain::consent::permission;
use regard_domain::phone;
use regard_domain::words::{Channel, Purpose};
use rusqlite::Connection;
use serde_json::Value;
use uuid::Uuid;

use super::ahead;
use super::names::{associate_name, person_named, person_ref};
use super::screens::{About, EmailCard, FactCard, OccasionCard, PhoneCard, RelationCard};
use super::tag;
use crate::database::customers::{self, Customer};
use crate::database::{consents, facts, occasions, relations, stores};
use crate::notes::screens::FromNote;
use crate::notes::traced;
use crate::viewer::Viewer;

/// Everything on the page "About". `from` are the notes that records are from.
pub fn about(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
    from: &HashMap<Uuid, FromNote>,
) -> rusqlite::Result<About> {
    Ok(About {
        about: customer.about.clone(),
        former_names: customer.former_names.clone(),
        tags: tag::shown(conn, customer.id)?,
        phones: phones(conn, viewer, customer)?,
        emails: emails(conn, customer)?,
        address: address(customer),
        relations: relation_cards(conn, customer, from)?,
        occasions: occasion_cards(conn, viewer.today, customer, from)?,
        facts: fact_cards(conn, customer, from)?,
        from_notes: traced::of_acts(conn, viewer, customer.id)?,
        language: customer.language.clone(),
        customer_since: customer.customer_since,
        extra: extra(customer.source_extra.as_deref()),
    })
}

fn phones(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
) -> rusqlite::Result<Vec<PhoneCard>> {
    let country = stores::store(conn, viewer.store_id)?
        .map(|store| store.country)
        .unwrap_or_default();
    let mut cards = Vec::new();
    for row in customers::phones(conn, customer.id)? {
        let address = row.e164.as_deref().unwrap_or(&row.typed);
        let statements = consents::about_address(conn, address)?;
        cards.push(PhoneCard {
            permission: permission(&statements, address, Channel::Sms, Purpose::Service).0,
            whatsapp: permission(&statements, address, Channel::Whatsapp, Purpose::Service).0,
            id: row.id,
            shown: match &row.e164 {
                Some(e164) => phone::shown(e164, &country),
                None => row.typed,
            },
            e164: row.e164,
            label: row.label,
            preferred: row.preferred,
        });
    }
    Ok(cards)
}

fn emails(conn: &Connection, customer: &Customer) -> rusqlite::Result<Vec<EmailCard>> {
    let mut cards = Vec::new();
    for row in customers::emails(conn, customer.id)? {
        // Consent is kept for the address in lower case.
        let address = row.address.to_lowercase();
        let statements = consents::about_address(conn, &address)?;
        cards.push(EmailCard {
            permission: permission(&statements, &address, Channel::Email, Purpose::Service).0,
            id: row.id,
            address: row.address,
            label: row.label,
            preferred: row.preferred,
        });
    }
    Ok(cards)
}

/// One line each, as it is written on an envelope; no country's own order is attempted.
pub(super) fn address(customer: &Customer) -> Vec<String> {
    let joined = |parts: [&Option<String>; 3], between: &str| {
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        parts.join(between)
    };
    let place = joined(
        [&customer.city, &customer.region, &customer.postal_code],
        ", ",
    );
    [
        customer.company_name.clone(),
        customer.street.clone(),
        Some(place),
        customer.country.clone(),
    ]
    .into_iter()
    .flatten()
    .filter(|line| !line.is_empty())
    .collect()
}

fn relation_cards(
    conn: &Connection,
    customer: &Customer,
    from: &HashMap<Uuid, FromNote>,
) -> rusqlite::Result<Vec<RelationCard>> {
    let mut cards = Vec::new();
    for relation in relations::of_customer(conn, customer.id)? {
        let known = match relation.other_id {
            Some(other) => person_ref(conn, customer.id, other)?,
            None => None,
        };
        cards.push(RelationCard {
            id: relation.id,
            kind: relation.kind,
            other: known.unwrap_or_else(|| {
                person_named(relation.other_name.as_deref().unwrap_or_default())
            }),
            note: relation.note,
            ended_on: relation.ended_on,
            from_note: from.get(&relation.id.0).cloned(),
        });
    }
    Ok(cards)
}

fn occasion_cards(
    conn: &Connection,
    today: NaiveDate,
    customer: &Customer,
    from: &HashMap<Uuid, FromNote>,
) -> rusqlite::Result<Vec<OccasionCard>> {
    let days = ahead::days(conn, today, customer.id)?;
    let mut cards = Vec::new();
    for occasion in occasions::of_customer(conn, customer.id)? {
        let next = match days.iter().find(|day| day.occasion_id == Some(occasion.id)) {
            Some(day) if customer.deceased_on.is_none() => {
                ahead::next_of(conn, today, customer.id, day)?
            }
            Some(_) => None,
            None => None,
        };
        cards.push(OccasionCard {
            id: occasion.id,
            kind: occasion.kind,
            label: occasion.label,
            on_date: occasion.on_date,
            customer_id: occasion.customer_id,
            confidence: occasion.confidence,
            relation_id: occasion.relation_id,
            ahead_days: occasion.ahead_days,
            quiet_until: occasion.quiet_until.filter(|until| today < *until),
            because: occasion.because,
            next: next.filter(|next| next.month.is_some()),
            from_note: from.get(&occasion.id.0).cloned(),
        });
    }
    Ok(cards)
}

fn fact_cards(
    conn: &Connection,
    customer: &Customer,
    from: &HashMap<Uuid, FromNote>,
) -> rusqlite::Result<Vec<FactCard>> {
    let mut cards = Vec::new();
    for fact in facts::of_customer(conn, customer.id)? {
        cards.push(FactCard {
            id: fact.id,
            kind: fact.kind,
            words: fact.words,
            tact: fact.tact,
            noted_at: fact.noted_at,
            noted_by: match fact.noted_by {
                Some(id) => associate_name(conn, id)?,
                None => None,
            },
            from_note: from.get(&fact.id.0).cloned(),
        });
    }
    Ok(cards)
}

/// Columns of an import that Regard has no field for.
fn extra(json: Option<&str>) -> Vec<(String, String)> {
    let Some(Ok(Value::Object(columns))) = json.map(serde_json::from_str) else {
        return Vec::new();
    };
    columns
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        })
        .filter(|(_, value)| !value.trim().is_empty())
        .collect()
}

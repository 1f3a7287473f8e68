//! What was said about each address of a customer: what holds now, and the whole ledger.

use regard_domain::consent::{ConsentStep, WORDINGS, Wording, permission};
use regard_domain::draft::Language;
use regard_domain::ids::CustomerId;
use regard_domain::words::{Channel, Purpose};
use rusqlite::Connection;
use strum::IntoEnumIterator;

use super::thread_screens::{
    AddressConsent, ConsentLine, PurposeConsent, StepWording, StopLift, StopNote,
};
use crate::app::App;
use crate::customers::names;
use crate::customers::screens::OpenCustomer;
use crate::database::{consents, customers, stores};
use crate::error::CommandError;

/// The purposes that consent is given for, in the order of the screen.
const PURPOSES: [Purpose; 3] = [Purpose::Service, Purpose::OneToOne, Purpose::Marketing];

/// The words with which a step is asked for now, in a language.
pub(super) fn shown(
    channel: Channel,
    step: ConsentStep,
    language: Language,
) -> Option<&'static Wording> {
    WORDINGS.iter().rev().find(|wording| {
        wording.channel == channel
            && wording.step == Some(step)
            && wording.language == language.as_ref()
    })
}

/// What was said about each address of a customer, also of those that are theirs no more.
pub async fn consent_history(
    app: &App,
    asked: OpenCustomer,
) -> Result<Vec<AddressConsent>, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let country = stores::store(conn, session.store_id)?.map(|store| store.country);
        let language = customers::customer(conn, asked.customer_id)?
            .and_then(|person| person.language)
            .as_deref()
            .and_then(Language::of_tag)
            .or_else(|| country.as_deref().map(Language::of_country))
            .unwrap_or(Language::En);
        Ok(history(conn, asked.customer_id, language)?)
    })
}

/// The same inside an act; `language` is the one in which the customer is asked.
pub(super) fn history(
    conn: &Connection,
    customer: CustomerId,
    language: Language,
) -> rusqlite::Result<Vec<AddressConsent>> {
    let mut addresses: Vec<(Channel, String)> = Vec::new();
    for phone in customers::phones(conn, customer)? {
        addresses.push((Channel::Sms, phone.e164.unwrap_or(phone.typed)));
    }
    for email in customers::emails(conn, customer)? {
        addresses.push((Channel::Email, email.address.trim().to_lowercase()));
    }
    for (channel, address) in consents::addresses_of(conn, customer)? {
        if !addresses.contains(&(channel, address.clone())) {
            addresses.push((channel, address));
        }
    }
    addresses
        .into_iter()
        .map(|(channel, address)| of_address(conn, customer, language, channel, address))
        .collect()
}

fn of_address(
    conn: &Connection,
    customer: CustomerId,
    language: Language,
    channel: Channel,
    address: String,
) -> rusqlite::Result<AddressConsent> {
    let statements = consents::about_address(conn, &address)?;
    let now = PURPOSES
        .into_iter()
        .map(|purpose| {
            let (permission, since) = permission(&statements, &address, channel, purpose);
            PurposeConsent {
                purpose,
                permission,
                since,
            }
        })
        .collect();
    let mut lines = Vec::new();
    let stop = stop_of(conn, channel, &address)?;
    for kept in consents::ledger(conn, &address)? {
        if kept.statement.channel != channel {
            continue;
        }
        lines.push(ConsentLine {
            purpose: kept.statement.purpose,
            given: kept.statement.given,
            basis: kept.basis,
            wording: kept.wording,
            said_at: kept.statement.at,
            taken_by: kept
                .taken_by
                .map(|by| names::associate_name(conn, by))
                .transpose()?
                .flatten(),
            evidence: kept.evidence,
            said_by: (kept.customer_id != customer)
                .then(|| names::given_name(conn, kept.customer_id))
                .transpose()?,
        });
    }
    let store = customers::customer(conn, customer)?
        .map(|person| stores::store(conn, person.store_id))
        .transpose()?
        .flatten()
        .map(|store| store.name)
        .unwrap_or_default();
    Ok(AddressConsent {
        step: ConsentStep::of(&statements, &address, channel),
        wordings: ConsentStep::iter()
            .filter_map(|step| Some((step, shown(channel, step, language)?)))
            .map(|(step, wording)| StepWording {
                step,
                version: wording.version.to_owned(),
                words: wording.text.replace("{store}", &store),
            })
            .collect(),
        language: language.as_ref().to_owned(),
        channel,
        address,
        now,
        stop,
        history: lines,
    })
}

/// The stop of an address that stands: the last one that was told, when nothing was agreed to since.
pub(super) fn stop_of(
    conn: &Connection,
    channel: Channel,
    address: &str,
) -> rusqlite::Result<Option<StopNote>> {
    let mut stop: Option<StopNote> = None;
    // The newest first. A stop says no to every purpose at once, and START, or a new yes, is a yes after.
    for kept in consents::ledger(conn, address)? {
        if kept.statement.channel != channel {
            continue;
        }
        if kept.statement.given {
            break;
        }
        let lifted_by = match kept.stopped_by.as_deref() {
            None => continue,
            Some("reply" | "staff") => StopLift::Store,
            Some("provider") => StopLift::Customer,
            Some(_) => StopLift::Nobody,
        };
        let strictest = stop
            .as_ref()
            .map_or(lifted_by, |known| known.lifted_by.max(lifted_by));
        stop = Some(StopNote {
            since: kept.statement.at,
            lifted_by: strictest,
        });
    }
    Ok(stop)
}

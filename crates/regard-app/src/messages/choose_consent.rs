//! Writes down which of the three steps a customer chose for an address, in one tap.
//!
//! All, only about my pieces and from my associate, or nothing. The ledger is only added to, one statement for each
//! purpose, with the version of the words that were shown.
//!
//! Whoever asked us to stop may agree again: then what shows it is written down as well, and the server
//! lifts the stop. Where the provider refuses the address by itself, only the customer can lift it.

use regard_domain::consent::ConsentStep;
use regard_domain::draft::Language;
use regard_domain::words::Channel;
use rusqlite::Connection;

use super::consent_history::{history, shown, stop_of};
use super::record_consent::{Statement, add, has_address};
use super::thread_screens::{AddressConsent, ChooseConsent, StopLift};
use crate::app::App;
use crate::database::{customers, stores};
use crate::error::{CommandError, ErrorCode, Refusal};

/// Writes the choice down and answers what holds now.
pub async fn choose_consent(
    app: &App,
    asked: ChooseConsent,
) -> Result<Vec<AddressConsent>, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let address = match asked.channel {
            Channel::Sms | Channel::Whatsapp => asked.address.trim().to_owned(),
            Channel::Email => asked.address.trim().to_lowercase(),
        };
        let basis = asked.basis.trim();
        if basis.is_empty() {
            return Err(CommandError::invalid("basis", Refusal::BasisMissing));
        }
        // A stop is taken for any address, also for one that is theirs no more.
        if asked.step != ConsentStep::Nothing
            && !has_address(conn, asked.customer_id, asked.channel, &address)?
        {
            return Err(CommandError::invalid("address", Refusal::NotTheirAddress));
        }
        let evidence = evidence_needed(conn, &asked, &address)?;
        let country = stores::store(conn, edit.me().store_id)?.map(|store| store.country);
        let language = customers::customer(conn, asked.customer_id)?
            .and_then(|person| person.language)
            .as_deref()
            .and_then(Language::of_tag)
            .or_else(|| country.as_deref().map(Language::of_country))
            .unwrap_or(Language::En);
        let shown = shown(asked.channel, asked.step, language);
        for one in asked.step.statements(&address, asked.channel, edit.now()) {
            add(
                edit,
                &Statement {
                    customer: asked.customer_id,
                    address: &address,
                    channel: one.channel,
                    purpose: one.purpose,
                    given: one.given,
                    basis,
                    wording: shown.map(|shown| shown.version),
                    evidence: evidence.filter(|_| one.given),
                },
            )?;
        }
        Ok(history(edit.connection(), asked.customer_id, language)?)
    })
}

/// What shows that the customer agreed again, where a stop stands. None where there is none, or where
/// the customer chose nothing.
fn evidence_needed<'a>(
    conn: &Connection,
    asked: &'a ChooseConsent,
    address: &str,
) -> Result<Option<&'a str>, CommandError> {
    if asked.step == ConsentStep::Nothing {
        return Ok(None);
    }
    let Some(stop) = stop_of(conn, asked.channel, address)? else {
        return Ok(None);
    };
    let refused = |words| Err(CommandError::new(ErrorCode::Conflict, words));
    match stop.lifted_by {
        StopLift::Customer => refused(Refusal::OnlyTheyLift),
        StopLift::Nobody => refused(Refusal::SomebodyElses),
        StopLift::Store => match asked.evidence.as_deref().map(str::trim) {
            Some(evidence) if !evidence.is_empty() => Ok(Some(evidence)),
            _ => Err(CommandError::invalid("evidence", Refusal::EvidenceMissing)),
        },
    }
}

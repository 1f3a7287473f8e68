//! Writes down what a customer said about being written to. The ledger is only added to.

use regard_domain::ids::{ConsentId, CustomerId};
use regard_domain::words::{Channel, Purpose};
use rusqlite::Connection;
use serde_json::json;

use super::consent_history::stop_of;
use super::screens::RecordConsent;
use crate::app::App;
use crate::database::{Edit, customers};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::session::screens::Nothing;

/// One statement of a customer.
pub struct Statement<'a> {
    /// Whose address.
    pub customer: CustomerId,
    /// E.164, or a lower-case e-mail address.
    pub address: &'a str,
    /// By what means.
    pub channel: Channel,
    /// For what.
    pub purpose: Purpose,
    /// Yes or no.
    pub given: bool,
    /// How it was said.
    pub basis: &'a str,
    /// The version of the words that the customer was asked with.
    pub wording: Option<&'a str>,
    /// What shows it, where the customer agrees again after a stop.
    pub evidence: Option<&'a str>,
}

/// Records what a customer said at the counter or by telephone.
pub async fn record_consent(app: &App, said: RecordConsent) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let address = match said.channel {
            Channel::Sms | Channel::Whatsapp => said.address.trim().to_owned(),
            Channel::Email => said.address.trim().to_lowercase(),
        };
        let basis = said.basis.trim();
        if basis.is_empty() {
            return Err(CommandError::invalid("basis", Refusal::BasisMissing));
        }
        if !has_address(edit.connection(), said.customer_id, said.channel, &address)? {
            return Err(CommandError::invalid("address", Refusal::NotTheirAddress));
        }
        // A yes alone lifts no stop: that takes what shows it (`choose_consent`).
        if said.given && stop_of(edit.connection(), said.channel, &address)?.is_some() {
            return Err(CommandError::new(ErrorCode::Conflict, Refusal::Stopped));
        }
        add(
            edit,
            &Statement {
                customer: said.customer_id,
                address: &address,
                channel: said.channel,
                purpose: said.purpose,
                given: said.given,
                basis,
                wording: None,
                evidence: None,
            },
        )?;
        Ok(Nothing {})
    })
}

/// Adds a statement of this moment to the ledger.
pub fn add(edit: &mut Edit<'_>, statement: &Statement<'_>) -> Result<(), CommandError> {
    let id = ConsentId(edit.new_id());
    edit.add(
        "consent",
        id,
        json!({
            "customer_id": statement.customer,
            "address": statement.address,
            "channel": statement.channel,
            "purpose": statement.purpose,
            "given": statement.given,
            "basis": statement.basis,
            "wording": statement.wording,
            "evidence": statement.evidence,
            "said_at": edit.now(),
            "taken_by": edit.me().associate_id,
        }),
    )?;
    Ok(())
}

/// Whether the customer can be reached there.
pub(super) fn has_address(
    conn: &Connection,
    customer: CustomerId,
    channel: Channel,
    address: &str,
) -> rusqlite::Result<bool> {
    Ok(match channel {
        Channel::Sms | Channel::Whatsapp => customers::phones(conn, customer)?
            .iter()
            .any(|phone| phone.e164.as_deref() == Some(address) || phone.typed.trim() == address),
        Channel::Email => customers::emails(conn, customer)?
            .iter()
            .any(|email| email.address.trim().to_lowercase() == address),
    })
}

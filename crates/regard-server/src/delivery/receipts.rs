//! Receipts: what the provider says later about a message. They come in any order, twice or never.

use regard_domain::message::{MessageState, StateReason};

use super::channels::Receipt;
use super::publish::publish;
use super::settle::{is_nobodys, learn_of_number, stop_address};
use crate::database::delivery::attempts::{self, AttemptEnd};
use crate::database::delivery::events::{self, ProviderEvent};
use crate::database::{DatabaseError, ServerEdit, delivery};

/// Keeps a receipt and moves its message on. A receipt for a message that is not known (any more) is
/// kept as well.
pub fn take(edit: &ServerEdit<'_>, receipt: &Receipt) -> Result<(), DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    let event = ProviderEvent {
        provider: receipt.provider,
        sid: &receipt.sid,
        status: &receipt.status,
        code: receipt.code,
        message: receipt.message,
        attempt: receipt.attempt,
        received_at: now,
    };
    if !events::add(connection, company, &event)? {
        return Ok(());
    }
    let Some(mut delivery) = delivery::find(connection, company, receipt.message)? else {
        return Ok(());
    };
    // Whatever it says, a receipt proves that the provider took this try.
    let end = AttemptEnd {
        outcome: "accepted",
        code: None,
        provider_sid: Some(&receipt.sid),
    };
    attempts::end(
        connection,
        company,
        receipt.message,
        receipt.attempt,
        &end,
        now,
    )?;
    let Some(mut state) = receipt.state else {
        tracing::warn!(message = %receipt.message, "a receipt with a status that is not known");
        return Ok(());
    };
    if receipt.reason == Some(StateReason::OptedOut) {
        state = MessageState::OptedOut;
        stop_address(edit, &delivery)?;
    }
    let was_nobodys = is_nobodys(&delivery);
    if delivery.learn(Some(&receipt.sid), state, receipt.reason, now) {
        learn_of_number(edit, &delivery, was_nobodys)?;
    }
    publish(edit, &delivery)
}

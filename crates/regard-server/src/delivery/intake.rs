//! A message row comes in: the server has something to send, once.
//!
//! Called inside the transaction that takes the row, for every message row that a device or another
//! system brings. The id of a message is computed from what it is about, so that the second device
//! that asks for the same finds it here already.

use std::time::Duration;

use regard_domain::message::{MessageState, StateReason};
use regard_domain::words;

use super::progress::later;
use super::publish::{MessageRow, publish};
use crate::database::delivery::{self, Delivery, stopped};
use crate::database::{DatabaseError, ServerEdit, StoredRow};
use crate::status_page;

/// A message asked for longer ago than this is not sent when it comes in.
const STALE_AFTER: Duration = Duration::from_secs(24 * 3_600);

/// Takes a row of table `message` as it stands after the change. Any other row is left alone.
pub fn on_row(edit: &ServerEdit<'_>, row: &StoredRow) -> Result<(), DatabaseError> {
    if row.table != "message" || row.deleted {
        return Ok(());
    }
    let Ok(message) = row.read_as::<MessageRow>() else {
        // Not a whole message: the device's next change may complete it.
        return Ok(());
    };
    match delivery::find(edit.connection(), edit.company(), row.id.into())? {
        Some(known) => cancel_if_asked(edit, known, &message),
        None if was_sent_elsewhere(row) => Ok(()),
        None => take(edit, row, &message),
    }
}

fn take(edit: &ServerEdit<'_>, row: &StoredRow, message: &MessageRow) -> Result<(), DatabaseError> {
    let channel: Option<words::Channel> = row.text("channel").and_then(|word| word.parse().ok());
    let mut delivery = Delivery::new(
        row.id.into(),
        channel.unwrap_or(words::Channel::Sms),
        edit.now(),
    );
    delivery.customer = Some(message.customer_id.0);
    delivery.store = edit
        .row("customer", message.customer_id.0)?
        .and_then(|customer| customer.id_in("store_id"));
    let address = stopped::plain(&message.address, delivery.channel);
    delivery.address_hash = Some(stopped::address_hash(edit.company(), &address).to_vec());
    if channel.is_none() || message.address.trim().is_empty() || message.body.trim().is_empty() {
        // A channel of a newer app, or nothing to send: a person sees it at once.
        delivery.stand(MessageState::NeedsAttention, Some(StateReason::Other));
    } else if message.cancelled_at.is_some() {
        delivery.stand(MessageState::Cancelled, Some(StateReason::TakenBack));
    } else if edit.now() >= later(message.asked_at, STALE_AFTER) {
        // Asked for on a device that had no network since: whoever asked has long believed it sent, or
        // has called. They are told.
        delivery.stand(MessageState::NotDelivered, Some(StateReason::TooLate));
    }
    status_page::register(edit, row)?;
    publish(edit, &delivery)
}

/// Taken back: nothing leaves any more, unless it is already on its way.
fn cancel_if_asked(
    edit: &ServerEdit<'_>,
    mut known: Delivery,
    message: &MessageRow,
) -> Result<(), DatabaseError> {
    // After a try that cannot be looked up it may be out already: that is not hidden.
    let certainly_here = known.state == MessageState::Waiting && !known.perhaps_twice;
    if message.cancelled_at.is_some() && certainly_here {
        known.stand(MessageState::Cancelled, Some(StateReason::TakenBack));
        publish(edit, &known)?;
    }
    Ok(())
}

/// A row of history (an import, a restored book): what was sent by someone else is not sent again.
fn was_sent_elsewhere(row: &StoredRow) -> bool {
    row.text("state")
        .and_then(|word| word.parse::<MessageState>().ok())
        .is_some_and(|state| state.rank() >= MessageState::Sent.rank())
}

//! Whether an answer to a customer may leave: they wrote within the last day, from that address, and
//! have not asked us to stop.
//!
//! Who writes to us asks for an answer, so that no other permission is needed (CTIA Messaging
//! Principles 2023, 5.1). Right after they wrote it is no hour to be quiet: they are awake.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::message::{ANSWER_WITHIN_HOURS, MessageState, StateReason};
use regard_domain::words::Channel;
use serde::Deserialize;

use super::may_leave::{Verdict, place_of};
use super::publish::MessageRow;
use super::rules::Rules;
use crate::database::delivery::stopped::StopSource;
use crate::database::delivery::{Delivery, stopped};
use crate::database::{DatabaseError, ServerEdit};

/// For so long after they wrote nobody is woken by an answer.
const AWAKE: TimeDelta = TimeDelta::minutes(60);

#[derive(Deserialize)]
struct Reply {
    address: String,
    channel: String,
    received_at: DateTime<Utc>,
}

/// Whether `message`, an answer, may leave now.
pub(super) fn may_leave(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    delivery: &Delivery,
    message: &MessageRow,
) -> Result<Verdict, DatabaseError> {
    let stop = |state, reason| Ok(Verdict::Stop { state, reason });
    let (channel, address) = (delivery.channel, &message.address);
    let known = stopped::stopped(edit.connection(), edit.company(), address, channel)?;
    // Who writes from a number that was gone has it now.
    if known.is_some_and(|known| known.source != StopSource::Gone) {
        return stop(MessageState::OptedOut, StateReason::OptedOut);
    }
    let Some(wrote) = last_wrote(edit, channel, message)? else {
        return stop(MessageState::NoConsent, StateReason::NoConsent);
    };
    // No hold: the device held it so that it could be taken back, and the customer waits for it.
    let since = edit.now() - wrote;
    if since > TimeDelta::hours(ANSWER_WITHIN_HOURS) {
        return stop(MessageState::NotDelivered, StateReason::TooLate);
    }
    if channel != Channel::Sms || since <= AWAKE {
        return Ok(Verdict::Go { good_for: None });
    }
    let place = place_of(edit, rules, message)?;
    match rules.hours.next_opening(edit.now(), &place) {
        None => stop(MessageState::NeedsAttention, StateReason::QuietHours),
        Some(opening) if opening > edit.now() => Ok(Verdict::Wait {
            until: opening,
            reason: Some(StateReason::QuietHours),
            latest: None,
        }),
        Some(_) => Ok(Verdict::Go { good_for: None }),
    }
}

/// When the customer last wrote from the address that is answered.
fn last_wrote(
    edit: &ServerEdit<'_>,
    channel: Channel,
    message: &MessageRow,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    let person = message.to_id.unwrap_or(message.customer_id);
    Ok(edit
        .rows_of_as::<Reply>("reply", person.0)?
        .into_iter()
        .filter(|reply| reply.address == message.address && reply.channel == channel.as_ref())
        .map(|reply| reply.received_at)
        .max())
}

//! Claims one due message, in one transaction: everything is looked at again, the fence is raised
//! and the try is written down before anything leaves the house.

use chrono::{DateTime, Utc};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words;

use super::channels::{Channel, Outgoing};
use super::may_leave::{Verdict, may_leave};
use super::progress::later;
use super::publish::{MessageRow, publish};
use super::rules::Rules;
use crate::database::delivery::attempts::{self, NewAttempt};
use crate::database::delivery::{self, Delivery};
use crate::database::{DatabaseError, ServerEdit};

/// A message that is to be sent now, and never after `deadline_at`.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub message: MessageId,
    pub channel: words::Channel,
    pub attempt: u32,
    pub fence: u32,
    pub deadline_at: DateTime<Utc>,
    pub outgoing: Outgoing,
}

/// What a look at the queue brought.
#[derive(Debug)]
pub(crate) enum Claim {
    /// Nothing is due.
    Nothing,
    /// The message due does not leave now; its row says why. There may be more.
    Settled,
    /// This one leaves.
    Leaves(Box<Claimed>),
}

/// Claims the message by `kind` that has been due longest. It leaves by `channel`.
pub(crate) fn claim(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    kind: words::Channel,
    channel: &dyn Channel,
) -> Result<Claim, DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    let due = delivery::next_due(connection, company, MessageState::Waiting, kind, now)?;
    let Some(mut delivery) = due else {
        return Ok(Claim::Nothing);
    };
    let (message, verdict) = look_again(edit, rules, &delivery)?;
    let (Some(message), Verdict::Go { good_for }) = (message, &verdict) else {
        hold_back(&mut delivery, verdict);
        publish(edit, &delivery)?;
        return Ok(Claim::Settled);
    };
    let deadline_at = later(now, rules.lease);
    delivery.attempts = delivery.attempts.saturating_add(1);
    delivery.fence = delivery.fence.saturating_add(1);
    delivery.stand(MessageState::Sending, None);
    // Another run may take it over only when this one can no longer be talking to the provider.
    delivery.lease_until = Some(later(deadline_at, channel.time_limit()));
    let attempt = NewAttempt {
        message: delivery.message,
        n: delivery.attempts,
        by_channel: channel.name(),
        started_at: now,
        deadline_at,
    };
    attempts::begin(connection, company, &attempt)?;
    publish(edit, &delivery)?;
    Ok(Claim::Leaves(Box::new(Claimed {
        message: delivery.message,
        channel: kind,
        attempt: delivery.attempts,
        fence: delivery.fence,
        deadline_at,
        outgoing: outgoing(&delivery, message, *good_for),
    })))
}

pub(crate) fn outgoing(
    delivery: &Delivery,
    message: MessageRow,
    good_for: Option<std::time::Duration>,
) -> Outgoing {
    Outgoing {
        message: delivery.message,
        attempt: delivery.attempts,
        to: message.address,
        subject: message.subject,
        body: message.body,
        language: message.language,
        asked_at: message.asked_at,
        good_for,
    }
}

fn look_again(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    delivery: &Delivery,
) -> Result<(Option<MessageRow>, Verdict), DatabaseError> {
    let stop = |state, reason| (None, Verdict::Stop { state, reason });
    let read = edit
        .row_as::<MessageRow>("message", delivery.message.0)
        .and_then(|message| match message {
            // Erased with its customer.
            None => Ok(stop(MessageState::Cancelled, StateReason::Other)),
            Some(message) => {
                let verdict = may_leave(edit, rules, delivery, &message)?;
                Ok((Some(message), verdict))
            }
        });
    match read {
        // One row that nobody can read must not stop the queue; a person sees this message.
        Err(DatabaseError::Unreadable(error)) => {
            tracing::error!(message = %delivery.message, %error, "a message is held back");
            Ok(stop(MessageState::NeedsAttention, StateReason::Other))
        }
        other => other,
    }
}

fn hold_back(delivery: &mut Delivery, verdict: Verdict) {
    match verdict {
        Verdict::Wait { until, reason } => delivery.wait(until, reason),
        // It may have gone out all the same: that is said, not hidden.
        Verdict::Stop { .. } if delivery.perhaps_twice => {
            delivery.stand(MessageState::NeedsAttention, Some(StateReason::CannotTell));
        }
        Verdict::Stop { state, reason } => delivery.stand(state, Some(reason)),
        Verdict::Go { .. } => {}
    }
}

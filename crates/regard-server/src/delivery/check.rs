//! Finds out what became of a message after a try that nobody can tell of.
//!
//! First the provider gets time to finish what it may have begun; then it is asked, several times.
//! Only when it says each time that it has no such message is it sent once more. After a second
//! unclear try a person decides.

use std::time::Duration;

use chrono::{DateTime, Utc};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words;

use super::channels::{Channel, Found, LookUp};
use super::claim::outgoing;
use super::joined::with_all_words;
use super::progress::{ASK_AFTER, ASK_FOR, later};
use super::publish::{MessageRow, publish};
use super::rules::Rules;
use super::settle::{learn_of_number, stop_address};
use crate::database::delivery::attempts::{self, AttemptEnd};
use crate::database::delivery::{self, Delivery, due};
use crate::database::{DatabaseError, ServerEdit};

/// How many unclear tries there may be.
const MOST_UNKNOWN: u32 = 2;

/// A message to ask the provider about.
pub(crate) struct Question {
    pub message: MessageId,
    pub fence: u32,
    pub look_up: LookUp,
    /// The provider's name for what it took long ago and has not spoken of since.
    pub taken_as: Option<String>,
    /// Nobody doubts that it was taken: only what became of it is asked.
    daily: bool,
}

/// Claims that are void (every claim, with `all`): their tries may have been made or not.
pub(crate) fn take_over(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    all: bool,
) -> Result<usize, DatabaseError> {
    let now = edit.now();
    let void = delivery::claimed(edit.connection(), edit.company(), (!all).then_some(now))?;
    for mut delivery in void.iter().cloned() {
        // Whoever made the claim may still be talking to the provider until it is void.
        let ends = delivery.lease_until.unwrap_or(now).max(now);
        delivery.fence = delivery.fence.saturating_add(1);
        delivery.is_unknown(ends, rules.settle);
        end_attempt(edit, &delivery, "unknown", None)?;
        publish(edit, &delivery)?;
    }
    Ok(void.len())
}

/// The next message by `kind` to ask the provider about.
pub(crate) fn next_question(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    kind: words::Channel,
    channel: &dyn Channel,
) -> Result<Option<Question>, DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    // A message in doubt before those that only want a receipt.
    let mut next = due::longest(connection, company, MessageState::Checking, kind, now)?;
    if next.is_none() {
        next = due::longest(connection, company, MessageState::Sent, kind, now)?;
    }
    let Some(mut delivery) = next else {
        return Ok(None);
    };
    let daily = delivery.state == MessageState::Sent;
    delivery.fence = delivery.fence.saturating_add(1);
    let message = edit
        .row_as::<MessageRow>("message", delivery.message.0)
        .and_then(|message| match message {
            Some(message) => with_all_words(edit, &delivery, message),
            None => Ok(None),
        });
    let message = match message {
        Ok(Some(message)) => message,
        // Nothing is in doubt, and nobody is left to tell.
        Ok(None) | Err(DatabaseError::Unreadable(_)) if daily => {
            delivery.next_at = None;
            delivery::save(connection, company, &delivery)?;
            return Ok(None);
        }
        // Erased with its customer, or unreadable: there is nothing to ask with.
        Ok(None) | Err(DatabaseError::Unreadable(_)) => {
            delivery.stand(MessageState::NeedsAttention, Some(StateReason::CannotTell));
            publish(edit, &delivery)?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    // Should this run end before the answer, the question comes up again.
    delivery.next_at = Some(later(now, rules.settle.max(channel.time_limit())));
    delivery::save(connection, company, &delivery)?;
    let since = attempts::first_started(connection, company, delivery.message)?
        .unwrap_or_else(|| delivery.created_at.min(message.asked_at));
    let not_these = attempts::names_of_others(connection, company, delivery.message, since)?;
    Ok(Some(Question {
        message: delivery.message,
        fence: delivery.fence,
        taken_as: delivery.provider_sid.clone().filter(|_| daily),
        daily,
        look_up: LookUp {
            outgoing: outgoing(&delivery, message, None),
            since,
            not_these,
        },
    }))
}

/// Writes down what the provider said.
pub(crate) fn answer(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    question: &Question,
    found: &Found,
    channel: &dyn Channel,
) -> Result<(), DatabaseError> {
    let now = edit.now();
    let known = delivery::find(edit.connection(), edit.company(), question.message)?;
    let asked_in = if question.daily {
        MessageState::Sent
    } else {
        MessageState::Checking
    };
    let Some(mut delivery) =
        known.filter(|known| known.fence == question.fence && known.state == asked_in)
    else {
        // A receipt was faster.
        return Ok(());
    };
    if question.daily {
        daily(edit, &mut delivery, found, channel)?;
        return publish(edit, &delivery);
    }
    match found {
        Found::Here { sid, state, reason } => {
            end_attempt(edit, &delivery, "accepted", sid.as_deref())?;
            delivery.outbox_only |= channel.is_readable_outbox();
            if *reason == Some(StateReason::OptedOut) {
                stop_address(edit, &delivery)?;
            }
            if delivery.learn(sid.as_deref(), *state, *reason, now) {
                learn_of_number(edit, &delivery, false)?;
            }
        }
        Found::Absent => {
            delivery.look_ups = delivery.look_ups.saturating_add(1);
            if delivery.look_ups < rules.look_ups {
                let wait = rules
                    .settle
                    .saturating_mul(delivery.look_ups.saturating_add(1));
                delivery.next_at = Some(later(now, wait));
            } else {
                if delivery.unknown > 0 {
                    end_attempt(edit, &delivery, "not_sent", None)?;
                }
                once_more_or_a_person(&mut delivery, now);
            }
        }
        Found::NoAnswer if now < later(delivery.created_at, rules.too_late) => {
            delivery.next_at = Some(later(now, rules.settle.saturating_mul(2)));
        }
        // Only the book doubts whether it was ever sent, and the channel makes one of two.
        Found::CannotAsk if channel.twice_is_once() && delivery.unknown == 0 => {
            delivery.wait(now, None);
        }
        Found::CannotAsk if channel.twice_is_once() => {
            delivery.perhaps_twice = true;
            once_more_or_a_person(&mut delivery, now);
        }
        Found::NoAnswer | Found::CannotAsk => {
            delivery.stand(MessageState::NeedsAttention, Some(StateReason::CannotTell));
        }
    }
    publish(edit, &delivery)
}

/// The provider took it and has not said since whether it arrived. It is asked once a day for a week;
/// whatever it answers, it is never sent again.
fn daily(
    edit: &ServerEdit<'_>,
    delivery: &mut Delivery,
    found: &Found,
    channel: &dyn Channel,
) -> Result<(), DatabaseError> {
    let now = edit.now();
    match found {
        Found::Here { sid, state, reason } if *state != MessageState::Sent => {
            if *reason == Some(StateReason::OptedOut) {
                stop_address(edit, delivery)?;
            }
            if delivery.learn(sid.as_deref(), *state, *reason, now) {
                learn_of_number(edit, delivery, false)?;
            }
            return Ok(());
        }
        // There are no receipts where there is nobody to ask.
        Found::CannotAsk => {
            delivery.next_at = None;
            return Ok(());
        }
        Found::Here { .. } | Found::Absent if channel.is_readable_outbox() => {
            delivery.next_at = None;
            return Ok(());
        }
        Found::Here { .. } | Found::Absent | Found::NoAnswer => {}
    }
    let sent_at = delivery.sent_at.unwrap_or(delivery.created_at);
    let next = match found {
        Found::NoAnswer => later(now, Duration::from_secs(3_600)),
        _ => {
            delivery.reason = Some(StateReason::Unconfirmed);
            later(now, ASK_AFTER)
        }
    };
    delivery.next_at = (next <= later(sent_at, ASK_FOR)).then_some(next);
    Ok(())
}

fn once_more_or_a_person(delivery: &mut Delivery, now: DateTime<Utc>) {
    if delivery.unknown < MOST_UNKNOWN {
        delivery.wait(now, None);
    } else {
        delivery.stand(MessageState::NeedsAttention, Some(StateReason::CannotTell));
    }
}

fn end_attempt(
    edit: &ServerEdit<'_>,
    delivery: &Delivery,
    outcome: &str,
    sid: Option<&str>,
) -> Result<(), DatabaseError> {
    let end = AttemptEnd {
        outcome,
        code: None,
        provider_sid: sid,
    };
    attempts::end(
        edit.connection(),
        edit.company(),
        delivery.message,
        delivery.attempts,
        &end,
        edit.now(),
    )
}

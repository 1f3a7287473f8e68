//! Claims due messages, in one transaction: everything is looked at again, the fence is raised and the
//! try is written down before anything leaves the house.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words::{self, Purpose};
use uuid::Uuid;

use super::channels::{Channel, Outgoing};
use super::joined::{Beside, beside, put_inside, with_all_words};
use super::may_leave::{Verdict, may_leave};
use super::pace::{self, Allowed};
use super::progress::later;
use super::publish::{MessageRow, publish};
use super::rules::Rules;
use super::spread::spread;
use crate::database::delivery::attempts::{self, NewAttempt};
use crate::database::delivery::{self, Delivery, due, sender, switch};
use crate::database::{DatabaseError, ServerEdit};

/// How long a look at a channel that does not send keeps until the next.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// A message that is to be sent now, and never after `deadline_at`.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub message: MessageId,
    pub channel: words::Channel,
    pub attempt: u32,
    pub fence: u32,
    pub deadline_at: DateTime<Utc>,
    pub outgoing: Outgoing,
    /// It went ahead alone after a rest: its answer says whether the channel works again.
    pub proves: bool,
}

/// What a look at the queue of one channel brought.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// These leave.
    pub leaving: Vec<Claimed>,
    /// How many claims were ever made, when some were made now.
    pub ever: Option<u64>,
    /// There may be more.
    pub more: bool,
    /// Nothing leaves by this channel before this moment.
    pub not_before: Option<DateTime<Utc>>,
    /// Why sending is off as a whole.
    pub off: Option<String>,
}

/// Claims up to `most` messages by `kind`, whose turn it is. They leave by `channel`.
pub(crate) fn claim(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    kind: words::Channel,
    channel: &dyn Channel,
    most: u32,
) -> Result<Claims, DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    let switch = switch::find(connection, company)?;
    if let Some(off) = switch.off {
        return Ok(Claims {
            not_before: Some(later(now, LOOK_AGAIN)),
            off: Some(off.why),
            ..Claims::default()
        });
    }
    let mut sender = sender::find(connection, company, kind)?;
    if let Some(rests_until) = sender.rests_until.filter(|until| *until > now) {
        return Ok(resting(rests_until));
    }
    if sender.tries_one && delivery::is_any_sending(connection, company, kind)? {
        return Ok(resting(later(now, LOOK_AGAIN)));
    }
    let most = if sender.tries_one { 1 } else { most };
    let most = match pace::allowed(&sender, rules.pace(kind), now, most) {
        Allowed::Now(most) => most,
        Allowed::From(from) => return Ok(resting(from)),
    };
    let turns = due::turns(connection, company, kind, now, most)?;
    let mut claims = Claims {
        more: u32::try_from(turns.len()).unwrap_or(u32::MAX) >= most,
        ..Claims::default()
    };
    edit.look_ahead("message", turns.iter().map(|turn| turn.message.0))?;
    edit.look_ahead("customer", turns.iter().filter_map(|turn| turn.customer))?;
    let mut inside: BTreeSet<Uuid> = BTreeSet::new();
    for delivery in turns {
        if inside.contains(&delivery.message.0) {
            continue;
        }
        let before = switch.ask_before;
        match one(edit, rules, delivery, channel, before)? {
            One::Leaves(mut claimed, joined) => {
                claimed.proves = sender.tries_one;
                inside.extend(joined);
                claims.leaving.push(*claimed);
            }
            One::Settled => claims.more = true,
        }
    }
    let count = u32::try_from(claims.leaving.len()).unwrap_or(u32::MAX);
    if count > 0 {
        claims.ever = Some(switch::count_claims(connection, company, count.into())?);
        if rules.pace(kind).is_some() {
            pace::left(&mut sender, rules.pace(kind), now, count);
            sender::save(connection, company, kind, &sender)?;
        }
    }
    Ok(claims)
}

fn resting(not_before: DateTime<Utc>) -> Claims {
    Claims {
        not_before: Some(not_before),
        ..Claims::default()
    }
}

/// What became of one message whose turn it is.
enum One {
    /// It leaves, with those inside it.
    Leaves(Box<Claimed>, Vec<Uuid>),
    /// It does not leave now; its row says why.
    Settled,
}

fn one(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    mut delivery: Delivery,
    channel: &dyn Channel,
    ask_before: Option<DateTime<Utc>>,
) -> Result<One, DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    let (message, verdict) = look_again(edit, rules, &delivery)?;
    let (Some(message), Verdict::Go { good_for }) = (message, &verdict) else {
        hold_back(edit, rules, &mut delivery, verdict)?;
        publish(edit, &delivery)?;
        return Ok(One::Settled);
    };
    if !delivery.asked_first && ask_before.is_some_and(|before| message.asked_at < before) {
        // An earlier life of the book may have sent it: the provider is asked before anything else.
        delivery.stand(MessageState::Checking, None);
        delivery.asked_first = true;
        delivery.look_ups = 0;
        delivery.next_at = Some(now);
        publish(edit, &delivery)?;
        return Ok(One::Settled);
    }
    let joining = match beside(edit, rules, &delivery, &message)? {
        Beside::Join(joining) => joining,
        Beside::WaitUntil(until) => {
            delivery.wait(until, None);
            publish(edit, &delivery)?;
            return Ok(One::Settled);
        }
    };
    let deadline_at = later(now, rules.lease);
    delivery.leads = !joining.is_empty();
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
    let joined = joining.iter().map(|(other, _)| other.message.0).collect();
    for (other, _) in joining {
        put_inside(edit, &delivery, other)?;
    }
    let Some(message) = with_all_words(edit, &delivery, message)? else {
        // Those inside were read a moment ago, in this transaction.
        return Err(DatabaseError::NotCommitted("a message is gone".to_owned()));
    };
    publish(edit, &delivery)?;
    let claimed = Claimed {
        message: delivery.message,
        channel: delivery.channel,
        attempt: delivery.attempts,
        fence: delivery.fence,
        deadline_at,
        outgoing: outgoing(&delivery, message, *good_for),
        proves: false,
    };
    Ok(One::Leaves(Box::new(claimed), joined))
}

pub(crate) fn outgoing(
    delivery: &Delivery,
    message: MessageRow,
    good_for: Option<Duration>,
) -> Outgoing {
    let in_conversation = delivery.confirms || message.purpose == Purpose::Conversational.as_ref();
    Outgoing {
        in_conversation,
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

fn hold_back(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    delivery: &mut Delivery,
    verdict: Verdict,
) -> Result<(), DatabaseError> {
    match verdict {
        Verdict::Wait {
            until,
            reason,
            latest,
        } => {
            let until = match latest {
                Some(latest) => spread(edit, rules, delivery, until, latest)?,
                None => until,
            };
            delivery.wait(until, reason);
        }
        // It may have gone out all the same: that is said, not hidden.
        Verdict::Stop { .. } if delivery.perhaps_twice => {
            delivery.stand(MessageState::NeedsAttention, Some(StateReason::CannotTell));
        }
        Verdict::Stop { state, reason } => delivery.stand(state, Some(reason)),
        Verdict::Go { .. } => {}
    }
    Ok(())
}

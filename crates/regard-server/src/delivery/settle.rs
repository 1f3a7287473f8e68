//! What came back from a try, written down: in the try, in the delivery, on the message's row.

use chrono::{DateTime, Utc};
use regard_domain::ids::CustomerId;
use regard_domain::message::{MessageState, StateReason};

use super::channels::{Answer, Outcome};
use super::claim::Claimed;
use super::opt_out::{Wish, number_is_gone, number_is_there, opt_out};
use super::publish::publish;
use super::rules::Rules;
use crate::database::delivery::attempts::{self, AttemptEnd};
use crate::database::delivery::stopped::StopSource;
use crate::database::delivery::{self, Delivery, sender};
use crate::database::{DatabaseError, ServerEdit};

/// Settles a try. `chance` (from 0 up to 1) spreads the waits.
///
/// "Accepted" is true whoever holds the message by now; anything else counts only for the claim it
/// belongs to.
pub(crate) fn settle(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    claimed: &Claimed,
    answer: &Answer,
    readable: bool,
    chance: f64,
) -> Result<(), DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    edit.look_ahead("message", std::iter::once(claimed.message.0))?;
    let sid = match &answer.outcome {
        Outcome::Accepted { sid } => sid.as_deref(),
        _ => None,
    };
    let end = AttemptEnd {
        outcome: answer.outcome.word(),
        code: answer.code,
        provider_sid: sid,
    };
    attempts::end(
        connection,
        company,
        claimed.message,
        claimed.attempt,
        &end,
        now,
    )?;
    let Some(mut delivery) = delivery::find(connection, company, claimed.message)? else {
        return Ok(());
    };
    let ours = delivery.fence == claimed.fence && delivery.state == MessageState::Sending;
    match &answer.outcome {
        Outcome::Accepted { .. } => {
            delivery.outbox_only |= readable;
            delivery.learn(sid, MessageState::Sent, None, now);
            if readable {
                // Nobody to ask.
                delivery.next_at = None;
            }
        }
        _ if !ours => return Ok(()),
        Outcome::NotSent {
            reason,
            retry_after,
        } => was_not_sent(&mut delivery, rules, *reason, *retry_after, now, chance),
        Outcome::Rejected { reason } => {
            if *reason == StateReason::OptedOut {
                stop_address(edit, &delivery)?;
            }
            let state = match reason {
                StateReason::OptedOut => MessageState::OptedOut,
                _ => MessageState::NotDelivered,
            };
            delivery.stand(state, Some(*reason));
            learn_of_number(edit, &delivery, false)?;
        }
        Outcome::Unknown => delivery.is_unknown(now, rules.settle),
    }
    publish(edit, &delivery)
}

fn was_not_sent(
    delivery: &mut Delivery,
    rules: &Rules,
    reason: StateReason,
    retry_after: Option<std::time::Duration>,
    now: DateTime<Utc>,
    chance: f64,
) {
    let retry_after = match reason {
        // The channel rests meanwhile.
        StateReason::StoreSetup => Some(rules.pause.max(retry_after.unwrap_or_default())),
        _ => retry_after,
    };
    delivery.was_not_sent(reason, retry_after, now, chance);
    if reason == StateReason::StoreSetup {
        // A manager has to look; nobody can say until when.
        delivery.waits_until = None;
        delivery.next_at = Some(super::progress::later(now, rules.pause));
    }
}

/// What an answer says about the channel as a whole: refused, it rests; the one that went ahead alone
/// after a rest opens it again. Answers whether it is refused as of now.
pub(crate) fn settle_sender(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    claimed: &Claimed,
    answer: &Answer,
) -> Result<bool, DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    let refused = is_refused(answer);
    if !refused && !claimed.proves {
        return Ok(false);
    }
    let mut sender = sender::find(connection, company, claimed.channel)?;
    let first = refused && sender.refused_since.is_none();
    if refused {
        sender.rests_until = Some(super::progress::later(now, rules.pause));
        sender.refused_since.get_or_insert(now);
        sender.tries_one = true;
    } else if matches!(
        answer.outcome,
        Outcome::Accepted { .. } | Outcome::Rejected { .. }
    ) {
        sender.rests_until = None;
        sender.refused_since = None;
        sender.tries_one = false;
    }
    sender::save(connection, company, claimed.channel, &sender)?;
    Ok(first)
}

/// Whether the set-up was refused: every other message would fare alike.
pub(crate) fn is_refused(answer: &Answer) -> bool {
    matches!(
        answer.outcome,
        Outcome::NotSent {
            reason: StateReason::StoreSetup,
            ..
        }
    )
}

/// Mirrors what the provider told: this address replied STOP. The ledger of everyone there says so too,
/// so that every screen does.
pub(crate) fn stop_address(
    edit: &ServerEdit<'_>,
    delivery: &Delivery,
) -> Result<(), DatabaseError> {
    let Some(row) = edit.row("message", delivery.message.0)? else {
        return Ok(());
    };
    let (Some(address), Some(customer)) = (row.text("address"), row.root) else {
        return Ok(());
    };
    let wish = Wish {
        address,
        channel: delivery.channel,
        customers: &[CustomerId(customer)],
        words: "",
    };
    opt_out(edit, &wish, StopSource::Provider, true)?;
    Ok(())
}

/// Whether the provider said that nobody has the number of this message.
pub(crate) fn is_nobodys(delivery: &Delivery) -> bool {
    delivery.state == MessageState::NotDelivered
        && delivery.reason == Some(StateReason::NoSuchAddress)
}

/// What became of a message says something of its number: that nobody has it, or that somebody has.
/// `was_nobodys` is whether the first had been said of this message before ([`is_nobodys`]).
pub(crate) fn learn_of_number(
    edit: &ServerEdit<'_>,
    delivery: &Delivery,
    was_nobodys: bool,
) -> Result<(), DatabaseError> {
    let gone = is_nobodys(delivery);
    if !gone && delivery.state != MessageState::Delivered {
        return Ok(());
    }
    let Some(row) = edit.row("message", delivery.message.0)? else {
        return Ok(());
    };
    let Some(address) = row.text("address") else {
        return Ok(());
    };
    if gone {
        number_is_gone(edit, delivery.channel, address)
    } else {
        let (sql, company) = (edit.connection(), edit.company());
        let left_at = attempts::first_started(sql, company, delivery.message)?;
        number_is_there(edit, delivery.channel, address, left_at, was_nobodys)
    }
}

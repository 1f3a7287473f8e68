//! Messages as the screens show them, with what has become of each.

use regard_domain::ids::{CustomerId, MessageId};
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words::Channel;
use rusqlite::Connection;

use super::screens::MessageCard;
use crate::customers::names;
use crate::database::messages::{self, Asked, Fate, MessageRow};
use crate::viewer::Viewer;

/// How many messages that failed are shown.
const MOST_FAILED: u32 = 100;

/// What has become of a message, as far as this device knows, and why.
pub fn state_of(message: &MessageRow) -> (MessageState, Option<StateReason>) {
    match &message.fate {
        Fate::Held(_) => (MessageState::Held, None),
        Fate::Asked(asked) => asked_state(asked),
    }
}

fn asked_state(asked: &Asked) -> (MessageState, Option<StateReason>) {
    let undecided = matches!(asked.state, None | Some(MessageState::Waiting));
    if asked.cancelled_at.is_some() && undecided {
        let reason = match asked.cancelled_by {
            Some(_) => StateReason::TakenBack,
            None => StateReason::NotReadyAnyMore,
        };
        return (MessageState::Cancelled, Some(reason));
    }
    match asked.state {
        Some(state) => (state, asked.reason),
        None if asked.on_device_only => (MessageState::OnDevice, None),
        // The server has it and has not said more yet.
        None => (MessageState::Waiting, None),
    }
}

/// Whether the customer may have it or may still get it: not when it finally failed, and not while
/// a person has to decide.
pub fn may_have_arrived(message: &MessageRow) -> bool {
    let (state, _) = state_of(message);
    !state.is_final() || state == MessageState::Delivered
}

/// Whether it certainly never reached the customer and nothing more happens: another may be asked
/// for without writing twice.
pub fn has_failed(message: &MessageRow) -> bool {
    matches!(
        state_of(message).0,
        MessageState::NotDelivered
            | MessageState::OptedOut
            | MessageState::NoConsent
            | MessageState::Cancelled
    )
}

/// The card of that id; none when there is no such message on this device.
pub fn card(
    conn: &Connection,
    viewer: &Viewer,
    id: MessageId,
) -> rusqlite::Result<Option<MessageCard>> {
    messages::by_id(conn, id)?
        .map(|message| of_row(conn, viewer, &message))
        .transpose()
}

/// The messages about a customer's pieces, the newest first.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<MessageCard>> {
    cards(conn, viewer, &messages::of_customer(conn, customer)?)
}

/// What can still be taken back, waits on this device, or waits at the server: held ones first.
pub fn waiting(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<MessageCard>> {
    let mut rows = messages::all_held(conn)?;
    rows.extend(messages::not_final(conn)?);
    cards(conn, viewer, &rows)
}

/// What did not arrive or needs a person, the newest first. One that was asked for again has its
/// newer one in its place.
pub fn failed(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<MessageCard>> {
    let mut rows = Vec::new();
    for row in messages::failed(conn, MOST_FAILED)? {
        let newest = match row.repair_id {
            Some(repair) => messages::of_repair(conn, repair)?
                .into_iter()
                .filter(|other| other.occurrence_id == row.occurrence_id)
                .map(|other| other.resend)
                .max(),
            None => None,
        };
        if newest.is_none_or(|newest| newest <= row.resend) {
            rows.push(row);
        }
    }
    cards(conn, viewer, &rows)
}

fn cards(
    conn: &Connection,
    viewer: &Viewer,
    rows: &[MessageRow],
) -> rusqlite::Result<Vec<MessageCard>> {
    rows.iter().map(|row| of_row(conn, viewer, row)).collect()
}

/// The card of a row.
pub fn of_row(
    conn: &Connection,
    viewer: &Viewer,
    message: &MessageRow,
) -> rusqlite::Result<MessageCard> {
    let (state, reason) = state_of(message);
    let to = message.to_id.unwrap_or(message.customer_id);
    let asked_by = message
        .asked_by
        .map(|id| names::associate_name(conn, id))
        .transpose()?
        .flatten();
    let (held_until, asked) = match &message.fate {
        Fate::Held(until) => (Some(*until), Asked::default()),
        Fate::Asked(asked) => (None, Asked::clone(asked)),
    };
    Ok(MessageCard {
        id: message.id,
        customer_id: message.customer_id,
        to_name: names::display_name(conn, to)?,
        repair_id: message.repair_id,
        channel: message.channel,
        address_hint: address_hint(message.channel, &message.address),
        body: message.body.clone(),
        state,
        reason,
        asked_by,
        asked_by_me: message.asked_by == Some(viewer.me),
        asked_at: message.asked_at,
        held_until,
        waits_until: asked.waits_until.filter(|_| state == MessageState::Waiting),
        sent_at: asked.sent_at,
        delivered_at: asked.delivered_at,
        outbox_only: asked.outbox_only,
    })
}

/// An address, mostly hidden: `··59`, `d··@example.org`.
pub fn address_hint(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Sms | Channel::Whatsapp => {
            let mut last: Vec<char> = address.chars().rev().take(2).collect();
            last.reverse();
            format!("··{}", last.into_iter().collect::<String>())
        }
        Channel::Email => {
            let first: String = address.chars().take(1).collect();
            let host = address.split_once('@').map_or("", |(_, host)| host);
            format!("{first}··@{host}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_enough_to_tell_two_numbers_apart_and_no_more() {
        assert_eq!(address_hint(Channel::Sms, "+15550005559"), "··59");
        assert_eq!(
            address_hint(Channel::Email, "dana@example.org"),
            "d··@example.org"
        );
    }

    #[test]
    fn the_device_says_where_a_message_is_until_the_server_does() {
        let here = Asked {
            on_device_only: true,
            ..Asked::default()
        };
        assert_eq!(asked_state(&here).0, MessageState::OnDevice);
        assert_eq!(asked_state(&Asked::default()).0, MessageState::Waiting);
        let sent = Asked {
            state: Some(MessageState::Sent),
            cancelled_at: Some(chrono::DateTime::UNIX_EPOCH),
            ..Asked::default()
        };
        assert_eq!(
            asked_state(&sent).0,
            MessageState::Sent,
            "taken back too late"
        );
    }
}

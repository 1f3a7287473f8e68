//! Whether a message may leave now. Asked inside the transaction that claims it: whatever was true
//! when it was asked for may have changed since.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use regard_domain::consent::{Permission, permission};
use regard_domain::ids::{CustomerId, StoreId};
use regard_domain::message::{MessageState, StateReason};
use regard_domain::quiet_hours::{Place, Whereabouts};
use regard_domain::words::{Channel, Purpose};
use serde::Deserialize;

use super::conversation;
use super::progress::later;
use super::publish::MessageRow;
use super::rules::Rules;
use crate::database::delivery::stopped::StopSource;
use crate::database::delivery::{Delivery, stopped};
use crate::database::{DatabaseError, ServerEdit};
use crate::standing::standing;

/// How long after an opt-out it may be confirmed.
const CONFIRM_WITHIN: Duration = Duration::from_secs(5 * 60);

/// What to do with a message that is due.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It leaves. The provider may deliver it for so long, where that matters.
    Go { good_for: Option<Duration> },
    /// Later.
    Wait {
        until: DateTime<Utc>,
        reason: Option<StateReason>,
        /// Where many wait for the same moment, they may leave up to this one.
        latest: Option<DateTime<Utc>>,
    },
    /// Not any more.
    Stop {
        state: MessageState,
        reason: StateReason,
    },
}

#[derive(Deserialize)]
struct RepairRow {
    customer_id: CustomerId,
    store_id: StoreId,
}

#[derive(Deserialize)]
struct PersonRow {
    store_id: StoreId,
    time_zone: Option<String>,
    region: Option<String>,
}

#[derive(Deserialize)]
struct StoreRow {
    time_zone: String,
}

/// Whether `message` may leave now.
pub(crate) fn may_leave(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    delivery: &Delivery,
    message: &MessageRow,
) -> Result<Verdict, DatabaseError> {
    let stop = |state, reason| Ok(Verdict::Stop { state, reason });
    let Ok(purpose) = message.purpose.parse::<Purpose>() else {
        return stop(MessageState::NeedsAttention, StateReason::Other);
    };
    if message.cancelled_at.is_some() {
        return stop(MessageState::Cancelled, StateReason::TakenBack);
    }
    if delivery.confirms {
        return confirmation(edit, delivery, message);
    }
    if !is_still_true(edit, message)? {
        return stop(MessageState::Cancelled, StateReason::NotReadyAnyMore);
    }
    if purpose == Purpose::Conversational {
        return conversation::may_leave(edit, rules, delivery, message);
    }
    let address = stopped::plain(&message.address, delivery.channel);
    let known = stopped::stopped(
        edit.connection(),
        edit.company(),
        &address,
        delivery.channel,
    )?;
    if known.is_some_and(|known| known.source == StopSource::Gone) {
        return stop(MessageState::NotDelivered, StateReason::NoSuchAddress);
    }
    match allowed(edit, delivery.channel, purpose, &message.address)? {
        Permission::Given => {}
        Permission::Withdrawn => return stop(MessageState::OptedOut, StateReason::OptedOut),
        Permission::NotAsked => return stop(MessageState::NoConsent, StateReason::NoConsent),
    }
    if !is_their_address(edit, delivery.channel, message)? {
        // Corrected or removed since: the new one was not seen by whoever asked.
        return stop(MessageState::NotDelivered, StateReason::NoSuchAddress);
    }
    let held_until = later(delivery.created_at, rules.hold);
    if edit.now() < held_until {
        return Ok(Verdict::Wait {
            until: held_until,
            reason: None,
            latest: None,
        });
    }
    let too_late = later(delivery.created_at, rules.too_late);
    if edit.now() >= too_late {
        return stop(MessageState::NotDelivered, StateReason::TooLate);
    }
    if delivery.channel == Channel::Email {
        return Ok(Verdict::Go { good_for: None });
    }
    let place = place_of(edit, rules, message)?;
    match rules.hours.next_opening(edit.now(), &place) {
        // No zone is known, the zones leave no common hour, or it would be too late by then: calling
        // is up to a person.
        None => stop(MessageState::NeedsAttention, StateReason::QuietHours),
        Some(opening) if opening >= too_late => {
            stop(MessageState::NeedsAttention, StateReason::QuietHours)
        }
        Some(opening) if opening > edit.now() => Ok(Verdict::Wait {
            until: opening,
            reason: Some(StateReason::QuietHours),
            latest: rules
                .hours
                .closing(opening, &place)
                .map(|closing| closing.min(too_late)),
        }),
        Some(_) => Ok(Verdict::Go {
            good_for: rules
                .hours
                .closing(edit.now(), &place)
                .and_then(|closing| (closing - edit.now()).to_std().ok()),
        }),
    }
}

/// Whether the repair is still ready, for the time that the message is about.
fn is_still_true(edit: &ServerEdit<'_>, message: &MessageRow) -> Result<bool, DatabaseError> {
    let (Some(repair), Some(occurrence)) = (message.repair_id, message.occurrence_id) else {
        return Ok(true);
    };
    let customer = edit
        .row_as::<RepairRow>("repair", repair.0)?
        .map_or(message.customer_id, |row| row.customer_id);
    let steps = edit.rows_of("repair_step", customer.0)?;
    Ok(standing(&steps, repair).ready_occurrence(repair) == Some(occurrence))
}

/// What may be sent to `address`. A stop counts for every purpose, and an e-mail about one's own
/// piece needs no consent asked for beforehand (it completes what the customer ordered), a text does
/// (47 CFR 64.1200(a)).
fn allowed(
    edit: &ServerEdit<'_>,
    channel: Channel,
    purpose: Purpose,
    address: &str,
) -> Result<Permission, DatabaseError> {
    let address = stopped::plain(address, channel);
    if stopped::is_stopped(
        edit.connection(),
        edit.company(),
        &address,
        channel,
        purpose,
    )? {
        return Ok(Permission::Withdrawn);
    }
    let said = stopped::said_about(edit.connection(), edit.company(), &address)?;
    let (given, _) = permission(&said, &address, channel, purpose);
    Ok(match (given, channel, purpose) {
        (Permission::NotAsked, Channel::Email, Purpose::Service) => Permission::Given,
        (given, _, _) => given,
    })
}

/// The one confirmation of an opt-out: the last text to its address, within five minutes of it (47 CFR
/// 64.1200(a)(12)), at whatever hour it was asked for, and not when the stop has been taken back.
fn confirmation(
    edit: &ServerEdit<'_>,
    delivery: &Delivery,
    message: &MessageRow,
) -> Result<Verdict, DatabaseError> {
    let address = stopped::plain(&message.address, delivery.channel);
    let stop = stopped::stopped(
        edit.connection(),
        edit.company(),
        &address,
        delivery.channel,
    )?;
    let in_time = edit.now() < later(message.asked_at, CONFIRM_WITHIN);
    Ok(
        if in_time && stop.is_some_and(|stop| stop.since == message.asked_at) {
            Verdict::Go {
                good_for: (later(message.asked_at, CONFIRM_WITHIN) - edit.now())
                    .to_std()
                    .ok(),
            }
        } else {
            Verdict::Stop {
                state: MessageState::Cancelled,
                reason: StateReason::TooLate,
            }
        },
    )
}

/// Whether the address is still one of the person written to. Where none of theirs is in the book, as
/// with a number that was typed for one message, nothing speaks against it.
fn is_their_address(
    edit: &ServerEdit<'_>,
    channel: Channel,
    message: &MessageRow,
) -> Result<bool, DatabaseError> {
    let person = message.to_id.unwrap_or(message.customer_id);
    let (table, field) = match channel {
        Channel::Sms | Channel::Whatsapp => ("phone", "e164"),
        Channel::Email => ("email", "address"),
    };
    let wanted = stopped::plain(&message.address, channel);
    let rows = edit.rows_of(table, person.0)?;
    let mut known = rows
        .iter()
        .filter(|row| !row.deleted)
        .filter_map(|row| row.text(field))
        .peekable();
    Ok(known.peek().is_none() || known.any(|known| stopped::plain(known, channel) == wanted))
}

/// Where the person written to may be.
pub(super) fn place_of(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    message: &MessageRow,
) -> Result<Place, DatabaseError> {
    let person_id = message.to_id.unwrap_or(message.customer_id);
    let mut people: Vec<PersonRow> = Vec::new();
    for record in edit.records_of(person_id.0)? {
        people.extend(edit.row_as::<PersonRow>("customer", record)?);
    }
    let repair = match message.repair_id {
        Some(repair) => edit.row_as::<RepairRow>("repair", repair.0)?,
        None => None,
    };
    let store_id = repair
        .map(|repair| repair.store_id)
        .or_else(|| people.first().map(|person| person.store_id));
    let store = match store_id {
        Some(store) => edit.row_as::<StoreRow>("store", store.0)?,
        None => None,
    };
    let zone = |name: &str| name.parse::<Tz>().ok();
    let store = store.and_then(|store| zone(&store.time_zone));
    let told = |person: &PersonRow| zone(person.time_zone.as_deref()?);
    let any_told = people.iter().any(|person| told(person).is_some());
    let place = |person: Option<&PersonRow>, store| {
        Place::known(&Whereabouts {
            told: person.and_then(told),
            number: Some(&message.address),
            region: person.and_then(|person| person.region.as_deref()),
            store,
            store_region: rules.region.as_deref(),
        })
    };
    // Two records of one person may say two places: whatever either forbids is forbidden.
    let places = people.iter().map(|person| {
        let otherwise = if any_told { None } else { store };
        place(Some(person), otherwise)
    });
    Ok(places
        .reduce(Place::or)
        .unwrap_or_else(|| place(None, store)))
}

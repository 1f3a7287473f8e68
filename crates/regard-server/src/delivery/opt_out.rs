//! A customer wants no more messages, wants them again, or is not our customer.
//!
//! A stop belongs to the address, whoever's it is, and holds from the moment it is written down: the
//! next claim sees it, and what waits already stands as opted out. The ledger of everyone known at that
//! address says so as well.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::consent::{Permission, permission};
use regard_domain::ids::{CustomerId, MessageId, StoreId, agreed_id};
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words::{Channel, Purpose};
use serde::Deserialize;
use serde_json::{Value, json};
use strum::IntoEnumIterator;
use uuid::Uuid;

use super::publish::publish;
use super::replies::confirm::{Said as Answer, confirmation, language_of};
use crate::database::delivery::stopped::{self, Stop, StopSource};
use crate::database::delivery::{Delivery, due};
use crate::database::{DatabaseError, ServerEdit, moment};

/// Begins what the ledger says of a stop by a reply.
const BY_REPLY: &str = "replied: ";

/// A wish about an address.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The address, as it was written to or came in.
    pub address: &'a str,
    /// By what means.
    pub channel: Channel,
    /// Whom the message was bound to, where that is known.
    pub customers: &'a [CustomerId],
    /// The customer's own words, for the ledger.
    pub words: &'a str,
}

/// What an opt-out did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptedOut {
    /// The address was not stopped before.
    pub new: bool,
    /// The one confirmation that goes out now.
    pub confirmation: Option<MessageId>,
}

/// Takes a stop: by a reply, or as someone of the store was told.
///
/// A reply in plain words is confirmed once, unless the provider confirms by itself (it does for
/// its own keywords) or the address was stopped already.
pub fn opt_out(
    edit: &ServerEdit<'_>,
    wish: &Wish<'_>,
    source: StopSource,
    provider_confirms: bool,
) -> Result<OptedOut, DatabaseError> {
    let address = stopped::plain(wish.address, wish.channel);
    let customers = everyone_at(edit, &address, wish.customers)?;
    let new = stop(edit, wish.channel, &address, source)?;
    withdraw(edit, wish, &address, &customers, source)?;
    end_waiting(
        edit,
        wish.channel,
        &address,
        (MessageState::OptedOut, StateReason::OptedOut),
    )?;
    let by_text = source == StopSource::Reply && wish.channel != Channel::Email;
    let confirmation = match customers.first() {
        Some(customer) if new && by_text && !provider_confirms => {
            Some(confirm(edit, wish.channel, &address, *customer)?)
        }
        _ => None,
    };
    Ok(OptedOut { new, confirmation })
}

/// Takes a start: lifts a stop that came from a reply or from the provider, and gives back what that
/// stop took. Any other stop stands. Answers whether one was lifted.
///
/// What an earlier stop took stays taken: where the store lifted that one for a purpose the customer
/// agreed to again, the other purposes were not agreed to, and START answers the stop that stands.
pub fn opt_in(edit: &ServerEdit<'_>, wish: &Wish<'_>) -> Result<bool, DatabaseError> {
    let address = stopped::plain(wish.address, wish.channel);
    let (sql, company) = (edit.connection(), edit.company());
    let Some(known) = stopped::stopped(sql, company, &address, wish.channel)? else {
        return Ok(false);
    };
    if !stopped::lift(sql, company, &address, wish.channel, edit.now())? {
        return Ok(false);
    }
    // The ledger keeps milliseconds.
    let since = known.since.timestamp_millis();
    let all = stopped::ledger(sql, company, &address)?;
    for row in &all {
        let newest = all
            .iter()
            .filter(|other| {
                (other.customer_id, &other.channel, &other.purpose)
                    == (row.customer_id, &row.channel, &row.purpose)
            })
            .max_by_key(|other| (other.said_at, !other.given));
        let stands = newest.is_some_and(|newest| newest.id == row.id);
        if stands
            && row.said_at.timestamp_millis() >= since
            && ends_by_start(row)
            && row.channel == wish.channel.as_ref()
            && was_given(&all, row)
        {
            // After what it answers, which may be ahead of this clock (`take_consent`).
            let after = row.said_at.checked_add_signed(TimeDelta::milliseconds(1));
            let said = Said {
                given: true,
                basis: format!("{BY_REPLY}{}", short(wish.words)),
                stopped_by: None,
                at: after.map_or(edit.now(), |after| edit.now().max(after)),
            };
            state(
                edit,
                &address,
                row.customer_id,
                (&row.channel, &row.purpose),
                &said,
            )?;
        }
    }
    Ok(true)
}

/// Takes a yes that the store wrote down into the ledger, where the address is stopped.
///
/// Whoever opted out may agree again, and the store may take that down: with who took it down, when, and
/// what shows it. A yes without that, one said before the stop, and one that is not the store's to take
/// (the provider itself refuses the address until the customer replies START; the number is somebody
/// else's) lift nothing; then the ledger says the stop again, so that no screen shows a permission that
/// does not hold. (47 CFR 64.1200(a)(1), (10): a revocation holds until consent is given anew.)
pub fn take_consent(edit: &ServerEdit<'_>, consent: Uuid) -> Result<(), DatabaseError> {
    let (sql, company) = (edit.connection(), edit.company());
    let Some(said) = edit.row_as::<stopped::LedgerRow>("consent", consent)? else {
        return Ok(());
    };
    let Ok(channel) = said.channel.parse::<Channel>() else {
        return Ok(());
    };
    let address = stopped::plain(&said.address, channel);
    let Some(known) = stopped::stopped(sql, company, &address, channel)?.filter(|_| said.given)
    else {
        return Ok(());
    };
    // The latest stop counts, also where it was one more of what was stopped already.
    let asked = stopped::last_asked(sql, company, &address, channel)?
        .map_or(known.since, |asked| asked.max(known.since));
    let evidence = said.evidence.as_deref().unwrap_or_default();
    // Who never asked for a stop need not show anything: the number was only asked for again.
    let nothing_to_show = known.source == StopSource::Gone;
    let is_shown = said.taken_by.is_some()
        && (nothing_to_show || !evidence.trim().is_empty())
        && said.said_at >= asked;
    if is_shown && stopped::lift_by_consent(sql, company, &address, channel, edit.now())? {
        return Ok(());
    }
    if known.source == StopSource::Gone {
        return Ok(());
    }
    let again = Said {
        given: false,
        basis: "still stopped".to_owned(),
        stopped_by: Some(known.source),
        // After what it answers, whatever the clock of that device said.
        at: edit.now().max(said.said_at),
    };
    let words = (said.channel.as_str(), said.purpose.as_str());
    state(edit, &address, said.customer_id, words, &again)
}

/// Whether `row` says a stop that the customer's own START takes back: by a reply, or by the provider
/// that was told so.
fn ends_by_start(row: &stopped::LedgerRow) -> bool {
    let source = row.stopped_by.as_deref().and_then(|by| by.parse().ok());
    !row.given && (row.basis.starts_with(BY_REPLY) || source.is_some_and(StopSource::ends_by_start))
}

/// Whether what `row` took back had been given: the last word before it that is not that stop itself,
/// which may be said more than once, said so.
fn was_given(ledger: &[stopped::LedgerRow], row: &stopped::LedgerRow) -> bool {
    ledger
        .iter()
        .filter(|other| {
            (other.customer_id, &other.channel, &other.purpose)
                == (row.customer_id, &row.channel, &row.purpose)
                && other.id != row.id
                && other.said_at <= row.said_at
                && !ends_by_start(other)
        })
        .max_by_key(|other| (other.said_at, !other.given))
        .is_some_and(|before| before.given)
}

/// The provider says that nobody has this number: until it is asked for again nothing goes there. It may
/// be somebody else's by then, and what was agreed to is older than that.
pub(crate) fn number_is_gone(
    edit: &ServerEdit<'_>,
    channel: Channel,
    address: &str,
) -> Result<(), DatabaseError> {
    if channel != Channel::Email {
        let address = stopped::plain(address, channel);
        stop(edit, channel, &address, StopSource::Gone)?;
    }
    Ok(())
}

/// Something was delivered there after all: receipts come in any order. `left_at` is when it was first
/// sent, and `was_refused` whether the provider had said of the same message that nobody has the number.
///
/// What left before the number was gone and only arrives now says nothing of who has it by now.
pub(crate) fn number_is_there(
    edit: &ServerEdit<'_>,
    channel: Channel,
    address: &str,
    left_at: Option<DateTime<Utc>>,
    was_refused: bool,
) -> Result<(), DatabaseError> {
    let (sql, company) = (edit.connection(), edit.company());
    let address = stopped::plain(address, channel);
    let known = stopped::stopped(sql, company, &address, channel)?;
    let is_news = |since| was_refused || left_at.is_some_and(|left| left > since);
    if known.is_some_and(|known| known.source == StopSource::Gone && is_news(known.since)) {
        stopped::lift_by_consent(sql, company, &address, channel, edit.now())?;
    }
    Ok(())
}

/// The address is somebody else's: nothing goes there any more, it is taken from whoever has it (what
/// was typed stays, with a label), and someone is asked to find the right one.
pub fn wrong_number(edit: &ServerEdit<'_>, wish: &Wish<'_>) -> Result<Vec<Uuid>, DatabaseError> {
    let address = stopped::plain(wish.address, wish.channel);
    let customers = everyone_at(edit, &address, wish.customers)?;
    // A number is nobody's by text and by WhatsApp alike.
    let by_number = [Channel::Sms, Channel::Whatsapp];
    let channels = match wish.channel {
        Channel::Email => &[Channel::Email][..],
        Channel::Sms | Channel::Whatsapp => &by_number[..],
    };
    for channel in channels {
        let wish = Wish {
            channel: *channel,
            ..*wish
        };
        stop(edit, *channel, &address, StopSource::WrongNumber)?;
        withdraw(edit, &wish, &address, &customers, StopSource::WrongNumber)?;
        end_waiting(
            edit,
            *channel,
            &address,
            (MessageState::NotDelivered, StateReason::NoSuchAddress),
        )?;
    }
    let mut tasks = Vec::new();
    for customer in customers {
        unlink(edit, wish.channel, &address, customer)?;
        tasks.extend(ask_for_the_right_one(edit, &address, customer)?);
    }
    Ok(tasks)
}

fn stop(
    edit: &ServerEdit<'_>,
    channel: Channel,
    address: &str,
    source: StopSource,
) -> Result<bool, DatabaseError> {
    let stop = Stop {
        address,
        channel,
        source,
        only: None,
    };
    stopped::stop(edit.connection(), edit.company(), &stop, edit.now())
}

/// Those who are bound to the message, and all about whom the ledger has something at this address.
fn everyone_at(
    edit: &ServerEdit<'_>,
    address: &str,
    bound: &[CustomerId],
) -> Result<Vec<CustomerId>, DatabaseError> {
    let mut everyone: Vec<CustomerId> = bound.to_vec();
    for row in stopped::ledger(edit.connection(), edit.company(), address)? {
        everyone.push(row.customer_id);
    }
    let mut seen = std::collections::BTreeSet::new();
    everyone.retain(|customer| seen.insert(customer.0));
    Ok(everyone)
}

/// What the ledger is to say.
struct Said {
    given: bool,
    basis: String,
    /// Whose stop it is, where it is one.
    stopped_by: Option<StopSource>,
    at: DateTime<Utc>,
}

/// Writes into the ledger that nothing is allowed any more.
fn withdraw(
    edit: &ServerEdit<'_>,
    wish: &Wish<'_>,
    address: &str,
    customers: &[CustomerId],
    source: StopSource,
) -> Result<(), DatabaseError> {
    let basis = match source {
        StopSource::Gone => "nobody has this number".to_owned(),
        StopSource::Provider if wish.words.is_empty() => "the provider told of a stop".to_owned(),
        StopSource::Reply | StopSource::Provider => format!("{BY_REPLY}{}", short(wish.words)),
        StopSource::Staff => format!("told the store: {}", short(wish.words)),
        StopSource::WrongNumber => format!("wrong number: {}", short(wish.words)),
    };
    let ledger = stopped::ledger(edit.connection(), edit.company(), address)?;
    for customer in customers {
        let statements: Vec<_> = ledger
            .iter()
            .filter(|row| row.customer_id == *customer)
            .filter_map(stopped::LedgerRow::statement)
            .collect();
        for purpose in Purpose::iter() {
            let (now, since) = permission(&statements, address, wish.channel, purpose);
            // What nobody was asked about is said, too: a stop is about everything, on every screen.
            if now != Permission::Withdrawn {
                let said = Said {
                    given: false,
                    basis: basis.clone(),
                    stopped_by: Some(source),
                    // After what it takes back, whatever the clock of that device said.
                    at: since.map_or(edit.now(), |since| edit.now().max(since)),
                };
                let words = (wish.channel.as_ref(), purpose.as_ref());
                state(edit, address, *customer, words, &said)?;
            }
        }
    }
    Ok(())
}

/// One more statement in the ledger; the same at the same moment is one.
fn state(
    edit: &ServerEdit<'_>,
    address: &str,
    customer: CustomerId,
    (channel, purpose): (&str, &str),
    said: &Said,
) -> Result<(), DatabaseError> {
    let at = moment(said.at);
    let given = if said.given { "yes" } else { "no" };
    let parts = [
        "consent",
        address,
        &customer.to_string(),
        channel,
        purpose,
        given,
        &at,
    ];
    let mut fields = vec![
        ("customer_id", json!(customer)),
        ("address", json!(address)),
        ("channel", json!(channel)),
        ("purpose", json!(purpose)),
        ("given", json!(said.given)),
        ("basis", json!(said.basis)),
        ("said_at", json!(at)),
    ];
    fields.extend(said.stopped_by.map(|by| ("stopped_by", json!(by.as_ref()))));
    edit.put("consent", agreed_id(&parts), fields)?;
    Ok(())
}

fn end_waiting(
    edit: &ServerEdit<'_>,
    channel: Channel,
    address: &str,
    (state, reason): (MessageState, StateReason),
) -> Result<(), DatabaseError> {
    let hash = stopped::address_hash(edit.company(), address);
    for mut waiting in due::waiting_for(edit.connection(), edit.company(), channel, &hash)? {
        if waiting.confirms {
            continue;
        }
        if waiting.perhaps_twice {
            waiting.stand(MessageState::NeedsAttention, Some(StateReason::CannotTell));
        } else {
            waiting.stand(state, Some(reason));
        }
        publish(edit, &waiting)?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct PersonRow {
    store_id: StoreId,
    owner_id: Option<Uuid>,
}

#[derive(Deserialize)]
struct StoreRow {
    time_zone: String,
}

/// The one text that says that there will be no more.
fn confirm(
    edit: &ServerEdit<'_>,
    channel: Channel,
    address: &str,
    customer: CustomerId,
) -> Result<MessageId, DatabaseError> {
    let person = edit.row_as::<PersonRow>("customer", customer.0)?;
    let language = language_of(edit, Some(customer))?;
    let words = confirmation(edit, Answer::Stop, Some(customer))?.unwrap_or_default();
    let asked_at = moment(edit.now());
    let id = MessageId(agreed_id(&["opt_out", address, &asked_at]));
    let fields = [
        ("customer_id", json!(customer)),
        ("resend", json!(0)),
        ("purpose", json!(Purpose::Service)),
        ("channel", json!(channel)),
        ("address", json!(address)),
        ("body", json!(words)),
        ("language", json!(language.as_ref())),
        ("asked_at", json!(asked_at)),
    ];
    edit.put("message", id.0, fields)?;
    let mut delivery = Delivery::new(id, channel, edit.now());
    delivery.confirms = true;
    delivery.customer = Some(customer.0);
    delivery.store = person.map(|person| person.store_id.0);
    delivery.address_hash = Some(stopped::address_hash(edit.company(), address).to_vec());
    publish(edit, &delivery)?;
    Ok(id)
}

/// Takes the address from a customer. What was typed stays.
fn unlink(
    edit: &ServerEdit<'_>,
    channel: Channel,
    address: &str,
    customer: CustomerId,
) -> Result<(), DatabaseError> {
    let (table, field) = match channel {
        Channel::Sms | Channel::Whatsapp => ("phone", "e164"),
        Channel::Email => ("email", "address"),
    };
    for row in edit.rows_of(table, customer.0)? {
        let is_it = row
            .text(field)
            .is_some_and(|known| stopped::plain(known, channel) == address);
        if row.deleted || !is_it {
            continue;
        }
        let mut fields = vec![
            ("label", json!("wrong number")),
            ("preferred", json!(false)),
        ];
        if channel != Channel::Email {
            fields.push((field, Value::Null));
        }
        edit.put(table, row.id, fields)?;
    }
    Ok(())
}

/// The task to find the right address of a customer instead of this one: a follow-up's id.
pub fn task(address: &str, customer: CustomerId) -> Uuid {
    agreed_id(&["wrong_number", address, &customer.to_string()])
}

fn ask_for_the_right_one(
    edit: &ServerEdit<'_>,
    address: &str,
    customer: CustomerId,
) -> Result<Option<Uuid>, DatabaseError> {
    let Some(person) = edit.row_as::<PersonRow>("customer", customer.0)? else {
        return Ok(None);
    };
    let store = edit.row_as::<StoreRow>("store", person.store_id.0)?;
    let zone = store.and_then(|store| store.time_zone.parse::<chrono_tz::Tz>().ok());
    let today = zone.map_or_else(
        || edit.now().date_naive(),
        |zone| edit.now().with_timezone(&zone).date_naive(),
    );
    let id = task(address, customer);
    let fields = [
        ("customer_id", json!(customer)),
        (
            "reason",
            json!(format!(
                "{address} is somebody else's: ask for the right one"
            )),
        ),
        ("due_on", json!(today)),
        ("assigned_to", json!(person.owner_id)),
        ("created_at", json!(moment(edit.now()))),
    ];
    if edit.row("follow_up", id)?.is_none() {
        edit.put("follow_up", id, fields)?;
    }
    Ok(Some(id))
}

/// As much of a reply as the ledger keeps.
fn short(words: &str) -> String {
    words.trim().chars().take(200).collect()
}

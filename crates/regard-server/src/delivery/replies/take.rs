//! Takes a reply: once, however often the provider brings it.

use regard_domain::ids::{AssociateId, CustomerId, MessageId, agreed_id};
use regard_domain::reply::ReplyMeaning;
use serde_json::json;

use super::confirm::{Said, confirmation};
use super::inbound::Inbound;
use super::whose::{Whose, whose};
use crate::alerts::raise;
use crate::database::delivery::events;
use crate::database::delivery::stopped::StopSource;
use crate::database::{DatabaseError, ServerEdit, inbound, moment};
use crate::delivery::opt_out::{self, Wish};

/// What is to be said to the sender at once; nothing: a person answers, or nobody has to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// The words.
    pub answer: Option<String>,
}

/// Keeps what someone wrote and does what it clearly asks for.
pub fn take(edit: &ServerEdit<'_>, inbound: &Inbound) -> Result<Taken, DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    if !inbound::is_new(connection, company, inbound.provider, &inbound.sid, now)? {
        return Ok(Taken::default());
    }
    let exactly = match &inbound.answers {
        Some(sid) => events::message_of(connection, company, inbound.provider, sid)?,
        None => None,
    };
    let inbound = &with_number(edit, inbound, exactly)?;
    let whose = whose(edit, &inbound.from, exactly)?;
    keep(edit, inbound, &whose)?;
    let said = obey(edit, inbound, &whose)?;
    Ok(Taken {
        answer: match said {
            Some(said) if !inbound.answered_by_provider => {
                confirmation(edit, said, whose.customers.first().copied())?
            }
            _ => None,
        },
    })
}

/// Who hides the number answers, as a rule, a message of ours, and its number is known.
fn with_number(
    edit: &ServerEdit<'_>,
    inbound: &Inbound,
    exactly: Option<MessageId>,
) -> Result<Inbound, DatabaseError> {
    let mut inbound = inbound.clone();
    if !has_number(&inbound)
        && let Some(message) = exactly
        && let Some(row) = edit.row("message", message.0)?
        && let Some(address) = row.text("address")
    {
        inbound.from = address.to_owned();
    }
    Ok(inbound)
}

fn has_number(inbound: &Inbound) -> bool {
    inbound.from.starts_with('+')
}

/// Whether the server sees to it by itself, or there is nothing to see to. What someone without a
/// number asks for, nobody but a person can see to; and who asks for help is owed an answer, which only
/// Twilio's call carries back.
fn closes_itself(inbound: &Inbound) -> bool {
    let unanswered = inbound.meaning == ReplyMeaning::Help
        && inbound.provider != "twilio"
        && !inbound.answered_by_provider;
    !inbound.meaning.needs_a_person() && has_number(inbound) && !unanswered
}

fn keep(edit: &ServerEdit<'_>, inbound: &Inbound, whose: &Whose) -> Result<(), DatabaseError> {
    let at = json!(moment(edit.now()));
    let closed = closes_itself(inbound).then(|| at.clone());
    let mut fields = vec![
        ("channel", json!(inbound.channel)),
        ("address", json!(inbound.from)),
        ("words", json!(inbound.words)),
        ("pictures", json!(inbound.pictures)),
        ("meaning", json!(inbound.meaning)),
        ("received_at", at),
    ];
    fields.extend(closed.map(|at| ("closed_at", at)));
    if whose.customers.is_empty() {
        let id = agreed_id(&["stray reply", inbound.provider, &inbound.sid]);
        edit.put("stray_reply", id, fields)?;
        return Ok(());
    }
    for customer in &whose.customers {
        let id = agreed_id(&[
            "reply",
            inbound.provider,
            &inbound.sid,
            &customer.to_string(),
        ]);
        let for_id = who_answers(edit, *customer, whose)?;
        let mut fields = fields.clone();
        fields.push(("customer_id", json!(customer)));
        if let Some(answered) = whose.answered {
            fields.push(("message_id", json!(answered.message)));
            fields.extend(answered.repair.map(|repair| ("repair_id", json!(repair))));
        }
        fields.extend(for_id.map(|id| ("for_id", json!(id))));
        edit.put("reply", id, fields)?;
        if !closes_itself(inbound) {
            let repair = whose.answered.and_then(|answered| answered.repair);
            raise::customer_replied(edit, id, *customer, repair, for_id)?;
        }
    }
    Ok(())
}

/// Who is to answer: who wrote last, as long as they work here, else who looks after the customer.
fn who_answers(
    edit: &ServerEdit<'_>,
    customer: CustomerId,
    whose: &Whose,
) -> Result<Option<AssociateId>, DatabaseError> {
    let owner = edit
        .row("customer", customer.0)?
        .and_then(|row| row.id_in("owner_id"))
        .map(AssociateId);
    let writer = whose.answered.and_then(|answered| answered.asked_by);
    for associate in [writer, owner].into_iter().flatten() {
        if raise::works_here(edit, associate)? {
            return Ok(Some(associate));
        }
    }
    Ok(None)
}

/// Does what a reply clearly asks for, and says what that was where the sender is to hear of it.
fn obey(
    edit: &ServerEdit<'_>,
    inbound: &Inbound,
    whose: &Whose,
) -> Result<Option<Said>, DatabaseError> {
    let customers: Vec<CustomerId> = whose.customers.iter().copied().collect();
    let wish = Wish {
        address: &inbound.from,
        channel: inbound.channel,
        customers: &customers,
        words: &inbound.words,
    };
    match inbound.meaning {
        ReplyMeaning::Stop => {
            let by_provider = inbound.answered_by_provider;
            let source = if by_provider {
                StopSource::Provider
            } else {
                StopSource::Reply
            };
            let stopped = opt_out::opt_out(edit, &wish, source, by_provider)?;
            // Who is known here gets a message that is kept with the others; a stranger has no page
            // for it, and is answered at once.
            let at_once = stopped.new && stopped.confirmation.is_none();
            Ok(at_once.then_some(Said::Stop))
        }
        ReplyMeaning::WrongNumber => {
            opt_out::wrong_number(edit, &wish)?;
            for customer in &whose.customers {
                say_who_asks(edit, inbound, *customer, whose)?;
            }
            Ok(None)
        }
        ReplyMeaning::Start => {
            let lifted = opt_out::opt_in(edit, &wish)?;
            Ok(lifted.then_some(Said::Start))
        }
        ReplyMeaning::Help => Ok(Some(Said::Help)),
        ReplyMeaning::Thanks | ReplyMeaning::Unsure => Ok(None),
    }
}

/// The task to find the right number is for who answers this customer, in the store's words.
fn say_who_asks(
    edit: &ServerEdit<'_>,
    inbound: &Inbound,
    customer: CustomerId,
    whose: &Whose,
) -> Result<(), DatabaseError> {
    let digits = inbound.from.chars().rev().take(2).collect::<String>();
    let last: String = digits.chars().rev().collect();
    let language = super::confirm::language_of(edit, Some(customer))?;
    let words = super::confirm::wrong_number_words(language, &last);
    let mut fields = vec![("reason", json!(words))];
    let assigned = who_answers(edit, customer, whose)?;
    fields.extend(assigned.map(|id| ("assigned_to", json!(id))));
    edit.put("follow_up", opt_out::task(&inbound.from, customer), fields)?;
    Ok(())
}

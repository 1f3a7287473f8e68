//! Whose number it is, and what was last written to it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId, MessageId, RepairId};
use serde::Deserialize;

use crate::database::{DatabaseError, ServerEdit, rows};

#[derive(Deserialize)]
struct Written {
    customer_id: CustomerId,
    to_id: Option<CustomerId>,
    repair_id: Option<RepairId>,
    asked_by: Option<AssociateId>,
    asked_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
}

/// The message that a reply most likely answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answered {
    /// Which.
    pub message: MessageId,
    /// The repair that it is about.
    pub repair: Option<RepairId>,
    /// Who asked for it.
    pub asked_by: Option<AssociateId>,
}

/// Who has a number, and the last message that went to it.
#[derive(Debug, Default)]
pub(super) struct Whose {
    /// The customers, also one whose number it was when the message went out.
    pub customers: BTreeSet<CustomerId>,
    /// The last message.
    pub answered: Option<Answered>,
}

/// Finds whose `address` is; `exactly` is the message that the reply itself names.
pub(super) fn whose(
    edit: &ServerEdit<'_>,
    address: &str,
    exactly: Option<MessageId>,
) -> Result<Whose, DatabaseError> {
    let (connection, company) = (edit.connection(), edit.company());
    let mut customers: BTreeSet<CustomerId> = BTreeSet::new();
    for phone in rows::found_by(connection, company, "phone", address)? {
        customers.extend(phone.root.map(CustomerId));
    }
    // Whether it is the one that was named, whether it went out, and when.
    type Order = (bool, bool, DateTime<Utc>);
    let mut last: Option<(Order, Answered)> = None;
    for row in rows::found_by(connection, company, "message", address)? {
        let Ok(written) = row.read_as::<Written>() else {
            continue;
        };
        if customers.is_empty() || written.sent_at.is_some() {
            customers.insert(written.to_id.unwrap_or(written.customer_id));
        }
        let at = (
            exactly == Some(MessageId(row.id)),
            written.sent_at.is_some(),
            written.sent_at.unwrap_or(written.asked_at),
        );
        let answered = Answered {
            message: MessageId(row.id),
            repair: written.repair_id,
            asked_by: written.asked_by,
        };
        if last.as_ref().is_none_or(|(newest, _)| at > *newest) {
            last = Some((at, answered));
        }
    }
    let mut here = BTreeSet::new();
    for customer in customers {
        let known = edit.row("customer", customer.0)?;
        if known.is_some_and(|row| !row.deleted) {
            here.insert(customer);
        }
    }
    Ok(Whose {
        customers: here,
        answered: last.map(|(_, answered)| answered),
    })
}

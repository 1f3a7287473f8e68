//! Raises an alert once for each thing that happened and each person it concerns.
//!
//! An alert names no customer and no piece: the device knows them, and a locked screen shows less.

use std::collections::BTreeSet;

use regard_domain::ids::{AssociateId, CustomerId, OccurrenceId, PieceId, RepairId, agreed_id};
use regard_domain::uncollected::alert_id;
use regard_domain::words::{Channel, Role};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::duty;
use crate::database::push::sends;
use crate::database::{DatabaseError, ServerEdit, moment};
use crate::standing::standing;

#[derive(Deserialize)]
struct RepairRow {
    customer_id: CustomerId,
    #[serde(default)]
    piece_id: Option<PieceId>,
    #[serde(default)]
    taken_in_by: Option<AssociateId>,
}

/// A step was added: if the repair is ready now, those who know the customer are told, once for each
/// time it became ready. Who made it ready knows already.
pub fn repair_step(edit: &ServerEdit<'_>, step: Uuid) -> Result<(), DatabaseError> {
    let Some(step) = edit.row("repair_step", step)? else {
        return Ok(());
    };
    let (Some(customer), Some(repair)) = (step.root, step.id_in("repair_id")) else {
        return Ok(());
    };
    let repair = RepairId(repair);
    let standing = standing(&edit.rows_of("repair_step", customer)?, repair);
    let Some(occurrence) = standing.ready_occurrence(repair) else {
        return Ok(());
    };
    let Some(repair_row) = edit.row_as::<RepairRow>("repair", repair.0)? else {
        return Ok(());
    };

    let mut concerned: BTreeSet<AssociateId> = BTreeSet::new();
    concerned.extend(repair_row.taken_in_by);
    concerned.extend(owners(edit, repair_row.customer_id)?);
    if let Some(piece) = repair_row.piece_id {
        concerned.extend(sellers(edit, piece)?);
    }
    if let Some(actor) = standing.by {
        concerned.remove(&actor);
    }
    for associate in concerned {
        let id = agreed_id(&["alert", &occurrence.to_string(), &associate.to_string()]);
        let fields = [
            ("kind", json!("repair_ready")),
            ("customer_id", json!(repair_row.customer_id)),
            ("repair_id", json!(repair)),
        ];
        raise(edit, id, associate, fields)?;
    }
    Ok(())
}

/// A message did not reach its customer: who asked for it, and who owns the customer, are told once.
/// Where none of them works here any more, everyone of the store who talks with customers.
pub fn message_failed(edit: &ServerEdit<'_>, message: Uuid) -> Result<(), DatabaseError> {
    let Some(row) = edit.row("message", message)? else {
        return Ok(());
    };
    let Some(customer) = row.root.map(CustomerId) else {
        return Ok(());
    };
    let mut concerned: BTreeSet<AssociateId> = BTreeSet::new();
    concerned.extend(row.id_in("asked_by").map(AssociateId));
    concerned.extend(owners(edit, customer)?);
    let mut is_somebodys = false;
    for associate in &concerned {
        is_somebodys |= works_here(edit, *associate)?;
    }
    if !is_somebodys {
        concerned = of_store(edit, customer, |role| role != Role::Bench)?;
    }
    let urgent = Urgent {
        kind: "message_failed",
        about: message,
        customer,
        repair: row.id_in("repair_id").map(RepairId),
        message: Some(message),
        whose: row.id_in("asked_by").map(AssociateId),
    };
    urgent.raise(edit, &concerned)
}

/// A customer wrote something that a person has to read: who is to answer is told once.
///
/// While they are off, a colleague who is on duty is told as well; where nobody is to answer, everyone of
/// the store who talks with customers.
pub fn customer_replied(
    edit: &ServerEdit<'_>,
    reply: Uuid,
    customer: CustomerId,
    repair: Option<RepairId>,
    for_id: Option<AssociateId>,
) -> Result<(), DatabaseError> {
    let concerned = match for_id {
        Some(associate) => BTreeSet::from([associate]),
        None => of_store(edit, customer, |role| role != Role::Bench)?,
    };
    let urgent = Urgent {
        kind: "customer_replied",
        about: reply,
        customer,
        repair,
        message: None,
        whose: for_id,
    };
    urgent.raise(edit, &concerned)
}

/// The provider refuses this company's set-up, so that every message by `channel` waits: whoever manages
/// is told once for each time it is refused, however many messages wait. `message` is the first one.
pub fn sending_refused(
    edit: &ServerEdit<'_>,
    message: Uuid,
    channel: Channel,
) -> Result<(), DatabaseError> {
    let Some(row) = edit.row("message", message)? else {
        return Ok(());
    };
    let Some(customer) = row.root else {
        return Ok(());
    };
    let at = moment(edit.now());
    for manager in edit.rows_in("associate")?.iter().filter(|row| {
        row.text("role")
            .and_then(|role| role.parse().ok())
            .is_some_and(|role| matches!(role, Role::Manager | Role::Owner))
    }) {
        let parts = ["alert", "sending_refused", channel.as_ref(), &at];
        let manager = AssociateId(manager.id);
        let id = agreed_id(&[&parts[..], &[&manager.to_string()]].concat());
        let fields = [
            ("kind", json!("sending_refused")),
            ("customer_id", json!(customer)),
            ("message_id", json!(message)),
        ];
        raise(edit, id, manager, fields)?;
    }
    Ok(())
}

/// What cannot wait until someone is back.
struct Urgent {
    kind: &'static str,
    /// What happened: the message, the reply.
    about: Uuid,
    customer: CustomerId,
    repair: Option<RepairId>,
    message: Option<Uuid>,
    /// Whose it is first of all.
    whose: Option<AssociateId>,
}

impl Urgent {
    /// Tells each whom it concerns, once; and where all of them are off or gone, who stands in for them.
    fn raise(
        &self,
        edit: &ServerEdit<'_>,
        concerned: &BTreeSet<AssociateId>,
    ) -> Result<(), DatabaseError> {
        let (mut here, mut is_new) = (BTreeSet::new(), false);
        for associate in concerned {
            if works_here(edit, *associate)? {
                here.insert(*associate);
                is_new |= self.tell(edit, *associate, &associate.to_string(), None)?;
            }
        }
        // Said again later (a receipt that comes twice), it is no news for anyone.
        let is_news = is_new || here.is_empty();
        if concerned.is_empty() || !is_news {
            return Ok(());
        }
        if let Some(colleague) = duty::stand_in(edit, &here, self.customer, self.repair)? {
            let whose = self.whose.filter(|whose| concerned.contains(whose));
            let instead_of = whose.or_else(|| concerned.first().copied());
            self.tell(edit, colleague, "stand-in", instead_of)?;
        }
        Ok(())
    }

    fn tell(
        &self,
        edit: &ServerEdit<'_>,
        associate: AssociateId,
        as_whom: &str,
        instead_of: Option<AssociateId>,
    ) -> Result<bool, DatabaseError> {
        let id = agreed_id(&["alert", self.kind, &self.about.to_string(), as_whom]);
        let fields = [
            ("kind", json!(self.kind)),
            ("customer_id", json!(self.customer)),
            ("repair_id", json!(self.repair)),
            ("message_id", json!(self.message)),
            ("instead_of_id", json!(instead_of)),
        ];
        raise(edit, id, associate, fields)
    }
}

/// A piece was not collected for a month: the managers of its store are told once. Whether one of
/// them had not been told before.
pub fn uncollected(
    edit: &ServerEdit<'_>,
    customer: CustomerId,
    repair: RepairId,
    occurrence: OccurrenceId,
) -> Result<bool, DatabaseError> {
    let managers = of_store(edit, customer, |role| {
        matches!(role, Role::Manager | Role::Owner)
    })?;
    let mut is_new = false;
    for manager in managers {
        let id = alert_id(occurrence, manager.0);
        let fields = [
            ("kind", json!("uncollected")),
            ("customer_id", json!(customer)),
            ("repair_id", json!(repair)),
        ];
        is_new |= raise(edit, id, manager, fields)?;
    }
    Ok(is_new)
}

/// The people of the customer's store in one of the roles.
pub(super) fn of_store(
    edit: &ServerEdit<'_>,
    customer: CustomerId,
    fits: impl Fn(Role) -> bool,
) -> Result<BTreeSet<AssociateId>, DatabaseError> {
    let store = edit
        .row("customer", customer.0)?
        .and_then(|row| row.id_in("store_id"));
    let people = edit.rows_in("associate")?;
    Ok(people
        .iter()
        .filter(|row| row.id_in("store_id") == store && row.value("left_on").is_none())
        .filter(|row| {
            row.text("role")
                .and_then(|role| role.parse().ok())
                .is_some_and(&fits)
        })
        .map(|row| AssociateId(row.id))
        .collect())
}

/// Whether an associate works here still.
pub fn works_here(edit: &ServerEdit<'_>, associate: AssociateId) -> Result<bool, DatabaseError> {
    let row = edit.row("associate", associate.0)?;
    Ok(row.is_some_and(|row| !row.deleted && row.value("left_on").is_none()))
}

/// Answers whether there was no such alert yet.
pub(super) fn raise<const N: usize>(
    edit: &ServerEdit<'_>,
    id: Uuid,
    associate: AssociateId,
    fields: [(&str, Value); N],
) -> Result<bool, DatabaseError> {
    if !works_here(edit, associate)? || edit.row("alert", id)?.is_some() {
        return Ok(false);
    }
    let own = [
        ("associate_id", json!(associate)),
        ("raised_at", json!(moment(edit.now()))),
    ];
    edit.put("alert", id, own.into_iter().chain(fields))?;
    sends::plan(edit.connection(), edit.company(), id, associate, edit.now())?;
    Ok(true)
}

/// Whose customer it is: everybody's who looks after a record of that person.
pub(super) fn owners(
    edit: &ServerEdit<'_>,
    customer: CustomerId,
) -> Result<BTreeSet<AssociateId>, DatabaseError> {
    let mut owners = BTreeSet::new();
    for record in edit.records_of(customer.0)? {
        let row = edit.row("customer", record)?;
        owners.extend(row.and_then(|row| row.id_in("owner_id")).map(AssociateId));
    }
    Ok(owners)
}

/// Who sold the piece; its buyer may be another than the one who brings it.
fn sellers(edit: &ServerEdit<'_>, piece: PieceId) -> Result<BTreeSet<AssociateId>, DatabaseError> {
    let purchases = edit.purchases_of(piece.0)?;
    Ok(purchases
        .iter()
        .filter_map(|row| row.id_in("sold_by_id"))
        .map(AssociateId)
        .collect())
}

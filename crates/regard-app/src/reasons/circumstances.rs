//! How things are with a customer, as far as a reason to be in touch depends on it.

use std::collections::HashMap;

use chrono::Days;
use regard_domain::consent::{Permission, permission};
use regard_domain::ids::CustomerId;
use regard_domain::reason::{Answer, Circumstances, Decision, Measure, ReasonKind, may_propose};
use regard_domain::words::{Channel, Purpose};
use rusqlite::Connection;
use strum::IntoEnumIterator;
use uuid::Uuid;

use crate::customers::hard_times::gently;
use crate::database::customers::{self, Customer};
use crate::database::reasons::ReasonAnswer;
use crate::database::{consents, reasons, touches};
use crate::viewer::Viewer;

/// What was looked up of a customer.
pub(super) struct Known {
    /// Who.
    pub customer: Customer,
    /// How things are.
    pub how: Circumstances,
    answers: Vec<ReasonAnswer>,
}

/// Customers looked at so far, each once.
pub(super) struct Looked<'a> {
    conn: &'a Connection,
    viewer: &'a Viewer,
    /// The store's measure.
    pub measure: Measure,
    known: HashMap<CustomerId, Option<Known>>,
}

impl<'a> Looked<'a> {
    pub fn start(conn: &'a Connection, viewer: &'a Viewer) -> rusqlite::Result<Self> {
        Ok(Self {
            conn,
            viewer,
            measure: reasons::measure(conn, viewer.store_id)?,
            known: HashMap::new(),
        })
    }

    /// How many were looked at.
    pub fn count(&self) -> usize {
        self.known.len()
    }

    /// The customer, if this device has them and that reason may be proposed.
    pub fn may_propose(
        &mut self,
        customer: CustomerId,
        kind: ReasonKind,
        about: Option<Uuid>,
        due_on: chrono::NaiveDate,
    ) -> rusqlite::Result<Option<&Known>> {
        if !self.known.contains_key(&customer) {
            let known = look(self.conn, self.viewer, customer, self.measure)?;
            self.known.insert(customer, known);
        }
        let Some(Some(known)) = self.known.get(&customer) else {
            return Ok(None);
        };
        let answers: Vec<Answer> = known
            .answers
            .iter()
            .filter(|answer| answer.kind == Some(kind) && answer.about_id == about)
            .filter_map(|answer| {
                Some(Answer {
                    decision: answer.decision?,
                    due_on: answer.due_on,
                    on: self.viewer.day_of(answer.answered_at),
                    until: answer.quiet_until,
                })
            })
            .collect();
        let (how, today) = (&known.how, self.viewer.today);
        let may = may_propose(kind, due_on, &answers, how, self.measure, today);
        Ok(may.then_some(known))
    }
}

fn look(
    conn: &Connection,
    viewer: &Viewer,
    id: CustomerId,
    measure: Measure,
) -> rusqlite::Result<Option<Known>> {
    let Some(customer) = customers::customer(conn, id)? else {
        return Ok(None);
    };
    let answers = reasons::answers_of(conn, id)?;
    let mut how = Circumstances {
        gently: gently(conn, viewer, Some(&customer))?,
        deceased: customer.deceased_on.is_some(),
        stopped: stopped(conn, id)?,
        arranged: reasons::is_arranged(conn, id)?,
        ..Circumstances::default()
    };
    // A day more: the store's day began on the day before in London.
    let back = Days::new(u64::from(measure.within_days));
    let since = viewer.today.checked_sub_days(back).unwrap_or(viewer.today);
    for touch in touches::since(conn, id, since)? {
        let on = touch.at.map(|at| viewer.day_of(at)).or(touch.on);
        match on {
            Some(on) if touch.message => how.touches.message(on),
            Some(on) => how.touches.contact(on),
            None => {}
        }
    }
    let went = touches::gave_and_offered(conn, id)?;
    how.gave_on = went.gave_at.map(|at| viewer.day_of(at));
    how.asked_on = went.offered_at.map(|at| viewer.day_of(at));
    for answer in &answers {
        if let (Some(Decision::Done), Some(kind)) = (answer.decision, answer.kind) {
            let on = Some(viewer.day_of(answer.answered_at));
            if kind.asks() {
                how.asked_on = how.asked_on.max(on);
            } else {
                how.gave_on = how.gave_on.max(on);
            }
        }
    }
    Ok(Some(Known {
        customer,
        how,
        answers,
    }))
}

/// Whether they asked to be left alone, at any address of theirs: not of offers alone, which is no stop.
fn stopped(conn: &Connection, customer: CustomerId) -> rusqlite::Result<bool> {
    let mut addresses: Vec<String> = customers::phones(conn, customer)?
        .into_iter()
        .map(|phone| phone.e164.unwrap_or(phone.typed))
        .collect();
    addresses.extend(
        customers::emails(conn, customer)?
            .into_iter()
            .map(|email| email.address.to_lowercase()),
    );
    for address in addresses {
        let statements = consents::about_address(conn, &address)?;
        let withdrawn = |channel, purpose| {
            permission(&statements, &address, channel, purpose).0 == Permission::Withdrawn
        };
        if Channel::iter().any(|channel| {
            withdrawn(channel, Purpose::Service) || withdrawn(channel, Purpose::OneToOne)
        }) {
            return Ok(true);
        }
    }
    Ok(false)
}

//! Shows on the message's own row where it stands, and tells the associate when it failed.

use regard_domain::ids::{CustomerId, OccurrenceId, RepairId};
use regard_domain::message::MessageState;
use serde::Deserialize;
use serde_json::{Value, json};

use super::joined::follow;
use crate::alerts::raise;
use crate::database::delivery::{self, Delivery};
use crate::database::{DatabaseError, ServerEdit, moment};

/// A message as its row has it.
#[derive(Clone, Deserialize)]
pub(crate) struct MessageRow {
    pub customer_id: CustomerId,
    pub repair_id: Option<RepairId>,
    pub occurrence_id: Option<OccurrenceId>,
    #[serde(default)]
    pub resend: u32,
    pub purpose: String,
    pub to_id: Option<CustomerId>,
    pub address: String,
    pub subject: Option<String>,
    pub body: String,
    #[serde(default)]
    pub language: String,
    pub asked_at: chrono::DateTime<chrono::Utc>,
    pub cancelled_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// Saves where a message stands and shows it on every device. A message that is gone (erased) is
/// saved only.
pub(crate) fn publish(edit: &ServerEdit<'_>, delivery: &Delivery) -> Result<(), DatabaseError> {
    if delivery.leads {
        for inside in follow(edit, delivery)? {
            show(edit, &inside)?;
        }
    }
    let mut delivery = delivery.clone();
    // Back in the queue each goes on its own.
    delivery.leads &= delivery.state != MessageState::Waiting;
    delivery::save(edit.connection(), edit.company(), &delivery)?;
    show(edit, &delivery)
}

fn show(edit: &ServerEdit<'_>, delivery: &Delivery) -> Result<(), DatabaseError> {
    let Some(row) = edit
        .row("message", delivery.message.0)?
        .filter(|row| !row.deleted)
    else {
        return Ok(());
    };
    let time =
        |at: Option<chrono::DateTime<chrono::Utc>>| at.map_or(Value::Null, |at| json!(moment(at)));
    let state = delivery.state.to_string();
    let mut fields = vec![
        (
            "state_reason",
            json!(delivery.reason.map(|reason| reason.to_string())),
        ),
        ("waits_until", time(delivery.waits_until)),
        ("sent_at", time(delivery.sent_at)),
        ("delivered_at", time(delivery.delivered_at)),
    ];
    if row.text("state") != Some(&state) {
        fields.push(("state_at", json!(moment(edit.now()))));
    }
    fields.push(("state", json!(state)));
    if delivery.outbox_only {
        fields.push(("outbox_only", json!(true)));
    }
    edit.put("message", delivery.message.0, fields)?;
    if must_be_told(delivery.state) {
        raise::message_failed(edit, delivery.message.0)?;
    }
    Ok(())
}

/// Whether the associate who asked has something to do now: call, or correct the number.
fn must_be_told(state: MessageState) -> bool {
    matches!(
        state,
        MessageState::NotDelivered
            | MessageState::NeedsAttention
            | MessageState::OptedOut
            | MessageState::NoConsent
    )
}

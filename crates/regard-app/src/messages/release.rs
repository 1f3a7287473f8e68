//! Lets held messages go on when their seconds are over: they become rows of the store and wait for
//! the server.

use chrono::{DateTime, Utc};
use regard_domain::ids::MessageId;
use serde_json::json;

use crate::app::App;
use crate::database::Edit;
use crate::database::messages::{self, Fate, MessageRow};
use crate::error::CommandError;
use crate::repairs::cards::RepairFile;

/// Lets every held message go on whose time has come; says which. Asked at the start, and whenever
/// a message may be due.
///
/// One whose repair is no longer ready, or ready anew, is kept as cancelled: its words are not lost,
/// and it is never sent.
pub fn release_due(app: &App) -> Result<Vec<MessageId>, CommandError> {
    let now = app.now();
    let any_due = app.database()?.read(|conn| {
        Ok(messages::all_held(conn)?
            .iter()
            .any(|held| is_due(held, now)))
    })?;
    if !any_due {
        return Ok(Vec::new());
    }
    app.database()?.write(|edit| {
        let mut released = Vec::new();
        for message in messages::all_held(edit.connection())? {
            if is_due(&message, now) {
                release(edit, &message)?;
                released.push(message.id);
            }
        }
        Ok(released)
    })
}

fn is_due(message: &MessageRow, now: DateTime<Utc>) -> bool {
    matches!(message.fate, Fate::Held(until) if until <= now)
}

/// Lets one held message go on inside an act.
pub(super) fn release(edit: &mut Edit<'_>, message: &MessageRow) -> Result<(), CommandError> {
    let conn = edit.connection();
    // What is about no time of becoming ready (an answer to a customer) stays true.
    let still_true = match (message.repair_id, message.occurrence_id) {
        (Some(repair), Some(occurrence)) => RepairFile::read(conn, repair)?
            .is_some_and(|file| file.standing.ready_occurrence(repair) == Some(occurrence)),
        _ => true,
    };
    let cancelled_at = (!still_true).then(|| edit.now());
    messages::let_go(conn, message.id)?;
    // When the store has the same message already, that one stands.
    edit.add(
        "message",
        message.id,
        json!({
            "customer_id": message.customer_id,
            "repair_id": message.repair_id,
            "occurrence_id": message.occurrence_id,
            "resend": message.resend,
            "purpose": message.purpose,
            "channel": message.channel,
            "to_id": message.to_id,
            "address": message.address,
            "subject": message.subject,
            "body": message.body,
            "language": message.language,
            "asked_at": message.asked_at,
            "asked_by": message.asked_by,
            "template": message.template.map(|made| made.key),
            "template_id": message.template.and_then(|made| made.id),
            "template_version": message.template.map(|made| made.version),
            "reply_to": message.reply_to,
            "cancelled_at": cancelled_at,
        }),
    )?;
    edit.changed("message");
    Ok(())
}

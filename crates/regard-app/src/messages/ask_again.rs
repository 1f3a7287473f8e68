//! Asks for a message again after it failed, or when nobody can tell: a person decides, and it is
//! another message, with a link of its own.

use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, intent_id};

use super::cards;
use super::screens::{MessageCard, OneMessage};
use super::status_link;
use super::tell::{check_permission, hold};
use crate::app::App;
use crate::database::Edit;
use crate::database::messages::{self, Fate, MessageRow};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::repairs::steps;
use crate::viewer::Viewer;

/// Asks for the message again, in the same words to the same address.
pub async fn ask_again(app: &App, one: OneMessage) -> Result<MessageCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let id = again(edit, &one)?;
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        cards::card(edit.connection(), &viewer, id)?
            .ok_or_else(|| CommandError::not_found("message"))
    })
}

fn again(edit: &mut Edit<'_>, one: &OneMessage) -> Result<MessageId, CommandError> {
    let conn = edit.connection();
    let mut last =
        messages::by_id(conn, one.message_id)?.ok_or_else(|| CommandError::not_found("message"))?;
    let (Some(repair), Some(occurrence)) = (last.repair_id, last.occurrence_id) else {
        return Err(not_any_more());
    };
    // The newest of those asked for after it is the one that counts.
    loop {
        let next = intent_id(
            repair,
            occurrence,
            last.purpose,
            last.resend.saturating_add(1),
        );
        match messages::by_id(conn, next)? {
            Some(newer) => last = newer,
            None => break,
        }
    }
    let (state, _) = cards::state_of(&last);
    if !state.is_final() {
        if last.id == one.message_id {
            return Err(CommandError::new(
                ErrorCode::Conflict,
                match state {
                    MessageState::Checking => Refusal::CarrierAsked,
                    _ => Refusal::StillOnItsWay,
                },
            ));
        }
        return Ok(last.id);
    }
    if state == MessageState::Delivered {
        return Err(CommandError::new(
            ErrorCode::Conflict,
            Refusal::ArrivedAlready,
        ));
    }
    let file = steps::file(edit, repair)?;
    if file.standing.ready_occurrence(repair) != Some(occurrence) {
        return Err(not_any_more());
    }
    check_permission(conn, last.channel, &last.address)?;
    let resend = last.resend.saturating_add(1);
    let id = intent_id(repair, occurrence, last.purpose, resend);
    let message = MessageRow {
        id,
        resend,
        body: status_link::renewed(conn, file.repair.store_id, &last.body, last.id, id)?,
        asked_at: edit.now(),
        asked_by: Some(edit.me().associate_id),
        fate: Fate::Held(edit.now()),
        ..last
    };
    hold(edit, message)?;
    Ok(id)
}

fn not_any_more() -> CommandError {
    CommandError::new(ErrorCode::Conflict, Refusal::RepairChanged)
}

//! Takes a message back: at once while it is held, else as long as the server has not sent it.

use regard_domain::message::{MessageState, StateReason};
use serde_json::json;

use super::cards;
use super::screens::{MessageCard, OneMessage};
use crate::app::App;
use crate::database::messages::{self, Fate};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::viewer::Viewer;

/// Takes a message back. The card still has its words.
pub async fn undo_message(app: &App, one: OneMessage) -> Result<MessageCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
        let message = messages::by_id(conn, one.message_id)?
            .ok_or_else(|| CommandError::not_found("message"))?;
        if matches!(message.fate, Fate::Held(_)) {
            let mut card = cards::of_row(conn, &viewer, &message)?;
            messages::let_go(conn, one.message_id)?;
            edit.changed("message");
            card.state = MessageState::Cancelled;
            card.reason = Some(StateReason::TakenBack);
            card.held_until = None;
            return Ok(card);
        }
        match cards::state_of(&message).0 {
            MessageState::Cancelled => {}
            MessageState::OnDevice | MessageState::Waiting => edit.set(
                "message",
                one.message_id,
                json!({ "cancelled_at": edit.now(), "cancelled_by": viewer.me }),
            )?,
            _ => {
                return Err(CommandError::new(ErrorCode::Conflict, Refusal::LeftAlready));
            }
        }
        cards::card(conn, &viewer, one.message_id)?
            .ok_or_else(|| CommandError::not_found("message"))
    })
}

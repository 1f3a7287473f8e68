//! Sends a held message without waiting for the rest of its seconds.

use super::cards;
use super::release;
use super::screens::{MessageCard, OneMessage};
use crate::app::App;
use crate::database::messages::{self, Fate};
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Lets a held message go on; one that went on already stays as it is.
pub async fn send_now(app: &App, one: OneMessage) -> Result<MessageCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let message = messages::by_id(edit.connection(), one.message_id)?
            .ok_or_else(|| CommandError::not_found("message"))?;
        if matches!(message.fate, Fate::Held(_)) {
            release::release(edit, &message)?;
        }
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        cards::card(edit.connection(), &viewer, one.message_id)?
            .ok_or_else(|| CommandError::not_found("message"))
    })
}

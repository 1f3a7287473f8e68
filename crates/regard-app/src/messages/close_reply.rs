//! Says that nothing is left to do about what someone wrote: it was answered by telephone, or needs
//! no answer.

use serde_json::json;

use super::thread_screens::OneReply;
use crate::app::App;
use crate::database::replies;
use crate::error::CommandError;
use crate::session::screens::Nothing;

/// Closes a reply, of a customer or of a stranger.
pub async fn close_reply(app: &App, one: OneReply) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let closed = json!({ "closed_at": edit.now(), "closed_by": edit.me().associate_id });
        match replies::by_id(edit.connection(), one.reply_id)? {
            Some(reply) if reply.closed_at.is_some() => {}
            Some(reply) => edit.set("reply", reply.id, closed)?,
            None => edit.set("stray_reply", one.reply_id, closed)?,
        }
        Ok(Nothing {})
    })
}

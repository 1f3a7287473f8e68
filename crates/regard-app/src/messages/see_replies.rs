//! Marks what a customer wrote as seen, once their thread was opened.

use serde_json::json;

use super::thread_screens::SeeReplies;
use crate::app::App;
use crate::database::replies;
use crate::error::CommandError;
use crate::session::screens::Nothing;

/// Marks every reply of a customer as seen. What was seen already stays as it is.
pub async fn see_replies(app: &App, asked: SeeReplies) -> Result<Nothing, CommandError> {
    app.session()?;
    let unseen = app.database()?.read(|conn| {
        Ok(replies::of_customer(conn, asked.customer_id)?
            .iter()
            .any(|reply| reply.seen_at.is_none()))
    })?;
    if !unseen {
        return Ok(Nothing {});
    }
    app.database()?.write(|edit| {
        for reply in replies::of_customer(edit.connection(), asked.customer_id)? {
            if reply.seen_at.is_none() {
                edit.set(
                    "reply",
                    reply.id,
                    json!({ "seen_at": edit.now(), "seen_by": edit.me().associate_id }),
                )?;
            }
        }
        Ok(Nothing {})
    })
}

//! Ends a wish: they have it, they do not wish for it any more, it was bought. Or opens it again.

use serde_json::json;

use super::screens::EndWish;
use crate::app::App;
use crate::database::wishes;
use crate::error::CommandError;
use crate::session::screens::Nothing;

/// Ends a wish, or opens it again.
pub async fn end_wish(app: &App, asked: EndWish) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let row = wishes::by_id(edit.connection(), asked.wish_id)?
            .ok_or_else(|| CommandError::not_found("wish"))?;
        // Ended twice the same way, it ended the first time.
        if row.ended_as != asked.how {
            let ended = asked.how.map(|_| (edit.now(), edit.me().associate_id));
            edit.set(
                "wish",
                asked.wish_id,
                json!({
                    "ended_as": asked.how,
                    "ended_at": ended.map(|(at, _)| at),
                    "ended_by": ended.map(|(_, by)| by),
                }),
            )?;
        }
        Ok(Nothing {})
    })
}

//! Ticks a follow-up, or takes the tick back.

use serde_json::json;

use super::cards;
use super::screens::{FinishFollowUp, FollowUpCard};
use crate::app::App;
use crate::database::follow_ups;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Ticks a follow-up, or takes the tick back.
pub async fn finish_follow_up(
    app: &App,
    tick: FinishFollowUp,
) -> Result<FollowUpCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let row = follow_ups::by_id(edit.connection(), tick.follow_up_id)?
            .ok_or_else(|| CommandError::not_found("follow-up"))?;
        // A second tick keeps the time and the name of the first.
        if row.done_at.is_some() != tick.done {
            let done = tick.done.then(|| (edit.now(), edit.me().associate_id));
            edit.set(
                "follow_up",
                tick.follow_up_id,
                json!({
                    "done_at": done.map(|(at, _)| at),
                    "done_by": done.map(|(_, by)| by),
                }),
            )?;
        }
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        cards::card(edit.connection(), &viewer, tick.follow_up_id)?
            .ok_or_else(|| CommandError::not_found("follow-up"))
    })
}

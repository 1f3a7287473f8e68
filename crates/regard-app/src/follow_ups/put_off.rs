//! Puts a follow-up off to another day.

use serde_json::json;

use super::cards;
use super::screens::{FollowUpCard, PutOffFollowUp};
use crate::app::App;
use crate::database::follow_ups;
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::viewer::Viewer;

/// Puts a follow-up off.
pub async fn put_off_follow_up(
    app: &App,
    put_off: PutOffFollowUp,
) -> Result<FollowUpCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        let row = follow_ups::by_id(edit.connection(), put_off.follow_up_id)?
            .ok_or_else(|| CommandError::not_found("follow-up"))?;
        if row.done_at.is_some() {
            return Err(CommandError::new(
                ErrorCode::Conflict,
                Refusal::FollowUpDone,
            ));
        }
        if put_off.due_on < viewer.today {
            return Err(CommandError::invalid("dueOn", Refusal::DayHasPassed));
        }
        edit.set(
            "follow_up",
            put_off.follow_up_id,
            json!({ "due_on": put_off.due_on }),
        )?;
        cards::card(edit.connection(), &viewer, put_off.follow_up_id)?
            .ok_or_else(|| CommandError::not_found("follow-up"))
    })
}

//! Makes a follow-up with a human reason.

use regard_domain::ids::FollowUpId;
use serde_json::json;

use super::cards;
use super::screens::{AddFollowUp, FollowUpCard};
use crate::app::App;
use crate::database::{Edit, customers};
use crate::error::{CommandError, Refusal};
use crate::viewer::Viewer;

/// Makes a follow-up; it is of the one who uses this device.
pub async fn add_follow_up(
    app: &App,
    follow_up: AddFollowUp,
) -> Result<FollowUpCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        let id = add(edit, &viewer, follow_up)?;
        cards::card(edit.connection(), &viewer, id)?
            .ok_or_else(|| CommandError::not_found("follow-up"))
    })
}

/// The follow-up inside an act.
pub fn add(
    edit: &mut Edit<'_>,
    viewer: &Viewer,
    follow_up: AddFollowUp,
) -> Result<FollowUpId, CommandError> {
    if customers::customer(edit.connection(), follow_up.customer_id)?.is_none() {
        return Err(CommandError::not_found("customer"));
    }
    let reason = follow_up.reason.trim();
    if reason.is_empty() {
        return Err(CommandError::invalid("reason", Refusal::AboutMissing));
    }
    if follow_up.due_on < viewer.today {
        return Err(CommandError::invalid("dueOn", Refusal::DayHasPassed));
    }
    let id = FollowUpId(edit.new_id());
    edit.add(
        "follow_up",
        id,
        json!({
            "customer_id": follow_up.customer_id,
            "reason": reason,
            "due_on": follow_up.due_on,
            "assigned_to": viewer.me,
            "created_at": edit.now(),
            "created_by": viewer.me,
        }),
    )?;
    Ok(id)
}

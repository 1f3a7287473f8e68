//! Plans a promise backwards from its day: what has to be ordered, by when, and that it was.

use regard_domain::ids::PromiseId;
use serde_json::json;

use super::cards;
use super::screens::{OrderPromise, PlanPromise, PromiseCard};
use crate::app::App;
use crate::database::{Edit, promises};
use crate::error::{CommandError, Refusal};
use crate::viewer::Viewer;

/// The most days that a lead time or what is kept in hand can have: two years.
const MOST_DAYS: u32 = 730;

/// Moves the day of a promise and what it takes to be in time.
pub async fn plan_promise(app: &App, asked: PlanPromise) -> Result<PromiseCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        check_plan(asked.due_on.is_some(), asked.lead_days, asked.slack_days)?;
        known(edit, asked.promise_id)?;
        edit.set(
            "promise",
            asked.promise_id,
            json!({
                "due_on": asked.due_on,
                "lead_days": asked.lead_days,
                "slack_days": asked.slack_days,
            }),
        )?;
        card(edit, asked.promise_id)
    })
}

/// Notes that what a promise needs was ordered, or takes that back.
pub async fn order_promise(app: &App, asked: OrderPromise) -> Result<PromiseCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let promise = known(edit, asked.promise_id)?;
        // A second tap keeps the time of the first.
        if promise.ordered_at.is_some() != asked.ordered {
            let at = asked.ordered.then(|| edit.now());
            let by = asked.ordered.then(|| edit.me().associate_id);
            edit.set(
                "promise",
                asked.promise_id,
                json!({ "ordered_at": at, "ordered_by": by }),
            )?;
        }
        card(edit, asked.promise_id)
    })
}

/// Refuses days that nobody can plan with.
pub(super) fn check_plan(
    has_day: bool,
    lead_days: Option<u32>,
    slack_days: Option<u32>,
) -> Result<(), CommandError> {
    if lead_days.is_some() && !has_day {
        return Err(CommandError::invalid("dueOn", Refusal::NeededByMissing));
    }
    if lead_days.is_none() && slack_days.is_some() {
        return Err(CommandError::invalid("leadDays", Refusal::LeadDaysMissing));
    }
    for (field, days) in [("leadDays", lead_days), ("slackDays", slack_days)] {
        if days.is_some_and(|days| days > MOST_DAYS) {
            return Err(CommandError::invalid(field, Refusal::OverTwoYears));
        }
    }
    Ok(())
}

fn known(edit: &Edit<'_>, id: PromiseId) -> Result<promises::PromiseRow, CommandError> {
    promises::by_id(edit.connection(), id)?.ok_or_else(|| CommandError::not_found("promise"))
}

fn card(edit: &Edit<'_>, id: PromiseId) -> Result<PromiseCard, CommandError> {
    let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
    cards::card(edit.connection(), &viewer, id)?.ok_or_else(|| CommandError::not_found("promise"))
}

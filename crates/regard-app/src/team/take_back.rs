//! Takes a handover back. Whom somebody else has in hand since stays where they are: that is a later
//! word than this one.

use serde_json::json;
use uuid::Uuid;

use super::list::card;
use super::pass_on::AT_ONCE;
use super::screens::{HandoverCard, OneHandover};
use crate::app::App;
use crate::database::{Edit, customers, follow_ups, handovers, time_text};
use crate::error::CommandError;

/// Takes it back. A second time changes nothing; done again after it broke off, it goes on with the rest.
pub async fn take_back_handover(
    app: &App,
    asked: OneHandover,
) -> Result<HandoverCard, CommandError> {
    app.session()?;
    let database = app.database()?;
    while database.write(|edit| part(edit, asked.handover_id))? > 0 {
        // Someone else may write before the next part.
        tokio::task::yield_now().await;
    }
    database.read(|conn| {
        let act = handovers::act(conn, asked.handover_id)?
            .ok_or_else(|| CommandError::not_found("handover"))?;
        Ok(card(conn, &act)?)
    })
}

/// The next few; answers how many.
fn part(edit: &mut Edit<'_>, act: Uuid) -> Result<usize, CommandError> {
    let conn = edit.connection();
    let rows = handovers::holding(conn, act, AT_ONCE)?;
    for row in &rows {
        match row.follow_up {
            None => {
                let now = customers::record(conn, row.customer)?;
                if now.is_some_and(|now| now.owner_id == Some(row.to)) {
                    edit.set("customer", row.customer.0, json!({ "owner_id": row.from }))?;
                }
            }
            Some(follow_up) => {
                let now = follow_ups::by_id(conn, follow_up)?;
                let theirs = |now: &follow_ups::FollowUpRow| {
                    now.assigned_to == Some(row.to) && now.done_at.is_none()
                };
                if now.as_ref().is_some_and(theirs) {
                    edit.set("follow_up", follow_up.0, json!({ "assigned_to": row.from }))?;
                }
            }
        }
        let taken_back = json!({
            "taken_back_at": time_text(edit.now()),
            "taken_back_by": edit.me().associate_id,
        });
        edit.set("handover", row.id, taken_back)?;
    }
    Ok(rows.len())
}

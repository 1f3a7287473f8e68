//! Takes a handover back. Whom somebody else has in hand since stays where they are: that is a later
//! word than this one.

use serde_json::json;

use super::list::card;
use super::screens::{HandoverCard, OneHandover};
use crate::app::App;
use crate::database::{customers, follow_ups, handovers, time_text};
use crate::error::CommandError;

/// Takes it back. A second time changes nothing.
pub async fn take_back_handover(
    app: &App,
    asked: OneHandover,
) -> Result<HandoverCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let rows = handovers::rows_of(conn, asked.handover_id)?;
        if rows.is_empty() {
            return Err(CommandError::not_found("handover"));
        }
        for row in rows.iter().filter(|row| !row.taken_back) {
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
        let act = handovers::act(conn, asked.handover_id)?
            .ok_or_else(|| CommandError::not_found("handover"))?;
        Ok(card(conn, &act)?)
    })
}

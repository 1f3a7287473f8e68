//! Ends a promise that was not kept or used up: it was broken, or the customer let us off.

use serde_json::json;

use super::cards;
use super::screens::{EndPromise, PromiseCard};
use crate::app::App;
use crate::database::promises;
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::viewer::Viewer;

/// The fewest letters of a reason.
const FEWEST_LETTERS: usize = 3;

/// Ends a promise with its reason, or takes the end back.
pub async fn end_promise(app: &App, asked: EndPromise) -> Result<PromiseCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let promise = promises::by_id(edit.connection(), asked.promise_id)?
            .ok_or_else(|| CommandError::not_found("promise"))?;
        let fields = match asked.end {
            // How it had ended stays written down; it counts while it has a time.
            None => json!({ "ended_at": null }),
            Some(_) if promise.ended.is_some() => {
                return Err(CommandError::new(
                    ErrorCode::Conflict,
                    Refusal::PromiseEnded,
                ));
            }
            // Opened again by mistake: it ends as it had ended, by whom and when.
            Some(_) if asked.at.is_some() => json!({ "ended_at": asked.at }),
            Some(_) if promise.kept_at.is_some() => {
                return Err(CommandError::new(ErrorCode::Conflict, Refusal::PromiseKept));
            }
            Some(end) => json!({
                "ended_as": end,
                "ended_reason": written_reason(asked.reason.as_deref())?,
                "ended_at": edit.now(),
                "ended_by": edit.me().associate_id,
            }),
        };
        edit.set("promise", asked.promise_id, fields)?;
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        cards::card(edit.connection(), &viewer, asked.promise_id)?
            .ok_or_else(|| CommandError::not_found("promise"))
    })
}

fn written_reason(typed: Option<&str>) -> Result<&str, CommandError> {
    let reason = typed.unwrap_or_default().trim();
    if reason.chars().filter(|c| c.is_alphabetic()).count() < FEWEST_LETTERS {
        return Err(CommandError::invalid("reason", Refusal::ReasonMissing));
    }
    Ok(reason)
}

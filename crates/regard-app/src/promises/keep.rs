//! Ticks a promise that was something to do, or takes the tick back.

use serde_json::json;

use super::cards;
use super::screens::{KeepPromise, PromiseCard};
use crate::app::App;
use crate::database::promises;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Ticks a promise, or takes the tick back.
pub async fn keep_promise(app: &App, tick: KeepPromise) -> Result<PromiseCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let promise = promises::by_id(edit.connection(), tick.promise_id)?
            .ok_or_else(|| CommandError::not_found("promise"))?;
        // A second tick keeps the time of the first.
        if promise.kept_at.is_some() != tick.kept {
            let kept_at = tick.kept.then(|| edit.now());
            let kept_by = tick.kept.then(|| edit.me().associate_id);
            edit.set(
                "promise",
                tick.promise_id,
                json!({ "kept_at": kept_at, "kept_by": kept_by }),
            )?;
        }
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        cards::card(edit.connection(), &viewer, tick.promise_id)?
            .ok_or_else(|| CommandError::not_found("promise"))
    })
}

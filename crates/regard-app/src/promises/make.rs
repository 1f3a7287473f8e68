//! Writes a promise down, in the words it was given in.

use regard_domain::ids::PromiseId;
use serde_json::json;

use super::cards;
use super::screens::{MakePromise, PromiseCard};
use crate::app::App;
use crate::database::{Edit, customers, pieces};
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Makes a promise: the one who uses this device gives their word today.
pub async fn make_promise(app: &App, promise: MakePromise) -> Result<PromiseCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        let id = make(edit, &viewer, promise)?;
        cards::card(edit.connection(), &viewer, id)?
            .ok_or_else(|| CommandError::not_found("promise"))
    })
}

/// The promise inside an act.
pub fn make(
    edit: &mut Edit<'_>,
    viewer: &Viewer,
    promise: MakePromise,
) -> Result<PromiseId, CommandError> {
    let conn = edit.connection();
    if customers::customer(conn, promise.customer_id)?.is_none() {
        return Err(CommandError::not_found("customer"));
    }
    let words = promise.words.trim();
    if words.is_empty() {
        return Err(CommandError::invalid("words", "Say what was promised."));
    }
    if let Some(piece) = promise.piece_id
        && pieces::piece(conn, piece)?.is_none()
    {
        return Err(CommandError::not_found("piece"));
    }
    if promise.uses_allowed == Some(0) {
        return Err(CommandError::invalid(
            "usesAllowed",
            "A promise can be used at least once.",
        ));
    }
    if promise.until.is_some_and(|until| until < viewer.today) {
        return Err(CommandError::invalid("until", "That day has passed."));
    }
    let id = PromiseId(edit.new_id());
    edit.add(
        "promise",
        id,
        json!({
            "customer_id": promise.customer_id,
            "piece_id": promise.piece_id,
            "words": words,
            "covers": promise.covers,
            "made_by_id": viewer.me,
            "made_on": viewer.today,
            "until": promise.until,
            "uses_allowed": promise.uses_allowed,
            "due_on": promise.due_on,
        }),
    )?;
    Ok(id)
}

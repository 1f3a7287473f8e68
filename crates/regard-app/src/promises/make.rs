//! Writes a promise down, in the words it was given in.

use regard_domain::ids::PromiseId;
use regard_domain::promise::PromiseKind;
use serde_json::json;

use super::screens::{MakePromise, PromiseCard};
use super::{cards, plan};
use crate::app::App;
use crate::database::{Edit, customers, pieces};
use crate::error::{CommandError, Refusal};
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
        return Err(CommandError::invalid("words", Refusal::PromiseEmpty));
    }
    if let Some(piece) = promise.piece_id
        && pieces::piece(conn, piece)?.is_none()
    {
        return Err(CommandError::not_found("piece"));
    }
    if promise.uses_allowed == Some(0) {
        return Err(CommandError::invalid("usesAllowed", Refusal::UsesBelowOne));
    }
    if promise.until.is_some_and(|until| until < viewer.today) {
        return Err(CommandError::invalid("until", Refusal::DayHasPassed));
    }
    plan::check_plan(
        promise.due_on.is_some(),
        promise.lead_days,
        promise.slack_days,
    )?;
    let kind = promise.kind.unwrap_or_else(|| {
        PromiseKind::of_terms(promise.covers, promise.uses_allowed, promise.due_on)
    });
    check_kind(kind, &promise)?;
    let event = promise
        .event
        .as_deref()
        .map(str::trim)
        .filter(|event| !event.is_empty());
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
            "kind": kind,
            "for_household": promise.for_household.filter(|yes| *yes),
            "event": event,
            "lead_days": promise.lead_days,
            "slack_days": promise.slack_days,
        }),
    )?;
    Ok(id)
}

/// Refuses a promise whose terms its kind can do nothing with.
fn check_kind(kind: PromiseKind, promise: &MakePromise) -> Result<(), CommandError> {
    if kind.is_about_price() != promise.covers.is_some() {
        return Err(CommandError::invalid("covers", Refusal::CoversMissing));
    }
    match kind {
        PromiseKind::Times if promise.uses_allowed.is_none() => {
            Err(CommandError::invalid("usesAllowed", Refusal::UsesMissing))
        }
        PromiseKind::ByDate | PromiseKind::BeforeEvent | PromiseKind::CallBack
            if promise.due_on.is_none() =>
        {
            Err(CommandError::invalid("dueOn", Refusal::DueMissing))
        }
        _ => Ok(()),
    }
}

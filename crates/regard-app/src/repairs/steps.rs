//! Writes steps of a repair: what every act on one has in common.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::ids::{RepairId, RepairStepId};
use regard_domain::repair::StepKind;
use serde_json::{Value, json};

use super::cards::{self, RepairFile};
use super::screens::RepairCard;
use crate::database::Edit;
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::viewer::Viewer;

/// The repair with all about it, inside an act.
pub(crate) fn file(edit: &Edit<'_>, id: RepairId) -> Result<RepairFile, CommandError> {
    RepairFile::read(edit.connection(), id)?.ok_or_else(|| CommandError::not_found("repair"))
}

/// The card of the repair as the act leaves it.
pub(crate) fn card(edit: &Edit<'_>, id: RepairId) -> Result<RepairCard, CommandError> {
    let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
    cards::card(edit.connection(), &viewer, id)?.ok_or_else(|| CommandError::not_found("repair"))
}

/// The moment of the next step: now, and later than every step that its author could see, so that a
/// device with a slow clock moves a repair on and not back.
pub(crate) fn moment(edit: &Edit<'_>, file: &RepairFile) -> DateTime<Utc> {
    let seen = file.steps.iter().map(|step| step.at).max();
    seen.map_or(edit.now(), |last| {
        edit.now().max(last + TimeDelta::milliseconds(1))
    })
}

/// Adds a step of this moment by the one who uses this device; `more` holds its other fields.
pub(crate) fn add(
    edit: &mut Edit<'_>,
    file: &RepairFile,
    kind: StepKind,
    more: Value,
) -> Result<RepairStepId, CommandError> {
    let id = RepairStepId(edit.new_id());
    let mut fields = json!({
        "repair_id": file.repair.id,
        "customer_id": file.repair.record_id,
        "kind": kind,
        "at": moment(edit, file),
        "by_id": edit.me().associate_id,
    });
    if let (Some(fields), Value::Object(more)) = (fields.as_object_mut(), more) {
        fields.extend(more);
    }
    edit.add("repair_step", id, fields)?;
    Ok(id)
}

/// Writes down where the envelope lies now, when anyone said.
pub(crate) fn lay(
    edit: &mut Edit<'_>,
    file: &RepairFile,
    bin: Option<&str>,
) -> Result<(), CommandError> {
    match words(bin) {
        Some(bin) => edit.set("repair", file.repair.id, json!({ "bin": bin })),
        None => Ok(()),
    }
}

/// What was typed, without blanks around it; none when that is nothing.
pub(crate) fn words(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|typed| !typed.is_empty())
}

/// The repair is not where the screen showed it.
pub(crate) fn moved_on() -> CommandError {
    CommandError::new(ErrorCode::Conflict, Refusal::RepairMovedOn)
}

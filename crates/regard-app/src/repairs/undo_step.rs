//! Takes a wrong tap back. The step stays in the history, struck through.

use regard_domain::repair::StepKind;
use serde_json::json;

use super::cards::RepairFile;
use super::screens::{RepairCard, UndoRepairStep};
use super::steps;
use crate::app::App;
use crate::database::repair_steps::RepairStepRow;
use crate::error::{CommandError, ErrorCode, Refusal};

/// Takes the newest step back; a step that was taken back already stays so.
pub async fn undo_repair_step(app: &App, undo: UndoRepairStep) -> Result<RepairCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let file = steps::file(edit, undo.repair_id)?;
        if !file.steps.iter().any(|step| step.id == undo.step_id) {
            return Err(CommandError::not_found("step"));
        }
        let undone_already = file
            .steps
            .iter()
            .any(|step| step.undoes == Some(undo.step_id));
        if !undone_already {
            if undoable(&file).is_none_or(|step| step.id != undo.step_id) {
                return Err(CommandError::new(ErrorCode::Conflict, Refusal::NewerStep));
            }
            steps::add(
                edit,
                &file,
                StepKind::Undone,
                json!({ "undoes": undo.step_id }),
            )?;
        }
        steps::card(edit, undo.repair_id)
    })
}

/// The step that one tap takes back: the newest that counts. Taking a piece in is never taken back;
/// a repair that should not be is cancelled.
pub(super) fn undoable(file: &RepairFile) -> Option<&RepairStepRow> {
    file.counting_steps()
        .last()
        .filter(|step| step.kind != StepKind::TakenIn)
}

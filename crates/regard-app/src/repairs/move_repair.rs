//! Moves a repair along: to the bench, to wait for parts, estimated, approved, told, cancelled.

use regard_domain::repair::StepKind;
use serde_json::json;

use super::screens::{MoveRepair, RepairCard};
use super::steps;
use crate::app::App;
use crate::error::{CommandError, Refusal};

/// Moves a repair along. To move it where it stands already changes nothing.
pub async fn move_repair(app: &App, asked: MoveRepair) -> Result<RepairCard, CommandError> {
    app.session()?;
    if matches!(
        asked.step,
        StepKind::TakenIn | StepKind::Ready | StepKind::HandedOver | StepKind::Undone
    ) {
        return Err(CommandError::invalid("step", Refusal::StepHasItsButton));
    }
    app.database()?.write(|edit| {
        let file = steps::file(edit, asked.repair_id)?;
        let note = steps::words(asked.note.as_deref());
        let state = file.standing.state;
        let there_already = match asked.step {
            StepKind::Told => file.standing.told,
            // The words of states and steps are the same where both exist.
            step => step.as_ref() == state.as_ref(),
        };
        if !there_already && !state.allows(asked.step) {
            return Err(steps::moved_on());
        }
        if !there_already || note.is_some() {
            steps::add(edit, &file, asked.step, json!({ "note": note }))?;
        }
        steps::lay(edit, &file, asked.bin.as_deref())?;
        steps::card(edit, asked.repair_id)
    })
}

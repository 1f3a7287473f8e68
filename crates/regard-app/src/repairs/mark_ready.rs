//! The bench finished a repair; the customer may be told.

use regard_domain::repair::{RepairState, StepKind};
use serde_json::json;

use super::cards::RepairFile;
use super::screens::{MarkRepairReady, RepairCard};
use super::steps;
use crate::app::App;
use crate::database::Edit;
use crate::error::CommandError;

/// Marks a repair ready. A second tap changes nothing: it is the same occurrence.
pub async fn mark_repair_ready(
    app: &App,
    ready: MarkRepairReady,
) -> Result<RepairCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let file = steps::file(edit, ready.repair_id)?;
        mark_ready(edit, &file, ready.note.as_deref(), ready.bin.as_deref())?;
        steps::card(edit, ready.repair_id)
    })
}

/// Marks the repair ready inside an act.
pub fn mark_ready(
    edit: &mut Edit<'_>,
    file: &RepairFile,
    note: Option<&str>,
    bin: Option<&str>,
) -> Result<(), CommandError> {
    let note = steps::words(note);
    let is_ready = file.standing.state == RepairState::Ready;
    if !is_ready && !file.standing.state.allows(StepKind::Ready) {
        return Err(steps::moved_on());
    }
    // Ready twice is ready once; but what someone wrote with the second tap is kept.
    if !is_ready || note.is_some() {
        steps::add(edit, file, StepKind::Ready, json!({ "note": note }))?;
    }
    steps::lay(edit, file, bin)
}

//! How a repair stands, by its steps in the book.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, RepairId, RepairStepId};
use regard_domain::repair::{RepairStanding, RepairStep, fold};
use serde::Deserialize;

use crate::database::StoredRow;

#[derive(Deserialize)]
struct Step {
    id: RepairStepId,
    repair_id: RepairId,
    kind: String,
    at: DateTime<Utc>,
    #[serde(default)]
    by_id: Option<AssociateId>,
    #[serde(default)]
    undoes: Option<RepairStepId>,
}

/// How the repair stands by these rows of `repair_step`, which may be of other repairs, too. A step
/// that only a newer app knows does not change what the others say.
pub fn standing(rows: &[StoredRow], repair: RepairId) -> RepairStanding {
    let steps: Vec<RepairStep> = rows
        .iter()
        .filter(|row| !row.deleted)
        .filter_map(|row| row.read_as::<Step>().ok())
        .filter(|step| step.repair_id == repair)
        .filter_map(|step| {
            Some(RepairStep {
                id: step.id,
                kind: step.kind.parse().ok()?,
                at: step.at,
                by: step.by_id,
                undoes: step.undoes,
            })
        })
        .collect();
    fold(&steps)
}

//! What happened to repairs.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId, RepairId, RepairStepId};
use regard_domain::money::Minor;
use regard_domain::repair::{RepairStep, StepKind};
use rusqlite::{Connection, Row};

use super::columns;

/// One step of a repair, with what was said and paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairStepRow {
    /// Which.
    pub id: RepairStepId,
    /// What.
    pub kind: StepKind,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<AssociateId>,
    /// What was said.
    pub note: Option<String>,
    /// The step that this one takes back.
    pub undoes: Option<RepairStepId>,
    /// What was paid at the hand-over.
    pub charged: Option<Minor>,
    /// Who collected it.
    pub collected_by: Option<CustomerId>,
}

impl RepairStepRow {
    /// The step as the rules see it.
    pub fn as_step(&self) -> RepairStep {
        RepairStep {
            id: self.id,
            kind: self.kind,
            at: self.at,
            by: self.by,
            undoes: self.undoes,
        }
    }
}

/// `None` for a kind of step that this version does not know.
fn step(row: &Row<'_>) -> rusqlite::Result<Option<RepairStepRow>> {
    let Some(kind) = columns::maybe_word(row, "kind")? else {
        return Ok(None);
    };
    Ok(Some(RepairStepRow {
        id: RepairStepId(row.get("id")?),
        kind,
        at: columns::moment_or_epoch(row, "at")?,
        by: row.get::<_, Option<_>>("by_id")?.map(AssociateId),
        note: row.get("note")?,
        undoes: row.get::<_, Option<_>>("undoes")?.map(RepairStepId),
        charged: row.get::<_, Option<_>>("charged")?.map(Minor),
        collected_by: row.get::<_, Option<_>>("collected_by")?.map(CustomerId),
    }))
}

/// The steps of a repair in their order of time.
pub fn of_repair(conn: &Connection, repair: RepairId) -> rusqlite::Result<Vec<RepairStepRow>> {
    conn.prepare_cached(
        "SELECT id, kind, at, by_id, note, undoes, charged, collected_by FROM repair_step \
         WHERE repair_id = ?1 ORDER BY at, id",
    )?
    .query_map([repair.0], step)?
    .filter_map(Result::transpose)
    .collect()
}

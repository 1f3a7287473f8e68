//! What the screens ask and show of notes.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{CustomerId, NoteId, RepairId};
use regard_domain::words::NoteKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Writes down what was learnt.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Jot {
    /// About whom.
    pub customer_id: CustomerId,
    /// After which repair.
    pub repair_id: Option<RepairId>,
    /// After a visit, a call, or just so.
    pub kind: NoteKind,
    /// The words.
    pub words: String,
    /// Also makes a follow-up with the same words on this day.
    pub follow_up_on: Option<NaiveDate>,
}

/// One note.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NoteCard {
    /// Which.
    pub id: NoteId,
    /// After a visit, a call, or just so.
    pub kind: NoteKind,
    /// The words.
    pub words: String,
    /// When.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<String>,
}

/// Keeps what is being written, so that a killed app loses no word.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepDraft {
    /// About whom; none: nobody chosen yet.
    pub customer_id: Option<CustomerId>,
    /// The words so far; empty: throw the draft away.
    pub words: String,
}

/// What was being written.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct JotDraft {
    /// About whom.
    pub customer_id: Option<CustomerId>,
    /// Their name.
    pub customer_name: Option<String>,
    /// The words so far.
    pub words: String,
}

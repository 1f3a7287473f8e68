//! What the screens show of promises.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{CustomerId, PieceId, PromiseId};
use regard_domain::promise::UseKind;
use regard_domain::words::WorkKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One promise with what became of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PromiseCard {
    /// Which.
    pub id: PromiseId,
    /// To whom.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// "Batteries free for life".
    pub words: String,
    /// The work it makes free.
    pub covers: Option<WorkKind>,
    /// The piece it was made on.
    pub piece_id: Option<PieceId>,
    /// As the store says that piece.
    pub piece: Option<String>,
    /// Who gave their word.
    pub made_by: Option<String>,
    /// Whether that is the person using this device.
    pub made_by_me: bool,
    /// When.
    pub made_on: NaiveDate,
    /// The last day it holds.
    pub until: Option<NaiveDate>,
    /// By when it is to be kept.
    pub due_on: Option<NaiveDate>,
    /// How many uses are left; none: without limit.
    pub uses_left: Option<u32>,
    /// What became of it so far, newest first.
    pub uses: Vec<PromiseUseCard>,
}

/// One time that a promise was kept, or was not.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PromiseUseCard {
    /// What became of it.
    pub kind: UseKind,
    /// What it took off, or what was charged anyway.
    pub amount: i64,
    /// The written reason.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<String>,
}

/// Writes a promise down.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MakePromise {
    /// To whom.
    pub customer_id: CustomerId,
    /// In whose words.
    pub words: String,
    /// On which piece; none: everything of theirs.
    pub piece_id: Option<PieceId>,
    /// The work it makes free; none: something to do.
    pub covers: Option<WorkKind>,
    /// The last day it holds; none: for good.
    pub until: Option<NaiveDate>,
    /// How often it may be used; none: without limit.
    pub uses_allowed: Option<u32>,
    /// By when it is to be kept, where it is something to do.
    pub due_on: Option<NaiveDate>,
}

/// Ticks a promise that was something to do.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepPromise {
    /// Which.
    pub promise_id: PromiseId,
    /// `false` takes the tick back.
    pub kept: bool,
}

//! What the screens show of promises.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{CustomerId, PieceId, PromiseId};
use regard_domain::promise::{PlanStanding, PromiseEnd, PromiseKind, UseKind};
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
    /// What kind of word was given.
    pub kind: PromiseKind,
    /// Whether it holds for everybody of the household.
    pub for_household: bool,
    /// What it is needed for: "the wedding".
    pub event: Option<String>,
    /// What it takes to be in time, where something has to be ordered for it.
    pub plan: Option<PromisePlan>,
    /// How it ended before it was kept or used up.
    pub ended: Option<PromiseEnded>,
    /// How often it was used beyond what was promised: two devices used the last one unheard.
    pub used_beyond: u32,
}

/// What it takes to keep a promise in time.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PromisePlan {
    /// Calendar days from the order until it is here.
    pub lead_days: u32,
    /// Calendar days kept in hand.
    pub slack_days: u32,
    /// The last day to order on that keeps those in hand.
    pub last_safe_day: NaiveDate,
    /// How it stands today; none: ordered, kept or ended.
    pub standing: Option<PlanStanding>,
    /// When it was ordered.
    pub ordered_at: Option<DateTime<Utc>>,
}

/// How a promise ended.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PromiseEnded {
    /// Broken, or released.
    pub how: PromiseEnd,
    /// The written reason.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it down.
    pub by: Option<String>,
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
    /// What kind of word it is; none: told by the terms.
    #[serde(default)]
    #[ts(optional)]
    pub kind: Option<PromiseKind>,
    /// Whether it holds for everybody of the household.
    #[serde(default)]
    #[ts(optional)]
    pub for_household: Option<bool>,
    /// What it is needed for: "the wedding".
    #[serde(default)]
    #[ts(optional)]
    pub event: Option<String>,
    /// Calendar days from the order until it is here; none: nothing has to be ordered.
    #[serde(default)]
    #[ts(optional)]
    pub lead_days: Option<u32>,
    /// Calendar days kept in hand.
    #[serde(default)]
    #[ts(optional)]
    pub slack_days: Option<u32>,
}

/// Moves the day of a promise, and what it takes to be in time.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlanPromise {
    /// Which.
    pub promise_id: PromiseId,
    /// By when it is to be kept; none: no day.
    pub due_on: Option<NaiveDate>,
    /// Calendar days from the order until it is here; none: nothing has to be ordered.
    pub lead_days: Option<u32>,
    /// Calendar days kept in hand.
    pub slack_days: Option<u32>,
}

/// Notes that what a promise needs was ordered.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OrderPromise {
    /// Which.
    pub promise_id: PromiseId,
    /// `false` takes it back.
    pub ordered: bool,
}

/// Ends a promise that was not kept or used up.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EndPromise {
    /// Which.
    pub promise_id: PromiseId,
    /// Broken or released; none takes the end back.
    pub end: Option<PromiseEnd>,
    /// The written reason.
    pub reason: Option<String>,
    /// When it had ended, where opening it again is taken back; what was written then counts.
    #[serde(default)]
    #[ts(optional)]
    pub at: Option<DateTime<Utc>>,
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

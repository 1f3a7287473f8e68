//! What the screens show and ask of follow-ups.

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, FollowUpId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One follow-up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FollowUpCard {
    /// Which.
    pub id: FollowUpId,
    /// With whom.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// The human reason.
    pub reason: String,
    /// When.
    pub due_on: NaiveDate,
    /// Whose it is.
    pub assigned_to: Option<String>,
    /// Whether the store treads gently with this customer just now.
    pub gently: bool,
    /// Days since anyone of the store was last in touch with them.
    pub days_since_contact: Option<u32>,
    /// Whether it is done.
    pub done: bool,
}

/// Makes a follow-up.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddFollowUp {
    /// With whom.
    pub customer_id: CustomerId,
    /// The human reason.
    pub reason: String,
    /// When.
    pub due_on: NaiveDate,
}

/// Asks when something is to be, as it was said.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReadWhen {
    /// The words: "call next Thursday at 3".
    pub words: String,
}

/// When something is to be, as far as it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SaidWhen {
    /// The day.
    pub on: Option<NaiveDate>,
    /// The time of day, `15:30`.
    pub at: Option<String>,
}

/// Ticks a follow-up.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FinishFollowUp {
    /// Which.
    pub follow_up_id: FollowUpId,
    /// `false` takes the tick back.
    pub done: bool,
}

/// Puts a follow-up off.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PutOffFollowUp {
    /// Which.
    pub follow_up_id: FollowUpId,
    /// Until when.
    pub due_on: NaiveDate,
}

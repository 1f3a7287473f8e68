//! What the screens ask about people and their days.

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, OccasionId, RelationId};
use regard_domain::words::{Confidence, OccasionKind, RelationKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Says how a customer and another person belong together.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LinkPerson {
    /// The customer.
    pub customer_id: CustomerId,
    /// The other, when they have a page.
    pub other_id: Option<CustomerId>,
    /// The other, when known by name only.
    pub other_name: Option<String>,
    /// What the other is to the customer.
    pub kind: RelationKind,
    /// What else there is to say.
    pub note: Option<String>,
    /// Days that are theirs: those that lost their person when it was taken out.
    pub days: Vec<OccasionId>,
    /// What was taken out is put back as it was: nothing is asked again.
    #[serde(default)]
    #[ts(optional)]
    pub back: Option<bool>,
    /// When it ended, where it is put back.
    #[serde(default)]
    #[ts(optional)]
    pub ended_on: Option<NaiveDate>,
}

/// A relation that stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Linked {
    /// Which.
    pub relation_id: RelationId,
}

/// Says that a relation ended, or that it did not.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EndRelation {
    /// Which.
    pub relation_id: RelationId,
    /// The day; none: it lasts.
    pub ended_on: Option<NaiveDate>,
}

/// Takes out a relation that was never so.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UnlinkPerson {
    /// Which.
    pub relation_id: RelationId,
}

/// What was taken out, to link it again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Unlinked {
    /// On whose page it was written down.
    pub customer_id: CustomerId,
    /// The other, when they have a page.
    pub other_id: Option<CustomerId>,
    /// The other, when known by name only.
    pub other_name: Option<String>,
    /// What the other was to the customer.
    pub kind: RelationKind,
    /// What else there was to say.
    pub note: Option<String>,
    /// The days that were theirs.
    pub days: Vec<OccasionId>,
    /// Always: it is put back as it was.
    pub back: bool,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
}

/// Writes a day down, or changes one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepDay {
    /// Which; none: a new one.
    pub occasion_id: Option<OccasionId>,
    /// On whose page.
    pub customer_id: CustomerId,
    /// The relation whose day it is; none: the customer's own.
    pub relation_id: Option<RelationId>,
    /// What kind of day.
    pub kind: OccasionKind,
    /// What it is called, where the kind does not say it.
    pub label: Option<String>,
    /// A partial date: `2006-06-14`, `2006-06`, `2006`, `--06-14`, `--06`, `2027-spring`.
    pub on_date: String,
    /// How sure.
    pub confidence: Confidence,
    /// How many days before it comes up; none: as the store does it.
    pub ahead_days: Option<u32>,
    /// Where it came from, for one that is put back.
    #[serde(default)]
    #[ts(optional)]
    pub because: Option<String>,
    /// Until when it was put off, for one that is put back.
    #[serde(default)]
    #[ts(optional)]
    pub quiet_until: Option<NaiveDate>,
}

/// A day that is kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeptDay {
    /// Which.
    pub occasion_id: OccasionId,
}

/// Takes a day out.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RemoveDay {
    /// Which.
    pub occasion_id: OccasionId,
}

/// Puts a day off: it does not come up in lists until then.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PutOffDay {
    /// Which.
    pub occasion_id: OccasionId,
    /// The first day on which it comes up again; none: at once.
    pub until: Option<NaiveDate>,
}

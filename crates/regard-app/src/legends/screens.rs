//! What the screens show and ask of the legend book.

use chrono::NaiveDate;
use regard_domain::ids::LegendId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One story of a small gesture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LegendCard {
    /// Which.
    pub id: LegendId,
    /// The story.
    pub words: String,
    /// Who did it.
    pub done_by: Option<String>,
    /// On which day it was told, in the store.
    pub told_on: NaiveDate,
    /// By whom.
    pub told_by: Option<String>,
    /// Whether the person using this device may change it or take it out: who told it, and managers.
    pub may_change: bool,
}

/// Tells a story, or tells it otherwise.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepLegend {
    /// Which; none: a new one.
    pub legend_id: Option<LegendId>,
    /// The story, without the customer's name.
    pub words: String,
    /// Who did it.
    pub done_by: Option<String>,
}

/// Takes a story out of the book, or puts it in again.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TakeOutLegend {
    /// Which.
    pub legend_id: LegendId,
    /// `false` puts it in again.
    pub out: bool,
}

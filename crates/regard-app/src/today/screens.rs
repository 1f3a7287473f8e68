//! What Today shows: who comes, what must not slip, whom to follow up, whom to tell.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{AlertId, CustomerId, RepairId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::screens::AppointmentAhead;
use crate::customers::screens::Ahead;
use crate::follow_ups::screens::FollowUpCard;
use crate::legends::screens::LegendCard;
use crate::people::screens::KeepDay;
use crate::promises::screens::PromiseCard;
use crate::repairs::screens::RepairCard;
use crate::sync::screens::SyncState;

/// The first screen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Today {
    /// The day, in the store's time zone.
    pub day: NaiveDate,
    /// The hour there, for the greeting.
    pub hour: u32,
    /// Who is greeted.
    pub given_name: String,
    /// Alerts not yet seen, newest first.
    pub alerts: Vec<AlertCard>,
    /// Ready and told: whoever may walk in, the newest first.
    pub coming_in: Vec<ComingIn>,
    /// Appointments of today and tomorrow, and those of the last days of which nobody said how they
    /// ended, each with three things to open with.
    pub appointments: Vec<AppointmentAhead>,
    /// Promises that are due, and repairs past their day.
    pub must_not_slip: Vec<MustNotSlip>,
    /// Follow-ups due, mine and nobody's.
    pub follow_ups: Vec<FollowUpCard>,
    /// Ready, and the customer does not know yet; the longest ready first.
    pub ready_to_tell: Vec<RepairCard>,
    /// How many more there are than those listed.
    pub more: MoreToday,
    /// Hard times that end or have just ended: is it still needed?
    pub gentle_checks: Vec<GentleCheck>,
    /// Occasions of the next 45 days of customers of mine, the nearest first, at most 10.
    pub occasions: Vec<OccasionAhead>,
    /// One story of the legend book, another each day.
    pub legend: Option<LegendCard>,
    /// How far the device is with the server.
    pub sync: SyncState,
}

/// How many more there are than the day lists, of each kind; a day lists a few dozen at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MoreToday {
    /// Promises that are due and repairs past their day.
    pub must_not_slip: u32,
    /// Follow-ups due.
    pub follow_ups: u32,
    /// Ready, and the customer does not know yet.
    pub ready_to_tell: u32,
}

/// Someone who may walk in, with what to know.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ComingIn {
    /// The repair.
    pub repair: RepairCard,
    /// What was promised on that piece, in words.
    pub promises: Vec<String>,
    /// What is ahead.
    pub ahead: Option<Ahead>,
}

/// Something that breaks trust when it is forgotten.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export)]
pub enum MustNotSlip {
    /// A promise to be kept by a day.
    Promise {
        /// Which.
        promise: Box<PromiseCard>,
        /// Whether the day has passed.
        late: bool,
    },
    /// A repair that should have been ready.
    Repair {
        /// Which.
        repair: Box<RepairCard>,
    },
}

/// A hard time that ends: somebody asks gently, and it goes on or is over.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct GentleCheck {
    /// Whose.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// The last day of it.
    pub until: NaiveDate,
    /// Why, if anyone said.
    pub why: Option<String>,
}

/// An occasion that is coming.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OccasionAhead {
    /// Whose.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// What.
    pub ahead: Ahead,
    /// For one that only a purchase tells of: how it is written down, which it has to be to be put off.
    /// None where it stands on the page, or where nobody knows whose day it is.
    pub write_down: Option<KeepDay>,
}

/// Something that popped up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AlertCard {
    /// Which.
    pub id: AlertId,
    /// What about: `repair_ready`, `message_failed`, `customer_replied`, `uncollected`,
    /// `sending_refused`.
    pub kind: String,
    /// Whom.
    pub customer_id: CustomerId,
    /// Their given name.
    pub given_name: String,
    /// Their whole name.
    pub customer_name: String,
    /// The repair.
    pub repair_id: Option<RepairId>,
    /// What kind of piece; the alert says only that.
    pub piece_kind: Option<regard_domain::words::PieceKind>,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// The colleague who is off, for whom this associate has it.
    pub instead_of: Option<String>,
}

/// Marks an alert as seen.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SeeAlert {
    /// Which.
    pub alert_id: AlertId,
}

//! What the screens of the team show and ask.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::AssociateId;
use regard_domain::words::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Who works in the store or did, and what was handed over.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Team {
    /// Those of this store: who works here first, by name.
    pub colleagues: Vec<Colleague>,
    /// Handovers, the newest first, at most 20.
    pub handovers: Vec<HandoverCard>,
}

/// Someone who works in the store, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Colleague {
    /// Who.
    pub id: AssociateId,
    /// Their name.
    pub name: String,
    /// Their given name.
    pub given_name: String,
    /// What they may do.
    pub role: Role,
    /// When they left.
    pub left_on: Option<NaiveDate>,
    /// Whether it is the one using this device.
    pub is_me: bool,
    /// Customers they look after, as this device knows them.
    pub customers: u32,
    /// Their open follow-ups.
    pub follow_ups: u32,
    /// Open promises that they made. These keep their name: who gave a word gave it.
    pub promises: u32,
}

/// One handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HandoverCard {
    /// Which.
    pub id: Uuid,
    /// Whose customers they were.
    pub from: String,
    /// Whose they are.
    pub to: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: Option<String>,
    /// How many customers.
    pub customers: u32,
    /// How many follow-ups.
    pub follow_ups: u32,
    /// When it was taken back.
    pub taken_back_at: Option<DateTime<Utc>>,
}

/// Hands the customers and open follow-ups of one associate to another.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PassOn {
    /// Whose they are.
    pub from: AssociateId,
    /// Whose they become.
    pub to: AssociateId,
}

/// One handover.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OneHandover {
    /// Which.
    pub handover_id: Uuid,
}

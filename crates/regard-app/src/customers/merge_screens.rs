//! What the screens show and ask of records that are one person.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AliasId, CustomerId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::find_screens::CustomerRow;

/// Looks for other records that may be this customer.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindDuplicates {
    /// Whose page is open.
    pub customer_id: CustomerId,
}

/// Puts two customers side by side.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CompareCustomers {
    /// Whose page is open.
    pub customer_id: CustomerId,
    /// Who may be the same person.
    pub other_id: CustomerId,
}

/// Two customers side by side.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SideBySide {
    /// Whose page is open.
    pub one: Side,
    /// Who may be the same person.
    pub other: Side,
    /// They are one person already.
    pub same: bool,
}

/// One of two customers side by side.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Side {
    /// As a row shows them.
    pub row: CustomerRow,
    /// Their phone numbers and e-mail addresses.
    pub addresses: Vec<String>,
    /// How many purchases they have.
    pub purchases: u32,
    /// How many repairs.
    pub repairs: u32,
    /// How many notes.
    pub notes: u32,
}

/// Says that two customers are one person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MergeCustomers {
    /// Whose name stays.
    pub stays: CustomerId,
    /// Who is shown under it from now on.
    pub goes: CustomerId,
}

/// Says that two customers who were merged are two people.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TakeApartCustomers {
    /// What said that they are one.
    pub alias_id: AliasId,
}

/// Two customers were merged.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Merged {
    /// Who shows now.
    pub customer_id: CustomerId,
    /// What undoes it.
    pub alias_id: AliasId,
}

/// Another record that is the person whose page is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MergedRecord {
    /// What says so; it is what is taken apart.
    pub alias_id: AliasId,
    /// The record.
    pub record_id: CustomerId,
    /// The name on it; empty where this device does not have it.
    pub name: String,
    /// When they were merged.
    pub merged_at: DateTime<Utc>,
    /// By whom.
    pub merged_by: Option<String>,
    /// What it says that the page does not.
    pub says: Vec<MergedValue>,
}

/// Something that only another record of a person says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MergedValue {
    /// What it is.
    pub what: MergedField,
    /// What it says.
    pub value: String,
}

/// What a record may say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum MergedField {
    /// What they are called.
    Nickname,
    /// Surnames before.
    FormerNames,
    /// How the name is said.
    SaidAs,
    /// Their business.
    Company,
    /// Where they live.
    Address,
    /// Words about them.
    About,
    /// The one memory.
    Memory,
}

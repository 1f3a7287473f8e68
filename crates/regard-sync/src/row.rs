//! What comes down: rows with a stamp for each field, in pages that a cursor continues.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::change::{Change, ChangeResult};
use crate::compare::{PartSums, Repair};
use crate::hlc::Hlc;
use crate::sums::Sum;

/// One field as the server has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldState {
    /// The value that shows.
    pub value: Value,
    /// The stamp of that value.
    pub hlc: Hlc,
}

/// One row, or the fields of it that changed since the device's last complete page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The table.
    pub table: String,
    /// The row.
    pub id: Uuid,
    /// Its fields; fields that the device does not know are kept and passed on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldState>,
    /// The row is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// How far a device has read. Opaque to the device; it sends back what it got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which life of the server's database; changes after a restore from backup.
    pub epoch: Uuid,
    /// The feeds this cursor was made for: `company`, `store:<id>`, `associate:<id>`.
    pub feeds: Vec<String>,
    /// The head at the last complete page: fields are sent when they changed after it.
    pub base: u64,
    /// Where paging stands.
    pub pos: u64,
    /// Feeds that the device reads for the first time, each with where its own paging stands.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fresh: BTreeMap<String, u64>,
}

/// One page of rows, in the order of the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Roots (customers) that the device may no longer see: purge them without a tombstone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaves: Vec<Uuid>,
    /// Where to go on.
    pub cursor: Cursor,
    /// There is more at once; the screens are told only when there is not.
    pub more: bool,
    /// On a complete page: what all the device's rows add up to, as the server has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Sum>,
    /// What the device was to get anew, where it had sent [`SyncRequest::parts`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// `POST /v1/sync`: changes up, a page down, in one round trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// Which life of the device's database; a cloned or restored device starts a new one.
    pub incarnation: Uuid,
    /// The tables and rules that the app knows ([`crate::SCHEMA`]).
    pub schema: u32,
    /// The device's clock.
    pub device_now: DateTime<Utc>,
    /// How far the device has read; none: from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// What the device has to say, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// The most rows the device wants in the page.
    pub want_rows: u32,
    /// What the device's rows add up to, part by part: it found that they are not the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<PartSums>,
}

/// The answer to a [`SyncRequest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncAnswer {
    /// Every change up to this number is done with.
    pub acked_to: u64,
    /// What became of each change of the request that was new.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ChangeResult>,
    /// The page.
    pub page: Page,
    /// The server's clock, from which the device learns its offset.
    pub server_now: DateTime<Utc>,
    /// The most changes the server takes in one request.
    pub most_changes: u32,
    /// About the most bytes of changes, as JSON, that it takes in one request; 0: not said.
    #[serde(default)]
    pub most_bytes: u32,
    /// The server asks for the text that an author saw where it needs one: it may be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_seen: bool,
    /// The change after [`SyncAnswer::acked_to`] leaves out the text that its author saw, and somebody
    /// else wrote there meanwhile: it is to be said again with that text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wants_seen: bool,
}

/// What `GET /v1/live` says in each event: that there is something to fetch, nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The newest change of the company.
    pub head: u64,
}

//! What the screens say about the connection, and what has not left the device.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AlsoEnteredId, CustomerId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::messages::screens::MessageCard;
use crate::photos::screens::WaitingPhoto;
use crate::sync::first_sync::FirstSync;

/// How far the device is with the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SyncState {
    /// Where it stands.
    pub phase: SyncPhase,
    /// When device and server last agreed.
    pub last_synced_at: Option<DateTime<Utc>>,
    /// Edits that have not left the device.
    pub waiting: u32,
    /// Pictures in full that have not left the device.
    pub photos_waiting: u32,
    /// How far the first sync is, while the store is on its way.
    pub first_sync: Option<FirstSync>,
}

/// Where the device stands with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SyncPhase {
    /// All is said on both sides.
    Synced,
    /// Talking.
    Syncing,
    /// The first sync, or a very late one: lists are still filling.
    CatchingUp,
    /// No connection; everything works and waits.
    Offline,
    /// The device was revoked: enrol again.
    Revoked,
    /// The server asks for a newer app.
    UpdateRequired,
}

/// What waits, and why.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Outbox {
    /// How far the device is with the server.
    pub sync: SyncState,
    /// Messages that can still be taken back, wait on this device, or wait at the server.
    pub waiting_messages: Vec<MessageCard>,
    /// Messages that did not arrive or need a person.
    pub failed_messages: Vec<MessageCard>,
    /// Edits that have not left this device, newest first, at most 100.
    pub waiting_changes: Vec<WaitingChange>,
    /// Photos whose picture in full has not left this device, the newest first, at most 100.
    pub waiting_photos: Vec<WaitingPhoto>,
    /// Edits that the server put aside.
    pub parked: Vec<ParkedChange>,
    /// Values that two people entered at once.
    pub also_entered: Vec<AlsoEnteredCard>,
}

/// One edit that has not left the device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WaitingChange {
    /// The table: `note`, `repair_step`, …; the screen names it in its own words.
    pub table: String,
    /// The customer it is about.
    pub customer_id: Option<CustomerId>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// One edit that the server put aside.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ParkedChange {
    /// The table.
    pub table: String,
    /// Why.
    pub reason: String,
    /// What was written, as JSON text, so that nothing is lost.
    pub words: String,
    /// Of a photo: a small JPEG of it, as a `data:` address.
    pub thumbnail: Option<String>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// Two people entered different values at once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AlsoEnteredCard {
    /// Which.
    pub id: AlsoEnteredId,
    /// The customer it is about.
    pub customer_id: CustomerId,
    /// The customer's name.
    pub customer_name: String,
    /// The table.
    pub of_table: String,
    /// The field, as the column is called.
    pub field: String,
    /// What shows.
    pub shows: Option<String>,
    /// What was entered too.
    pub also: String,
    /// By whom.
    pub entered_by: Option<String>,
    /// When.
    pub entered_at: DateTime<Utc>,
}

/// Settles a value that two people entered.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettleAlsoEntered {
    /// Which.
    pub id: AlsoEnteredId,
    /// `true`: the kept value is to show from now on; `false`: leave it as it is.
    pub use_kept: bool,
}

//! What the session screens show and ask: enrol, unlock, me and this device.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId, DeviceId, RepairId, StoreId};
use regard_domain::words::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::session::language::ScreenLanguage;
use crate::sync::screens::SyncState;

/// Which screen the app opens with, and who is using it. Asked first, before anything else.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export)]
pub enum Start {
    /// The device has not been enrolled: ask for the server's address and the code.
    Enrol,
    /// The device is locked: ask for the PIN.
    Locked {
        /// Whose device it is.
        given_name: String,
        /// Seconds until another try is allowed; 0: now.
        wait_seconds: u32,
    },
    /// The device may be used.
    Open {
        /// Who, where and how.
        me: Box<Me>,
    },
    /// The database was made by a newer app: nothing is touched, update the app.
    NewerDatabase {
        /// The schema found.
        found: u32,
        /// The newest this app knows.
        known: u32,
    },
    /// The database could not be opened; it was set aside, not deleted.
    Broken {
        /// Where the unreadable file lies now.
        set_aside: String,
    },
}

/// Who is using this device, and where.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Me {
    /// The associate.
    pub associate_id: AssociateId,
    /// Their given name.
    pub given_name: String,
    /// What they may do.
    pub role: Role,
    /// The device.
    pub device_id: DeviceId,
    /// What the device is called.
    pub device_name: String,
    /// The store.
    pub store_id: StoreId,
    /// What the store is called; empty before the first sync.
    pub store_name: String,
    /// The store's currency, ISO 4217.
    pub currency: String,
    /// The server's address.
    pub server: String,
    /// Whether a PIN locks this device.
    pub has_pin: bool,
    /// Seconds a message is held so that it can be taken back.
    pub hold_seconds: u32,
    /// The language that the screens of this device said last.
    pub language: Option<ScreenLanguage>,
    /// Where the database key lies: `key_store`, or `file` (development only; say so plainly).
    pub key_in: String,
    /// How far the device is with the server.
    pub sync: SyncState,
    /// The app's version.
    pub version: String,
}

/// Makes this device one of the store's.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Enrol {
    /// The server's address, `https://…`; plain http only to this machine itself.
    pub server: String,
    /// The manager's one-time code.
    pub code: String,
    /// What the device is to be called.
    pub device_name: String,
    /// A PIN of 4 to 12 digits that locks the device; none: no lock.
    pub pin: Option<String>,
}

/// Opens a locked device.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Unlock {
    /// The PIN.
    pub pin: String,
}

/// What an alert, a link or a second start wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Opening {
    /// The customer.
    pub customer_id: CustomerId,
    /// The repair whose pickup brief goes on top.
    pub repair_id: Option<RepairId>,
    /// What is stuck, instead of the customer: it is about more than one.
    #[serde(default)]
    pub stuck: bool,
}

/// How alerts on this phone stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AlertsHere {
    /// How.
    pub standing: AlertsStanding,
    /// The operating system: `android`, `ios`.
    pub system: String,
}

/// How alerts on this phone stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AlertsStanding {
    /// This is no phone: alerts are shown while the app runs.
    NoPhone,
    /// On; the server wakes this phone.
    On,
    /// On; the server is told as soon as there is a connection.
    Waiting,
    /// On, but only while the app is open: nothing wakes this phone.
    WhileOpen,
    /// Turned off here.
    Off,
    /// The system was not asked yet.
    NotAsked,
    /// The system does not allow it.
    NotAllowed,
}

/// Turns alerts on this phone on or off.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TurnAlerts {
    /// On.
    pub on: bool,
}

/// Changes settings of this device. Absent fields stay.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChangeSettings {
    /// Seconds a message is held: 10, 20 or 30.
    pub hold_seconds: Option<u32>,
    /// A new PIN, or an empty text for none.
    pub pin: Option<String>,
    /// The language of the screens.
    pub language: Option<ScreenLanguage>,
}

/// When the associate is off: alerts wait, and a colleague gets what can't. On all their devices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MyRest {
    /// Until then.
    pub until: Option<DateTime<Utc>>,
    /// Every day from this time on, `HH:MM` by the store's clock; with `to`, or not at all.
    pub from: Option<String>,
    /// To this time, perhaps of the next day.
    pub to: Option<String>,
}

/// Nothing to say; `{}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Nothing {}

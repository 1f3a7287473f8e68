//! What the screens show and ask of appointments.

use chrono::NaiveDate;
use regard_domain::appointment::{AppointmentEnd, Opener};
use regard_domain::ids::{AppointmentId, CustomerId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::customers::screens::Brief;

/// One appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AppointmentCard {
    /// Which.
    pub id: AppointmentId,
    /// Who comes.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// The day, in the store.
    pub on: NaiveDate,
    /// The time of day there, `15:30`; none: any time of that day.
    pub at: Option<String>,
    /// What it is about.
    pub about: Option<String>,
    /// Whom they come to see, where that is not the person using this device; none: them, or anyone.
    pub with: Option<String>,
    /// Whether they come to see the person using this device.
    pub with_me: bool,
    /// Whether its time has passed and nobody said how it ended.
    pub past: bool,
    /// How it ended, where it did.
    pub ended: Option<AppointmentEnd>,
}

/// An appointment that is near, with the three things to open with.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AppointmentAhead {
    /// The appointment.
    pub appointment: AppointmentCard,
    /// The brief that the three things are in, each with where it came from.
    pub brief: Brief,
    /// The three things to open with, in order.
    pub openers: Vec<Opener>,
}

/// Makes an appointment, or moves one.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepAppointment {
    /// Which; none: a new one.
    pub appointment_id: Option<AppointmentId>,
    /// Who comes.
    pub customer_id: CustomerId,
    /// The day, in the store.
    pub on: NaiveDate,
    /// The time of day there, `15:30`; none: any time of that day.
    pub at: Option<String>,
    /// What it is about.
    pub about: Option<String>,
    /// Whether they come to see the person using this device; otherwise anyone.
    pub with_me: bool,
    /// Whether it is put back where it stood before it was moved.
    #[serde(default)]
    pub back: bool,
}

/// Says how an appointment ended, or that it is open.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EndAppointment {
    /// Which.
    pub appointment_id: AppointmentId,
    /// How; none: it is open again.
    pub how: Option<AppointmentEnd>,
}

/// Takes an appointment out that was never made.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RemoveAppointment {
    /// Which.
    pub appointment_id: AppointmentId,
}

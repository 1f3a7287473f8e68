//! What the look-ahead shows: the next weeks, each thing with its reason.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::screens::OccasionAhead;
use crate::appointments::screens::AppointmentCard;
use crate::follow_ups::screens::FollowUpCard;
use crate::promises::screens::PromiseCard;

/// The next weeks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LookAhead {
    /// Today, in the store's time zone.
    pub today: NaiveDate,
    /// The last day that is looked at.
    pub until: NaiveDate,
    /// What is ahead, by day; what is late stands today.
    pub days: Vec<DayAhead>,
    /// How many things of every kind there are beyond those listed.
    pub more: u32,
}

/// One thing ahead.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DayAhead {
    /// Its day; of an occasion known to the month only, the first day of it that is not past.
    pub on: NaiveDate,
    /// What.
    pub what: WhatIsAhead,
}

/// What is ahead.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export)]
pub enum WhatIsAhead {
    /// Somebody means to come in.
    Appointment {
        /// The appointment.
        appointment: Box<AppointmentCard>,
    },
    /// A promise that is needed by that day, or has to be ordered on it.
    Promise {
        /// The promise.
        promise: Box<PromiseCard>,
        /// Whether it is the last safe day to order on.
        order: bool,
        /// Whether the day has passed.
        late: bool,
    },
    /// A follow-up that is due.
    FollowUp {
        /// The follow-up.
        #[serde(rename = "followUp")]
        follow_up: Box<FollowUpCard>,
        /// Whether the day has passed.
        late: bool,
    },
    /// A birthday, an anniversary.
    Occasion {
        /// The occasion.
        occasion: Box<OccasionAhead>,
    },
}

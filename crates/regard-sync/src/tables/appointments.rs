//! When customers mean to come in.

use crate::table::{Belongs, Merge, Table};
use crate::table::{id, text, time};

/// One appointment. Moved, it is the same row with another time.
pub(super) const APPOINTMENT: Table = Table {
    name: "appointment",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::ByField,
    bench: false,
    server_only: false,
    fields: &[
        id("customer_id"),
        // Where; the time is what the clock of that store shows.
        id("store_id"),
        // "2026-06-14T15:30", or "2026-06-14" for any time of the day. One field, so that two who move
        // it at once never make a day of one and a time of the other.
        text("starts"),
        text("about").maybe(),
        // Whom they come to see; none: anyone.
        id("with_id").maybe(),
        time("made_at"),
        id("made_by").maybe(),
        // A word of AppointmentEnd, where it ended.
        text("ended_as").maybe(),
        time("ended_at").maybe(),
        id("ended_by").maybe(),
    ],
};

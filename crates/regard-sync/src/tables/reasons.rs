//! Reasons to be in touch: what an associate made of one, and how often is often enough.

use super::ADD_ONLY;
use crate::table::{Belongs, Merge, Table};
use crate::table::{date, id, int, text, time};

/// What somebody answered to a reason. Two who answer the same one leave two rows: both hold.
pub(super) const REASON_ANSWER: Table = Table {
    name: "reason_answer",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::AddOnly {
        device_sets: &["taken_back_at", "taken_back_by"],
    },
    bench: false,
    server_only: false,
    fields: &[
        id("customer_id"),
        // A word of ReasonKind.
        text("kind"),
        // The piece or the fact that it is about.
        id("about_id").maybe(),
        // The reason's day.
        date("due_on"),
        // A word of Decision.
        text("decision"),
        // For `later`: not before this day.
        date("quiet_until").maybe(),
        time("answered_at"),
        id("answered_by").maybe(),
        time("taken_back_at").maybe(),
        id("taken_back_by").maybe(),
    ],
};

/// The most touches of a customer in a stretch of time, as a store wants it. The newest row counts.
pub(super) const TOUCH_MEASURE: Table = Table {
    name: "touch_measure",
    belongs: Belongs::Company,
    merge: ADD_ONLY,
    bench: false,
    server_only: false,
    fields: &[
        id("store_id"),
        int("most"),
        int("within_days"),
        time("set_at"),
        id("set_by").maybe(),
    ],
};

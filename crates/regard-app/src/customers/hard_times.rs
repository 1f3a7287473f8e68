//! When the store treads gently: in a hard time of the customer's own, or of their household.
//!
//! What is quiet then: occasions, offers, greetings, and what would go with what they own. What the
//! reason is stays on the page of the one it is about.

use regard_domain::ids::CustomerId;
use rusqlite::Connection;

use crate::database::customers::Customer;
use crate::database::hard_times::{self, HardTime};
use crate::viewer::Viewer;

/// The hard time that counts for a customer today: their own, else the longest of their household.
pub fn hard_time(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
) -> rusqlite::Result<Option<HardTime>> {
    if let Some(until) = customer.gently_on(viewer.today) {
        return Ok(Some(HardTime {
            of: customer.id,
            until,
        }));
    }
    hard_times::of_household(conn, customer.id, viewer.today)
}

/// Whether the store treads gently with a customer today.
pub fn gently(
    conn: &Connection,
    viewer: &Viewer,
    customer: Option<&Customer>,
) -> rusqlite::Result<bool> {
    match customer {
        Some(customer) => Ok(hard_time(conn, viewer, customer)?.is_some()),
        None => Ok(false),
    }
}

/// Who it is about, where that is another than the customer.
pub fn of_another(hard_time: Option<HardTime>, customer: CustomerId) -> Option<CustomerId> {
    hard_time.map(|time| time.of).filter(|of| *of != customer)
}

//! What the server does with changes and pages, on any storage.
//!
//! The rules stand here once: over SQL in the server, over memory in the simulation that tries to
//! lose data. Nothing here reads a file, a socket, a clock or a random number.
//!
//! A **row** is one synced row with a stamp and a number for each field. A **feed** is what a device
//! reads. The **head** is the number of the newest change of the company.

pub mod apply;
pub mod book;
mod change;
mod compare;
mod kept;
pub mod memory;
pub mod page;
pub mod place;
pub mod rules;
#[cfg(test)]
mod seen_tests;
mod stamps;
pub mod stored;
#[cfg(test)]
mod tests;
pub mod upkeep;
mod whole_person;
pub mod write;

use chrono::{DateTime, SecondsFormat, Utc};
use regard_domain::ids::{AssociateId, DeviceId, StoreId};
use regard_domain::words::Role;

pub use apply::{Applied, ApplyError, apply};
pub use book::{Book, Leave, Misplaced, Parked, Since, Standing};
pub use memory::MemoryBook;
pub use page::{PageError, Said, page};
pub use stored::{FeedSums, StoredField, StoredRow};
pub use write::Write;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// With which device.
    pub device: DeviceId,
    /// Who.
    pub associate: AssociateId,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub store: StoreId,
    /// The feeds they read, in a fixed order.
    pub feeds: Vec<String>,
    /// Whether it is time to note that the device was heard.
    pub note_seen: bool,
}

impl Caller {
    /// Whether they manage: enrol, import, erase, see what is stuck.
    pub fn manages(&self) -> bool {
        matches!(self.role, Role::Manager | Role::Owner)
    }
}

/// A moment as the book and the wire spell it: UTC with milliseconds.
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

//! Where the time comes from. Rules take the time as an argument; the rest asks this.

use chrono::{DateTime, Utc};

/// Tells the time. The app and the server have a real one; tests move theirs by hand.
pub trait Clock: Send + Sync {
    /// The moment now.
    fn now(&self) -> DateTime<Utc>;
}

//! The time of the simulation, for all machines.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::clock::Clock;

/// A Tuesday morning in New York.
const MORNING: &str = "2026-05-12T14:00:00Z";

/// A clock that is moved with every step of the simulation.
pub struct SimulatedClock {
    begun: DateTime<Utc>,
    millis: AtomicI64,
}

impl SimulatedClock {
    /// A clock at the beginning.
    pub fn new() -> Self {
        Self {
            begun: MORNING.parse().expect("a moment"),
            millis: AtomicI64::new(0),
        }
    }

    /// So much time has passed since the beginning.
    pub fn set(&self, elapsed: Duration) {
        let millis = i64::try_from(elapsed.as_millis()).expect("not that long");
        self.millis.store(millis, Ordering::SeqCst);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> DateTime<Utc> {
        self.begun + TimeDelta::milliseconds(self.millis.load(Ordering::SeqCst))
    }
}

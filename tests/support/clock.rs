//! Clocks for tests and development.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};
use regard_domain::clock::Clock;

/// A clock that runs like the real one, from another moment, and can be put forward by hand.
pub struct RunningClock {
    shift_millis: AtomicI64,
}

impl RunningClock {
    /// The real time.
    pub fn now() -> Self {
        Self {
            shift_millis: AtomicI64::new(0),
        }
    }

    /// As if it were `moment` now.
    pub fn from(moment: &str) -> Self {
        let moment: DateTime<Utc> = moment
            .parse()
            .expect("a moment such as 2026-05-12T14:00:00Z");
        Self {
            shift_millis: AtomicI64::new((moment - Utc::now()).num_milliseconds()),
        }
    }

    /// Puts the clock forward (or back).
    pub fn put_forward(&self, by: Duration) {
        self.shift_millis
            .fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for RunningClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + Duration::milliseconds(self.shift_millis.load(Ordering::SeqCst))
    }
}

//! A clock that stands still until it is moved.

use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::clock::Clock;

pub struct HandClock {
    now: Mutex<DateTime<Utc>>,
    leap: Mutex<TimeDelta>,
}

impl HandClock {
    pub fn at(text: &str) -> Self {
        Self {
            now: Mutex::new(text.parse().unwrap()),
            leap: Mutex::default(),
        }
    }

    pub fn set(&self, text: &str) {
        *self.now.lock().unwrap() = text.parse().unwrap();
    }

    pub fn pass(&self, seconds: i64) {
        *self.now.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    /// From now on `seconds` pass after every look at the clock: a process that is stopped and
    /// goes on, again and again.
    pub fn leaps(&self, seconds: i64) {
        *self.leap.lock().unwrap() = TimeDelta::seconds(seconds);
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        let mut now = self.now.lock().unwrap();
        let shown = *now;
        *now += *self.leap.lock().unwrap();
        shown
    }
}

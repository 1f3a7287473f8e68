//! The clocks: the day's for the app, and one that all processes of this machine share.

use regard_app::{Clock, DateTime, Utc};

/// The real time.
pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Nanoseconds of the machine's own clock, the same for every process, peers included.
#[cfg(target_os = "linux")]
pub fn machine_nanos() -> i128 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    i128::from(time.tv_sec) * 1_000_000_000 + i128::from(time.tv_nsec)
}

/// Nanoseconds of the machine's own clock; elsewhere the day's is the next best.
#[cfg(not(target_os = "linux"))]
pub fn machine_nanos() -> i128 {
    i128::from(Utc::now().timestamp_micros()) * 1_000
}

//! The processor's account.

use std::time::Duration;

/// How long this thread has had a processor; nothing where the system does not tell.
#[cfg(target_os = "linux")]
pub fn of_this_thread() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(
        time.tv_sec.try_into().ok()?,
        time.tv_nsec.try_into().ok()?,
    ))
}

/// How long this thread has had a processor; nothing where the system does not tell.
#[cfg(not(target_os = "linux"))]
pub fn of_this_thread() -> Option<Duration> {
    None
}

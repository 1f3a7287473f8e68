//! The points at which a test ends the app the hard way.

/// Every point, in the order in which they are passed.
#[cfg(test)]
pub(crate) const POINTS: &[&str] = &[
    "piece_kept",
    "fetched",
    "fresh_made",
    "part_taken",
    "indexed",
    "carried",
    "fresh_synced",
    "log_gone",
    "renamed",
    "folder_synced",
];

/// Ends the process here when a test asked for it; does nothing in an app.
#[cfg(test)]
pub(crate) fn crash_point(name: &str) {
    assert!(POINTS.contains(&name), "{name}");
    if std::env::var("REGARD_TEST_CRASH_AT").is_ok_and(|wanted| wanted == name) {
        std::process::abort();
    }
}

/// Ends the process here when a test asked for it; does nothing in an app.
#[cfg(not(test))]
pub(crate) const fn crash_point(_: &str) {}

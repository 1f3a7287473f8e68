//! Waiting for what nobody tells of: the one place in the stories that looks again after a while.

use std::time::Duration;

/// How long a pause there is between two looks.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks again and again until there is nothing left to wait for.
///
/// # Panics
/// After `patience`, with `what` and what was left at the last look.
pub async fn until_nothing_is_left(
    what: &str,
    patience: Duration,
    mut left: impl AsyncFnMut() -> Option<String>,
) {
    let end = tokio::time::Instant::now() + patience;
    while let Some(left) = left().await {
        assert!(tokio::time::Instant::now() < end, "{what}: {left}");
        tokio::time::sleep(PAUSE).await;
    }
}

//! How long the benchmarks wait for what has to come.

use std::time::{Duration, Instant};

/// An end of all patience: a benchmark that waits for ever says nothing.
pub struct Limit {
    what: String,
    begun: Instant,
    most: Duration,
}

impl Limit {
    /// `what` has to come within `most`.
    pub fn of(what: impl Into<String>, most: Duration) -> Self {
        Self {
            what: what.into(),
            begun: Instant::now(),
            most,
        }
    }

    /// Goes on while there is time; the benchmark fails when it is over, and says what did not come.
    pub fn go_on(&self) {
        assert!(
            self.begun.elapsed() < self.most,
            "within {} s this did not come: {}",
            self.most.as_secs(),
            self.what
        );
    }

    /// How long it has waited.
    pub fn waited(&self) -> Duration {
        self.begun.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "within 0 s this did not come: the search of everybody")]
    fn waiting_has_an_end_and_says_for_what() {
        let limit = Limit::of("the search of everybody", Duration::ZERO);
        loop {
            limit.go_on();
        }
    }
}

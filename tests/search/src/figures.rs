//! Figures with names, for one flat JSON object.

use std::collections::BTreeMap;
use std::time::Duration;

/// What was measured, by name.
#[derive(Default)]
pub struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// Notes one figure.
    pub fn note(&mut self, name: impl Into<String>, value: f64) {
        self.0
            .insert(name.into(), (value * 1_000.0).round() / 1_000.0);
    }

    /// A figure that was noted.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    /// One flat object.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(&self.0).expect("names and numbers")
    }
}

/// The time that a share of all times does not exceed; the times are in order.
pub fn at(times: &[Duration], share: f64) -> Duration {
    let last = times.len().saturating_sub(1);
    let place = (last as f64 * share).round() as usize;
    times.get(place).copied().unwrap_or_default()
}

/// Microseconds.
pub fn us(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

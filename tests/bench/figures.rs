//! Figures with names, as a table and as JSON.

use std::collections::BTreeMap;
use std::time::Duration;

/// What was measured.
#[derive(Default)]
pub struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// Notes one figure.
    pub fn note(&mut self, name: &str, value: f64) {
        self.0
            .insert(name.to_owned(), (value * 1000.0).round() / 1000.0);
    }

    /// Notes the median, the 95th and 99th percentile and the worst of `times`, in milliseconds.
    pub fn times(&mut self, name: &str, mut times: Vec<Duration>) {
        times.sort();
        let at = |share: f64| {
            let last = times.len().saturating_sub(1);
            times
                .get(((last as f64) * share).round() as usize)
                .copied()
                .unwrap_or_default()
        };
        for (label, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("worst", 1.0)] {
            self.note(
                &format!("{name}_{label}_ms"),
                at(share).as_secs_f64() * 1000.0,
            );
        }
        self.note(&format!("{name}_rounds"), times.len() as f64);
    }

    /// Prints the table.
    pub fn print(&self) {
        let width = self.0.keys().map(String::len).max().unwrap_or(0);
        for (name, value) in &self.0 {
            println!("{name:width$}  {value:>12.3}");
        }
    }

    /// One flat object.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(&self.0).expect("numbers")
    }
}

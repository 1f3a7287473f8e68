//! What a run's keys and answers come to, as figures.

use std::time::Duration;

use crate::figures::{Figures, at, us};
use crate::kinds::Kind;
use crate::queries::Query;
use crate::recall::recall;
use crate::runner::{Key, Runner};
use crate::store::Store;

/// Notes a peer's times and recall.
pub fn note(store: &Store, queries: &[Query], runner: &Runner, figures: &mut Figures) {
    let name = format!("search_{}_{}", store.size, runner.which.name());
    let keys = &runner.keys;
    let took = sorted(keys, |key| Some(key.took));
    let worked = sorted(keys, |key| key.worked);
    for (what, times) in [("key", &took), ("key_cpu", &worked)] {
        if !times.is_empty() {
            for (label, share) in [("p50", 0.5), ("p99", 0.99), ("worst", 1.0)] {
                figures.note(format!("{name}_{what}_{label}_us"), us(at(times, share)));
            }
        }
    }
    figures.note(format!("{name}_keys"), keys.len() as f64);
    let empty = keys.iter().filter(|key| key.empty).count();
    let share = empty as f64 / keys.len().max(1) as f64;
    figures.note(format!("{name}_keys_without_answer"), share);
    for kind in Kind::ALL {
        let times = sorted(keys, |key| {
            (key.kind == kind).then_some(key.worked.unwrap_or(key.took))
        });
        if !times.is_empty() {
            let label = format!("{name}_key_cpu_p99_{}_us", kind.name());
            figures.note(label, us(at(&times, 0.99)));
        }
    }
    let (kinds, all) = recall(store, queries, runner);
    let labelled = kinds.iter().map(|(kind, one)| (kind.name(), *one));
    for (label, one) in labelled.chain([("all", all)]) {
        figures.note(format!("{name}_recall1_{label}"), one.share(one.first));
        figures.note(format!("{name}_recall5_{label}"), one.share(one.seen));
        figures.note(format!("{name}_fair5_{label}"), one.share(one.fair));
    }
}

fn sorted(keys: &[Key], time: impl Fn(&Key) -> Option<Duration>) -> Vec<Duration> {
    let mut times: Vec<Duration> = keys.iter().filter_map(time).collect();
    times.sort_unstable();
    times
}

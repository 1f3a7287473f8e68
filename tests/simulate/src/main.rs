//! `./dev soak`: runs histories until as many are done as asked for, or one fails.
//!
//! soak [--histories N] [--seed S] [--replay S] [--control] [--survey]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use regard_simulate::history::{Failure, History, run, shrink};
use regard_simulate::planted::Planted;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, otherwise: u64| {
        let at = asked.iter().position(|word| word == name);
        let value = at.and_then(|at| asked.get(at + 1));
        value
            .and_then(|text| text.parse().ok())
            .unwrap_or(otherwise)
    };
    let first = number("--seed", 0);
    if asked.iter().any(|word| word == "--replay") {
        let seed = number("--replay", 0);
        match run(&History::of(seed), None) {
            Ok(trace) => println!("seed {seed}: nothing is lost (trace {trace:016x})"),
            Err(failure) => tell(&shrink(&failure, None)),
        }
        return;
    }
    if asked.iter().any(|word| word == "--control") {
        control(first);
        return;
    }
    let histories = number("--histories", 1_000_000);
    if asked.iter().any(|word| word == "--survey") {
        survey(first, histories);
        return;
    }
    soak(first, histories);
}

/// What goes wrong at all, each kind once, with the shortest history that shows it.
fn survey(first: u64, histories: u64) {
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for seed in first..first + histories {
        let Err(failure) = run(&History::of(seed), None) else {
            continue;
        };
        let words = failure.what.split(' ').filter(|word| !word.contains('-'));
        let kind = words.take(5).collect::<Vec<_>>().join(" ");
        let kind: String = kind.chars().filter(|c| !c.is_ascii_digit()).collect();
        let count = kinds.entry(kind).or_default();
        *count += 1;
        if *count == 1 {
            println!("seed {seed}");
            tell(&shrink(&failure, None));
        }
    }
    for (kind, count) in kinds {
        println!("{count} like: {kind}");
    }
}

/// Every planted fault has to be found: a simulation that finds nothing proves nothing.
fn control(first: u64) {
    for planted in Planted::ALL {
        let found = (first..first + 10_000).find_map(|seed| {
            let failure = run(&History::of(seed), Some(planted)).err()?;
            Some((seed, failure))
        });
        let Some((seed, failure)) = found else {
            println!("{planted:?} was not found");
            std::process::exit(1);
        };
        let short = shrink(&failure, Some(planted));
        let histories = seed - first + 1;
        let steps = short.history.steps.len();
        let what: String = short.what.chars().take(100).collect();
        println!("{planted:?}: found in history {histories}, shrunk to {steps} steps: {what}");
    }
}

fn soak(first: u64, histories: u64) {
    let workers = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    let (begun, done, failed) = (Instant::now(), AtomicU64::new(0), AtomicBool::new(false));
    println!(
        "seeds {first} to {}, {workers} at once",
        first + histories - 1
    );
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (done, failed) = (&done, &failed);
            scope.spawn(move || {
                for seed in (first + worker..first + histories).step_by(workers as usize) {
                    if failed.load(Ordering::Relaxed) {
                        return;
                    }
                    let history = History::of(seed);
                    if let Err(failure) = run(&history, None) {
                        failed.store(true, Ordering::Relaxed);
                        println!("seed {seed} fails; ./dev soak --replay {seed}");
                        tell(&shrink(&failure, None));
                        return;
                    }
                    // One in sixteen a second time: the same seed goes the same way.
                    if seed % 16 == 0 && run(&history, None).ok() != run(&history, None).ok() {
                        failed.store(true, Ordering::Relaxed);
                        println!("seed {seed} goes another way each time");
                        return;
                    }
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if done % 50_000 == 0 {
                        let rate = done as f64 / begun.elapsed().as_secs_f64();
                        println!("{done} histories, {rate:.0} in a second");
                    }
                }
            });
        }
    });
    let done = done.into_inner();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{done} histories in {seconds:.0} s, {:.0} in a second",
        done as f64 / seconds
    );
    if failed.into_inner() {
        std::process::exit(1);
    }
    println!("nothing was lost");
}

fn tell(failure: &Failure) {
    println!("shrunk to {} steps:", failure.history.steps.len());
    println!("{}", failure.log);
    println!("{}", failure.what);
    println!("{:?}", failure.history);
}

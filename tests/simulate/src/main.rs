//! `./dev soak`: runs histories until as many are done as asked for, or one fails.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use clap::Parser;
use regard_simulate::history::{Failure, History, run, shrink};
use regard_simulate::planted::Planted;

/// Devices and a server that try to lose data.
#[derive(Parser)]
#[command(name = "soak")]
struct Arguments {
    /// How many histories.
    #[arg(long, default_value_t = 1_000_000)]
    histories: u64,
    /// The seed of the first one; each further one has the next.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Only the history of this seed, shrunk when it fails.
    #[arg(long, value_name = "SEED", conflicts_with_all = ["control", "survey", "histories"])]
    replay: Option<u64>,
    /// Whether each fault that is planted on purpose is found.
    #[arg(long, conflicts_with = "survey")]
    control: bool,
    /// What goes wrong at all, each kind once.
    #[arg(long)]
    survey: bool,
}

fn main() -> ExitCode {
    let asked = Arguments::parse();
    let sound = match asked.replay {
        Some(seed) => replay(seed),
        None if asked.control => control(asked.seed),
        None if asked.survey => survey(asked.seed, asked.histories),
        None => soak(asked.seed, asked.histories),
    };
    if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// One history again. Answers whether nothing is lost in it.
fn replay(seed: u64) -> bool {
    match run(&History::of(seed), None) {
        Ok(trace) => {
            println!("seed {seed}: nothing is lost (trace {trace:016x})");
            true
        }
        Err(failure) => {
            tell(&shrink(&failure, None));
            false
        }
    }
}

/// What goes wrong at all, each kind once, with the shortest history that shows it. Answers whether
/// nothing did.
fn survey(first: u64, histories: u64) -> bool {
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
    for (kind, count) in &kinds {
        println!("{count} like: {kind}");
    }
    kinds.is_empty()
}

/// Every planted fault has to be found: a simulation that finds nothing proves nothing.
/// Answers whether each was.
fn control(first: u64) -> bool {
    for planted in Planted::ALL {
        let found = (first..first + 10_000).find_map(|seed| {
            let failure = run(&History::of(seed), Some(planted)).err()?;
            Some((seed, failure))
        });
        let Some((seed, failure)) = found else {
            println!("{planted:?} was not found");
            return false;
        };
        let short = shrink(&failure, Some(planted));
        let histories = seed - first + 1;
        let steps = short.history.steps.len();
        let what: String = short.what.chars().take(100).collect();
        println!("{planted:?}: found in history {histories}, shrunk to {steps} steps: {what}");
    }
    true
}

/// Histories on all processors. Answers whether nothing was lost in any.
fn soak(first: u64, histories: u64) -> bool {
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
        return false;
    }
    println!("nothing was lost");
    true
}

fn tell(failure: &Failure) {
    println!("shrunk to {} steps:", failure.history.steps.len());
    println!("{}", failure.log);
    println!("{}", failure.what);
    println!("{:?}", failure.history);
}

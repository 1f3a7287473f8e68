//! Five thousand histories, and the faults that must be found.

use regard_simulate::history::{History, run, shrink};
use regard_simulate::planted::Planted;

/// Histories in one run of the tests.
const HISTORIES: u64 = 5_000;
/// Within so many histories each planted fault must be found.
const SOON: u64 = 2_000;

#[test]
fn in_five_thousand_histories_nothing_is_lost() {
    let workers = 2;
    let failed: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    let mut failed = Vec::new();
                    for seed in (worker..HISTORIES).step_by(workers as usize) {
                        let history = History::of(seed);
                        match (run(&history, None), run(&history, None)) {
                            (Ok(first), Ok(second)) if first == second => {}
                            (Err(failure), _) => {
                                failed.push(format!("seed {seed}: {}", failure.what));
                            }
                            _ => failed.push(format!("seed {seed}: it went another way")),
                        }
                    }
                    failed
                })
            })
            .collect();
        let ended = running.into_iter().map(|worker| worker.join().unwrap());
        ended.flatten().collect()
    });
    if let Some(first) = failed.first() {
        let seed: u64 = first[5..first.find(':').unwrap()].parse().unwrap();
        let failure = run(&History::of(seed), None).unwrap_err();
        let short = shrink(&failure, None);
        for line in failed.iter().take(20) {
            eprintln!("{}", &line[..line.len().min(300)]);
        }
        panic!(
            "{} of {HISTORIES}; the first, shrunk:\n{:?}\n{}{}",
            failed.len(),
            short.history,
            short.log,
            short.what
        );
    }
}

/// Histories in which something was lost once, beyond those that are run anyway.
const LOST_ONCE: [u64; 16] = [
    11_325, 47_122, 96_688, 100_782, 200_685, 201_525, 202_716, 291_564, 1_003_802, 1_004_679,
    40_044_836, 40_787_149, 41_270_487, 41_730_363, 700_189, 627_648,
];

#[test]
fn what_was_lost_once_is_not_lost_again() {
    for seed in LOST_ONCE {
        if let Err(failure) = run(&History::of(seed), None) {
            panic!("seed {seed}: {}", failure.what);
        }
    }
}

#[test]
fn every_planted_fault_is_found() {
    for planted in Planted::ALL {
        let found = (0..SOON).find(|seed| run(&History::of(*seed), Some(planted)).is_err());
        let seed = found.unwrap_or_else(|| panic!("{planted:?} was not found"));
        eprintln!("{planted:?}: found by seed {seed}");
    }
}

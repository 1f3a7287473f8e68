//! A history: a seed, and a number for each step.

use crate::chance::Chance;
use crate::planted::Planted;
use crate::world::World;

/// How many steps a history has at most.
pub const MOST_STEPS: usize = 120;

/// A history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Decides who is there and what may happen.
    pub seed: u64,
    /// The steps.
    pub steps: Vec<u64>,
}

/// What went wrong.
#[derive(Debug, Clone)]
pub struct Failure {
    /// In which history.
    pub history: History,
    /// What.
    pub what: String,
    /// What happened before, when the history was run aloud.
    pub log: String,
}

impl History {
    /// The history of a seed.
    pub fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0x0157_0417);
        let count = 20 + chance.below(MOST_STEPS - 20);
        Self {
            seed,
            steps: (0..count).map(|_| chance.number()).collect(),
        }
    }
}

/// Runs a history. Answers the hash of all that happened.
pub fn run(history: &History, planted: Option<Planted>) -> Result<u64, Box<Failure>> {
    go(history, planted, false)
}

/// Runs it, and keeps what happened in words.
pub fn run_aloud(history: &History, planted: Option<Planted>) -> Result<u64, Box<Failure>> {
    go(history, planted, true)
}

fn go(history: &History, planted: Option<Planted>, aloud: bool) -> Result<u64, Box<Failure>> {
    let mut world = World::new(history.seed, planted);
    world.log = aloud.then(String::new);
    let mut gone = Ok(());
    for step in &history.steps {
        gone = world.step(*step);
        if gone.is_err() {
            break;
        }
    }
    match gone.and_then(|()| world.heal()) {
        Ok(()) => Ok(world.trace),
        Err(what) => Err(Box::new(Failure {
            history: history.clone(),
            what,
            log: world.log.take().unwrap_or_default(),
        })),
    }
}

/// The shortest history found in which something still goes wrong.
pub fn shrink(failure: &Failure, planted: Option<Planted>) -> Failure {
    let mut best = failure.clone();
    let mut size = best.history.steps.len() / 2;
    while size > 0 {
        let mut from = 0;
        while from < best.history.steps.len() {
            let mut shorter = best.history.clone();
            let to = (from + size).min(shorter.steps.len());
            shorter.steps.drain(from..to);
            match run(&shorter, planted) {
                Err(failure) => best = *failure,
                Ok(_) => from += size,
            }
        }
        size /= 2;
    }
    match run_aloud(&best.history, planted) {
        Err(aloud) => *aloud,
        Ok(_) => best,
    }
}

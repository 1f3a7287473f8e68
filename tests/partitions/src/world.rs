//! One server and some devices in the simulated network, from the first enrolment until all agree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;
use turmoil::{Builder, Sim};

use crate::clock::SimulatedClock;
use crate::device::{self, Act, Hand, Shown};
use crate::server;
use crate::weather::Blow;

/// A step of the simulation.
const STEP: Duration = Duration::from_millis(5);
/// How long a message takes in fair weather.
const FAIR: Duration = Duration::from_millis(30);
/// The longest that anything may take once everything is mended.
const PATIENCE: Duration = Duration::from_secs(600);

/// What came of a history.
#[derive(Debug)]
pub struct Outcome {
    /// What each device shows in the end.
    pub shown: Vec<Shown>,
    /// The notes that were there before.
    pub before: BTreeSet<String>,
    /// Every note that a device took.
    pub taken: BTreeSet<String>,
    /// Notes that a crash fell into: there or not, but once.
    pub perhaps: BTreeSet<String>,
    /// Requests that brought no answer.
    pub unanswered: u64,
    /// What went wrong, and how often.
    pub blows: BTreeMap<String, u32>,
}

/// The store.
pub struct World<'s> {
    sim: Sim<'s>,
    clock: Arc<SimulatedClock>,
    hands: Vec<Arc<Mutex<Hand>>>,
    chance: ChaCha8Rng,
    fallen: BTreeSet<String>,
    before: BTreeSet<String>,
    blows: BTreeMap<String, u32>,
    _folder: TempDir,
}

fn name(device: usize) -> String {
    format!("device-{device}")
}

impl World<'_> {
    /// A store in fair weather: a device for each of `people` is enrolled and agrees with the server.
    pub fn begin(seed: u64, people: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let clock = Arc::new(SimulatedClock::new());
        let book = subfolder(folder.path(), server::NAME);
        let codes = server::furnish(&book, &clock, people);
        let mut sim = Builder::new()
            .rng_seed(seed)
            .tick_duration(STEP)
            .simulation_duration(Duration::from_secs(86_400))
            .min_message_latency(Duration::from_millis(1))
            .max_message_latency(FAIR)
            .tcp_capacity(1 << 16)
            .enable_random_order()
            .build();
        let time = clock.clone();
        sim.host(server::NAME, move || {
            server::serve(book.clone(), time.clone())
        });
        let mut hands = Vec::new();
        for (number, code) in codes.into_iter().enumerate() {
            let files = subfolder(folder.path(), &name(number));
            let hand = Arc::new(Mutex::new(Hand::default()));
            lock(&hand).wants(Act::Enrol(code));
            let (time, its) = (clock.clone(), hand.clone());
            sim.host(name(number), move || {
                device::run(files.clone(), time.clone(), its.clone())
            });
            hands.push(hand);
        }
        let mut world = Self {
            sim,
            clock,
            hands,
            chance: ChaCha8Rng::seed_from_u64(seed),
            fallen: BTreeSet::new(),
            before: BTreeSet::new(),
            blows: BTreeMap::new(),
            _folder: folder,
        };
        world.until_all_agree();
        let shown = world.show();
        world.before = shown
            .into_iter()
            .flat_map(|shown| shown.notes.into_keys())
            .collect();
        world
    }

    /// Lets people write while the network and the machines fail, for so long.
    pub fn storm(&mut self, lasts: Duration) {
        let end = self.sim.elapsed() + lasts;
        let mut words = 0;
        while self.sim.elapsed() < end {
            let pause = Duration::from_millis(self.chance.random_range(50..900));
            self.pass(pause);
            if self.chance.random_bool(0.6) {
                words += 1;
                let device = self.chance.random_range(0..self.hands.len());
                let said = format!("Word {words} on device {device}");
                let act = if self.chance.random_bool(0.7) {
                    Act::Note(said)
                } else {
                    Act::Nickname(said)
                };
                lock(&self.hands[device]).wants(act);
            } else {
                let blow = Blow::next(&mut self.chance, self.hands.len());
                self.strike(blow);
            }
        }
    }

    /// Mends everything, waits until all agree, and tells what came of it.
    pub fn end(mut self) -> Outcome {
        self.strike(Blow::StartAgain);
        for device in 0..self.hands.len() {
            self.strike(Blow::Mend(device));
        }
        self.until_all_agree();
        // What one of them said last is with the others after one more look.
        self.until_all_agree();
        let mut outcome = Outcome {
            shown: self.show(),
            before: self.before,
            taken: BTreeSet::new(),
            perhaps: BTreeSet::new(),
            unanswered: 0,
            blows: self.blows,
        };
        for hand in &self.hands {
            let mut hand = lock(hand);
            outcome.taken.extend(std::mem::take(&mut hand.taken));
            outcome.perhaps.extend(std::mem::take(&mut hand.perhaps));
            outcome.unanswered += hand.unanswered;
        }
        outcome
    }

    /// What each device shows now.
    fn show(&mut self) -> Vec<Shown> {
        for hand in &self.hands {
            lock(hand).wants(Act::Show);
        }
        self.until("everything is shown", |hand| {
            hand.rests() && hand.shown.is_some()
        });
        let shown = self.hands.iter().filter_map(|hand| lock(hand).shown.take());
        shown.collect()
    }

    fn strike(&mut self, blow: Blow) {
        let kind = format!("{blow:?}");
        let kind = kind.split(['(', ' ']).next().unwrap_or_default().to_owned();
        *self.blows.entry(kind).or_default() += 1;
        match blow {
            Blow::Part(device) => self.sim.partition(name(device), server::NAME),
            Blow::LoseQuestions(device) => {
                self.sim.partition_oneway(name(device), server::NAME);
            }
            Blow::LoseAnswers(device) => {
                self.sim.partition_oneway(server::NAME, name(device));
            }
            Blow::Hold(device) => self.sim.hold(name(device), server::NAME),
            Blow::Slow(device, most) => {
                self.sim
                    .set_link_max_message_latency(name(device), server::NAME, most);
            }
            Blow::Mend(device) => {
                self.sim.release(name(device), server::NAME);
                self.sim.repair(name(device), server::NAME);
                self.sim
                    .set_link_max_message_latency(name(device), server::NAME, FAIR);
            }
            Blow::FellDevice(device) => self.fell(name(device)),
            Blow::FellServer => self.fell(server::NAME.to_owned()),
            Blow::StartAgain => {
                for fallen in std::mem::take(&mut self.fallen) {
                    self.sim.bounce(fallen);
                }
            }
        }
    }

    fn fell(&mut self, machine: String) {
        if self.fallen.insert(machine.clone()) {
            self.sim.crash(machine);
        }
    }

    fn until_all_agree(&mut self) {
        for _ in 0..60 {
            for hand in &self.hands {
                let mut hand = lock(hand);
                hand.agreed = false;
                hand.wants(Act::Agree);
            }
            self.until("every device asked the server", Hand::rests);
            if self.hands.iter().all(|hand| lock(hand).agreed) {
                return;
            }
        }
        panic!("they never agreed");
    }

    fn until(&mut self, what: &str, is_so: impl Fn(&Hand) -> bool) {
        let late = self.sim.elapsed() + PATIENCE;
        while !self.hands.iter().all(|hand| is_so(&lock(hand))) {
            assert!(self.sim.elapsed() < late, "it never came to this: {what}");
            self.step();
        }
    }

    fn pass(&mut self, time: Duration) {
        let end = self.sim.elapsed() + time;
        while self.sim.elapsed() < end {
            self.step();
        }
    }

    fn step(&mut self) {
        self.clock.set(self.sim.elapsed());
        self.sim.step().expect("no machine fails by itself");
    }
}

fn subfolder(folder: &Path, name: &str) -> std::path::PathBuf {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn lock(hand: &Mutex<Hand>) -> MutexGuard<'_, Hand> {
    hand.lock().expect("a hand")
}

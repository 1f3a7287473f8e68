//! While an engine is built: keys behind it, keys without one, and closing the app in the midst of it.

use std::time::{Duration, Instant};

use super::{Counter, PATIENCE, memory_mark, memory_of, millis, so_far};
use crate::database::device;
use crate::figures::Figures;
use crate::limit::Limit;

/// So many changed customers are built in anew rather than brought in one by one.
const BUILT_ANEW: u32 = 3_100;

/// How far the builds are in which the app is closed, in hundredths of a whole one.
const DEPTHS: [u32; 4] = [10, 30, 50, 75];

/// A build that is over before the app is closed is tried again so many times.
const TRIES: u32 = 5;

impl Counter {
    /// Types while a new engine is built behind the one that answers.
    pub(super) async fn keys_while_building(&self, figures: &mut Figures) {
        if self.customers < BUILT_ANEW {
            return;
        }
        let generation = self.generation();
        memory_mark();
        device::change_customers(self.app(), BUILT_ANEW, 0);
        let limit = Limit::of("an engine built behind the keys", PATIENCE);
        let begun = Instant::now();
        let mut times = Vec::new();
        for query in self.queries.iter().cycle() {
            if self.generation() != generation {
                break;
            }
            limit.go_on();
            for typed in so_far(&query.typed) {
                let (took, _, _) = self.key(&typed).await;
                times.push(took);
            }
            // Nobody types faster; the builder gets its share as on a real device.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.note("build_behind_keys_ms", millis(begun.elapsed()), figures);
        self.times("key_while_building", times, figures);
        memory_of(self, "building_peak", figures);
    }

    /// Closes the app in the midst of a build. A round counts only when one was under way: the thread of
    /// the search had worked on it, and the index that stands afterwards is still the old one.
    pub(super) async fn cancelled(self, figures: &mut Figures) -> Self {
        if self.customers < BUILT_ANEW {
            return self;
        }
        let whole = self.work_of_a_build().await;
        let (mut times, mut counter, mut round) = (Vec::new(), self, 10);
        for depth in DEPTHS {
            let mut tries = 0;
            loop {
                round += 1;
                let (closed, took) = counter.close_in_a_build(whole * depth / 100, round).await;
                counter = closed;
                if let Some(took) = took {
                    times.push(took);
                    break;
                }
                tries += 1;
                assert!(
                    tries < TRIES,
                    "no build was under way at {depth} hundredths of {whole:?}, {TRIES} times"
                );
            }
        }
        // The build that is still due comes to its end before anything else is measured.
        counter.settled().await;
        counter.times("close_while_building", times, figures);
        counter
    }

    /// How long the processor is at a build that nothing disturbs.
    async fn work_of_a_build(&self) -> Duration {
        let (generation, before) = (self.generation(), worked());
        device::change_customers(self.app(), BUILT_ANEW, 10);
        let limit = Limit::of("an engine that nothing disturbs", PATIENCE);
        while self.generation() == generation {
            limit.go_on();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        worked().saturating_sub(before)
    }

    /// Closes the app when a build has worked for `depth`, and opens it again. How long the closing
    /// took; none when the build was over by then.
    async fn close_in_a_build(self, depth: Duration, round: u32) -> (Self, Option<Duration>) {
        self.complete().await;
        let (generation, before) = (self.generation(), worked());
        device::change_customers(self.app(), BUILT_ANEW, round);
        let limit = Limit::of("a build that is under way", PATIENCE);
        while worked().saturating_sub(before) < depth && self.generation() == generation {
            limit.go_on();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let begun = Instant::now();
        self.app().close().await;
        let took = begun.elapsed();
        let marta = self.marta.restart().await;
        marta.go_offline();
        let counter = Self { marta, ..self };
        // The build that is due has only just begun again: what stands now stood at closing.
        let old = counter.generation() == generation;
        (counter, old.then_some(took))
    }

    /// The index is lost: the prefixes in the database answer while another is built.
    pub(super) async fn keys_without_engine(self, figures: &mut Figures) {
        device::lose_index(self.app());
        let marta = self.marta.restart().await;
        marta.go_offline();
        let counter = Self { marta, ..self };
        let limit = Limit::of("an engine where there was none", PATIENCE);
        let begun = Instant::now();
        let mut times = Vec::new();
        for query in counter.queries.iter().cycle() {
            if counter.generation() != 0 {
                break;
            }
            limit.go_on();
            for typed in so_far(&query.typed) {
                let (took, _, _) = counter.key(&typed).await;
                times.push(took);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        counter.note("build_without_engine_ms", millis(begun.elapsed()), figures);
        counter.times("key_by_prefixes", times, figures);
    }
}

/// How long the processor was at the work of the search's own thread.
fn worked() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").expect("the threads: Linux tells them");
    let of = |thread: std::fs::DirEntry| {
        let name = std::fs::read_to_string(thread.path().join("comm")).ok()?;
        let figures = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let nanos = figures.split_whitespace().next()?.parse().ok()?;
        (name.trim() == "search").then(|| Duration::from_nanos(nanos))
    };
    threads.filter_map(|thread| of(thread.ok()?)).sum()
}

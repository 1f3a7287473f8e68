//! Finding a customer at every keystroke through the whole app: command, encrypted database, answer.
//! And what surrounds it: the engine opened at start, built in the background, an edit found after its
//! commit, a manager's list, Today and a customer's page in a store of that size.

mod building;
pub mod filled;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use regard_app::App;
use regard_app::database::search_index;
use regard_search_bench::queries::{Half, Query, Wanted, log};
use regard_search_bench::{cpu, memory};
use regard_tests::{Device, Store};
use serde_json::{Value, json};

use crate::figures::Figures;
use crate::fill;
use crate::limit::Limit;

/// As many rows as the screen asks for.
const ROWS: u32 = 40;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// A filled device, and what is typed on it.
struct Counter {
    /// Kept running for as long as the device is used.
    _store: Store,
    marta: Device,
    customers: u32,
    queries: Vec<Query>,
    /// The figures' beginning: the size.
    name: String,
}

/// Fills a device with `customers` and measures, with `each` look-ups of every kind.
pub async fn measure(customers: u32, each: usize, figures: &mut Figures) {
    let begun = Instant::now();
    let now = |what: &str| println!("{:4} s  {what}", begun.elapsed().as_secs());
    now("a device is filled");
    let mut counter = Counter::filled(customers, each, figures).await;
    now("the engine is built");
    counter.built_after_fill(figures).await;
    counter.files(figures);
    now("the app is opened again");
    counter = counter.opened_again(figures).await;
    now("keys are typed");
    counter.keys(figures).await;
    now("edits, lists, pages");
    counter.edits(figures).await;
    counter.lists(figures).await;
    counter.pages(figures).await;
    now("keys while an engine is built");
    counter.keys_while_building(figures).await;
    now("the app is closed in the midst of builds");
    counter = counter.cancelled(figures).await;
    now("keys without an engine");
    counter.keys_without_engine(figures).await;
    now("done");
}

impl Counter {
    async fn filled(customers: u32, each: usize, figures: &mut Figures) -> Self {
        let store = Store::open().await;
        let marta = store.device("marta").await;
        marta.go_offline();
        let now = store.now();
        let queries = log(
            &Wanted::of(filled::made_up(customers, now)),
            Half::Reported,
            each,
        );
        let (mut rows, mut took) = (0, Duration::ZERO);
        let marta = marta
            .restart_after(|folder| {
                let begun = Instant::now();
                rows = filled::fill_apart(folder, customers, now);
                took = begun.elapsed();
            })
            .await;
        marta.go_offline();
        let counter = Self {
            _store: store,
            marta,
            customers,
            queries,
            name: format!("find_{customers}"),
        };
        counter.note("rows", rows as f64, figures);
        counter.note("fill_ms", millis(took), figures);
        counter
    }

    fn note(&self, what: &str, value: f64, figures: &mut Figures) {
        figures.note(&format!("{}_{what}", self.name), value);
    }

    fn times(&self, what: &str, times: Vec<Duration>, figures: &mut Figures) {
        figures.times(&format!("{}_{what}", self.name), times);
    }

    fn app(&self) -> &App {
        self.marta.app()
    }

    async fn built_after_fill(&self, figures: &mut Figures) {
        let built = self.complete().await;
        self.note("built_after_fill_ms", millis(built), figures);
        // A build that began in the midst of the filling is followed by another.
        self.settled().await;
        memory_of(self, "built", figures);
    }

    /// Waits until the engine answers for all customers, and says how long that took.
    async fn complete(&self) -> Duration {
        let limit = Limit::of("an engine that knows all customers", PATIENCE);
        loop {
            let browsed: Value = self.marta.call("browse_customers", everyone()).await;
            if browsed["complete"] == true
                && browsed["count"].as_u64() >= Some(self.customers.into())
            {
                return limit.waited();
            }
            limit.go_on();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Waits until what is kept has all but a few of the changes.
    async fn settled(&self) {
        let limit = Limit::of("a kept index with all but a few changes", PATIENCE);
        loop {
            let left = self.app().database().expect("a database").read(|conn| {
                let head = search_index::head(conn)?;
                let up_to = head.map_or(0, |head| head.up_to);
                Ok(search_index::changed_after(conn, up_to, 3_001)?.len())
            });
            if left.expect("read") <= 3_000 {
                return;
            }
            limit.go_on();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn generation(&self) -> i64 {
        let head = self
            .app()
            .database()
            .expect("a database")
            .read(|conn| Ok(search_index::head(conn)?));
        head.expect("read").map_or(0, |head| head.generation)
    }

    fn files(&self, figures: &mut Figures) {
        let files = memory::of_folder(self.marta.folder());
        self.note("device_files_mb", files as f64 / 1e6, figures);
        let bytes = self.app().database().expect("a database").read(|conn| {
            let head = search_index::head(conn)?;
            let generation = head.map_or(0, |head| head.generation);
            Ok(search_index::bytes(conn, generation)?.len())
        });
        let bytes = bytes.expect("read") as f64;
        self.note("index_mb", bytes / 1e6, figures);
    }

    /// Closing and opening again: the engine lies in the database and is not built anew.
    async fn opened_again(self, figures: &mut Figures) -> Self {
        let generation = self.generation();
        let begun = Instant::now();
        let marta = self.marta.restart().await;
        marta.go_offline();
        let counter = Self { marta, ..self };
        counter.note("restart_ms", millis(begun.elapsed()), figures);
        let opened = counter.complete().await;
        counter.note("opened_at_start_ms", millis(opened), figures);
        assert_eq!(
            counter.generation(),
            generation,
            "nothing is built at start"
        );
        memory_of(&counter, "opened", figures);
        counter
    }

    /// One key: what is typed so far goes through the command, its answer comes back as JSON.
    async fn key(&self, typed: &str) -> (Duration, Option<Duration>, Value) {
        let args = json!({ "typed": typed, "limit": ROWS });
        let (begun, worked) = (Instant::now(), cpu::of_this_thread());
        let found = self.app().dispatch("find_customers", args).await;
        let worked = cpu::of_this_thread()
            .zip(worked)
            .map(|(to, from)| to - from);
        (begun.elapsed(), worked, found.expect("found"))
    }

    async fn keys(&self, figures: &mut Figures) {
        let (mut all, mut all_worked) = (Vec::new(), Vec::new());
        let mut by_kind: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
        let mut slowest: Vec<(Duration, String)> = Vec::new();
        for query in &self.queries {
            for typed in so_far(&query.typed) {
                let (took, worked, _) = self.key(&typed).await;
                all.push(took);
                all_worked.extend(worked);
                let worked = worked.unwrap_or(took);
                by_kind.entry(query.kind.name()).or_default().push(worked);
                slowest.push((worked, typed));
                if slowest.len() > 200 {
                    keep_slowest(&mut slowest);
                }
            }
        }
        keep_slowest(&mut slowest);
        // Which keys they were says what to look at.
        for (took, typed) in slowest {
            println!("slow: {typed:?} {:.1} ms", millis(took));
        }
        self.times("key", all, figures);
        self.times("key_cpu", all_worked, figures);
        for (kind, mut times) in by_kind {
            times.sort_unstable();
            let at = times.len().saturating_sub(1) * 99 / 100;
            let p99 = times.get(at).copied().unwrap_or_default();
            self.note(&format!("key_cpu_{kind}_p99_ms"), millis(p99), figures);
        }
    }

    /// Gives customers a nickname each; how long the whole act took, and how long after it they were
    /// found.
    async fn edits(&self, figures: &mut Figures) {
        let (mut acts, mut finds) = (Vec::new(), Vec::new());
        for number in 0..50 {
            let id = fill::id(self.customers / 50 * number);
            let nickname = format!("Quix{number:03}x");
            let edit = json!({ "customerId": id, "nickname": nickname });
            let begun = Instant::now();
            let _: Value = self.marta.call("edit_customer", edit).await;
            acts.push(begun.elapsed());
            let (took, _, found) = self.key(&nickname).await;
            finds.push(took);
            assert_eq!(
                found["rows"][0]["id"],
                json!(id),
                "found right after the edit"
            );
        }
        self.times("edit_customer", acts, figures);
        self.times("find_after_edit", finds, figures);
    }

    async fn lists(&self, figures: &mut Figures) {
        let mut tagged = everyone();
        tagged["tags"] = json!(["vip"]);
        let mut typed = everyone();
        typed["typed"] = json!("ma");
        for (name, args) in [("all", everyone()), ("tagged", tagged), ("typed", typed)] {
            let mut times = Vec::new();
            for _ in 0..20 {
                let begun = Instant::now();
                let _: Value = self.marta.call("browse_customers", args.clone()).await;
                times.push(begun.elapsed());
            }
            self.times(&format!("browse_{name}"), times, figures);
        }
    }

    async fn pages(&self, figures: &mut Figures) {
        let (mut today, mut pages) = (Vec::new(), Vec::new());
        for _ in 0..20 {
            let begun = Instant::now();
            let _: Value = self.marta.call("today", json!({})).await;
            today.push(begun.elapsed());
        }
        for number in 0..200 {
            let id = fill::id(self.customers / 200 * number);
            let begun = Instant::now();
            let _: Value = self
                .marta
                .call(
                    "open_customer",
                    json!({ "customerId": id, "repairId": null }),
                )
                .await;
            pages.push(begun.elapsed());
        }
        self.times("today", today, figures);
        self.times("open_customer", pages, figures);
    }
}

/// Everyone, by last seen, counted.
fn everyone() -> Value {
    json!({ "typed": "", "store": null, "owner": null, "nobodys": false, "tags": [], "seen": null,
            "promise": false, "order": "last_seen", "offset": 0, "limit": 50 })
}

/// What stands in the field after each key.
fn so_far(typed: &str) -> impl Iterator<Item = String> + '_ {
    let length = typed.chars().count();
    (1..=length).map(|end| typed.chars().take(end).collect())
}

fn keep_slowest(slowest: &mut Vec<(Duration, String)>) {
    slowest.sort_by(|one, two| two.cmp(one));
    let mut seen = std::collections::HashSet::new();
    slowest.retain(|(_, typed)| seen.insert(typed.clone()));
    slowest.truncate(16);
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

/// From now on the peak is counted anew.
fn memory_mark() {
    std::fs::write("/proc/self/clear_refs", "5").ok();
}

/// The memory of the process, which carries the server of two customers as well, and its peak since
/// the last mark.
fn memory_of(counter: &Counter, what: &str, figures: &mut Figures) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for (field, label) in [("VmRSS:", "rss"), ("VmHWM:", "rss_peak")] {
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix(field))
            .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        if let Some(kilobytes) = kilobytes {
            counter.note(&format!("{what}_{label}_mb"), kilobytes / 1024.0, figures);
        }
    }
}

//! `./dev bench search`: builds made-up stores, types the same log into Regard and its peers in one
//! run, and prints who found whom how quickly.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use regard_search_bench::ceiling::ceiling;
use regard_search_bench::figures::{Figures, at, ms, us};
use regard_search_bench::measure::note;
use regard_search_bench::peers::{PeerError, Which};
use regard_search_bench::queries::{Half, Wanted, log};
use regard_search_bench::recall::misses;
use regard_search_bench::runner::{Runner, type_all, type_alone, update};
use regard_search_bench::store::Store;
use regard_search_bench::{memory, report, taps};

/// Measures customer search beside its peers.
#[derive(Parser)]
struct Arguments {
    /// How many customers; one store for each number.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    sizes: Vec<u32>,
    /// Small stores and a short log: for a look, not for the books.
    #[arg(long)]
    quick: bool,
    /// Which half of the log is typed.
    #[arg(long, value_enum, default_value = "reported")]
    half: HalfName,
    /// Who takes part; nothing: all that were built in.
    #[arg(long, value_delimiter = ',')]
    peers: Vec<String>,
    /// Look-ups of each kind.
    #[arg(long, default_value_t = 100)]
    each: usize,
    /// Seconds after which a slow peer is asked no more, for each store.
    #[arg(long, default_value_t = 120)]
    budget: u64,
    /// The seed of store and log.
    #[arg(long, default_value_t = 3)]
    seed: u64,
    /// Also print so many look-ups that each peer missed; with the tuning half only.
    #[arg(long, default_value_t = 0)]
    misses: usize,
    /// Also print so many of the slowest keys that were typed into Regard alone.
    #[arg(long, default_value_t = 0)]
    slowest: usize,
    /// How many times the log is typed into Regard alone.
    #[arg(long, default_value_t = 1)]
    passes: u32,
    /// Works out the ceiling of recall@5 too: minutes in a store of 10,000, far longer in larger ones.
    #[arg(long)]
    ceiling: bool,
    /// First changes so many customers, so that Regard alone is measured with an overlay.
    #[arg(long, default_value_t = 0)]
    changed: u32,
    /// Also write the figures there, as one flat JSON object.
    #[arg(long)]
    json: Option<PathBuf>,
    /// For the bench itself: opens this peer's index in a process of its own and tells what it takes.
    #[arg(long, hide = true, requires = "folder")]
    probe: Option<String>,
    /// The folder of the index to probe.
    #[arg(long, hide = true)]
    folder: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum HalfName {
    Tuning,
    Reported,
}

fn main() -> Result<(), PeerError> {
    let mut arguments = Arguments::parse();
    if let (Some(peer), Some(folder)) = (&arguments.probe, &arguments.folder) {
        let size = arguments.sizes.first().copied().unwrap_or_default();
        return probe(peer, &Store::new(arguments.seed, size), folder);
    }
    if arguments.quick {
        arguments.sizes = vec![2_000, 20_000];
        arguments.each = arguments.each.min(15);
        arguments.budget = arguments.budget.min(10);
    }
    let peers = if arguments.peers.is_empty() {
        Which::all()
    } else {
        let named = |name: &String| {
            Which::named(name).ok_or_else(|| format!("this build has no peer {name}"))
        };
        arguments
            .peers
            .iter()
            .map(named)
            .collect::<Result<_, _>>()?
    };
    let mut figures = Figures::default();
    for size in &arguments.sizes {
        measure(
            &arguments,
            Store::new(arguments.seed, *size),
            &peers,
            &mut figures,
        )?;
        report::print(*size, &peers, &figures);
    }
    report::compare(&arguments.sizes, &peers, &mut figures);
    if let Some(which) = peers.first() {
        count_keys(
            *which,
            arguments.seed,
            if arguments.quick { 300 } else { 4_000 },
            &mut figures,
        )?;
    }
    if let Some(path) = &arguments.json {
        std::fs::write(path, figures.json())?;
        println!("figures written to {}", path.display());
    }
    Ok(())
}

fn measure(
    arguments: &Arguments,
    store: Store,
    peers: &[Which],
    figures: &mut Figures,
) -> Result<(), PeerError> {
    let name = |which: &Which, what: &str| format!("search_{}_{}_{what}", store.size, which.name());
    println!("\nmaking a store of {} and its log", store.size);
    let order = store.nearest_first();
    let half = match arguments.half {
        HalfName::Tuning => Half::Tuning,
        HalfName::Reported => Half::Reported,
    };
    let wanted = Wanted::of(store);
    let queries = log(&wanted, half, arguments.each);
    if arguments.ceiling {
        let (kinds, all) = ceiling(&store, &wanted, &queries);
        let labelled = kinds.iter().map(|(kind, best)| (kind.name(), *best));
        for (label, best) in labelled.chain([("all", all)]) {
            figures.note(format!("search_{}_ceiling5_{label}", store.size), best);
        }
    }
    let begun = Instant::now();
    let letters: usize = store
        .customers()
        .map(|customer| customer.family.len())
        .sum();
    let making = begun.elapsed();
    figures.note(format!("search_{}_store_ms", store.size), ms(making));
    assert!(letters > 0, "customers have names");
    let home = tempfile::tempdir()?;
    let mut runners = Vec::new();
    for which in peers {
        let folder = home.path().join(which.files().name());
        if !folder.exists() {
            std::fs::create_dir(&folder)?;
            let begun = Instant::now();
            which.build(&store, &order, &folder)?;
            let took = begun.elapsed().saturating_sub(making);
            println!("built {} in {:.0} ms", which.name(), ms(took));
            figures.note(name(which, "build_ms"), ms(took));
        }
        let size = memory::of_folder(&folder);
        figures.note(name(which, "disk_mb"), megabytes(size));
        ask_probe(arguments, which, &store, &folder, figures)?;
        runners.push(Runner::new(*which, which.open(&folder)?, folder));
    }
    println!("typing {} look-ups, key by key", queries.len());
    type_all(
        &queries,
        &mut runners,
        Duration::from_secs(arguments.budget),
    )?;
    for runner in runners
        .iter_mut()
        .filter(|runner| runner.which == Which::Regard)
    {
        for number in 0..arguments.changed {
            let place = u64::from(number) * u64::from(store.size) / u64::from(arguments.changed);
            runner.peer.update(&store.customer(place as u32))?;
        }
        let keys = type_alone(&queries, runner, arguments.passes)?;
        for key in keys.iter().rev().take(arguments.slowest) {
            println!(
                "  {:6.0} µs {:13} {:?}",
                us(key.took),
                key.kind.name(),
                key.typed
            );
        }
        let times: Vec<Duration> = keys.into_iter().map(|key| key.took).collect();
        for (label, share) in [("p50", 0.5), ("p99", 0.99), ("worst", 1.0)] {
            let what = name(&runner.which, &format!("alone_{label}_us"));
            figures.note(what, us(at(&times, share)));
        }
    }
    for runner in &mut runners {
        note(&store, &queries, runner, figures);
        if half == Half::Tuning && arguments.misses > 0 {
            println!("missed by {}:", runner.which.name());
            let list = misses(&store, &queries, runner, arguments.misses);
            list.iter().for_each(|miss| println!("  {miss}"));
        }
        let times = update(&store, runner, 30)?;
        figures.note(name(&runner.which, "update_p50_ms"), ms(at(&times, 0.5)));
        figures.note(name(&runner.which, "update_worst_ms"), ms(at(&times, 1.0)));
    }
    Ok(())
}

/// Memory and opening are measured in a process that does nothing else.
fn ask_probe(
    arguments: &Arguments,
    which: &Which,
    store: &Store,
    folder: &Path,
    figures: &mut Figures,
) -> Result<(), PeerError> {
    let told = Command::new(std::env::current_exe()?)
        .args(["--probe", which.name(), "--sizes", &store.size.to_string()])
        .args(["--seed", &arguments.seed.to_string(), "--folder"])
        .arg(folder)
        .output()?;
    if !told.status.success() {
        return Err(String::from_utf8_lossy(&told.stderr).into_owned().into());
    }
    for line in String::from_utf8_lossy(&told.stdout).lines() {
        if let Some((what, value)) = line.split_once(' ') {
            let label = format!("search_{}_{}_{what}", store.size, which.name());
            figures.note(label, value.parse()?);
        }
    }
    Ok(())
}

fn probe(peer: &str, store: &Store, folder: &Path) -> Result<(), PeerError> {
    let which = Which::named(peer).ok_or("no such peer")?;
    // What the bench itself needs is there before the first look.
    let queries = log(&Wanted::of(*store), Half::Tuning, 10);
    let before = memory::of_this_process();
    let begun = Instant::now();
    let mut opened = which.open(folder)?;
    println!("open_ms {}", ms(begun.elapsed()));
    let end = Instant::now() + Duration::from_secs(10);
    for query in &queries {
        for (end, letter) in query.typed.char_indices() {
            opened.find(&query.typed[..end + letter.len_utf8()], 20)?;
        }
        if Instant::now() > end {
            break;
        }
    }
    if let (Some(before), Some(after)) = (before, memory::of_this_process()) {
        println!("memory_mb {}", megabytes(after.saturating_sub(before)));
    }
    if let Some(bytes) = opened.own_memory() {
        println!("own_memory_mb {}", bytes as f64 / 1e6);
    }
    Ok(())
}

fn count_keys(
    which: Which,
    seed: u64,
    look_ups: u32,
    figures: &mut Figures,
) -> Result<(), PeerError> {
    let store = Store::new(seed, 5_000);
    let folder = tempfile::tempdir()?;
    which.build(&store, &store.nearest_first(), folder.path())?;
    let mut peer = which.open(folder.path())?;
    taps::measure(store, peer.as_mut(), look_ups, figures)?;
    println!(
        "\n{} in a store of 5000, {look_ups} look-ups, found within 3 keys:",
        which.name()
    );
    for way in [
        "given",
        "family",
        "initials",
        "initials_turned",
        "phone_ending",
        "best_of_names",
        "best_of_all",
    ] {
        let share = figures.get(&format!("taps_5000_{way}_within_3_keys"));
        println!("  {way:16} {:5.1} %", share.unwrap_or_default() * 100.0);
    }
    Ok(())
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

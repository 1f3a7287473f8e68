//! The tables that a run ends with.

use crate::figures::Figures;
use crate::kinds::Kind;
use crate::peers::Which;

/// Prints what was measured in one store.
pub fn print(size: u32, peers: &[Which], figures: &Figures) {
    let get =
        |which: &Which, what: &str| figures.get(&format!("search_{size}_{}_{what}", which.name()));
    let show = |value: Option<f64>, digits: usize| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"))
    };
    println!("\n{size} customers: µs a key, share found, MB, ms");
    println!(
        "| peer | p50 | p99 | worst | p50 cpu | p99 cpu | keys | nobody | recall@1 | recall@5 | fair@5 \
         | memory | disk | build | open | update |"
    );
    println!("|---{}|", "|---".repeat(15));

    for which in peers {
        let cells: Vec<String> = [
            ("key_p50_us", 0),
            ("key_p99_us", 0),
            ("key_worst_us", 0),
            ("key_cpu_p50_us", 0),
            ("key_cpu_p99_us", 0),
            ("keys", 0),
            ("keys_without_answer", 2),
            ("recall1_all", 3),
            ("recall5_all", 3),
            ("fair5_all", 3),
            ("memory_mb", 1),
            ("disk_mb", 1),
            ("build_ms", 0),
            ("open_ms", 1),
            ("update_p50_ms", 3),
        ]
        .into_iter()
        .map(|(what, digits)| show(get(which, what), digits))
        .collect();
        println!("| {} | {} |", which.name(), cells.join(" | "));
    }
    println!("(nobody: the share of keys for which nobody was found)");
    if let Some(best) = figures.get(&format!("search_{size}_ceiling5_all")) {
        println!("The ceiling of recall@5 over all kinds is {best:.3}.");
    }
    let alone =
        ["p50", "p99", "worst"].map(|what| get(&Which::Regard, &format!("alone_{what}_us")));
    if let [Some(p50), Some(p99), Some(worst)] = alone {
        println!(
            "Regard alone, cpu: p50 {p50:.0}, p99 {p99:.0}, worst {worst:.0} µs; the others interleaved \
             leave it cold caches"
        );
    }
    println!("\n{size} customers: recall@1 / recall@5 / fair@5 (p99 of a key, cpu µs) by kind");
    let heads: Vec<&str> = peers.iter().map(|which| which.name()).collect();
    println!("| kind | ceiling of @5 | {} |", heads.join(" | "));
    println!("|---|---|{}", "---|".repeat(peers.len()));
    for kind in Kind::ALL {
        let cells: Vec<String> = peers
            .iter()
            .map(|which| {
                let shares = ["recall1", "recall5", "fair5"]
                    .map(|what| show(get(which, &format!("{what}_{}", kind.name())), 2))
                    .join(" / ");
                let time = get(which, &format!("key_cpu_p99_{}_us", kind.name()));
                format!("{shares} ({})", show(time, 0))
            })
            .collect();
        let best = figures.get(&format!("search_{size}_ceiling5_{}", kind.name()));
        println!(
            "| {} | {} | {} |",
            kind.name(),
            show(best, 2),
            cells.join(" | ")
        );
    }
}

/// Notes and prints how much slower the median is in the biggest store than in the smallest, and how
/// much slower each peer is than Regard.
pub fn compare(sizes: &[u32], peers: &[Which], figures: &mut Figures) {
    let get = |figures: &Figures, size: u32, which: Which, what: &str| {
        figures.get(&format!("search_{size}_{}_{what}", which.name()))
    };
    println!();
    if let (Some(small), Some(big)) = (sizes.iter().min(), sizes.iter().max())
        && small != big
    {
        for which in peers {
            let one = get(figures, *small, *which, "key_cpu_p50_us");
            let two = get(figures, *big, *which, "key_cpu_p50_us");
            if let (Some(one), Some(two)) = (one, two) {
                let growth = two / one.max(0.001);
                figures.note(format!("search_growth_{}", which.name()), growth);
                println!(
                    "{}: the median key takes {growth:.1} times as long at {big} as at {small}",
                    which.name()
                );
            }
        }
    }
    for size in sizes {
        for which in peers.iter().filter(|which| **which != Which::Regard) {
            let times = ["key_p99_us", "key_cpu_p99_us"].map(|what| {
                let theirs = get(figures, *size, *which, what)?;
                let ours = get(figures, *size, Which::Regard, what)?;
                Some(theirs / ours.max(0.001))
            });
            if let [Some(wall), Some(cpu)] = times {
                let name = format!("search_{size}_regard_p99_times_{}", which.name());
                figures.note(name.clone(), wall);
                figures.note(format!("{name}_cpu"), cpu);
                println!(
                    "at {size}, p99 of {} is {wall:.1} times Regard's ({cpu:.1} by the processor's account)",
                    which.name()
                );
            }
        }
    }
}

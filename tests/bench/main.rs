//! `./dev bench`: what the product promises about time, measured on real servers and databases.
//!
//! Prints a table; `--json FILE` writes a flat object of figure name to number, so that figures can
//! be compared over time. Times are milliseconds of wall clock on the machine that runs it.

mod alert;
mod brief;
mod database;
mod edits;
mod figures;
mod fill;
mod find;
mod first_sync;
mod limit;
mod notes;
mod parts;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Parser;

use figures::Figures;

/// The benchmarks.
const NAMES: &[&str] = &[
    "brief",
    "find",
    "alert",
    "first_sync",
    "edits",
    "parts",
    "notes",
];

/// Measures.
#[derive(Parser)]
struct Arguments {
    /// What to measure: brief, find, alert, first_sync, edits, parts, notes; nothing: all.
    names: Vec<String>,
    /// Fewer rounds and a smaller store: for a look, not for the books.
    #[arg(long)]
    quick: bool,
    /// How many customers the store has; 10,000, or 1,000 with --quick.
    #[arg(long)]
    customers: Option<u32>,
    /// Also write the figures there, as one flat JSON object.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Only fills the device in this folder; the benchmark of finding starts itself so.
    #[arg(long, hide = true, requires_all = ["customers", "now"])]
    fill: Option<PathBuf>,
    /// The moment at which it is filled.
    #[arg(long, hide = true)]
    now: Option<DateTime<Utc>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    if let (Some(folder), Some(customers), Some(now)) =
        (&arguments.fill, arguments.customers, arguments.now)
    {
        find::filled::fill(folder, customers, now);
        return Ok(());
    }
    let wanted =
        |name: &str| arguments.names.is_empty() || arguments.names.iter().any(|n| n == name);
    if let Some(unknown) = arguments
        .names
        .iter()
        .find(|name| !NAMES.contains(&name.as_str()))
    {
        let names = NAMES.join(", ");
        return Err(format!("there is no benchmark {unknown}: {names}").into());
    }
    let mut figures = Figures::default();
    let usual = if arguments.quick { 1_000 } else { 10_000 };
    let customers = arguments.customers.unwrap_or(usual);
    if wanted("brief") {
        let floor = brief::Floor::open(customers).await;
        floor.describe(&mut figures);
        let rounds = if arguments.quick { 200 } else { 3_000 };
        brief::measure(&floor, rounds, &mut figures).await;
    }
    if wanted("find") {
        let each = if arguments.quick { 5 } else { 40 };
        find::measure(customers, each, &mut figures).await;
    }
    if wanted("alert") {
        alert::measure(if arguments.quick { 10 } else { 100 }, &mut figures).await;
    }
    if wanted("parts") {
        parts::measure(if arguments.quick { 200 } else { 5_000 }, &mut figures);
    }
    if wanted("notes") {
        notes::measure(if arguments.quick { 100 } else { 2_000 }, &mut figures);
    }
    if wanted("first_sync") {
        let usual = if arguments.quick { 5_000 } else { 100_000 };
        first_sync::measure(arguments.customers.unwrap_or(usual), &mut figures).await;
    }
    if wanted("edits") {
        let rounds = if arguments.quick { 2 } else { 7 };
        edits::measure(customers, rounds, &mut figures).await;
    }
    figures.print();
    if let Some(path) = arguments.json {
        std::fs::write(&path, figures.json())?;
        println!("figures written to {}", path.display());
    }
    Ok(())
}

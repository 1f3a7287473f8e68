//! How many pushes a second a server takes for one company, with its book in a file and in PostgreSQL.
//!
//! Each device works in a store of its own with twenty customers. A push is ten new notes and the
//! page that answers it, through the same door as over HTTP; every one is on the disk before it is
//! answered. Devices push as fast as they are answered. All of it is counted afterwards.

mod company;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use company::{Company, Place};

/// The changes of one push.
const CHANGES: u64 = 10;

/// Measures.
#[derive(Parser)]
struct Arguments {
    /// A fifth of the pushes: for a look, not for the books.
    #[arg(long)]
    quick: bool,
    /// How many devices push at once.
    #[arg(long, default_value_t = 32)]
    devices: u32,
    /// Only these: sqlite, postgres, postgres_two.
    #[arg(long)]
    only: Vec<String>,
    /// Also write the figures there, as one flat JSON object.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let pushes = if arguments.quick { 800 } else { 4_000 };
    let mut figures = BTreeMap::new();
    let server = std::env::var("REGARD_TEST_POSTGRES")
        .map_err(|_| "REGARD_TEST_POSTGRES names a PostgreSQL server")?;
    for (name, place) in [
        ("sqlite", Place::File),
        (
            "postgres",
            Place::Postgres {
                server: server.clone(),
                servers: 1,
            },
        ),
        ("postgres_two", Place::Postgres { server, servers: 2 }),
    ] {
        if arguments.only.is_empty() || arguments.only.iter().any(|only| only == name) {
            let company = Company::open(place, arguments.devices).await;
            measure(name, company, pushes, &mut figures).await;
        }
    }
    for (name, value) in &figures {
        println!("{name:36} {value:>12.1}");
    }
    if let Some(path) = arguments.json {
        std::fs::write(path, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
}

async fn measure(name: &str, company: Company, pushes: u64, figures: &mut BTreeMap<String, f64>) {
    let devices = u64::try_from(company.devices.len()).expect("a number");
    let each = pushes / devices;
    // A first round that nobody times: plans, caches, the files' first pages.
    let (company, _) = company.push(each / 10 + 1, CHANGES).await;
    let began = Instant::now();
    let (company, mut times) = company.push(each, CHANGES).await;
    let took = began.elapsed().as_secs_f64();
    let expected = (each + each / 10 + 1) * devices * CHANGES;
    assert_eq!(company.notes(), expected, "every change is there, once");
    times.sort();
    let at = |share: usize| -> Duration { times[(times.len() - 1) * share / 100] };
    let done = (each * devices) as f64;
    figures.insert(format!("pushes_{name}_per_s"), done / took);
    figures.insert(
        format!("changes_{name}_per_s"),
        done * CHANGES as f64 / took,
    );
    for share in [50, 95] {
        let millis = at(share).as_secs_f64() * 1000.0;
        figures.insert(format!("push_{name}_p{share}_ms"), millis);
    }
}

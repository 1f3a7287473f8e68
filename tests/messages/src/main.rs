//! How fast a message that is ready reaches its provider, and how many a second a server sends.
//!
//! The first: one text is asked for while the dispatcher waits, and the time is taken from its commit to
//! the provider's 201, less the server's hold; one after the other. The second: texts lie ready, the
//! dispatcher starts, and the time is taken until the book says that each of them was sent. Every text
//! is counted at the provider: once, each of them.

mod company;
mod provider;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use company::Company;
use provider::Provider;

/// Measures.
#[derive(Parser)]
struct Arguments {
    /// A tenth of the messages: for a look, not for the books.
    #[arg(long)]
    quick: bool,
    /// Only these: sqlite, postgres.
    #[arg(long)]
    only: Vec<String>,
    /// Also write the figures there, as one flat JSON object.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let part = if arguments.quick { 10 } else { 1 };
    let mut figures = BTreeMap::new();
    let server = std::env::var("REGARD_TEST_POSTGRES")
        .map_err(|_| "REGARD_TEST_POSTGRES names a PostgreSQL server")?;
    for (name, postgres) in [("sqlite", None), ("postgres", Some(server.as_str()))] {
        if arguments.only.is_empty() || arguments.only.iter().any(|only| only == name) {
            ready_to_taken(name, postgres, 300 / part, &mut figures).await;
            many(name, postgres, true, 5_000 / part, &mut figures).await;
            many(name, postgres, false, 2_000 / part, &mut figures).await;
        }
    }
    for (name, value) in &figures {
        println!("{name:44} {value:>12.1}");
    }
    if let Some(path) = arguments.json {
        std::fs::write(path, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
}

async fn ready_to_taken(
    name: &str,
    postgres: Option<&str>,
    texts: u32,
    figures: &mut BTreeMap<String, f64>,
) {
    let provider = Provider::start().await;
    let company = Company::open(postgres, Some(&provider), 0).await;
    let running = company.dispatcher().start();
    let mut times = Vec::new();
    // The first few nobody times: plans, caches, the files' first pages.
    for number in 0..texts + 5 {
        let ready = Instant::now();
        tokio::task::block_in_place(|| company.ask(number..number + 1));
        while provider.taken().len() <= usize::try_from(number).expect("a number") {
            assert!(ready.elapsed() < Duration::from_secs(30), "it leaves");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let (_, taken) = provider.taken().pop().expect("one");
        if number >= 5 {
            times.push(taken - ready);
        }
    }
    running.stop().await;
    times.sort();
    for share in [50, 95] {
        let at = times[(times.len() - 1) * share / 100];
        let millis = at.as_secs_f64() * 1000.0;
        figures.insert(format!("ready_to_201_{name}_p{share}_ms"), millis);
    }
}

async fn many(
    name: &str,
    postgres: Option<&str>,
    by_provider: bool,
    texts: u32,
    figures: &mut BTreeMap<String, f64>,
) {
    let provider = Provider::start().await;
    let company = Company::open(postgres, by_provider.then_some(&provider), 0).await;
    for from in (0..texts).step_by(500) {
        tokio::task::block_in_place(|| company.ask(from..texts.min(from + 500)));
    }
    let wanted = usize::try_from(texts).expect("a number");
    let began = Instant::now();
    let running = company.dispatcher().start();
    if by_provider {
        while provider.taken().len() < wanted {
            assert!(began.elapsed() < Duration::from_secs(600), "they leave");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    // Sent is what the book says; asked seldom, so that the question costs little.
    while tokio::task::block_in_place(|| company.sent()) < wanted {
        assert!(
            began.elapsed() < Duration::from_secs(600),
            "they are written down"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let took = began.elapsed().as_secs_f64();
    running.stop().await;
    if by_provider {
        let words: BTreeSet<String> = provider
            .taken()
            .into_iter()
            .map(|(words, _)| words)
            .collect();
        assert_eq!(
            (words.len(), provider.taken().len()),
            (wanted, wanted),
            "each once"
        );
    }
    let by = if by_provider { "provider" } else { "outbox" };
    figures.insert(
        format!("messages_{name}_{by}_per_s"),
        f64::from(texts) / took,
    );
}

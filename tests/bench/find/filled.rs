//! Filling a device in a process of its own: what it takes must not be counted as the app's memory.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::{DateTime, Utc};
use regard_search_bench::store;

use crate::database::install::Installing;
use crate::fill::Filling;

/// What the last line of that process begins with; then comes how many rows there are.
const ROWS: &str = "rows ";

/// The made-up store as it is at `now`.
pub fn made_up(customers: u32, now: DateTime<Utc>) -> store::Store {
    store::Store {
        today: i32::try_from(now.timestamp() / 86_400).expect("a day"),
        ..store::Store::new(1, customers)
    }
}

/// Lays everyone into the device's `folder`, and says how far it is.
pub fn fill(folder: &Path, customers: u32, now: DateTime<Utc>) {
    let mut installing = Installing::begin(folder);
    let rows = Filling::new(made_up(customers, now), now).write(|row| installing.row(row));
    println!("indexes and the keys of the prefixes are made");
    installing.finish();
    println!("{ROWS}{rows}");
}

/// Has that done by this program once more. Answers how many rows there are.
pub fn fill_apart(folder: &Path, customers: u32, now: DateTime<Utc>) -> u64 {
    let program = std::env::current_exe().expect("this program");
    let mut filling = Command::new(program)
        .arg("--fill")
        .arg(folder)
        .args(["--customers", &customers.to_string()])
        .args(["--now", &now.to_rfc3339()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let said = filling.stdout.take().expect("what it says");
    let mut rows = None;
    for line in BufReader::new(said).lines().map_while(Result::ok) {
        match line.strip_prefix(ROWS) {
            Some(count) => rows = count.parse().ok(),
            None => println!("{line}"),
        }
    }
    assert!(
        filling.wait().expect("its end").success(),
        "the device is filled"
    );
    rows.expect("how many rows there are")
}

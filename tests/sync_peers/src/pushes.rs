//! How many pushes a second one company's book takes, from several devices at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use regard_sync::{Change, ChangeKind, ChangeOutcome, Hlc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Failure;
use crate::wire::{Wire, codes};

/// Customers that each client edits in turn: its own, so that nobody writes over anybody.
const OWN: usize = 200;

/// Every client edits customers of its own, `changes` of them in one push, and reads one row.
pub async fn measure(
    server: &str,
    code_file: &Path,
    changes: usize,
    seconds: u64,
) -> Result<(), Failure> {
    let mut clients = Vec::new();
    for (number, code) in codes(code_file)?.iter().enumerate() {
        let wire = Wire::enrol(server, code, &format!("Client {number}")).await?;
        clients.push(Client::with_customers(wire).await?);
    }
    let count = clients.len();
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|client| tokio::spawn(client.push_on(changes, until)))
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let took = begun.elapsed().as_secs_f64();
    times.sort();
    let at = |share: f64| {
        let place = (times.len().saturating_sub(1) as f64 * share).round() as usize;
        times
            .get(place)
            .map_or(0.0, |time: &Duration| time.as_secs_f64() * 1_000.0)
    };
    let figures = json!({
        "clients": count, "changes": changes, "pushes": times.len(),
        "per_s": times.len() as f64 / took, "p50_ms": at(0.5), "p95_ms": at(0.95),
    });
    println!("{figures}");
    Ok(())
}

/// A device and its customers, each with the stamp of what stands there.
struct Client {
    wire: Wire,
    own: Vec<(Uuid, Option<Hlc>)>,
}

impl Client {
    /// Adds the customers; not part of what is timed.
    async fn with_customers(mut wire: Wire) -> Result<Self, Failure> {
        let mut own = Vec::new();
        let mut added = Vec::new();
        for _ in 0..OWN {
            let id = Uuid::now_v7();
            let fields = fields(&[
                ("store_id", json!(wire.who.store_id)),
                ("given_name", json!("Nora")),
                ("family_name", json!("Often")),
                ("nickname", json!("Before")),
                ("created_at", json!("2026-01-05T10:00:00.000Z")),
            ]);
            added.push(wire.change(ChangeKind::Append, "customer", id, fields, None));
            own.push((id, wire.stamp()));
        }
        push(&mut wire, added).await?;
        Ok(Self { wire, own })
    }

    async fn push_on(mut self, changes: usize, until: Instant) -> Result<Vec<Duration>, Failure> {
        let mut times = Vec::new();
        let mut place = 0;
        while Instant::now() < until {
            let mut said = Vec::new();
            for _ in 0..changes {
                place = (place + 1) % OWN;
                let Some((id, stamp)) = self.own.get_mut(place) else {
                    continue;
                };
                let name = fields(&[("nickname", json!(format!("Turn {}", times.len())))]);
                let change = self
                    .wire
                    .change(ChangeKind::Set, "customer", *id, name, *stamp);
                *stamp = self.wire.stamp();
                said.push(change);
            }
            let begun = Instant::now();
            push(&mut self.wire, said).await?;
            times.push(begun.elapsed());
        }
        Ok(times)
    }
}

/// Pushes; a change that is not simply taken would be other work than what is measured.
async fn push(wire: &mut Wire, said: Vec<Change>) -> Result<(), Failure> {
    let answer = wire.sync(said, 1).await?;
    let other = answer
        .results
        .iter()
        .find(|result| result.outcome != ChangeOutcome::Ok);
    match other {
        Some(result) => Err(format!("change {}: {:?}", result.n, result.outcome).into()),
        None => Ok(()),
    }
}

fn fields(list: &[(&str, Value)]) -> BTreeMap<String, Value> {
    list.iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

//! Many devices at once: what the server needs for their live lines and for a look by each.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use regard_sync::ChangeKind;
use serde_json::json;
use tokio::sync::Notify;

use crate::Failure;
use crate::wire::{Wire, codes};

/// How long everyone may take to hear of something.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many devices have heard the newest.
#[derive(Default)]
struct Heard {
    devices: AtomicUsize,
    changed: Notify,
}

impl Heard {
    fn one_more(&self) {
        self.devices.fetch_add(1, Ordering::SeqCst);
        self.changed.notify_one();
    }

    async fn all(&self, devices: usize) -> Result<(), Failure> {
        let waiting = async {
            while self.devices.load(Ordering::SeqCst) < devices {
                self.changed.notified().await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .map_err(|_| "not every device heard in time".into())
    }
}

/// Enrols a device for each code, opens their live lines, lets each look once, and makes one edit.
pub async fn measure(server: &str, code_file: &Path, process: u32) -> Result<(), Failure> {
    let mut devices = Vec::new();
    for (number, code) in codes(code_file)?.iter().enumerate() {
        devices.push(Wire::enrol(server, code, &format!("Phone {number}")).await?);
    }
    let count = devices.len();
    let Some(first) = devices.first_mut() else {
        return Err("no codes".into());
    };
    // One of them reads everything; the others go on from there, like devices that have been in use.
    while first.sync(Vec::new(), 5_000).await?.page.more {}
    let cursor = first.cursor.clone();
    for device in &mut devices {
        device.cursor.clone_from(&cursor);
    }
    let before = resident_kb(process)?;

    let (opened, poked) = (Arc::new(Heard::default()), Arc::new(Heard::default()));
    let mut lines = Vec::new();
    for device in &devices {
        let request = device
            .client
            .get(format!("{}/v1/live", device.server))
            .bearer_auth(&device.who.token);
        let (opened, poked) = (opened.clone(), poked.clone());
        lines.push(tokio::spawn(async move {
            let Ok(response) = request.send().await else {
                return;
            };
            opened.one_more();
            let mut bytes = response.bytes_stream();
            while let Some(Ok(part)) = bytes.next().await {
                if part.windows(5).any(|words| words == b"data:") {
                    poked.one_more();
                }
            }
        }));
    }
    opened.all(count).await?;
    let connected = resident_kb(process)?;

    let begun = Instant::now();
    let looks = devices
        .iter_mut()
        .map(|device| device.sync(Vec::new(), 500));
    let looks: Vec<_> = futures_util::stream::iter(looks)
        .buffer_unordered(64)
        .collect()
        .await;
    for look in looks {
        look?;
    }
    let looked = begun.elapsed();
    let after = resident_kb(process)?;

    // The lines may have told the head when they were opened.
    poked.devices.store(0, Ordering::SeqCst);
    let mut poke = None;
    if let Some(writer) = devices.first_mut() {
        let begun = Instant::now();
        let change = new_customer(writer);
        writer.sync(vec![change], 1).await?;
        poked.all(count).await?;
        poke = Some(begun.elapsed());
    }
    for line in lines {
        line.abort();
    }
    let figures = json!({
        "devices": count, "before_kb": before, "connected_kb": connected, "looked_kb": after,
        "looks_s": looked.as_secs_f64(), "poke_all_ms": poke.map(|poke| poke.as_secs_f64() * 1_000.0),
    });
    println!("{figures}");
    Ok(())
}

fn new_customer(writer: &mut Wire) -> regard_sync::Change {
    let fields = [
        ("store_id", json!(writer.who.store_id)),
        ("given_name", json!("Nora")),
        ("family_name", json!("Late")),
        ("created_at", json!("2026-01-05T10:00:00.000Z")),
    ];
    let fields = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let id = uuid::Uuid::now_v7();
    writer.change(ChangeKind::Append, "customer", id, fields, None)
}

/// The memory that a process has in RAM, in kB.
fn resident_kb(process: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| "the system does not tell the memory of a process".into())
}

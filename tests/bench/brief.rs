//! Opening a customer with the pickup brief, from the encrypted device database.

use std::time::{Duration, Instant};

use regard_server::demo::DemoSize;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

use crate::figures::Figures;

/// A device on the floor of a store of some size.
pub struct Floor {
    /// Kept running for as long as the floor is used.
    _store: Store,
    /// Marta's device, in step.
    marta: Device,
    customers: u32,
    first_sync: Duration,
}

impl Floor {
    /// A store of `customers` customers, and a device that has all of it.
    pub async fn open(customers: u32) -> Self {
        let store = Store::demo(DemoSize {
            customers,
            ..DemoSize::default()
        })
        .await;
        let begun = Instant::now();
        let marta = store.device_within("marta", Duration::from_secs(600)).await;
        let first_sync = begun.elapsed();
        Self {
            _store: store,
            marta,
            customers,
            first_sync,
        }
    }

    /// How large it is.
    pub fn describe(&self, figures: &mut Figures) {
        figures.note("floor_customers", f64::from(self.customers));
        figures.note(
            "floor_first_sync_ms",
            self.first_sync.as_secs_f64() * 1000.0,
        );
        let bytes: u64 = std::fs::read_dir(self.marta.folder())
            .expect("the device's folder")
            .filter_map(|file| file.ok()?.metadata().ok().map(|file| file.len()))
            .sum();
        figures.note("floor_device_files_mb", bytes as f64 / 1e6);
    }
}

/// Opens `rounds` customers and repairs, as a tap on an alert or on a row does.
pub async fn measure(floor: &Floor, rounds: usize, figures: &mut Figures) {
    let list: Value = floor.marta.call("list_repairs", json!({})).await;
    let repairs: Vec<Value> = ["bench", "to_tell", "waiting", "toTell"]
        .iter()
        .filter_map(|group| list.get(*group).and_then(Value::as_array))
        .flatten()
        .cloned()
        .collect();
    assert!(!repairs.is_empty(), "the store has repairs");
    let (mut briefs, mut pages) = (Vec::new(), Vec::new());
    for repair in repairs.iter().cycle().take(rounds) {
        let begun = Instant::now();
        let story: Value = floor
            .marta
            .call(
                "open_customer",
                json!({ "customerId": repair["customerId"], "repairId": repair["id"] }),
            )
            .await;
        briefs.push(begun.elapsed());
        assert_eq!(story["brief"]["repair"]["id"], repair["id"]);
        let begun = Instant::now();
        let _: Value = floor
            .marta
            .call("open_repair", json!({ "repairId": repair["id"] }))
            .await;
        pages.push(begun.elapsed());
    }
    figures.times("open_customer_with_brief", briefs);
    figures.times("open_repair_with_history_and_draft", pages);
    for screen in ["today", "list_repairs"] {
        let mut times = Vec::new();
        for _ in 0..rounds.min(100) {
            let begun = Instant::now();
            let _: Value = floor.marta.call(screen, json!({})).await;
            times.push(begun.elapsed());
        }
        figures.times(screen, times);
    }
}

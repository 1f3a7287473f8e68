//! From the bench's tap on ready to the alert on Marta's device: two devices, one server, loopback.

use std::time::Instant;

use regard_server::demo::DemoSize;
use regard_server::demo::scene::id;
use regard_tests::Store;
use serde_json::{Value, json};

use crate::figures::Figures;

/// Marks Roger's watch ready `rounds` times, each a new readiness.
pub async fn measure(rounds: usize, figures: &mut Figures) {
    let store = Store::demo(DemoSize::default()).await;
    let mut marta = store.device("marta").await;
    let jonas = store.device("jonas").await;
    let repair = id("roger-repair");
    let mut times = Vec::new();
    for _ in 0..rounds {
        jonas.in_step().await;
        let begun = Instant::now();
        let ready = json!({ "repairId": repair, "bin": null, "note": null });
        jonas.call::<Value>("mark_repair_ready", ready).await;
        marta.alert().await;
        times.push(begun.elapsed());
        let back = json!({ "repairId": repair, "step": "at_bench", "note": null, "bin": null });
        jonas.call::<Value>("move_repair", back).await;
    }
    figures.times("ready_to_alert", times);
}

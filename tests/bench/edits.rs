//! A thousand edits made without a network, pushed when it is back: the real app, the real server,
//! loopback.

use std::time::{Duration, Instant};

use regard_server::demo::DemoSize;
use regard_tests::Store;
use serde_json::{Value, json};

use crate::database::device;
use crate::figures::Figures;
use crate::limit::Limit;

/// So many edits in one push, each of another customer.
const EDITS: u32 = 1_000;
/// How long a push may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pushes `rounds` times, in a store of `customers` customers.
pub async fn measure(customers: u32, rounds: usize, figures: &mut Figures) {
    let size = DemoSize {
        customers: customers.max(EDITS),
        open_repairs_per_hundred: 1,
    };
    let store = Store::demo(size).await;
    let device = store.new_device("marta").await;
    device.in_step_within(PATIENCE * 10).await;
    device.filled_within(PATIENCE * 10).await;
    let customers = device::customers(device.app(), EDITS);
    let (mut typed, mut pushed) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        device.go_offline();
        let begun = Instant::now();
        for (number, customer) in customers.iter().enumerate() {
            let about = format!("Asked for number {number} of line {round}");
            let edit = json!({ "customerId": customer, "about": about });
            device.call::<Value>("edit_customer", edit).await;
        }
        typed.push(begun.elapsed() / EDITS);
        device.go_online();
        let begun = Instant::now();
        let limit = Limit::of("a push", PATIENCE);
        loop {
            let state: Value = device.call("sync_now", json!({})).await;
            if state["waiting"] == json!(0) && state["phase"] == json!("synced") {
                break;
            }
            limit.go_on();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        pushed.push(begun.elapsed());
    }
    figures.times("edit_typed", typed);
    figures.times("thousand_edits_pushed", pushed);
}

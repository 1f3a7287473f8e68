//! Fills an empty book through the front door, so that it is filled alike on every database.

use std::path::Path;

use regard_sync::{ChangeKind, ChangeOutcome, MOST_CHANGES};

use crate::wire::Wire;
use crate::{Failure, made_up};

/// Pushes every row of `data`.
pub async fn fill(server: &str, code: &str, data: &Path) -> Result<(), Failure> {
    let mut device = Wire::enrol(server, code, "The computer that fills the book").await?;
    let store = device.who.store_id.0;
    let mut changes = Vec::with_capacity(MOST_CHANGES);
    let mut rows = 0;
    for made_up in made_up::read(data)? {
        for (table, row) in made_up?.rows(store) {
            changes.push(device.change(ChangeKind::Append, table, row.id, row.fields, None));
            if changes.len() == MOST_CHANGES {
                rows += push(&mut device, std::mem::take(&mut changes)).await?;
            }
        }
    }
    if !changes.is_empty() {
        rows += push(&mut device, changes).await?;
    }
    println!("{}", serde_json::json!({ "rows": rows }));
    Ok(())
}

async fn push(device: &mut Wire, changes: Vec<regard_sync::Change>) -> Result<usize, Failure> {
    let pushed = changes.len();
    let answer = device.sync(changes, 1).await?;
    for result in answer.results {
        if let ChangeOutcome::Parked { reason } = result.outcome {
            return Err(format!("change {} was put aside: {reason}", result.n).into());
        }
    }
    Ok(pushed)
}

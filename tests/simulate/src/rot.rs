//! A device's storage has something that nobody wrote: a fault of ours, or of the phone.

use regard_sync::device::Fields;
use regard_sync::row::FieldState;
use serde_json::json;
use uuid::Uuid;

use crate::chance::Chance;
use crate::device::Device;

/// Loses a row, keeps one that is gone, or has an old value under an old stamp. Rows with pending
/// changes are left alone: what only this device has would be lost with it.
pub fn rot(device: &mut Device, chance: &mut Chance) -> &'static str {
    let store = &mut device.file.store;
    if store.check.is_none() || device.talk.is_some() {
        return "is not to be compared";
    }
    let alone = |key: &&(String, Uuid)| !store.bases.contains_key(*key);
    let keys: Vec<(String, Uuid)> = store.rows.keys().filter(alone).cloned().collect();
    let Some(key) = chance.one(&keys).cloned() else {
        return "has nothing to rot";
    };
    device.file.rotten = true;
    match chance.below(3) {
        0 => {
            store.rows.remove(&key);
            "loses a row"
        }
        1 => {
            let row = store.rows.get(&key).cloned().unwrap_or_default();
            let ghost = Uuid::from_u64_pair(chance.number(), chance.number());
            store.rows.insert((key.0, ghost), row);
            "has a row that nobody wrote"
        }
        _ => {
            let row: &mut Fields = store.rows.entry(key).or_default();
            for state in row.values_mut().take(1) {
                let mut hlc = state.hlc;
                hlc.millis = hlc.millis.saturating_sub(1);
                let value = json!("what stood there before");
                *state = FieldState { value, hlc };
            }
            "has an old value"
        }
    }
}

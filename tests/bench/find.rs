//! Finding a customer at every keystroke through the whole app: command, encrypted database, answer.

use std::time::Instant;

use serde_json::{Value, json};

use crate::brief::Floor;
use crate::figures::Figures;

/// Types `look_ups` names, numbers and addresses, key by key.
pub async fn measure(floor: &Floor, look_ups: usize, figures: &mut Figures) {
    let found: Value = floor
        .marta
        .call("find_customers", json!({ "typed": "", "limit": 200 }))
        .await;
    let names: Vec<String> = found["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["name"].as_str().map(str::to_owned))
        .collect();
    let mut typed: Vec<String> = names;
    typed.extend(
        [
            "212", "5559", "0159", "roger.w", "20417", "whit rog", "rw", "zzz",
        ]
        .map(str::to_owned),
    );
    let mut keys = Vec::new();
    for words in typed.iter().cycle().take(look_ups) {
        let letters: Vec<char> = words.chars().take(8).collect();
        for end in 1..=letters.len() {
            let so_far: String = letters.iter().take(end).collect();
            let begun = Instant::now();
            let _: Value = floor
                .marta
                .call("find_customers", json!({ "typed": so_far, "limit": 50 }))
                .await;
            keys.push(begun.elapsed());
        }
    }
    figures.times("find_customers_key", keys);
}

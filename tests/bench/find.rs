//! Finding a customer at every keystroke through the whole app: command, encrypted database, answer.
//! And what surrounds it: the engine opened at start, an edit found after its commit, a manager's list.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::brief::Floor;
use crate::figures::Figures;

/// Everyone, by last seen, counted.
fn everyone() -> Value {
    json!({ "typed": "", "store": null, "owner": null, "nobodys": false, "tags": [], "seen": null,
            "promise": false, "order": "last_seen", "offset": 0, "limit": 50 })
}

/// Waits until the engine answers for all customers, and says how long that took.
async fn complete(floor: &Floor) -> Duration {
    let begun = Instant::now();
    loop {
        let browsed: Value = floor.marta.call("browse_customers", everyone()).await;
        if browsed["complete"] == true && browsed["count"].as_u64() >= Some(floor.customers.into())
        {
            return begun.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Types `look_ups` names, numbers and addresses, key by key.
pub async fn measure(floor: Floor, look_ups: usize, figures: &mut Figures) {
    let built = complete(&floor).await;
    figures.note("find_built_after_sync_ms", built.as_secs_f64() * 1000.0);
    keys(&floor, look_ups, figures).await;
    edits(&floor, figures).await;
    let mut lists = Vec::new();
    for _ in 0..50 {
        let begun = Instant::now();
        let _: Value = floor.marta.call("browse_customers", everyone()).await;
        lists.push(begun.elapsed());
    }
    figures.times("browse_customers", lists);
    // Closing and opening again: the engine lies in the database and is not built anew.
    let floor = floor.restarted().await;
    let opened = complete(&floor).await;
    figures.note("find_opened_at_start_ms", opened.as_secs_f64() * 1000.0);
}

async fn keys(floor: &Floor, look_ups: usize, figures: &mut Figures) {
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
            "212",
            "5559",
            "0159",
            "roger.w",
            "20417",
            "whit rog",
            "rw",
            "zzz",
            "omega blue",
            "rogre whit",
            "sailing",
        ]
        .map(str::to_owned),
    );
    let (mut keys, mut slowest) = (Vec::new(), Vec::new());
    for words in typed.iter().cycle().take(look_ups) {
        let letters: Vec<char> = words.chars().take(8).collect();
        for end in 1..=letters.len() {
            let so_far: String = letters.iter().take(end).collect();
            let begun = Instant::now();
            let _: Value = floor
                .marta
                .call("find_customers", json!({ "typed": so_far, "limit": 40 }))
                .await;
            let took = begun.elapsed();
            keys.push(took);
            slowest.push((took, so_far));
            slowest.sort_by(|one, two| two.cmp(one));
            slowest.dedup_by(|one, two| one.1 == two.1);
            slowest.truncate(8);
        }
    }
    // Which keys they were says what to look at.
    for (took, typed) in slowest {
        println!("slow: {typed:?} {:.1} ms", took.as_secs_f64() * 1000.0);
    }
    figures.times("find_customers_key", keys);
}

/// Gives customers a nickname each; how long the whole act took, and how long after it they were found.
async fn edits(floor: &Floor, figures: &mut Figures) {
    let found: Value = floor
        .marta
        .call("find_customers", json!({ "typed": "", "limit": 50 }))
        .await;
    let (mut acts, mut finds) = (Vec::new(), Vec::new());
    for (number, row) in found["rows"].as_array().expect("rows").iter().enumerate() {
        let nickname = format!("Quix{number:03}x");
        let begun = Instant::now();
        let _: Value = floor
            .marta
            .call(
                "edit_customer",
                json!({ "customerId": row["id"], "nickname": nickname }),
            )
            .await;
        acts.push(begun.elapsed());
        let begun = Instant::now();
        let found: Value = floor
            .marta
            .call("find_customers", json!({ "typed": nickname, "limit": 40 }))
            .await;
        finds.push(begun.elapsed());
        assert_eq!(
            found["rows"][0]["id"], row["id"],
            "found right after the edit"
        );
    }
    figures.times("edit_customer", acts);
    figures.times("find_after_edit", finds);
}

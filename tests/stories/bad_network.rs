//! The network breaks off anywhere, stands still, and passes one way only. Over real connections, to
//! a real server: nothing is lost, nothing is there twice.

use std::collections::BTreeMap;

use regard_app::sync::compare::{Compared, Due, compare};
use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

/// How many storms go over the store.
const STORMS: u64 = 12;

/// The words of all notes about Roger on that device, with how often they are there.
async fn notes(device: &Device) -> BTreeMap<String, u32> {
    let database = device.app().database().expect("a database");
    let roger = id("roger");
    let words: Vec<String> = database
        .read(|conn| {
            let mut notes = conn.prepare("SELECT words FROM note WHERE customer_id = ?1")?;
            let words = notes.query_map([roger], |row| row.get("words"))?;
            Ok(words.collect::<Result<_, _>>()?)
        })
        .expect("read");
    let mut counts = BTreeMap::new();
    for words in words {
        *counts.entry(words).or_default() += 1;
    }
    counts
}

fn nickname(device: &Device) -> String {
    let database = device.app().database().expect("a database");
    let roger = id("roger");
    database
        .read(|conn| {
            let statement = "SELECT nickname FROM customer WHERE id = ?1";
            Ok(conn.query_row(statement, [roger], |row| row.get("nickname"))?)
        })
        .expect("read")
}

async fn writes(device: &Device, words: &str) {
    let jot = json!({
        "customerId": id("roger"), "repairId": null, "kind": "note", "words": words, "followUpOn": null,
    });
    device.call::<Value>("jot", jot).await;
    let edit = json!({ "customerId": id("roger"), "nickname": words });
    device.call::<Value>("edit_customer", edit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_off_every_word_arrives_once() {
    let store = Store::open().await;
    let devices = [
        store.device("mia").await,
        store.device("ben").await,
        store.device("mia").await,
    ];
    let mut written = notes(&devices[0]).await;
    for storm in 0..STORMS {
        for (at, device) in devices.iter().enumerate() {
            let words = format!("Written in storm {storm} on device {at}");
            let seed = storm * 10 + u64::try_from(at).expect("few");
            tokio::join!(device.weathers(seed), writes(device, &words));
            written.insert(words, 1);
        }
    }
    for device in &devices {
        device.go_online();
    }
    for device in devices.iter().chain(&devices) {
        device.in_step().await;
    }
    let shows = nickname(&devices[0]);
    assert!(shows.starts_with("Written in storm"));
    for device in &devices {
        assert_eq!(notes(device).await, written);
        assert_eq!(nickname(device), shows);
        let compared = compare(device.app(), Due::Now).await.expect("compared");
        assert_eq!(compared, Compared::Same);
    }
}

//! What Marta tells herself before the shift stays on her phone: not a word of it goes over the wire,
//! lies in the server's files, or comes to her other device.

use std::io::Read;
use std::path::Path;

use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

/// Nothing else in the store says this.
const WATCH: &str = "quince-lantern: do not talk over anyone";
const MARK: &str = "quince-lantern";

/// What travels, so that the test knows it would have seen the other.
const JOTTED: &str = "marzipan-anchor likes the blue one";
const SEEN: &str = "marzipan-anchor";

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes
        .windows(words.len())
        .any(|window| window == words.as_bytes())
}

/// How a body begins that is packed with zstd (RFC 8878, 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What was said on the wire, with every packed body unpacked beside it; of one that was broken off as
/// much as there is.
fn unpacked(connections: Vec<Vec<u8>>) -> Vec<u8> {
    let mut all = Vec::new();
    for said in connections {
        for at in 0..said.len().saturating_sub(ZSTD.len()) {
            if said[at..].starts_with(&ZSTD) {
                let mut body = zstd::Decoder::with_buffer(&said[at..])
                    .unwrap()
                    .single_frame();
                let mut part = [0; 4_096];
                while let Ok(read @ 1..) = body.read(&mut part) {
                    all.extend_from_slice(&part[..read]);
                }
            }
        }
        all.extend(said);
    }
    all
}

/// Every file under `folder`, in one.
fn everything_in(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            all.extend(everything_in(&entry.path()));
        } else {
            all.extend(std::fs::read(entry.path()).unwrap_or_default());
            all.push(b'\n');
        }
    }
    all
}

async fn told(device: &Device) -> Value {
    device.call("check_in", json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn for_you_alone() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    marta.overhear();

    marta.call::<Value>("ask_me", json!({ "on": true })).await;
    let tell = json!({ "arriving": "low", "watch": WATCH });
    marta.call::<Value>("tell_myself", tell).await;
    let jot = json!({
        "customerId": id("roger"), "repairId": null, "kind": "visit", "words": JOTTED,
        "followUpOn": null, "ticked": [],
    });
    marta.call::<Value>("jot", jot).await;
    let fact = json!({ "kind": "pet", "words": "dogs, of course" });
    marta.call::<Value>("add_own_fact", fact).await;
    marta.in_step().await;

    // All of it again: after a restart, after the server has lost what it heard, to a live connection.
    let marta = marta.restart().await;
    marta.call::<Value>("sync_now", json!({})).await;
    marta.in_step().await;
    assert_eq!(told(&marta).await["watch"], WATCH, "she has it still");

    let wire = unpacked(marta.overheard());
    assert!(holds(&wire, SEEN), "what she jotted went over the wire");
    assert!(!holds(&wire, MARK), "what she told herself did not");
    assert!(!holds(&wire, "check_in") && !holds(&wire, "arriving"));

    // Her tablet is set up from the store's snapshot, and knows nothing of it.
    let tablet = store.device("marta").await;
    tablet
        .until("own_facts", json!({}), |facts: &Value| {
            facts.as_array().is_some_and(|facts| facts.len() == 1)
        })
        .await;
    let there = told(&tablet).await;
    assert_eq!(
        (&there["on"], &there["arriving"], &there["watch"]),
        (&json!(false), &json!(null), &json!(""))
    );

    // What she says of herself is on her own devices only.
    let ben = store.device("ben").await;
    assert_eq!(ben.call::<Value>("own_facts", json!({})).await, json!([]));

    let folder = store.book().parent().unwrap().to_owned();
    let files = everything_in(&folder);
    assert!(holds(&files, SEEN), "the server has the note");
    assert!(!holds(&files, MARK), "and nothing of the other");
    let store = store.restart().await;
    let files = everything_in(&folder);
    assert!(holds(&files, SEEN) && !holds(&files, MARK));
    drop(store);

    // Nor does it lie about readable on the phone.
    let marta = marta.restart().await;
    let phone = everything_in(marta.folder());
    assert!(
        !holds(&phone, MARK) && !holds(&phone, SEEN),
        "the file is encrypted"
    );
}

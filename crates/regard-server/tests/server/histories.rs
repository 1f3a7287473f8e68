//! Whatever several devices do, offline and on, in whatever order, with answers lost on the way and
//! customers going from store to store: everybody ends with the same rows, and every word that
//! nobody replaced knowingly is found.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;
use regard_sync::{Change, Hlc, SyncError, SyncService};
use serde_json::json;
use uuid::Uuid;

use crate::store::{Device, Store, id, note};

#[derive(Debug, Clone)]
enum Act {
    /// A device edits a field of a customer, on top of what it shows.
    Edit {
        who: usize,
        customer: usize,
        field: usize,
    },
    /// A device writes a note about a customer.
    Note { who: usize, customer: usize },
    /// A device sends some of what waits and reads one page; the answer may get lost.
    Sync { who: usize, rows: u32, lost: bool },
    /// The customer goes to the other store.
    Move { customer: usize },
    /// Time goes by.
    Wait { seconds: i64 },
}

const CUSTOMERS: [&str; 2] = ["Roger", "Dana"];
const FIELDS: [&str; 2] = ["about", "nickname"];
const TEAM: [&str; 3] = ["Marta", "Ben", "Otto"];

fn act() -> impl Strategy<Value = Act> {
    let who = 0..TEAM.len();
    let customer = 0..CUSTOMERS.len();
    prop_oneof![
        5 => (who.clone(), customer.clone(), 0..FIELDS.len())
            .prop_map(|(who, customer, field)| Act::Edit { who, customer, field }),
        2 => (who.clone(), customer.clone()).prop_map(|(who, customer)| Act::Note { who, customer }),
        5 => (who, 1u32..6, any::<bool>())
            .prop_map(|(who, rows, lost)| Act::Sync { who, rows, lost }),
        1 => customer.prop_map(|customer| Act::Move { customer }),
        2 => (0i64..90).prop_map(|seconds| Act::Wait { seconds }),
    ]
}

/// One device with what waits to be sent.
struct Phone {
    device: Device,
    waiting: Vec<Change>,
}

impl Phone {
    /// The stamp of what the device shows in that field: its own waiting edit, else the server's.
    fn shown(&self, customer: Uuid, field: &str) -> Option<Hlc> {
        let own = self.waiting.iter().rev().find_map(|change| {
            (change.id == customer).then(|| change.fields.get(field).map(|field| field.hlc))?
        });
        let held = self.device.held.get(&("customer".to_owned(), customer));
        own.or_else(|| Some(held?.get(field)?.hlc))
    }

    async fn sync(&mut self, rows: u32, lost: bool) -> bool {
        let request = self.device.request(self.waiting.clone(), rows);
        let answer = self.device.state.sync(&self.device.token, &request).await;
        if lost {
            return true;
        }
        match answer {
            Ok(answer) => {
                self.waiting.retain(|change| change.n > answer.acked_to);
                self.device.own(&request.changes, &answer);
                self.device.take(&answer.page);
                answer.page.more || !self.waiting.is_empty()
            }
            Err(SyncError::StartAfresh) => {
                self.device.cursor = None;
                self.device.held.clear();
                true
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// A word, the stamp it was written with, and where.
type Word = (String, Hlc, Uuid, &'static str);

async fn play(acts: Vec<Act>) {
    let store = Store::open();
    let mut phones = Vec::new();
    for who in TEAM {
        phones.push(Phone {
            device: store.device(who).await,
            waiting: Vec::new(),
        });
    }
    let mut words: Vec<Word> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    let mut replaced: BTreeSet<(Hlc, Uuid, &str)> = BTreeSet::new();
    for (number, act) in acts.into_iter().enumerate() {
        match act {
            Act::Edit {
                who,
                customer,
                field,
            } => {
                let (phone, field) = (&mut phones[who], FIELDS[field]);
                let customer = id(CUSTOMERS[customer]);
                let word = format!("word {number}.");
                let base = phone.shown(customer, field);
                let mut change = phone
                    .device
                    .set("customer", customer, json!({ field: word }));
                let said = change.fields.get_mut(field).unwrap();
                said.base = base;
                words.push((word, said.hlc, customer, field));
                replaced.extend(base.map(|base| (base, customer, field)));
                phone.waiting.push(change);
            }
            Act::Note { who, customer } => {
                let word = format!("note {number}.");
                let fields = note(CUSTOMERS[customer], &word);
                let change = phones[who].device.add("note", id(&word), fields);
                phones[who].waiting.push(change);
                notes.push(word);
            }
            Act::Sync { who, rows, lost } => {
                phones[who].sync(rows, lost).await;
            }
            Act::Move { customer } => {
                let now = store.row("customer", id(CUSTOMERS[customer])).unwrap();
                let main = now.id_in("store_id") == Some(id("Main Street"));
                let to = if main { "Harbor Street" } else { "Main Street" };
                store.put(
                    "customer",
                    CUSTOMERS[customer],
                    json!({ "store_id": id(to) }),
                );
            }
            Act::Wait { seconds } => store.clock.forward(TimeDelta::seconds(seconds)),
        }
    }
    // Everybody comes back and says and reads all; then once more for what the others said.
    for _ in 0..2 {
        for phone in &mut phones {
            while phone.sync(3, false).await {}
        }
    }
    for (phone, at) in phones
        .iter()
        .zip(["Main Street", "Main Street", "Harbor Street"])
    {
        assert_eq!(phone.device.holds(), store.truth(at));
    }
    let mut kept = String::new();
    for table in ["customer", "note", "also_entered"] {
        kept.push_str(&format!("{:?}", store.rows(table)));
    }
    kept.push_str(&format!("{:?}", store.parked()));
    for word in notes {
        assert!(kept.contains(&word), "{word} is lost");
    }
    for (word, hlc, customer, field) in words {
        let knowingly = replaced.contains(&(hlc, customer, field));
        assert!(knowingly || kept.contains(&word), "{word} is lost");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everybody_agrees_and_no_word_is_lost(acts in proptest::collection::vec(act(), 1..60)) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(play(acts));
    }
}

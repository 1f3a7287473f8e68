//! What comes down: nothing is missed, whatever the size of the pages and whoever writes meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use regard_sync::{Change, ChangeOutcome, SyncError, SyncService};
use serde_json::json;
use uuid::Uuid;

use crate::store::{Store, id, note, parked_for};

#[tokio::test]
async fn every_size_of_page_brings_everything() {
    let store = Store::open();
    let mut marta = store.device("Marta").await;
    let mut changes = Vec::new();
    for number in 0..20 {
        changes.push(marta.add("note", id(&format!("n{number}")), note("Roger", "a visit")));
    }
    marta.say(changes).await;
    let mut ben = store.device("Ben").await;
    ben.catch_up(1_000).await;
    let truth = store.truth("Main Street");
    assert_eq!(ben.holds(), truth);
    let all = u32::try_from(truth.len()).unwrap();
    for size in [1, 2, all / 3, all / 2, all - 1, all, all + 1] {
        ben.cursor = None;
        ben.held.clear();
        let pages = ben.catch_up(size).await;
        assert_eq!(ben.holds(), truth, "pages of {size}");
        let expected = truth.len().div_ceil(usize::try_from(size).unwrap());
        assert_eq!(
            pages, expected,
            "no empty page at the end of pages of {size}"
        );
    }
}

#[tokio::test]
async fn a_row_that_moves_while_a_device_pages_is_not_missed() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    marta.catch_up(100).await;
    ben.catch_up(100).await;
    // Ben is up to date. Two edits of Roger's row, a few of others, then Ben begins to page.
    let edits: Vec<Change> = vec![
        marta.set("customer", id("Roger"), json!({ "nickname": "Rog" })),
        marta.set("customer", id("Dana"), json!({ "nickname": "Dee" })),
        marta.add("note", id("n1"), note("Dana", "likes opals")),
    ];
    marta.say(edits).await;
    let page = ben.sync(Vec::new(), 1).await.unwrap().page;
    assert!(page.more);
    // While he pages, every row moves on with another field. Compared with where paging stands,
    // the nickname of the row not yet seen would be lost.
    marta.catch_up(100).await;
    let edits = vec![
        marta.set("customer", id("Roger"), json!({ "city": "Lisbon" })),
        marta.set("customer", id("Dana"), json!({ "city": "Porto" })),
    ];
    marta.say(edits).await;
    ben.catch_up(1).await;
    assert_eq!(ben.holds(), store.truth("Main Street"));
    assert_eq!(
        ben.value("customer", id("Dana"), "nickname"),
        Some(json!("Dee"))
    );
    assert_eq!(
        ben.value("customer", id("Roger"), "nickname"),
        Some(json!("Rog"))
    );
}

#[tokio::test]
async fn only_what_changed_travels() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    marta.catch_up(100).await;
    ben.catch_up(100).await;
    let edit = marta.set("customer", id("Roger"), json!({ "nickname": "Rog" }));
    marta.say(vec![edit]).await;
    let page = ben.sync(Vec::new(), 100).await.unwrap().page;
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].fields.keys().collect::<Vec<_>>(), ["nickname"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_write_at_once_and_a_reader_misses_nothing() {
    let store = Store::open();
    let mut reader = store.device("Ben").await;
    let writing = AtomicBool::new(true);
    let mut writers = Vec::new();
    for writer in 0..6 {
        let mut device = store.device("Marta").await;
        writers.push(async move {
            for round in 0..25 {
                let name = format!("{writer}-{round}");
                let changes = vec![
                    device.add("note", id(&name), note("Roger", &name)),
                    device.add("note", id(&format!("{name} too")), note("Dana", &name)),
                ];
                let request = device.request(changes, 1);
                device.state.sync(&device.token, &request).await.unwrap();
            }
        });
    }
    let all = async {
        let tasks: Vec<_> = writers.into_iter().map(tokio::spawn).collect();
        for task in tasks {
            task.await.unwrap();
        }
        writing.store(false, Ordering::SeqCst);
    };
    let reading = async {
        while writing.load(Ordering::SeqCst) {
            reader.sync(Vec::new(), 7).await.unwrap();
            tokio::task::yield_now().await;
        }
        reader.catch_up(7).await;
        reader
    };
    let ((), reader) = tokio::join!(all, reading);
    assert_eq!(store.rows("note").len(), 300);
    assert_eq!(reader.holds(), store.truth("Main Street"));
}

#[tokio::test]
async fn a_customer_who_changes_the_store_leaves_one_and_enters_the_other() {
    let store = Store::open();
    let (mut marta, mut otto) = (store.device("Marta").await, store.device("Otto").await);
    let told = marta.add("note", id("n1"), note("Roger", "boys are 9 and 12"));
    marta.say(vec![told]).await;
    marta.catch_up(100).await;
    otto.catch_up(100).await;
    assert_eq!(otto.value("customer", id("Roger"), "given_name"), None);

    let moves = marta.set(
        "customer",
        id("Roger"),
        json!({ "store_id": id("Harbor Street") }),
    );
    let answer = marta.sync(vec![moves], 100).await.unwrap();
    assert_eq!(answer.page.leaves, vec![id("Roger")]);
    assert_eq!(marta.holds(), store.truth("Main Street"));
    otto.catch_up(1).await;
    assert_eq!(otto.holds(), store.truth("Harbor Street"));
    assert_eq!(
        otto.value("note", id("n1"), "words"),
        Some(json!("boys are 9 and 12"))
    );

    // What Ben wrote before the move, without a network, still counts; what comes later does not.
    let mut ben = store.device("Ben").await;
    let early = ben.add("note", id("n2"), note("Roger", "planning Lisbon"));
    store.clock.forward(TimeDelta::minutes(1));
    let moved_back_and_forth = json!({ "store_id": id("Harbor Street") });
    store.put(
        "customer",
        "Roger",
        json!({ "store_id": id("Main Street") }),
    );
    store.put("customer", "Roger", moved_back_and_forth);
    store.clock.forward(TimeDelta::minutes(1));
    let late = ben.add("note", id("n3"), note("Roger", "written too late"));
    let outcomes = ben.say(vec![early, late]).await;
    assert_eq!(
        outcomes,
        vec![ChangeOutcome::Ok, parked_for("unknown_owner")]
    );
    otto.catch_up(100).await;
    assert_eq!(
        otto.value("note", id("n2"), "words"),
        Some(json!("planning Lisbon"))
    );
    ben.catch_up(100).await;
    assert_eq!(ben.holds(), store.truth("Main Street"));

    // And back again: the whole customer comes, and no leave takes it away.
    store.put(
        "customer",
        "Roger",
        json!({ "store_id": id("Main Street") }),
    );
    marta.catch_up(2).await;
    assert_eq!(marta.holds(), store.truth("Main Street"));
    assert_eq!(
        marta.value("note", id("n2"), "words"),
        Some(json!("planning Lisbon"))
    );
    otto.catch_up(100).await;
    assert_eq!(otto.holds(), store.truth("Harbor Street"));
}

#[tokio::test]
async fn an_associate_who_changes_the_store_gets_its_customers_and_gives_up_the_others() {
    let store = Store::open();
    store.customer("Hana", "Harbor Street");
    let mut marta = store.device("Marta").await;
    marta.catch_up(100).await;
    store.put(
        "associate",
        "Marta",
        json!({ "store_id": id("Harbor Street") }),
    );
    marta.catch_up(1).await;
    assert_eq!(marta.holds(), store.truth("Harbor Street"));
    store.put(
        "associate",
        "Marta",
        json!({ "store_id": id("Main Street") }),
    );
    marta.catch_up(3).await;
    assert_eq!(marta.holds(), store.truth("Main Street"));
}

#[tokio::test]
async fn a_cursor_of_another_life_of_the_server_starts_afresh() {
    let store = Store::open();
    let mut marta = store.device("Marta").await;
    marta.catch_up(100).await;
    let good = marta.cursor.clone().unwrap();
    let mut later = good.clone();
    later.pos = good.pos + 1;
    later.base = later.pos;
    let mut other = good.clone();
    other.epoch = Uuid::from_u128(7);
    for cursor in [later, other] {
        marta.cursor = Some(cursor);
        assert_eq!(
            marta.sync(Vec::new(), 10).await,
            Err(SyncError::StartAfresh)
        );
    }
    marta.cursor = Some(good);
    assert!(marta.sync(Vec::new(), 10).await.is_ok());
    regard_server::admin::after_restore(store.database()).unwrap();
    assert_eq!(
        marta.sync(Vec::new(), 10).await,
        Err(SyncError::StartAfresh)
    );
}

#[tokio::test]
async fn changes_count_even_when_the_page_is_refused() {
    let store = Store::open();
    let mut marta = store.device("Marta").await;
    marta.catch_up(100).await;
    marta.cursor.as_mut().unwrap().epoch = Uuid::from_u128(7);
    let told = marta.add(
        "note",
        id("n1"),
        note("Roger", "said before the fresh start"),
    );
    let request = marta.request(vec![told], 10);
    let refused = store.state.sync(&marta.token, &request).await;
    assert_eq!(refused, Err(SyncError::StartAfresh));
    // The device says it again with no cursor; it is known already.
    marta.cursor = None;
    let request = marta.request(request.changes, 100);
    let answer = store.state.sync(&marta.token, &request).await.unwrap();
    assert_eq!(answer.acked_to, 1);
    assert_eq!(store.rows("note").len(), 1);
}

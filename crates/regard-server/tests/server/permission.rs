//! Who sees and who writes what.

use regard_sync::tables::TABLES;
use regard_sync::{ChangeKind, ChangeOutcome, SyncError};
use serde_json::json;

use crate::store::{Store, id, note, parked_for};

#[tokio::test]
async fn a_bench_device_gets_no_private_table_and_no_private_field() {
    let store = Store::open();
    let mut marta = store.device("Marta").await;
    let piece = json!({
        "customer_id": id("Roger"), "kind": "watch", "description": "Seamaster",
        "note": "a private word on the piece",
    });
    let changes = vec![
        marta.add("note", id("n1"), note("Roger", "a private note")),
        marta.add("piece", id("watch"), piece),
    ];
    assert_eq!(marta.say(changes).await, vec![ChangeOutcome::Ok; 2]);
    let mut theo = store.device("Theo").await;
    theo.catch_up(2).await;
    let text = format!("{:?}", theo.held);
    assert!(text.contains("Seamaster"));
    assert!(!text.contains("private") && !text.contains("blue dials"));
    for table in TABLES.iter().filter(|table| !table.bench) {
        assert!(!theo.tables().contains(table.name), "{}", table.name);
    }
    for ((table, _), fields) in &theo.held {
        let table = regard_sync::tables::table(table).unwrap();
        for name in fields.keys() {
            assert!(table.field(name).unwrap().bench, "{}.{name}", table.name);
        }
    }
}

#[tokio::test]
async fn the_bench_moves_repairs_and_writes_nothing_else() {
    let store = Store::open();
    let mut theo = store.device("Theo").await;
    let repair = json!({
        "customer_id": id("Roger"), "store_id": id("Main Street"), "envelope": "4711",
        "description": "Seamaster", "currency": "USD", "taken_in_at": "2026-05-12T14:00:00.000Z",
    });
    let step = json!({
        "repair_id": id("repair"), "customer_id": id("Roger"), "kind": "at_bench",
        "at": "2026-05-12T14:00:00.000Z", "by_id": id("Theo"),
    });
    let changes = vec![
        theo.add("repair", id("repair"), repair),
        theo.add("repair_step", id("step"), step),
        theo.add("note", id("n1"), note("Roger", "not the bench's to write")),
        theo.set("customer", id("Roger"), json!({ "nickname": "Rog" })),
    ];
    let denied = parked_for("not_allowed");
    let expected = [ChangeOutcome::Ok, ChangeOutcome::Ok, denied.clone(), denied];
    assert_eq!(theo.say(changes).await, expected);
    assert!(store.rows("note").is_empty());
}

#[tokio::test]
async fn only_a_manager_writes_a_handover_and_only_takes_it_back() {
    let store = Store::open();
    let (mut marta, mut ines) = (store.device("Marta").await, store.device("Ines").await);
    let handover = json!({
        "customer_id": id("Roger"), "act_id": id("act"), "from_id": id("Marta"), "to_id": id("Ines"),
        "at": "2026-05-12T14:00:00.000Z", "by_id": id("Ines"),
    });
    let wish = marta.add("handover", id("one"), handover.clone());
    assert_eq!(marta.say(vec![wish]).await, vec![parked_for("not_allowed")]);
    let done = ines.add("handover", id("one"), handover);
    assert_eq!(ines.say(vec![done]).await, vec![ChangeOutcome::Ok]);
    let back = json!({ "taken_back_at": "2026-05-12T15:00:00.000Z", "taken_back_by": id("Ines") });
    let changes = vec![
        ines.set("handover", id("one"), back),
        ines.set("handover", id("one"), json!({ "to_id": id("Theo") })),
    ];
    let outcomes = ines.say(changes).await;
    assert_eq!(outcomes, vec![ChangeOutcome::Ok, parked_for("add_only")]);
    let row = store.row("handover", id("one")).unwrap();
    assert_eq!(row.id_in("to_id"), Some(id("Ines")));
    assert!(row.value("taken_back_at").is_some());
}

#[tokio::test]
async fn nobody_writes_what_is_the_servers() {
    let store = Store::open();
    let mut ines = store.device("Ines").await;
    ines.catch_up(100).await;
    let message = json!({
        "customer_id": id("Roger"), "resend": 0, "purpose": "service", "channel": "sms",
        "address": "+12125550101", "body": "Your watch is ready", "language": "en",
        "asked_at": "2026-05-12T14:00:00.000Z", "state": "delivered",
    });
    let alert = json!({
        "associate_id": id("Ines"), "kind": "repair_ready", "customer_id": id("Roger"),
        "raised_at": "2026-05-12T14:00:00.000Z",
    });
    let changes = vec![
        ines.set("associate", id("Ines"), json!({ "role": "owner" })),
        ines.set("store", id("Main Street"), json!({ "name": "Mine" })),
        ines.add("message", id("ready"), message),
        ines.add("alert", id("alert"), alert),
    ];
    assert_eq!(ines.say(changes).await, vec![parked_for("server_only"); 4]);
    assert_eq!(
        store.row("associate", id("Ines")).unwrap().text("role"),
        Some("manager")
    );
    // The message itself was taken; only the state it claimed was not.
    let message = store.row("message", id("ready")).unwrap();
    assert_ne!(message.text("state"), Some("delivered"));
}

#[tokio::test]
async fn another_stores_customer_is_as_unknown_as_nobody() {
    let store = Store::open();
    let mut otto = store.device("Otto").await;
    let changes = vec![
        otto.set("customer", id("Roger"), json!({ "nickname": "Rog" })),
        otto.set("customer", id("nobody"), json!({ "nickname": "Rog" })),
        otto.add("note", id("n1"), note("Roger", "from the other store")),
        otto.add("note", id("n2"), note("nobody", "about nobody")),
    ];
    let (row, owner) = (parked_for("unknown_row"), parked_for("unknown_owner"));
    assert_eq!(
        otto.say(changes).await,
        vec![row.clone(), row, owner.clone(), owner]
    );
    otto.catch_up(100).await;
    assert!(!format!("{:?}", otto.held).contains("Roger"));
}

#[tokio::test]
async fn an_owner_reads_every_store() {
    let store = Store::open();
    store.customer("Hana", "Harbor Street");
    store.put("associate", "Ines", json!({ "role": "owner" }));
    let mut ines = store.device("Ines").await;
    ines.catch_up(2).await;
    for name in ["Roger", "Hana"] {
        assert_eq!(
            ines.value("customer", id(name), "given_name"),
            Some(json!(name))
        );
    }
    // A customer who goes from store to store stays hers to see.
    store.put(
        "customer",
        "Roger",
        json!({ "store_id": id("Harbor Street") }),
    );
    ines.catch_up(2).await;
    assert_eq!(
        ines.value("customer", id("Roger"), "given_name"),
        Some(json!("Roger"))
    );
}

#[tokio::test]
async fn a_change_of_role_changes_what_a_device_holds() {
    let store = Store::open();
    let mut theo = store.device("Theo").await;
    theo.catch_up(100).await;
    assert_eq!(theo.value("customer", id("Roger"), "about"), None);
    store.put("associate", "Theo", json!({ "role": "associate" }));
    theo.catch_up(2).await;
    assert_eq!(theo.holds(), store.truth("Main Street"));
    store.put("associate", "Theo", json!({ "role": "bench" }));
    assert_eq!(
        theo.sync(Vec::new(), 100).await,
        Err(SyncError::StartAfresh)
    );
}

/// A row that never came into the book, because its author could not see its customer, names nobody in
/// what is said of it later.
#[tokio::test]
async fn of_a_row_that_was_set_aside_nothing_is_kept_once_its_customer_was_erased() {
    let store = Store::open();
    let (mut otto, mut ines) = (store.device("Otto").await, store.device("Ines").await);
    let number = json!({ "customer_id": id("Roger"), "typed": "555 0159", "preferred": true });
    let added = otto.add("phone", id("a number"), number);
    assert_eq!(
        otto.say(vec![added]).await,
        vec![parked_for("unknown_owner")]
    );
    let erase = ines.change("customer", id("Roger"), ChangeKind::Erase, json!({}));
    ines.say(vec![erase]).await;
    assert!(store.parked().is_empty());
    let label = otto.set("phone", id("a number"), json!({ "label": "Roger's desk" }));
    assert_eq!(otto.say(vec![label]).await, vec![parked_for("erased")]);
    assert!(store.parked().is_empty());
}

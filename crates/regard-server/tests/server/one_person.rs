//! Two records of one person: merged, taken apart, erased together.

use std::collections::BTreeSet;

use regard_sync::alias::{alias_id, in_order};
use regard_sync::{Change, ChangeKind, ChangeOutcome};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::store::{Device, Store, id, note, parked_for};

const WHEN: &str = "2026-05-12T14:00:00.000Z";

fn merge(device: &mut Device, goes: Uuid, stays: Uuid) -> Change {
    let (customer, other) = in_order(goes, stays);
    device.add(
        "customer_alias",
        alias_id(goes, stays),
        json!({ "customer_id": customer, "other_id": other, "stays_id": stays,
            "merged_at": WHEN, "merged_by": id("Marta") }),
    )
}

fn records(store: &Store, customer: Uuid) -> BTreeSet<Uuid> {
    let found = store.database().write(|edit| edit.records_of(customer));
    found.unwrap()
}

#[tokio::test]
async fn two_who_merge_the_same_two_in_opposite_directions_say_one_thing() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    let (roger, dana) = (id("Roger"), id("Dana"));
    let (first, second) = (merge(&mut marta, dana, roger), merge(&mut ben, roger, dana));
    assert_eq!(marta.say(vec![first]).await, vec![ChangeOutcome::Ok]);
    assert_eq!(ben.say(vec![second]).await, vec![ChangeOutcome::Ok]);
    assert_eq!(records(&store, roger), BTreeSet::from([roger, dana]));
    assert_eq!(records(&store, dana), BTreeSet::from([roger, dana]));
    // The first word on whose name stays stands on every device, and nobody has to settle anything.
    for device in [&mut marta, &mut ben] {
        device.catch_up(100).await;
        let stays = device.value("customer_alias", alias_id(roger, dana), "stays_id");
        assert_eq!(stays, Some(json!(roger)));
    }
    assert!(store.rows("also_entered").is_empty());
    assert!(store.parked().is_empty());
}

#[tokio::test]
async fn what_comes_late_for_the_merged_record_lands_and_taken_apart_each_has_its_own() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    let (roger, dana) = (id("Roger"), id("Dana"));
    let change = merge(&mut marta, dana, roger);
    marta.say(vec![change]).await;
    let late = ben.add(
        "note",
        id("late"),
        note("Dana", "written before Ben heard of it"),
    );
    assert_eq!(ben.say(vec![late]).await, vec![ChangeOutcome::Ok]);
    marta.catch_up(100).await;
    ben.catch_up(100).await;
    assert_eq!(marta.holds(), store.truth("Main Street"));
    assert_eq!(
        marta.value("note", id("late"), "customer_id"),
        Some(json!(dana))
    );
    let apart = json!({ "unmerged_at": WHEN, "unmerged_by": id("Ben") });
    let apart = ben.set("customer_alias", alias_id(roger, dana), apart);
    assert_eq!(ben.say(vec![apart]).await, vec![ChangeOutcome::Ok]);
    assert_eq!(records(&store, roger), BTreeSet::from([roger]));
    let again = json!({ "unmerged_at": Value::Null, "stays_id": dana, "merged_at": WHEN });
    let again = ben.set("customer_alias", alias_id(roger, dana), again);
    assert_eq!(ben.say(vec![again]).await, vec![ChangeOutcome::Ok]);
    assert_eq!(records(&store, dana), BTreeSet::from([roger, dana]));
}

#[tokio::test]
async fn erasing_one_record_erases_the_person_and_nobody_else() {
    let store = Store::open();
    store.customer("Ana", "Main Street");
    store.customer("Rosa", "Main Street");
    let (roger, dana, ana, rosa) = (id("Roger"), id("Dana"), id("Ana"), id("Rosa"));
    let (mut marta, mut ines) = (store.device("Marta").await, store.device("Ines").await);
    let mut ben = store.device("Ben").await;
    // Roger, Dana and Rosa are one; Ana was taken for Dana once, and is not.
    let said = vec![
        merge(&mut marta, dana, roger),
        merge(&mut marta, dana, rosa),
        merge(&mut marta, ana, dana),
        marta.add("note", id("n1"), note("Rosa", "likes pearls")),
    ];
    marta.say(said).await;
    let apart = marta.set(
        "customer_alias",
        alias_id(ana, dana),
        json!({ "unmerged_at": WHEN }),
    );
    marta.say(vec![apart]).await;
    ben.catch_up(100).await;
    let erase = ines.change("customer", roger, ChangeKind::Erase, json!({}));
    assert_eq!(ines.say(vec![erase]).await, vec![ChangeOutcome::Ok]);
    let left: BTreeSet<Uuid> = store.rows("customer").iter().map(|row| row.id).collect();
    assert_eq!(left, BTreeSet::from([ana]));
    assert!(store.rows("note").is_empty());
    // No row names who is gone, not even the one that said who Ana is not.
    assert!(store.rows("customer_alias").is_empty());
    for device in [&mut marta, &mut ben, &mut ines] {
        device.catch_up(100).await;
        assert_eq!(device.holds(), store.truth("Main Street"));
    }
    // A device that was away merges Ana with someone who is gone, and writes about Dana.
    let late = vec![
        merge(&mut ben, ana, rosa),
        ben.add("note", id("n2"), note("Dana", "too late")),
    ];
    assert_eq!(
        ben.say(late).await,
        vec![parked_for("erased"), parked_for("erased")]
    );
    assert!(store.parked().is_empty());
    assert_eq!(records(&store, ana), BTreeSet::from([ana]));
}

#[tokio::test]
async fn nobody_merges_a_customer_whom_they_can_not_see_and_the_bench_merges_nobody() {
    let store = Store::open();
    store.customer("Olga", "Harbor Street");
    let (roger, dana, olga) = (id("Roger"), id("Dana"), id("Olga"));
    let (mut marta, mut theo) = (store.device("Marta").await, store.device("Theo").await);
    let change = merge(&mut marta, olga, roger);
    assert_eq!(
        marta.say(vec![change]).await,
        vec![parked_for("unknown_owner")]
    );
    let change = merge(&mut theo, dana, roger);
    assert_eq!(
        theo.say(vec![change]).await,
        vec![parked_for("not_allowed")]
    );
    assert!(store.rows("customer_alias").is_empty());
    // The bench's devices hear of it all the same: a repair shows under the name that stays.
    let change = merge(&mut marta, dana, roger);
    marta.say(vec![change]).await;
    theo.catch_up(100).await;
    assert!(theo.tables().contains("customer_alias"));
}

#[tokio::test]
async fn a_person_who_goes_to_another_store_goes_with_all_records() {
    let store = Store::open();
    let (mut marta, mut otto) = (store.device("Marta").await, store.device("Otto").await);
    let (roger, dana) = (id("Roger"), id("Dana"));
    let change = merge(&mut marta, dana, roger);
    marta.say(vec![change]).await;
    let to = json!({ "store_id": id("Harbor Street") });
    // What is said of the other record behind it, in the same breath, still counts.
    let said = vec![
        marta.set("customer", roger, to),
        marta.add("note", id("n1"), note("Dana", "moves to the harbor")),
    ];
    assert_eq!(
        marta.say(said).await,
        vec![ChangeOutcome::Ok, ChangeOutcome::Ok]
    );
    marta.catch_up(100).await;
    otto.catch_up(100).await;
    assert_eq!(marta.holds(), store.truth("Main Street"));
    assert_eq!(otto.holds(), store.truth("Harbor Street"));
    for table in ["customer", "customer_alias", "note"] {
        assert!(otto.tables().contains(table), "{table}");
        assert!(!marta.tables().contains(table), "{table}");
    }
    let customers = otto.held.keys().filter(|(table, _)| table == "customer");
    assert_eq!(customers.count(), 2);
    assert!(store.parked().is_empty() && store.rows("also_entered").is_empty());
}

#[tokio::test]
async fn a_record_stays_where_nobody_who_moves_the_person_sees_it_and_after_a_parting() {
    let store = Store::open();
    let pier = json!({ "name": "Pier", "time_zone": "America/New_York", "currency": "USD", "country": "US" });
    store.put("store", "Pier Street", pier);
    for name in ["Ana", "Rosa"] {
        store.customer(name, "Main Street");
    }
    let (roger, dana, ana, rosa) = (id("Roger"), id("Dana"), id("Ana"), id("Rosa"));
    let mut marta = store.device("Marta").await;
    let said = vec![
        merge(&mut marta, dana, roger),
        merge(&mut marta, ana, roger),
        merge(&mut marta, rosa, roger),
    ];
    marta.say(said).await;
    // Ana went to the pier by herself; Rosa is someone else after all.
    let to = json!({ "store_id": id("Pier Street") });
    store.put("customer", "Ana", to);
    let apart = json!({ "unmerged_at": WHEN, "unmerged_by": id("Marta") });
    let apart = marta.set("customer_alias", alias_id(rosa, roger), apart);
    let to = json!({ "store_id": id("Harbor Street") });
    let moved = marta.set("customer", roger, to);
    marta.say(vec![apart, moved]).await;
    let stores = [roger, dana, ana, rosa]
        .map(|record| store.row("customer", record).unwrap().id_in("store_id"));
    let expected = [
        "Harbor Street",
        "Harbor Street",
        "Pier Street",
        "Main Street",
    ];
    assert_eq!(stores, expected.map(|name| Some(id(name))));
}

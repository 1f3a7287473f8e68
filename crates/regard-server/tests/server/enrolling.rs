//! A device becomes one of the store's with a code that works once, and is put out at once.

use chrono::TimeDelta;
use regard_domain::ids::{AssociateId, DeviceId};
use regard_server::admin;
use regard_server::enrol::MakeCodeError;
use regard_sync::{SyncError, SyncService};
use serde_json::json;

use crate::store::{Store, enrol_request, id, note};

async fn code(store: &Store, who: &str) -> String {
    store
        .state
        .make_code(AssociateId(id(who)))
        .await
        .unwrap()
        .code
}

#[tokio::test]
async fn a_code_works_once() {
    let store = Store::open();
    let code = code(&store, "Marta").await;
    let as_typed = code.to_lowercase().replace('-', " ");
    let enrolled = store
        .state
        .enrol(&enrol_request(&as_typed, "Marta"))
        .await
        .unwrap();
    assert_eq!(enrolled.associate_id.0, id("Marta"));
    assert_eq!(enrolled.store_id.0, id("Main Street"));
    assert!(!format!("{enrolled:?}").contains(&enrolled.token));
    let again = store.state.enrol(&enrol_request(&code, "Eve")).await;
    assert_eq!(again.unwrap_err(), SyncError::WrongCode);
    // Every device of the company knows of the new one.
    let mut ben = store.device("Ben").await;
    ben.catch_up(100).await;
    let name = ben.value("device", enrolled.device_id.0, "name");
    assert_eq!(name, Some(json!("Marta's phone")));
    // Neither secret nor code stands in the book.
    store.database().checkpoint().unwrap();
    let bytes = crate::engine::bytes_of(&store.state.config().book());
    let letters = code.replace('-', "");
    for secret in [enrolled.token.as_bytes(), letters.as_bytes()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let store = Store::open();
    let code = code(&store, "Marta").await;
    store.clock.forward(TimeDelta::minutes(10));
    let late = store.state.enrol(&enrol_request(&code, "Marta")).await;
    assert_eq!(late.unwrap_err(), SyncError::WrongCode);
}

#[tokio::test]
async fn five_wrong_tries_kill_a_code() {
    let store = Store::open();
    let code = code(&store, "Marta").await;
    let (half, rest) = code.split_once('-').unwrap();
    let wrong = format!("{half}{}", if rest == "2222" { "3333" } else { "2222" });
    for _ in 0..5 {
        let refused = store.state.enrol(&enrol_request(&wrong, "Eve")).await;
        assert_eq!(refused.unwrap_err(), SyncError::WrongCode);
    }
    let refused = store.state.enrol(&enrol_request(&code, "Marta")).await;
    assert_eq!(refused.unwrap_err(), SyncError::WrongCode);
}

#[tokio::test]
async fn nobody_makes_a_code_for_someone_who_left() {
    let store = Store::open();
    store.put("associate", "Ben", json!({ "left_on": "2026-01-31" }));
    let refused = store.state.make_code(AssociateId(id("Ben"))).await;
    assert!(matches!(refused, Err(MakeCodeError::UnknownAssociate)));
}

#[tokio::test]
async fn a_device_that_was_put_out_is_refused_at_once() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    marta.catch_up(100).await;
    admin::revoke_device(store.database(), DeviceId(marta.device)).unwrap();
    let told = marta.add("note", id("n1"), note("Roger", "too late"));
    assert_eq!(
        marta.sync(vec![told], 100).await,
        Err(SyncError::NotEnrolled)
    );
    assert_eq!(
        marta.sync(Vec::new(), 100).await,
        Err(SyncError::NotEnrolled)
    );
    assert!(store.rows("note").is_empty());
    ben.catch_up(100).await;
    assert!(ben.value("device", marta.device, "revoked_at").is_some());
    // Whoever leaves takes every device out with them.
    store.put("associate", "Ben", json!({ "left_on": "2026-05-12" }));
    assert_eq!(ben.sync(Vec::new(), 100).await, Err(SyncError::NotEnrolled));
}

#[tokio::test]
async fn people_are_found_by_name() {
    let store = Store::open();
    let marta = admin::find_associate(store.database(), "marta").unwrap();
    assert_eq!(marta.0, id("Marta"));
    assert!(admin::find_associate(store.database(), "Mart").is_err());
    assert!(
        admin::find_store(store.database(), None).is_err(),
        "there are two"
    );
}

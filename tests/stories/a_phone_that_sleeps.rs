//! Marta's phone tells the server where it is woken, and has it forget.

use std::time::Duration;

use regard_app::session::push_token::{PushService, PushToken};
use regard_app::session::reach::{AskSystem, Permission};
use regard_domain::ids::DeviceId;
use regard_server::alerts::push::PushAddress;
use regard_server::database::push::addresses;
use regard_tests::wait::until_nothing_is_left;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

/// An endpoint of a distributor, with a key of the shape that browsers give out.
fn at(endpoint: &str) -> PushToken {
    PushToken {
        service: PushService::Web,
        token: format!("https://push.example/{endpoint}"),
        p256dh: Some(format!("B{}", "A".repeat(86))),
        auth: Some("A".repeat(22)),
    }
}

/// Waits until the server reaches the phone nowhere any more.
async fn forgotten(store: &Store, phone: &Device) {
    let patience = Duration::from_secs(20);
    until_nothing_is_left("the server knows", patience, async || {
        reached_at(store, phone).await
    })
    .await;
}

/// Where the server believes to reach the phone.
async fn reached_at(store: &Store, phone: &Device) -> Option<String> {
    let start: Value = phone.call("start", json!({})).await;
    let device: DeviceId = serde_json::from_value(start["me"]["deviceId"].clone()).unwrap();
    let state = store.server().state();
    let database = state.database();
    let address: Option<PushAddress> = database
        .write(|edit| addresses::find(edit.connection(), edit.company(), device))
        .unwrap();
    address.map(|address| address.token)
}

async fn stands(phone: &Device, standing: &str) {
    let is = |here: &Value| here["standing"] == standing;
    phone.until("my_alerts", json!({}), is).await;
}

/// Waits until the shell is told to ask the phone where it is woken.
async fn token_asked(phone: &Device) {
    let mut asks = phone.app().asks_system();
    let asked = asks.wait_for(|ask| matches!(ask, AskSystem::Token(_)));
    let asked = tokio::time::timeout(Duration::from_secs(15), asked).await;
    match asked.expect("asked in time").unwrap().clone() {
        AskSystem::Token(services) => assert_eq!(services.web_key.unwrap().len(), 87),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_says_where_it_is_woken_says_it_again_when_that_changes_and_takes_it_back() {
    let store = Store::open_waking().await;
    let marta = store.device("marta").await;
    stands(&marta, "no_phone").await;

    // Nothing is said before Marta allowed it.
    marta.app().may_alert(Permission::NotAsked);
    marta.app().push_token(Some(at("first")));
    marta.in_step().await;
    assert_eq!(reached_at(&store, &marta).await, None);
    stands(&marta, "not_asked").await;

    marta.app().may_alert(Permission::Granted);
    stands(&marta, "on").await;
    let first = at("first").token;
    assert_eq!(reached_at(&store, &marta).await, Some(first.clone()));

    // The system gives another while the phone is in a cellar: said as soon as there is a connection.
    marta.go_offline();
    marta.app().push_token(Some(at("second")));
    stands(&marta, "waiting").await;
    assert_eq!(reached_at(&store, &marta).await, Some(first));
    marta.go_online();
    stands(&marta, "on").await;
    let second = at("second").token;
    assert_eq!(reached_at(&store, &marta).await, Some(second));

    // Off, also where nobody answers for a while.
    marta.go_offline();
    let off: Value = marta.call("turn_alerts", json!({ "on": false })).await;
    assert_eq!(off["standing"], "off");
    marta.go_online();
    forgotten(&store, &marta).await;

    // On again: the phone is asked anew.
    marta
        .call::<Value>("turn_alerts", json!({ "on": true }))
        .await;
    token_asked(&marta).await;
    marta.app().push_token(Some(at("third")));
    stands(&marta, "on").await;
    assert_eq!(reached_at(&store, &marta).await, Some(at("third").token));

    // Switched off in the phone's own settings.
    marta.app().may_alert(Permission::Denied);
    stands(&marta, "not_allowed").await;
    forgotten(&store, &marta).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_wakes_nobody_says_so() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    marta.app().may_alert(Permission::Granted);
    stands(&marta, "while_open").await;
}

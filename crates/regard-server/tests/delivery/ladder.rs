//! A watch that nobody collects: a text after a week, a call after two, the manager after a month;
//! each once, in the store's days.

use regard_domain::message::MessageState;
use regard_domain::uncollected::Ladder;
use regard_server::database::{DatabaseError, StoredRow, moment, rows};
use regard_server::uncollected::{Climbed, climb};
use serde_json::json;
use uuid::Uuid;

use crate::store::{MARTA, REPAIR, ROGER, ROGERS_NUMBER, STORE, Store};
use crate::twilio_peer::TwilioPeer;

const INES: Uuid = Uuid::from_u128(23);
const RING: Uuid = Uuid::from_u128(44);
const DAY: i64 = 86_400;
const ON: Ladder = Ladder {
    text_after: 7,
    call_after: 14,
    manager_after: 30,
};

async fn store(peer: &TwilioPeer) -> Store {
    let store = Store::with_twilio(peer).await;
    store.put(
        "phone",
        Uuid::from_u128(40),
        json!({
            "customer_id": ROGER, "e164": ROGERS_NUMBER, "typed": "0159", "preferred": true,
        }),
    );
    store.put(
        "repair",
        REPAIR.0,
        json!({ "bin": "C4", "taken_in_by": MARTA }),
    );
    let ines = json!({ "given_name": "Ines", "role": "manager", "store_id": STORE });
    store.put("associate", INES, ines);
    store
}

fn climbs(store: &Store, ladder: Ladder) -> Climbed {
    climb(&store.database, ladder).unwrap_or_else(|error| panic!("{error}"))
}

fn all(store: &Store, table: &str) -> Vec<StoredRow> {
    store
        .database
        .read(|connection| rows::rows_in(connection, store.database.company(), table))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
}

#[tokio::test]
async fn each_step_is_taken_once_on_its_day() {
    let peer = TwilioPeer::start().await;
    let store = store(&peer).await;
    store.put(
        "customer",
        ROGER,
        json!({ "memory": "The sailing trip to Maine" }),
    );
    assert_eq!(climbs(&store, ON), Climbed::default());

    store.clock.pass(7 * DAY);
    assert_eq!(climbs(&store, ON).texts, 1);
    assert_eq!(climbs(&store, ON), Climbed::default(), "once");
    store.runs().await;
    let sent = peer.only();
    assert_eq!(sent.to, ROGERS_NUMBER);
    assert_eq!(
        sent.body,
        "Hi Roger, your piece is still here with us, safe and ready for you. Harbor Jewelers"
    );
    let message = &all(&store, "message")[0];
    assert_eq!(message.text("template"), Some("still_here"));

    store.clock.pass(7 * DAY);
    assert_eq!(
        climbs(&store, ON),
        Climbed {
            calls: 1,
            ..Climbed::default()
        }
    );
    assert_eq!(climbs(&store, ON), Climbed::default(), "once");
    let calls = all(&store, "follow_up");
    assert_eq!(calls.len(), 1);
    assert_eq!(
        calls[0].text("reason"),
        Some(
            "Call: the piece has waited 14 days, bin C4. To talk about: The sailing trip to Maine"
        )
    );
    assert_eq!(calls[0].id_in("assigned_to"), Some(MARTA));

    store.clock.pass(16 * DAY);
    assert_eq!(
        climbs(&store, ON),
        Climbed {
            told: 1,
            ..Climbed::default()
        }
    );
    assert_eq!(climbs(&store, ON), Climbed::default(), "once");
    let alerts = store.alerts();
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].text("kind"), Some("uncollected"));
    assert_eq!(alerts[0].id_in("associate_id"), Some(INES));
    store.runs().await;
    assert_eq!(peer.taken().len(), 1);
}

#[tokio::test]
async fn the_text_is_off_unless_the_store_wants_it() {
    let peer = TwilioPeer::start().await;
    let store = store(&peer).await;
    store.clock.pass(8 * DAY);
    assert_eq!(climbs(&store, Ladder::default()), Climbed::default());
    assert!(all(&store, "message").is_empty());
}

#[tokio::test]
async fn who_collected_it_or_never_agreed_hears_nothing() {
    let peer = TwilioPeer::start().await;
    let collected = store(&peer).await;
    collected.step("handed_over");
    collected.clock.pass(7 * DAY);
    assert_eq!(climbs(&collected, ON), Climbed::default());

    let stopped = store(&peer).await;
    stopped.says(false);
    stopped.clock.pass(7 * DAY);
    assert_eq!(climbs(&stopped, ON), Climbed::default());

    let gently = store(&peer).await;
    gently.put(
        "customer",
        ROGER,
        json!({ "gently_until": "2027-03-01", "memory": "Her laugh" }),
    );
    gently.clock.pass(7 * DAY);
    assert_eq!(climbs(&gently, ON), Climbed::default());
    gently.clock.pass(7 * DAY);
    assert_eq!(climbs(&gently, ON).calls, 1);
    let reason = all(&gently, "follow_up")[0]
        .text("reason")
        .unwrap()
        .to_owned();
    assert!(!reason.contains("laugh"), "{reason}");
}

#[tokio::test]
async fn a_household_with_two_ready_pieces_gets_one_message() {
    let peer = TwilioPeer::start().await;
    let store = store(&peer).await;
    let at = moment(store.now());
    store.put(
        "repair",
        RING,
        json!({
            "customer_id": ROGER, "store_id": STORE, "envelope": "4712", "description": "Ring",
            "currency": "USD", "taken_in_at": at,
        }),
    );
    for kind in ["taken_in", "ready"] {
        store.clock.pass(1);
        let step = json!({
            "repair_id": RING, "customer_id": ROGER, "kind": kind, "at": moment(store.now()),
        });
        store.put("repair_step", Uuid::now_v7(), step);
    }
    store.clock.pass(7 * DAY);
    assert_eq!(climbs(&store, ON).texts, 1);
    store.runs().await;
    store.clock.pass(DAY);
    assert_eq!(climbs(&store, ON).texts, 0);
    store.runs().await;
    assert!(
        peer.only().body.contains("your 2 pieces are still here"),
        "{}",
        peer.only().body
    );
}

#[tokio::test]
async fn a_secret_gift_is_named_to_nobody() {
    let peer = TwilioPeer::start().await;
    let store = store(&peer).await;
    let piece = Uuid::from_u128(45);
    let watch = json!({
        "customer_id": ROGER, "kind": "watch", "description": "Seamaster",
        "secret_until": "2027-06-01",
    });
    store.put("piece", piece, watch);
    store.put("repair", REPAIR.0, json!({ "piece_id": piece }));
    store.put("customer", ROGER, json!({ "memory": "Dana's surprise" }));
    store.clock.pass(7 * DAY);
    assert_eq!(climbs(&store, ON).texts, 1);
    store.runs().await;
    assert!(
        peer.only().body.contains("your repair is still here"),
        "{}",
        peer.only().body
    );
    store.clock.pass(7 * DAY);
    climbs(&store, ON);
    let reason = all(&store, "follow_up")[0]
        .text("reason")
        .unwrap()
        .to_owned();
    assert_eq!(reason, "Call: the repair has waited 14 days, bin C4.");
}

#[tokio::test]
async fn ready_again_is_another_time() {
    let peer = TwilioPeer::start().await;
    let store = store(&peer).await;
    store.clock.pass(7 * DAY);
    assert_eq!(climbs(&store, ON).texts, 1);
    store.runs().await;
    store.step("at_bench");
    assert_eq!(climbs(&store, ON), Climbed::default());
    store.clock.pass(3 * DAY);
    store.step("ready");
    store.clock.pass(7 * DAY);
    assert_eq!(climbs(&store, ON).texts, 1);
    store.runs().await;
    assert_eq!(peer.taken().len(), 2);
    let states: Vec<_> = all(&store, "message")
        .iter()
        .map(|row| row.text("state").unwrap().parse::<MessageState>().unwrap())
        .collect();
    assert_eq!(states, [MessageState::Sent; 2]);
}

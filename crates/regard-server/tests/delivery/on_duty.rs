//! A text did not arrive: it is told to someone who can see to it.

use chrono::TimeDelta;
use regard_domain::ids::{AssociateId, DeviceId, agreed_id};
use regard_server::alerts::rest::Rest;
use regard_server::auth::hash;
use regard_server::database::DatabaseError;
use regard_server::database::devices::{self, EnrolledDevice};
use regard_server::database::push::rests;
use serde_json::json;
use uuid::Uuid;

use crate::opted_out::write;
use crate::store::{MARTA, REPAIR, STORE, Store};
use crate::twilio_peer::TwilioPeer;

const BEN: Uuid = Uuid::from_u128(51);
const INES: Uuid = Uuid::from_u128(52);
const THEO: Uuid = Uuid::from_u128(53);

/// Marta sells; so does Ben, Ines manages, Theo mends.
async fn house() -> (TwilioPeer, Store) {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    for (who, name, role) in [
        (BEN, "Ben", "associate"),
        (INES, "Ines", "manager"),
        (THEO, "Theo", "bench"),
    ] {
        let person = json!({ "given_name": name, "role": role, "store_id": STORE });
        store.put("associate", who, person);
    }
    (peer, store)
}

/// The text that Marta asked for does not arrive.
async fn text_fails(peer: &TwilioPeer, store: &Store) {
    store.asks();
    store.runs().await;
    let sid = peer.only().sid;
    assert_eq!(peer.report(&sid, "undelivered", Some(30006)).await, 204);
}

/// Who was told, in the order of the ids above.
fn told(store: &Store) -> Vec<Uuid> {
    let alerts = store.alerts();
    let mut who: Vec<Uuid> = alerts
        .iter()
        .filter_map(|alert| alert.id_in("associate_id"))
        .collect();
    who.sort();
    who
}

fn device(store: &Store, name: &str, whose: Uuid) -> DeviceId {
    let enrolled = EnrolledDevice {
        device: DeviceId(agreed_id(&["test", name])),
        associate: AssociateId(whose),
        token_hash: hash(name).to_vec(),
        last_seen: None,
        revoked_at: None,
    };
    write(store, |edit| {
        devices::add(edit.connection(), edit.company(), &enrolled, edit.now())
    });
    enrolled.device
}

fn hears(store: &Store, device: DeviceId) {
    write(store, |edit| {
        devices::saw(edit.connection(), edit.company(), device, edit.now())
    });
}

fn puts_out(store: &Store, device: DeviceId) {
    let was_in = write(store, |edit| {
        devices::revoke(edit.connection(), edit.company(), device, edit.now())
    });
    assert!(was_in);
}

fn is_off(store: &Store, who: Uuid) {
    let rest = Rest {
        until: Some(store.now() + TimeDelta::hours(2)),
        hours: None,
    };
    write(store, |edit| -> Result<(), DatabaseError> {
        rests::put(edit.connection(), edit.company(), AssociateId(who), &rest)
    });
}

#[tokio::test]
async fn whose_last_device_was_put_out_is_off() {
    for has_another in [false, true] {
        let (peer, store) = house().await;
        let phone = device(&store, "Marta's phone", MARTA);
        hears(&store, phone);
        if has_another {
            device(&store, "Marta's tablet", MARTA);
        }
        puts_out(&store, phone);
        text_fails(&peer, &store).await;
        let expected = if has_another {
            vec![MARTA]
        } else {
            vec![MARTA, BEN]
        };
        assert_eq!(told(&store), expected);
    }
}

#[tokio::test]
async fn who_was_never_heard_stands_in_after_who_was() {
    let (peer, store) = house().await;
    // Ben sold it to him and has no device; the phone of Ines was heard this morning.
    store.put("repair", REPAIR.0, json!({ "taken_in_by": BEN }));
    let phone = device(&store, "Ines' phone", INES);
    hears(&store, phone);
    store.clock.pass(3 * 3_600);
    is_off(&store, MARTA);
    text_fails(&peer, &store).await;
    assert_eq!(told(&store), [MARTA, INES]);
}

#[tokio::test]
async fn where_who_asked_has_left_everyone_at_the_counter_is_told() {
    let (peer, store) = house().await;
    store.put("associate", MARTA, json!({ "left_on": "2026-11-19" }));
    for who in [BEN, INES] {
        is_off(&store, who);
    }
    text_fails(&peer, &store).await;
    assert_eq!(told(&store), [BEN, INES]);
}

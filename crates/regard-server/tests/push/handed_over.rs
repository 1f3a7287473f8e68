//! What a customer asks while their associate is off goes to a colleague on duty as well, with one banner
//! for each; who is off sees it when they are back.

use chrono::TimeDelta;
use regard_domain::ids::{AssociateId, CustomerId, RepairId};
use regard_server::alerts::push::config::PushConfig;
use regard_server::alerts::raise;
use regard_server::alerts::rest::{Rest, time_of};
use regard_server::database::push::rests;
use regard_server::database::{DatabaseError, moment};
use serde_json::json;
use uuid::Uuid;

use crate::apple::ApplePeer;
use crate::conformance::address;
use crate::people::{House, id};

/// Marta looks after Roger. Ben sells too, Ines manages, Theo mends.
async fn house() -> (ApplePeer, House) {
    let peer = ApplePeer::start().await;
    let apns = peer.config.clone();
    let house = House::open(|_| PushConfig {
        apns: Some(apns),
        ..PushConfig::default()
    });
    peer.follows(house.clock.clone());
    for (name, role) in [("Ben", "associate"), ("Ines", "manager")] {
        works_here(&house, name, role);
    }
    (peer, house)
}

fn works_here(house: &House, name: &str, role: &str) {
    let person = json!({ "given_name": name, "role": role, "store_id": id("store") });
    house.put("associate", id(name), person);
}

fn rests(house: &House, name: &str, rest: Rest) {
    house
        .database
        .write(|edit| {
            let (sql, company) = (edit.connection(), edit.company());
            rests::put(sql, company, AssociateId(id(name)), &rest)
        })
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
}

/// Off until noon.
fn is_off(house: &House, name: &str) {
    let rest = Rest {
        until: Some(house.now() + TimeDelta::hours(2)),
        hours: None,
    };
    rests(house, name, rest);
}

/// Roger asks something that Marta is to answer.
fn roger_asks(house: &House, question: &str) {
    let (reply, roger, repair) = (
        id(question),
        CustomerId(id("Roger")),
        RepairId(id("repair")),
    );
    let marta = Some(AssociateId(id("Marta")));
    house
        .database
        .write(|edit| raise::customer_replied(edit, reply, roger, Some(repair), marta))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
}

/// The text that Marta asked for does not arrive.
fn text_fails(house: &House) -> Uuid {
    let message = id("text");
    let fields = json!({ "customer_id": id("Roger"), "repair_id": id("repair"),
        "asked_by": id("Marta"), "asked_at": moment(house.now()) });
    house.put("message", message, fields);
    house
        .database
        .write(|edit| raise::message_failed(edit, message))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    message
}

fn counts(house: &House) -> [usize; 4] {
    ["Marta", "Ben", "Ines", "Theo"].map(|name| house.alerts_of(name).len())
}

#[tokio::test]
async fn marta_is_on_duty_and_nobody_else_is_woken() {
    let (_peer, house) = house().await;
    roger_asks(&house, "At six?");
    text_fails(&house);
    assert_eq!(counts(&house), [2, 0, 0, 0]);
}

#[tokio::test]
async fn while_marta_is_off_ben_gets_it_with_one_banner_and_she_sees_it_when_she_is_back() {
    let (peer, house) = house().await;
    house.device(
        "Marta's iPhone",
        "Marta",
        &address("apns", &"a".repeat(64), None),
    );
    house.device(
        "Ben's iPhone",
        "Ben",
        &address("apns", &"b".repeat(64), None),
    );
    is_off(&house, "Marta");
    roger_asks(&house, "At six?");
    roger_asks(&house, "At six?");
    assert_eq!(counts(&house), [1, 1, 0, 0]);
    let bens = house.alerts_of("Ben");
    assert_eq!(bens[0].text("kind"), Some("customer_replied"));
    assert_eq!(bens[0].id_in("customer_id"), Some(id("Roger")));
    assert_eq!(bens[0].id_in("repair_id"), Some(id("repair")));
    assert_eq!(bens[0].id_in("instead_of_id"), Some(id("Marta")));
    assert_eq!(house.alerts_of("Marta")[0].id_in("instead_of_id"), None);
    house.runs().await;
    let arrived = peer.arrived();
    assert_eq!(arrived.len(), 1, "Marta is left alone");
    assert_eq!(arrived[0].says["alert"], bens[0].id.to_string());
    for _ in 0..3 {
        house.after(2 * 3_600).await;
    }
    let arrived = peer.arrived();
    assert_eq!(arrived.len(), 2, "one banner for each of them");
    let martas = house.alerts_of("Marta")[0].id.to_string();
    assert_eq!(arrived[1].says["alert"], martas);
}

#[tokio::test]
async fn a_text_that_failed_waits_for_nobody_either_and_is_told_once() {
    let (_peer, house) = house().await;
    is_off(&house, "Marta");
    let message = text_fails(&house);
    assert_eq!(counts(&house), [1, 1, 0, 0]);
    assert_eq!(house.alerts_of("Ben")[0].id_in("message_id"), Some(message));
    // Another receipt says the same, while Ben is off too.
    is_off(&house, "Ben");
    text_fails(&house);
    assert_eq!(counts(&house), [1, 1, 0, 0]);
}

#[tokio::test]
async fn what_was_told_on_duty_is_not_told_again_to_others_at_night() {
    let (_peer, house) = house().await;
    text_fails(&house);
    is_off(&house, "Marta");
    text_fails(&house);
    assert_eq!(counts(&house), [1, 0, 0, 0]);
}

#[tokio::test]
async fn at_night_everybody_is_off_and_it_waits_for_marta() {
    let (_peer, house) = house().await;
    let nights = Rest {
        until: None,
        hours: time_of("09:00").zip(time_of("11:00")),
    };
    for name in ["Marta", "Ben", "Ines"] {
        rests(&house, name, nights);
    }
    roger_asks(&house, "At six?");
    assert_eq!(counts(&house), [1, 0, 0, 0], "and the bench is not asked");
}

#[tokio::test]
async fn who_knows_roger_comes_before_who_does_not_and_who_is_here_before_who_is_not() {
    let (_peer, house) = house().await;
    is_off(&house, "Marta");
    // Ines took his watch in.
    house.put("repair", id("repair"), json!({ "taken_in_by": id("Ines") }));
    roger_asks(&house, "At six?");
    assert_eq!(counts(&house), [1, 0, 1, 0]);
    // Ben's device is heard, hers is not.
    let phone = address("apns", &"b".repeat(64), None);
    let device = house.device("Ben's iPhone", "Ben", &phone);
    house.hears(device);
    roger_asks(&house, "Or at seven?");
    assert_eq!(counts(&house), [2, 1, 1, 0]);
}

#[tokio::test]
async fn whose_devices_were_silent_for_a_day_is_off_and_who_left_is_gone() {
    let (_peer, house) = house().await;
    let phone = address("apns", &"a".repeat(64), None);
    let device = house.device("Marta's iPhone", "Marta", &phone);
    house.hears(device);
    house.pass(23 * 3_600);
    roger_asks(&house, "At six?");
    assert_eq!(counts(&house), [1, 0, 0, 0]);
    house.pass(2 * 3_600);
    roger_asks(&house, "Or at seven?");
    assert_eq!(counts(&house), [2, 1, 0, 0]);
    house.put("associate", id("Marta"), json!({ "left_on": "2026-11-21" }));
    roger_asks(&house, "Or tomorrow?");
    assert_eq!(counts(&house), [2, 2, 0, 0]);
    assert_eq!(
        house.alerts_of("Ben")[1].id_in("instead_of_id"),
        Some(id("Marta"))
    );
}

#[tokio::test]
async fn a_colleague_of_another_store_does_not_stand_in_and_the_owner_of_all_does() {
    let (_peer, house) = house().await;
    for name in ["Ben", "Ines"] {
        house.put(
            "associate",
            id(name),
            json!({ "store_id": id("another store") }),
        );
    }
    is_off(&house, "Marta");
    roger_asks(&house, "At six?");
    assert_eq!(counts(&house), [1, 0, 0, 0]);
    house.put("associate", id("Ines"), json!({ "role": "owner" }));
    roger_asks(&house, "Or at seven?");
    assert_eq!(counts(&house), [2, 0, 1, 0]);
}

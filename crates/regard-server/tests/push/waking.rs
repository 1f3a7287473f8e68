//! From an alert to a sleeping device: once at the most, to those who work here, when they are not off.

use chrono::TimeDelta;
use regard_domain::ids::AssociateId;
use regard_server::alerts::push::config::PushConfig;
use regard_server::alerts::push::{Platform, PushAddress};
use regard_server::alerts::rest::{Rest, time_of};
use regard_server::database::push::rests;
use regard_server::database::{DatabaseError, moment};
use serde_json::json;

use crate::apple::ApplePeer;
use crate::conformance::{Mood, address};
use crate::google::GooglePeer;
use crate::people::{House, id};
use crate::web::{self, BrowserPeer};

const TOKEN: &str = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";

fn iphone() -> PushAddress {
    address("apns", TOKEN, None)
}

async fn with_apple() -> (ApplePeer, House) {
    let peer = ApplePeer::start().await;
    let apns = peer.config.clone();
    let house = House::open(|_| PushConfig {
        apns: Some(apns),
        ..PushConfig::default()
    });
    peer.follows(house.clock.clone());
    (peer, house)
}

#[tokio::test]
async fn every_device_of_marta_is_woken_once_by_its_own_service() {
    let (apple, google) = (ApplePeer::start().await, GooglePeer::start().await);
    let browser = BrowserPeer::start().await;
    let (apns, fcm) = (apple.config.clone(), google.config.clone());
    let house = House::open(|folder| PushConfig {
        apns: Some(apns),
        fcm: Some(fcm),
        web: Some(web::config(folder)),
    });
    house.device("Marta's iPhone", "Marta", &iphone());
    let pixel = address("fcm", "dQw4w9WgXcQ:APA91bH_a-device", None);
    house.device("Marta's Pixel", "Marta", &pixel);
    let subscription = browser.subscribe(house.waker.web_key().unwrap());
    house.device("Marta's desk", "Marta", &subscription);
    house.device(
        "Theo's iPhone",
        "Theo",
        &address("apns", &"a".repeat(64), None),
    );

    apple.follows(house.clock.clone());
    let alert = house.ready();
    for _ in 0..3 {
        house.after(60).await;
    }
    house.another_run().run_once().await.unwrap();
    let arrived = [apple.arrived(), google.arrived(), browser.arrived()];
    for one in &arrived {
        assert_eq!(
            one.len(),
            1,
            "Theo made it ready, and each device is woken once"
        );
        let says = &one[0].says;
        assert_eq!(says["alert"], alert.to_string());
        assert_eq!(says["customer"], id("Roger").to_string());
        assert_eq!(says["repair"], id("repair").to_string());
    }
    assert_eq!(house.outcomes(alert), vec![Some("taken".to_owned()); 3]);
    // Nothing that names anyone or anything is in any byte that left the house.
    for body in arrived.iter().flatten().map(|one| one.body.as_slice()) {
        let text = String::from_utf8_lossy(body).to_lowercase();
        for word in [
            "roger",
            "vale",
            "seamaster",
            "4711",
            "marta",
            "theo",
            "harbor",
        ] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}

#[tokio::test]
async fn a_dead_token_is_removed_and_a_newer_one_is_not() {
    let (peer, house) = with_apple().await;
    let device = house.device("Marta's iPhone", "Marta", &iphone());
    // Dead since before the device registered: an old word about an earlier life.
    peer.gone_since(house.now() - TimeDelta::days(1));
    peer.will(Mood::Gone);
    let alert = house.ready();
    house.runs().await;
    assert_eq!(house.outcomes(alert), [Some("gone".to_owned())]);
    assert!(house.address_of(device).is_some());

    peer.gone_since(house.now() + TimeDelta::seconds(1));
    peer.will(Mood::Gone);
    house.ready();
    house.runs().await;
    assert!(house.address_of(device).is_none());
    let alert = house.ready();
    house.runs().await;
    assert!(peer.arrived().is_empty());
    assert!(house.outcomes(alert).is_empty(), "nobody to wake");
    // The alert itself is there, and comes by sync.
}

#[tokio::test]
async fn what_was_not_taken_is_tried_again_with_growing_waits_and_not_for_ever() {
    let (peer, house) = with_apple().await;
    house.device("Marta's iPhone", "Marta", &iphone());
    let alert = house.ready();
    peer.will(Mood::Busy);
    house.runs().await;
    house.after(119).await;
    assert!(peer.arrived().is_empty(), "two minutes were asked for");
    house.after(1).await;
    assert_eq!(peer.arrived().len(), 1);
    assert_eq!(house.outcomes(alert), [Some("taken".to_owned())]);

    let alert = house.ready();
    for _ in 0..6 {
        peer.will(Mood::TooMany);
        house.after(600).await;
    }
    house.after(600).await;
    assert_eq!(house.outcomes(alert), [Some("later".to_owned())]);
    assert_eq!(peer.arrived().len(), 1);
}

#[tokio::test]
async fn what_nobody_can_tell_is_not_pushed_twice() {
    for mood in [Mood::TakeThenFail, Mood::TakeThenCut] {
        let (peer, house) = with_apple().await;
        house.device("Marta's iPhone", "Marta", &iphone());
        peer.will(mood);
        let alert = house.ready();
        for _ in 0..5 {
            house.after(600).await;
        }
        assert_eq!(peer.arrived().len(), 1, "{mood:?}");
        assert_eq!(house.outcomes(alert), [Some("unknown".to_owned())]);
    }
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_pushes_nothing_twice() {
    let (peer, house) = with_apple().await;
    house.device("Marta's iPhone", "Marta", &iphone());
    let alert = house.ready();
    let company = house.database.company();
    // It began, and was killed before it could write down what became of it.
    house
        .database
        .write(|edit| {
            use regard_server::database::push::sends;
            for send in sends::due(edit.connection(), company, edit.now(), 10)? {
                let void_at = edit.now() + TimeDelta::minutes(2);
                sends::begin(edit.connection(), company, &send, void_at)?;
            }
            Ok::<_, DatabaseError>(())
        })
        .unwrap();
    for _ in 0..5 {
        house.pass(60);
        house.another_run().run_once().await.unwrap();
    }
    assert!(peer.arrived().is_empty());
    assert_eq!(house.outcomes(alert), [Some("unknown".to_owned())]);
}

fn rests(house: &House, rest: Rest) {
    let company = house.database.company();
    house
        .database
        .write(|edit| rests::put(edit.connection(), company, AssociateId(id("Marta")), &rest))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
}

#[tokio::test]
async fn who_is_off_is_woken_when_they_are_back_unless_they_saw_it_meanwhile() {
    let (peer, house) = with_apple().await;
    house.device("Marta's iPhone", "Marta", &iphone());
    // By the store's clock it is ten in the morning; Marta's lunch lasts from nine to one.
    let hours = time_of("09:00").zip(time_of("13:00"));
    rests(&house, Rest { until: None, hours });
    let (seen, unseen) = (house.ready(), house.ready());
    house.after(3600).await;
    assert!(peer.arrived().is_empty());
    house.put("alert", seen, json!({ "seen_at": moment(house.now()) }));
    house.after(2 * 3600).await;
    let arrived = peer.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].says["alert"], unseen.to_string());
    assert_eq!(house.outcomes(seen), [Some("seen".to_owned())]);

    // "Not now", for longer than an alert is worth waking someone.
    let until = Some(house.now() + TimeDelta::days(3));
    rests(&house, Rest { until, hours: None });
    let alert = house.ready();
    for _ in 0..80 {
        house.after(3600).await;
    }
    assert_eq!(peer.arrived().len(), 1);
    assert_eq!(house.outcomes(alert), [Some("too_late".to_owned())]);
}

#[tokio::test]
async fn who_left_and_a_device_that_was_put_out_are_not_woken() {
    let (peer, house) = with_apple().await;
    let device = house.device("Marta's iPhone", "Marta", &iphone());
    let alert = house.ready();
    house.put("associate", id("Marta"), json!({ "left_on": "2026-11-20" }));
    house.runs().await;
    assert_eq!(house.outcomes(alert), [Some("not_here".to_owned())]);
    house.put("associate", id("Marta"), json!({ "left_on": null }));
    let alert = house.ready();
    regard_server::admin::revoke_device(&house.database, device).ok();
    let company = house.database.company();
    house
        .database
        .write(|edit| {
            let sql = edit.connection();
            regard_server::database::devices::revoke(sql, company, device, edit.now())
        })
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    house.runs().await;
    assert_eq!(house.outcomes(alert), [Some("not_here".to_owned())]);
    assert!(house.address_of(device).is_none());
    assert!(peer.arrived().is_empty());
}

#[tokio::test]
async fn a_refused_key_pauses_the_service_and_wakes_everyone_later() {
    let (peer, house) = with_apple().await;
    house.device("Marta's iPhone", "Marta", &iphone());
    peer.will(Mood::WrongKey);
    let (first, second) = (house.ready(), house.ready());
    house.runs().await;
    house.after(60).await;
    house.after(16 * 60).await;
    house.after(16 * 60).await;
    let mut told: Vec<_> = peer
        .arrived()
        .iter()
        .map(|one| one.says["alert"].clone())
        .collect();
    told.sort_by_key(ToString::to_string);
    let mut expected = [json!(first), json!(second)];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_phone_that_was_enrolled_anew_takes_its_token_along() {
    let (peer, house) = with_apple().await;
    let old = house.device("Theo's iPhone", "Theo", &iphone());
    house.device("the same phone, Marta's now", "Marta", &iphone());
    assert!(house.address_of(old).is_none());
    house.ready();
    house.runs().await;
    assert_eq!(peer.arrived().len(), 1);
    assert!(!house.waker.reaches(Platform::Fcm));
}

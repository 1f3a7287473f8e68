//! A number that a phone knows, and that stands with someone else by now.

use regard_simulate::device::Device;
use regard_simulate::server::{STORES, caller};
use regard_simulate::world::World;
use serde_json::json;
use uuid::Uuid;

const ROGER: Uuid = Uuid::from_u128(0xc0);
const HIS_SON: Uuid = Uuid::from_u128(0xc1);
const NUMBER: Uuid = Uuid::from_u128(0x555_0159);

/// Two phones with the number, which neither has said yet. On the second it is handed on to someone who
/// then goes to another store.
fn handed_on() -> World {
    let mut world = World::empty(1);
    world.heal().unwrap();
    let number = json!({ "customer_id": ROGER, "typed": "555 0159", "preferred": true });
    assert!(world.edit(0, |author, store| {
        author.add(store, "phone", NUMBER, number).map(|_| ())
    }));
    let (mark, life, writer) = (world.fresh(), world.fresh(), world.fresh());
    let mut copy: Device = world.devices[0].clone();
    copy.mark = mark;
    let mut chances = [life, writer].into_iter();
    copy.open(|| chances.next().unwrap_or(writer));
    world.devices.push(copy);
    assert!(world.edit(1, |author, store| {
        author.set(store, "phone", NUMBER, json!({ "customer_id": HIS_SON }))?;
        author.set(store, "customer", HIS_SON, json!({ "store_id": STORES[1] }))?;
        for at in 1..=3 {
            let note = json!({ "customer_id": ROGER, "kind": "visit", "words": format!("visit {at}"), "noted_at": "2026-05-12T14:00:00Z" });
            author.add(store, "note", Uuid::from_u128(at), note)?;
        }
        Ok(())
    }));
    // Opened anew a phone listens before it speaks.
    world.crash(0);
    world
}

/// Delivers so many requests and answers; whether there were as many.
fn deliver(world: &mut World, most: usize) -> bool {
    for _ in 0..most {
        if world.mail.is_empty() {
            return false;
        }
        let mail = world.mail.remove(0);
        world.arrive(mail, false).unwrap();
    }
    true
}

#[test]
fn a_number_that_is_said_late_goes_to_who_has_it_now() {
    let mut world = handed_on();
    world.talk(1);
    deliver(&mut world, usize::MAX);
    world.heal().unwrap();
    for device in &world.devices {
        let phone = ("phone".to_owned(), NUMBER);
        assert!(!device.file.store.rows.contains_key(&phone));
    }
}

/// The word that it is not here is written with what became of the own words, or not at all.
#[test]
fn so_it_does_wherever_the_app_is_closed_meanwhile() {
    let mut cut = 0;
    loop {
        let mut world = handed_on();
        world.devices[0].limits.page_rows = 1;
        world.talk(1);
        deliver(&mut world, usize::MAX);
        world.talk(0);
        let goes_on = deliver(&mut world, cut);
        world.mail.clear();
        world.crash(0);
        if let Err(lost) = world.heal() {
            panic!("closed after {cut} requests and answers: {lost}");
        }
        if !goes_on {
            break;
        }
        cut += 1;
    }
    assert!(cut > 4, "it was over after {cut}");
}

/// Of a number that was handed on in the store that a phone left, it hears although the one it knows
/// with that number came along.
#[test]
fn a_number_stays_in_the_store_when_who_had_it_goes_with_the_phone() {
    let mut world = World::empty(2);
    let number = json!({ "customer_id": ROGER, "typed": "555 0159", "preferred": true });
    world.heal().unwrap();
    assert!(world.edit(1, |author, store| {
        author.add(store, "phone", NUMBER, number).map(|_| ())
    }));
    world.heal().unwrap();
    assert!(world.edit(1, |author, store| {
        author.set(store, "phone", NUMBER, json!({ "customer_id": HIS_SON }))?;
        author.set(store, "customer", ROGER, json!({ "store_id": STORES[1] }))
    }));
    world.talk(1);
    deliver(&mut world, usize::MAX);
    world.devices[0].caller = caller(0, STORES[1]);
    world.heal().unwrap();
    let phone = ("phone".to_owned(), NUMBER);
    assert!(!world.devices[0].file.store.rows.contains_key(&phone));
    assert!(world.devices[1].file.store.rows.contains_key(&phone));
}

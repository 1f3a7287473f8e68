//! Devices and a server against a model that is trivial: a set of notes, a set of numbers, and for
//! each field the values that anyone ever wrote. What fails here shrinks to a few acts.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use regard_simulate::chance::Chance;
use regard_simulate::world::World;
use serde_json::json;
use uuid::Uuid;

/// The customer that everybody edits.
const ROGER: Uuid = Uuid::from_u128(0xc0);
const FIELDS: [&str; 2] = ["nickname", "city"];

/// What somebody does, or what goes wrong.
#[derive(Debug, Clone)]
enum Act {
    Note {
        device: usize,
        id: u64,
    },
    Number {
        device: usize,
        id: u64,
    },
    Delete {
        device: usize,
        which: usize,
    },
    Write {
        device: usize,
        field: usize,
        word: u64,
    },
    Talk {
        device: usize,
    },
    Arrive {
        chance: u64,
    },
    Lose,
    Repeat,
    Crash {
        device: usize,
    },
    Year {
        device: usize,
        ahead: bool,
    },
    Heal,
}

/// What must show: nothing more is known of it.
#[derive(Debug, Clone, Default)]
struct Model {
    devices: usize,
    notes: BTreeSet<u64>,
    numbers: BTreeSet<u64>,
    deleted: BTreeSet<u64>,
    written: BTreeMap<usize, BTreeSet<u64>>,
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Act;

    fn init_state() -> BoxedStrategy<Self> {
        (2_usize..=5)
            .prop_map(|devices| Self {
                devices,
                ..Self::default()
            })
            .boxed()
    }

    fn transitions(state: &Self) -> BoxedStrategy<Act> {
        let device = 0..state.devices;
        let id = any::<u64>();
        prop_oneof![
            3 => (device.clone(), id).prop_map(|(device, id)| Act::Note { device, id }),
            2 => (device.clone(), id).prop_map(|(device, id)| Act::Number { device, id }),
            1 => (device.clone(), 0_usize..8).prop_map(|(device, which)| Act::Delete { device, which }),
            4 => (device.clone(), 0_usize..2, id).prop_map(|(device, field, word)| Act::Write { device, field, word }),
            5 => device.clone().prop_map(|device| Act::Talk { device }),
            9 => id.prop_map(|chance| Act::Arrive { chance }),
            1 => Just(Act::Lose),
            1 => Just(Act::Repeat),
            1 => device.clone().prop_map(|device| Act::Crash { device }),
            1 => (device, any::<bool>()).prop_map(|(device, ahead)| Act::Year { device, ahead }),
            1 => Just(Act::Heal),
        ]
        .boxed()
    }

    fn apply(mut state: Self, act: &Act) -> Self {
        match act {
            Act::Note { id, .. } => {
                state.notes.insert(*id);
            }
            Act::Number { id, .. } => {
                state.numbers.insert(*id);
            }
            Act::Delete { which, .. } => {
                // Nobody edits numbers here, so that whoever deletes one has seen all of it.
                if let Some(id) = state.numbers.iter().nth(*which).copied() {
                    state.deleted.insert(id);
                }
            }
            Act::Write { field, word, .. } => {
                state.written.entry(*field).or_default().insert(*word);
            }
            _ => {}
        }
        state
    }
}

struct Devices;

impl StateMachineTest for Devices {
    type SystemUnderTest = World;
    type Reference = Model;

    fn init_test(model: &Model) -> World {
        let mut world = World::empty(model.devices);
        world.heal().unwrap();
        world
    }

    fn apply(mut world: World, model: &Model, act: Act) -> World {
        match act {
            Act::Note { device, id } => {
                let note = json!({"customer_id": ROGER, "kind": "visit", "words": id.to_string(), "noted_at": "2026-05-12T14:00:00Z"});
                world.edit(device, |author, store| {
                    author.add(store, "note", note_id(id), note).map(|_| ())
                });
            }
            Act::Number { device, id } => {
                let phone =
                    json!({"customer_id": ROGER, "typed": id.to_string(), "preferred": false});
                world.edit(device, |author, store| {
                    author.add(store, "phone", phone_id(id), phone).map(|_| ())
                });
            }
            Act::Delete { device, which } => {
                if let Some(id) = model.numbers.iter().nth(which) {
                    let phone = phone_id(*id);
                    world.edit(device, |author, store| author.delete(store, "phone", phone));
                }
            }
            Act::Write {
                device,
                field,
                word,
            } => {
                let words = json!({FIELDS[field]: word.to_string()});
                world.edit(device, |author, store| {
                    author.set(store, "customer", ROGER, words)
                });
            }
            Act::Talk { device } => world.talk(device),
            Act::Arrive { chance } => world.deliver(&mut Chance::new(chance)).unwrap(),
            Act::Lose => world.lose(&mut Chance::new(0)),
            Act::Repeat => world.repeat(&mut Chance::new(0)),
            Act::Crash { device } => world.crash(device),
            Act::Year { device, ahead } => {
                let days = if ahead { 365 } else { -365 };
                world.devices[device].clock_off = chrono::Duration::days(days);
            }
            Act::Heal => {
                world.heal().unwrap();
                shows(&world, model);
            }
        }
        world
    }

    fn teardown(mut world: World, model: Model) {
        world.heal().unwrap();
        shows(&world, &model);
    }
}

fn note_id(id: u64) -> Uuid {
    Uuid::from_u64_pair(1, id)
}

fn phone_id(id: u64) -> Uuid {
    Uuid::from_u64_pair(2, id)
}

/// Every device shows what the model says.
fn shows(world: &World, model: &Model) {
    for device in &world.devices {
        let rows = &device.file.store.rows;
        let of = |table: &str| -> BTreeSet<Uuid> {
            let of_table = rows.keys().filter(|(name, _)| name == table);
            of_table.map(|(_, id)| *id).collect()
        };
        let notes: BTreeSet<Uuid> = model.notes.iter().copied().map(note_id).collect();
        assert_eq!(of("note"), notes);
        let numbers = of("phone");
        for id in &model.numbers {
            // A device that had not seen a number when it was to delete it deleted nothing.
            let there = numbers.contains(&phone_id(*id));
            assert!(there || model.deleted.contains(id), "number {id} is gone");
        }
        let roger = &rows[&("customer".to_owned(), ROGER)];
        for (field, words) in &model.written {
            let shows = roger[FIELDS[*field]].value.as_str().unwrap_or_default();
            let word: u64 = shows.parse().unwrap();
            assert!(words.contains(&word), "{shows} was never written");
        }
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_shows_is_what_the_model_says(sequential 1..60 => Devices);
}

//! What people do on their devices.

use regard_sync::device::{DeviceStore, Fields, MemoryDevice, show, with};
use regard_sync::server::moment;
use regard_sync::{Change, ChangeKind, FieldChange, Hlc, tables};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chance::Chance;
use crate::merges;
use crate::server::STORES;
use crate::world::World;

/// One field of a customer, one line long or many.
const FIELDS: [&str; 4] = ["nickname", "memory", "about", "city"];

/// Someone does something on device `at`. Answers what, for the trace.
pub fn act(world: &mut World, at: usize, chance: &mut Chance) -> &'static str {
    let customers = ids(&world.devices[at].file.store, "customer");
    let Some(customer) = chance.one(&customers).copied() else {
        return "nobody here";
    };
    if world.plan.merges && chance.once_in(5) {
        return merges::act(world, at, customer, chance);
    }
    match chance.below(26) {
        0..=6 => set_words(world, at, customer, chance),
        7..=10 => note(world, at, customer),
        11..=12 => add_phone(world, at, customer),
        13..=15 => label_phone(world, at, chance),
        16..=17 => delete_phone(world, at, chance),
        18..=19 => add_customer(world, at, chance),
        20 if world.plan.moves => move_store(world, at, customer, chance),
        21 if world.plan.erases && chance.once_in(3) => erase(world, at, customer),
        22 => settle(world, at, chance),
        23 => newer_row(world, at, customer),
        24 => newer_field(world, at, customer),
        // Whose word it is by then nobody can say: not where people are erased.
        25 if world.plan.moves && !world.plan.erases => hand_on(world, at, customer, chance),
        _ => set_words(world, at, customer, chance),
    }
}

fn ids(store: &MemoryDevice, table: &str) -> Vec<Uuid> {
    let of_table = store.rows.keys().filter(|(name, _)| name == table);
    of_table.map(|(_, id)| *id).collect()
}

fn text(store: &MemoryDevice, table: &str, id: Uuid, field: &str) -> String {
    let row = store.rows.get(&(table.to_owned(), id));
    let state = row.and_then(|row| row.get(field));
    let text = state.and_then(|state| state.value.as_str());
    text.unwrap_or_default().to_owned()
}

fn set_words(world: &mut World, at: usize, customer: Uuid, chance: &mut Chance) -> &'static str {
    let field = FIELDS[chance.below(FIELDS.len())];
    let seen = text(&world.devices[at].file.store, "customer", customer, field);
    if chance.once_in(12) {
        world.oracle.replaced(&seen, "");
        world.edit(at, |author, store| {
            author.set(store, "customer", customer, json!({field: null}))
        });
        return "empties a field";
    }
    let word = world.oracle.word(at, customer);
    let new = match (field, chance.below(3)) {
        ("about", 0) if !seen.is_empty() => format!("{seen} {word}"),
        ("about", 1) if !seen.is_empty() => format!("{word} {seen}"),
        _ => word,
    };
    world.oracle.replaced(&seen, &new);
    world.edit(at, |author, store| {
        author.set(store, "customer", customer, json!({field: new}))
    });
    "writes into a field"
}

fn note(world: &mut World, at: usize, customer: Uuid) -> &'static str {
    let word = world.oracle.word(at, customer);
    let id = world.new_id();
    let noted_at = moment(world.now);
    world.edit(at, |author, store| {
        let note =
            json!({"customer_id": customer, "kind": "visit", "words": word, "noted_at": noted_at});
        author.add(store, "note", id, note).map(|_| ())
    });
    "notes something"
}

fn add_phone(world: &mut World, at: usize, customer: Uuid) -> &'static str {
    let word = world.oracle.word(at, customer);
    let id = world.new_id();
    world.edit(at, |author, store| {
        let phone = json!({"customer_id": customer, "typed": word, "preferred": false});
        author.add(store, "phone", id, phone).map(|_| ())
    });
    "adds a number"
}

fn owner(store: &MemoryDevice, table: &str, id: Uuid) -> Uuid {
    let owner = text(store, table, id, "customer_id");
    Uuid::parse_str(&owner).unwrap_or_default()
}

fn label_phone(world: &mut World, at: usize, chance: &mut Chance) -> &'static str {
    let store = &world.devices[at].file.store;
    let phones = ids(store, "phone");
    let Some(phone) = chance.one(&phones).copied() else {
        return "no number";
    };
    let (customer, seen) = (
        owner(store, "phone", phone),
        text(store, "phone", phone, "label"),
    );
    let word = world.oracle.word(at, customer);
    world.oracle.replaced(&seen, "");
    world.edit(at, |author, store| {
        author.set(store, "phone", phone, json!({"label": word}))
    });
    "labels a number"
}

/// The number is someone else's.
fn hand_on(world: &mut World, at: usize, customer: Uuid, chance: &mut Chance) -> &'static str {
    let phones = ids(&world.devices[at].file.store, "phone");
    let Some(phone) = chance.one(&phones).copied() else {
        return "no number";
    };
    world.edit(at, |author, store| {
        author.set(store, "phone", phone, json!({"customer_id": customer}))
    });
    "hands a number on"
}

fn delete_phone(world: &mut World, at: usize, chance: &mut Chance) -> &'static str {
    let store = &world.devices[at].file.store;
    let phones = ids(store, "phone");
    let Some(phone) = chance.one(&phones).copied() else {
        return "no number";
    };
    for field in ["typed", "label"] {
        let seen = text(&world.devices[at].file.store, "phone", phone, field);
        world.oracle.replaced(&seen, "");
    }
    world.edit(at, |author, store| author.delete(store, "phone", phone));
    "deletes a number"
}

fn add_customer(world: &mut World, at: usize, chance: &mut Chance) -> &'static str {
    let id = world.new_id();
    let word = world.oracle.word(at, id);
    let created_at = moment(world.now);
    let mut store_id = world.devices[at].caller.store.0;
    if world.plan.moves && chance.once_in(8) {
        store_id = STORES[chance.below(STORES.len())];
    }
    world.edit(at, |author, store| {
        let customer = json!({"store_id": store_id, "given_name": word, "family_name": "Sato", "created_at": created_at});
        author.add(store, "customer", id, customer).map(|_| ())
    });
    if chance.once_in(2) {
        note(world, at, id);
    }
    "adds a customer"
}

fn move_store(world: &mut World, at: usize, customer: Uuid, chance: &mut Chance) -> &'static str {
    let to = STORES[chance.below(STORES.len())];
    world.edit(at, |author, store| {
        author.set(store, "customer", customer, json!({"store_id": to}))
    });
    "moves a customer"
}

fn erase(world: &mut World, at: usize, customer: Uuid) -> &'static str {
    // The person is to be forgotten, with every record that this device knows of them.
    for record in merges::person(&world.devices[at].file.store, customer).records {
        world.edit(at, |author, store| author.erase(store, "customer", record));
        world.oracle.erased.insert(record);
    }
    "erases a customer"
}

fn settle(world: &mut World, at: usize, chance: &mut Chance) -> &'static str {
    let entered = ids(&world.devices[at].file.store, "also_entered");
    let Some(id) = chance.one(&entered).copied() else {
        return "nothing to settle";
    };
    let settled_at = moment(world.now);
    world.edit(at, |author, store| {
        author.set(store, "also_entered", id, json!({"settled_at": settled_at}))
    });
    "settles what was also entered"
}

/// A newer app has a table that nobody else knows.
fn newer_row(world: &mut World, at: usize, customer: Uuid) -> &'static str {
    let word = world.oracle.word(at, customer);
    let id = world.new_id();
    let fields = [("customer_id", json!(customer)), ("words", json!(word))];
    craft(world, at, "loyalty", id, ChangeKind::Append, &fields);
    "adds a row of a newer app"
}

/// A newer app has a field that nobody else knows.
fn newer_field(world: &mut World, at: usize, customer: Uuid) -> &'static str {
    let store = &world.devices[at].file.store;
    let seen = text(store, "customer", customer, "shoe_size");
    let word = world.oracle.word(at, customer);
    world.oracle.replaced(&seen, "");
    let fields = [("shoe_size", json!(word))];
    craft(world, at, "customer", customer, ChangeKind::Set, &fields);
    "sets a field of a newer app"
}

fn craft(
    world: &mut World,
    at: usize,
    table: &str,
    id: Uuid,
    kind: ChangeKind,
    fields: &[(&str, Value)],
) {
    let now = world.now;
    let writer = world.fresh();
    let device = &mut world.devices[at];
    let made_at = device.now(now);
    let store = &mut device.file.store;
    let key = (table.to_owned(), id);
    let row: Option<Fields> = store.rows.get(&key).cloned();
    let seen = row.iter().flat_map(|row| row.values());
    let seen = seen.map(|state| state.hlc).max();
    let millis = u64::try_from(made_at.timestamp_millis()).unwrap_or_default();
    let hlc = Hlc::next(store.numbers.last_hlc.max(seen), millis, writer);
    store.numbers.last_hlc = Some(hlc);
    store.numbers.last_n += 1;
    let base = |name: &str| {
        row.as_ref()
            .and_then(|row| row.get(name))
            .map(|state| state.hlc)
    };
    let change = Change {
        n: store.numbers.last_n,
        table: table.to_owned(),
        id,
        kind,
        fields: fields
            .iter()
            .map(|(name, value)| {
                let field = FieldChange {
                    value: value.clone(),
                    hlc,
                    base: base(name),
                    seen: None,
                };
                ((*name).to_owned(), field)
            })
            .collect(),
    };
    if let Some(known) = tables::table(table) {
        if !store.bases.contains_key(&key) {
            let base = regard_sync::device::Base {
                fields: row.clone(),
                gone: false,
            };
            let Ok(()) = store.keep_base(table, id, &base);
        }
        let shown = with(known, row, &change);
        let Ok(()) = show(store, known, id, shown.as_ref());
    }
    let Ok(()) = store.add_change(&change, None, made_at);
}

//! Customers who turn out to be one person, and to be two after all.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use regard_sync::alias::{Alias, Together, together};
use regard_sync::device::{MemoryDevice, merge_records, take_apart};
use regard_sync::server::{Book, MemoryBook};
use regard_sync::{ChangeKind, SyncRequest};
use uuid::Uuid;

use crate::chance::Chance;
use crate::oracle::Wish;
use crate::world::World;

/// Someone merges two customers, or takes two apart.
pub fn act(world: &mut World, at: usize, customer: Uuid, chance: &mut Chance) -> &'static str {
    let store = &world.devices[at].file.store;
    if chance.once_in(3) {
        let held: Vec<Alias> = aliases(store).into_iter().filter(|a| a.holds).collect();
        return match chance.one(&held).cloned() {
            Some(alias) => apart(world, at, &alias),
            None => "nobody to take apart",
        };
    }
    let customers = store.rows.keys();
    let customers = customers.filter(|(table, id)| table == "customer" && *id != customer);
    let others: Vec<Uuid> = customers.map(|(_, id)| *id).collect();
    let Some(other) = chance.one(&others).copied() else {
        return "nobody to merge with";
    };
    let (now, by) = (world.now, world.devices[at].caller.associate.0);
    let mut merged = None;
    world.edit(at, |author, store| {
        merge_records(author, store, other, customer, by, now).map(|id| merged = Some(id))
    });
    if let Some(alias) = merged {
        let wish = Wish {
            device: at,
            records: [customer, other],
            only_merged: true,
        };
        let wish = world.oracle.merges.entry(alias).or_insert(wish);
        wish.device = at;
    }
    "merges two customers"
}

fn apart(world: &mut World, at: usize, alias: &Alias) -> &'static str {
    let (now, by) = (world.now, world.devices[at].caller.associate.0);
    if let Some(wish) = world.oracle.merges.get_mut(&alias.id) {
        wish.only_merged = false;
    }
    world.edit(at, |author, store| {
        take_apart(author, store, alias.id, by, now)
    });
    "takes two customers apart"
}

/// The aliases that a device shows.
pub fn aliases(store: &MemoryDevice) -> Vec<Alias> {
    let rows = store.rows.iter();
    let rows = rows.filter(|((table, _), _)| table == "customer_alias");
    rows.filter_map(|((_, id), row)| {
        Alias::read(*id, |name| row.get(name).map(|state| &state.value))
    })
    .collect()
}

/// All records of a person, as a device shows them.
pub fn person(store: &MemoryDevice, customer: Uuid) -> Together {
    let all = aliases(store);
    let Ok(found) = together(customer, |record| {
        let named = all.iter().filter(|alias| alias.beside(record).is_some());
        Ok::<_, Infallible>(named.cloned().collect())
    });
    found
}

fn in_book(book: &MemoryBook) -> Vec<Alias> {
    let rows = book.all_rows().into_iter();
    let rows = rows.filter(|row| row.table == "customer_alias" && !row.deleted);
    rows.filter_map(|row| Alias::read(row.id, |name| row.value(name)))
        .collect()
}

/// Who is one person on a device is so by its rows, worked out in another way.
pub fn people_are_one(at: usize, store: &MemoryDevice) -> Result<(), String> {
    let here = |id: &Uuid| store.rows.contains_key(&("customer".to_owned(), *id));
    let mut labels: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    let all = aliases(store);
    let named = all.iter().flat_map(|alias| [alias.customer, alias.other]);
    let customers = store.rows.keys();
    let customers = customers.filter(|(table, _)| table == "customer");
    for id in customers.map(|(_, id)| *id).chain(named) {
        labels.insert(id, id);
    }
    for alias in all.iter().filter(|alias| alias.holds) {
        let (one, other) = (labels[&alias.customer], labels[&alias.other]);
        for label in labels.values_mut().filter(|label| **label == other) {
            *label = one;
        }
    }
    for (customer, label) in labels.iter().filter(|(id, _)| here(id)) {
        let person = person(store, *customer).stays(|id| here(&id));
        let Some(person) = person else {
            return Err(format!("device {at} shows nobody for {customer}"));
        };
        if !here(&person) || labels[&person] != *label {
            return Err(format!("device {at} shows {person} for {customer}"));
        }
    }
    Ok(())
}

/// Whoever was merged and never taken apart is one person at the server.
pub fn no_merge_is_lost(world: &World) -> Result<(), String> {
    let book = &world.server.book;
    let held: BTreeSet<Uuid> = in_book(book)
        .into_iter()
        .filter(|alias| alias.holds)
        .map(|alias| alias.id)
        .collect();
    let mut aside: BTreeSet<Uuid> = BTreeSet::new();
    aside.extend(book.all_parked().iter().map(|parked| parked.change.id));
    for device in &world.devices {
        let parked = device.file.store.parked.iter();
        aside.extend(parked.map(|parked| parked.change.id));
    }
    for (alias, wish) in world.oracle.merges.iter().filter(|(_, w)| w.only_merged) {
        let is_gone = |id: &Uuid| book.was_erased(*id).unwrap_or(false);
        // A book that came back from a backup may have forgotten that they asked.
        let asked = |id: &Uuid| world.oracle.erased.contains(id);
        let gone = wish.records.iter().any(|id| is_gone(id) || asked(id));
        if !gone && !held.contains(alias) && !aside.contains(alias) {
            return Err(format!("the merge of {:?} is lost", wish.records));
        }
    }
    Ok(())
}

/// A phone burnt: a merge that it alone knew of is gone with it.
pub fn excuse_lost_with_file(world: &mut World, at: usize) {
    let known: BTreeSet<Uuid> = in_book(&world.server.book).iter().map(|a| a.id).collect();
    for (alias, wish) in &mut world.oracle.merges {
        if wish.device == at && !known.contains(alias) {
            wish.only_merged = false;
        }
    }
}

/// Who was erased by a request: everybody who was asked for with all their records, and nobody else.
/// Answers them.
pub fn erased_by(
    before: &MemoryBook,
    after: &MemoryBook,
    request: &SyncRequest,
) -> Result<BTreeSet<Uuid>, String> {
    let was = |book: &MemoryBook, id: &Uuid| book.was_erased(*id).unwrap_or(false);
    let erases = request.changes.iter();
    let erases = erases.filter(|change| change.kind == ChangeKind::Erase);
    let asked: BTreeSet<Uuid> = erases
        .map(|change| change.id)
        .filter(|id| was(after, id))
        .collect();
    let said: BTreeSet<Uuid> = request.changes.iter().map(|change| change.id).collect();
    let known = in_book(before);
    let sure = known.iter().filter(|a| a.holds && !said.contains(&a.id));
    let sure: Vec<Alias> = sure.cloned().collect();
    for customer in reached(&asked, &sure) {
        if !was(after, &customer) {
            return Err(format!(
                "{customer} is of a person who was erased, and stays"
            ));
        }
    }
    let mut perhaps = known;
    perhaps.extend(request.changes.iter().filter_map(|change| {
        let named = change.table == "customer_alias";
        let value = |name: &str| change.fields.get(name).map(|field| &field.value);
        named.then(|| Alias::read(change.id, value)).flatten()
    }));
    // Taken apart before, or merged in this request: then they may be one person by now.
    let perhaps: Vec<Alias> = perhaps
        .into_iter()
        .filter(|alias| alias.holds || said.contains(&alias.id))
        .collect();
    let perhaps = reached(&asked, &perhaps);
    let rows = before.all_rows().into_iter();
    let customers = rows.filter(|row| row.table == "customer").map(|row| row.id);
    let gone: BTreeSet<Uuid> = customers
        .chain(said)
        // A record that the server only set aside is of that person, too.
        .chain(perhaps.iter().copied())
        .filter(|id| was(after, id) && !was(before, id))
        .collect();
    let of_customers = before.all_rows();
    let is_customer = |id: &Uuid| {
        let mut rows = of_customers.iter();
        rows.any(|row| row.id == *id && row.table == "customer")
    };
    match gone
        .iter()
        .find(|id| is_customer(id) && !perhaps.contains(id))
    {
        Some(other) => Err(format!("{other} was erased with someone else")),
        None => Ok(gone),
    }
}

fn reached(from: &BTreeSet<Uuid>, aliases: &[Alias]) -> BTreeSet<Uuid> {
    let mut reached = from.clone();
    loop {
        let next: BTreeSet<Uuid> = aliases
            .iter()
            .flat_map(|alias| {
                let ends = [alias.customer, alias.other];
                let any = ends.iter().any(|end| reached.contains(end));
                any.then_some(ends).into_iter().flatten()
            })
            .filter(|end| !reached.contains(end))
            .collect();
        if next.is_empty() {
            return reached;
        }
        reached.extend(next);
    }
}

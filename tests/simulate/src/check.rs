//! What must be true.

use std::collections::{BTreeMap, BTreeSet};

use regard_sync::device::{DeviceStore, Fields, add_up};
use regard_sync::server::{Book, MemoryBook, StoredRow};
use regard_sync::sums::Sum;
use regard_sync::tables::{self, Belongs};
use regard_sync::{Change, ChangeKind};
use serde_json::Value;
use uuid::Uuid;

use crate::device::Device;
use crate::merges;
use crate::world::World;

type Rows = BTreeMap<(String, Uuid), Fields>;

/// When the screens are told that all is read, nothing hangs on a customer who is not there.
pub fn published(at: usize, device: &Device) -> Result<(), String> {
    let store = &device.file.store;
    for ((table, id), fields) in &store.rows {
        let owner = match tables::table(table).map(|table| table.belongs) {
            Some(Belongs::ToCustomer(field)) => field,
            _ => continue,
        };
        let owner = fields.get(owner).and_then(|state| state.value.as_str());
        let owner = owner.and_then(|text| Uuid::parse_str(text).ok());
        let owner = ("customer".to_owned(), owner.unwrap_or_default());
        // What is pending here is this person's own doing: a customer whom they are erasing, a note
        // about one whom the server did not take.
        let pending =
            store.bases.contains_key(&owner) || store.bases.contains_key(&(table.clone(), *id));
        if !pending && !store.rows.contains_key(&owner) {
            return Err(format!("{table} {id} shows without its customer"));
        }
    }
    // At every page, not only in the end: what the device has of the server adds up to what it said.
    let Ok((sum, _)) = add_up(store);
    if store.check.is_some_and(|said| said != sum) {
        return Err(format!(
            "device {at} adds up to {sum:?}, the server said {:?}",
            store.check
        ));
    }
    Ok(())
}

/// Everybody says that they agree: so they must, and nothing may be missing.
pub fn agreed(world: &World) -> Result<(), String> {
    let book = &world.server.book;
    let rows = book.all_rows();
    for (at, device) in world.devices.iter().enumerate() {
        same_rows(at, device, &rows)?;
        adds_up(at, device, book)?;
        let store = &device.file.store;
        if let Some(key) = store.bases.keys().next() {
            return Err(format!("device {at} keeps a base of {key:?}"));
        }
        if let Some(kept) = store.waiting().next() {
            return Err(format!("device {at} still has to say {:?}", kept.change));
        }
        let read = store.standing.cursor.as_ref().map(|cursor| cursor.base);
        if read != book.standing().ok().map(|standing| standing.head) {
            return Err(format!("device {at} has read to {read:?}"));
        }
        published(at, device)?;
        merges::people_are_one(at, store)?;
    }
    let found = words_kept(world);
    for (text, word) in world.oracle.wanted() {
        if !found.contains(text) {
            return Err(format!("{text} is lost: {word:?}"));
        }
    }
    erased_is_gone(world)?;
    merges::no_merge_is_lost(world)?;
    nothing_twice(world)
}

/// What a device shows is what the server has in the feeds that it reads.
fn same_rows(at: usize, device: &Device, rows: &[StoredRow]) -> Result<(), String> {
    let store = &device.file.store;
    let reads = |row: &&StoredRow| !row.deleted && device.caller.feeds.contains(&row.feed);
    let wanted: Rows = rows
        .iter()
        .filter(reads)
        .map(|row| {
            let fields = row.fields.iter();
            let fields = fields.map(|(name, field)| (name.clone(), field.state()));
            ((row.table.clone(), row.id), fields.collect())
        })
        .collect();
    let mut shown = store.rows.clone();
    shown.extend(store.unknown.clone());
    for key in wanted.keys().chain(shown.keys()) {
        let (want, show) = (wanted.get(key), shown.get(key));
        if want != show {
            return Err(format!(
                "device {at} shows {key:?} as {show:?}, the server has {want:?}"
            ));
        }
    }
    Ok(())
}

/// What a device's rows add up to is what the server kept while it wrote.
fn adds_up(at: usize, device: &Device, book: &MemoryBook) -> Result<(), String> {
    let Ok((shown, _)) = add_up(&device.file.store);
    let feeds = device.caller.feeds.iter();
    let kept = feeds.fold(Sum::default(), |sum, feed| match book.sums_of(&[feed]) {
        Ok(sums) => sum.plus(sums.all),
        Err(_) => sum,
    });
    if shown == kept {
        return Ok(());
    }
    Err(format!(
        "device {at} adds up to {shown:?}, the server to {kept:?}"
    ))
}

/// Every word that is somewhere a person can find it.
pub fn words_kept(world: &World) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for row in world
        .server
        .book
        .all_rows()
        .iter()
        .filter(|row| !row.deleted)
    {
        for field in row.fields.values() {
            gather(&field.value, &mut found);
        }
    }
    for parked in world.server.book.all_parked() {
        for field in parked.change.fields.values() {
            gather(&field.value, &mut found);
        }
    }
    for device in &world.devices {
        for parked in &device.file.store.parked {
            for field in parked.change.fields.values() {
                gather(&field.value, &mut found);
            }
        }
    }
    found
}

fn gather(value: &Value, found: &mut BTreeSet<String>) {
    let Some(text) = value.as_str() else { return };
    // A kept value is JSON within a text.
    for part in text
        .replace("\\n", " ")
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
    {
        found.insert(part.to_owned());
    }
}

/// A phone burnt: what was on it alone is gone with it.
pub fn excuse_lost_with_file(world: &mut World, at: usize) {
    let found = words_kept(world);
    let lost: Vec<String> = world
        .oracle
        .wanted()
        .filter(|(text, word)| word.device == at && !found.contains(*text))
        .map(|(text, _)| text.clone())
        .collect();
    for text in lost {
        world
            .oracle
            .excuse(&text, "was on a phone whose file is gone");
    }
    merges::excuse_lost_with_file(world, at);
}

/// Who was erased is nowhere.
fn erased_is_gone(world: &World) -> Result<(), String> {
    let book = &world.server.book;
    for customer in &world.oracle.erased {
        if !book.was_erased(*customer).unwrap_or(false) {
            continue;
        }
        let left =
            |row: &StoredRow| !row.deleted && (row.id == *customer || row.root == Some(*customer));
        if let Some(row) = book.all_rows().into_iter().find(left) {
            return Err(format!(
                "{customer} was erased, but for {} {}",
                row.table, row.id
            ));
        }
        // What was set aside of a row that never came into the book does not say about whom it is.
        let names = |change: &Change| change.kind == ChangeKind::Append || change.id == *customer;
        let parked = book.all_parked().into_iter();
        for parked in parked.filter(|parked| names(&parked.change)) {
            no_word_of(
                world,
                *customer,
                "what the server set aside",
                &parked.change,
            )?;
        }
        for (at, device) in world.devices.iter().enumerate() {
            let store = &device.file.store;
            let key = ("customer".to_owned(), *customer);
            if store.rows.contains_key(&key) {
                return Err(format!("{customer} was erased and is back on device {at}"));
            }
            let place = |what: &str| format!("{what} of device {at}");
            no_word_of(world, *customer, &place("rows"), &store.rows)?;
            no_word_of(world, *customer, &place("unknown rows"), &store.unknown)?;
            no_word_of(world, *customer, &place("bases"), &store.bases)?;
            no_word_of(world, *customer, &place("outbox"), &store.changes)?;
            no_word_of(world, *customer, &place("parked"), &store.parked)?;
        }
    }
    Ok(())
}

/// No word that anyone typed about the customer stands there.
fn no_word_of(
    world: &World,
    customer: Uuid,
    place: &str,
    held: &dyn std::fmt::Debug,
) -> Result<(), String> {
    let held = format!("{held:?}");
    match world.oracle.of(customer).find(|word| contains(&held, word)) {
        Some(word) => Err(format!("{customer} was erased, but for {word} in {place}")),
        None => Ok(()),
    }
}

/// Whether the word stands there, and not as the end of another.
fn contains(held: &str, word: &str) -> bool {
    held.match_indices(word)
        .any(|(at, _)| !held[..at].ends_with(|before: char| before.is_ascii_alphanumeric()))
}

/// What was said and is said again changes nothing.
fn nothing_twice(world: &World) -> Result<(), String> {
    let before = world.server.book.copy();
    for device in &world.devices {
        let store = &device.file.store;
        let Ok(changes) = store.acked_after(0);
        let first = changes.first().map(|change| change.n);
        if first.is_none() || device.revoked {
            continue;
        }
        let request = regard_sync::SyncRequest {
            incarnation: store.standing.incarnation,
            schema: regard_sync::SCHEMA,
            device_now: world.now,
            cursor: store.standing.cursor.clone(),
            changes: changes.into_iter().take(500).collect(),
            want_rows: 100,
            parts: None,
        };
        let answer = world
            .server
            .answer(&device.caller, &request, world.now, None);
        let Ok(answer) = answer else {
            return Err(format!("said again, it is refused: {answer:?}"));
        };
        if !answer.page.rows.is_empty() {
            return Err("said again, there is something new to read".to_owned());
        }
    }
    if world.server.book.copy() == before {
        Ok(())
    } else {
        Err("said again, it changes the book".to_owned())
    }
}

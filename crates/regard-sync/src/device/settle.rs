//! What became of the changes that were sent: taken, merged, or put aside. No word of them is lost.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::shown::{customer, show, shown, with};
use super::store::{Base, DeviceStore, Fields};
use crate::change::{Change, ChangeKind, ChangeOutcome, ChangeResult};
use crate::row::FieldState;
use crate::server::rules::Reason;
use crate::table::{Belongs, Merge, Table};
use crate::tables;

/// Settles the sent changes that the server is done with, and answers the tables concerned.
pub fn settle<S: DeviceStore>(
    store: &mut S,
    sent: &[Change],
    acked_to: u64,
    results: &[ChangeResult],
    now: DateTime<Utc>,
) -> Result<BTreeSet<String>, S::Error> {
    let outcomes: HashMap<u64, &ChangeOutcome> = results
        .iter()
        .map(|result| (result.n, &result.outcome))
        .collect();
    let done = sent.iter().take_while(|change| change.n <= acked_to);
    let done = done.filter(|change| change.kind != ChangeKind::Nothing);
    // What the server has of the rows, read once and written once however often they were changed.
    let mut bases: BTreeMap<(&str, Uuid), Option<Base>> = BTreeMap::new();
    let mut last = None;
    for change in done {
        let key = (change.table.as_str(), change.id);
        let base = match bases.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(store.base(&change.table, change.id)?),
        };
        match outcomes.get(&change.n) {
            // Of who was erased nothing is kept, here as little as there.
            Some(ChangeOutcome::Parked { reason }) if *reason == Reason::Erased.to_string() => {
                store.forget_change(change.n)?;
            }
            Some(ChangeOutcome::Parked { reason }) => store.park(change.n, reason)?,
            // What does not stand as it was said comes in the page of the same answer.
            Some(_) => {
                if change.kind == ChangeKind::Erase {
                    // Who asked for it keeps no word either, nor what was just taken.
                    store.ack_up_to(change.n, now)?;
                    store.forget_erased(change.id)?;
                }
                match (tables::table(&change.table), base) {
                    (Some(table), Some(base)) => take(store, table, base, change)?,
                    (Some(_), _) => {}
                    (None, _) => take_unknown(store, change)?,
                }
            }
            // The server heard it earlier and the answer was lost: the page brings what became of it,
            // unless an earlier page did.
            None => {}
        }
        last = Some(change.n);
    }
    if let Some(last) = last {
        store.ack_up_to(last, now)?;
    }
    let mut touched = BTreeSet::new();
    for ((table, id), base) in bases {
        if let (Some(known), Some(base)) = (tables::table(table), base) {
            show_on(store, known, id, base, true)?;
        }
        touched.insert(table.to_owned());
    }
    Ok(touched)
}

/// The server has the change: it becomes part of what the server has.
fn take<S: DeviceStore>(
    store: &S,
    table: &Table,
    base: &mut Base,
    change: &Change,
) -> Result<(), S::Error> {
    if base.has_left() {
        if !is_back(store, table, change)? {
            return Ok(());
        }
        *base = Base::NOTHING;
    }
    base.fields = as_said(table, base.fields.take(), change);
    // An edit that the server took brings the row back.
    base.gone = base.gone && base.fields.is_none();
    Ok(())
}

/// The row with a change that the server took, as it was said: whatever of it does not stand so at the
/// server comes in the page of the same answer.
fn as_said(table: &Table, row: Option<Fields>, change: &Change) -> Option<Fields> {
    let adds_again =
        change.kind == ChangeKind::Append && matches!(table.merge, Merge::AddOnly { .. });
    match (change.kind, row) {
        (ChangeKind::Set | ChangeKind::Append, Some(mut row)) if !adds_again => {
            say(&mut row, change);
            Some(row)
        }
        (_, row) => with(table, row, change),
    }
}

fn say(row: &mut Fields, change: &Change) {
    for (name, field) in &change.fields {
        // The same value a second time changes nothing, its stamp neither.
        if row
            .get(name)
            .is_none_or(|stands| stands.value != field.value)
        {
            let state = FieldState {
                value: field.value.clone(),
                hlc: field.hlc,
            };
            row.insert(name.clone(), state);
        }
    }
}

/// Whether the customer of a row that was added here, and who left, is here again.
fn is_back<S: DeviceStore>(store: &S, table: &Table, change: &Change) -> Result<bool, S::Error> {
    let added = with(table, None, change).unwrap_or_default();
    match (table.belongs, customer(table, change.id, &added)) {
        (Belongs::ToCustomer(_), Some(customer)) => match tables::table("customer") {
            Some(customers) => Ok(store.row(customers, customer)?.is_some()),
            None => Ok(false),
        },
        _ => Ok(false),
    }
}

/// The same for a table that this build does not know: a newer one was here before.
fn take_unknown<S: DeviceStore>(store: &mut S, change: &Change) -> Result<(), S::Error> {
    let row = store.unknown_row(&change.table, change.id)?;
    match (change.kind, row) {
        (ChangeKind::Delete | ChangeKind::Erase, _) => {
            store.forget_unknown_row(&change.table, change.id)
        }
        (ChangeKind::Nothing | ChangeKind::Unknown, _) | (ChangeKind::Set, None) => Ok(()),
        (ChangeKind::Set | ChangeKind::Append, row) => {
            let mut row = row.unwrap_or_default();
            say(&mut row, change);
            store.keep_unknown_row(&change.table, change.id, &row)
        }
    }
}

/// Puts a change aside that the server does not take at all. Its number holds nothing from now on.
pub fn put_aside<S: DeviceStore>(
    store: &mut S,
    change: &Change,
    reason: &str,
) -> Result<(), S::Error> {
    store.park(change.n, reason)?;
    show_again(store, &change.table, change.id)
}

/// Writes the row as it shows with the changes that are still pending; without any, the base goes.
pub fn show_again<S: DeviceStore>(store: &mut S, table: &str, id: Uuid) -> Result<(), S::Error> {
    match (tables::table(table), store.base(table, id)?) {
        (Some(known), Some(base)) => show_on(store, known, id, base, false),
        _ => Ok(()),
    }
}

/// The same, with what the server has of the row; `keeps`: where it is still needed it is written.
fn show_on<S: DeviceStore>(
    store: &mut S,
    table: &Table,
    id: Uuid,
    base: Base,
    keeps: bool,
) -> Result<(), S::Error> {
    let pending = store.changes_of_row(table.name, id)?;
    if pending.is_empty() {
        store.forget_base(table.name, id)?;
        let fields = base.fields.filter(|_| !base.gone);
        return show(store, table, id, fields.as_ref());
    }
    if keeps {
        store.keep_base(table.name, id, &base)?;
    }
    let shown = if base.has_left() {
        None
    } else {
        shown(table, base.fields, &pending)
    };
    show(store, table, id, shown.as_ref())
}

/// The server knows the changes of this device only up to `known_to`, though it acknowledged more:
/// it came back from an older backup. They wait again. Answers whether there were any.
pub fn send_again_after<S: DeviceStore>(store: &mut S, known_to: u64) -> Result<bool, S::Error> {
    let lost = store.acked_after(known_to)?;
    for change in &lost {
        if let Some(table) = tables::table(&change.table)
            && store.base(&change.table, change.id)?.is_none()
        {
            let fields = store.row(table, change.id)?;
            let base = Base {
                fields,
                gone: false,
            };
            store.keep_base(&change.table, change.id, &base)?;
        }
    }
    store.wait_again_after(known_to)?;
    Ok(!lost.is_empty())
}

/// Begins a new life of the database: pending changes are numbered from 1, in their old order.
/// Acknowledged ones keep no number that could be asked for.
pub fn begin_life<S: DeviceStore>(store: &mut S, new_life: Uuid) -> Result<(), S::Error> {
    store.forget_acked()?;
    let count = store.number_changes()?;
    let mut numbers = store.numbers()?;
    numbers.last_n = count;
    numbers.sent_to = 0;
    store.keep_numbers(&numbers)?;
    store.keep_incarnation(new_life)
}

/// Gives pending changes the server's stamp of the value they were made on, where that value was this
/// device's own and the server restamped it.
///
/// Without it, two edits of one person would look like edits of two. Answers the changes as they are
/// now.
pub fn follow_restamped<S: DeviceStore>(
    store: &mut S,
    mut pending: Vec<Change>,
    server: &Fields,
) -> Result<Vec<Change>, S::Error> {
    let Some((table, id)) = pending
        .first()
        .map(|change| (change.table.clone(), change.id))
    else {
        return Ok(pending);
    };
    let mut acked: Option<Vec<Change>> = None;
    for change in &mut pending {
        let mut moved = false;
        for (name, field) in &mut change.fields {
            let Some(current) = server.get(name) else {
                continue;
            };
            if field.base.is_none() || field.base == Some(current.hlc) {
                continue;
            }
            let own = match &acked {
                Some(own) => own,
                None => acked.insert(store.acked_of_row(&table, id)?),
            };
            let mine = own.iter().any(|own| {
                own.fields
                    .get(name)
                    .is_some_and(|own| Some(own.hlc) == field.base && own.value == current.value)
            });
            if mine {
                field.base = Some(current.hlc);
                moved = true;
            }
        }
        if moved {
            store.keep_change_fields(change)?;
        }
    }
    Ok(pending)
}

//! One change onto its row, by the rule of its table.

use regard_domain::ids::AssociateId;
use uuid::Uuid;

use super::kept::keep_beside;
use super::rules::{self, Reason};
use super::stamps::Stamps;
use super::whole_person::bring_along;
use super::{Book, Caller, Leave, StoredField, StoredRow, Write};
use crate::merge::{Merged, merge_field, says_something, woven};
use crate::tables::{self, Belongs, Merge, Table};
use crate::{Change, ChangeKind, ChangeOutcome, FieldChange, FieldState, Hlc};

/// What one change did.
pub(super) struct Done {
    /// For the device.
    pub outcome: ChangeOutcome,
    /// What of the change is to be set aside; nothing of what was erased.
    pub aside: Option<Change>,
}

impl Done {
    fn well(outcome: ChangeOutcome) -> Self {
        Self {
            outcome,
            aside: None,
        }
    }

    fn aside(reason: Reason, change: &Change) -> Self {
        let aside = (reason != Reason::Erased).then(|| change.clone());
        Self {
            outcome: ChangeOutcome::Parked {
                reason: reason.to_string(),
            },
            aside,
        }
    }
}

/// Applies one change of `caller` and says what became of it.
pub(super) fn apply_change<B: Book>(
    edit: &Write<'_, B>,
    caller: &Caller,
    change: &Change,
    stamps: &Stamps,
) -> Result<Done, B::Error> {
    let table = tables::table(&change.table);
    if is_of_erased(edit, change)? {
        if change.kind == ChangeKind::Append && edit.row(&change.table, change.id)?.is_none() {
            // What is said of this row later names no customer any more.
            edit.book().remember_erased(change.id)?;
        }
        return Ok(Done::aside(Reason::Erased, change));
    }
    if let Err(reason) = rules::may_change(caller.role, table, change) {
        return Ok(Done::aside(reason, change));
    }
    let found = edit.row(&change.table, change.id)?;
    if let Some(row) = &found
        && !sees(edit, caller, &row.feed, row.root, newest(change))?
    {
        return Ok(Done::aside(Reason::UnknownRow, change));
    }
    if let Some(row) = &found
        && is_gone_for_good(row)
        && change.kind != ChangeKind::Erase
    {
        return Ok(if takes_out(change) {
            Done::well(ChangeOutcome::Ok)
        } else {
            Done::aside(Reason::GoneForGood, change)
        });
    }
    match (change.kind, found) {
        (ChangeKind::Nothing, _) => Ok(Done::well(ChangeOutcome::Ok)),
        (ChangeKind::Unknown, _) => Ok(Done::aside(Reason::UnknownKind, change)),
        (ChangeKind::Erase, _) => {
            edit.erase(&change.table, change.id)?;
            Ok(Done::well(ChangeOutcome::Ok))
        }
        (ChangeKind::Delete, None) => Ok(Done::well(ChangeOutcome::Ok)),
        (ChangeKind::Delete, Some(row)) => delete(edit, row, change),
        (ChangeKind::Set, None) => Ok(Done::aside(Reason::UnknownRow, change)),
        (ChangeKind::Append, None) => add(edit, caller, table, change, stamps),
        (ChangeKind::Append, Some(row)) => match table {
            Some(table) if matches!(table.merge, Merge::AddOnly { .. }) => {
                add_again(edit, caller, table, &row, change)
            }
            _ => set(edit, caller, table, row, change, stamps),
        },
        (ChangeKind::Set, Some(row)) => set(edit, caller, table, row, change, stamps),
    }
}

/// Whether the change can't be merged without the text that its author saw, which it leaves out.
pub(super) fn wants_seen<B: Book>(edit: &Write<'_, B>, change: &Change) -> Result<bool, B::Error> {
    let left_out = |field: &FieldChange| field.leaves_out_seen();
    if !change.fields.values().any(left_out) {
        return Ok(false);
    }
    let Some(row) = edit.row(&change.table, change.id)? else {
        return Ok(false);
    };
    Ok(change.fields.iter().any(|(name, field)| {
        let Some(current) = row.fields.get(name).filter(|_| left_out(field)) else {
            return false;
        };
        let known = current.came_as == Some(field.hlc) || current.hlc == field.hlc;
        let follows = field.base == Some(current.hlc)
            || (field.base == current.came_as && is_restamped(current));
        !known && !follows && current.value != field.value
    }))
}

/// Whether it is a photo that was taken out, and whose days are over: its picture is gone, and a word
/// that comes late would bring back an empty frame.
fn is_gone_for_good(row: &StoredRow) -> bool {
    row.table == "photo" && row.deleted && row.text("thumbnail").is_none_or(str::is_empty)
}

/// Whether it only takes the photo out once more.
fn takes_out(change: &Change) -> bool {
    let removed = change.fields.get("removed_at");
    change.kind == ChangeKind::Delete || removed.is_some_and(|field| !field.value.is_null())
}

/// A new row.
fn add<B: Book>(
    edit: &Write<'_, B>,
    caller: &Caller,
    table: Option<&Table>,
    change: &Change,
    stamps: &Stamps,
) -> Result<Done, B::Error> {
    let mut sorted = Sorted::of(caller, table, change, false);
    let mut row = StoredRow::new(&change.table, change.id);
    let mut restamped = false;
    for (name, field) in std::mem::take(&mut sorted.good) {
        if field.value.is_null() {
            continue;
        }
        let hlc = stamps.right(field.hlc);
        restamped |= hlc != field.hlc;
        row.fields.insert(
            name,
            entered(
                FieldState {
                    value: field.value,
                    hlc,
                },
                field.hlc,
                caller,
            ),
        );
    }
    let complete = table.is_none_or(|table| {
        table
            .fields
            .iter()
            .all(|field| !field.required || row.fields.contains_key(field.name))
    });
    if !complete {
        return Ok(Done::aside(
            sorted.reason.unwrap_or(Reason::Incomplete),
            change,
        ));
    }
    let Ok(place) = edit.find_place(&row)? else {
        return Ok(Done::aside(Reason::UnknownOwner, change));
    };
    if !sees(edit, caller, &place.feed, place.root, newest(change))? {
        return Ok(Done::aside(Reason::UnknownOwner, change));
    }
    if let Some(other) = other_record(change)
        && let Some(other) = edit.row("customer", other)?
        && !sees(edit, caller, &other.feed, other.root, newest(change))?
    {
        // Nobody makes one person of someone whom they can't see.
        return Ok(Done::aside(Reason::UnknownOwner, change));
    }
    edit.gather(row)?;
    Ok(sorted.done(if restamped {
        ChangeOutcome::Restamped
    } else {
        ChangeOutcome::Ok
    }))
}

/// A row that is only added came a second time: the first stands, other words are kept beside it.
fn add_again<B: Book>(
    edit: &Write<'_, B>,
    caller: &Caller,
    table: &Table,
    row: &StoredRow,
    change: &Change,
) -> Result<Done, B::Error> {
    let mut sorted = Sorted::of(caller, Some(table), change, false);
    let mut outcome = ChangeOutcome::Ok;
    for (name, field) in std::mem::take(&mut sorted.good) {
        let stands = row.fields.get(&name);
        let same = stands.is_some_and(|stands| {
            stands.value == field.value
                || stands.hlc == field.hlc
                || stands.came_as == Some(field.hlc)
        });
        if same || !says_something(&field.value) || !rules::is_words(table, &name) {
            continue;
        }
        outcome = ChangeOutcome::Merged;
        let kept = FieldState {
            value: field.value.clone(),
            hlc: field.hlc,
        };
        if !keep_beside(edit, row, &name, &kept, Some(caller.associate))? {
            sorted.put_aside(name, field, Reason::AlsoEntered);
        }
    }
    Ok(sorted.done(outcome))
}

/// New values for fields of a row that exists. An edit restores a row that someone deleted.
fn set<B: Book>(
    edit: &Write<'_, B>,
    caller: &Caller,
    table: Option<&Table>,
    before: StoredRow,
    change: &Change,
    stamps: &Stamps,
) -> Result<Done, B::Error> {
    let mut sorted = Sorted::of(caller, table, change, true);
    let by_field = table.is_none_or(|table| table.merge == Merge::ByField);
    let mut row = before.clone();
    let mut outcome = ChangeOutcome::Ok;
    let mut beside: Vec<(String, FieldChange, FieldState, Option<AssociateId>)> = Vec::new();
    for (name, field) in std::mem::take(&mut sorted.good) {
        let current = row.fields.get(&name).cloned();
        let came_as = field.hlc;
        if field.seen.is_some()
            && let Some(current) = &current
            && current.came_as != Some(came_as)
            && current.hlc != came_as
            && let Some(woven) = woven(&current.state(), &field, &signature(edit, caller)?)
        {
            if current.value != woven {
                let state = FieldState {
                    value: woven.into(),
                    hlc: edit.stamp(Some(current.hlc.max(stamps.right(came_as)))),
                };
                row.fields.insert(name, entered(state, came_as, caller));
                outcome = ChangeOutcome::Merged;
            } else {
                send_again(&mut row, &name);
            }
            continue;
        }
        let mut merging = FieldChange {
            hlc: stamps.right(came_as),
            ..field.clone()
        };
        if merging.hlc != came_as && outcome == ChangeOutcome::Ok {
            outcome = ChangeOutcome::Restamped;
        }
        if let Some(current) = &current
            && merging.hlc != came_as
            && merging.hlc == current.hlc
        {
            // Two stamps were put right within one millisecond: they are two all the same.
            merging.hlc = Hlc::next(Some(current.hlc), current.hlc.millis, current.hlc.writer);
        }
        if let Some(current) = &current
            && let Some(known_as) = current.came_as
        {
            // The author names the stamp under which they sent it.
            if known_as == came_as {
                send_again(&mut row, &name);
                continue;
            }
            if merging.base == Some(known_as) && is_restamped(current) {
                merging.base = Some(current.hlc);
            }
        }
        let state = current.as_ref().map(StoredField::state);
        match merge_field(state.as_ref(), &merging) {
            Merged::Same => {}
            Merged::Follows(next) => {
                row.fields.insert(name, entered(next, came_as, caller));
            }
            Merged::Concurrent {
                shows,
                kept,
                newcomer_shows,
            } => {
                outcome = ChangeOutcome::Merged;
                let by = if newcomer_shows {
                    current.and_then(|current| current.by)
                } else {
                    Some(caller.associate)
                };
                if newcomer_shows {
                    row.fields
                        .insert(name.clone(), entered(shows, came_as, caller));
                } else {
                    send_again(&mut row, &name);
                }
                // Of two who marked the same thing done, the time of the second says nothing new.
                if by_field && says_something(&kept.value) {
                    beside.push((name, field, kept, by));
                }
            }
        }
    }
    if row.deleted && row.fields != before.fields {
        row.deleted = false;
        row.entered = 0;
        outcome = ChangeOutcome::Merged;
    }
    if row.deleted {
        // Nothing of it brings the row back: its author, who shows it, hears again that it is gone.
        row.entered = 0;
    }
    if row == before && beside.is_empty() {
        return Ok(sorted.done(outcome));
    }
    let Ok(place) = edit.find_place(&row)? else {
        return Ok(Done::aside(Reason::UnknownOwner, change));
    };
    let handed_on = table.is_some_and(|table| matches!(table.belongs, Belongs::ToCustomer(_)))
        && place.root != before.root;
    if handed_on && !sees(edit, caller, &place.feed, place.root, newest(change))? {
        return Ok(Done::aside(Reason::UnknownOwner, change));
    }
    if row != before {
        edit.gather(row.clone())?;
        let is_customer = table.is_some_and(|table| table.belongs == Belongs::Customer);
        if is_customer && place.feed != before.feed {
            bring_along(edit, caller, &row)?;
        }
    }
    row.root = place.root;
    for (name, field, kept, by) in beside {
        if !keep_beside(edit, &row, &name, &kept, by)? {
            let lost = FieldChange {
                value: kept.value,
                hlc: kept.hlc,
                base: field.base,
                seen: field.seen,
            };
            sorted.put_aside(name, lost, Reason::AlsoEntered);
        }
    }
    Ok(sorted.done(outcome))
}

/// Whether the value is what its author sent, and only its stamp was put right. A woven text has the
/// server's own stamp: who sent a part of it has not seen the rest.
fn is_restamped(field: &StoredField) -> bool {
    field
        .came_as
        .is_some_and(|came_as| came_as.writer == field.hlc.writer)
}

/// The author of a value that does not stand shows their own by now, and may have read the one that
/// stands before: it is sent again.
fn send_again(row: &mut StoredRow, name: &str) {
    if let Some(field) = row.fields.get_mut(name) {
        field.seq = 0;
    }
}

/// The row goes, unless a field was changed after the author saw it: a concurrent edit wins.
fn delete<B: Book>(edit: &Write<'_, B>, row: StoredRow, change: &Change) -> Result<Done, B::Error> {
    let changed_since = change.fields.iter().any(|(name, seen)| {
        row.fields.get(name).is_some_and(|stands| {
            let sent_so = stands.came_as.is_some() && stands.came_as == seen.base;
            Some(stands.hlc) != seen.base && !(sent_so && is_restamped(stands))
        })
    });
    if changed_since {
        // The author took it out already, and gets it back whole.
        edit.gather(StoredRow { entered: 0, ..row })?;
        return Ok(Done::well(ChangeOutcome::Merged));
    }
    if !row.deleted {
        edit.gather(StoredRow {
            deleted: true,
            ..row
        })?;
    }
    Ok(Done::well(ChangeOutcome::Ok))
}

/// The fields of a change, sorted into those that may be written and those to set aside.
struct Sorted {
    good: Vec<(String, FieldChange)>,
    aside: Change,
    reason: Option<Reason>,
}

impl Sorted {
    fn of(caller: &Caller, table: Option<&Table>, change: &Change, known: bool) -> Self {
        let mut sorted = Self {
            good: Vec::new(),
            aside: Change {
                fields: Default::default(),
                ..change.clone()
            },
            reason: None,
        };
        for (name, field) in &change.fields {
            match rules::may_write(caller.role, table, name, &field.value, known) {
                Ok(()) => sorted.good.push((name.clone(), field.clone())),
                // An append may list what it does not say.
                Err(_) if !known && field.value.is_null() => {}
                Err(reason) => sorted.put_aside(name.clone(), field.clone(), reason),
            }
        }
        sorted
    }

    fn put_aside(&mut self, name: String, field: FieldChange, reason: Reason) {
        self.aside.fields.insert(name, field);
        self.reason.get_or_insert(reason);
    }

    fn done(self, outcome: ChangeOutcome) -> Done {
        match self.reason {
            None => Done::well(outcome),
            Some(reason) => Done {
                outcome: ChangeOutcome::Parked {
                    reason: reason.to_string(),
                },
                aside: Some(self.aside),
            },
        }
    }
}

/// Who wrote, and when, as it stands above paragraphs that are kept beside others.
fn signature<B: Book>(edit: &Write<'_, B>, caller: &Caller) -> Result<String, B::Error> {
    let row = edit.row("associate", caller.associate.0)?;
    let name = row.as_ref().and_then(|row| row.text("given_name"));
    let day = edit.now().format("%Y-%m-%d");
    Ok(match name {
        Some(name) => format!("{name}, {day}"),
        None => day.to_string(),
    })
}

fn entered(state: FieldState, came_as: Hlc, caller: &Caller) -> StoredField {
    StoredField {
        value: state.value,
        hlc: state.hlc,
        seq: 0,
        by: Some(caller.associate),
        came_as: (came_as != state.hlc).then_some(came_as),
    }
}

/// Whether the caller reads that feed, or read it when they wrote the change: words written before
/// a customer went to another store still count.
fn sees<B: Book>(
    edit: &Write<'_, B>,
    caller: &Caller,
    feed: &str,
    root: Option<Uuid>,
    written_at: Option<Hlc>,
) -> Result<bool, B::Error> {
    if caller.feeds.iter().any(|own| own == feed) {
        return Ok(true);
    }
    let (Some(root), Some(written_at)) = (root, written_at) else {
        return Ok(false);
    };
    for own in &caller.feeds {
        let leave = Leave {
            feed: own.clone(),
            root,
        };
        if let Some(left) = edit.left_at(&leave)?
            && u64::try_from(left.timestamp_millis()).is_ok_and(|left| written_at.millis <= left)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The newest stamp of a change.
fn newest(change: &Change) -> Option<Hlc> {
    change.fields.values().map(|field| field.hlc).max()
}

/// Whether the row, or the customer it would hang on, was erased for good.
pub(super) fn is_of_erased<B: Book>(
    edit: &Write<'_, B>,
    change: &Change,
) -> Result<bool, B::Error> {
    if change.kind == ChangeKind::Erase {
        return Ok(false);
    }
    if edit.was_erased(change.id)? {
        return Ok(true);
    }
    if let Some(customer) = change.owner()
        && edit.was_erased(customer)?
    {
        return Ok(true);
    }
    match other_record(change) {
        Some(other) => edit.was_erased(other),
        None => Ok(false),
    }
}

/// The second record that an alias names.
fn other_record(change: &Change) -> Option<Uuid> {
    let names = change.table == "customer_alias";
    names.then(|| change.id_in("other_id")).flatten()
}

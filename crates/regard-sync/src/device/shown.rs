//! What shows of a row: what the server has, with the changes on top that it does not have yet.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::store::{DeviceStore, Fields};
use crate::change::{Change, ChangeKind, FieldChange};
use crate::merge::visible;
use crate::row::FieldState;
use crate::table::{Belongs, Merge, Table};

/// What shows of a row: what the server has, with the changes that it does not have yet.
pub fn shown(table: &Table, server: Option<Fields>, pending: &[Change]) -> Option<Fields> {
    pending
        .iter()
        .fold(server, |row, change| with(table, row, change))
}

/// The row with one more change; the rule of the table decides.
pub fn with(table: &Table, row: Option<Fields>, change: &Change) -> Option<Fields> {
    match (change.kind, row) {
        (ChangeKind::Delete | ChangeKind::Erase, _) => None,
        (ChangeKind::Set, None) => None,
        (ChangeKind::Nothing | ChangeKind::Unknown, row) => row,
        (ChangeKind::Append, None) => Some(fields_of(&change.fields)),
        // The first row of an id stands.
        (ChangeKind::Append, Some(row)) if matches!(table.merge, Merge::AddOnly { .. }) => {
            Some(row)
        }
        (ChangeKind::Set | ChangeKind::Append, Some(mut row)) => {
            for (name, change) in &change.fields {
                let state = visible(row.get(name), change);
                row.insert(name.clone(), state);
            }
            Some(row)
        }
    }
}

/// The customer that a row belongs to, as far as its fields say.
pub fn customer(table: &Table, id: Uuid, fields: &Fields) -> Option<Uuid> {
    match table.belongs {
        Belongs::Customer => Some(id),
        Belongs::ToCustomer(field) => fields
            .get(field)
            .and_then(|state| state.value.as_str())
            .and_then(|text| Uuid::parse_str(text).ok()),
        Belongs::Company | Belongs::ToAssociate(_) => None,
    }
}

/// Writes the row as it shows, or takes it out.
///
/// A row that shows so already is left alone: most changes stand as they were said, and every write
/// has what is searched looked at again.
pub fn show<S: DeviceStore>(
    store: &mut S,
    table: &Table,
    id: Uuid,
    fields: Option<&Fields>,
) -> Result<(), S::Error> {
    if store.row(table, id)?.as_ref() == fields {
        return Ok(());
    }
    match fields {
        Some(fields) => store.write_row(table, id, fields),
        None => store.delete_row(table, id),
    }
}

fn fields_of(changes: &BTreeMap<String, FieldChange>) -> Fields {
    changes
        .iter()
        .map(|(name, change)| {
            let state = FieldState {
                value: change.value.clone(),
                hlc: change.hlc,
            };
            (name.clone(), state)
        })
        .collect()
}

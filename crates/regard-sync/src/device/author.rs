//! One act of a person: the rows it changes, and the changes that tell the server.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::shown::{customer, show, with};
use super::store::{Base, DeviceStore, Fields, Numbers};
use super::values::{Mistake, Values, normal, not_ours, removable, writable};
use crate::change::{Change, ChangeKind, FieldChange};
use crate::hlc::Hlc;
use crate::table::{Merge, Table};

/// Why a row was not written.
#[derive(Debug)]
pub enum EditError<E> {
    /// A mistake in this app.
    Mistake(Mistake),
    /// There is no such row of that table here.
    NotFound(&'static str),
    /// The database failed.
    Store(E),
}

impl<E> From<Mistake> for EditError<E> {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(mistake)
    }
}

/// Writes one act. Everything of it belongs into one transaction, [`Author::finish`] too.
#[derive(Debug, Clone)]
pub struct Author {
    now: DateTime<Utc>,
    writer: u64,
    numbers: Numbers,
    touched: BTreeSet<&'static str>,
}

impl Author {
    /// Begins an act at `now`. `writer` ends every stamp: no other device, and no copy of this one,
    /// may ever write with the same.
    pub fn begin<S: DeviceStore>(
        store: &S,
        now: DateTime<Utc>,
        writer: u64,
    ) -> Result<Self, S::Error> {
        Ok(Self {
            now,
            writer,
            numbers: store.numbers()?,
            touched: BTreeSet::new(),
        })
    }

    /// Ends the act: keeps the newest number and stamp. Answers the tables that changed.
    pub fn finish<S: DeviceStore>(self, store: &mut S) -> Result<BTreeSet<&'static str>, S::Error> {
        if !self.touched.is_empty() {
            store.keep_numbers(&self.numbers)?;
        }
        Ok(self.touched)
    }

    /// Adds a row: `fields` is a JSON object of field names; nulls are left out.
    ///
    /// Answers whether the row is new. An id that is there already keeps its row when rows of the
    /// table are only added; otherwise the fields that differ are set.
    pub fn add<S: DeviceStore>(
        &mut self,
        store: &mut S,
        table: &str,
        id: Uuid,
        fields: Value,
    ) -> Result<bool, EditError<S::Error>> {
        let table = writable(table)?;
        let mut values = normal(table, fields)?;
        if store.row(table, id).map_err(EditError::Store)?.is_some() {
            if table.merge == Merge::ByField {
                self.set_values(store, table, id, values)?;
            }
            return Ok(false);
        }
        values.retain(|_, value| !value.is_null());
        if let Some(missing) = table
            .fields
            .iter()
            .find(|field| field.required && !values.contains_key(field.name))
        {
            return Err(Mistake::Missing {
                table: table.name,
                field: missing.name,
            }
            .into());
        }
        let hlc = self.stamp(None);
        let fields = values
            .into_iter()
            .map(|(name, value)| {
                let change = FieldChange {
                    value,
                    hlc,
                    base: None,
                    seen: None,
                };
                (name.to_owned(), change)
            })
            .collect();
        self.keep(store, table, id, ChangeKind::Append, fields, None)
            .map_err(EditError::Store)?;
        Ok(true)
    }

    /// Sets fields of a row that is there: `fields` is a JSON object; null empties a field. Fields
    /// that have the value already are left alone.
    pub fn set<S: DeviceStore>(
        &mut self,
        store: &mut S,
        table: &str,
        id: Uuid,
        fields: Value,
    ) -> Result<(), EditError<S::Error>> {
        let table = writable(table)?;
        let values = normal(table, fields)?;
        if let Merge::AddOnly { device_sets } = table.merge
            && let Some(name) = values.keys().find(|name| !device_sets.contains(name))
        {
            return Err(not_ours(table, name).into());
        }
        self.set_values(store, table, id, values)
    }

    /// Takes a row out; a concurrent edit of someone else restores it.
    pub fn delete<S: DeviceStore>(
        &mut self,
        store: &mut S,
        table: &str,
        id: Uuid,
    ) -> Result<(), EditError<S::Error>> {
        let table = removable(table)?;
        if let Some(row) = store.row(table, id).map_err(EditError::Store)? {
            let seen = self.seen(table, &row);
            self.keep(store, table, id, ChangeKind::Delete, seen, Some(row))
                .map_err(EditError::Store)?;
        }
        Ok(())
    }

    /// A privacy request: the row goes everywhere, for good, and whatever hangs on it.
    pub fn erase<S: DeviceStore>(
        &mut self,
        store: &mut S,
        table: &str,
        id: Uuid,
    ) -> Result<(), EditError<S::Error>> {
        let table = writable(table)?;
        let row = store.row(table, id).map_err(EditError::Store)?;
        let row = row.ok_or(EditError::NotFound(table.name))?;
        self.keep(
            store,
            table,
            id,
            ChangeKind::Erase,
            BTreeMap::new(),
            Some(row),
        )
        .map_err(EditError::Store)
    }

    /// Which values the author of a delete saw, field by field, those that were not there too:
    /// someone else's word that they did not see is not theirs to delete.
    fn seen(&mut self, table: &'static Table, row: &Fields) -> BTreeMap<String, FieldChange> {
        let hlc = self.stamp(row.values().map(|state| state.hlc).max());
        let known = table.fields.iter().map(|field| field.name);
        known
            .chain(row.keys().map(String::as_str))
            .map(|name| {
                let seen = FieldChange {
                    value: Value::Null,
                    hlc,
                    base: row.get(name).map(|state| state.hlc),
                    seen: None,
                };
                (name.to_owned(), seen)
            })
            .collect()
    }

    fn set_values<S: DeviceStore>(
        &mut self,
        store: &mut S,
        table: &'static Table,
        id: Uuid,
        values: Values,
    ) -> Result<(), EditError<S::Error>> {
        let row = store.row(table, id).map_err(EditError::Store)?;
        let row = row.ok_or(EditError::NotFound(table.name))?;
        let new: Vec<(&'static str, Value)> = values
            .into_iter()
            .filter(|(name, value)| {
                row.get(*name).map_or(&Value::Null, |state| &state.value) != value
            })
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        // The stamp is later than every value it follows, whatever this device's clock says.
        let seen = new
            .iter()
            .filter_map(|(name, _)| row.get(*name).map(|state| state.hlc))
            .max();
        let hlc = self.stamp(seen);
        let fields = new
            .into_iter()
            .map(|(name, value)| {
                let stands = row.get(name);
                let woven = table.field(name).is_some_and(|field| field.woven);
                let change = FieldChange {
                    value,
                    hlc,
                    base: stands.map(|state| state.hlc),
                    seen: woven.then(|| stands.map_or(Value::Null, |state| state.value.clone())),
                };
                (name.to_owned(), change)
            })
            .collect();
        self.keep(store, table, id, ChangeKind::Set, fields, Some(row))
            .map_err(EditError::Store)
    }

    /// Writes the row as it shows now, and the change into the outbox.
    fn keep<S: DeviceStore>(
        &mut self,
        store: &mut S,
        table: &'static Table,
        id: Uuid,
        kind: ChangeKind,
        fields: BTreeMap<String, FieldChange>,
        row: Option<Fields>,
    ) -> Result<(), S::Error> {
        self.numbers.last_n += 1;
        let change = Change {
            n: self.numbers.last_n,
            table: table.name.to_owned(),
            id,
            kind,
            fields,
        };
        if store.base(table.name, id)?.is_none() {
            let base = Base {
                fields: row.clone(),
                gone: false,
            };
            store.keep_base(table.name, id, &base)?;
        }
        let before = row.clone().unwrap_or_default();
        let shown = with(table, row, &change);
        let customer = customer(table, id, shown.as_ref().unwrap_or(&before));
        show(store, table, id, shown.as_ref())?;
        store.add_change(&change, customer, self.now)?;
        self.touched.insert(table.name);
        Ok(())
    }

    /// The next stamp, later than `seen`.
    fn stamp(&mut self, seen: Option<Hlc>) -> Hlc {
        let millis = self
            .now
            .timestamp_millis()
            .saturating_add(self.numbers.clock_offset_ms);
        let last = self.numbers.last_hlc.max(seen);
        let hlc = Hlc::next(last, u64::try_from(millis).unwrap_or_default(), self.writer);
        self.numbers.last_hlc = Some(hlc);
        hlc
    }
}

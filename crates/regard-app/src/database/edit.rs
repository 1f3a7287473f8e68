//! One act of a person: the rows it changes and the outbox rows that tell the server, in one
//! transaction. Either all of it stands, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use regard_sync::tables::{self, Field, Kind, Merge, Table};
use regard_sync::{Change, ChangeKind, FieldChange, Hlc};
use rusqlite::Connection;
use serde_json::{Map, Value};
use uuid::{NoContext, Timestamp, Uuid};

use super::rows::{self, Fields, time_text};
use super::{outbox, sync_state};
use crate::error::{CommandError, ErrorCode};
use crate::session::Session;

/// Why a row was not written: a mistake in this app, not of the person.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The table is not in the registry.
    #[error("{0} is not a synced table")]
    NoSuchTable(String),
    /// The field is not in the registry.
    #[error("{table} has no field {field}")]
    NoSuchField {
        /// The table.
        table: &'static str,
        /// The field.
        field: String,
    },
    /// The value is of another kind.
    #[error("{table}.{field} does not take that kind of value")]
    WrongKind {
        /// The table.
        table: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A field that every row has is missing.
    #[error("{table}.{field} is missing")]
    Missing {
        /// The table.
        table: &'static str,
        /// The field.
        field: &'static str,
    },
    /// Only the server writes it, or rows of the table are only added.
    #[error("a device does not set {table}.{field}")]
    NotOurs {
        /// The table.
        table: &'static str,
        /// The field; `*`: any.
        field: String,
    },
}

impl From<EditError> for CommandError {
    fn from(error: EditError) -> Self {
        tracing::error!(%error, "an edit was refused");
        Self::new(
            ErrorCode::Internal,
            "This could not be kept. It is a fault of the app.",
        )
    }
}

/// What was written, told to the screens and the sync after the commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The tables that changed.
    pub tables: BTreeSet<String>,
    /// Whether there is something new to send.
    pub to_send: bool,
    /// Whether customers are found by other words now, or stand elsewhere.
    pub searched: bool,
}

/// One act being written.
pub struct Edit<'t> {
    conn: &'t Connection,
    me: Session,
    now: DateTime<Utc>,
    state: sync_state::Numbers,
    written: Written,
}

impl<'t> Edit<'t> {
    /// Starts one inside a transaction.
    pub(super) fn start(
        conn: &'t Connection,
        me: Session,
        now: DateTime<Utc>,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            conn,
            me,
            now,
            state: sync_state::numbers(conn)?,
            written: Written::default(),
        })
    }

    /// Ends it: keeps the newest number and stamp.
    pub(super) fn finish(self) -> rusqlite::Result<Written> {
        if self.written.to_send {
            sync_state::keep_numbers(self.conn, &self.state)?;
        }
        Ok(self.written)
    }

    /// The connection, inside this transaction: it sees what was written so far.
    pub fn connection(&self) -> &'t Connection {
        self.conn
    }

    /// The moment of this act; the same for all of it.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Who acts, and where.
    pub fn me(&self) -> &Session {
        &self.me
    }

    /// A new id (UUIDv7 of this moment).
    pub fn new_id(&self) -> Uuid {
        let seconds = u64::try_from(self.now.timestamp()).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(
            NoContext,
            seconds,
            self.now.timestamp_subsec_nanos(),
        ))
    }

    /// Notes that a table which does not travel changed, so that the screens look again.
    pub fn changed(&mut self, table: &str) {
        self.written.tables.insert(table.to_owned());
    }

    /// Adds a row: `fields` is a JSON object of field names; nulls are left out.
    ///
    /// Answers whether the row is new. An id that is there already keeps its row when rows of the
    /// table are only added; otherwise the fields that differ are set.
    pub fn add(
        &mut self,
        table: &str,
        id: impl Into<Uuid>,
        fields: Value,
    ) -> Result<bool, CommandError> {
        let table = writable(table)?;
        let id = id.into();
        let mut values = normal(table, fields)?;
        if rows::read(self.conn, table, id)?.is_some() {
            if table.merge == Merge::ByField {
                self.set_values(table, id, values)?;
            }
            return Ok(false);
        }
        values.retain(|_, value| !value.is_null());
        if let Some(missing) = table
            .fields
            .iter()
            .find(|field| field.required && !values.contains_key(field.name))
        {
            return Err(EditError::Missing {
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
        self.keep(table, id, ChangeKind::Append, fields, None)?;
        Ok(true)
    }

    /// Sets fields of a row that is there: `fields` is a JSON object; null empties a field. Fields
    /// that have the value already are left alone.
    pub fn set(
        &mut self,
        table: &str,
        id: impl Into<Uuid>,
        fields: Value,
    ) -> Result<(), CommandError> {
        let table = writable(table)?;
        let values = normal(table, fields)?;
        if let Merge::AddOnly { device_sets } = table.merge
            && let Some(name) = values.keys().find(|name| !device_sets.contains(name))
        {
            return Err(not_ours(table, name).into());
        }
        self.set_values(table, id.into(), values)
    }

    /// Takes a row out; a concurrent edit of someone else restores it.
    pub fn delete(&mut self, table: &str, id: impl Into<Uuid>) -> Result<(), CommandError> {
        let table = writable(table)?;
        if matches!(table.merge, Merge::AddOnly { .. }) {
            return Err(not_ours(table, "*").into());
        }
        let id = id.into();
        if let Some(row) = rows::read(self.conn, table, id)? {
            self.keep(table, id, ChangeKind::Delete, BTreeMap::new(), Some(row))?;
        }
        Ok(())
    }

    fn set_values(
        &mut self,
        table: &'static Table,
        id: Uuid,
        values: BTreeMap<&'static str, Value>,
    ) -> Result<(), CommandError> {
        let row = rows::read(self.conn, table, id)?
            .ok_or_else(|| CommandError::not_found(&table.name.replace('_', " ")))?;
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
        self.keep(table, id, ChangeKind::Set, fields, Some(row))
    }

    /// Writes the row as it shows now, and the change into the outbox.
    fn keep(
        &mut self,
        table: &'static Table,
        id: Uuid,
        kind: ChangeKind,
        fields: BTreeMap<String, FieldChange>,
        row: Option<Fields>,
    ) -> Result<(), CommandError> {
        self.state.last_n += 1;
        let change = Change {
            n: self.state.last_n,
            table: table.name.to_owned(),
            id,
            kind,
            fields,
        };
        if outbox::base(self.conn, table.name, id)?.is_none() {
            let base = outbox::Base {
                fields: row.clone(),
                gone: false,
            };
            outbox::keep_base(self.conn, table.name, id, &base)?;
        }
        let before = row.clone().unwrap_or_default();
        let shown = outbox::with(table, row, &change);
        let customer = outbox::customer(table, id, shown.as_ref().unwrap_or(&before));
        outbox::show(self.conn, table, id, shown.as_ref())?;
        outbox::add(self.conn, &change, customer, self.now)?;
        self.written.tables.insert(table.name.to_owned());
        self.written.to_send = true;
        Ok(())
    }

    /// The next stamp, later than `seen`.
    fn stamp(&mut self, seen: Option<Hlc>) -> Hlc {
        let millis = self
            .now
            .timestamp_millis()
            .saturating_add(self.state.clock_offset_ms);
        let last = self.state.last_hlc.max(seen);
        let hlc = Hlc::next(
            last,
            u64::try_from(millis).unwrap_or_default(),
            Hlc::writer_of(self.me.device_id.0),
        );
        self.state.last_hlc = Some(hlc);
        hlc
    }
}

/// The table, if devices may write to it.
fn writable(name: &str) -> Result<&'static Table, EditError> {
    let table = tables::table(name).ok_or_else(|| EditError::NoSuchTable(name.to_owned()))?;
    if table.server_only {
        return Err(not_ours(table, "*"));
    }
    Ok(table)
}

fn not_ours(table: &'static Table, field: &str) -> EditError {
    EditError::NotOurs {
        table: table.name,
        field: field.to_owned(),
    }
}

/// The values as they are written everywhere, each checked against the registry.
fn normal(
    table: &'static Table,
    fields: Value,
) -> Result<BTreeMap<&'static str, Value>, EditError> {
    let fields = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields
        .into_iter()
        .map(|(name, value)| {
            let field = table.field(&name).ok_or(EditError::NoSuchField {
                table: table.name,
                field: name,
            })?;
            Ok((field.name, normal_value(table, field, value)?))
        })
        .collect()
}

fn normal_value(
    table: &'static Table,
    field: &'static Field,
    value: Value,
) -> Result<Value, EditError> {
    let wrong = EditError::WrongKind {
        table: table.name,
        field: field.name,
    };
    if value.is_null() {
        return if field.required {
            Err(wrong)
        } else {
            Ok(value)
        };
    }
    let fits = match field.kind {
        Kind::Text | Kind::Date => value.is_string().then_some(value),
        Kind::Integer => value.is_i64().then_some(value),
        Kind::Bool => value.is_boolean().then_some(value),
        Kind::Id => value
            .as_str()
            .and_then(|text| Uuid::parse_str(text).ok())
            .map(|id| Value::String(id.to_string())),
        Kind::Time => value
            .as_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .map(|moment| Value::String(time_text(moment.to_utc()))),
    };
    fits.ok_or(wrong)
}

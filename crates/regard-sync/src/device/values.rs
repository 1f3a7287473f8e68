//! What an edit says, checked against the registry of tables and written as it is everywhere.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::table::{Field, Kind, Merge, Table};
use crate::tables;

/// Why a row was not written: a mistake in this app, not of the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
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

/// The values of an edit, by the registry's names.
pub(super) type Values = BTreeMap<&'static str, Value>;

/// The table, if devices may write to it.
pub(super) fn writable(name: &str) -> Result<&'static Table, Mistake> {
    let table = tables::table(name).ok_or_else(|| Mistake::NoSuchTable(name.to_owned()))?;
    if table.server_only {
        return Err(not_ours(table, "*"));
    }
    Ok(table)
}

/// The table, if devices may take rows out of it.
pub(super) fn removable(name: &str) -> Result<&'static Table, Mistake> {
    let table = writable(name)?;
    if matches!(table.merge, Merge::AddOnly { .. }) {
        return Err(not_ours(table, "*"));
    }
    Ok(table)
}

pub(super) fn not_ours(table: &'static Table, field: &str) -> Mistake {
    Mistake::NotOurs {
        table: table.name,
        field: field.to_owned(),
    }
}

/// The values as they are written everywhere, each checked against the registry.
pub(super) fn normal(table: &'static Table, fields: Value) -> Result<Values, Mistake> {
    let fields = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields
        .into_iter()
        .map(|(name, value)| {
            let field = table.field(&name).ok_or(Mistake::NoSuchField {
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
) -> Result<Value, Mistake> {
    let wrong = Mistake::WrongKind {
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
            .map(|moment| {
                Value::String(moment.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true))
            }),
    };
    fits.ok_or(wrong)
}

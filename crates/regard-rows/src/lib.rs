//! Synced rows as fields with stamps: the one place that turns them into columns and back.
//!
//! The device's database and the parts of a snapshot ([`part`]) have the same columns; both sides
//! write them with this crate.
//!
//! A row keeps the stamps of its fields in `versions` and what this version of the app does not know
//! in `extra`, so that an old app passes a new field on unharmed.

pub mod part;
pub mod sums;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::DateTime;
use regard_sync::tables::{Field, Kind, TABLES, Table};
use regard_sync::{FieldState, Hlc};
use rusqlite::types::{Value as Column, ValueRef};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde_json::Value;
use uuid::Uuid;

pub use regard_sync::device::Fields;
// A moment as it is written everywhere. Texts of this shape sort as the moments do.
pub use regard_sync::server::moment as time_text;

/// Stands among the stamps of a row for a field that every row has in its table, and that did not
/// come: the bench's devices get some fields only. No clock gives this stamp.
const ABSENT: Hlc = Hlc {
    millis: 0,
    counter: 0,
    writer: 0,
};

/// The statements of one table.
struct Statements {
    read: String,
    each: String,
    write: String,
    delete: String,
    append: String,
}

static STATEMENTS: LazyLock<BTreeMap<&'static str, Statements>> = LazyLock::new(|| {
    TABLES
        .iter()
        .map(|table| (table.name, Statements::of(table)))
        .collect()
});

impl Statements {
    fn of(table: &Table) -> Self {
        let names: Vec<&str> = table
            .fields
            .iter()
            .map(|field| field.name)
            .chain(["versions", "extra"])
            .collect();
        let places: Vec<String> = (2..names.len() + 2).map(|n| format!("?{n}")).collect();
        let sets: Vec<String> = names
            .iter()
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        let append = format!(
            "INSERT INTO {} (id, {}) VALUES (?1, {})",
            table.name,
            names.join(", "),
            places.join(", ")
        );
        Self {
            read: format!(
                "SELECT {} FROM {} WHERE id = ?1",
                names.join(", "),
                table.name
            ),
            each: format!("SELECT id, {} FROM {}", names.join(", "), table.name),
            write: format!(
                "INSERT INTO {} (id, {}) VALUES (?1, {}) ON CONFLICT (id) DO UPDATE SET {}",
                table.name,
                names.join(", "),
                places.join(", "),
                sets.join(", ")
            ),
            delete: format!("DELETE FROM {} WHERE id = ?1", table.name),
            append,
        }
    }
}

/// The statements of a table of the registry.
fn statements(table: &Table) -> rusqlite::Result<&'static Statements> {
    STATEMENTS
        .get(table.name)
        .ok_or_else(|| rusqlite::Error::InvalidParameterName(table.name.to_owned()))
}

/// The row of that id with its stamps, or none.
pub fn read(conn: &Connection, table: &Table, id: Uuid) -> rusqlite::Result<Option<Fields>> {
    conn.prepare_cached(&statements(table)?.read)?
        .query_row([id], |row| {
            let versions: String = row.get("versions")?;
            let extra: Option<String> = row.get("extra")?;
            let stamps: BTreeMap<String, Hlc> = from_json(&versions)?;
            let common = stamps.get("").copied();
            let mut fields = Fields::new();
            let mut put = |name: &str, value: Value| {
                let stamp = stamps.get(name).copied();
                let stamp = if value.is_null() {
                    stamp
                } else {
                    stamp.or(common)
                };
                if let Some(hlc) = stamp.filter(|stamp| *stamp != ABSENT) {
                    fields.insert(name.to_owned(), FieldState { value, hlc });
                }
            };
            for field in table.fields {
                put(field.name, value_of(field.kind, row.get_ref(field.name)?));
            }
            if let Some(extra) = extra {
                for (name, value) in from_json::<BTreeMap<String, Value>>(&extra)? {
                    put(&name, value);
                }
            }
            Ok(fields)
        })
        .optional()
}

/// Writes the row, whole. A value that does not fit its column is kept in `extra`, so that one
/// strange value from elsewhere neither stops the sync nor gets lost.
pub fn write(conn: &Connection, table: &Table, id: Uuid, fields: &Fields) -> rusqlite::Result<()> {
    conn.prepare_cached(&statements(table)?.write)?
        .execute(params_from_iter(columns_of(table, id, fields)?))?;
    Ok(())
}

/// Writes a row that is certainly new, into a table that may have no key.
pub fn append(conn: &Connection, table: &Table, id: Uuid, fields: &Fields) -> rusqlite::Result<()> {
    conn.prepare_cached(&statements(table)?.append)?
        .execute(params_from_iter(columns_of(table, id, fields)?))?;
    Ok(())
}

/// The columns of a row: its id, its fields in the order of the registry, `versions`, `extra`.
fn columns_of(table: &Table, id: Uuid, fields: &Fields) -> rusqlite::Result<Vec<Column>> {
    let mut extra: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut columns: Vec<Column> = Vec::with_capacity(table.fields.len() + 3);
    columns.push(Column::Blob(id.as_bytes().to_vec()));
    for field in table.fields {
        let state = fields.get(field.name);
        let column = match state.map(|state| &state.value) {
            None | Some(Value::Null) => Column::Null,
            Some(value) => column_of(field.kind, value).unwrap_or_else(|| {
                extra.insert(field.name, value);
                Column::Null
            }),
        };
        columns.push(if column == Column::Null && field.required {
            if let Some(state) = state.filter(|state| state.value.is_null()) {
                extra.insert(field.name, &state.value);
            }
            neutral(field)
        } else {
            column
        });
    }
    for (name, state) in fields {
        if table.field(name).is_none() {
            extra.insert(name, &state.value);
        }
    }
    columns.push(Column::Text(versions_of(table, fields)?));
    columns.push(if extra.is_empty() {
        Column::Null
    } else {
        Column::Text(to_json(&extra)?)
    });
    Ok(columns)
}

/// Takes the row out.
pub fn delete(conn: &Connection, table: &Table, id: Uuid) -> rusqlite::Result<()> {
    conn.prepare_cached(&statements(table)?.delete)?
        .execute([id])?;
    Ok(())
}

/// The stamps as JSON: the most frequent one once, under the empty name.
fn versions_of(table: &Table, fields: &Fields) -> rusqlite::Result<String> {
    let mut counts: BTreeMap<Hlc, usize> = BTreeMap::new();
    for state in fields.values().filter(|state| !state.value.is_null()) {
        *counts.entry(state.hlc).or_default() += 1;
    }
    let common = counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(hlc, _)| hlc);
    let mut stamps: BTreeMap<&str, Hlc> = fields
        .iter()
        .filter(|(_, state)| state.value.is_null() || Some(state.hlc) != common)
        .map(|(name, state)| (name.as_str(), state.hlc))
        .collect();
    if let Some(common) = common {
        stamps.insert("", common);
    }
    let required = table.fields.iter().filter(|field| field.required);
    stamps.extend(
        required
            .filter(|field| !fields.contains_key(field.name))
            .map(|field| (field.name, ABSENT)),
    );
    to_json(&stamps)
}

/// What stands in a column that every row has, when the value did not come or does not fit.
fn neutral(field: &Field) -> Column {
    match field.kind {
        Kind::Text | Kind::Date => Column::Text(String::new()),
        Kind::Time => Column::Text("1970-01-01T00:00:00.000Z".to_owned()),
        Kind::Id => Column::Blob(Uuid::nil().as_bytes().to_vec()),
        Kind::Integer | Kind::Bool => Column::Integer(0),
    }
}

/// The column for a value, or none when it is of another kind.
pub fn column_of(kind: Kind, value: &Value) -> Option<Column> {
    match kind {
        Kind::Text | Kind::Date => value.as_str().map(|text| Column::Text(text.to_owned())),
        Kind::Time => value
            .as_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .map(|at| Column::Text(time_text(at.to_utc()))),
        Kind::Id => value
            .as_str()
            .and_then(|text| Uuid::parse_str(text).ok())
            .map(|id| Column::Blob(id.as_bytes().to_vec())),
        Kind::Integer => value.as_i64().map(Column::Integer),
        Kind::Bool => value.as_bool().map(|flag| Column::Integer(flag.into())),
    }
}

/// The value of a column; null where the column is empty or of another kind.
fn value_of(kind: Kind, column: ValueRef<'_>) -> Value {
    match (kind, column) {
        (Kind::Text | Kind::Date | Kind::Time, ValueRef::Text(text)) => {
            Value::String(String::from_utf8_lossy(text).into_owned())
        }
        (Kind::Id, ValueRef::Blob(bytes)) => {
            Uuid::from_slice(bytes).map_or(Value::Null, |id| Value::String(id.to_string()))
        }
        (Kind::Integer, ValueRef::Integer(number)) => Value::from(number),
        (Kind::Bool, ValueRef::Integer(number)) => Value::Bool(number != 0),
        _ => Value::Null,
    }
}

/// JSON from a text column of ours.
pub fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            text.len(),
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}

/// JSON for a text column of ours.
pub fn to_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

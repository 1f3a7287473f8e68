//! What the rows of a table add up to, read without making values of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regard_sync::Hlc;
use regard_sync::sums::Sum;
use regard_sync::tables::Table;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde::de::IgnoredAny;
use uuid::Uuid;

use crate::{ABSENT, from_json, statements};

/// Names every row of the table with its sum, as [`crate::read`] and `Sum::of_fields` would.
pub fn each(
    conn: &Connection,
    table: &Table,
    take: &mut dyn FnMut(Uuid, Sum),
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(&statements(table)?.each)?;
    // The field, its place among the columns, in the order of the names.
    let mut places: Vec<(&str, usize)> = Vec::with_capacity(table.fields.len());
    for field in table.fields {
        places.push((field.name, statement.column_index(field.name)?));
    }
    places.sort_unstable();
    // Looked up once: by its name in each row a column costs more than what is read of it.
    let id_at = statement.column_index("id")?;
    let versions_at = statement.column_index("versions")?;
    let extra_at = statement.column_index("extra")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: Uuid = row.get(id_at)?;
        let versions = row.get_ref(versions_at)?.as_str()?;
        let stamps: BTreeMap<Cow<'_, str>, Hlc> = from_json(versions)?;
        let common = stamps.get("").copied();
        let extra: BTreeMap<String, Option<IgnoredAny>> = match row.get_ref(extra_at)? {
            ValueRef::Text(text) => from_json(&String::from_utf8_lossy(text))?,
            _ => BTreeMap::new(),
        };
        let mut fields: Vec<(&str, Hlc)> = Vec::with_capacity(places.len());
        for (name, place) in &places {
            // A value that does not fit its column stands in `extra`.
            let is_null = match extra.get(*name) {
                Some(value) => value.is_none(),
                None => row.get_ref(*place)? == ValueRef::Null,
            };
            let stamp = stamps.get(*name).copied();
            let stamp = if is_null { stamp } else { stamp.or(common) };
            fields.extend(stamp.map(|stamp| (*name, stamp)));
        }
        for (name, value) in extra.iter().filter(|(name, _)| table.field(name).is_none()) {
            let stamp = stamps.get(name.as_str()).copied();
            let stamp = if value.is_some() {
                stamp.or(common)
            } else {
                stamp
            };
            fields.extend(stamp.map(|stamp| (name.as_str(), stamp)));
        }
        fields.retain(|(_, stamp)| *stamp != ABSENT);
        fields.sort_unstable_by_key(|(name, _)| *name);
        take(id, Sum::of_row(table.name, id, fields));
    }
    Ok(())
}

//! Synced rows of every table, each field with its stamp and the number of the change that set it.

use std::collections::BTreeMap;

use regard_domain::ids::{AssociateId, CompanyId};
use regard_sync::{FieldState, Hlc};
use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{DatabaseError, signed, unsigned};

/// One field as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredField {
    /// The value that shows.
    #[serde(rename = "v")]
    pub value: Value,
    /// Its stamp.
    #[serde(rename = "h")]
    pub hlc: Hlc,
    /// The number of the change that set it; 0 until the write is numbered.
    #[serde(rename = "s")]
    pub seq: u64,
    /// Who entered it; none: the server or another system.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AssociateId>,
    /// The stamp it came with, where the server had to give it another. The author's next edit
    /// names this one as what it saw.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub came_as: Option<Hlc>,
}

impl StoredField {
    /// As it travels.
    pub fn state(&self) -> FieldState {
        FieldState {
            value: self.value.clone(),
            hlc: self.hlc,
        }
    }
}

/// One synced row.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRow {
    /// Its table.
    pub table: String,
    /// Its id.
    pub id: Uuid,
    /// The customer it hangs on, or is.
    pub root: Option<Uuid>,
    /// Where it is read.
    pub feed: String,
    /// The number of its newest change; 0: not yet stored.
    pub seq: u64,
    /// The number with which it came into its feed; 0: comes in with this write.
    pub entered: u64,
    /// Its fields, those of a newer app too.
    pub fields: BTreeMap<String, StoredField>,
    /// It is gone; a later edit may restore it.
    pub deleted: bool,
}

impl StoredRow {
    /// A row that is not yet stored.
    pub fn new(table: &str, id: Uuid) -> Self {
        Self {
            table: table.to_owned(),
            id,
            root: None,
            feed: String::new(),
            seq: 0,
            entered: 0,
            fields: BTreeMap::new(),
            deleted: false,
        }
    }

    /// The value of a field; none when there is none or it is null.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.fields
            .get(field)
            .map(|field| &field.value)
            .filter(|value| !value.is_null())
    }

    /// A field's text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.value(field).and_then(Value::as_str)
    }

    /// A field that holds an id.
    pub fn id_in(&self, field: &str) -> Option<Uuid> {
        self.text(field).and_then(|text| Uuid::parse_str(text).ok())
    }

    /// The row as a typed value: its fields by name, and `id`.
    pub fn read_as<T: DeserializeOwned>(&self) -> Result<T, DatabaseError> {
        let mut object: serde_json::Map<String, Value> = self
            .fields
            .iter()
            .map(|(name, field)| (name.clone(), field.value.clone()))
            .collect();
        object.insert("id".to_owned(), Value::String(self.id.to_string()));
        Ok(serde_json::from_value(Value::Object(object))?)
    }
}

const COLUMNS: &str = "tbl, id, root, feed, seq, entered, fields, deleted";

fn from_row(row: &rusqlite::Row<'_>) -> Result<StoredRow, DatabaseError> {
    let fields: String = row.get("fields")?;
    Ok(StoredRow {
        table: row.get("tbl")?,
        id: row.get("id")?,
        root: row.get("root")?,
        feed: row.get("feed")?,
        seq: unsigned(row, "seq")?,
        entered: unsigned(row, "entered")?,
        fields: serde_json::from_str(&fields)?,
        deleted: row.get("deleted")?,
    })
}

/// One row, tombstones too.
pub fn row(
    connection: &Connection,
    company: CompanyId,
    table: &str,
    id: Uuid,
) -> Result<Option<StoredRow>, DatabaseError> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM synced_row WHERE company = ?1 AND tbl = ?2 AND id = ?3"
        ))?
        .query_row((company.0, table, id), |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

/// All rows that hang on a customer, of one table or of all, tombstones too.
pub fn rows_of_root(
    connection: &Connection,
    company: CompanyId,
    root: Uuid,
    table: Option<&str>,
) -> Result<Vec<StoredRow>, DatabaseError> {
    let mut found: Vec<StoredRow> = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND root = ?2 AND (?3 IS NULL OR tbl = ?3)"
        ))?
        .query_and_then((company.0, root, table), from_row)?
        .collect::<Result<_, _>>()?;
    // Asked for in order, the engine would read the whole book in the order of its key rather than
    // sort these few.
    found.sort_by(|one, other| (&one.table, one.id).cmp(&(&other.table, other.id)));
    Ok(found)
}

/// All rows of one table that are not gone.
pub fn rows_in(
    connection: &Connection,
    company: CompanyId,
    table: &str,
) -> Result<Vec<StoredRow>, DatabaseError> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND tbl = ?2 AND deleted = 0 ORDER BY id"
        ))?
        .query_and_then((company.0, table), from_row)?
        .collect()
}

/// Up to `most` rows of a feed with a number above `after` and up to `to`, in their order.
pub fn rows_in_feed(
    connection: &Connection,
    company: CompanyId,
    feed: &str,
    after: u64,
    to: u64,
    most: u32,
) -> Result<Vec<StoredRow>, DatabaseError> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND feed = ?2 AND seq > ?3 AND seq <= ?4 ORDER BY seq LIMIT ?5"
        ))?
        .query_and_then((company.0, feed, signed(after), signed(to), most), from_row)?
        .collect()
}

/// The customers who are in a feed now.
pub fn customers_in_feed(
    connection: &Connection,
    company: CompanyId,
    feed: &str,
) -> Result<Vec<Uuid>, DatabaseError> {
    let ids = connection
        .prepare_cached(
            "SELECT id FROM synced_row
             WHERE company = ?1 AND feed = ?2 AND tbl = 'customer' AND deleted = 0 ORDER BY seq",
        )?
        .query_map((company.0, feed), |row| row.get("id"))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// The purchases of a piece that are not gone, whoever bought it.
pub fn purchases_of(
    connection: &Connection,
    company: CompanyId,
    piece: Uuid,
) -> Result<Vec<StoredRow>, DatabaseError> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND json_extract(fields, '$.piece_id.v') = ?2
                 AND tbl = 'purchase' AND deleted = 0 ORDER BY id"
        ))?
        .query_and_then((company.0, piece.to_string()), from_row)?
        .collect()
}

/// Stores the row as it is.
pub(super) fn save(
    connection: &Connection,
    company: CompanyId,
    row: &StoredRow,
) -> Result<(), DatabaseError> {
    let fields = serde_json::to_string(&row.fields)?;
    connection
        .prepare_cached(
            "INSERT INTO synced_row
                 (company, tbl, id, root, feed, seq, entered, fields, deleted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (company, tbl, id) DO UPDATE SET
                 root = excluded.root, feed = excluded.feed, seq = excluded.seq,
                 entered = excluded.entered, fields = excluded.fields, deleted = excluded.deleted",
        )?
        .execute((
            company.0,
            &row.table,
            row.id,
            row.root,
            &row.feed,
            signed(row.seq),
            signed(row.entered),
            fields,
            row.deleted,
        ))?;
    Ok(())
}

/// Takes every row that hangs on a customer out of the book, without a trace.
pub(super) fn remove_root(
    connection: &Connection,
    company: CompanyId,
    root: Uuid,
) -> Result<(), DatabaseError> {
    connection.execute(
        "DELETE FROM synced_row WHERE company = ?1 AND root = ?2",
        (company.0, root),
    )?;
    Ok(())
}

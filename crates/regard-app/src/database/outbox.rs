//! The outbox: every edit made here, numbered, until the server has it and 30 days longer.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use regard_sync::merge::visible;
use regard_sync::tables::{Belongs, Merge, Table};
use regard_sync::{Change, ChangeKind, FieldChange, FieldState};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::rows::{self, Fields, from_json, time_text, to_json};

/// Puts a change into the outbox.
pub fn add(
    conn: &Connection,
    change: &Change,
    customer_id: Option<Uuid>,
    made_at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO pending_change (n, of_table, row_id, kind, fields, customer_id, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        i64::try_from(change.n).unwrap_or(i64::MAX),
        &change.table,
        change.id,
        kind_word(change.kind),
        to_json(&change.fields)?,
        customer_id,
        time_text(made_at),
    ))?;
    Ok(())
}

/// The first changes that the server does not have, in order, at most `most`.
pub fn to_send(conn: &Connection, most: u32) -> rusqlite::Result<Vec<Change>> {
    conn.prepare_cached(
        "SELECT n, of_table, row_id, kind, fields FROM pending_change
         WHERE acked_at IS NULL ORDER BY n LIMIT ?1",
    )?
    .query_map([most], change)?
    .collect()
}

/// The changes of one row that the server does not have, in order.
pub fn of_row(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<Vec<Change>> {
    conn.prepare_cached(
        "SELECT n, of_table, row_id, kind, fields FROM pending_change
         WHERE of_table = ?1 AND row_id = ?2 AND acked_at IS NULL ORDER BY n",
    )?
    .query_map((table, id), change)?
    .collect()
}

/// How many changes have not left the device.
pub fn waiting(conn: &Connection) -> rusqlite::Result<u32> {
    conn.prepare_cached("SELECT count(*) AS waiting FROM pending_change WHERE acked_at IS NULL")?
        .query_row([], |row| row.get("waiting"))
}

/// Whether the row has changes that have not left the device.
pub fn is_waiting(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM pending_change
           WHERE of_table = ?1 AND row_id = ?2 AND acked_at IS NULL) AS waits",
    )?
    .query_row((table, id), |row| row.get("waits"))
}

/// Whether something about the customer has not left the device.
pub fn customer_is_waiting(conn: &Connection, customer: Uuid) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM pending_change
           WHERE customer_id = ?1 AND acked_at IS NULL) AS waits",
    )?
    .query_row([customer], |row| row.get("waits"))
}

/// Forgets changes that the server has had for 30 days.
pub fn forget_old(conn: &Connection, now: DateTime<Utc>) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM pending_change WHERE acked_at < ?1")?
        .execute([time_text(now - Duration::days(30))])?;
    Ok(())
}

/// What the server has of a row with pending changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// The row; none: the server has no such row.
    pub fields: Option<Fields>,
    /// The server took the row out while there were changes to it.
    pub gone: bool,
}

impl Base {
    /// The customer left this device: nothing of the row shows, though its changes are still sent.
    pub fn has_left(&self) -> bool {
        self.gone && self.fields.is_none()
    }
}

/// What the server has of a row with pending changes; none: nothing is kept, the row as it shows is
/// what the server has.
pub fn base(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<Option<Base>> {
    conn.prepare_cached("SELECT fields, gone FROM base_row WHERE of_table = ?1 AND row_id = ?2")?
        .query_row((table, id), |row| {
            let fields: Option<String> = row.get("fields")?;
            Ok(Base {
                fields: fields.as_deref().map(from_json).transpose()?,
                gone: row.get("gone")?,
            })
        })
        .optional()
}

/// Keeps what the server has of a row with pending changes.
pub fn keep_base(conn: &Connection, table: &str, id: Uuid, base: &Base) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO base_row (of_table, row_id, fields, gone) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (of_table, row_id) DO UPDATE SET fields = excluded.fields, gone = excluded.gone",
    )?
    .execute((
        table,
        id,
        base.fields.as_ref().map(to_json).transpose()?,
        base.gone,
    ))?;
    Ok(())
}

/// Forgets the base of a row that has no pending changes any more.
pub fn forget_base(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM base_row WHERE of_table = ?1 AND row_id = ?2")?
        .execute((table, id))?;
    Ok(())
}

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
        (ChangeKind::Unknown, row) => row,
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
pub fn show(
    conn: &Connection,
    table: &Table,
    id: Uuid,
    fields: Option<&Fields>,
) -> rusqlite::Result<()> {
    match fields {
        Some(fields) => rows::write(conn, table, id, fields),
        None => rows::delete(conn, table, id),
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

/// One change from its row.
pub fn change(row: &Row<'_>) -> rusqlite::Result<Change> {
    let n: i64 = row.get("n")?;
    let kind: String = row.get("kind")?;
    let fields: String = row.get("fields")?;
    Ok(Change {
        n: u64::try_from(n).unwrap_or_default(),
        table: row.get("of_table")?,
        id: row.get("row_id")?,
        kind: from_json(&format!("\"{kind}\""))?,
        fields: from_json(&fields)?,
    })
}

/// The word of a kind, as it travels.
pub fn kind_word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Append => "append",
        ChangeKind::Set => "set",
        ChangeKind::Delete => "delete",
        ChangeKind::Erase => "erase",
        ChangeKind::Unknown => "unknown",
    }
}

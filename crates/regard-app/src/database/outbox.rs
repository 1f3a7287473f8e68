//! The outbox: every edit made here, numbered, until the server has it and 30 days longer.

use chrono::{DateTime, Utc};
use regard_sync::device::Base;
use regard_sync::{Change, ChangeKind};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::one_person::RECORDS;
use super::photos;
use super::rows::{from_json, time_text, to_json};

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
        number(change.n),
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

/// The place in the outbox of the newest change that the server has; 0: none. What it takes later
/// stands behind: changes are taken in their order.
pub fn newest_said(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached(
        "SELECT COALESCE(MAX(made), 0) AS made FROM pending_change WHERE acked_at IS NOT NULL",
    )?
    .query_row([], |row| row.get("made"))
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
    conn.prepare_cached(&format!(
        "SELECT EXISTS (SELECT 1 FROM pending_change
           WHERE customer_id IN {RECORDS} AND acked_at IS NULL) AS waits"
    ))?
    .query_row([customer], |row| row.get("waits"))
}

/// The changes of one row that the server has and that are still kept, in order.
pub fn acked_of_row(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<Vec<Change>> {
    conn.prepare_cached(
        "SELECT n, of_table, row_id, kind, fields FROM pending_change
         WHERE of_table = ?1 AND row_id = ?2 AND acked_at IS NOT NULL ORDER BY n",
    )?
    .query_map((table, id), change)?
    .collect()
}

/// The acknowledged changes with a number above `n`, in order.
pub fn acked_after(conn: &Connection, n: u64) -> rusqlite::Result<Vec<Change>> {
    conn.prepare_cached(
        "SELECT n, of_table, row_id, kind, fields FROM pending_change
         WHERE n > ?1 AND acked_at IS NOT NULL ORDER BY n",
    )?
    .query_map([number(n)], change)?
    .collect()
}

/// The acknowledged changes with a number above `n` wait again.
pub fn wait_again_after(conn: &Connection, n: u64) -> rusqlite::Result<()> {
    let lost = conn
        .prepare_cached(
            "UPDATE pending_change SET acked_at = NULL WHERE n > ?1 AND acked_at IS NOT NULL",
        )?
        .execute([number(n)])?;
    photos::send_again_after(conn, number(n))?;
    if lost > 0 {
        photos::send_held(conn)?;
    }
    Ok(())
}

/// Keeps other fields of the waiting change with that number.
pub fn keep_fields(conn: &Connection, change: &Change) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE pending_change SET fields = ?2 WHERE n = ?1 AND acked_at IS NULL")?
        .execute((number(change.n), to_json(&change.fields)?))?;
    Ok(())
}

/// The server has the waiting changes up to that number.
pub fn ack_up_to(conn: &Connection, n: u64, at: DateTime<Utc>) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE pending_change SET acked_at = ?2 WHERE n <= ?1 AND acked_at IS NULL",
    )?
    .execute((number(n), time_text(at)))?;
    Ok(())
}

/// The server put the waiting change aside: so does the device, with its words.
pub fn park(conn: &Connection, n: u64, reason: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO parked (of_table, row_id, kind, fields, reason, customer_id, made_at)
         SELECT of_table, row_id, kind, fields, ?2, customer_id, made_at
         FROM pending_change WHERE n = ?1 AND acked_at IS NULL AND of_erased = 0",
    )?
    .execute((number(n), reason))?;
    forget(conn, n)
}

/// Forgets the waiting change with that number.
pub fn forget(conn: &Connection, n: u64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM pending_change WHERE n = ?1 AND acked_at IS NULL")?
        .execute([number(n)])?;
    Ok(())
}

/// Forgets every change that the server has.
pub fn forget_acked(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM pending_change WHERE acked_at IS NOT NULL", [])?;
    Ok(())
}

/// Forgets changes that the server has had since before `moment`.
pub fn forget_acked_before(conn: &Connection, moment: DateTime<Utc>) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM pending_change WHERE acked_at < ?1")?
        .execute([time_text(moment)])?;
    Ok(())
}

/// Numbers the changes that were not acknowledged from 1 on, in the order in which they were made.
/// Answers how many there are.
pub fn number_changes(conn: &Connection) -> rusqlite::Result<u64> {
    let count = conn.execute(
        "UPDATE pending_change SET n = numbered.place
         FROM (SELECT made, row_number() OVER (ORDER BY made) AS place
               FROM pending_change WHERE acked_at IS NULL) AS numbered
         WHERE pending_change.made = numbered.made",
        [],
    )?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
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
        ChangeKind::Nothing => "nothing",
        ChangeKind::Unknown => "unknown",
    }
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

//! What became of the changes that were sent: taken, merged, or put aside. No word of them is lost.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use regard_sync::{Change, ChangeOutcome, ChangeResult, tables};
use rusqlite::Connection;
use uuid::Uuid;

use super::outbox::{self, Base};
use super::rows::{self, time_text, to_json};
use super::sync_state;

/// Settles the sent changes that the server is done with, and answers the tables concerned.
pub fn settle(
    conn: &Connection,
    sent: &[Change],
    acked_to: u64,
    results: &[ChangeResult],
    now: DateTime<Utc>,
) -> rusqlite::Result<BTreeSet<String>> {
    let mut touched: BTreeSet<(&str, Uuid)> = BTreeSet::new();
    for change in sent.iter().filter(|change| change.n <= acked_to) {
        let result = results.iter().find(|result| result.n == change.n);
        match result.map(|result| &result.outcome) {
            Some(ChangeOutcome::Parked { reason }) => park(conn, change, reason)?,
            _ => take(conn, change, now)?,
        }
        touched.insert((&change.table, change.id));
    }
    for (table, id) in &touched {
        show_again(conn, table, *id)?;
    }
    Ok(touched
        .into_iter()
        .map(|(table, _)| table.to_owned())
        .collect())
}

/// The server has the change: it becomes part of what the server has.
fn take(conn: &Connection, change: &Change, now: DateTime<Utc>) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE pending_change SET acked_at = ?2 WHERE n = ?1 AND acked_at IS NULL",
    )?
    .execute((number(change.n), time_text(now)))?;
    let Some(table) = tables::table(&change.table) else {
        return Ok(());
    };
    if let Some(base) = outbox::base(conn, &change.table, change.id)?
        && !base.has_left()
    {
        let fields = outbox::with(table, base.fields, change);
        // An edit that the server took brings the row back.
        let gone = base.gone && fields.is_none();
        outbox::keep_base(conn, &change.table, change.id, &Base { fields, gone })?;
    }
    Ok(())
}

/// Puts a change aside that the server does not take at all, and numbers those after it anew.
pub fn put_aside(conn: &Connection, change: &Change, reason: &str) -> rusqlite::Result<()> {
    park(conn, change, reason)?;
    show_again(conn, &change.table, change.id)?;
    sync_state::number_from(conn, change.n)
}

/// The server put the change aside: so does the device, with its words.
fn park(conn: &Connection, change: &Change, reason: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO parked (of_table, row_id, kind, fields, reason, customer_id, made_at)
         SELECT of_table, row_id, kind, fields, ?2, customer_id, made_at
         FROM pending_change WHERE n = ?1 AND acked_at IS NULL",
    )?
    .execute((number(change.n), reason))?;
    conn.prepare_cached("DELETE FROM pending_change WHERE n = ?1 AND acked_at IS NULL")?
        .execute([number(change.n)])?;
    Ok(())
}

/// Writes the row as it shows with the changes that are still pending; without any, the base goes.
pub fn show_again(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<()> {
    let (Some(known), Some(base)) = (tables::table(table), outbox::base(conn, table, id)?) else {
        return Ok(());
    };
    let pending = outbox::of_row(conn, table, id)?;
    if pending.is_empty() {
        outbox::forget_base(conn, table, id)?;
        let fields = base.fields.filter(|_| !base.gone);
        return outbox::show(conn, known, id, fields.as_ref());
    }
    let shown = if base.has_left() {
        None
    } else {
        outbox::shown(known, base.fields, &pending)
    };
    outbox::show(conn, known, id, shown.as_ref())
}

/// The server knows the changes of this device only up to `known_to`, though it acknowledged more:
/// it came back from an older backup. They wait again. Answers whether there were any.
pub fn send_again_after(conn: &Connection, known_to: u64) -> rusqlite::Result<bool> {
    let lost: Vec<Change> = conn
        .prepare_cached(
            "SELECT n, of_table, row_id, kind, fields FROM pending_change
             WHERE n > ?1 AND acked_at IS NOT NULL ORDER BY n",
        )?
        .query_map([number(known_to)], outbox::change)?
        .collect::<Result<_, _>>()?;
    for change in &lost {
        if let Some(table) = tables::table(&change.table)
            && outbox::base(conn, &change.table, change.id)?.is_none()
        {
            let fields = rows::read(conn, table, change.id)?;
            let base = Base {
                fields,
                gone: false,
            };
            outbox::keep_base(conn, &change.table, change.id, &base)?;
        }
    }
    conn.prepare_cached(
        "UPDATE pending_change SET acked_at = NULL WHERE n > ?1 AND acked_at IS NOT NULL",
    )?
    .execute([number(known_to)])?;
    Ok(!lost.is_empty())
}

/// The server expects that number next: everything it does not have goes out again from there.
pub fn go_on_from(conn: &Connection, expected: u64) -> rusqlite::Result<()> {
    send_again_after(conn, expected.saturating_sub(1))?;
    sync_state::number_from(conn, expected)
}

/// Gives pending changes the server's stamp of the value they were made on, where that value was this
/// device's own and the server restamped it.
///
/// Without it, two edits of one person would look like edits of two. Answers the changes as they are
/// now.
pub fn follow_restamped(
    conn: &Connection,
    mut pending: Vec<Change>,
    server: &rows::Fields,
) -> rusqlite::Result<Vec<Change>> {
    let Some((table, id)) = pending
        .first()
        .map(|change| (change.table.clone(), change.id))
    else {
        return Ok(pending);
    };
    let mut acked: Option<Vec<Change>> = None;
    for change in &mut pending {
        let mut moved = false;
        for (name, field) in &mut change.fields {
            let Some(current) = server.get(name) else {
                continue;
            };
            if field.base.is_none() || field.base == Some(current.hlc) {
                continue;
            }
            let own = match &acked {
                Some(own) => own,
                None => acked.insert(acked_of_row(conn, &table, id)?),
            };
            let mine = own.iter().any(|own| {
                own.fields
                    .get(name)
                    .is_some_and(|own| Some(own.hlc) == field.base && own.value == current.value)
            });
            if mine {
                field.base = Some(current.hlc);
                moved = true;
            }
        }
        if moved {
            conn.prepare_cached(
                "UPDATE pending_change SET fields = ?2 WHERE n = ?1 AND acked_at IS NULL",
            )?
            .execute((number(change.n), to_json(&change.fields)?))?;
        }
    }
    Ok(pending)
}

fn acked_of_row(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<Vec<Change>> {
    conn.prepare_cached(
        "SELECT n, of_table, row_id, kind, fields FROM pending_change
         WHERE of_table = ?1 AND row_id = ?2 AND acked_at IS NOT NULL ORDER BY n",
    )?
    .query_map((table, id), outbox::change)?
    .collect()
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

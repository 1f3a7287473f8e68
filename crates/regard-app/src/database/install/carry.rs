//! What never left this device goes with it into the new database.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use regard_sync::device::{Base, arrive, follow_restamped, show, show_again, shown};
use regard_sync::{Change, Manifest, SCHEMA, tables};
use rusqlite::Connection;
use uuid::Uuid;

use super::{InstallError, fill};
use crate::database::device_store::DeviceDb;
use crate::database::outbox;
use crate::database::rows::{self, time_text};
use crate::database::set_aside::carry_table;
use crate::database::{search_keys, sessions, sync_state};

/// What is carried over, in this order.
const CARRIED: &[&str] = &[
    "pin",
    "session",
    "setting",
    "sync_state",
    "pending_change",
    "parked",
    "held_message",
    "jot_draft",
    "alert_raised",
    "recently_opened",
];

/// What the carrying goes by.
pub struct Carrying<'a> {
    /// What was installed.
    pub manifest: &'a Manifest,
    /// The secret of the device when it was asked for.
    pub token: &'a str,
    /// The life of the database when it was asked for.
    pub incarnation: Uuid,
    /// When it was asked for.
    pub since: DateTime<Utc>,
}

/// Carries everything over. `old` is the database in use, `fresh` the one that is to take its place.
pub fn carry(
    old: &Connection,
    fresh: &Connection,
    what: &Carrying<'_>,
) -> Result<(), InstallError> {
    let standing = sync_state::standing(old)?;
    if sessions::token(old)?.as_deref() != Some(what.token)
        || standing.incarnation != what.incarnation
        || (standing.cursor.is_some() && standing.schema >= SCHEMA)
    {
        return Err(InstallError::NotForUs);
    }
    fresh.execute_batch("BEGIN")?;
    for table in CARRIED {
        let (_, whole) = carry_table(old, fresh, table, "")?;
        if !whole {
            // Better the old database with everything in it than a new one without.
            return Err(InstallError::Busy);
        }
    }
    for row in &what.manifest.own {
        arrive(&mut DeviceDb(fresh), row, true)?;
    }
    show_pending(fresh)?;
    show_said_since(fresh, what.since)?;
    let mut numbers = sync_state::numbers(fresh)?;
    numbers.last_hlc = numbers.last_hlc.max(what.manifest.newest);
    sync_state::keep_numbers(fresh, &numbers)?;
    sync_state::keep_cursor(fresh, Some(&what.manifest.cursor), SCHEMA)?;
    sessions::follow_company(fresh)?;
    fill::begin(fresh)?;
    search_keys::settle(fresh)?;
    fresh.execute_batch("COMMIT")?;
    Ok(())
}

/// Lays the changes that the server does not have on top of its rows.
fn show_pending(fresh: &Connection) -> rusqlite::Result<()> {
    for (name, id) in changed_rows(fresh, "acked_at IS NULL", "")? {
        let Some(table) = tables::table(&name) else {
            continue;
        };
        let base = Base {
            fields: rows::read(fresh, table, id)?,
            gone: false,
        };
        outbox::keep_base(fresh, &name, id, &base)?;
        if let Some(server) = &base.fields {
            let pending = outbox::of_row(fresh, &name, id)?;
            follow_restamped(&mut DeviceDb(fresh), pending, server)?;
        }
        show_again(&mut DeviceDb(fresh), &name, id)?;
    }
    Ok(())
}

/// Shows what the server took while the snapshot was on its way: it is newer than the snapshot, and
/// comes with the next pages. Until then it must not be missed.
fn show_said_since(fresh: &Connection, since: DateTime<Utc>) -> rusqlite::Result<()> {
    let since = time_text(since);
    for (name, id) in changed_rows(fresh, "acked_at >= ?1", &since)? {
        let Some(table) = tables::table(&name) else {
            continue;
        };
        if outbox::is_waiting(fresh, &name, id)? {
            continue;
        }
        let said: Vec<Change> = fresh
            .prepare_cached(
                "SELECT n, of_table, row_id, kind, fields FROM pending_change
                 WHERE of_table = ?1 AND row_id = ?2 AND acked_at >= ?3 ORDER BY n",
            )?
            .query_map((&name, id, &since), outbox::change)?
            .collect::<Result<_, _>>()?;
        let shown = shown(table, rows::read(fresh, table, id)?, &said);
        show(&mut DeviceDb(fresh), table, id, shown.as_ref())?;
    }
    Ok(())
}

fn changed_rows(
    fresh: &Connection,
    which: &str,
    since: &str,
) -> rusqlite::Result<BTreeSet<(String, Uuid)>> {
    fresh
        .prepare(&format!(
            "SELECT DISTINCT of_table, row_id FROM pending_change WHERE {which} AND ?1 = ?1"
        ))?
        .query_map([since], |row| {
            Ok((row.get("of_table")?, row.get("row_id")?))
        })?
        .collect()
}

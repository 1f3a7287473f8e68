//! What never left this device goes with it into the new database.

use std::collections::BTreeSet;

use regard_sync::device::{Base, arrive, follow_restamped, hide_orphans, show, show_again, shown};
use regard_sync::{Change, Manifest, SCHEMA, tables};
use rusqlite::Connection;
use uuid::Uuid;

use super::{InstallError, fill};
use crate::database::device_store::DeviceDb;
use crate::database::outbox;
use crate::database::photos;
use crate::database::rows;
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
    "photo_waiting",
    "check_in",
    "alert_raised",
    "recently_opened",
];

/// Rows by table and id.
type Rows = BTreeSet<(String, Uuid)>;

/// What the carrying goes by.
pub struct Carrying<'a> {
    /// What was installed.
    pub manifest: &'a Manifest,
    /// The secret of the device when it was asked for.
    pub token: &'a str,
    /// The life of the database when it was asked for.
    pub incarnation: Uuid,
    /// The place in the outbox of the newest change that the server had when the snapshot was first
    /// asked for.
    pub said_to: i64,
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
    carry_pictures(old, fresh)?;
    for row in &what.manifest.own {
        arrive(&mut DeviceDb(fresh), row, true)?;
    }
    let mut shown = show_pending(fresh)?;
    shown.extend(show_said_since(fresh, what.said_to)?);
    hide_orphans(&mut DeviceDb(fresh), &shown)?;
    let mut numbers = sync_state::numbers(fresh)?;
    numbers.last_hlc = numbers.last_hlc.max(what.manifest.newest);
    sync_state::keep_numbers(fresh, &numbers)?;
    sync_state::keep_cursor(fresh, Some(&what.manifest.cursor), SCHEMA)?;
    sessions::follow_company(fresh)?;
    fill::begin(fresh)?;
    search_keys::settle(fresh)?;
    photos::forget_orphans(fresh)?;
    fresh.execute_batch("COMMIT")?;
    Ok(())
}

/// Carries the pictures that the server does not have, and those that it may have lost: nobody reads or
/// writes meanwhile, and the others are fetched when somebody looks at them.
fn carry_pictures(old: &Connection, fresh: &Connection) -> Result<(), InstallError> {
    let nowhere_else = "hash IN (SELECT hash FROM photo_waiting WHERE NOT again)";
    let (_, whole) = carry_table(
        old,
        fresh,
        "photo_original",
        &format!("WHERE {nowhere_else}"),
    )?;
    if !whole {
        return Err(InstallError::Busy);
    }
    let said = photos::SAID;
    let maybe_lost = format!(
        "WHERE hash IN (SELECT hash FROM photo_waiting UNION {said}) AND NOT {nowhere_else}"
    );
    if !carry_table(old, fresh, "photo_original", &maybe_lost)?.1 {
        tracing::warn!("a picture that the server had can't be read, and was not carried over");
    }
    Ok(())
}

/// Lays the changes that the server does not have on top of its rows. Answers which rows those are.
fn show_pending(fresh: &Connection) -> rusqlite::Result<Rows> {
    let changed = changed_rows(fresh, "acked_at IS NULL", 0)?;
    for (name, id) in &changed {
        let (name, id) = (name.as_str(), *id);
        let Some(table) = tables::table(name) else {
            continue;
        };
        let base = Base {
            fields: rows::read(fresh, table, id)?,
            gone: false,
        };
        outbox::keep_base(fresh, name, id, &base)?;
        if let Some(server) = &base.fields {
            let pending = outbox::of_row(fresh, name, id)?;
            follow_restamped(&mut DeviceDb(fresh), pending, server)?;
        }
        show_again(&mut DeviceDb(fresh), name, id)?;
    }
    Ok(changed)
}

/// Shows what the server took while the snapshot was on its way: it is newer than the snapshot, and
/// comes with the next pages. Until then it must not be missed. Answers which rows those are.
fn show_said_since(fresh: &Connection, said_to: i64) -> rusqlite::Result<Rows> {
    let changed = changed_rows(fresh, "acked_at IS NOT NULL AND made > ?1", said_to)?;
    for (name, id) in &changed {
        let (name, id) = (name.as_str(), *id);
        let Some(table) = tables::table(name) else {
            continue;
        };
        if outbox::is_waiting(fresh, name, id)? {
            continue;
        }
        let said: Vec<Change> = fresh
            .prepare_cached(
                "SELECT n, of_table, row_id, kind, fields FROM pending_change
                 WHERE of_table = ?1 AND row_id = ?2
                   AND acked_at IS NOT NULL AND made > ?3 ORDER BY n",
            )?
            .query_map((name, id, said_to), outbox::change)?
            .collect::<Result<_, _>>()?;
        let shown = shown(table, rows::read(fresh, table, id)?, &said);
        show(&mut DeviceDb(fresh), table, id, shown.as_ref())?;
    }
    Ok(changed)
}

fn changed_rows(fresh: &Connection, which: &str, after: i64) -> rusqlite::Result<Rows> {
    fresh
        .prepare(&format!(
            "SELECT DISTINCT of_table, row_id FROM pending_change WHERE {which} AND ?1 = ?1"
        ))?
        .query_map([after], |row| {
            Ok((row.get("of_table")?, row.get("row_id")?))
        })?
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::migrate;

    fn database() -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate::migrate(&mut conn).unwrap();
        conn
    }

    /// What goes over of three pictures, of which one can't be read; the rest of the word is who waits.
    fn carried(waiting: &str) -> Result<Vec<String>, InstallError> {
        let (old, fresh) = (database(), database());
        old.execute_batch(&format!(
            "ALTER TABLE photo_original RENAME TO kept;
             INSERT INTO kept VALUES ('a', 1, '', x'01'), ('b', 1, '', x'02'), ('torn', 1, '', x'03');
             CREATE VIEW photo_original AS SELECT hash, size, used_at,
               CASE hash WHEN 'torn' THEN abs(-9223372036854775808) ELSE bytes END AS bytes FROM kept;
             INSERT INTO photo_waiting (photo_id, company_id, customer_id, hash, added_at, again)
             VALUES (x'01', x'0c', x'01', 'a', '', 0), {waiting}"
        ))
        .unwrap();
        carry_pictures(&old, &fresh)?;
        let mut kept = fresh.prepare("SELECT hash FROM photo_original").unwrap();
        let kept = kept.query_map([], |row| row.get("hash")).unwrap();
        Ok(kept.collect::<Result<_, _>>().unwrap())
    }

    #[test]
    fn only_a_picture_that_nobody_else_has_keeps_a_snapshot_from_being_installed() {
        let of = |hash: &str, again: u8| format!("(x'02', x'0c', x'01', '{hash}', '', {again})");
        // What was looked at lately stays behind, whether it can be read or not.
        assert_eq!(carried(&of("a", 1)).unwrap(), ["a"]);
        assert_eq!(carried(&of("b", 1)).unwrap(), ["a", "b"]);
        assert_eq!(carried(&of("torn", 1)).unwrap(), ["a"]);
        assert!(matches!(carried(&of("torn", 0)), Err(InstallError::Busy)));
    }
}

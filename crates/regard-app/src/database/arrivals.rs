//! Rows that came from the server: written as they are, or under the changes that are still pending.

use std::collections::{BTreeMap, BTreeSet};

use regard_sync::tables::{self, Belongs, TABLES, Table};
use regard_sync::{FieldState, Hlc, Row};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::outbox::{self, Base};
use super::rows::{self, Fields, from_json, to_json};
use super::settle;

/// Writes one row of a page. Doing so twice changes nothing.
pub fn arrive(conn: &Connection, row: &Row) -> rusqlite::Result<()> {
    let Some(table) = tables::table(&row.table) else {
        return keep_unknown(conn, row);
    };
    match outbox::base(conn, table.name, row.id)? {
        Some(base) => arrive_under_changes(conn, table, row, base),
        None if row.deleted => rows::delete(conn, table, row.id),
        None => {
            let known = rows::read(conn, table, row.id)?;
            let fields = merged(known, &row.fields);
            rows::write(conn, table, row.id, &fields)
        }
    }
}

/// The newest stamp of a page.
pub fn newest_stamp(rows: &[Row]) -> Option<Hlc> {
    rows.iter()
        .flat_map(|row| row.fields.values().map(|state| state.hlc))
        .max()
}

fn arrive_under_changes(
    conn: &Connection,
    table: &Table,
    row: &Row,
    base: Base,
) -> rusqlite::Result<()> {
    let base = if row.deleted {
        Base {
            fields: base.fields,
            gone: true,
        }
    } else {
        Base {
            fields: Some(merged(base.fields, &row.fields)),
            gone: false,
        }
    };
    outbox::keep_base(conn, table.name, row.id, &base)?;
    let mut pending = outbox::of_row(conn, table.name, row.id)?;
    if let Some(server) = &base.fields {
        pending = settle::follow_restamped(conn, pending, server)?;
    }
    let shown = outbox::shown(table, base.fields, &pending);
    outbox::show(conn, table, row.id, shown.as_ref())
}

/// The row with what came: the server's word stands.
fn merged(known: Option<Fields>, came: &BTreeMap<String, FieldState>) -> Fields {
    let mut fields = known.unwrap_or_default();
    for (name, state) in came {
        fields.insert(name.clone(), state.clone());
    }
    fields
}

/// Keeps a row of a table that this version does not know.
fn keep_unknown(conn: &Connection, row: &Row) -> rusqlite::Result<()> {
    if row.deleted {
        conn.prepare_cached("DELETE FROM unknown_row WHERE of_table = ?1 AND row_id = ?2")?
            .execute((&row.table, row.id))?;
        return Ok(());
    }
    let known: Option<String> = conn
        .prepare_cached("SELECT fields FROM unknown_row WHERE of_table = ?1 AND row_id = ?2")?
        .query_row((&row.table, row.id), |row| row.get("fields"))
        .optional()?;
    let known = known.as_deref().map(from_json).transpose()?;
    conn.prepare_cached(
        "INSERT INTO unknown_row (of_table, row_id, fields) VALUES (?1, ?2, ?3)
         ON CONFLICT (of_table, row_id) DO UPDATE SET fields = excluded.fields",
    )?
    .execute((&row.table, row.id, to_json(&merged(known, &row.fields))?))?;
    Ok(())
}

/// The customer may no longer be seen here: they go with all that hangs on them, without a trace for
/// the server. Pending changes stay and are sent. Answers the tables concerned.
pub fn leave(conn: &Connection, customer: Uuid) -> rusqlite::Result<BTreeSet<String>> {
    let mut touched = BTreeSet::new();
    for table in TABLES {
        let column = match table.belongs {
            Belongs::Customer => "id",
            Belongs::ToCustomer(field) => field,
            Belongs::Company | Belongs::ToAssociate(_) => continue,
        };
        let name = table.name;
        conn.prepare_cached(&format!(
            "UPDATE base_row SET fields = NULL, gone = 1 WHERE of_table = ?1
               AND row_id IN (SELECT id FROM {name} WHERE {column} = ?2)"
        ))?
        .execute((name, customer))?;
        let gone = conn
            .prepare_cached(&format!("DELETE FROM {name} WHERE {column} = ?1"))?
            .execute([customer])?;
        if gone > 0 {
            touched.insert(name.to_owned());
        }
    }
    conn.prepare_cached("DELETE FROM recently_opened WHERE customer_id = ?1")?
        .execute([customer])?;
    Ok(touched)
}

/// Whether there is any row of the server here.
pub fn is_empty(conn: &Connection) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM store) AND NOT EXISTS (SELECT 1 FROM customer) AS empty",
    )?
    .query_row([], |row| row.get("empty"))
}

/// Begins to note which rows come, for [`sweep`]. Kept in memory only: a start afresh that was
/// interrupted begins again.
pub fn begin_noting(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "DROP TABLE IF EXISTS temp.came;
         CREATE TEMP TABLE came (
           of_table TEXT NOT NULL, row_id BLOB NOT NULL, PRIMARY KEY (of_table, row_id)
         ) STRICT, WITHOUT ROWID;",
    )
}

/// Notes that a row came.
pub fn note(conn: &Connection, row: &Row) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO temp.came (of_table, row_id) VALUES (?1, ?2)")?
        .execute((&row.table, row.id))?;
    Ok(())
}

/// Takes out every row that did not come in a start afresh. Of a row with pending changes only what
/// the server had of it goes; the changes stay, and show as far as they can.
pub fn sweep(conn: &Connection) -> rusqlite::Result<()> {
    for table in TABLES {
        let name = table.name;
        conn.execute(
            &format!(
                "DELETE FROM {name} WHERE id NOT IN
                   (SELECT row_id FROM temp.came WHERE of_table = ?1)
                 AND id NOT IN (SELECT row_id FROM base_row WHERE of_table = ?1)"
            ),
            [name],
        )?;
    }
    conn.execute(
        "DELETE FROM unknown_row WHERE (of_table, row_id) NOT IN (SELECT of_table, row_id FROM temp.came)",
        [],
    )?;
    let pending: Vec<(String, Uuid)> = conn
        .prepare(
            "SELECT of_table, row_id FROM base_row
             WHERE (of_table, row_id) NOT IN (SELECT of_table, row_id FROM temp.came)",
        )?
        .query_map([], |row| Ok((row.get("of_table")?, row.get("row_id")?)))?
        .collect::<Result<_, _>>()?;
    let nothing = Base {
        fields: None,
        gone: false,
    };
    for (table, id) in pending {
        outbox::keep_base(conn, &table, id, &nothing)?;
        settle::show_again(conn, &table, id)?;
    }
    conn.execute_batch("DROP TABLE IF EXISTS temp.came;")
}

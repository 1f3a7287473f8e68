//! What is filled in the background after a snapshot was installed: the rows and keys that the
//! prefixes look up, and the words of notes and messages.
//!
//! It goes forward by the number of the row, a few at a time, and says in the same transaction how
//! far it is: killed, it goes on where it was. Rows that come later are kept by the triggers.

use regard_domain::ids::CustomerId;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::database::rows::{from_json, to_json};
use crate::database::{one_person, search_keys};

/// The name of the setting that says how far it is; none: there is nothing to fill.
const HOW_FAR: &str = "filled_to";
/// Customers between two looks at the time.
const CUSTOMERS: i64 = 20;
/// Long texts between two looks at the time.
const TEXTS: i64 = 200;

/// How far it is, by the number of the last row.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct HowFar {
    customer: i64,
    note: i64,
    message: i64,
}

/// There is everything to fill. Those whom the first screen shows are filled at once.
pub fn begin(conn: &Connection) -> rusqlite::Result<()> {
    one_person::settle(conn)?;
    keep(conn, &HowFar::default())?;
    let first: Vec<CustomerId> = conn
        .prepare(
            "SELECT DISTINCT repair.customer_id FROM open_repair
             JOIN repair ON repair.id = open_repair.repair_id LIMIT 200",
        )?
        .query_map([], |row| Ok(CustomerId(row.get("customer_id")?)))?
        .collect::<Result<_, _>>()?;
    for customer in first {
        search_keys::refresh(conn, customer)?;
    }
    Ok(())
}

/// Whether there is something to fill.
pub fn is_wanted(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(how_far(conn)?.is_some())
}

/// One step, until `enough` says so. Answers whether there is more.
pub fn step(conn: &Connection, enough: &dyn Fn() -> bool) -> rusqlite::Result<bool> {
    let Some(mut far) = how_far(conn)? else {
        return Ok(false);
    };
    let mut more = some(conn, &mut far)?;
    while more && !enough() {
        more = some(conn, &mut far)?;
    }
    if more {
        keep(conn, &far)?;
    } else {
        conn.execute("DELETE FROM setting WHERE name = ?1", [HOW_FAR])?;
    }
    Ok(more)
}

/// Fills a few. Answers whether there is more.
fn some(conn: &Connection, far: &mut HowFar) -> rusqlite::Result<bool> {
    let customers: Vec<(i64, CustomerId)> = conn
        .prepare_cached(
            "SELECT rowid AS number, id FROM customer WHERE rowid > ?1 ORDER BY rowid LIMIT ?2",
        )?
        .query_map((far.customer, CUSTOMERS), |row| {
            Ok((row.get("number")?, CustomerId(row.get("id")?)))
        })?
        .collect::<Result<_, _>>()?;
    for (number, customer) in &customers {
        search_keys::refresh(conn, *customer)?;
        far.customer = *number;
    }
    if !customers.is_empty() {
        return Ok(true);
    }
    let to = far.note.saturating_add(TEXTS);
    let mut more = texts(conn, "note", "words", far.note, to)?;
    far.note = to;
    let to = far.message.saturating_add(TEXTS);
    more |= texts(conn, "message", "body", far.message, to)?;
    far.message = to;
    Ok(more)
}

/// Puts the long texts of some rows in. Answers whether there are rows behind them.
fn texts(
    conn: &Connection,
    table: &str,
    words: &str,
    after: i64,
    to: i64,
) -> rusqlite::Result<bool> {
    conn.execute(
        &format!(
            "INSERT INTO long_text_row (of_table, row_id, customer_id)
             SELECT '{table}', id, customer_id FROM {table}
             WHERE rowid > ?1 AND rowid <= ?2
               AND NOT EXISTS (SELECT 1 FROM long_text_row WHERE row_id = {table}.id)"
        ),
        (after, to),
    )?;
    conn.execute(
        &format!(
            "INSERT INTO long_text (rowid, words)
             SELECT long_text_row.id, {table}.{words} FROM {table}
             JOIN long_text_row ON long_text_row.row_id = {table}.id
             WHERE {table}.rowid > ?1 AND {table}.rowid <= ?2
               AND NOT EXISTS (SELECT 1 FROM long_text_docsize WHERE id = long_text_row.id)"
        ),
        (after, to),
    )?;
    conn.query_row(
        &format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE rowid > ?1) AS more"),
        [to],
        |row| row.get("more"),
    )
}

fn how_far(conn: &Connection) -> rusqlite::Result<Option<HowFar>> {
    conn.prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([HOW_FAR], |row| row.get::<_, String>("value"))
        .optional()?
        .map(|text| from_json(&text))
        .transpose()
}

fn keep(conn: &Connection, far: &HowFar) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")?
        .execute((HOW_FAR, to_json(far)?))?;
    Ok(())
}

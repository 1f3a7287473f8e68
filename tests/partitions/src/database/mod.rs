//! What is read of a device's database past its screens.

use std::collections::BTreeMap;

use regard_app::Uuid;
use rusqlite::Connection;

/// Words, with how often they are there.
pub type Counted = BTreeMap<String, u32>;

/// The words of all notes about a customer.
pub fn notes(conn: &Connection, customer: Uuid) -> rusqlite::Result<Counted> {
    counted(
        conn,
        "SELECT words FROM note WHERE customer_id = ?1",
        customer,
    )
}

/// What was entered for a customer at the same time as something else.
pub fn also_entered(conn: &Connection, customer: Uuid) -> rusqlite::Result<Counted> {
    let sql = "SELECT value AS words FROM also_entered WHERE customer_id = ?1";
    counted(conn, sql, customer)
}

/// What a customer is called.
pub fn nickname(conn: &Connection, customer: Uuid) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT nickname FROM customer WHERE id = ?1";
    conn.query_row(sql, [customer], |row| row.get("nickname"))
}

/// How many changes the server has not acknowledged.
pub fn waiting(conn: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT count(*) AS waiting FROM pending_change WHERE acked_at IS NULL";
    conn.query_row(sql, [], |row| row.get("waiting"))
}

fn counted(conn: &Connection, sql: &str, customer: Uuid) -> rusqlite::Result<Counted> {
    let mut counts = Counted::new();
    let mut rows = conn.prepare(sql)?;
    for words in rows.query_map([customer], |row| row.get("words"))? {
        *counts.entry(words?).or_default() += 1;
    }
    Ok(counts)
}

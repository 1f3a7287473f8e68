//! Rows that came from the server, beyond those of the tables themselves.
//!
//! Rows of unknown tables, customers who leave this device, and what did not come in a start afresh.
//! The rules are in `regard_sync::device`.

use regard_sync::device::Fields;
use regard_sync::tables::{Belongs, TABLES, Table};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::rows::{from_json, to_json};

/// A row of a table that this version does not know.
pub fn unknown_row(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<Option<Fields>> {
    let known: Option<String> = conn
        .prepare_cached("SELECT fields FROM unknown_row WHERE of_table = ?1 AND row_id = ?2")?
        .query_row((table, id), |row| row.get("fields"))
        .optional()?;
    known.as_deref().map(from_json).transpose()
}

/// Keeps a row of a table that this version does not know.
pub fn keep_unknown_row(
    conn: &Connection,
    table: &str,
    id: Uuid,
    fields: &Fields,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO unknown_row (of_table, row_id, fields) VALUES (?1, ?2, ?3)
         ON CONFLICT (of_table, row_id) DO UPDATE SET fields = excluded.fields",
    )?
    .execute((table, id, to_json(fields)?))?;
    Ok(())
}

/// Takes out a row of a table that this version does not know.
pub fn forget_unknown_row(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM unknown_row WHERE of_table = ?1 AND row_id = ?2")?
        .execute((table, id))?;
    Ok(())
}

/// Takes out the rows of a table that hang on a customer or have that id themselves.
///
/// Those too of which only the server's copy is left because they were deleted here. Pending changes
/// stay. Answers whether any row showed.
pub fn purge(conn: &Connection, table: &Table, root: Uuid) -> rusqlite::Result<bool> {
    let column = match table.belongs {
        Belongs::Customer => "id",
        Belongs::ToCustomer(field) => field,
        Belongs::Company | Belongs::ToAssociate(_) => return Ok(false),
    };
    let name = table.name;
    // What only a pending change hung on them stands at the server with someone else.
    conn.prepare_cached(&format!(
        "UPDATE base_row SET fields = NULL, gone = 1 WHERE of_table = ?1
           AND ((fields IS NULL
                 AND row_id IN (SELECT id FROM {name} WHERE {column} = ?2 OR id = ?2))
                OR json_extract(fields, '$.{column}.value') = ?3
                OR (row_id = ?2 AND fields IS NOT NULL))"
    ))?
    .execute((name, root, root.to_string()))?;
    let gone = conn
        .prepare_cached(&format!(
            "DELETE FROM {name} WHERE {column} = ?1 OR id = ?1"
        ))?
        .execute([root])?;
    Ok(gone > 0)
}

/// Takes out what else is kept of a customer who may no longer be seen here.
pub fn forget_customer(conn: &Connection, customer: Uuid) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "DELETE FROM unknown_row
         WHERE json_extract(fields, '$.customer_id.value') = ?1 OR row_id = ?2",
    )?
    .execute((customer.to_string(), customer))?;
    conn.prepare_cached("DELETE FROM recently_opened WHERE customer_id = ?1")?
        .execute([customer])?;
    Ok(())
}

/// Whether there is any row of the server here.
pub fn has_rows(conn: &Connection) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM store) OR EXISTS (SELECT 1 FROM customer) AS any",
    )?
    .query_row([], |row| row.get("any"))
}

/// Begins to note which rows come, for [`sweep_rows`]. Kept in memory only: a start afresh that was
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
pub fn note(conn: &Connection, table: &str, id: Uuid) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO temp.came (of_table, row_id) VALUES (?1, ?2)")?
        .execute((table, id))?;
    Ok(())
}

/// Takes out every row that did not come in a start afresh and has no pending changes. Answers the
/// rows with pending changes that did not come.
pub fn sweep_rows(conn: &Connection) -> rusqlite::Result<Vec<(String, Uuid)>> {
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
    let pending = conn
        .prepare(
            "SELECT of_table, row_id FROM base_row
             WHERE (of_table, row_id) NOT IN (SELECT of_table, row_id FROM temp.came)
             ORDER BY of_table, row_id",
        )?
        .query_map([], |row| Ok((row.get("of_table")?, row.get("row_id")?)))?
        .collect::<Result<_, _>>()?;
    conn.execute_batch("DROP TABLE IF EXISTS temp.came;")?;
    Ok(pending)
}

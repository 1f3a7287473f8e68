//! Whole feeds, table by table, for a snapshot and for the first agenda.

use regard_domain::ids::CompanyId;
use rusqlite::Connection;
use uuid::Uuid;

use super::{DatabaseError, unsigned};

/// One row of a feed, its fields still as they are stored.
pub struct WholeRow {
    /// The row.
    pub id: Uuid,
    /// The customer it hangs on, or is.
    pub root: Option<Uuid>,
    /// Its fields, as JSON text.
    pub fields: String,
}

/// Hands every row of a table that stands in one of `feeds` and is not gone to `take`, in the order
/// of the ids.
pub fn each<E: From<DatabaseError>>(
    connection: &Connection,
    company: CompanyId,
    table: &str,
    feeds: &[String],
    mut take: impl FnMut(WholeRow) -> Result<(), E>,
) -> Result<(), E> {
    let engine = |error: rusqlite::Error| E::from(DatabaseError::from(error));
    let mut statement = connection
        .prepare_cached(
            "SELECT id, root, feed, fields FROM synced_row
             WHERE company = ?1 AND tbl = ?2 AND deleted = 0 ORDER BY id",
        )
        .map_err(engine)?;
    let mut rows = statement.query((company.0, table)).map_err(engine)?;
    while let Some(row) = rows.next().map_err(engine)? {
        let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Option<WholeRow>> {
            let feed = row.get_ref("feed")?.as_str()?;
            if !feeds.iter().any(|wanted| wanted == feed) {
                return Ok(None);
            }
            Ok(Some(WholeRow {
                id: row.get("id")?,
                root: row.get("root")?,
                fields: row.get("fields")?,
            }))
        };
        if let Some(row) = read(row).map_err(engine)? {
            take(row)?;
        }
    }
    Ok(())
}

/// How many rows stand in the feeds, counted up to `most`.
pub fn count(
    connection: &Connection,
    company: CompanyId,
    feeds: &[String],
    most: u64,
) -> Result<u64, DatabaseError> {
    let mut found = 0_u64;
    for feed in feeds {
        let rows = connection
            .prepare_cached(
                "SELECT count(*) AS rows FROM (SELECT 1 FROM synced_row
                 WHERE company = ?1 AND feed = ?2 LIMIT ?3)",
            )?
            .query_row((company.0, feed, super::signed(most)), |row| {
                unsigned(row, "rows")
            })?;
        found = found.saturating_add(rows);
    }
    Ok(found)
}

/// The tables of which there are rows.
pub fn tables(connection: &Connection, company: CompanyId) -> Result<Vec<String>, DatabaseError> {
    // A step from name to name: the rows between are not read.
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE name (tbl) AS (
           SELECT min(tbl) FROM synced_row WHERE company = ?1
           UNION ALL
           SELECT (SELECT min(tbl) FROM synced_row WHERE company = ?1 AND tbl > name.tbl)
           FROM name WHERE name.tbl IS NOT NULL)
         SELECT tbl FROM name WHERE tbl IS NOT NULL",
    )?;
    let names = statement
        .query_map([company.0], |row| row.get("tbl"))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

/// How many ids were erased for good: another number than before says that there was an erasure.
pub fn erasures(connection: &Connection, company: CompanyId) -> Result<u64, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT count(*) AS erased FROM erased WHERE company = ?1")?
        .query_row([company.0], |row| unsigned(row, "erased"))?)
}

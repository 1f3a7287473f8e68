//! Whole feeds, table by table, for a snapshot and for the first agenda.

use regard_domain::ids::CompanyId;
use uuid::Uuid;

use super::{Cell, DatabaseError, Sql};

/// Rows read at once.
const AT_ONCE: u32 = 5_000;

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
    sql: &dyn Sql,
    company: CompanyId,
    table: &str,
    feeds: &[String],
    mut take: impl FnMut(WholeRow) -> Result<(), E>,
) -> Result<(), E> {
    if feeds.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = (5..).take(feeds.len()).map(|at| format!("?{at}")).collect();
    let statement = format!(
        "SELECT id, root, fields FROM synced_row
         WHERE company = ?1 AND tbl = ?2 AND id > ?3 AND feed IN ({}) AND NOT deleted
         ORDER BY id LIMIT ?4",
        places.join(", ")
    );
    let mut after = Uuid::nil();
    loop {
        let mut cells: Vec<Cell> =
            vec![company.0.into(), table.into(), after.into(), AT_ONCE.into()];
        cells.extend(feeds.iter().map(Cell::from));
        let lines = sql.query(&statement, &cells)?;
        for line in &lines {
            after = line.get("id")?;
            take(WholeRow {
                id: after,
                root: line.get("root")?,
                fields: line.get("fields")?,
            })?;
        }
        if lines.len() < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}

/// How many rows stand in the feeds, counted up to `most`.
pub fn count(
    sql: &dyn Sql,
    company: CompanyId,
    feeds: &[String],
    most: u64,
) -> Result<u64, DatabaseError> {
    let mut found = 0_u64;
    for feed in feeds {
        let line = sql.one(
            "SELECT count(*) AS rows_found FROM (SELECT 1 FROM synced_row
             WHERE company = ?1 AND feed = ?2 LIMIT ?3) AS some",
            &[company.0.into(), feed.into(), most.into()],
        )?;
        let line = line.ok_or(DatabaseError::NoCompany)?;
        found = found.saturating_add(line.get("rows_found")?);
    }
    Ok(found)
}

/// The tables of which there are rows.
pub fn tables(sql: &dyn Sql, company: CompanyId) -> Result<Vec<String>, DatabaseError> {
    // A step from name to name: the rows between are not read.
    sql.query(
        "WITH RECURSIVE name (tbl) AS (
           SELECT min(tbl) FROM synced_row WHERE company = ?1
           UNION ALL
           SELECT (SELECT min(tbl) FROM synced_row WHERE company = ?1 AND tbl > name.tbl)
           FROM name WHERE name.tbl IS NOT NULL)
         SELECT tbl FROM name WHERE tbl IS NOT NULL",
        &[company.0.into()],
    )?
    .iter()
    .map(|line| line.get("tbl"))
    .collect()
}

/// How many ids were erased for good: another number than before says that there was an erasure.
pub fn erasures(sql: &dyn Sql, company: CompanyId) -> Result<u64, DatabaseError> {
    let line = sql.one(
        "SELECT count(*) AS erased FROM erased WHERE company = ?1",
        &[company.0.into()],
    )?;
    line.ok_or(DatabaseError::NoCompany)?.get("erased")
}

//! Asks for many customers with one statement.

use regard_domain::ids::CustomerId;
use rusqlite::{Connection, Row, params_from_iter};

/// So many ids stand in one statement; a shorter list is filled up with its last one, so that the
/// statement is prepared once.
const AT_ONCE: usize = 40;

/// Runs `sql` for the customers and hands out each row. `{ids}` stands for the list of ids.
pub fn each_of(
    conn: &Connection,
    sql: &str,
    ids: &[CustomerId],
    mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    for ids in ids.chunks(AT_ONCE) {
        let Some(last) = ids.last() else { continue };
        let size = if ids.len() == 1 { 1 } else { AT_ONCE };
        let places: Vec<String> = (1..=size).map(|n| format!("?{n}")).collect();
        let mut statement = conn.prepare_cached(&sql.replace("{ids}", &places.join(", ")))?;
        let values = ids
            .iter()
            .chain(std::iter::repeat(last))
            .take(size)
            .map(|id| id.0);
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            each(row)?;
        }
    }
    Ok(())
}

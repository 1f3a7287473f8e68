//! Synced rows of every table, each field with its stamp and the number of the change that set it.

use std::collections::BTreeSet;

use regard_domain::ids::CompanyId;
use regard_sync::server::StoredRow;
use uuid::Uuid;

use super::sql::{Cell, Line};
use super::{DatabaseError, Sql};

const COLUMNS: &str = "tbl, id, root, feed, seq, entered, fields, deleted";

fn from_line(line: &Line) -> Result<StoredRow, DatabaseError> {
    let fields: String = line.get("fields")?;
    Ok(StoredRow {
        table: line.get("tbl")?,
        id: line.get("id")?,
        root: line.get("root")?,
        feed: line.get("feed")?,
        seq: line.get("seq")?,
        entered: line.get("entered")?,
        fields: serde_json::from_str(&fields)?,
        deleted: line.get("deleted")?,
    })
}

fn found(sql: &dyn Sql, statement: &str, cells: &[Cell]) -> Result<Vec<StoredRow>, DatabaseError> {
    sql.query(statement, cells)?.iter().map(from_line).collect()
}

/// One row, tombstones too.
pub fn row(
    sql: &dyn Sql,
    company: CompanyId,
    table: &str,
    id: Uuid,
) -> Result<Option<StoredRow>, DatabaseError> {
    if let Some(known) = sql.ahead().and_then(|ahead| ahead.row(table, id)) {
        return Ok(known);
    }
    let line = sql.one(
        &format!("SELECT {COLUMNS} FROM synced_row WHERE company = ?1 AND tbl = ?2 AND id = ?3"),
        &[company.0.into(), table.into(), id.into()],
    )?;
    let row = line.as_ref().map(from_line).transpose()?;
    if let Some(ahead) = sql.ahead() {
        let asked = BTreeSet::from([(table.to_owned(), id)]);
        ahead.keep_rows(asked, row.iter().cloned().collect());
    }
    Ok(row)
}

/// Reads rows that will be asked for, all at once, where a question is a way there and back.
pub(super) fn look_ahead(
    sql: &dyn Sql,
    company: CompanyId,
    wanted: BTreeSet<(String, Uuid)>,
) -> Result<(), DatabaseError> {
    let Some(ahead) = sql.ahead() else {
        return Ok(());
    };
    let tables: BTreeSet<&String> = wanted.iter().map(|(table, _)| table).collect();
    let ids: BTreeSet<Uuid> = wanted.iter().map(|(_, id)| *id).collect();
    // Every one of these ids in every one of these tables: more than wanted, and one walk through
    // the primary key.
    let mut rows = found(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND tbl = ANY(?2) AND id = ANY(?3)"
        ),
        &[
            company.0.into(),
            Cell::Words(tables.into_iter().cloned().collect()),
            Cell::Ids(ids.into_iter().collect()),
        ],
    )?;
    rows.retain(|row| wanted.contains(&(row.table.clone(), row.id)));
    ahead.keep_rows(wanted, rows);
    Ok(())
}

/// All rows that hang on a customer, of one table or of all, tombstones too.
pub fn rows_of_root(
    sql: &dyn Sql,
    company: CompanyId,
    root: Uuid,
    table: Option<&str>,
) -> Result<Vec<StoredRow>, DatabaseError> {
    let mut rows = found(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND root = ?2 AND (tbl = ?3 OR ?3 IS NULL)"
        ),
        &[company.0.into(), root.into(), table.into()],
    )?;
    // Asked for in order, SQLite would read the whole book in the order of its key rather than sort
    // these few.
    rows.sort_by(|one, other| (&one.table, one.id).cmp(&(&other.table, other.id)));
    Ok(rows)
}

/// Customers asked for at once: always as many, so that the statement is prepared once.
const ROOTS_AT_ONCE: usize = 50;

/// All rows that hang on any of these customers, tombstones too, in no order.
pub fn rows_of_roots(
    sql: &dyn Sql,
    company: CompanyId,
    roots: &[Uuid],
) -> Result<Vec<StoredRow>, DatabaseError> {
    let places: Vec<String> = (2..)
        .take(ROOTS_AT_ONCE)
        .map(|at| format!("?{at}"))
        .collect();
    let statement = format!(
        "SELECT {COLUMNS} FROM synced_row WHERE company = ?1 AND root IN ({})",
        places.join(", ")
    );
    let mut rows = Vec::new();
    for some in roots.chunks(ROOTS_AT_ONCE) {
        // Where there are fewer, the last is named again: it is found once all the same.
        let named = some.iter().chain(some.last().into_iter().cycle());
        let mut cells: Vec<Cell> = vec![company.0.into()];
        cells.extend(named.take(ROOTS_AT_ONCE).map(|root| Cell::Id(*root)));
        rows.extend(found(sql, &statement, &cells)?);
    }
    Ok(rows)
}

/// All rows of one table that are not gone.
pub fn rows_in(
    sql: &dyn Sql,
    company: CompanyId,
    table: &str,
) -> Result<Vec<StoredRow>, DatabaseError> {
    found(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND tbl = ?2 AND NOT deleted ORDER BY id"
        ),
        &[company.0.into(), table.into()],
    )
}

/// Up to `most` rows of a feed with a number above `after` and up to `to`, in their order.
pub fn rows_in_feed(
    sql: &dyn Sql,
    company: CompanyId,
    feed: &str,
    after: u64,
    to: u64,
    most: u32,
) -> Result<Vec<StoredRow>, DatabaseError> {
    found(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND feed = ?2 AND seq > ?3 AND seq <= ?4 ORDER BY seq LIMIT ?5"
        ),
        &[
            company.0.into(),
            feed.into(),
            after.into(),
            to.into(),
            most.into(),
        ],
    )
}

/// The same for several feeds, each after its own number: one question.
pub fn rows_in_feeds(
    sql: &dyn Sql,
    company: CompanyId,
    feeds: &[(&str, u64)],
    to: u64,
    most: u32,
) -> Result<Vec<StoredRow>, DatabaseError> {
    if feeds.is_empty() {
        return Ok(Vec::new());
    }
    let mut cells: Vec<Cell> = vec![company.0.into(), to.into(), most.into()];
    let mut parts = Vec::with_capacity(feeds.len());
    for (feed, after) in feeds {
        let at = cells.len();
        let (feed_at, after_at) = (at + 1, at + 2);
        // Each part stops by itself: the index is read no further than a page.
        parts.push(format!(
            "SELECT * FROM (SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND feed = ?{feed_at} AND seq > ?{after_at} AND seq <= ?2
             ORDER BY seq LIMIT ?3) AS part{at}"
        ));
        cells.extend([(*feed).into(), (*after).into()]);
    }
    found(sql, &parts.join(" UNION ALL "), &cells)
}

/// The customers who are in a feed now.
pub fn customers_in_feed(
    sql: &dyn Sql,
    company: CompanyId,
    feed: &str,
) -> Result<Vec<Uuid>, DatabaseError> {
    sql.query(
        "SELECT id FROM synced_row
         WHERE company = ?1 AND feed = ?2 AND tbl = 'customer' AND NOT deleted ORDER BY seq",
        &[company.0.into(), feed.into()],
    )?
    .iter()
    .map(|line| line.get("id"))
    .collect()
}

/// The purchases of a piece that are not gone, whoever bought it.
pub fn purchases_of(
    sql: &dyn Sql,
    company: CompanyId,
    piece: Uuid,
) -> Result<Vec<StoredRow>, DatabaseError> {
    found_by(sql, company, "purchase", &piece.to_string())
}

/// The tables whose rows are found by a field, wherever they hang.
const FOUND_BY: [(&str, &str); 2] = [
    // Who sold a piece: asked each time a repair becomes ready.
    ("purchase", "piece_id"),
    // What was said about one address, whoever's it is.
    ("consent", "address"),
];

/// An index has a longest entry, a device's words have none.
fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

/// The rows of a table of [`FOUND_BY`] that are not gone and whose field has this value.
pub(super) fn found_by(
    sql: &dyn Sql,
    company: CompanyId,
    table: &str,
    value: &str,
) -> Result<Vec<StoredRow>, DatabaseError> {
    let Some((_, field)) = FOUND_BY.iter().find(|(known, _)| *known == table) else {
        return Ok(Vec::new());
    };
    let mut rows = found(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND tbl = ?2 AND found_by = ?3 AND NOT deleted ORDER BY id"
        ),
        &[company.0.into(), table.into(), short(value).into()],
    )?;
    rows.retain(|row| row.text(field) == Some(value));
    Ok(rows)
}

/// Stores the row as it is.
pub(super) fn save(
    sql: &dyn Sql,
    company: CompanyId,
    row: &StoredRow,
) -> Result<(), DatabaseError> {
    if let Some(ahead) = sql.ahead() {
        ahead.forget();
    }
    sql.later(
        "INSERT INTO synced_row
             (company, tbl, id, root, feed, seq, entered, fields, deleted, found_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (company, tbl, id) DO UPDATE SET
             root = excluded.root, feed = excluded.feed, seq = excluded.seq,
             entered = excluded.entered, fields = excluded.fields, deleted = excluded.deleted,
             found_by = excluded.found_by",
        vec![
            company.0.into(),
            (&row.table).into(),
            row.id.into(),
            row.root.into(),
            (&row.feed).into(),
            row.seq.into(),
            row.entered.into(),
            Cell::Json(serde_json::to_string(&row.fields)?),
            row.deleted.into(),
            FOUND_BY
                .iter()
                .find(|(table, _)| *table == row.table)
                .and_then(|(_, field)| row.text(field))
                .map(short)
                .into(),
        ],
    )
}

/// Takes every row that hangs on a customer out of the book, without a trace.
pub(super) fn remove_root(
    sql: &dyn Sql,
    company: CompanyId,
    root: Uuid,
) -> Result<(), DatabaseError> {
    if let Some(ahead) = sql.ahead() {
        ahead.forget();
    }
    sql.later(
        "DELETE FROM synced_row WHERE company = ?1 AND root = ?2",
        vec![company.0.into(), root.into()],
    )
}

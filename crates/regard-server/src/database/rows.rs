//! Synced rows of every table, each field with its stamp and the number of the change that set it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use regard_domain::ids::CompanyId;
use regard_sync::server::{StoredRow, moment};
use uuid::Uuid;

use super::sql::{Cell, Line};
use super::{Asked, DatabaseError, Sql, photos};

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

/// The question for rows that will be asked for, by their tables and ids in the same order.
///
/// Each is looked up by the whole key: PostgreSQL makes its plan when the table may still be empty,
/// and left to itself would walk through all rows of a table for ever after.
pub(super) fn ask_ahead(company: CompanyId, wanted: &BTreeSet<(String, Uuid)>) -> Asked {
    let (tables, ids) = wanted.iter().cloned().unzip();
    (
        "SELECT one.tbl, one.id, one.root, one.feed, one.seq, one.entered, one.fields, one.deleted
         FROM unnest(?2::text[], ?3::uuid[]) AS wanted (tbl, id),
         LATERAL (SELECT * FROM synced_row AS every
                  WHERE every.company = ?1 AND every.tbl = wanted.tbl AND every.id = wanted.id
                  LIMIT 1) AS one",
        vec![company.0.into(), Cell::Words(tables), Cell::Ids(ids)],
    )
}

/// The rows that [`ask_ahead`] found.
pub(super) fn found_ahead(lines: &[Line]) -> Result<Vec<StoredRow>, DatabaseError> {
    lines.iter().map(from_line).collect()
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

/// Rows of one table that are not gone, in the order of their ids and above `after`, up to `most`.
pub fn rows_after(
    sql: &dyn Sql,
    company: CompanyId,
    table: &str,
    after: Option<Uuid>,
    most: u32,
) -> Result<Vec<StoredRow>, DatabaseError> {
    // The lowest id stands for "from the beginning"; nobody has it.
    let after = after.unwrap_or_else(Uuid::nil);
    found(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND tbl = ?2 AND id > ?3 AND NOT deleted ORDER BY id LIMIT ?4"
        ),
        &[company.0.into(), table.into(), after.into(), most.into()],
    )
}

/// The rows of several feeds, each with a number above its own, up to `most` of each feed and in its
/// order: one question.
pub fn rows_in_feeds(
    sql: &dyn Sql,
    company: CompanyId,
    feeds: &[(&str, u64)],
    most: u32,
) -> Result<Vec<StoredRow>, DatabaseError> {
    if feeds.is_empty() {
        return Ok(Vec::new());
    }
    let (statement, cells) = ask_feeds(company, feeds, most);
    found(sql, &statement, &cells)
}

/// The question for the rows of several feeds.
pub(super) fn ask_feeds(
    company: CompanyId,
    feeds: &[(&str, u64)],
    most: u32,
) -> (String, Vec<Cell>) {
    let mut cells: Vec<Cell> = vec![company.0.into(), most.into()];
    let mut parts = Vec::with_capacity(feeds.len());
    for (feed, after) in feeds {
        let at = cells.len();
        let (feed_at, after_at) = (at + 1, at + 2);
        // Each part stops by itself: the index is read no further than a page.
        parts.push(format!(
            "SELECT * FROM (SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND feed = ?{feed_at} AND seq > ?{after_at}
             ORDER BY seq LIMIT ?2) AS part{at}"
        ));
        cells.extend([(*feed).into(), (*after).into()]);
    }
    (parts.join(" UNION ALL "), cells)
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

/// The aliases that are not gone and name the customer as the other record.
pub fn aliases_naming(
    sql: &dyn Sql,
    company: CompanyId,
    customer: Uuid,
) -> Result<Vec<StoredRow>, DatabaseError> {
    found_by(sql, company, "customer_alias", &customer.to_string())
}

/// The tables whose rows are found by a field, wherever they hang.
const FOUND_BY: [(&str, &str); 6] = [
    // Who sold a piece: asked each time a repair becomes ready.
    ("purchase", "piece_id"),
    // What was said about one address, whoever's it is.
    ("consent", "address"),
    // Which records are one person: asked when one of them is erased, or their repair is ready.
    ("customer_alias", "other_id"),
    // Whose number it is that wrote, and what was last written to it.
    ("phone", "e164"),
    ("message", "address"),
    // Whether anybody has a photo of a picture in full, and who.
    ("photo", "hash"),
];

/// An index has a longest entry, a device's words have none.
fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

/// The rows of a table of [`FOUND_BY`] that are not gone and whose field has this value.
pub fn found_by(
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

/// The steps of one kind that were taken in that time, of whatever repair. It looks through every
/// step of the book: for what is asked once an hour.
pub fn steps_between(
    sql: &dyn Sql,
    company: CompanyId,
    kind: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<StoredRow>, DatabaseError> {
    let dialect = sql.dialect();
    let (kind_of, at) = (dialect.value_of("kind"), dialect.value_of("at"));
    found(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND tbl = 'repair_step' AND NOT deleted
               AND {kind_of} = ?2 AND {at} >= ?3 AND {at} <= ?4"
        ),
        &[
            company.0.into(),
            kind.into(),
            moment(from).into(),
            moment(to).into(),
        ],
    )
}

/// Promises that something has to be ordered for and was not yet.
pub fn planned_promises(
    sql: &dyn Sql,
    company: CompanyId,
) -> Result<Vec<StoredRow>, DatabaseError> {
    let dialect = sql.dialect();
    let (lead, ordered) = (
        dialect.value_of("lead_days"),
        dialect.value_of("ordered_at"),
    );
    let (kept, ended) = (dialect.value_of("kept_at"), dialect.value_of("ended_at"));
    found(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM synced_row
             WHERE company = ?1 AND tbl = 'promise' AND NOT deleted
               AND {lead} IS NOT NULL AND {ordered} IS NULL AND {kept} IS NULL AND {ended} IS NULL"
        ),
        &[company.0.into()],
    )
}

/// Rows stored by one statement: few sizes, so that few statements are prepared.
const TOGETHER: [usize; 5] = [16, 8, 4, 2, 1];
/// The columns of a row, the company among them.
const CELLS: usize = 10;

/// Stores rows as they are; none of them stands there twice.
pub(super) fn save(
    sql: &dyn Sql,
    company: CompanyId,
    rows: &[StoredRow],
) -> Result<(), DatabaseError> {
    if let Some(ahead) = sql.ahead() {
        ahead.forget_rows();
    }
    let mut rest = rows;
    while !rest.is_empty() {
        let fits = TOGETHER.into_iter().find(|count| *count <= rest.len());
        let (now, later) = rest.split_at(fits.unwrap_or(rest.len()));
        let mut cells = Vec::with_capacity(now.len().saturating_mul(CELLS));
        for row in now {
            cells.extend(cells_of(company, row)?);
        }
        sql.later(&save_statement(now.len()), cells)?;
        rest = later;
    }
    Ok(())
}

fn save_statement(rows: usize) -> String {
    let places: Vec<String> = (0..rows)
        .map(|row| {
            let names: Vec<String> = (1..=CELLS)
                .map(|cell| format!("?{}", row * CELLS + cell))
                .collect();
            format!("({})", names.join(", "))
        })
        .collect();
    format!(
        "INSERT INTO synced_row
             (company, tbl, id, root, feed, seq, entered, fields, deleted, found_by)
         VALUES {}
         ON CONFLICT (company, tbl, id) DO UPDATE SET
             root = excluded.root, feed = excluded.feed, seq = excluded.seq,
             entered = excluded.entered, fields = excluded.fields, deleted = excluded.deleted,
             found_by = excluded.found_by",
        places.join(", ")
    )
}

fn cells_of(company: CompanyId, row: &StoredRow) -> Result<[Cell; CELLS], DatabaseError> {
    Ok([
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
    ])
}

/// Takes every row that hangs on a customer out of the book, without a trace, and pictures of which
/// nobody else has a photo.
pub(super) fn remove_root(
    sql: &dyn Sql,
    company: CompanyId,
    root: Uuid,
) -> Result<(), DatabaseError> {
    if let Some(ahead) = sql.ahead() {
        ahead.forget_rows();
    }
    let pictures = photos::of_root(sql, company, root)?;
    sql.later(
        "DELETE FROM synced_row WHERE company = ?1 AND root = ?2",
        vec![company.0.into(), root.into()],
    )?;
    photos::forget_unshown(sql, company, &pictures)
}

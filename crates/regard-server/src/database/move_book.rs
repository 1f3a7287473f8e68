//! Moves a company's book from a file into PostgreSQL, with everything in it: rows and their numbers,
//! devices, codes, what is on its way to customers, what was set aside.
//!
//! Life and numbers stay what they are, so that devices go on from where they were and notice
//! nothing. PostgreSQL takes all of it in one transaction. Then the file is marked, and no server
//! opens it any more: two books that both go on would be two truths.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use regard_domain::ids::CompanyId;
use uuid::Uuid;

use super::sql::engine::Session;
use super::sql::postgres::{self, PostgresSession, PostgresUrl};
use super::sql::sqlite::SqliteSession;
use super::{Cell, DatabaseError, FromCell, Sql, company, heads, migrate};

/// Rows read at once, and sent together.
const AT_ONCE: u64 = 500;
/// The same of pictures, which have up to two megabytes each.
const PICTURES_AT_ONCE: u64 = 8;

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Whose book it was.
    pub company: CompanyId,
    /// The number of the newest change.
    pub head: u64,
    /// How many rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// It was moved before, and only the file had yet to be marked.
    pub already: bool,
}

/// Moves the book in the file at `path`. `progress` is told the table and how many of its rows are
/// through.
///
/// Nothing of the file changes before PostgreSQL has committed all of it. No server may have the file
/// open: [`DatabaseError::InUse`].
pub fn move_to_postgres(
    path: &Path,
    url: &PostgresUrl,
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Moved, DatabaseError> {
    if !path.exists() {
        return Err(DatabaseError::NoFile(path.to_owned()));
    }
    let file = SqliteSession::writer(path)?;
    refuse_moved(&file)?;
    migrate::migrate(&file)?;
    hold_alone(&file)?;
    file.begin()?;
    let mut companies = company::all(&file)?;
    let (Some(id), true) = (companies.pop(), companies.is_empty()) else {
        return Err(DatabaseError::NoCompany);
    };
    let company = CompanyId(id);
    let head = heads::head(&file, company)?;

    let connections = postgres::connect(url)?;
    migrate::migrate_postgres(&PostgresSession::without_company(&connections)?)?;
    let book = PostgresSession::writer(&connections, company);
    book.begin()?;
    let moved = match carry(&file, &book, company, head, progress) {
        Ok(moved) => moved,
        Err(error) => {
            if book.is_open() {
                let _ = book.roll_back();
            }
            return Err(error);
        }
    };
    book.commit()?;
    mark(&file, now)?;
    file.commit()?;
    Ok(moved)
}

/// Refuses a book that was moved away.
pub(super) fn refuse_moved(file: &SqliteSession) -> Result<(), DatabaseError> {
    let marked = "SELECT 1 AS marked FROM sqlite_master WHERE name = 'moved_to_postgres'";
    if file.one(marked, &[])?.is_none() {
        return Ok(());
    }
    match file.one("SELECT at FROM moved_to_postgres", &[])? {
        Some(line) => Err(DatabaseError::Moved {
            at: line.get("at")?,
        }),
        None => Ok(()),
    }
}

fn mark(file: &SqliteSession, now: DateTime<Utc>) -> Result<(), DatabaseError> {
    file.run("CREATE TABLE IF NOT EXISTS moved_to_postgres (at TEXT NOT NULL) STRICT")?;
    file.execute(
        "INSERT INTO moved_to_postgres (at) VALUES (?1)",
        &[now.into()],
    )?;
    Ok(())
}

/// Makes sure that nobody else has the file open: only then does SQLite leave the journal that
/// readers and a writer share.
fn hold_alone(file: &SqliteSession) -> Result<(), DatabaseError> {
    let alone = file.one("PRAGMA journal_mode = DELETE", &[]);
    match alone {
        Ok(Some(line)) if line.get::<String>("journal_mode")? == "delete" => Ok(()),
        Ok(_) => Err(DatabaseError::InUse),
        Err(DatabaseError::Engine(error))
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) =>
        {
            Err(DatabaseError::InUse)
        }
        Err(error) => Err(error),
    }
}

fn carry(
    file: &SqliteSession,
    book: &PostgresSession,
    company: CompanyId,
    head: u64,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Moved, DatabaseError> {
    let known = "SELECT id FROM company WHERE id = ?1";
    let already = book.one(known, &[company.0.into()])?.is_some();
    if already && heads::head(book, company)? != head {
        return Err(DatabaseError::AlreadyThere);
    }
    let mut rows = BTreeMap::new();
    for (table, columns) in tables(file, book)? {
        let count = if already {
            count(file, &table)?
        } else {
            carry_table(file, book, &table, &columns, progress)?
        };
        let arrived = count_of(book, &table)?;
        if arrived != count {
            return Err(DatabaseError::NotAllArrived {
                table,
                count,
                arrived,
            });
        }
        rows.insert(table, count);
    }
    Ok(Moved {
        company,
        head,
        rows,
        already,
    })
}

/// A column and what PostgreSQL keeps in it.
type Column = (String, String);

/// The tables of the file, each with its columns as PostgreSQL has them.
fn tables(
    file: &SqliteSession,
    book: &PostgresSession,
) -> Result<BTreeMap<String, Vec<Column>>, DatabaseError> {
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    let columns = "SELECT table_name::text AS name, column_name::text AS column_name,
            data_type::text AS kind
         FROM information_schema.columns WHERE table_schema = current_schema()
         ORDER BY table_name, ordinal_position";
    for line in book.query(columns, &[])? {
        let column = (line.get("column_name")?, line.get("kind")?);
        tables.entry(line.get("name")?).or_default().push(column);
    }
    let mut found = BTreeMap::new();
    let names = "SELECT name FROM sqlite_master WHERE type = 'table'
         AND name NOT LIKE 'sqlite_%' AND name <> 'moved_to_postgres'";
    for line in file.query(names, &[])? {
        let name: String = line.get("name")?;
        let columns = tables
            .remove(&name)
            .ok_or_else(|| DatabaseError::WrongColumn {
                column: name.clone(),
                found: "a table that PostgreSQL does not have",
            })?;
        found.insert(name, columns);
    }
    Ok(found)
}

fn carry_table(
    file: &SqliteSession,
    book: &PostgresSession,
    table: &str,
    columns: &[Column],
    progress: &mut dyn FnMut(&str, u64),
) -> Result<u64, DatabaseError> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let (names, places) = (names.join(", "), places.join(", "));
    let insert = format!("INSERT INTO {table} ({names}) VALUES ({places})");
    let select = format!(
        "SELECT rowid AS place, {names} FROM {table} WHERE rowid > ?1 ORDER BY rowid LIMIT ?2"
    );
    let at_once = match table {
        "photo_original" => PICTURES_AT_ONCE,
        _ => AT_ONCE,
    };
    let (mut after, mut count) = (i64::MIN, 0_u64);
    loop {
        let lines = file.query(&select, &[after.into(), at_once.into()])?;
        let Some(last) = lines.last() else {
            return Ok(count);
        };
        after = last.get("place")?;
        for line in &lines {
            let cells = columns
                .iter()
                .map(|(name, kind)| as_kind(line.get(name)?, name, kind))
                .collect::<Result<_, _>>()?;
            book.later(&insert, cells)?;
            count = count.saturating_add(1);
        }
        // What was kept back goes in front of a question.
        book.one("SELECT 1 AS one", &[])?;
        progress(table, count);
    }
}

fn count(file: &SqliteSession, table: &str) -> Result<u64, DatabaseError> {
    count_of(file, table)
}

fn count_of(sql: &dyn Sql, table: &str) -> Result<u64, DatabaseError> {
    let line = sql.one(&format!("SELECT count(*) AS n FROM {table}"), &[])?;
    line.ok_or(DatabaseError::NoCompany)?.get("n")
}

/// A value of the file as PostgreSQL keeps it.
fn as_kind(cell: Cell, name: &str, kind: &str) -> Result<Cell, DatabaseError> {
    if cell == Cell::Null {
        return Ok(cell);
    }
    let wrong = || DatabaseError::WrongColumn {
        column: name.to_owned(),
        found: cell.kind(),
    };
    match kind {
        "uuid" => Uuid::from_cell(&cell).map(Cell::Id),
        "jsonb" | "json" => String::from_cell(&cell).map(Cell::Json),
        "timestamp with time zone" => DateTime::<Utc>::from_cell(&cell).map(Cell::Time),
        "boolean" => bool::from_cell(&cell).map(Cell::Bool),
        _ => Some(cell.clone()),
    }
    .ok_or_else(wrong)
}

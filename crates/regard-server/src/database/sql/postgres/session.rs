//! One connection and its transaction.

use std::cell::{Cell as Slot, RefCell};
use std::sync::Arc;

use deadpool_postgres::Object;
use futures_executor::block_on;
use futures_util::FutureExt;
use futures_util::future::{join, join_all};
use regard_domain::ids::CompanyId;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Statement};

use super::super::engine::{Session, Trouble};
use super::super::{Cell, Dialect, Line, ReadAhead, Sql};
use super::{Connections, Fault};
use crate::database::DatabaseError;

/// Statements that are kept back before they are sent together.
const MOST_KEPT_BACK: usize = 24;

/// One connection and its transaction.
pub struct PostgresSession {
    connections: Connections,
    company: CompanyId,
    connection: RefCell<Option<Object>>,
    /// `BEGIN`, `SAVEPOINT` and the like, still to be sent.
    control: RefCell<String>,
    /// Statements still to be sent, after `control`.
    kept_back: RefCell<Vec<(String, Vec<Cell>)>>,
    /// Whether a transaction is under way, sent or not.
    open: Slot<bool>,
    /// The running edit's number: each savepoint has a name of its own, so that taking an edit back
    /// can never reach one that was kept before.
    edit: Slot<u64>,
    trouble: Slot<Option<Trouble>>,
    ahead: ReadAhead,
}

impl PostgresSession {
    /// A session that writes the company's book.
    pub fn writer(connections: &Connections, company: CompanyId) -> Self {
        Self {
            connections: connections.clone(),
            company,
            connection: RefCell::new(None),
            control: RefCell::new(String::new()),
            kept_back: RefCell::new(Vec::new()),
            open: Slot::new(false),
            edit: Slot::new(0),
            trouble: Slot::new(None),
            ahead: ReadAhead::default(),
        }
    }

    /// A session with an unchanging picture of the company's book.
    pub fn reader(connections: &Connections, company: CompanyId) -> Result<Self, DatabaseError> {
        let session = Self::writer(connections, company);
        session.connection.replace(Some(connections.take()?));
        session.control.replace(format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {}",
            session.row_level()
        ));
        session.open.set(true);
        Ok(session)
    }

    /// A session outside any company, for making tables and finding the company.
    pub fn without_company(connections: &Connections) -> Result<Self, DatabaseError> {
        let session = Self::writer(connections, CompanyId(uuid::Uuid::nil()));
        session.connection.replace(Some(connections.take()?));
        Ok(session)
    }

    /// Runs statements without parameters.
    pub fn run(&self, sql: &str) -> Result<(), DatabaseError> {
        // What was said before stands before.
        self.flush()?;
        self.control.borrow_mut().push_str(sql);
        self.flush()
    }

    /// Gives the picture back. Nobody waits for it.
    pub fn end_of_reading(&self) {
        let unsent = !self.control.borrow().is_empty();
        if let Some(connection) = self.connection.borrow().as_ref()
            && !unsent
        {
            let _ = connection.batch_execute("ROLLBACK").now_or_never();
        }
        self.open.set(false);
    }

    /// The row level of security lets a transaction see one company and nothing else. An id is no
    /// text that anyone chose: it may stand in a statement.
    fn row_level(&self) -> String {
        format!("SET LOCAL regard.company = '{}'", self.company.0)
    }

    /// Sends what was kept back.
    fn flush(&self) -> Result<(), DatabaseError> {
        self.send(None).map(|_| ())
    }

    /// Sends what was kept back, and the question behind it, in one go.
    fn send(&self, question: Option<(&str, &[Cell])>) -> Result<Vec<Row>, DatabaseError> {
        let connection = self.connection.borrow();
        let Some(connection) = connection.as_ref() else {
            return Err(DatabaseError::Postgres(Fault {
                state: None,
                words: "there is no connection".to_owned(),
            }));
        };
        let control = self.control.take();
        let kept_back = self.kept_back.take();
        let sent = block_on(send(connection, &control, &kept_back, question));
        sent.map_err(|error| self.note(error))
    }

    /// Notes what a fault means for the transaction as a whole.
    fn note(&self, error: tokio_postgres::Error) -> DatabaseError {
        let trouble = match error.code().map(|state| state.code()) {
            Some("40001" | "40P01") => Some(Trouble::Again),
            // The database was stopped or put us out.
            Some(state) if state.starts_with("57P") || state.starts_with("08") => {
                Some(Trouble::Again)
            }
            Some("25P03") => Some(Trouble::Again),
            Some(_) => None,
            None if error.is_closed() || self.is_cut() => Some(Trouble::Again),
            None => None,
        };
        if trouble.is_some() {
            self.trouble.set(trouble);
        }
        error.into()
    }

    fn is_cut(&self) -> bool {
        self.connection
            .borrow()
            .as_ref()
            .is_none_or(|connection| connection.is_closed())
    }
}

/// Everything is sent before the first answer is waited for; answers come in the same order. The
/// control goes first: a statement that can't be prepared then fails inside its own savepoint.
async fn send(
    connection: &Object,
    control: &str,
    kept_back: &[(String, Vec<Cell>)],
    question: Option<(&str, &[Cell])>,
) -> Result<Vec<Row>, tokio_postgres::Error> {
    let begin = async {
        match control {
            "" => Ok(()),
            control => connection.batch_execute(control).await,
        }
    };
    let rest = async {
        let mut before: Vec<(Statement, Vec<&(dyn ToSql + Sync)>)> = Vec::new();
        for (sql, cells) in together(kept_back) {
            let cells = cells.into_iter().map(bindable).collect();
            before.push((connection.prepare_cached(&numbered(&sql)).await?, cells));
        }
        let asked = match question {
            Some((sql, cells)) => Some((
                connection.prepare_cached(&numbered(sql)).await?,
                bound(cells),
            )),
            None => None,
        };
        let middle = join_all(
            before
                .iter()
                .map(|(statement, cells)| connection.execute(statement, cells)),
        );
        let end = async {
            match &asked {
                Some((statement, cells)) => connection.query(statement, cells).await,
                None => Ok(Vec::new()),
            }
        };
        let (done, found) = join(middle, end).await;
        for one in done {
            one?;
        }
        found
    };
    let (began, found) = join(begin, rest).await;
    // The first fault is the cause of those behind it.
    began?;
    found
}

/// The rows that an edit stores, in few statements of several rows each: 8, 4, 2 or 1, so that few
/// statements are prepared. No edit stores the same row twice.
fn together(kept_back: &[(String, Vec<Cell>)]) -> Vec<(String, Vec<&Cell>)> {
    let mut all = Vec::new();
    for alike in kept_back.chunk_by(|one, next| one.0 == next.0) {
        let mut rest = alike;
        while let Some((sql, cells)) = rest.first() {
            let most = if sql.starts_with("INSERT INTO synced_row") {
                [8, 4, 2].into_iter().find(|count| *count <= rest.len())
            } else {
                None
            };
            let (now, later) = rest.split_at(most.unwrap_or(1));
            let cells = cells.len();
            let all_cells = now.iter().flat_map(|(_, cells)| cells).collect();
            all.push((with_values(sql, cells, now.len()), all_cells));
            rest = later;
        }
    }
    all
}

/// `VALUES (?1, ?2)` for so many rows: `VALUES (?1, ?2), (?3, ?4)`.
fn with_values(sql: &str, cells: usize, rows: usize) -> String {
    let Some((head, tail)) = sql.split_once("VALUES (").filter(|_| rows > 1) else {
        return sql.to_owned();
    };
    let Some((_, tail)) = tail.split_once(')') else {
        return sql.to_owned();
    };
    let group = |row: usize| -> String {
        let names: Vec<String> = (1..=cells)
            .map(|cell| format!("?{}", row * cells + cell))
            .collect();
        format!("({})", names.join(", "))
    };
    let groups: Vec<String> = (0..rows).map(group).collect();
    format!("{head}VALUES {}{tail}", groups.join(", "))
}

fn bound(cells: &[Cell]) -> Vec<&(dyn ToSql + Sync)> {
    cells.iter().map(bindable).collect()
}

fn bindable(cell: &Cell) -> &(dyn ToSql + Sync) {
    cell
}

/// `?1` is `$1` here. None of our statements has a question mark in a literal.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}

impl Sql for PostgresSession {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&self, sql: &str, cells: &[Cell]) -> Result<Vec<Line>, DatabaseError> {
        let rows = self.send(Some((sql, cells)))?;
        let Some(first) = rows.first() else {
            return Ok(Vec::new());
        };
        let columns: Arc<[String]> = first
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut found = Vec::with_capacity(columns.len());
            for at in 0..columns.len() {
                found.push(row.try_get::<_, Cell>(at)?);
            }
            lines.push(Line::new(columns.clone(), found));
        }
        Ok(lines)
    }

    fn execute(&self, sql: &str, cells: &[Cell]) -> Result<u64, DatabaseError> {
        self.flush()?;
        let connection = self.connection.borrow();
        let Some(connection) = connection.as_ref() else {
            return Err(DatabaseError::NotCommitted(
                "there is no connection".to_owned(),
            ));
        };
        let done = block_on(async {
            let statement = connection.prepare_cached(&numbered(sql)).await?;
            connection.execute(&statement, &bound(cells)).await
        });
        done.map_err(|error| self.note(error))
    }

    fn later(&self, sql: &str, cells: Vec<Cell>) -> Result<(), DatabaseError> {
        let full = {
            let mut kept_back = self.kept_back.borrow_mut();
            kept_back.push((sql.to_owned(), cells));
            kept_back.len() >= MOST_KEPT_BACK
        };
        if full { self.flush() } else { Ok(()) }
    }

    fn ahead(&self) -> Option<&ReadAhead> {
        Some(&self.ahead)
    }
}

impl Session for PostgresSession {
    fn as_sql(&self) -> &dyn Sql {
        self
    }

    fn begin(&self) -> Result<(), DatabaseError> {
        if self.is_cut() {
            self.connection.replace(None);
            self.connection.replace(Some(self.connections.take()?));
        }
        self.trouble.set(None);
        self.kept_back.take();
        // The head is the first lock and the only one that is waited for: writers of a company come
        // one after the other, nobody can overwrite what they did not read, and nobody can wait in
        // a ring. Each statement behind it sees all that was committed before the lock was got.
        self.control.replace(format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; {}; \
             SELECT head FROM company_head WHERE company = '{}' FOR UPDATE; ",
            self.row_level(),
            self.company.0
        ));
        self.open.set(true);
        Ok(())
    }

    fn is_open(&self) -> bool {
        self.open.get()
    }

    fn begin_edit(&self) -> Result<(), DatabaseError> {
        self.ahead.forget();
        self.edit.set(self.edit.get().wrapping_add(1));
        let savepoint = format!("SAVEPOINT edit_{}; ", self.edit.get());
        self.control.borrow_mut().push_str(&savepoint);
        Ok(())
    }

    fn keep_edit(&self) -> Result<(), DatabaseError> {
        self.flush()?;
        let release = format!("RELEASE SAVEPOINT edit_{}; ", self.edit.get());
        self.control.borrow_mut().push_str(&release);
        Ok(())
    }

    fn take_edit_back(&self) -> Result<(), DatabaseError> {
        self.kept_back.take();
        self.ahead.forget();
        let edit = self.edit.get();
        let back = format!("ROLLBACK TO SAVEPOINT edit_{edit}; RELEASE SAVEPOINT edit_{edit}; ");
        self.control.borrow_mut().push_str(&back);
        self.flush()
    }

    fn commit(&self) -> Result<(), DatabaseError> {
        self.open.set(false);
        self.kept_back.take();
        let connection = self.connection.borrow();
        let Some(connection) = connection.as_ref() else {
            return Err(DatabaseError::NotCommitted(
                "there is no connection".to_owned(),
            ));
        };
        let control = format!("{}COMMIT", self.control.take());
        let done = block_on(connection.batch_execute(&control));
        self.trouble.set(None);
        done.map_err(|error| {
            // Where it was not the commit itself that failed, the transaction still stands.
            self.open.set(true);
            // Only these say for sure that nothing was kept. A connection that is cut now leaves it
            // open whether the commit arrived: the device asks again, and its numbers tell.
            if let Some("40001" | "40P01") = error.code().map(|state| state.code()) {
                self.trouble.set(Some(Trouble::Again));
            }
            error.into()
        })
    }

    fn roll_back(&self) -> Result<(), DatabaseError> {
        self.open.set(false);
        self.control.take();
        self.kept_back.take();
        self.ahead.forget();
        let connection = self.connection.borrow();
        match connection.as_ref() {
            // What was never begun is taken back with a warning.
            Some(connection) => Ok(block_on(connection.batch_execute("ROLLBACK"))?),
            None => Ok(()),
        }
    }

    fn trouble(&self) -> Option<Trouble> {
        self.trouble.get()
    }
}

//! One connection and its transaction.
//!
//! What needs no answer is kept back and travels in front of the next question; several edits that
//! share a commit may so cost one way there and back each. An edit whose statements have not been sent
//! is taken back by not sending them, so it gets a savepoint only where something of it goes out
//! before it is over. The price is that a statement which the engine refuses may show its fault when
//! its edit is over: then the whole transaction is given up and run again *carefully*, every edit in
//! its savepoint and sent to its end, until the faulty one alone has been told.

use std::cell::{Cell as Slot, RefCell};
use std::sync::Arc;

use deadpool_postgres::Object;
use futures_executor::block_on;
use futures_util::FutureExt;
use regard_domain::ids::CompanyId;
use tokio_postgres::Row;

use super::super::engine::{Session, Trouble};
use super::super::{Cell, Dialect, Line, ReadAhead, Sql};
use super::pipeline::{self, Answer, Ask, Item, Stopped};
use super::{Connections, Fault};
use crate::database::DatabaseError;

/// Statements that are kept back before they are sent together.
const MOST_KEPT_BACK: usize = 256;
/// Edits that are sent carefully after a fault whose edit is not known.
const CAREFUL_EDITS: u32 = 256;

/// The running edit.
#[derive(Debug, Default, Clone, Copy)]
struct Edit {
    /// Each savepoint has a name of its own, so that taking an edit back can never reach one that
    /// was kept before.
    number: u64,
    /// Whether one is running.
    runs: bool,
    /// Where its part of the queue begins.
    from: usize,
    /// Whether its savepoint is in the queue or sent.
    has_savepoint: bool,
}

/// One connection and its transaction.
pub struct PostgresSession {
    connections: Connections,
    company: CompanyId,
    connection: RefCell<Option<Object>>,
    /// Still to be sent, in this order.
    queue: RefCell<Vec<Item>>,
    /// Whether a transaction is under way, sent or not.
    open: Slot<bool>,
    edit: Slot<Edit>,
    /// How many more edits are sent carefully.
    careful: Slot<u32>,
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
            queue: RefCell::new(Vec::new()),
            open: Slot::new(false),
            edit: Slot::new(Edit::default()),
            careful: Slot::new(0),
            trouble: Slot::new(None),
            ahead: ReadAhead::default(),
        }
    }

    /// A session with an unchanging picture of the company's book.
    pub fn reader(connections: &Connections, company: CompanyId) -> Result<Self, DatabaseError> {
        let session = Self::writer(connections, company);
        session.connection.replace(Some(connections.take()?));
        session.control(format!(
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
        self.control(sql.to_owned());
        self.flush()
    }

    /// Gives the picture back. Nobody waits for it.
    pub fn end_of_reading(&self) {
        let unsent = !self.queue.borrow().is_empty();
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

    fn control(&self, sql: String) {
        self.queue.borrow_mut().push(Item::Control(sql));
    }

    /// Puts the running edit into its savepoint, before anything of it goes out.
    fn guard(&self) {
        let mut edit = self.edit.get();
        if edit.runs && !edit.has_savepoint {
            let savepoint = Item::Control(format!("SAVEPOINT edit_{}", edit.number));
            let mut queue = self.queue.borrow_mut();
            let from = edit.from.min(queue.len());
            queue.insert(from, savepoint);
            edit.has_savepoint = true;
            self.edit.set(edit);
        }
    }

    /// Whether something of the running edit is kept back.
    fn edit_has_words(&self) -> bool {
        let edit = self.edit.get();
        edit.runs && self.queue.borrow().len() > edit.from
    }

    /// Sends what was kept back.
    fn flush(&self) -> Result<(), DatabaseError> {
        self.send(&[]).map(|_| ())
    }

    /// Sends what was kept back, and the questions behind it, in one go.
    fn send(&self, asked: &[Ask<'_>]) -> Result<Vec<Answer>, DatabaseError> {
        if self.edit_has_words() {
            self.guard();
        }
        let mut edit = self.edit.get();
        let queue = self.queue.take();
        // What stands behind the savepoint can be taken back alone.
        let own_from = match edit.runs && edit.has_savepoint {
            true => edit.from,
            false => usize::MAX,
        };
        edit.from = 0;
        self.edit.set(edit);
        if queue.is_empty() && asked.is_empty() {
            return Ok(Vec::new());
        }
        let connection = self.connection.borrow();
        let Some(connection) = connection.as_ref() else {
            return Err(no_connection());
        };
        block_on(pipeline::send(connection, &queue, asked))
            .map_err(|stopped| self.note(stopped, own_from))
    }

    /// Notes what a fault means for the transaction as a whole.
    fn note(&self, stopped: Stopped, own_from: usize) -> DatabaseError {
        let Stopped { at, error } = stopped;
        let trouble = match error.code().map(|state| state.code()) {
            Some(state) if is_met(state) => Some(Trouble::Again),
            Some(state) if is_put_out(state) => Some(Trouble::Again),
            Some("25P03") => Some(Trouble::Again),
            // Another server stands still with the lock: who waited so long waits no longer.
            Some("55P03") => Some(Trouble::Lost),
            None if error.is_closed() || self.is_cut() => Some(Trouble::Again),
            _ if self.edit.get().runs && at < own_from => {
                self.careful.set(CAREFUL_EDITS);
                Some(Trouble::Again)
            }
            _ => None,
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

/// Whether two transactions met, and one of them is to come again.
fn is_met(state: &str) -> bool {
    ["40001", "40P01"].contains(&state)
}

/// Whether the database was stopped, or put us out.
fn is_put_out(state: &str) -> bool {
    state.starts_with("57P") || state.starts_with("08")
}

fn no_connection() -> DatabaseError {
    DatabaseError::Postgres(Fault {
        state: None,
        words: "there is no connection".to_owned(),
    })
}

fn lines(rows: &[Row]) -> Result<Vec<Line>, DatabaseError> {
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    let columns: Arc<[String]> = first
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let mut found = Vec::with_capacity(columns.len());
        for at in 0..columns.len() {
            found.push(row.try_get::<_, Cell>(at)?);
        }
        lines.push(Line::new(columns.clone(), found));
    }
    Ok(lines)
}

impl Sql for PostgresSession {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&self, sql: &str, cells: &[Cell]) -> Result<Vec<Line>, DatabaseError> {
        // What writes and answers at once goes out before its edit is over.
        if !sql.trim_start().starts_with("SELECT") && !sql.trim_start().starts_with("WITH") {
            self.guard();
        }
        let answers = self.send(&[Ask::Rows(sql, cells)])?;
        answers.first().map_or_else(
            || Ok(Vec::new()),
            |answer| match answer {
                Answer::Rows(rows) => lines(rows),
                Answer::Count(_) => Ok(Vec::new()),
            },
        )
    }

    fn query_all(&self, asked: &[(&str, Vec<Cell>)]) -> Result<Vec<Vec<Line>>, DatabaseError> {
        let asks: Vec<Ask<'_>> = asked
            .iter()
            .map(|(sql, cells)| Ask::Rows(sql, cells))
            .collect();
        self.send(&asks)?
            .iter()
            .map(|answer| match answer {
                Answer::Rows(rows) => lines(rows),
                Answer::Count(_) => Ok(Vec::new()),
            })
            .collect()
    }

    fn execute(&self, sql: &str, cells: &[Cell]) -> Result<u64, DatabaseError> {
        self.guard();
        let answers = self.send(&[Ask::Count(sql, cells)])?;
        Ok(match answers.first() {
            Some(Answer::Count(count)) => *count,
            _ => 0,
        })
    }

    fn later(&self, sql: &str, cells: Vec<Cell>) -> Result<(), DatabaseError> {
        let full = {
            let mut queue = self.queue.borrow_mut();
            queue.push(Item::Statement(sql.to_owned(), cells));
            queue.len() >= MOST_KEPT_BACK
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
        self.queue.take();
        // The head is the first lock and the only one that is waited for: writers of a company come
        // one after the other, nobody can overwrite what they did not read, and nobody can wait in
        // a ring. Each statement behind it sees all that was committed before the lock was got.
        self.control(format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; {}; \
             SELECT head FROM company_head WHERE company = '{}' FOR UPDATE",
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
        self.edit.set(Edit {
            number: self.edit.get().number.wrapping_add(1),
            runs: true,
            from: self.queue.borrow().len(),
            has_savepoint: false,
        });
        if let Some(left) = self.careful.get().checked_sub(1) {
            self.careful.set(left);
            self.guard();
        }
        Ok(())
    }

    fn keep_edit(&self) -> Result<(), DatabaseError> {
        if self.careful.get() > 0 {
            self.flush()?;
        }
        let edit = self.edit.get();
        if edit.has_savepoint {
            self.control(format!("RELEASE SAVEPOINT edit_{}", edit.number));
        }
        self.edit.set(Edit {
            runs: false,
            ..edit
        });
        Ok(())
    }

    fn take_edit_back(&self) -> Result<(), DatabaseError> {
        self.ahead.forget();
        let edit = self.edit.get();
        self.edit.set(Edit {
            runs: false,
            ..edit
        });
        self.queue.borrow_mut().truncate(edit.from);
        if !edit.has_savepoint {
            return Ok(());
        }
        let name = format!("edit_{}", edit.number);
        self.control(format!(
            "ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"
        ));
        self.flush()
    }

    fn commit(&self) -> Result<(), DatabaseError> {
        let carefully = self.careful.get() > 0;
        self.trouble.set(None);
        self.control("COMMIT".to_owned());
        let queue = self.queue.take();
        let connection = self.connection.borrow();
        let Some(connection) = connection.as_ref() else {
            self.open.set(false);
            return Err(no_connection());
        };
        let done = block_on(pipeline::send(connection, &queue, &[]));
        self.open.set(false);
        done.map(|_| ()).map_err(|Stopped { at, error }| {
            // A commit that was refused may leave a transaction behind: it is taken back.
            self.open.set(true);
            let state = error.code().map_or("", |state| state.code());
            let is_cut = error.is_closed() || connection.is_closed() || is_put_out(state);
            let before_the_commit = at.saturating_add(1) < queue.len()
                && queue.iter().any(|item| matches!(item, Item::Statement(..)));
            if is_met(state) {
                self.trouble.set(Some(Trouble::Again));
            } else if before_the_commit && !is_cut {
                // A statement in front of it was refused, and the commit took everything back.
                if !carefully {
                    self.trouble.set(Some(Trouble::Again));
                }
                self.careful.set(CAREFUL_EDITS);
            }
            // A connection that is cut now leaves it open whether the commit arrived: the device asks
            // again, and its numbers tell.
            error.into()
        })
    }

    fn roll_back(&self) -> Result<(), DatabaseError> {
        self.open.set(false);
        let queue = self.queue.take();
        let never_begun =
            matches!(queue.first(), Some(Item::Control(sql)) if sql.starts_with("BEGIN"));
        self.ahead.forget();
        let edit = self.edit.get();
        self.edit.set(Edit {
            runs: false,
            ..edit
        });
        let connection = self.connection.borrow();
        match connection.as_ref() {
            Some(_) if never_begun => Ok(()),
            Some(connection) => Ok(block_on(connection.batch_execute("ROLLBACK"))?),
            None => Ok(()),
        }
    }

    fn trouble(&self) -> Option<Trouble> {
        self.trouble.get()
    }
}

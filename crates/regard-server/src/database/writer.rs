//! One writer at a time, and one commit for those who come together.
//!
//! A commit waits for the disk. Whoever finds others waiting leaves the commit to the last of them:
//! every edit has a savepoint of its own inside the shared transaction, and nobody is answered
//! before the commit that holds their edit.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::sql::engine::{Session, Trouble};
use super::{DatabaseError, Sql};

/// The most edits that share one commit.
const MOST_IN_A_BATCH: u32 = 64;
/// How often an edit is tried when the engine asks for it again.
const MOST_TRIES: u32 = 8;
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

struct Turn {
    session: Box<dyn Session>,
    /// The running batch, from 1.
    batch: u64,
    /// Edits in the running batch that still wait for its commit.
    open: u32,
    /// Every batch up to this one was committed or given up.
    settled: u64,
    /// Batches whose commit failed, and why; the newest few.
    failed: Vec<(u64, Failed)>,
}

/// Why a batch is not in the book.
#[derive(Debug, Clone)]
struct Failed {
    words: String,
    /// For sure nothing of it was kept, and it may work the next time.
    again: bool,
}

impl From<Failed> for DatabaseError {
    fn from(failed: Failed) -> Self {
        Self::NotCommitted(failed.words)
    }
}

/// What became of one try.
enum Tried<T, E> {
    Done(Result<T, E>),
    Panicked(Box<dyn std::any::Any + Send>),
    /// The engine wants the whole transaction once more.
    Again(DatabaseError),
}

/// The writing connection and those who wait for it.
pub(super) struct Writer {
    turn: Mutex<Turn>,
    settled: Condvar,
    waiting: AtomicU32,
}

impl Writer {
    pub(super) fn new(session: Box<dyn Session>) -> Self {
        let turn = Turn {
            session,
            batch: 1,
            open: 0,
            settled: 0,
            failed: Vec::new(),
        };
        Self {
            turn: Mutex::new(turn),
            settled: Condvar::new(),
            waiting: AtomicU32::new(0),
        }
    }

    /// Runs `act` alone; what it wrote is on the disk when this returns `Ok`, and gone when not.
    /// Where the engine asks for the transaction again, `act` is run again from the start.
    pub(super) fn write<T, E, F>(&self, mut act: F) -> Result<T, E>
    where
        F: FnMut(&dyn Sql) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_to_write(&mut act) {
                Tried::Done(result) => return result,
                Tried::Panicked(panic) => resume_unwind(panic),
                Tried::Again(error) if tries >= MOST_TRIES => return Err(E::from(error)),
                Tried::Again(error) => {
                    tracing::debug!(%error, tries, "a write is tried again");
                    std::thread::sleep(pause(tries));
                }
            }
        }
    }

    fn try_to_write<T, E, F>(&self, act: &mut F) -> Tried<T, E>
    where
        F: FnMut(&dyn Sql) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = self.waiting.fetch_sub(1, Ordering::SeqCst) - 1;

        let result = match edit_in(&mut turn, act) {
            Ok(result) => result,
            Err(failed) => {
                // The transaction is gone, with the edits of those who wait for its commit.
                give_up(&mut turn, failed.clone());
                drop(turn);
                self.settled.notify_all();
                return after(failed);
            }
        };
        if matches!(result, Ok(Ok(_))) {
            turn.open += 1;
        }
        let batch = turn.batch;
        if waiting > 0 && turn.open > 0 && turn.open < MOST_IN_A_BATCH {
            // Someone comes after us for sure and commits; who failed needs not wait for it.
            return match result {
                Ok(Ok(value)) => match self.wait_for(turn, batch) {
                    Ok(()) => Tried::Done(Ok(value)),
                    Err(failed) => after(failed),
                },
                Ok(Err(error)) => Tried::Done(Err(error)),
                Err(panic) => Tried::Panicked(panic),
            };
        }
        let committed = settle(&mut turn);
        drop(turn);
        self.settled.notify_all();
        match (result, committed) {
            (Ok(Ok(value)), Ok(())) => Tried::Done(Ok(value)),
            (Ok(Ok(_)), Err(failed)) => after(failed),
            (Ok(Err(error)), _) => Tried::Done(Err(error)),
            (Err(panic), _) => Tried::Panicked(panic),
        }
    }

    fn wait_for(&self, turn: MutexGuard<'_, Turn>, batch: u64) -> Result<(), Failed> {
        let turn = self
            .settled
            .wait_while(turn, |turn| turn.settled < batch)
            .unwrap_or_else(PoisonError::into_inner);
        match turn.failed.iter().find(|(failed, _)| *failed == batch) {
            Some((_, failed)) => Err(failed.clone()),
            None => Ok(()),
        }
    }

    /// The writing connection, for what must stand outside a transaction (checkpoint).
    pub(super) fn alone<T>(&self, act: impl FnOnce(&dyn Session) -> T) -> T {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        act(&*turn.session)
    }
}

fn after<T, E: From<DatabaseError>>(failed: Failed) -> Tried<T, E> {
    if failed.again {
        Tried::Again(failed.into())
    } else {
        Tried::Done(Err(E::from(failed.into())))
    }
}

/// Longer with every try, and never the same for two: who met once should not meet again.
fn pause(tries: u32) -> Duration {
    let longest = Duration::from_millis(2)
        .saturating_mul(1 << tries.min(10))
        .min(LONGEST_PAUSE);
    longest.mul_f64(rand::random::<f64>())
}

type Caught<T, E> = Result<Result<T, E>, Box<dyn std::any::Any + Send>>;

/// One edit in its savepoint; an error or a panic takes only this edit back. An `Err` of this
/// function means that the transaction as a whole is lost.
fn edit_in<T, E, F>(turn: &mut Turn, act: &mut F) -> Result<Caught<T, E>, Failed>
where
    F: FnMut(&dyn Sql) -> Result<T, E>,
    E: From<DatabaseError>,
{
    let session = &*turn.session;
    if !session.is_open() {
        // Nothing stands in the transaction yet: this is the edit's own failure.
        if let Err(error) = session.begin() {
            return Ok(Ok(Err(E::from(error))));
        }
    }
    if let Err(error) = session.begin_edit() {
        return match lost(session) {
            Some(failed) => Err(failed),
            None => Ok(Ok(Err(E::from(error)))),
        };
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| act(session.as_sql())));
    if let Some(failed) = lost(session) {
        return match outcome {
            Err(panic) => Ok(Err(panic)),
            // The engine gave up without asking for another try: the edit says why.
            Ok(Err(error)) if !failed.again && turn.open == 0 => Ok(Ok(Err(error))),
            Ok(_) => Err(failed),
        };
    }
    let refused = match outcome {
        Ok(Ok(value)) => match session.keep_edit() {
            Ok(()) => return Ok(Ok(Ok(value))),
            Err(error) => Ok(Err(E::from(error))),
        },
        other => other,
    };
    match lost(session) {
        Some(failed) => Err(failed),
        None => match session.take_edit_back() {
            Ok(()) => Ok(refused),
            Err(error) => match lost(session) {
                Some(failed) => Err(failed),
                // The transaction can't be used any more, and nobody else stands in it.
                None if turn.open == 0 => {
                    let _ = session.roll_back();
                    Ok(refused)
                }
                None => Err(Failed {
                    words: error.to_string(),
                    again: session.may_repeat(),
                }),
            },
        },
    }
}

/// Whether the transaction is gone, and whether to try it again.
fn lost(session: &dyn Session) -> Option<Failed> {
    session.trouble().map(|trouble| Failed {
        words: "the transaction was given up".to_owned(),
        again: trouble == Trouble::Again,
    })
}

/// Gives the running batch up.
fn give_up(turn: &mut Turn, failed: Failed) {
    if turn.session.is_open()
        && let Err(error) = turn.session.roll_back()
    {
        tracing::warn!(%error, "a transaction that was given up could not be taken back");
    }
    let batch = turn.batch;
    end_batch(turn, Some((batch, failed)));
}

/// Commits the running batch, or takes it back as a whole when the engine refuses.
fn settle(turn: &mut Turn) -> Result<(), Failed> {
    let session = &*turn.session;
    let result = if !session.is_open() {
        // The engine has given the whole transaction up by itself (disk full, I/O error).
        match turn.open {
            0 => Ok(()),
            _ => Err(Failed {
                words: "the transaction was given up".to_owned(),
                again: false,
            }),
        }
    } else if turn.open == 0 {
        session.roll_back().map_err(|error| Failed {
            words: error.to_string(),
            again: false,
        })
    } else {
        session.commit().map_err(|error| {
            let again = session.may_repeat();
            if session.is_open()
                && let Err(error) = session.roll_back()
            {
                tracing::error!(%error, "a failed commit could not be taken back");
            }
            Failed {
                words: error.to_string(),
                again,
            }
        })
    };
    let failed = result.as_ref().err().cloned();
    let batch = turn.batch;
    end_batch(turn, failed.map(|failed| (batch, failed)));
    result
}

fn end_batch(turn: &mut Turn, failed: Option<(u64, Failed)>) {
    turn.settled = turn.batch;
    turn.batch += 1;
    turn.open = 0;
    turn.failed.extend(failed);
    if turn.failed.len() > 64 {
        turn.failed.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::sql::Line;
    use super::super::sql::sqlite::SqliteSession;
    use super::*;

    fn writer(connection: rusqlite::Connection) -> Writer {
        connection
            .execute_batch("CREATE TABLE said (word INTEGER) STRICT")
            .unwrap();
        Writer::new(Box::new(SqliteSession::on(connection)))
    }

    fn say(sql: &dyn Sql, word: i64) -> Result<u64, DatabaseError> {
        sql.execute("INSERT INTO said (word) VALUES (?1)", &[word.into()])
    }

    fn one(writer: &Writer, sql: &str) -> i64 {
        let line: Line = writer.alone(|session| session.one(sql, &[]).unwrap().unwrap());
        line.get("n").unwrap()
    }

    #[test]
    fn many_writers_share_commits_and_a_failed_edit_takes_only_itself_back() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(rusqlite::Connection::open(folder.path().join("book.db")).unwrap());
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let writer = &writer;
                scope.spawn(move || {
                    for turn in 0..50 {
                        let word = thread * 50 + turn;
                        let result: Result<(), DatabaseError> = writer.write(|sql| {
                            say(sql, word)?;
                            if word % 7 == 0 {
                                return Err(DatabaseError::NotCommitted("on purpose".into()));
                            }
                            Ok(())
                        });
                        assert_eq!(result.is_ok(), word % 7 != 0);
                    }
                });
            }
        });
        assert_eq!(
            one(&writer, "SELECT count(*) AS n FROM said"),
            (0..400).map(|word| i64::from(word % 7 != 0)).sum::<i64>()
        );
    }

    #[test]
    fn a_panic_in_one_edit_leaves_the_writer_usable() {
        let writer = writer(rusqlite::Connection::open_in_memory().unwrap());
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            writer.write::<(), DatabaseError, _>(|sql| {
                say(sql, 1)?;
                panic!("a fault")
            })
        }));
        assert!(panicked.is_err());
        writer
            .write::<_, DatabaseError, _>(|sql| say(sql, 2))
            .unwrap();
        assert_eq!(one(&writer, "SELECT sum(word) AS n FROM said"), 2);
    }
}

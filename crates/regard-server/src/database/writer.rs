//! One writer at a time, and one commit for those who come together.
//!
//! A commit waits for the disk. Whoever finds others waiting leaves the commit to the last of them:
//! every edit has a savepoint of its own inside the shared transaction, and nobody is answered
//! before the commit that holds their edit.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::DatabaseError;

/// The most edits that share one commit.
const MOST_IN_A_BATCH: u32 = 64;

struct Turn {
    connection: Connection,
    /// The running batch, from 1.
    batch: u64,
    /// Edits in the running batch that still wait for its commit.
    open: u32,
    /// Every batch up to this one was committed or given up.
    settled: u64,
    /// Batches whose commit failed, with the engine's words; the newest few.
    failed: Vec<(u64, String)>,
}

/// The writing connection and those who wait for it.
pub(super) struct Writer {
    turn: Mutex<Turn>,
    settled: Condvar,
    waiting: AtomicU32,
}

impl Writer {
    pub(super) fn new(connection: Connection) -> Self {
        let turn = Turn {
            connection,
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
    pub(super) fn write<T, E, F>(&self, act: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = self.waiting.fetch_sub(1, Ordering::SeqCst) - 1;

        let result = edit_in(&mut turn, act);
        if matches!(result, Ok(Ok(_))) {
            turn.open += 1;
        }
        let batch = turn.batch;
        if waiting > 0 && turn.open > 0 && turn.open < MOST_IN_A_BATCH {
            // Someone comes after us for sure and commits; who failed needs not wait for it.
            return match result {
                Ok(Ok(value)) => {
                    self.wait_for(turn, batch).map_err(E::from)?;
                    Ok(value)
                }
                Ok(Err(error)) => Err(error),
                Err(panic) => resume_unwind(panic),
            };
        }
        let committed = settle(&mut turn);
        drop(turn);
        self.settled.notify_all();
        match result {
            Ok(Ok(value)) => {
                committed.map_err(E::from)?;
                Ok(value)
            }
            Ok(Err(error)) => Err(error),
            Err(panic) => resume_unwind(panic),
        }
    }

    fn wait_for(&self, turn: MutexGuard<'_, Turn>, batch: u64) -> Result<(), DatabaseError> {
        let turn = self
            .settled
            .wait_while(turn, |turn| turn.settled < batch)
            .unwrap_or_else(PoisonError::into_inner);
        match turn.failed.iter().find(|(failed, _)| *failed == batch) {
            Some((_, words)) => Err(DatabaseError::NotCommitted(words.clone())),
            None => Ok(()),
        }
    }

    /// The writing connection, for what must stand outside a transaction (checkpoint).
    pub(super) fn alone<T>(&self, act: impl FnOnce(&Connection) -> T) -> T {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        act(&turn.connection)
    }
}

type Caught<T, E> = Result<Result<T, E>, Box<dyn std::any::Any + Send>>;

/// One edit in its savepoint; an error or a panic takes only this edit back.
fn edit_in<T, E, F>(turn: &mut Turn, act: F) -> Caught<T, E>
where
    F: FnOnce(&Connection) -> Result<T, E>,
    E: From<DatabaseError>,
{
    let begin = |turn: &mut Turn| -> Result<(), rusqlite::Error> {
        if turn.connection.is_autocommit() {
            turn.connection.execute_batch("BEGIN IMMEDIATE")?;
        }
        Ok(())
    };
    if let Err(error) = begin(turn) {
        return Ok(Err(E::from(error.into())));
    }
    let savepoint = match turn.connection.savepoint() {
        Ok(savepoint) => savepoint,
        Err(error) => return Ok(Err(E::from(error.into()))),
    };
    // The savepoint is rolled back when it is dropped without a commit.
    let outcome = catch_unwind(AssertUnwindSafe(|| act(&savepoint)));
    match outcome {
        Ok(Ok(value)) => match savepoint.commit() {
            Ok(()) => Ok(Ok(value)),
            Err(error) => Ok(Err(E::from(error.into()))),
        },
        other => other,
    }
}

/// Commits the running batch, or takes it back as a whole when the disk refuses.
fn settle(turn: &mut Turn) -> Result<(), DatabaseError> {
    let batch = turn.batch;
    let result = if turn.connection.is_autocommit() {
        // The engine has given the whole transaction up by itself (disk full, I/O error).
        if turn.open > 0 {
            Err("the transaction was given up".to_owned())
        } else {
            Ok(())
        }
    } else if turn.open == 0 {
        turn.connection
            .execute_batch("ROLLBACK")
            .map_err(|error| error.to_string())
    } else {
        turn.connection.execute_batch("COMMIT").map_err(|error| {
            let words = error.to_string();
            if let Err(error) = turn.connection.execute_batch("ROLLBACK") {
                tracing::error!(%error, "a failed commit could not be taken back");
            }
            words
        })
    };
    turn.settled = batch;
    turn.batch += 1;
    turn.open = 0;
    result.map_err(|words| {
        turn.failed.push((batch, words.clone()));
        if turn.failed.len() > 64 {
            turn.failed.remove(0);
        }
        DatabaseError::NotCommitted(words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_writers_share_commits_and_a_failed_edit_takes_only_itself_back() {
        let folder = tempfile::tempdir().unwrap();
        let connection = Connection::open(folder.path().join("book.db")).unwrap();
        connection
            .execute_batch("CREATE TABLE said (word INTEGER) STRICT")
            .unwrap();
        let writer = Writer::new(connection);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let writer = &writer;
                scope.spawn(move || {
                    for turn in 0..50 {
                        let word = thread * 50 + turn;
                        let result: Result<(), DatabaseError> = writer.write(|connection| {
                            connection.execute("INSERT INTO said (word) VALUES (?1)", [word])?;
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
        let count: u32 = writer.alone(|connection| {
            connection
                .query_row("SELECT count(*) FROM said", [], |row| row.get(0))
                .unwrap()
        });
        assert_eq!(
            count,
            (0..400).map(|word| u32::from(word % 7 != 0)).sum::<u32>()
        );
    }

    #[test]
    fn a_panic_in_one_edit_leaves_the_writer_usable() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE said (word INTEGER) STRICT")
            .unwrap();
        let writer = Writer::new(connection);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            writer.write::<(), DatabaseError, _>(|connection| {
                connection.execute("INSERT INTO said (word) VALUES (1)", [])?;
                panic!("a fault")
            })
        }));
        assert!(panicked.is_err());
        writer
            .write::<_, DatabaseError, _>(|connection| {
                Ok(connection.execute("INSERT INTO said (word) VALUES (2)", [])?)
            })
            .unwrap();
        let words: u32 = writer.alone(|connection| {
            connection
                .query_row("SELECT sum(word) FROM said", [], |row| row.get(0))
                .unwrap()
        });
        assert_eq!(words, 2);
    }
}

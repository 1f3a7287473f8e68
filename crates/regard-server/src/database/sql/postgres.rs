//! The book in PostgreSQL, or in what speaks like it.
//!
//! The server's acts on the book are ordinary code on blocking threads. The connections live on a
//! small runtime of their own; an act's thread only waits for the answer. What needs no answer (the
//! beginning of a transaction, a savepoint, the rows that an edit stores) is kept back and sent in
//! front of the next question, and what a push will ask is asked together, so that a push of ten
//! changes is one way there and back and not sixty, and its page another.

mod bind;
mod connect;
mod pipeline;
mod session;
mod wake;

use std::sync::Arc;

use deadpool_postgres::{Object, Pool};
use futures_util::FutureExt;
use regard_domain::ids::CompanyId;
use tokio::runtime::Runtime;

pub use connect::{PostgresUrl, connect};
pub use session::PostgresSession;
pub use wake::keep_awake;

use super::Sql;
use super::engine::Engine;
use crate::database::DatabaseError;

/// A fault that the engine told us of: its code and its words, never its detail, which repeats data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}{}", state.as_ref().map(|state| format!(" ({state})")).unwrap_or_default())]
pub struct Fault {
    /// SQLSTATE; none when the connection itself failed.
    pub state: Option<String>,
    /// What it said.
    pub words: String,
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(told) => Self {
                state: Some(told.code().code().to_owned()),
                words: told.message().to_owned(),
            },
            None => Self {
                state: None,
                words: match std::error::Error::source(&error) {
                    Some(cause) => format!("{error}: {cause}"),
                    None => error.to_string(),
                },
            },
        }
    }
}

impl From<tokio_postgres::Error> for DatabaseError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error.into())
    }
}

/// Connections to the database, and the runtime that they live on.
#[derive(Clone)]
pub struct Connections {
    pool: Pool,
    runtime: Arc<Own>,
}

/// A runtime that may be dropped anywhere: also where waiting is forbidden.
struct Own(Option<Runtime>);

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Connections {
    /// A connection that is free, or a new one.
    pub fn take(&self) -> Result<Object, DatabaseError> {
        let lost = |words: String| DatabaseError::Postgres(Fault { state: None, words });
        let Some(runtime) = &self.runtime.0 else {
            return Err(lost("the connections are closed".to_owned()));
        };
        {
            // One that is free needs no other thread. Its patience is measured by the runtime's clock.
            let _within = runtime.enter();
            if let Some(Ok(connection)) = self.pool.get().now_or_never() {
                return Ok(connection);
            }
        }
        let pool = self.pool.clone();
        // A plain channel: tokio's own things count against the task that waits for them, and would
        // never become ready for one that waits without giving way, as a test does.
        let (give, taken) = std::sync::mpsc::sync_channel(1);
        runtime.spawn(async move {
            let _ = give.send(pool.get().await);
        });
        match taken.recv() {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(deadpool_postgres::PoolError::Backend(error))) => Err(error.into()),
            Ok(Err(error)) => Err(lost(error.to_string())),
            Err(error) => Err(lost(error.to_string())),
        }
    }
}

/// The company's book in a database that may hold other companies' books too.
pub struct Postgres {
    connections: Connections,
    company: CompanyId,
}

impl Postgres {
    /// The readers of a company's book.
    pub fn of(connections: Connections, company: CompanyId) -> Self {
        Self {
            connections,
            company,
        }
    }
}

/// A picture that is given back however its reading ends: also when it panics, or the next reader of
/// that connection would see the same old picture.
struct Picture(PostgresSession);

impl Drop for Picture {
    fn drop(&mut self) {
        self.0.end_of_reading();
    }
}

impl Engine for Postgres {
    fn read(&self, act: &mut dyn FnMut(&dyn Sql)) -> Result<(), DatabaseError> {
        let picture = Picture(PostgresSession::reader(&self.connections, self.company)?);
        act(&picture.0);
        Ok(())
    }

    fn is_shared(&self) -> bool {
        true
    }
}

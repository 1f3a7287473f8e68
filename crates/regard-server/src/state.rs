//! What every request works with. It answers devices over HTTP and in tests without it.

use std::sync::Arc;

use async_trait::async_trait;
use regard_domain::ids::{AssociateId, CompanyId};
use regard_sync::enrol::{EnrolRequest, Enrolled, Hello};
use regard_sync::{MOST_CHANGES, SCHEMA, SyncAnswer, SyncError, SyncRequest, SyncService};
use tokio::sync::watch;

use crate::auth::{self, Caller};
use crate::config::Config;
use crate::database::{Database, DatabaseError, devices};
use crate::delivery::Dispatcher;
use crate::enrol::{self, EnrolCode, MakeCodeError};
use crate::snapshot::Snapshots;
use crate::sync::apply::{ApplyError, apply};
use crate::sync::page::{PageError, page};

/// The running server's shared parts.
pub struct ServerState {
    config: Config,
    database: Arc<Database>,
    dispatcher: Dispatcher,
    snapshots: Arc<Snapshots>,
    stopping: watch::Sender<bool>,
}

impl ServerState {
    /// The parts of a server on an open book.
    pub fn new(config: Config, database: Arc<Database>, dispatcher: Dispatcher) -> Self {
        let snapshots = Arc::new(Snapshots::in_folder(config.data_dir.join("snapshots")));
        Self {
            config,
            database,
            dispatcher,
            snapshots,
            stopping: watch::Sender::new(false),
        }
    }

    /// What the server was told.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The book.
    pub fn database(&self) -> &Arc<Database> {
        &self.database
    }

    /// What sends messages.
    pub fn dispatcher(&self) -> &Dispatcher {
        &self.dispatcher
    }

    /// The files that new devices begin with.
    pub fn snapshots(&self) -> &Arc<Snapshots> {
        &self.snapshots
    }

    /// The company.
    pub fn company(&self) -> CompanyId {
        self.database.company()
    }

    /// Turns true when the server goes down: whoever holds a connection open ends it.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// What the server says of itself to anyone.
    pub fn hello(&self) -> Hello {
        Hello {
            product: "regard".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: SCHEMA,
            company: self.config.company.clone(),
        }
    }

    /// Makes a one-time code for one more device of `associate`.
    pub async fn make_code(&self, associate: AssociateId) -> Result<EnrolCode, MakeCodeError> {
        let database = self.database.clone();
        tokio::task::spawn_blocking(move || enrol::make_code(&database, associate))
            .await
            .map_err(|_| MakeCodeError::Stopping)?
    }

    /// Who is behind a secret; [`SyncError::NotEnrolled`] when nobody is.
    pub async fn caller(&self, token: &str) -> Result<Caller, SyncError> {
        let token = token.to_owned();
        self.blocking(move |database| {
            database
                .read(|connection| {
                    auth::caller(connection, database.company(), &token, database.now())
                })
                .map_err(|error: DatabaseError| unreachable(&error))?
                .ok_or(SyncError::NotEnrolled)
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Database) -> Result<T, SyncError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let database = self.database.clone();
        match tokio::task::spawn_blocking(move || act(&database)).await {
            Ok(result) => result,
            Err(error) => Err(unreachable(&error)),
        }
    }
}

#[async_trait]
impl SyncService for ServerState {
    async fn enrol(&self, request: &EnrolRequest) -> Result<Enrolled, SyncError> {
        let request = request.clone();
        self.blocking(move |database| enrol::enrol(database, &request))
            .await
    }

    async fn sync(&self, token: &str, request: &SyncRequest) -> Result<SyncAnswer, SyncError> {
        let (token, request) = (token.to_owned(), request.clone());
        self.blocking(move |database| sync(database, &token, &request))
            .await
    }
}

/// Takes a device's changes and answers with what it has not seen yet.
fn sync(database: &Database, token: &str, request: &SyncRequest) -> Result<SyncAnswer, SyncError> {
    let company = database.company();
    let (acked_to, results) = if request.changes.is_empty() {
        (None, Vec::new())
    } else {
        let applied = database.write(|edit| {
            // Asked inside the write: who was put out a moment ago writes nothing.
            let caller = auth::caller(edit.connection(), company, token, edit.now())?
                .ok_or(SyncError::NotEnrolled)?;
            apply(edit, &caller, request)
        });
        match applied {
            Ok(applied) => (Some(applied.acked_to), applied.results),
            Err(ApplyError::Refused(error)) => return Err(error),
            Err(ApplyError::Database(error)) => return Err(unreachable(&error)),
        }
    };
    let read = database.read(|connection| {
        let caller = auth::caller(connection, company, token, database.now())?
            .ok_or(SyncError::NotEnrolled)?;
        let acked_to = match acked_to {
            Some(acked_to) => acked_to,
            None => crate::database::heads::device_head(
                connection,
                company,
                caller.device,
                request.incarnation,
            )?,
        };
        let page = page(
            connection,
            company,
            &caller,
            request.cursor.as_ref(),
            request.want_rows,
        )?;
        Ok((caller, acked_to, page))
    });
    let (caller, acked_to, page) = match read {
        Ok(read) => read,
        Err(PageError::Refused(error)) => return Err(error),
        Err(PageError::Database(error)) => return Err(unreachable(&error)),
    };
    if caller.note_seen {
        let noted: Result<(), DatabaseError> = database
            .write(|edit| devices::saw(edit.connection(), company, caller.device, edit.now()));
        if let Err(error) = noted {
            tracing::warn!(%error, "when a device was last heard could not be noted");
        }
    }
    Ok(SyncAnswer {
        acked_to,
        results,
        page,
        server_now: database.now(),
        most_changes: u32::try_from(MOST_CHANGES).unwrap_or(u32::MAX),
    })
}

/// A fault of ours: the device tries again later, and the log says what it was.
fn unreachable(error: &dyn std::fmt::Display) -> SyncError {
    tracing::error!(%error, "a request could not be answered");
    SyncError::Unreachable
}

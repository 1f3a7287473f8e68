//! What every request works with. It answers devices over HTTP and in tests without it.

use std::sync::Arc;

use async_trait::async_trait;
use regard_domain::ids::{AssociateId, CompanyId};
use regard_sync::enrol::{EnrolRequest, Enrolled, Hello};
use regard_sync::server::{ApplyError, PageError, Said, apply, page};
use regard_sync::{
    Change, ChangeKind, MOST_CHANGE_BYTES, MOST_CHANGES, SCHEMA, SyncAnswer, SyncError,
    SyncRequest, SyncService,
};
use tokio::sync::watch;

use crate::alerts;
use crate::alerts::wake::DeviceWaker;
use crate::auth::{self, Caller};
use crate::config::Config;
use crate::database::book::SqlBook;
use crate::database::{Database, DatabaseError, ServerEdit, ahead, devices, heads};
use crate::delivery::{Dispatcher, intake, opt_out};
use crate::enrol::{self, EnrolCode, MakeCodeError};
use crate::snapshot::Snapshots;

/// The running server's shared parts.
pub struct ServerState {
    config: Config,
    database: Arc<Database>,
    dispatcher: Dispatcher,
    waker: Option<DeviceWaker>,
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
            waker: None,
            snapshots,
            stopping: watch::Sender::new(false),
        }
    }

    /// The same parts with what wakes sleeping devices.
    #[must_use]
    pub fn waking(mut self, waker: DeviceWaker) -> Self {
        self.waker = Some(waker);
        self
    }

    /// What wakes sleeping devices.
    pub fn waker(&self) -> Option<&DeviceWaker> {
        self.waker.as_ref()
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
    let applied = if request.changes.is_empty() {
        None
    } else {
        let applied = database.write(|edit| {
            ahead::look_ahead(edit.connection(), company, &auth::hash(token), request)?;
            // Asked inside the write: who was put out a moment ago writes nothing.
            let caller = auth::caller(edit.connection(), company, token, edit.now())?
                .ok_or(ApplyError::Refused(SyncError::NotEnrolled))?;
            let applied = apply(edit, &caller, request, |write, change| {
                follow_up(&ServerEdit::of(write), change)
            })?;
            if caller.note_seen {
                devices::saw(edit.connection(), company, caller.device, edit.now())?;
            }
            Ok((caller, applied))
        });
        match applied {
            Ok(applied) => Some(applied),
            Err(ApplyError::Refused(error)) => return Err(error),
            Err(ApplyError::Storage(error)) => return Err(unreachable(&error)),
        }
    };
    let read = database.read(|connection| {
        let (caller, acked_to) = match &applied {
            Some((caller, applied)) => (caller.clone(), applied.acked_to),
            None => {
                ahead::look_ahead(connection, company, &auth::hash(token), request)?;
                let caller = auth::caller(connection, company, token, database.now())?
                    .ok_or(PageError::Refused(SyncError::NotEnrolled))?;
                let acked_to =
                    heads::device_head(connection, company, caller.device, request.incarnation)?;
                (caller, acked_to)
            }
        };
        let book = SqlBook::new(connection, company);
        let said = Said {
            all: applied
                .as_ref()
                .map_or_else(Vec::new, |(_, applied)| applied.heard(&request.changes)),
            taken: applied
                .as_ref()
                .map_or_else(Vec::new, |(_, applied)| applied.taken(&request.changes)),
            parts: request.parts.as_ref(),
        };
        let page = page(
            &book,
            &caller,
            request.cursor.as_ref(),
            request.want_rows,
            &said,
        )?;
        Ok((caller, acked_to, page))
    });
    let (caller, acked_to, page) = match read {
        Ok(read) => read,
        Err(PageError::Refused(error)) => return Err(error),
        Err(PageError::Storage(error)) => return Err(unreachable(&error)),
    };
    if caller.note_seen && applied.is_none() {
        let noted: Result<(), DatabaseError> = database
            .write(|edit| devices::saw(edit.connection(), company, caller.device, edit.now()));
        if let Err(error) = noted {
            tracing::warn!(%error, "when a device was last heard could not be noted");
        }
    }
    Ok(SyncAnswer {
        acked_to,
        asks_seen: true,
        wants_seen: applied
            .as_ref()
            .is_some_and(|(_, applied)| applied.wants_seen),
        results: applied.map_or_else(Vec::new, |(_, applied)| applied.results),
        page,
        server_now: database.now(),
        most_changes: u32::try_from(MOST_CHANGES).unwrap_or(u32::MAX),
        most_bytes: u32::try_from(MOST_CHANGE_BYTES).unwrap_or(u32::MAX),
    })
}

/// What follows from a change, in the same write: alerts, and messages on their way.
fn follow_up(edit: &ServerEdit<'_>, change: &Change) -> Result<(), DatabaseError> {
    match (change.table.as_str(), change.kind) {
        ("repair_step", ChangeKind::Append) => alerts::raise::repair_step(edit, change.id),
        ("promise_use", ChangeKind::Append) => alerts::promises::used(edit, change.id),
        ("message", ChangeKind::Append | ChangeKind::Set) => {
            match edit.row("message", change.id)? {
                Some(row) => intake::on_row(edit, &row),
                None => Ok(()),
            }
        }
        ("consent", ChangeKind::Append) => opt_out::take_consent(edit, change.id),
        _ => Ok(()),
    }
}

/// A fault of ours: the device tries again later, and the log says what it was.
fn unreachable(error: &dyn std::fmt::Display) -> SyncError {
    tracing::error!(%error, "a request could not be answered");
    SyncError::Unreachable
}

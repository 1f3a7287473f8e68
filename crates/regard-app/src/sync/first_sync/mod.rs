//! The first sync: today's agenda at once, then the store as one file, then ordinary pages.
//!
//! `partial` keeps what was fetched so far, encrypted; `download` goes on with it after any cut;
//! [`crate::database::install`] makes a database of it. A server without snapshots, a small store, a
//! snapshot that is spoiled twice: pages, as ever.

pub(crate) mod crash;
mod download;
pub(crate) mod fill;
mod partial;
mod progress;

#[cfg(test)]
#[expect(clippy::as_conversions, reason = "small numbers of a test")]
mod tests;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use regard_sync::device::arrive;
use regard_sync::tables::TABLES;
use regard_sync::{Agenda, Manifest, SCHEMA, SyncError};

use crate::app::App;
use crate::database::device_store::DeviceDb;
use crate::database::install::{Carrying, Fresh, InstallError};
use crate::database::{Written, arrivals, install, sessions, sync_state};
use crate::error::{CommandError, ErrorCode};
use crate::sync::round::RoundError;
use download::Fetched;
use partial::Partial;
pub use progress::FirstSync;

/// So often a snapshot may turn out spoiled before the store is read in pages.
const MOST_SPOILED: u32 = 2;

/// What the engine knows of a first sync.
#[derive(Default)]
pub(crate) struct FirstSyncState {
    shown: Mutex<Option<FirstSync>>,
    spoiled: Mutex<u32>,
    /// Told when there is something to fill in the background.
    pub(crate) installed: tokio::sync::Notify,
    /// Held while a database is being filled or put in place.
    installing: Arc<tokio::sync::Mutex<()>>,
    /// As if the disk were full.
    #[cfg(test)]
    pub(crate) no_space: std::sync::atomic::AtomicBool,
}

impl FirstSyncState {
    /// How far it is, for the screens; none: there is none under way.
    pub(crate) fn shown(&self) -> Option<FirstSync> {
        lock(&self.shown).clone()
    }

    fn show(&self, progress: Option<FirstSync>) {
        *lock(&self.shown) = progress;
    }

    /// Waits until nothing is being installed; when the app closes, no file may move any more.
    pub(crate) async fn settled(&self) {
        drop(self.installing.lock().await);
    }
}

/// One device at its first sync.
pub(crate) struct FirstRun<'a> {
    pub(crate) app: &'a App,
    pub(crate) server: &'a str,
    pub(crate) token: &'a str,
    /// Says how things stand, when that is news.
    pub(crate) say: &'a (dyn Fn() + Send + Sync),
}

impl FirstRun<'_> {
    /// Brings a device that has no cursor to one, where the server has a snapshot for it. Without one
    /// nothing happened, and pages are next.
    pub(crate) async fn run(&self) -> Result<(), RoundError> {
        let standing = self
            .app
            .database()?
            .read(|conn| Ok((sync_state::standing(conn)?, !arrivals::has_rows(conn)?)))?;
        let (standing, is_empty) = standing;
        if standing.cursor.is_some() && standing.schema >= SCHEMA {
            return Ok(());
        }
        if is_empty {
            self.agenda().await?;
        }
        while *lock(&self.state().spoiled) < MOST_SPOILED {
            let since = self.app.now();
            let network = self.app.network();
            let asked = network.snapshot(self.server, self.token).await?;
            let Some(manifest) = asked.filter(|manifest| manifest.schema == SCHEMA) else {
                break;
            };
            match self.bring(&manifest, since).await {
                Ok(true) => {
                    self.state().show(None);
                    self.app.search().restart();
                    self.state().installed.notify_one();
                    return Ok(());
                }
                // Another snapshot stands in the meantime.
                Ok(false) => {}
                Err(NotBrought::Spoiled) => {
                    tracing::warn!("a snapshot was spoiled on its way");
                    *lock(&self.state().spoiled) += 1;
                }
                Err(NotBrought::Round(error)) => return Err(error),
            }
        }
        Partial::remove_all(self.folder(), None);
        self.state().show(None);
        Ok(())
    }

    /// Fetches what the first screen needs, and shows it.
    async fn agenda(&self) -> Result<(), RoundError> {
        let network = self.app.network();
        let Some(agenda) = network.agenda(self.server, self.token).await? else {
            return Ok(());
        };
        let app = self.app.clone();
        let written = tokio::task::spawn_blocking(move || write_agenda(&app, &agenda)).await;
        written.map_err(|_| SyncError::Unreachable)??;
        Ok(())
    }

    /// Fetches and installs. `false`: the server has another snapshot now.
    async fn bring(&self, manifest: &Manifest, since: DateTime<Utc>) -> Result<bool, NotBrought> {
        let key = self.key()?;
        let mut partial = Partial::open(self.folder(), &manifest.id, &key)
            .map_err(|error| self.refused(error.into(), manifest))?;
        loop {
            let before = partial.length();
            match self.fetch(manifest, &mut partial).await? {
                Fetched::Whole => break,
                // A line that brings something is tried again at once, one that does not after a pause.
                Fetched::Cut if partial.length() > before => {}
                Fetched::Cut => return Err(SyncError::Unreachable.into()),
                Fetched::Gone => {
                    partial.remove();
                    return Ok(false);
                }
            }
        }
        crash::crash_point("fetched");
        self.show(FirstSync::fetched(manifest));
        let (app, manifest) = (self.app.clone(), manifest.clone());
        let token = self.token.to_owned();
        let alone = Arc::clone(&self.state().installing).lock_owned().await;
        let installed = tokio::task::spawn_blocking(move || {
            let _alone = alone;
            let result = install_all(&app, &manifest, &partial, &token, since);
            (result, manifest, partial)
        })
        .await;
        let (result, manifest, partial) =
            installed.map_err(|_| RoundError::from(SyncError::Unreachable))?;
        match result {
            Ok(()) => {
                partial.remove();
                Ok(true)
            }
            Err(InstallError::Unusable) => {
                partial.remove();
                Err(NotBrought::Spoiled)
            }
            Err(error) => Err(self.refused(error, &manifest)),
        }
    }

    /// What a failed installation means; what it had written is taken away again.
    fn refused(&self, error: InstallError, manifest: &Manifest) -> NotBrought {
        tracing::warn!(%error, "the snapshot was not installed");
        if let Ok(database) = self.app.database() {
            install::tidy(database.path());
        }
        match error {
            InstallError::Unusable => NotBrought::Spoiled,
            InstallError::NoSpace => {
                Partial::remove_all(self.folder(), None);
                self.show(FirstSync::no_space(manifest));
                let message =
                    "This device has no space left for the store. Free some; nothing is lost.";
                NotBrought::Round(CommandError::new(ErrorCode::Internal, message).into())
            }
            InstallError::Database(error) => NotBrought::Round(CommandError::from(error).into()),
            // Tried again after a pause.
            InstallError::NotForUs | InstallError::Busy | InstallError::File(_) => {
                NotBrought::Round(SyncError::Unreachable.into())
            }
        }
    }

    fn key(&self) -> Result<crate::key_store::Key32, RoundError> {
        let key = self.app.inside().options.key_store.database_key();
        Ok(key.map_err(|_| {
            CommandError::new(
                ErrorCode::Internal,
                "The key of this device can't be read now.",
            )
        })?)
    }

    fn folder(&self) -> &Path {
        &self.app.inside().options.data_dir
    }

    fn state(&self) -> &FirstSyncState {
        &self.app.engine().first_sync
    }

    fn show(&self, progress: FirstSync) {
        self.state().show(Some(progress));
        (self.say)();
    }
}

/// Why a snapshot was not brought.
enum NotBrought {
    /// It is not what the server said of it.
    Spoiled,
    /// The conversation is over for now.
    Round(RoundError),
}

impl From<RoundError> for NotBrought {
    fn from(error: RoundError) -> Self {
        Self::Round(error)
    }
}

impl From<SyncError> for NotBrought {
    fn from(error: SyncError) -> Self {
        Self::Round(error.into())
    }
}

/// Writes the rows of the first agenda. They come again: nothing notes how far they reach.
fn write_agenda(app: &App, agenda: &Agenda) -> Result<(), CommandError> {
    app.database()?.transact(|conn| {
        for row in &agenda.rows {
            arrive(&mut DeviceDb(conn), row, false)?;
        }
        sessions::follow_company(conn)?;
        let written = Written {
            tables: TABLES.iter().map(|table| table.name.to_owned()).collect(),
            ..Written::default()
        };
        Ok(((), written))
    })
}

fn install_all(
    app: &App,
    manifest: &Manifest,
    partial: &Partial,
    token: &str,
    since: DateTime<Utc>,
) -> Result<(), InstallError> {
    let begun = std::time::Instant::now();
    if partial.sha256()? != manifest.sha256 {
        return Err(InstallError::Unusable);
    }
    let database = app.database().map_err(|_| InstallError::Busy)?;
    let key = app.inside().options.key_store.database_key();
    let key = key.map_err(|_| InstallError::Busy)?;
    let incarnation = database
        .read(|conn| Ok(sync_state::standing(conn)?.incarnation))
        .map_err(|_| InstallError::Busy)?;
    let mut fresh = Fresh::begin(database.path(), &key)?;
    crash::crash_point("fresh_made");
    #[cfg(test)]
    if app
        .engine()
        .first_sync
        .no_space
        .load(std::sync::atomic::Ordering::Acquire)
    {
        fresh.leave_no_space();
    }
    let mut rows = 0;
    for part in &manifest.parts {
        if app.engine().is_stopping() {
            return Err(InstallError::Busy);
        }
        let pressed = partial.reader(part.at, part.bytes)?;
        fresh.take(part, zstd::stream::read::Decoder::new(pressed)?)?;
        rows += part.rows;
        app.engine()
            .first_sync
            .show(Some(FirstSync::taken(manifest, rows)));
        crate::sync::engine::say_progress(app);
        crash::crash_point("part_taken");
    }
    let taken = begun.elapsed();
    let path = fresh.finish()?;
    let indexed = begun.elapsed();
    crash::crash_point("indexed");
    if app.engine().is_stopping() {
        return Err(InstallError::Busy);
    }
    let carrying = Carrying {
        manifest,
        token,
        incarnation,
        since,
    };
    database.install(&path, &key, &carrying)?;
    tracing::info!(
        rows,
        taken_ms = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX),
        indexed_ms = u64::try_from(indexed.as_millis()).unwrap_or(u64::MAX),
        all_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "the store was installed from a snapshot"
    );
    Ok(())
}

/// Removes what an installation that was cut short left; called before the database is opened.
pub(crate) fn tidy(database: &Path) {
    install::tidy(database);
    if let Some(folder) = database.parent() {
        Partial::remove_all(folder, Some(partial::OLD));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The first sync: today's agenda at once, then the store as one file, then ordinary pages.
//!
//! `partial` keeps what was fetched so far, encrypted; `download` goes on with it after any cut;
//! [`crate::database::install`] makes a database of it. A server without snapshots, a small store, a
//! snapshot that is spoiled twice: pages, as ever.

mod agenda;
pub(crate) mod crash;
mod download;
pub(crate) mod fill;
mod install;
mod meanwhile;
mod partial;
mod progress;

#[cfg(test)]
#[expect(clippy::as_conversions, reason = "small numbers of a test")]
mod tests;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use regard_sync::{Agenda, Manifest, SCHEMA, SyncError};

use crate::app::App;
use crate::database::install::InstallError;
use crate::database::{arrivals, install as database_install, outbox, sync_state};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::key_store::Key32;
use crate::sync::round::RoundError;
use download::Fetched;
use partial::Partial;
pub use progress::FirstSync;

/// So often a snapshot may turn out spoiled before the store is read in pages.
const MOST_SPOILED: u32 = 2;
/// So often in a row a snapshot may not come, from a server that is there, before the store is read
/// in pages. With the pauses between the tries that is half a minute: a snapshot that is being
/// written is sooner there.
const MOST_FAILED: u32 = 6;
/// So often in one conversation the server may have another snapshot than the one it named.
const MOST_GONE: u32 = 3;

/// What the engine knows of a first sync.
#[derive(Default)]
pub(crate) struct FirstSyncState {
    shown: Mutex<Option<FirstSync>>,
    spoiled: Mutex<u32>,
    /// Tries in a row in which the server was there and the snapshot did not come.
    failed: Mutex<u32>,
    /// The place in the outbox of the newest change that the server had when the first try began.
    said_to: Mutex<Option<i64>>,
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
    /// Brings a device that has no cursor to one, where the server has a snapshot for it. Where it
    /// can't be had nothing happened, and pages are next. Whatever comes of it, what the person wrote
    /// is sent.
    pub(crate) async fn run(&self) -> Result<(), RoundError> {
        let (standing, is_empty, waits, newest) = self.app.database()?.read(|conn| {
            let is_empty = !arrivals::has_rows(conn)?;
            let waits = outbox::waiting(conn)?;
            let newest = outbox::newest_said(conn)?;
            Ok((sync_state::standing(conn)?, is_empty, waits, newest))
        })?;
        if standing.cursor.is_some() && standing.schema >= SCHEMA {
            *lock(&self.state().said_to) = None;
            return Ok(());
        }
        // What the server takes from here on may not be in the file.
        let said_to = *lock(&self.state().said_to).get_or_insert(newest);
        let has_store = !is_empty && !sync_state::is_agenda_only(&standing);
        // A device that begins anew hears in the answer who was erased meanwhile.
        if waits > 0 || has_store {
            self.say_what_waits().await?;
        }
        let brought = match self.bring_file(is_empty, said_to).await {
            Ok(brought) => brought,
            Err(reason) => {
                // A server that can't be reached, or knows this device no more, says so here.
                self.say_what_waits().await?;
                if !self.gives_up(&reason, has_store) {
                    return Err(reason.into_error());
                }
                tracing::warn!("the snapshot does not come: the store is read in pages");
                false
            }
        };
        if !brought {
            Partial::remove_all(self.folder(), None);
            self.state().show(None);
            agenda::forget(self.app)?;
        }
        *lock(&self.state().failed) = 0;
        *lock(&self.state().said_to) = None;
        Ok(())
    }

    /// Brings the file and puts it in place. `false`: there is none for this device.
    async fn bring_file(&self, is_empty: bool, said_to: i64) -> Result<bool, NotBrought> {
        let mut gone = 0;
        let mut wants_agenda = is_empty;
        while *lock(&self.state().spoiled) < MOST_SPOILED {
            let network = self.app.network();
            let asked = self
                .while_sending(network.snapshot(self.server, self.token))
                .await;
            // A store that has no snapshot is small: its pages are there as soon as an agenda is. One
            // whose snapshot is being written shows the day meanwhile.
            let mut agenda = None;
            if wants_agenda && !matches!(asked, Ok(None)) {
                wants_agenda = false;
                agenda = self.ask_agenda().await;
            }
            let usable = matches!(&asked, Ok(Some(manifest)) if manifest.schema == SCHEMA);
            if !usable {
                self.show_agenda(agenda.take()).await;
            }
            let Some(manifest) = asked?.filter(|manifest| manifest.schema == SCHEMA) else {
                break;
            };
            match self.bring(&manifest, agenda, said_to).await {
                Ok(true) => {
                    self.state().show(None);
                    self.app.search().restart();
                    self.state().installed.notify_one();
                    return Ok(true);
                }
                // Another snapshot stands in the meantime.
                Ok(false) => {
                    gone += 1;
                    if gone == MOST_GONE {
                        return Err(SyncError::Unreachable.into());
                    }
                }
                Err(NotBrought::Spoiled) => {
                    tracing::warn!("a snapshot was spoiled on its way");
                    *lock(&self.state().spoiled) += 1;
                }
                Err(reason) => return Err(reason),
            }
        }
        Ok(false)
    }

    /// Whether pages are the better way by now.
    fn gives_up(&self, reason: &NotBrought, has_store: bool) -> bool {
        match reason {
            // Pages go into the database in use and need no room for a second one. Where there is
            // none yet they would need as much, and what was fetched waits for room.
            NotBrought::NoSpace => has_store,
            NotBrought::Spoiled => true,
            NotBrought::Round(RoundError::Sync(SyncError::Unreachable | SyncError::TooMany)) => {
                let mut failed = lock(&self.state().failed);
                *failed = failed.saturating_add(1);
                *failed >= MOST_FAILED
            }
            NotBrought::Round(_) => false,
        }
    }

    /// Fetches and installs, and shows the day meanwhile. `false`: the server has another snapshot now.
    async fn bring(
        &self,
        manifest: &Manifest,
        agenda: Option<Agenda>,
        said_to: i64,
    ) -> Result<bool, NotBrought> {
        let key = self.key()?;
        let fetched = self.fetch_whole(manifest, &key);
        // The day is there before the file is put in place of the one that it is written to.
        let (fetched, ()) = tokio::join!(fetched, self.show_agenda(agenda));
        let Some(partial) = fetched? else {
            return Ok(false);
        };
        crash::crash_point("fetched");
        self.show(FirstSync::fetched(manifest));
        let (app, manifest) = (self.app.clone(), manifest.clone());
        let token = self.token.to_owned();
        let alone = Arc::clone(&self.state().installing).lock_owned().await;
        let installed = tokio::task::spawn_blocking(move || {
            let _alone = alone;
            let result = install::install(&app, &manifest, &partial, &token, said_to);
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

    /// Fetches all of the file. None: the server has another snapshot now.
    async fn fetch_whole(
        &self,
        manifest: &Manifest,
        key: &Key32,
    ) -> Result<Option<Partial>, NotBrought> {
        let mut partial = Partial::open(self.folder(), &manifest.id, key)
            .map_err(|error| self.refused(error.into(), manifest))?;
        loop {
            let before = partial.length();
            match self.fetch(manifest, &mut partial).await? {
                Fetched::Whole => return Ok(Some(partial)),
                // A line that brings something is tried again at once, one that does not after a pause.
                Fetched::Cut if partial.length() > before => {}
                Fetched::Cut => return Err(SyncError::Unreachable.into()),
                Fetched::Gone => {
                    partial.remove();
                    return Ok(None);
                }
            }
        }
    }

    /// What a failed installation means; what it had written is taken away again.
    fn refused(&self, error: InstallError, manifest: &Manifest) -> NotBrought {
        tracing::warn!(%error, "the snapshot was not installed");
        if let Ok(database) = self.app.database() {
            database_install::tidy(database.path());
        }
        match error {
            InstallError::Unusable => NotBrought::Spoiled,
            InstallError::NoSpace => {
                // What is whole is not fetched again; of a part nothing is left in the way.
                Partial::remove_unfinished(self.folder(), &manifest.id, manifest.bytes);
                self.show(FirstSync::no_space(manifest));
                NotBrought::NoSpace
            }
            InstallError::Database(error) => NotBrought::Round(CommandError::from(error).into()),
            // Tried again after a pause.
            InstallError::NotForUs | InstallError::Busy | InstallError::File(_) => {
                NotBrought::Round(SyncError::Unreachable.into())
            }
        }
    }

    fn key(&self) -> Result<Key32, RoundError> {
        let key = self.app.inside().options.key_store.database_key();
        Ok(key.map_err(|_| CommandError::new(ErrorCode::Internal, Refusal::KeyUnreadable))?)
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
    /// There is no room for it.
    NoSpace,
    /// The conversation is over for now.
    Round(RoundError),
}

impl NotBrought {
    fn into_error(self) -> RoundError {
        match self {
            Self::Round(error) => error,
            Self::Spoiled => SyncError::Unreachable.into(),
            Self::NoSpace => {
                CommandError::new(ErrorCode::Internal, Refusal::NoSpaceForStore).into()
            }
        }
    }
}

impl From<CommandError> for NotBrought {
    fn from(error: CommandError) -> Self {
        Self::Round(error.into())
    }
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

/// Removes what an installation that was cut short left; called before the database is opened.
pub(crate) fn tidy(database: &Path) {
    database_install::tidy(database);
    if let Some(folder) = database.parent() {
        Partial::remove_all(folder, Some(partial::OLD));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

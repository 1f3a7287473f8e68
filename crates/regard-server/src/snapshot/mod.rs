//! The first sync of a device as one file: written once, shared by all devices that see the same.
//!
//! Snapshots hold what customers trusted the store with: they lie in the data folder, readable by
//! the server alone, and are removed when a newer one stands, when the server starts, and at once
//! after an erasure.

pub mod agenda;
pub mod build;
mod kept;
pub mod routes;

#[cfg(test)]
#[expect(clippy::as_conversions, reason = "small numbers of a test")]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use regard_domain::words::Role;
use regard_sync::{Cursor, Manifest, SCHEMA};
use uuid::Uuid;

use crate::auth::Caller;
use crate::database::{Database, DatabaseError, heads, rows, whole_feeds};
use build::{BuildError, build};
pub use kept::Kept;
use kept::{Age, Files, Truth};
use regard_sync::server::page::{BENCH_VIEW, for_device};

/// A store with fewer rows is there sooner in ordinary pages.
const FEWEST_ROWS: u64 = 2_000;
/// How long a device waits for a snapshot that is being written before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(25);
/// The most rows of one associate's own that are handed out beside the file.
const MOST_OWN: u32 = 5_000;

/// What a snapshot shows; devices with the same view share it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct View {
    /// The feeds, without that of one associate.
    pub feeds: Vec<String>,
    /// Without what the bench does not see.
    pub bench: bool,
}

impl View {
    /// What that caller's device may see and shares with others.
    pub fn of(caller: &Caller) -> Self {
        let own = regard_sync::server::place::associate_feed(caller.associate.0);
        let mut feeds = caller.feeds.clone();
        feeds.retain(|feed| *feed != own);
        feeds.sort();
        Self {
            feeds,
            bench: caller.role == Role::Bench,
        }
    }
}

/// One view's place.
#[derive(Default)]
struct Place {
    files: Mutex<Files>,
    writing: tokio::sync::Mutex<()>,
}

/// What came of asking for a snapshot.
pub enum Asked {
    /// There is one.
    Stands(Box<Manifest>),
    /// There is none for this store or this app: pages are the way.
    None,
    /// It is being written; ask again.
    Soon,
}

/// All snapshots of a server.
pub struct Snapshots {
    folder: PathBuf,
    places: Mutex<BTreeMap<View, Arc<Place>>>,
    fewest_rows: Mutex<u64>,
}

impl Snapshots {
    /// The snapshots in a folder. What an earlier server left there is removed.
    pub fn in_folder(folder: PathBuf) -> Self {
        if folder.exists()
            && let Err(error) = std::fs::remove_dir_all(&folder)
        {
            tracing::warn!(%error, "old snapshots can't be removed");
        }
        Self {
            folder,
            places: Mutex::new(BTreeMap::new()),
            fewest_rows: Mutex::new(FEWEST_ROWS),
        }
    }

    /// Stores with fewer rows than this get no snapshot.
    #[cfg(test)]
    fn set_fewest_rows(&self, rows: u64) {
        *lock(&self.fewest_rows) = rows;
    }

    /// What `caller` is to fetch, written first where there is none.
    pub async fn ask(
        self: &Arc<Self>,
        database: &Arc<Database>,
        caller: &Caller,
        fingerprint: &str,
    ) -> Result<Asked, BuildError> {
        if fingerprint != regard_rows::part::fingerprint() {
            return Ok(Asked::None);
        }
        let view = View::of(caller);
        let (book, feeds) = (Arc::clone(database), view.feeds.clone());
        let fewest = *lock(&self.fewest_rows);
        let rows = blocking(move || {
            book.read(|connection| whole_feeds::count(connection, book.company(), &feeds, fewest))
        })
        .await?;
        if rows < fewest {
            return Ok(Asked::None);
        }
        let stands = self.newest(database, &view).await?;
        let kept = match stands {
            Some((kept, Age::Fresh)) => kept,
            Some((kept, Age::Old)) => {
                self.write_in_background(database, view);
                kept
            }
            // A very old one is a long way back: it is for those who would wait too long.
            other => {
                let writing = self.write_in_background(database, view);
                match (tokio::time::timeout(PATIENCE, writing).await, other) {
                    (Ok(Ok(kept)), _) => kept?,
                    (Ok(Err(_)) | Err(_), Some((kept, _))) => kept,
                    (Ok(Err(_)) | Err(_), None) => return Ok(Asked::Soon),
                }
            }
        };
        let (book, caller) = (Arc::clone(database), caller.clone());
        let manifest = blocking(move || manifest(&book, &caller, &kept)).await?;
        Ok(manifest.map_or(Asked::None, |manifest| Asked::Stands(Box::new(manifest))))
    }

    /// The file of that name, when `caller` may have it and it still shows what it may show.
    pub async fn file(
        &self,
        database: &Arc<Database>,
        caller: &Caller,
        id: &str,
    ) -> Result<Option<Arc<Kept>>, BuildError> {
        let place = self.place(&View::of(caller));
        if lock(&place.files).is_empty() {
            return Ok(None);
        }
        let truth = truth(database).await?;
        let mut files = lock(&place.files);
        files.keep_what_is_true(&truth, Instant::now());
        Ok(files.named(id))
    }

    /// Removes what an erasure made untrue, whenever the book changes, until the server stops.
    pub async fn watch(
        self: Arc<Self>,
        database: Arc<Database>,
        mut stopping: tokio::sync::watch::Receiver<bool>,
    ) {
        let mut heads = database.heads();
        loop {
            tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => return,
                changed = heads.changed() => if changed.is_err() { return },
            }
            if let Err(error) = self.keep_what_is_true(&database).await {
                tracing::error!(%error, "whether the snapshots are still true can't be read");
            }
        }
    }

    /// Looks at the book once for all files that stand.
    async fn keep_what_is_true(&self, database: &Arc<Database>) -> Result<(), BuildError> {
        let mut places: Vec<Arc<Place>> = lock(&self.places).values().cloned().collect();
        places.retain(|place| !lock(&place.files).is_empty());
        if places.is_empty() {
            return Ok(());
        }
        let truth = truth(database).await?;
        for place in places {
            lock(&place.files).keep_what_is_true(&truth, Instant::now());
        }
        Ok(())
    }

    /// The newest snapshot of a view. What must not be shown any more is removed first.
    async fn newest(
        &self,
        database: &Arc<Database>,
        view: &View,
    ) -> Result<Option<(Arc<Kept>, Age)>, BuildError> {
        let place = self.place(view);
        if lock(&place.files).is_empty() {
            return Ok(None);
        }
        let truth = truth(database).await?;
        let mut files = lock(&place.files);
        let now = Instant::now();
        files.keep_what_is_true(&truth, now);
        Ok(files.newest(&truth, now))
    }

    /// Writes the snapshot of a view, in a task that goes on when nobody waits for it any more.
    fn write_in_background(
        self: &Arc<Self>,
        database: &Arc<Database>,
        view: View,
    ) -> tokio::task::JoinHandle<Result<Arc<Kept>, BuildError>> {
        let (snapshots, database) = (Arc::clone(self), Arc::clone(database));
        tokio::spawn(async move {
            let place = snapshots.place(&view);
            let _alone = place.writing.lock().await;
            if let Some((kept, Age::Fresh)) = snapshots.newest(&database, &view).await? {
                return Ok(kept);
            }
            let kept = snapshots.write(&database, view.clone()).await;
            match &kept {
                Ok(kept) => lock(&place.files).put(Arc::clone(kept), Instant::now()),
                Err(error) => tracing::error!(%error, "no snapshot was written"),
            }
            // An erasure while it was written made it untrue before it stood.
            snapshots.newest(&database, &view).await?;
            kept
        })
    }

    async fn write(&self, database: &Arc<Database>, view: View) -> Result<Arc<Kept>, BuildError> {
        let (folder, book) = (self.folder.clone(), Arc::clone(database));
        let kept = blocking(move || {
            let since = Instant::now();
            make_folder(&folder)?;
            let path = folder.join(format!("{}.snapshot", Uuid::now_v7()));
            let built = build(&book, &view, &path).inspect_err(|_| {
                std::fs::remove_file(&path).ok();
            })?;
            let millis = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::info!(
                rows = built.rows,
                bytes = built.bytes,
                millis,
                "a snapshot was written"
            );
            Ok::<_, BuildError>(Kept::new(built, path, since))
        })
        .await?;
        Ok(Arc::new(kept))
    }

    fn place(&self, view: &View) -> Arc<Place> {
        Arc::clone(lock(&self.places).entry(view.clone()).or_default())
    }
}

/// What the book says now of what its snapshots must be.
async fn truth(database: &Arc<Database>) -> Result<Truth, BuildError> {
    let book = Arc::clone(database);
    blocking(move || {
        book.read(|connection| {
            Ok::<_, DatabaseError>(Truth {
                standing: heads::standing(connection, book.company())?,
                erasures: whole_feeds::erasures(connection, book.company())?,
            })
        })
    })
    .await
}

/// What a device is told of a snapshot; none when the associate has too much of their own for it.
fn manifest(
    database: &Database,
    caller: &Caller,
    kept: &Kept,
) -> Result<Option<Manifest>, BuildError> {
    let own_feed = regard_sync::server::place::associate_feed(caller.associate.0);
    let built = kept.built();
    // Read after the snapshot: what changed since comes again in the pages, nothing is missed.
    let own = database.read(|connection| {
        rows::rows_in_feeds(
            connection,
            database.company(),
            &[(own_feed.as_str(), 0)],
            MOST_OWN,
        )
    })?;
    if own.len() >= usize::try_from(MOST_OWN).unwrap_or(usize::MAX) {
        return Ok(None);
    }
    let mut feeds = caller.feeds.clone();
    if caller.role == Role::Bench {
        feeds.push(BENCH_VIEW.to_owned());
    }
    Ok(Some(Manifest {
        id: kept.id().to_owned(),
        cursor: Cursor {
            epoch: built.epoch,
            feeds,
            base: built.head,
            pos: built.head,
            fresh: Default::default(),
        },
        bytes: built.bytes,
        raw_bytes: built.raw_bytes,
        sha256: built.sha256.clone(),
        rows: built.rows,
        schema: SCHEMA,
        newest: built.newest,
        parts: built.parts.clone(),
        own: own
            .into_iter()
            .filter(|row| !row.deleted)
            .filter_map(|row| for_device(row, caller.role, 0, true))
            .collect(),
    }))
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

async fn blocking<A: Send + 'static, E: Into<BuildError> + Send + 'static>(
    act: impl FnOnce() -> Result<A, E> + Send + 'static,
) -> Result<A, BuildError> {
    match tokio::task::spawn_blocking(act).await {
        Ok(result) => result.map_err(Into::into),
        Err(error) => Err(BuildError::File(std::io::Error::other(error))),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

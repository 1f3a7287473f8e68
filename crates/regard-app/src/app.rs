//! The app: one database, one sync, one table of commands, and what it tells the screens.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use chrono::{DateTime, Utc};
use regard_domain::clock::Clock;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast;
use ts_rs::TS;

use crate::database::{Database, OnWritten, OpenError, Written, pins, sessions, set_aside};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::key_store::KeyStore;
use crate::search::Search;
use crate::session::reach::Reach;
use crate::session::screens::Opening;
use crate::session::{Session, opening};
use crate::sync::engine::{self, Engine};
use crate::sync::screens::SyncState;
use crate::sync::{HttpNetwork, Network};
use crate::today::screens::AlertCard;

/// What the app is opened with.
pub struct AppOptions {
    /// The folder of this app's files.
    pub data_dir: PathBuf,
    /// Where the database key lies.
    pub key_store: Arc<dyn KeyStore>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The operating system: `android`, `ios`, `linux`, `macos`, `windows`.
    pub platform: String,
    /// The app's version.
    pub version: String,
}

/// What the app says by itself.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export)]
pub enum AppEvent {
    /// Rows changed: a screen that shows them asks again.
    DataChanged {
        /// The tables.
        tables: Vec<String>,
    },
    /// The connection or what waits for it changed.
    SyncChanged {
        /// How it stands.
        sync: SyncState,
    },
    /// Something for this associate came in that was not shown before.
    AlertRaised {
        /// What.
        alert: AlertCard,
    },
    /// An alert or a link wants to be shown; `take_opening` hands it out.
    Open {
        /// What.
        opening: Opening,
    },
}

/// What came of opening the database.
pub(crate) enum Stored {
    /// It is open.
    Ready(Box<Database>),
    /// A newer app made it.
    Newer {
        /// Its version.
        found: u32,
        /// The newest this app knows.
        known: u32,
    },
    /// It could not be opened just now.
    Unavailable(CommandError),
}

/// The app. Cheap to clone: all clones are the same app.
#[derive(Clone)]
pub struct App(Arc<Held>);

/// The inside as its holders have it. When the last lets go, the search's thread is waited for: it looks
/// inside only for moments, and must not be the one that closes the database while the process ends.
struct Held(Arc<Inside>);

impl Deref for Held {
    type Target = Arc<Inside>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.search.stop();
    }
}

pub(crate) struct Inside {
    pub(crate) options: AppOptions,
    pub(crate) stored: Stored,
    /// Where a damaged file was set aside, until the screen was told.
    pub(crate) set_aside: Mutex<Option<String>>,
    pub(crate) locked: AtomicBool,
    network: Arc<dyn Network>,
    pub(crate) search: Search,
    engine: Engine,
    events: broadcast::Sender<AppEvent>,
    opening: Mutex<Option<Opening>>,
    reach: Reach,
}

impl App {
    /// Opens the app, which reaches its server over HTTP. Never fails: `start` tells what is wrong.
    pub async fn open(options: AppOptions) -> Self {
        Self::open_on(options, Arc::new(HttpNetwork::new())).await
    }

    /// Opens the app on another way to the server; tests bring a server in the same process.
    pub async fn open_on(options: AppOptions, network: Arc<dyn Network>) -> Self {
        let (events, _) = broadcast::channel(512);
        // The database tells the app of each commit, and the app holds the database.
        let itself: Arc<OnceLock<Weak<Inside>>> = Arc::default();
        let opened = open_database(&options, announce(Arc::clone(&itself), events.clone()));
        let inside = Arc::new(Inside {
            options,
            stored: opened.stored,
            set_aside: Mutex::new(opened.set_aside),
            locked: AtomicBool::new(false),
            network,
            search: Search::default(),
            engine: Engine::default(),
            events,
            opening: Mutex::new(None),
            reach: Reach::default(),
        });
        itself.set(Arc::downgrade(&inside)).ok();
        let app = Self(Arc::new(Held(inside)));
        if let Ok(database) = app.database() {
            let has_pin = database.read(|conn| Ok(pins::read(conn)?.is_some()));
            // Locked unless it is certain that there is no PIN.
            let locked = has_pin.unwrap_or(true);
            app.0.locked.store(locked, Ordering::Release);
            app.0.search.lock(locked);
            Search::start(&app.0);
            Engine::start(&app);
        }
        app
    }

    /// Ends the app: sync stops, and the file holds everything. A clone that is still there answers
    /// from the database, and syncs no more.
    pub async fn close(&self) {
        self.0.engine.stop().await;
        self.0.search.stop();
        if let Ok(database) = self.database() {
            database.checkpoint();
        }
    }

    /// Answers a command of the table in commands.rs.
    pub async fn dispatch(&self, name: &str, args: Value) -> Result<Value, CommandError> {
        crate::commands::dispatch(self, name, args).await
    }

    /// What the app says from now on.
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.0.events.subscribe()
    }

    /// Says something; nobody listening is fine.
    pub(crate) fn say(&self, event: AppEvent) {
        self.0.say(event);
    }

    /// The one door for alerts and links: kept until the screens take it, and said at once.
    pub fn open_on_screen(&self, opening: Opening) {
        *self
            .0
            .opening
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(opening.clone());
        self.say(AppEvent::Open { opening });
    }

    /// Opens what a link asks for, `regard://customer/<id>?repair=<id>`, through the same door.
    pub fn open_link(&self, link: &str) -> Result<Opening, CommandError> {
        let (opening, alert) = opening::of_link(link)?;
        if let Some(alert) = alert {
            self.shown_meanwhile(&[alert]);
            self.engine().poke();
        }
        self.open_on_screen(opening.clone());
        Ok(opening)
    }

    /// What an alert or a link wanted to show, once.
    pub(crate) fn take_opening(&self) -> Option<Opening> {
        self.0
            .opening
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// The database of this device.
    pub fn database(&self) -> Result<&Database, CommandError> {
        self.0.database()
    }

    /// Whether a PIN is asked for before anything is shown.
    pub(crate) fn is_locked(&self) -> bool {
        self.0.locked.load(Ordering::Acquire)
    }

    /// Who uses this device; an error while it is locked or not enrolled.
    pub fn session(&self) -> Result<Session, CommandError> {
        if self.is_locked() {
            return Err(CommandError::new(ErrorCode::Locked, Refusal::DeviceLocked));
        }
        self.enrolled()?
            .ok_or_else(|| CommandError::new(ErrorCode::NotEnrolled, Refusal::NotEnrolled))
    }

    /// Who uses this device, locked or not.
    pub(crate) fn enrolled(&self) -> Result<Option<Session>, CommandError> {
        self.database()?.read(|conn| Ok(sessions::session(conn)?))
    }

    /// The moment now.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.options.clock.now()
    }

    /// How the device stands with the server.
    pub fn sync_state(&self) -> Result<SyncState, CommandError> {
        engine::state(self)
    }

    /// The search of this device.
    pub(crate) fn search(&self) -> &Search {
        &self.0.search
    }

    /// How this phone is woken.
    pub(crate) fn reach(&self) -> &Reach {
        &self.0.reach
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn network(&self) -> &dyn Network {
        self.0.network.as_ref()
    }

    /// The inside, for the files of this crate that are part of the app.
    pub(crate) fn inside(&self) -> &Inside {
        &self.0
    }
}

impl Inside {
    /// The database of this device.
    pub(crate) fn database(&self) -> Result<&Database, CommandError> {
        match &self.stored {
            Stored::Ready(database) => Ok(database),
            Stored::Newer { .. } => Err(CommandError::new(
                ErrorCode::UpdateRequired,
                Refusal::NewerDatabase,
            )),
            Stored::Unavailable(error) => Err(error.clone()),
        }
    }

    /// Which file the database is, counted since the app was opened.
    pub(crate) fn file(&self) -> u64 {
        self.database().map_or(0, Database::generation)
    }

    /// Says something; nobody listening is fine.
    pub(crate) fn say(&self, event: AppEvent) {
        self.events.send(event).ok();
    }
}

/// Tells the screens and the sync what was written.
fn announce(itself: Arc<OnceLock<Weak<Inside>>>, events: broadcast::Sender<AppEvent>) -> OnWritten {
    Box::new(move |written: Written| {
        if let Some(app) = itself.get().and_then(Weak::upgrade) {
            if written.to_send {
                app.engine.written();
            }
            app.engine.held_changed();
            if written.searched {
                app.search.written(&app);
            }
        }
        if !written.tables.is_empty() {
            let tables = written.tables.into_iter().collect();
            events.send(AppEvent::DataChanged { tables }).ok();
        }
    })
}

/// What came of opening, and where a damaged file lies now.
struct Opened {
    stored: Stored,
    set_aside: Option<String>,
}

impl Opened {
    fn unavailable(why: Refusal) -> Self {
        Self {
            stored: Stored::Unavailable(CommandError::new(ErrorCode::Internal, why)),
            set_aside: None,
        }
    }
}

fn open_database(options: &AppOptions, on_written: OnWritten) -> Opened {
    if std::fs::create_dir_all(&options.data_dir).is_err() {
        return Opened::unavailable(Refusal::FolderNotWritable);
    }
    let keys = options
        .key_store
        .database_key()
        .and_then(|key| Ok((key, options.key_store.device_mark()?)));
    let Ok((key, mark)) = keys else {
        return Opened::unavailable(Refusal::KeyUnreadable);
    };
    let path = options.data_dir.join("regard.db");
    crate::sync::first_sync::tidy(&path);
    let open = || Database::open(&path, &key, mark, Arc::clone(&options.clock));
    let ready = |database: Database, set_aside| Opened {
        stored: Stored::Ready(Box::new(database.telling(on_written))),
        set_aside,
    };
    match open() {
        Ok(database) => ready(database, None),
        Err(OpenError::Newer { found, known }) => Opened {
            stored: Stored::Newer { found, known },
            set_aside: None,
        },
        Err(OpenError::Unreadable) => {
            let Ok(aside) = set_aside::set_aside(&path, options.clock.now()) else {
                return Opened::unavailable(Refusal::DatabaseNotOpen);
            };
            tracing::error!("the database can't be read and was set aside");
            let Ok(fresh) = open() else {
                return Opened::unavailable(Refusal::DatabaseNotOpen);
            };
            let carried =
                fresh.write_local(&[], |conn| Ok(set_aside::carry_over(conn, &aside, &key)?));
            tracing::warn!(
                rows = carried.unwrap_or(0),
                "carried over from the damaged file"
            );
            ready(fresh, Some(aside.display().to_string()))
        }
        Err(OpenError::Other(error)) => {
            tracing::error!(code = ?error.sqlite_error_code(), "the database can't be opened");
            Opened::unavailable(Refusal::DatabaseNotOpen)
        }
    }
}

//! The app: one database, one sync, one table of commands, and what it tells the screens.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use regard_domain::clock::Clock;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast;
use ts_rs::TS;

use crate::database::{Database, OnWritten, OpenError, Written, sessions};
use crate::error::{CommandError, ErrorCode};
use crate::key_store::KeyStore;
use crate::session::Session;
use crate::session::screens::Opening;
use crate::sync::screens::SyncState;
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
pub struct App(Arc<Inside>);

pub(crate) struct Inside {
    pub(crate) options: AppOptions,
    pub(crate) stored: Stored,
    /// Where a damaged file was set aside, until the screen was told.
    pub(crate) set_aside: Mutex<Option<String>>,
    pub(crate) locked: AtomicBool,
    events: broadcast::Sender<AppEvent>,
    opening: Mutex<Option<Opening>>,
}

impl App {
    /// Opens the app. Never fails: `start` tells what is wrong.
    pub async fn open(options: AppOptions) -> Self {
        let (events, _) = broadcast::channel(512);
        let stored = open_database(&options, announce(events.clone()));
        Self(Arc::new(Inside {
            options,
            stored,
            set_aside: Mutex::new(None),
            locked: AtomicBool::new(false),
            events,
            opening: Mutex::new(None),
        }))
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
        self.0.events.send(event).ok();
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
        match &self.0.stored {
            Stored::Ready(database) => Ok(database),
            Stored::Newer { .. } => Err(CommandError::new(
                ErrorCode::UpdateRequired,
                "A newer Regard was used on this device. Update the app; nothing is lost.",
            )),
            Stored::Unavailable(error) => Err(error.clone()),
        }
    }

    /// Who uses this device; an error while it is locked or not enrolled.
    pub fn session(&self) -> Result<Session, CommandError> {
        if self.0.locked.load(Ordering::Acquire) {
            return Err(CommandError::new(
                ErrorCode::Locked,
                "This device is locked.",
            ));
        }
        self.enrolled()?.ok_or_else(|| {
            CommandError::new(ErrorCode::NotEnrolled, "This device is not enrolled.")
        })
    }

    /// Who uses this device, locked or not.
    pub(crate) fn enrolled(&self) -> Result<Option<Session>, CommandError> {
        self.database()?.read(|conn| Ok(sessions::session(conn)?))
    }

    /// The moment now.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.options.clock.now()
    }

    /// The inside, for the files of this crate that are part of the app.
    pub(crate) fn inside(&self) -> &Inside {
        &self.0
    }
}

/// Tells the screens what was written.
fn announce(events: broadcast::Sender<AppEvent>) -> OnWritten {
    Box::new(move |written: Written| {
        if !written.tables.is_empty() {
            let tables = written.tables.into_iter().collect();
            events.send(AppEvent::DataChanged { tables }).ok();
        }
    })
}

fn open_database(options: &AppOptions, on_written: OnWritten) -> Stored {
    let unavailable =
        |message: &str| Stored::Unavailable(CommandError::new(ErrorCode::Internal, message));
    if std::fs::create_dir_all(&options.data_dir).is_err() {
        return unavailable("The folder of the app can't be written.");
    }
    let keys = options
        .key_store
        .database_key()
        .and_then(|key| Ok((key, options.key_store.device_mark()?)));
    let Ok((key, mark)) = keys else {
        return unavailable("The key of this device can't be read now. Open the app again.");
    };
    let path = options.data_dir.join("regard.db");
    match Database::open(&path, &key, mark, Arc::clone(&options.clock), on_written) {
        Ok(database) => Stored::Ready(Box::new(database)),
        Err(OpenError::Newer { found, known }) => Stored::Newer { found, known },
        Err(OpenError::Unreadable | OpenError::Other(_)) => {
            unavailable("The database can't be opened now. Open the app again.")
        }
    }
}

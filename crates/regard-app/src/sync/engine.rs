//! Keeps the device and the server agreed, by itself: after each act, when the server says that there
//! is something, when the app comes back, and again and again while there is no connection.
//!
//! A retry leads to sending, never to waiting for the next edit.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use regard_sync::SyncError;
use regard_sync::device::Known;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::compare::Comparison;
use super::round::{self, Extent, RoundError};
use super::screens::{SyncPhase, SyncState};
use crate::app::{App, AppEvent};
use crate::database::{alerts_raised, outbox, photos, sessions, sync_state};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::sync::first_sync::{self, FirstRun, FirstSyncState};

/// Acts that follow each other quickly travel together.
const GATHER: Duration = Duration::from_millis(5);
/// Without a word from anyone the device asks all the same.
const IDLE: Duration = Duration::from_secs(300);
/// The first and the longest pause after a failure.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long `sync_now` waits for its answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What runs beside the screens.
pub struct Engine {
    written: Notify,
    poked: Notify,
    /// The live line waits for this between its tries.
    pub(super) retry_live: Notify,
    /// Something is held, or is no longer.
    pub(super) held: Notify,
    /// Where this phone is reached changed, or there may be a connection to tell it over.
    reach: Notify,
    /// There may be pictures to bring, or a connection to bring them over.
    photos: Notify,
    phase: Mutex<SyncPhase>,
    said: Mutex<Option<SyncState>>,
    /// What was heard of the server since the app was opened.
    known: Mutex<Known>,
    pub(crate) first_sync: FirstSyncState,
    pub(super) comparison: Comparison,
    /// How many ask the system just now which alerts it showed: none is raised until it said so.
    kept_back: Arc<AtomicUsize>,
    asked: AtomicU64,
    answered: watch::Sender<u64>,
    stopping: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            written: Notify::new(),
            poked: Notify::new(),
            retry_live: Notify::new(),
            held: Notify::new(),
            reach: Notify::new(),
            photos: Notify::new(),
            phase: Mutex::new(SyncPhase::Offline),
            said: Mutex::new(None),
            known: Mutex::default(),
            first_sync: FirstSyncState::default(),
            comparison: Comparison::default(),
            kept_back: Arc::default(),
            asked: AtomicU64::new(0),
            answered: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            tasks: Mutex::new(Vec::new()),
        }
    }
}

impl Engine {
    /// Starts the tasks of an app whose database is open.
    pub fn start(app: &App) {
        let tasks = vec![
            tokio::spawn(run(app.clone())),
            tokio::spawn(super::line::run(app.clone())),
            tokio::spawn(super::hold::run(app.clone())),
            tokio::spawn(first_sync::fill::run(app.clone())),
            tokio::spawn(super::compare::run(app.clone())),
            tokio::spawn(super::tell_token::run(app.clone())),
            tokio::spawn(super::send_photos::run(app.clone())),
        ];
        *lock(&app.engine().tasks) = tasks;
    }

    /// Stops them and waits until they have.
    pub async fn stop(&self) {
        self.stopping.send_replace(true);
        let tasks = std::mem::take(&mut *lock(&self.tasks));
        for task in tasks {
            task.await.ok();
        }
        self.first_sync.settled().await;
    }

    /// What was heard of the server since the app was opened.
    pub(super) fn known_of_server(&self) -> Known {
        *lock(&self.known)
    }

    /// Keeps what was heard of the server.
    pub(super) fn knows_of_server(&self, known: Known) {
        *lock(&self.known) = known;
    }

    /// Whether the app is closing.
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Resolves when the app closes.
    pub(crate) async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        stopping.wait_for(|stopping| *stopping).await.ok();
    }

    /// Something was written that is to be sent.
    pub fn written(&self) {
        self.written.notify_one();
    }

    /// Resolves when something is to be sent.
    pub(crate) async fn something_written(&self) {
        self.written.notified().await;
    }

    /// There may be something to fetch, or a connection again.
    pub fn poke(&self) {
        self.poked.notify_one();
        self.retry_live.notify_one();
        self.reach.notify_one();
        self.photos.notify_one();
    }

    /// A photo was added or put in again, or the server has heard of one.
    pub(crate) fn photos_changed(&self) {
        self.photos.notify_one();
    }

    /// Resolves when there may be a picture to bring.
    pub(super) async fn photos_notified(&self) {
        self.photos.notified().await;
    }

    /// Something changed about where this phone is reached.
    pub(crate) fn reach_changed(&self) {
        self.reach.notify_one();
    }

    /// Resolves when it did.
    pub(super) async fn reach_notified(&self) {
        self.reach.notified().await;
    }

    /// The server says that there is something to fetch.
    pub(super) fn fetch(&self) {
        self.poked.notify_one();
    }

    /// The held messages changed.
    pub fn held_changed(&self) {
        self.held.notify_one();
    }

    /// Raises no alert until what is answered is dropped. Who drops it raises what came in meanwhile.
    pub(crate) fn keep_alerts_back(&self) -> KeptBack {
        self.kept_back.fetch_add(1, Ordering::AcqRel);
        KeptBack(Arc::clone(&self.kept_back))
    }

    /// Asks the server now and waits until that was tried.
    pub async fn agree_now(&self) {
        let mine = self.asked.fetch_add(1, Ordering::AcqRel) + 1;
        let mut answered = self.answered.subscribe();
        self.poke();
        let waiting = answered.wait_for(|answered| *answered >= mine);
        tokio::time::timeout(PATIENCE, waiting).await.ok();
    }
}

/// Alerts are kept back while this lives.
pub(crate) struct KeptBack(Arc<AtomicUsize>);

impl Drop for KeptBack {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// How the device stands with the server.
pub fn state(app: &App) -> Result<SyncState, CommandError> {
    let phase = *lock(&app.engine().phase);
    app.database()?.read(|conn| {
        let standing = sync_state::standing(conn)?;
        Ok(SyncState {
            phase: if standing.revoked {
                SyncPhase::Revoked
            } else {
                phase
            },
            last_synced_at: standing.last_synced_at,
            waiting: outbox::waiting(conn)?,
            photos_waiting: photos::waiting_count(conn)?,
            first_sync: app.engine().first_sync.shown(),
        })
    })
}

/// Keeps the phase, and says how things stand when that is news.
fn say(app: &App, phase: Option<SyncPhase>) {
    if let Some(phase) = phase {
        *lock(&app.engine().phase) = phase;
    }
    let Ok(now) = state(app) else { return };
    let mut said = lock(&app.engine().said);
    if said.as_ref() != Some(&now) {
        *said = Some(now.clone());
        app.say(AppEvent::SyncChanged { sync: now });
    }
}

/// Says how much waits, where that is news.
pub(super) fn say_waiting(app: &App) {
    say(app, None);
}

/// Says how far the first sync is.
pub(crate) fn say_progress(app: &App) {
    say(app, Some(SyncPhase::CatchingUp));
}

async fn run(app: App) {
    let mut failures = 0;
    loop {
        let mine = app.engine().asked.load(Ordering::Acquire);
        let pause = once(&app, &mut failures).await;
        app.engine().answered.send_replace(mine);
        tokio::select! {
            () = app.engine().stopped() => return,
            () = app.engine().poked.notified() => {}
            () = app.engine().written.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One conversation, if the device is enrolled. Answers how long to pause at most.
async fn once(app: &App, failures: &mut u32) -> Duration {
    let who = app.database().and_then(|database| {
        database.read(|conn| Ok(sessions::session(conn)?.zip(sessions::token(conn)?)))
    });
    let Ok(Some((session, token))) = who else {
        return IDLE;
    };
    let end = tokio::select! {
        () = app.engine().stopped() => return IDLE,
        end = talk(app, &session.server, &token) => end,
    };
    let phase = match &end {
        Ok(()) => SyncPhase::Synced,
        Err(RoundError::Sync(SyncError::NotEnrolled)) => SyncPhase::Revoked,
        Err(RoundError::Sync(SyncError::UpdateRequired)) => SyncPhase::UpdateRequired,
        Err(_) => SyncPhase::Offline,
    };
    note_revoked(app, phase, &token);
    say(app, Some(phase));
    match end {
        Ok(()) => {
            *failures = 0;
            app.engine().comparison.agreed();
            app.engine().photos_changed();
            raise_alerts(app);
            IDLE
        }
        Err(error) => {
            tracing::info!(%error, "not agreed with the server");
            *failures = failures.saturating_add(1);
            match phase {
                SyncPhase::Revoked | SyncPhase::UpdateRequired => IDLE,
                _ => pause_after(*failures),
            }
        }
    }
}

async fn talk(app: &App, server: &str, token: &str) -> Result<(), RoundError> {
    let service = app.network().service(server)?;
    let begun = *lock(&app.engine().phase);
    say(
        app,
        (begun == SyncPhase::Synced).then_some(SyncPhase::Syncing),
    );
    let catching_up = || say(app, Some(SyncPhase::CatchingUp));
    for extent in [Extent::UntilStartAfresh, Extent::Whole] {
        let first = FirstRun {
            app,
            server,
            token,
            say: &catching_up,
        };
        first.run().await?;
        match round::talk(app, service.as_ref(), token, extent, &catching_up).await {
            // A snapshot is there sooner than all rows again.
            Err(RoundError::Sync(SyncError::StartAfresh)) if extent == Extent::UntilStartAfresh => {
            }
            end => return end,
        }
    }
    Ok(())
}

/// Keeps whether the server knows this device; not when it was enrolled anew in the meantime.
fn note_revoked(app: &App, phase: SyncPhase, token: &str) {
    let revoked = match phase {
        SyncPhase::Revoked => true,
        SyncPhase::Synced => false,
        _ => return,
    };
    let kept = app.database().and_then(|database| {
        let known = database.read(|conn| Ok(sync_state::standing(conn)?.revoked))?;
        if known == revoked {
            return Ok(());
        }
        database.write_local(&[], |conn| {
            if sessions::token(conn)?.as_deref() == Some(token) {
                sync_state::set_revoked(conn, revoked)?;
            }
            Ok(())
        })
    });
    if let Err(error) = kept {
        tracing::warn!(code = ?error.code, "not noted whether this device is known");
    }
}

/// Says the alerts that came in, each once; none while they are kept back.
pub(crate) fn raise_alerts(app: &App) {
    if app.engine().kept_back.load(Ordering::Acquire) > 0 {
        return;
    }
    let now = app.now();
    let raised = app.database().and_then(|database| {
        database.write_local(&[], |conn| {
            let me = sessions::session(conn)?
                .ok_or_else(|| CommandError::new(ErrorCode::NotEnrolled, Refusal::NotEnrolled))?;
            Ok(alerts_raised::raise(conn, me.associate_id, now)?)
        })
    });
    for alert in raised.unwrap_or_default() {
        app.say(AppEvent::AlertRaised { alert });
    }
}

/// The pause after that many failures: longer each time, and never the same for two devices.
pub(super) fn pause_after(failures: u32) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(10));
    let full = doubled.min(LONGEST_PAUSE);
    let mut random = [0u8; 2];
    if getrandom::fill(&mut random).is_err() {
        return full;
    }
    let part = f64::from(u16::from_le_bytes(random)) / f64::from(u16::MAX);
    full.mul_f64(0.5 + part / 2.0)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_differ() {
        assert!(pause_after(1) <= FIRST_PAUSE);
        assert!(pause_after(1) >= FIRST_PAUSE / 2);
        for failures in 1..200 {
            assert!(pause_after(failures) <= LONGEST_PAUSE);
        }
        assert!(pause_after(100) >= LONGEST_PAUSE / 2);
    }
}

//! The thread that opens the engine, brings many changes in, and builds it anew, when the device is
//! quiet.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::{AT_ONCE, MOST_CHANGED, build};
use crate::app::Inside;

/// After a write, others of the same act or pull may follow: so long it waits for them.
const QUIET: Duration = Duration::from_millis(300);

/// So long it waits at most for a quiet moment, or ten times as long as the last build took: during
/// a long first sync building takes a tenth of the time and no more.
const PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE_IN_BUILDS: u32 = 10;

/// An order of yesterday is no hurry: the start is over by then.
const NO_HURRY: Duration = Duration::from_secs(20);

/// The thread, and how it is told.
#[derive(Default)]
pub(super) struct Worker {
    told: Arc<Told>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Told {
    news: Mutex<News>,
    changed: Condvar,
    /// Read in the midst of a build.
    stop: AtomicBool,
    /// The device is locked: nothing is built of what nobody may see.
    locked: AtomicBool,
}

#[derive(Default)]
struct News {
    /// Changes are to be brought in.
    changes: bool,
    /// It is to be built anew.
    anew: bool,
    /// When something was written last.
    written: Option<Instant>,
    /// How long the last build took.
    build: Duration,
}

/// What the thread is to do next.
enum Next {
    Stop,
    Changes,
    /// Build it anew, now.
    Anew,
    /// It was quiet for a long time.
    Idle,
}

impl Worker {
    pub(super) fn start(inside: &Arc<Inside>) {
        let worker = &inside.search.worker;
        let told = Arc::clone(&worker.told);
        let app = Arc::downgrade(inside);
        let thread = std::thread::Builder::new()
            .name("search".to_owned())
            .spawn(move || run(&app, &told));
        match thread {
            Ok(thread) => *lock(&worker.thread) = Some(thread),
            Err(error) => tracing::error!(%error, "the search has no thread: prefixes answer"),
        }
    }

    pub(super) fn stop(&self) {
        self.told.stop.store(true, Ordering::Release);
        self.told.wake();
        let thread = lock(&self.thread).take();
        // The last one to let go of the app may be the thread itself.
        if let Some(thread) = thread
            && thread.thread().id() != std::thread::current().id()
        {
            thread.join().ok();
        }
    }

    /// The device is locked, or open again. A build that was under way begins anew then.
    pub(super) fn lock(&self, locked: bool) {
        self.told.locked.store(locked, Ordering::Release);
        self.told.wake();
    }

    /// Something was written just now.
    pub(super) fn note_write(&self) {
        lock(&self.told.news).written = Some(Instant::now());
    }

    /// It is to be built anew.
    pub(super) fn anew(&self) {
        lock(&self.told.news).anew = true;
        self.told.changed.notify_all();
    }

    /// There are changes to bring in.
    pub(super) fn changed(&self) {
        lock(&self.told.news).changes = true;
        self.told.changed.notify_all();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Told {
    fn has_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    fn is_locked(&self) -> bool {
        self.locked.load(Ordering::Acquire)
    }

    /// Has the thread look again; not between its look and its sleep, where it would not hear.
    fn wake(&self) {
        drop(lock(&self.news));
        self.changed.notify_all();
    }

    /// Waits for changes, or until nothing happened for `idle`.
    fn wait(&self, idle: Option<Duration>) -> Next {
        let end = idle.and_then(|idle| Instant::now().checked_add(idle));
        let mut news = lock(&self.news);
        loop {
            if self.has_stopped() {
                return Next::Stop;
            }
            if !self.is_locked() && std::mem::take(&mut news.anew) {
                return Next::Anew;
            }
            if std::mem::take(&mut news.changes) {
                return Next::Changes;
            }
            news = match end {
                None => self
                    .changed
                    .wait(news)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(end) => {
                    let left = end.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Next::Idle;
                    }
                    self.changed
                        .wait_timeout(news, left)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
    }

    /// Waits for a quiet moment, with some patience. Answers whether to go on.
    fn quiet(&self) -> bool {
        let begun = Instant::now();
        let mut news = lock(&self.news);
        let patience = PATIENCE.max(news.build.saturating_mul(PATIENCE_IN_BUILDS));
        while !self.has_stopped() && begun.elapsed() < patience {
            let quiet_for = news.written.map_or(QUIET, |written| written.elapsed());
            let Some(left) = QUIET.checked_sub(quiet_for).filter(|left| !left.is_zero()) else {
                break;
            };
            news = self
                .changed
                .wait_timeout(news, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        !self.has_stopped()
    }
}

fn run(app: &Weak<Inside>, told: &Told) {
    let mut idle = match app.upgrade().map(|inside| build::open(&inside)) {
        // Nothing is kept, or it can't be read.
        Some(build::Opened::Nothing) => {
            rebuild(app, told);
            None
        }
        Some(build::Opened::OldOrder) => Some(NO_HURRY),
        Some(build::Opened::Good) => None,
        None => return,
    };
    if let Some(inside) = app.upgrade() {
        inside.search.worker.changed();
    }
    loop {
        match told.wait(idle) {
            Next::Stop => return,
            Next::Idle => {
                idle = None;
                rebuild(app, told);
            }
            Next::Anew => rebuild(app, told),
            Next::Changes => bring_in(app, told),
        }
        if app.strong_count() == 0 {
            return;
        }
    }
}

/// Brings all changes in, a few at a time so that nobody waits; or builds anew when there are many.
fn bring_in(app: &Weak<Inside>, told: &Told) {
    let mut brought = 0_usize;
    loop {
        let Some(inside) = app.upgrade() else { return };
        match build::missing(&inside) {
            Ok(state)
                if state.erased
                    || state.of_another
                    || state.missing > MOST_CHANGED
                    || state.overlay > MOST_CHANGED =>
            {
                drop(inside);
                if told.quiet() {
                    rebuild(app, told);
                }
                return;
            }
            Ok(state) if state.missing == 0 => {
                // Lists were counted anew when it was written, before this knew of it.
                if brought > 0 {
                    build::say_changed(&inside);
                }
                return;
            }
            Ok(_) => match inside.search.catch_up(&inside, AT_ONCE) {
                Ok(count) => brought = brought.saturating_add(count),
                Err(error) => {
                    tracing::warn!(%error, "the search is behind");
                    return;
                }
            },
            Err(error) => {
                tracing::warn!(%error, "the search is behind");
                return;
            }
        }
        if told.has_stopped() {
            return;
        }
    }
}

fn rebuild(app: &Weak<Inside>, told: &Told) {
    let Some(inside) = app.upgrade() else { return };
    let begun = Instant::now();
    let cancelled = || told.has_stopped() || told.is_locked();
    let built = if cancelled() {
        Err(build::NotBuilt::Cancelled)
    } else {
        build::anew(&inside, &cancelled)
    };
    match built {
        Ok(()) => lock(&told.news).build = begun.elapsed(),
        // The app is being closed, locked, or has another file: the next start goes on, or the
        // unlocking, or whoever put the file in place asks for it.
        Err(build::NotBuilt::Cancelled) => lock(&told.news).anew = true,
        Err(build::NotBuilt::Refused(error)) => tracing::warn!(%error, "the search was not built"),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_built_waits_while_the_device_is_locked() {
        let worker = Worker::default();
        worker.lock(true);
        worker.anew();
        assert!(matches!(worker.told.wait(Some(Duration::ZERO)), Next::Idle));
        worker.lock(false);
        assert!(matches!(worker.told.wait(Some(Duration::ZERO)), Next::Anew));
    }
}

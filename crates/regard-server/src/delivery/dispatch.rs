//! The dispatcher: takes what is due, hands it to its channel, and writes down what came back.
//!
//! It wakes when the book changes and when something is due by itself. One runs in each server
//! process. It keeps nothing that must survive it: after a crash the next one finds everything in
//! the book.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use regard_domain::clock::Clock;
use regard_domain::words;
use strum::IntoEnumIterator;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::channels::Channel;
use super::channels::readable::ReadableOutbox;
use super::channels::set_up::{Channels, SetUpError};
use super::check;
use super::claim::claim;
use super::config::DeliveryConfig;
use super::errand;
use super::progress::later;
use super::rules::Rules;
use super::sending;
use super::witness::Witness;
use crate::database::delivery::due::{self, Next};
use crate::database::{Database, DatabaseError, ServerEdit};

/// The most messages of one channel on their way at once: a provider that hangs holds up only its
/// own.
const AT_ONCE: u32 = 32;
/// As long as no answer has shown that the channel is set up rightly.
const AT_ONCE_AT_FIRST: u32 = 8;
/// The longest that the loop sleeps without looking.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Sends what is due. Cheap to clone.
#[derive(Clone)]
pub struct Dispatcher {
    shared: Arc<Shared>,
}

/// What the loop and its errands work with.
pub(super) struct Shared {
    pub(super) database: Arc<Database>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rules: Rules,
    lines: BTreeMap<&'static str, Line>,
    channels: Channels,
    pub(super) witness: Option<Witness>,
}

/// One channel and what is known of it in this process; what all processes have to know is in the book.
struct Line {
    channel: Arc<dyn Channel>,
    room: Arc<Semaphore>,
    looks: Mutex<Looks>,
}

#[derive(Default)]
struct Looks {
    /// An answer has shown that the set-up is right.
    works: bool,
    /// Its set-up was refused.
    rests: bool,
    /// Nothing leaves before this moment.
    not_before: Option<DateTime<Utc>>,
    /// How often an answer changed what is known: a look at the book that began before it is stale.
    answers: u64,
}

/// The loop of a dispatcher.
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Takes nothing new, waits for what is on its way, and ends.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if self.task.await.is_err() {
            tracing::error!("the dispatcher ended badly");
        }
    }
}

impl Dispatcher {
    /// A dispatcher of `database` with the channels of `config`. Sends nothing until it is started.
    pub fn new(
        database: Arc<Database>,
        clock: Arc<dyn Clock>,
        config: &DeliveryConfig,
    ) -> Result<Self, SetUpError> {
        config.check()?;
        let channels = Channels::of(config)?;
        let lines = words::Channel::iter().map(|kind| {
            let line = Line {
                channel: channels.for_kind(kind),
                room: Arc::new(Semaphore::new(usize::try_from(AT_ONCE).unwrap_or(1))),
                looks: Mutex::default(),
            };
            (kind.into(), line)
        });
        let lines = lines.collect();
        Ok(Self {
            shared: Arc::new(Shared {
                database,
                clock,
                rules: Rules::of(config)?,
                lines,
                channels,
                witness: config.witness.as_deref().map(Witness::at),
            }),
        })
    }

    /// Starts the loop. What an earlier run of this server left in the middle is looked into first.
    pub fn start(&self) -> Running {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(self.clone(), stopped));
        Running { stop, task }
    }

    /// Does all that is due at the clock's time, and waits for its outcome. For tests, which move
    /// the clock by hand, and for the loop's last round.
    pub async fn run_once(&self) -> Result<(), DatabaseError> {
        let mut flying = JoinSet::new();
        self.take_off(&mut flying, false).await?;
        while flying.join_next().await.is_some() {
            self.take_off(&mut flying, false).await?;
        }
        Ok(())
    }

    /// Whether the channel for `kind` rests because its set-up was refused.
    pub fn paused(&self, kind: words::Channel) -> bool {
        self.shared.looks(kind, |looks| looks.rests)
    }

    pub(super) fn database(&self) -> &Arc<Database> {
        &self.shared.database
    }

    /// The channel of that name, when this store uses it.
    pub(super) fn channel_named(&self, name: &str) -> Option<Arc<dyn Channel>> {
        self.shared.channels.named(name)
    }

    /// Sends what is due off, as long as there is room.
    async fn take_off(
        &self,
        flying: &mut JoinSet<()>,
        first_run: bool,
    ) -> Result<(), DatabaseError> {
        if first_run {
            self.first_look().await?;
        }
        let next = self.next().await?;
        let now = self.shared.clock.now();
        let ask = next.other.is_some_and(|at| at <= now);
        if ask || first_run {
            self.shared
                .write(move |edit, shared| {
                    // In a book of several servers another one may be in the middle of its claims.
                    let all = first_run && !shared.database.is_shared();
                    check::take_over(edit, &shared.rules, all)
                })
                .await?;
        }
        for kind in words::Channel::iter() {
            let name: &str = kind.into();
            if next.waiting.get(name).is_some_and(|at| *at <= now) {
                self.send_due(kind, flying).await?;
            }
            if ask {
                self.ask_due(kind, flying).await?;
            }
        }
        Ok(())
    }

    /// Looks whether the book is the one that was sent from here.
    async fn first_look(&self) -> Result<(), DatabaseError> {
        self.shared
            .write(|edit, shared| {
                sending::look(edit, shared.witness.as_ref(), shared.database.is_shared())
            })
            .await
    }

    async fn send_due(
        &self,
        kind: words::Channel,
        flying: &mut JoinSet<()>,
    ) -> Result<(), DatabaseError> {
        let shared = &self.shared;
        while let Some(mut room) = shared.room_to_send(kind) {
            let began = Instant::now();
            let answers = shared.looks(kind, |looks| looks.answers);
            let most = u32::try_from(room.num_permits()).unwrap_or(1);
            let mut claims = shared
                .write(move |edit, shared| {
                    claim(
                        edit,
                        &shared.rules,
                        kind,
                        shared.channel(kind).as_ref(),
                        most,
                    )
                })
                .await?;
            shared.looks(kind, |looks| {
                if looks.answers == answers {
                    looks.not_before = claims.not_before;
                }
            });
            if let Some(why) = &claims.off {
                tracing::warn!(
                    %why,
                    "nothing is sent: look into it, then `regard-server arm-sending`"
                );
            }
            let known = match claims.ever {
                Some(ever) => shared.bear_witness(ever).await,
                None => true,
            };
            if !known {
                // What cannot be told later apart from a restored book does not leave now: the claims
                // run out, and the provider is asked.
                claims.leaving.clear();
                shared.looks(kind, |looks| {
                    looks.not_before = Some(later(shared.clock.now(), Duration::from_secs(5)));
                });
            }
            for claimed in claims.leaving {
                let place = room.split(1);
                let shared = shared.clone();
                flying.spawn(async move {
                    errand::send(shared, claimed, began).await;
                    drop(place);
                });
            }
            if !claims.more || !known {
                break;
            }
        }
        Ok(())
    }

    async fn ask_due(
        &self,
        kind: words::Channel,
        flying: &mut JoinSet<()>,
    ) -> Result<(), DatabaseError> {
        while let Some(mut room) = self.shared.room(kind) {
            let question = self
                .shared
                .write(move |edit, shared| {
                    let channel = shared.channel(kind);
                    check::next_question(edit, &shared.rules, kind, channel.as_ref())
                })
                .await?;
            let Some(question) = question else { break };
            let place = room.split(1);
            drop(room);
            let shared = self.shared.clone();
            flying.spawn(async move {
                errand::ask(shared, kind, question).await;
                drop(place);
            });
        }
        Ok(())
    }

    /// When the next things are due by themselves; a channel that rests or keeps its pace has nothing
    /// due before it may go on.
    async fn next(&self) -> Result<Next, DatabaseError> {
        let shared = self.shared.clone();
        let next = tokio::task::spawn_blocking(move || {
            let mut next: Next = shared
                .database
                .read(|connection| due::next(connection, shared.database.company()))?;
            for kind in words::Channel::iter() {
                let not_before = shared.looks(kind, |looks| looks.not_before);
                if let (Some(at), Some(not_before)) =
                    (next.waiting.get_mut(<&str>::from(kind)), not_before)
                {
                    *at = (*at).max(not_before);
                }
            }
            Ok(next)
        });
        match next.await {
            Ok(result) => result,
            Err(error) => Err(DatabaseError::NotCommitted(error.to_string())),
        }
    }

    /// How long the loop may sleep.
    async fn sleep_for(&self) -> Duration {
        let Ok(next) = self.next().await else {
            return LONGEST_SLEEP;
        };
        let Some(first) = next.waiting.values().copied().chain(next.other).min() else {
            return LONGEST_SLEEP;
        };
        // What finds no room is due already; it must not keep the loop awake.
        let at_least = Duration::from_millis(if self.shared.is_full() { 1000 } else { 10 });
        (first - self.shared.clock.now())
            .to_std()
            .unwrap_or_default()
            .clamp(at_least, LONGEST_SLEEP)
    }
}

async fn run(dispatcher: Dispatcher, mut stopped: watch::Receiver<bool>) {
    let mut heads = dispatcher.shared.database.heads();
    let mut flying = JoinSet::new();
    let mut first_run = true;
    while !*stopped.borrow() {
        // Seen before looking, so that a change while looking wakes the loop again.
        heads.mark_unchanged();
        let mut sleep = Duration::from_secs(1);
        match dispatcher.take_off(&mut flying, first_run).await {
            Ok(()) => {
                first_run = false;
                sleep = dispatcher.sleep_for().await;
            }
            Err(error) => tracing::error!(%error, "the dispatcher could not use the book"),
        }
        tokio::select! {
            _ = stopped.changed() => {}
            _ = heads.changed() => {}
            Some(_) = flying.join_next() => {}
            () = tokio::time::sleep(sleep) => {}
        }
        while flying.try_join_next().is_some() {}
    }
    while flying.join_next().await.is_some() {}
}

impl Shared {
    fn line(&self, kind: words::Channel) -> Option<&Line> {
        self.lines.get(<&str>::from(kind))
    }

    pub(super) fn channel(&self, kind: words::Channel) -> Arc<dyn Channel> {
        self.line(kind).map_or_else(
            || -> Arc<dyn Channel> { Arc::new(ReadableOutbox::new("outbox".into(), kind)) },
            |line| line.channel.clone(),
        )
    }

    fn looks<T>(&self, kind: words::Channel, act: impl FnOnce(&mut Looks) -> T) -> T {
        let mut nobody = Looks::default();
        match self.line(kind) {
            Some(line) => act(&mut line.looks.lock().unwrap_or_else(PoisonError::into_inner)),
            None => act(&mut nobody),
        }
    }

    /// The provider refused the set-up.
    pub(super) fn rests(&self, kind: words::Channel) {
        let until = later(self.clock.now(), self.rules.pause);
        self.looks(kind, |looks| {
            *looks = Looks {
                works: false,
                rests: true,
                not_before: Some(until),
                answers: looks.answers.wrapping_add(1),
            };
        });
    }

    /// The provider answered like one whose set-up is right.
    pub(super) fn works(&self, kind: words::Channel) {
        self.looks(kind, |looks| {
            looks.works = true;
            if std::mem::take(&mut looks.rests) {
                looks.not_before = None;
                looks.answers = looks.answers.wrapping_add(1);
            }
        });
    }

    /// Room for more messages of this channel on their way, unless it may send nothing now.
    fn room_to_send(&self, kind: words::Channel) -> Option<OwnedSemaphorePermit> {
        let not_before = self.looks(kind, |looks| looks.not_before);
        if not_before.is_some_and(|not_before| not_before > self.clock.now()) {
            return None;
        }
        self.room(kind)
    }

    /// Room for more errands to this channel's provider.
    fn room(&self, kind: words::Channel) -> Option<OwnedSemaphorePermit> {
        let line = self.line(kind)?;
        let works = self.looks(kind, |looks| looks.works);
        let free = u32::try_from(line.room.available_permits()).unwrap_or(0);
        let taken = AT_ONCE.saturating_sub(free);
        let most = if works { AT_ONCE } else { AT_ONCE_AT_FIRST };
        let room = most.saturating_sub(taken).min(free);
        (room > 0)
            .then(|| line.room.clone().try_acquire_many_owned(room).ok())
            .flatten()
    }

    fn is_full(&self) -> bool {
        words::Channel::iter().any(|kind| self.room(kind).is_none())
    }

    /// Writes down beside the book how far was sent; false when that cannot be done.
    async fn bear_witness(&self, claims: u64) -> bool {
        let Some(witness) = self.witness.clone() else {
            return true;
        };
        let company = self.database.company();
        let written = tokio::task::spawn_blocking(move || witness.write(company, claims)).await;
        match written {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "how far was sent can't be written down beside the book");
                false
            }
            Err(_) => false,
        }
    }

    /// A write from a task that must not block.
    pub(super) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        mut act: impl FnMut(&ServerEdit<'_>, &Shared) -> Result<T, DatabaseError> + Send + 'static,
    ) -> Result<T, DatabaseError> {
        let shared = self.clone();
        let written =
            tokio::task::spawn_blocking(move || shared.database.write(|edit| act(edit, &shared)));
        match written.await {
            Ok(result) => result,
            Err(error) => Err(DatabaseError::NotCommitted(error.to_string())),
        }
    }
}

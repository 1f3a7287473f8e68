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
use regard_domain::message::StateReason;
use regard_domain::words;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::channels::set_up::{Channels, SetUpError};
use super::channels::{Answer, Channel, Outcome};
use super::check::{self, Question};
use super::claim::{Claim, Claimed, claim};
use super::config::DeliveryConfig;
use super::progress::later;
use super::publish::publish;
use super::rules::Rules;
use super::settle::settle;
use crate::database::{Database, DatabaseError, ServerEdit, delivery};

/// The most messages of one channel on their way at once: a provider that hangs holds up only its
/// own.
const AT_ONCE: usize = 8;
/// The longest that the loop sleeps without looking.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// The most waiting messages whose rows say at once that their channel rests.
const MOST_TOLD: u32 = 500;

const KINDS: [words::Channel; 3] = [
    words::Channel::Sms,
    words::Channel::Email,
    words::Channel::Whatsapp,
];

/// Sends what is due. Cheap to clone.
#[derive(Clone)]
pub struct Dispatcher {
    shared: Arc<Shared>,
}

struct Shared {
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
    rules: Rules,
    channels: Channels,
    sms_room: Arc<Semaphore>,
    email_room: Arc<Semaphore>,
    whatsapp_room: Arc<Semaphore>,
    /// Channels whose set-up was refused rest until then.
    paused: Mutex<BTreeMap<&'static str, DateTime<Utc>>>,
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
        Ok(Self {
            shared: Arc::new(Shared {
                database,
                clock,
                rules: Rules::of(config)?,
                channels: Channels::of(config)?,
                sms_room: Arc::new(Semaphore::new(AT_ONCE)),
                email_room: Arc::new(Semaphore::new(AT_ONCE)),
                whatsapp_room: Arc::new(Semaphore::new(AT_ONCE)),
                paused: Mutex::new(BTreeMap::new()),
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
        self.shared.is_paused(kind)
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
        let due = self.next_moment().await?;
        if !first_run && due.is_none_or(|due| due > self.shared.clock.now()) {
            return Ok(());
        }
        self.shared
            .write(move |edit, shared| {
                // In a book of several servers another one may be in the middle of its claims.
                let all = first_run && !shared.database.is_shared();
                check::take_over(edit, &shared.rules, all)
            })
            .await?;
        for kind in KINDS {
            while !self.shared.is_paused(kind)
                && let Some(room) = self.shared.room(kind)
            {
                let began = Instant::now();
                let claimed = self
                    .shared
                    .write(move |edit, shared| {
                        claim(edit, &shared.rules, kind, shared.channel(kind).as_ref())
                    })
                    .await?;
                match claimed {
                    Claim::Nothing => break,
                    Claim::Settled => {}
                    Claim::Leaves(claimed) => {
                        let shared = self.shared.clone();
                        flying.spawn(async move {
                            shared.send(*claimed, began).await;
                            drop(room);
                        });
                    }
                }
            }
            while let Some(room) = self.shared.room(kind) {
                let question = self
                    .shared
                    .write(move |edit, shared| {
                        let channel = shared.channel(kind);
                        check::next_question(edit, &shared.rules, kind, channel.as_ref())
                    })
                    .await?;
                let Some(question) = question else { break };
                let shared = self.shared.clone();
                flying.spawn(async move {
                    shared.ask(kind, question).await;
                    drop(room);
                });
            }
        }
        Ok(())
    }

    /// When the next thing is due by itself.
    async fn next_moment(&self) -> Result<Option<DateTime<Utc>>, DatabaseError> {
        let shared = self.shared.clone();
        let next = tokio::task::spawn_blocking(move || {
            shared
                .database
                .read(|connection| delivery::next_moment(connection, shared.database.company()))
        });
        match next.await {
            Ok(result) => result,
            Err(error) => Err(DatabaseError::NotCommitted(error.to_string())),
        }
    }

    /// How long the loop may sleep.
    async fn sleep_for(&self) -> Duration {
        let Ok(Some(next)) = self.next_moment().await else {
            return LONGEST_SLEEP;
        };
        // What rests with its channel, or finds no room, is due already; it must not keep the loop
        // awake.
        let at_least = Duration::from_millis(if self.shared.any_held_up() { 1000 } else { 10 });
        (next - self.shared.clock.now())
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
    }
    while flying.join_next().await.is_some() {}
}

impl Shared {
    fn channel(&self, kind: words::Channel) -> Arc<dyn Channel> {
        self.channels.for_kind(kind)
    }

    fn is_paused(&self, kind: words::Channel) -> bool {
        let paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        let kind: &'static str = kind.into();
        paused
            .get(kind)
            .is_some_and(|until| *until > self.clock.now())
    }

    /// Room for one more message of this channel on its way.
    fn room(&self, kind: words::Channel) -> Option<OwnedSemaphorePermit> {
        self.all_room(kind).clone().try_acquire_owned().ok()
    }

    fn all_room(&self, kind: words::Channel) -> &Arc<Semaphore> {
        match kind {
            words::Channel::Sms => &self.sms_room,
            words::Channel::Email => &self.email_room,
            words::Channel::Whatsapp => &self.whatsapp_room,
        }
    }

    fn any_held_up(&self) -> bool {
        KINDS
            .into_iter()
            .any(|kind| self.is_paused(kind) || self.all_room(kind).available_permits() == 0)
    }

    /// The credentials or the sender are refused: every further message would be, too.
    fn pause(&self, kind: words::Channel) {
        let until = later(self.clock.now(), self.rules.pause);
        let name: &'static str = kind.into();
        let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        if paused
            .insert(name, until)
            .is_none_or(|old| old <= self.clock.now())
        {
            tracing::error!(
                channel = name,
                "the provider refuses this store's set-up: messages wait until someone looks"
            );
        }
    }

    /// A write from a task that must not block.
    async fn write<T: Send + 'static>(
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

    async fn send(self: Arc<Self>, claimed: Claimed, began: Instant) {
        let kind = claimed.channel;
        let channel = self.channel(kind);
        // A run that was stopped for minutes (a sleeping laptop, a debugger) must not send what
        // another run may have taken over. By both clocks: each can stand still or jump.
        let in_time = began.elapsed() < self.rules.lease && self.clock.now() < claimed.deadline_at;
        let answer = if in_time {
            let patience = channel.time_limit().saturating_add(Duration::from_secs(1));
            tokio::time::timeout(patience, channel.send(&claimed.outgoing))
                .await
                .unwrap_or_else(|_| Outcome::Unknown.into())
        } else {
            Answer::from(Outcome::NotSent {
                reason: StateReason::ChannelDown,
                retry_after: None,
            })
        };
        tracing::info!(
            message = %claimed.message,
            attempt = claimed.attempt,
            channel = channel.name(),
            outcome = answer.outcome.word(),
            code = answer.code,
            "tried to send"
        );
        let set_up_wrong = matches!(
            answer.outcome,
            Outcome::NotSent {
                reason: StateReason::StoreSetup,
                ..
            }
        );
        if set_up_wrong {
            self.pause(kind);
        }
        let readable = channel.is_readable_outbox();
        let chance = rand::random::<f64>();
        let settled = self
            .write(move |edit, shared| {
                settle(edit, &shared.rules, &claimed, &answer, readable, chance)?;
                if set_up_wrong {
                    tell_waiting(edit, kind)?;
                }
                Ok(())
            })
            .await;
        if let Err(error) = settled {
            // The claim runs out and the provider is asked: nothing is lost.
            tracing::error!(%error, "the outcome of a try could not be written down");
        }
    }

    async fn ask(self: Arc<Self>, kind: words::Channel, question: Question) {
        let channel = self.channel(kind);
        let found = channel.look_up(&question.look_up).await;
        let answered = self
            .write(move |edit, shared| {
                let channel = shared.channel(kind);
                check::answer(edit, &shared.rules, &question, &found, channel.as_ref())
            })
            .await;
        if let Err(error) = answered {
            tracing::error!(%error, "the answer of a look-up could not be written down");
        }
    }
}

/// Everyone who waits for a channel that rests sees why.
fn tell_waiting(edit: &ServerEdit<'_>, kind: words::Channel) -> Result<(), DatabaseError> {
    let (connection, company) = (edit.connection(), edit.company());
    for mut waiting in delivery::waiting(connection, company, kind, edit.now(), MOST_TOLD)? {
        waiting.reason = Some(StateReason::StoreSetup);
        publish(edit, &waiting)?;
    }
    Ok(())
}

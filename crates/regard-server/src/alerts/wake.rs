//! Wakes sleeping devices when an alert was raised: once for each alert and device, at the most.
//!
//! A push is a hint. What is unclear is not tried again, since a second banner is worse than none; a
//! device that heard nothing finds the alert at its next sync.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::clock::Clock;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::duty::zone_of;
use super::push::apns::{Apns, PushSetUpError};
use super::push::config::PushConfig;
use super::push::fcm::Fcm;
use super::push::web::WebPush;
use super::push::{Payload, Platform, Push, PushAddress, PushService, Pushed};
use crate::database::push::sends::{self, PushSend};
use crate::database::push::{addresses, rests};
use crate::database::{Database, DatabaseError, ServerEdit, StoredRow};

/// How long after it was raised an alert is still worth waking someone.
const GOOD_FOR: TimeDelta = TimeDelta::hours(12);
/// When a push that was begun is void: longer than any service is given to answer.
const VOID_AFTER: TimeDelta = TimeDelta::minutes(2);
/// How often a push is tried that was certainly not taken.
const MOST_TRIES: u32 = 6;
/// The first wait after such a try; it doubles.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
/// How long a service rests whose key was refused.
const PAUSE: TimeDelta = TimeDelta::minutes(15);
/// How many pushes are on their way at once.
const AT_ONCE: u32 = 32;
/// How long what became of a push is kept.
const KEPT: TimeDelta = TimeDelta::days(30);
/// The longest that the loop sleeps without looking.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Wakes sleeping devices. Cheap to clone.
#[derive(Clone)]
pub struct DeviceWaker {
    shared: Arc<Shared>,
}

struct Shared {
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
    services: BTreeMap<Platform, Arc<dyn PushService>>,
    /// What a browser subscribes with.
    web_key: Option<String>,
    local_endpoints: bool,
    /// Services whose key was refused rest until then.
    paused: Mutex<BTreeMap<Platform, DateTime<Utc>>>,
}

/// The loop of a waker.
pub struct Waking {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Waking {
    /// Begins nothing new, waits for what is on its way, and ends.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if self.task.await.is_err() {
            tracing::error!("the waker of devices ended badly");
        }
    }
}

/// A push that leaves now.
struct Leaving {
    send: PushSend,
    address: PushAddress,
    push: Push,
}

impl DeviceWaker {
    /// A waker with the services of `config`. Reads their keys.
    pub fn new(
        database: Arc<Database>,
        clock: Arc<dyn Clock>,
        config: &PushConfig,
    ) -> Result<Self, PushSetUpError> {
        let mut services: Vec<Arc<dyn PushService>> = Vec::new();
        if let Some(apns) = &config.apns {
            services.push(Arc::new(Apns::new(apns.clone())?));
        }
        if let Some(fcm) = &config.fcm {
            services.push(Arc::new(Fcm::new(fcm.clone())?));
        }
        let mut web_key = None;
        if let Some(web) = &config.web {
            let web = WebPush::new(web.clone())?;
            web_key = Some(web.public_key().to_owned());
            services.push(Arc::new(web));
        }
        Ok(Self {
            shared: Arc::new(Shared {
                database,
                clock,
                services: services
                    .into_iter()
                    .map(|service| (service.platform(), service))
                    .collect(),
                web_key,
                local_endpoints: config.web.as_ref().is_some_and(|web| web.local_endpoints),
                paused: Mutex::default(),
            }),
        })
    }

    /// Whether devices of that kind can be woken.
    pub fn reaches(&self, platform: Platform) -> bool {
        self.shared.services.contains_key(&platform)
    }

    /// What a browser subscribes with, where Web Push is used.
    pub fn web_key(&self) -> Option<&str> {
        self.shared.web_key.as_deref()
    }

    /// Whether endpoints on this machine or its network may be called.
    pub fn local_endpoints(&self) -> bool {
        self.shared.local_endpoints
    }

    /// Starts the loop.
    pub fn start(&self) -> Waking {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(self.clone(), stopped));
        Waking { stop, task }
    }

    /// Pushes all that is due at the clock's time, and waits for what becomes of it.
    pub async fn run_once(&self) -> Result<(), DatabaseError> {
        loop {
            let leaving = self.shared.take_due().await?;
            if leaving.is_empty() {
                return Ok(());
            }
            let mut flying = JoinSet::new();
            for one in leaving {
                let shared = self.shared.clone();
                flying.spawn(async move { shared.push(one).await });
            }
            while flying.join_next().await.is_some() {}
        }
    }

    async fn sleep_for(&self) -> Duration {
        let shared = self.shared.clone();
        let next = tokio::task::spawn_blocking(move || {
            let company = shared.database.company();
            shared.database.read(|sql| sends::next_moment(sql, company))
        });
        let Ok(Ok(Some(next))) = next.await else {
            return LONGEST_SLEEP;
        };
        (next - self.shared.clock.now())
            .to_std()
            .unwrap_or_default()
            .clamp(Duration::from_millis(10), LONGEST_SLEEP)
    }
}

async fn run(waker: DeviceWaker, mut stopped: watch::Receiver<bool>) {
    let mut heads = waker.shared.database.heads();
    while !*stopped.borrow() {
        // Seen before looking, so that a change while looking wakes the loop again.
        heads.mark_unchanged();
        let sleep = match waker.run_once().await {
            Ok(()) => waker.sleep_for().await,
            Err(error) => {
                tracing::error!(%error, "the waker of devices could not use the book");
                Duration::from_secs(1)
            }
        };
        tokio::select! {
            _ = stopped.changed() => {}
            _ = heads.changed() => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
}

impl Shared {
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

    /// Looks at everything that is due, in one transaction: what still makes sense begins to leave.
    async fn take_due(self: &Arc<Self>) -> Result<Vec<Leaving>, DatabaseError> {
        let (shared, now) = (self.clone(), self.clock.now());
        let nothing = tokio::task::spawn_blocking(move || {
            let company = shared.database.company();
            let next = shared.database.read(|sql| sends::next_moment(sql, company));
            next.map(|next| next.is_none_or(|next| next > now))
        });
        if matches!(nothing.await, Ok(Ok(true))) {
            return Ok(Vec::new());
        }
        self.write(|edit, shared| {
            let (sql, company, now) = (edit.connection(), edit.company(), edit.now());
            sends::end_void(sql, company, now)?;
            sends::forget_old(sql, company, now - KEPT)?;
            let mut leaving = Vec::new();
            for send in sends::due(sql, company, now, AT_ONCE)? {
                match shared.look(edit, &send)? {
                    Look::Ends(outcome) => {
                        sends::end(sql, company, send.alert, send.device, outcome)?;
                    }
                    Look::Waits(until) => {
                        sends::wait(sql, company, send.alert, send.device, until)?;
                    }
                    Look::Leaves(address, push) => {
                        sends::begin(sql, company, &send, now + VOID_AFTER)?;
                        leaving.push(Leaving {
                            send,
                            address,
                            push,
                        });
                    }
                }
            }
            Ok(leaving)
        })
        .await
    }

    /// What is to be done with a push that is due.
    fn look(&self, edit: &ServerEdit<'_>, send: &PushSend) -> Result<Look, DatabaseError> {
        let (sql, company, now) = (edit.connection(), edit.company(), edit.now());
        let old = send.made_at + GOOD_FOR;
        if now >= old {
            return Ok(Look::Ends("too_late"));
        }
        let alert = edit.row("alert", send.alert)?.filter(|row| !row.deleted);
        let Some(alert) = alert else {
            return Ok(Look::Ends("no_alert"));
        };
        if alert.value("seen_at").is_some() {
            return Ok(Look::Ends("seen"));
        }
        let associate = edit.row("associate", send.associate.0)?;
        let works_here = associate.filter(|row| !row.deleted && row.value("left_on").is_none());
        let (Some(associate), false) = (works_here, send.revoked) else {
            return Ok(Look::Ends("not_here"));
        };
        let Some(address) = addresses::find(sql, company, send.device)? else {
            return Ok(Look::Ends("no_address"));
        };
        let Some(payload) = payload_of(&alert).filter(|_| self.knows(address.platform)) else {
            return Ok(Look::Ends("no_service"));
        };
        let rest = rests::of(sql, company, send.associate)?;
        if let Some(until) = rest.lasts(now, zone_of(edit, &associate)?) {
            return Ok(Look::Waits(until.min(old)));
        }
        if let Some(until) = self.paused_until(address.platform, now) {
            return Ok(Look::Waits(until));
        }
        let good_for = (old - now).to_std().unwrap_or_default();
        Ok(Look::Leaves(
            address,
            Push {
                payload,
                now,
                good_for,
            },
        ))
    }

    fn knows(&self, platform: Platform) -> bool {
        self.services.contains_key(&platform)
    }

    fn paused_until(&self, platform: Platform, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        paused.get(&platform).copied().filter(|until| *until > now)
    }

    fn pause(&self, platform: Platform, until: DateTime<Utc>) {
        tracing::error!(
            %platform,
            "the push service refuses this store's key or app: devices are not woken until someone looks"
        );
        let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        paused.insert(platform, until);
    }

    async fn push(self: Arc<Self>, leaving: Leaving) {
        let Leaving {
            send,
            address,
            push,
        } = leaving;
        let Some(service) = self.services.get(&address.platform).cloned() else {
            return;
        };
        let pushed = service.push(&address, &push).await;
        tracing::info!(
            alert = %send.alert,
            device = %send.device,
            platform = %address.platform,
            outcome = pushed.word(),
            "tried to wake a device"
        );
        let chance = rand::random::<f64>();
        let settled = self
            .write(move |edit, shared| shared.settle(edit, &send, &address, &pushed, chance))
            .await;
        if let Err(error) = settled {
            // It counts as unclear later on, and is not tried again.
            tracing::error!(%error, "what became of a push could not be written down");
        }
    }

    fn settle(
        &self,
        edit: &ServerEdit<'_>,
        send: &PushSend,
        address: &PushAddress,
        pushed: &Pushed,
        chance: f64,
    ) -> Result<(), DatabaseError> {
        let (sql, company, now) = (edit.connection(), edit.company(), edit.now());
        let later = match pushed {
            Pushed::Gone { since } => {
                if addresses::is_dead(sql, company, address, *since)? {
                    tracing::info!(device = %send.device, "a device is not reached any more");
                }
                None
            }
            Pushed::Later { retry_after } => {
                (send.tries.saturating_add(1) < MOST_TRIES).then(|| {
                    let doubled = FIRST_WAIT * 2_i32.saturating_pow(send.tries.min(10));
                    let spread = doubled
                        .to_std()
                        .unwrap_or_default()
                        .mul_f64(0.5 + chance / 2.0);
                    let wait = spread.max(retry_after.unwrap_or_default());
                    now + TimeDelta::from_std(wait).unwrap_or(GOOD_FOR)
                })
            }
            Pushed::SetUpWrong => {
                let until = now + PAUSE;
                self.pause(address.platform, until);
                Some(until)
            }
            Pushed::Taken | Pushed::Refused | Pushed::Unknown => None,
        };
        match later {
            Some(at) => sends::wait(sql, company, send.alert, send.device, at),
            None => sends::end(sql, company, send.alert, send.device, pushed.word()),
        }
    }
}

/// What is to be done with a push that is due.
enum Look {
    Ends(&'static str),
    Waits(DateTime<Utc>),
    Leaves(PushAddress, Push),
}

fn payload_of(alert: &StoredRow) -> Option<Payload> {
    let customer = alert.id_in("customer_id")?;
    let kind = alert.text("kind")?;
    Some(Payload::new(
        kind,
        alert.id,
        customer,
        alert.id_in("repair_id"),
    ))
}

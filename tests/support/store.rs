//! The store: its server on a fresh database, with the people who work there.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use regard_domain::clock::Clock;
use regard_domain::ids::AssociateId;
use regard_server::alerts::push::config::WebPushConfig;
use regard_server::database::Book;
use regard_server::demo::{self, DemoSize, scene};
use regard_server::{Config, Server, ServerOptions, status_page};
use tempfile::TempDir;

use crate::Device;
use crate::clock::RunningClock;

/// The moment at which most stories begin: a Tuesday morning in New York, three weeks before the
/// anniversary.
pub const MORNING: &str = "2026-05-12T14:00:00Z";

/// A store with its server.
pub struct Store {
    folder: TempDir,
    clock: Arc<RunningClock>,
    server: Server,
    /// Where the pages behind short links are; without it texts carry no link.
    links: Option<String>,
    /// Whether it wakes devices that sleep.
    wakes: bool,
}

impl Store {
    /// A store with the team, Roger and Dana, the watch, the purchase and the promise; no repair.
    pub async fn open() -> Self {
        Self::furnished(false).await
    }

    /// The same, whose server wakes devices by Web Push.
    pub async fn open_waking() -> Self {
        Self::furnished(true).await
    }

    async fn furnished(wakes: bool) -> Self {
        let store = Self::empty(None, wakes).await;
        let times = demo::Times::new(store.clock.now());
        let mut rows = scene::store();
        rows.extend(scene::couple(&times));
        demo::write(store.server.state().database(), &rows).expect("the scene is written");
        store
    }

    /// The demo store: `size` customers and the scene, Roger's watch at the bench.
    pub async fn demo(size: DemoSize) -> Self {
        Self::demo_with_links(size, None).await
    }

    /// The same, whose texts carry a link to a page about the repair under `links`.
    pub async fn demo_with_links(size: DemoSize, links: Option<&str>) -> Self {
        let store = Self::empty(links, false).await;
        let rows = demo::rows(1, size, store.clock.now());
        let state = store.server.state();
        let database = state.database();
        demo::write(database, &rows).expect("the demo store is written");
        // As every start does but the first, which found no store yet.
        status_page::furnish(database, links).expect("the store has its links");
        store
    }

    /// Adds what makes the days of the demo store.
    pub fn every_day(&self) {
        let rows = demo::everyday::rows(&demo::Times::new(self.clock.now()));
        let state = self.server.state();
        demo::write(state.database(), &rows).expect("the days are written");
    }

    async fn empty(links: Option<&str>, wakes: bool) -> Self {
        let folder = TempDir::new().expect("a folder");
        let clock = Arc::new(RunningClock::from(MORNING));
        let links = links.map(str::to_owned);
        let server = start(&folder, clock.clone(), None, links.clone(), wakes).await;
        Self {
            folder,
            clock,
            server,
            links,
            wakes,
        }
    }

    /// A device of that associate, enrolled with a code as a manager makes it, and in step.
    pub async fn device(&self, associate: &str) -> Device {
        let device = self.new_device(associate).await;
        device.in_step().await;
        device
    }

    /// As [`Store::device`], for a store so large that the first sync takes a while.
    pub async fn device_within(&self, associate: &str, patience: std::time::Duration) -> Device {
        let device = self.new_device(associate).await;
        device.in_step_within(patience).await;
        device
    }

    /// A device of that associate that has just been enrolled.
    pub async fn new_device(&self, associate: &str) -> Device {
        let who = AssociateId(scene::id(associate));
        let code = self
            .server
            .state()
            .make_code(who)
            .await
            .expect("a code")
            .code;
        Device::enrol(associate, self.server.addr(), &code, self.clock.clone()).await
    }

    /// A device that has not been enrolled yet, and a code of that associate for the server behind it.
    pub async fn blank_device(&self, associate: &str) -> (Device, String) {
        let who = AssociateId(scene::id(associate));
        let code = self
            .server
            .state()
            .make_code(who)
            .await
            .expect("a code")
            .code;
        (
            Device::blank(associate, self.server.addr(), self.clock.clone()).await,
            code,
        )
    }

    /// The time in the store; it can be put forward.
    pub fn clock(&self) -> &RunningClock {
        &self.clock
    }

    /// The moment now, in the store.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.server.addr()
    }

    /// The server itself.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The file of the server's book.
    pub fn book(&self) -> PathBuf {
        match self.server.state().config().book() {
            Book::File { path, .. } => path,
            Book::Postgres { .. } => panic!("a store of a test has its book in a file"),
        }
    }

    /// The messages that left for customers, as they lie in the readable outbox.
    pub fn sent(&self) -> Vec<String> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder.path().join("outbox"))
            .map(|files| {
                files
                    .filter_map(|file| file.ok().map(|file| file.path()))
                    .collect()
            })
            .unwrap_or_default();
        files.retain(|path| {
            path.extension()
                .is_some_and(|kind| kind == "txt" || kind == "eml")
        });
        files.sort();
        files
            .iter()
            .map(|path| std::fs::read_to_string(path).expect("a message"))
            .collect()
    }

    /// Where the server keeps its files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Stops the server for good, and hands out its files.
    pub async fn close(self) -> TempDir {
        self.server.stop().await;
        self.folder
    }

    /// Stops the server and starts it again on the same database and address.
    pub async fn restart(self) -> Self {
        let Self {
            folder,
            clock,
            server,
            links,
            wakes,
        } = self;
        let address = server.addr();
        server.stop().await;
        let server = start(&folder, clock.clone(), Some(address), links.clone(), wakes).await;
        Self {
            folder,
            clock,
            server,
            links,
            wakes,
        }
    }
}

async fn start(
    folder: &TempDir,
    clock: Arc<RunningClock>,
    address: Option<SocketAddr>,
    links: Option<String>,
    wakes: bool,
) -> Server {
    let mut config = Config::for_folder(
        folder.path(),
        address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0))),
    );
    // No story here is about the moments in which a second piece may follow.
    config.delivery.hold_seconds = 0;
    config.short_link_base = links;
    if wakes {
        config.push.web = Some(WebPushConfig {
            subject: "mailto:it@harbor.example".to_owned(),
            key_file: folder.path().join("web-push-key.pem"),
            ..WebPushConfig::default()
        });
    }
    Server::start(ServerOptions { config, clock })
        .await
        .expect("the server starts")
}

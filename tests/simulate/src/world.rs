//! Everything there is in one history.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use regard_sync::device::{Author, EditError, MemoryDevice};
use uuid::Uuid;

use crate::chance::Chance;
use crate::device::Device;
use crate::network::Mail;
use crate::oracle::Oracle;
use crate::planted::Planted;
use crate::server::{STORES, Server, caller};

/// What may happen in a history; the seed decides.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many devices there are at first.
    pub devices: usize,
    /// Customers move between stores, and people too.
    pub moves: bool,
    /// Customers ask to be erased.
    pub erases: bool,
    /// Clocks jump.
    pub clocks: bool,
    /// Files are copied, restored and cloned.
    pub files: bool,
    /// The server comes back from a backup. Not together with `files`: what was only on a phone that
    /// was restored and in a book that was restored is nowhere.
    pub backups: bool,
    /// Time passes in weeks, not in minutes.
    pub weeks: bool,
    /// Storage loses rows, keeps what is gone, and mixes stamps up.
    pub rot: bool,
    /// Customers turn out to be one person.
    pub merges: bool,
}

/// The world.
#[derive(Debug, Clone)]
pub struct World {
    /// What may happen.
    pub plan: Plan,
    /// The real time, which is the server's.
    pub now: DateTime<Utc>,
    /// The server.
    pub server: Server,
    /// The devices.
    pub devices: Vec<Device>,
    /// What is on its way.
    pub mail: Vec<Mail>,
    /// What people typed.
    pub oracle: Oracle,
    /// A fault planted on purpose.
    pub planted: Option<Planted>,
    /// A hash of everything that happened.
    pub trace: u64,
    /// What happened, in words, when someone wants to read it.
    pub log: Option<String>,
    talks: u64,
    fresh: u64,
}

const PAGES: [u32; 10] = [1, 1, 2, 3, 4, 5, 6, 8, 16, 1000];
const CHUNKS: [usize; 4] = [1, 3, 10, 10_000];
const CHANGES: [u32; 4] = [1, 2, 5, 500];

impl World {
    /// The world of a seed before anything happened.
    pub fn new(seed: u64, planted: Option<Planted>) -> Self {
        let mut chance = Chance::new(seed);
        let files = chance.once_in(2);
        let plan = Plan {
            devices: 2 + chance.below(3),
            moves: chance.once_in(2),
            erases: chance.once_in(3),
            clocks: chance.once_in(2),
            files,
            backups: !files && chance.once_in(2),
            weeks: chance.once_in(3),
            rot: chance.once_in(4),
            // Half of them, and none of the histories that are kept since before there were merges.
            merges: matches!(seed % 6, 1 | 4 | 5),
        };
        let now = DateTime::from_timestamp(1_778_594_400, 0).unwrap_or_default();
        let mut server = Server::new(plan.devices, now);
        server.most_changes = CHANGES[chance.below(CHANGES.len())];
        // A fifth of the servers are of a version that does not ask for texts.
        server.asks_seen = seed % 5 != 2;
        let mut world = Self {
            now,
            server,
            devices: Vec::new(),
            mail: Vec::new(),
            oracle: Oracle::default(),
            planted,
            trace: seed,
            log: None,
            talks: 0,
            fresh: seed ^ 0x5eed,
            plan,
        };
        for at in 0..world.plan.devices {
            let store = STORES[usize::from(world.plan.moves && at % 3 == 2)];
            let (mark, writer) = (world.fresh(), world.fresh());
            let mut device = Device::new(mark, caller(at, store), || writer);
            device.limits.page_rows = PAGES[chance.below(PAGES.len())];
            device.limits.chunk_rows = CHUNKS[chance.below(CHUNKS.len())];
            if chance.once_in(4) {
                device.limits.most_bytes = 300;
            }
            if world.plan.clocks {
                device.clock_off = Duration::minutes(chance.below(21) as i64 - 10);
            }
            world.devices.push(device);
        }
        world
    }

    /// A world with so many devices in which nothing goes wrong by itself.
    pub fn empty(devices: usize) -> Self {
        let mut world = Self::new(7, None);
        world.server = Server::new(devices, world.now);
        world.devices.clear();
        for at in 0..devices {
            let (mark, writer) = (world.fresh(), world.fresh());
            let mut device = Device::new(mark, caller(at, STORES[0]), || writer);
            device.limits.page_rows = PAGES[at % PAGES.len()];
            world.devices.push(device);
        }
        world
    }

    /// Somebody writes on a device. Answers whether it was taken.
    pub fn edit(
        &mut self,
        at: usize,
        act: impl FnOnce(
            &mut Author,
            &mut MemoryDevice,
        ) -> Result<(), EditError<std::convert::Infallible>>,
    ) -> bool {
        let now = self.now;
        let device = &mut self.devices[at];
        let mut author = device.author(now);
        let taken = act(&mut author, &mut device.file.store).is_ok();
        let Ok(_) = author.finish(&mut device.file.store);
        taken
    }

    /// A number that was never there before in this history.
    pub fn fresh(&mut self) -> u64 {
        self.fresh = self.fresh.wrapping_add(1);
        Chance::new(self.fresh).number()
    }

    /// A new id.
    pub fn new_id(&mut self) -> Uuid {
        let (high, low) = (self.fresh(), self.fresh());
        Uuid::from_u64_pair(high, low)
    }

    /// The number of a new conversation.
    pub fn new_talk(&mut self) -> u64 {
        self.talks += 1;
        self.talks
    }

    /// Notes what happened.
    pub fn note(&mut self, at: usize, what: &str, how: u64) {
        for number in what.bytes().map(u64::from).chain([at as u64, how]) {
            self.trace = (self.trace ^ number).wrapping_mul(0x0100_0000_01b3);
        }
        if let Some(log) = &mut self.log {
            let now = self.now.format("%m-%d %H:%M:%S%.3f");
            let _ = writeln!(log, "{now}  device {at}: {what} {how}");
        }
    }
}

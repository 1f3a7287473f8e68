//! One device: its file, its app while it runs, and its wrong clock.

use chrono::{DateTime, Duration, Utc};
use regard_sync::SyncRequest;
use regard_sync::compare::PartSums;
use regard_sync::device::{
    Author, Conversation, DeviceStore, Effect, Event, Known, Limits, MemoryDevice, Notice, Turn,
    add_up, begin_life,
};
use regard_sync::server::Caller;
use uuid::Uuid;

/// What came out of an event.
#[derive(Debug)]
pub enum Then {
    /// A request goes out.
    Ask(Box<SyncRequest>),
    /// The conversation is over; whether both sides are agreed.
    Over(bool),
}

/// A file that can be copied: the database and the mark that it knows.
#[derive(Debug, Clone)]
pub struct File {
    /// The database.
    pub store: MemoryDevice,
    /// The mark of the device that it was made on.
    pub mark: u64,
    /// Its storage lost or changed something that nobody wrote, and that was not mended yet.
    pub rotten: bool,
}

/// A device.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its file.
    pub file: File,
    /// A copy of the file.
    pub copy: Option<File>,
    /// The mark that the operating system does not copy.
    pub mark: u64,
    /// Who it is for the server.
    pub caller: Caller,
    /// The server does not know its token.
    pub revoked: bool,
    /// What its clock is off.
    pub clock_off: Duration,
    /// The conversation that runs, and which request it waits for.
    pub talk: Option<(u64, Conversation)>,
    /// How much it does at once.
    pub limits: Limits,
    known: Known,
    writer: u64,
    /// Screens were told that all is read, since this was last looked at.
    pub published: bool,
}

impl Device {
    /// A new device, just opened.
    pub fn new(mark: u64, caller: Caller, fresh: impl FnMut() -> u64) -> Self {
        let mut device = Self {
            file: File {
                store: MemoryDevice::new(Uuid::from_u128(u128::from(mark))),
                mark,
                rotten: false,
            },
            copy: None,
            mark,
            caller,
            revoked: false,
            clock_off: Duration::zero(),
            talk: None,
            limits: Limits::default(),
            known: Known::default(),
            writer: 0,
            published: false,
        };
        device.open(fresh);
        device
    }

    /// The app opens the file: what ran before is forgotten.
    pub fn open(&mut self, mut fresh: impl FnMut() -> u64) {
        self.talk = None;
        self.known = Known::default();
        self.published = false;
        self.writer = fresh();
        if self.file.mark != self.mark {
            self.file.mark = self.mark;
            let life = Uuid::from_u128(u128::from(fresh()));
            let Ok(()) = begin_life(&mut self.file.store, life);
        }
    }

    /// What its clock says.
    pub fn now(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.clock_off
    }

    /// Begins an act.
    pub fn author(&self, now: DateTime<Utc>) -> Author {
        let Ok(author) = Author::begin(&self.file.store, self.now(now), self.writer);
        author
    }

    /// Begins conversation number `which`.
    pub fn begin_talk(&mut self, which: u64, now: DateTime<Utc>, new_life: u64) -> Then {
        let parts = self.differs();
        let talk = Conversation::new(self.limits, self.known).comparing(parts);
        self.begin(talk, which, now, new_life)
    }

    /// The same, saying what is pending and reading nothing: the store comes another way.
    pub fn begin_saying(&mut self, which: u64, now: DateTime<Utc>, new_life: u64) -> Then {
        let talk = Conversation::new(self.limits, self.known).only_saying();
        self.begin(talk, which, now, new_life)
    }

    /// Whether it has rows and nothing says how far they reach: it is to start afresh.
    pub fn is_to_start_afresh(&self) -> bool {
        let Ok(has_rows) = self.file.store.has_rows();
        has_rows && self.file.store.standing.cursor.is_none()
    }

    fn begin(&mut self, talk: Conversation, which: u64, now: DateTime<Utc>, new_life: u64) -> Then {
        self.talk = Some((which, talk));
        self.hear(Event::Begin, now, new_life)
    }

    /// Takes in what happened.
    pub fn hear(&mut self, event: Event, now: DateTime<Utc>, new_life: u64) -> Then {
        let turn = Turn {
            now: self.now(now),
            new_life: Uuid::from_u128(u128::from(new_life)),
        };
        let Some((_, talk)) = &mut self.talk else {
            return Then::Over(false);
        };
        let Ok(effects) = talk.handle(&mut self.file.store, turn, event);
        self.known = talk.known();
        for effect in effects {
            match effect {
                Effect::Noticed(Notice::Mended { .. }) => self.file.rotten = false,
                Effect::CatchingUp | Effect::Noticed(_) | Effect::Changed(_) => {}
                Effect::Published(_) => self.published = true,
                Effect::Ask(request) => return Then::Ask(request),
                Effect::Done => {
                    self.talk = None;
                    return Then::Over(true);
                }
                Effect::GiveUp(_) => break,
            }
        }
        self.talk = None;
        Then::Over(false)
    }

    /// What its rows add up to, where that is not what the server said of them.
    pub fn differs(&self) -> Option<PartSums> {
        let Ok((sum, parts)) = add_up(&self.file.store);
        let said = self.file.store.check?;
        (said != sum).then_some(parts)
    }

    /// The app was brought up to date: it reads everything anew.
    pub fn upgrade(&mut self) {
        let cursor = self.file.store.standing.cursor.clone();
        let Ok(()) = self.file.store.keep_cursor(cursor.as_ref(), 0);
    }
}

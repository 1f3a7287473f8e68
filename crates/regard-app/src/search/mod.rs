//! Keeps the search engine true: opens it at start, puts every change into it after its commit, and
//! builds it anew in the background when too much has changed.
//!
//! Nothing waits for it. While it is opened, lost or far behind, the prefixes in the database answer
//! ([`crate::database::search`]).

mod build;
mod worker;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_search::{Index, SearchCard};
use rusqlite::Connection;

use crate::app::Inside;
use crate::database::{search_cards, search_index, sessions, stores};
use crate::error::CommandError;
use worker::Worker;

/// So many changed customers are put in at once, before the next command; more are left to the worker.
const AT_ONCE: usize = 64;

/// With so many changed customers it is built anew rather than brought up to date.
const MOST_CHANGED: usize = 3_000;

/// The search of this device.
#[derive(Default)]
pub(crate) struct Search {
    engine: RwLock<Engine>,
    /// Held by whoever brings it up to date: one at a time.
    catching_up: Mutex<()>,
    worker: Worker,
}

/// The engine in memory.
#[derive(Default)]
struct Engine {
    index: Option<Index>,
    /// Every change up to this number is in it.
    up_to: i64,
    /// So much is missing that the prefixes answer better.
    behind: bool,
}

impl Search {
    /// Opens what was kept, and keeps it true from now on, in a thread of its own.
    pub(crate) fn start(inside: &Arc<Inside>) {
        Worker::start(inside);
    }

    /// Ends the thread.
    pub(crate) fn stop(&self) {
        self.worker.stop();
    }

    /// Asks the engine; none while it can't answer.
    pub(crate) fn ask<A>(&self, ask: impl FnOnce(&Index) -> A) -> Option<A> {
        let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
        match &engine.index {
            Some(index) if !engine.behind => Some(ask(index)),
            _ => None,
        }
    }

    /// The database is another one: what was built of the old one answers no more, and a new one is
    /// built.
    pub(crate) fn restart(&self) {
        *self.engine() = Engine::default();
        self.worker.anew();
    }

    /// It is built anew; until then the old one answers.
    pub(crate) fn rebuild(&self) {
        self.worker.anew();
    }

    /// The device is locked, or open again: nothing is built while it is.
    pub(crate) fn lock(&self, locked: bool) {
        self.worker.lock(locked);
    }

    /// Something was written: a few customers are brought up to date at once, many by the worker.
    pub(crate) fn written(&self, inside: &Inside) {
        self.worker.note_write();
        let Some((up_to, len)) = self.reach() else {
            return;
        };
        let Ok(database) = inside.database() else {
            return;
        };
        // More than a twentieth missing: what is typed now would rather not find than find.
        let much = AT_ONCE.saturating_add(len / 20);
        let missing = database.read(|conn| {
            Ok(search_index::changed_after(
                conn,
                up_to,
                much.saturating_add(1),
            )?)
        });
        match missing {
            Ok(missing) if missing.is_empty() => {}
            Ok(missing) if missing.len() <= AT_ONCE => {
                if let Err(error) = self.catch_up(inside, AT_ONCE) {
                    tracing::warn!(%error, "the search is behind");
                }
                self.worker.changed();
            }
            Ok(missing) => {
                if missing.len() > much {
                    self.engine().behind = true;
                }
                self.worker.changed();
            }
            Err(error) => tracing::warn!(%error, "the search is behind"),
        }
    }

    /// Up to which change it reaches, and how many customers it has; none before it is opened.
    fn reach(&self) -> Option<(i64, usize)> {
        let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
        let index = engine.index.as_ref()?;
        Some((engine.up_to, index.len()))
    }

    fn engine(&self) -> std::sync::RwLockWriteGuard<'_, Engine> {
        self.engine.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts changes in, at most `most` of them. Answers how many there were.
    fn catch_up(&self, inside: &Inside, most: usize) -> Result<usize, CommandError> {
        let _alone = self.alone();
        let Some((up_to, _)) = self.reach() else {
            return Ok(0);
        };
        let changes = Changes::after(inside, up_to, most)?;
        let count = changes.0.len();
        let mut engine = self.engine();
        if let Some(index) = &mut engine.index {
            let reached = changes.put_into(index);
            engine.up_to = engine.up_to.max(reached.unwrap_or(up_to));
        }
        if count < most {
            engine.behind = false;
        }
        Ok(count)
    }

    fn alone(&self) -> MutexGuard<'_, ()> {
        self.catching_up
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until everything that was written is in it.
    #[cfg(test)]
    pub(crate) fn settled(&self, inside: &Inside) {
        loop {
            if let Some((up_to, _)) = self.reach()
                && self.ask(|_| ()).is_some()
            {
                let newest = inside.database().and_then(|database| {
                    database.read(|conn| Ok((search_index::newest_change(conn)?, me(conn)?)))
                });
                let built_for = self.ask(|index| index.base().viewer().me);
                let settled = newest.is_ok_and(|(newest, me)| {
                    newest <= up_to && built_for == Some(me.map(|me| me.0))
                });
                if settled {
                    return;
                }
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }
}

/// Customers that changed: the number of the change, who, and their card; none when they are gone.
struct Changes(Vec<(i64, CustomerId, Option<SearchCard>)>);

impl Changes {
    /// The changes after that number, at most `most`.
    fn after(inside: &Inside, up_to: i64, most: usize) -> Result<Self, CommandError> {
        inside.database()?.read(|conn| {
            let today = day(conn, inside)?;
            let mut changes = Vec::new();
            for (n, id) in search_index::changed_after(conn, up_to, most)? {
                changes.push((n, id, search_cards::card(conn, id, today)?));
            }
            Ok(Self(changes))
        })
    }

    /// Puts them into an index, and answers the number of the last.
    fn put_into(self, index: &mut Index) -> Option<i64> {
        let mut last = None;
        for (n, id, card) in self.0 {
            match card {
                Some(card) => index.put(&card),
                None => index.forget(id.0),
            }
            last = Some(n);
        }
        last
    }
}

/// Who looks, for the order: the associate of this device.
fn me(conn: &Connection) -> rusqlite::Result<Option<regard_domain::ids::AssociateId>> {
    Ok(sessions::session(conn)?.map(|session| session.associate_id))
}

/// Today in the store of this device.
fn day(conn: &Connection, inside: &Inside) -> rusqlite::Result<NaiveDate> {
    let now = inside.options.clock.now();
    let zone = match sessions::session(conn)? {
        Some(session) => stores::time_zone(conn, session.store_id)?,
        None => chrono_tz::UTC,
    };
    Ok(now.with_timezone(&zone).date_naive())
}

/// Whether someone is not on this device any more.
fn is_gone(conn: &Connection, id: CustomerId) -> rusqlite::Result<bool> {
    Ok(crate::database::customers::customer(conn, id)?.is_none())
}

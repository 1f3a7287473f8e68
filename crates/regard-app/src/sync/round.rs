//! One conversation with the server: say everything that is pending, read everything that is new.
//!
//! Each request carries both directions, so neither waits for the other. A request that failed is
//! said again later; what was not acknowledged is still in the outbox.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use regard_sync::{
    Change, Cursor, MOST_CHANGES, Page, SCHEMA, SyncAnswer, SyncError, SyncRequest, SyncService,
};
use uuid::Uuid;

use crate::app::App;
use crate::database::{Written, arrivals, outbox, sessions, settle, sync_state};
use crate::error::CommandError;

/// Rows asked for in one page.
const PAGE_ROWS: u32 = 5_000;
/// Rows written in one transaction while catching up: many small ones take six times as long.
const CHUNK_ROWS: usize = 10_000;
/// The most bytes of changes in one request.
const MOST_BYTES: usize = 240 * 1024;
/// How often in one conversation the server may ask to begin again somewhere else.
const MOST_TURNS: u32 = 5;
/// A clock offset smaller than this is noise of the line.
const OFFSET_NOISE_MS: i64 = 500;

/// Why a conversation ended early.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The server, or the way to it.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// This device.
    #[error(transparent)]
    Device(#[from] CommandError),
}

/// One conversation.
pub struct Round<'a> {
    app: &'a App,
    service: &'a dyn SyncService,
    token: &'a str,
    /// Told once when there is so much to read that lists fill while one looks.
    catching_up: &'a (dyn Fn() + Send + Sync),
    reading: Reading,
    most_changes: u32,
    turns: u32,
    /// Changes that the server lost are sent again once in a conversation.
    sent_again: bool,
    blame: Blame,
    /// A server that asks for a fresh start ends the conversation: someone else brings the store.
    pub(super) ends_at_start_afresh: bool,
    /// Nothing is read: the store comes another way.
    only_saying: bool,
}

/// What to do about a server that refused the request.
enum Blame {
    /// It has not.
    Nobody,
    /// It did: whether it is the changes shows when it is only listened to.
    Listening,
    /// It was the changes: each is said alone, and one that is refused is put aside, so that it does
    /// not stop the others for ever.
    OneByOne,
}

/// How far the reading is.
struct Reading {
    cursor: Option<Cursor>,
    /// Everything is read anew: what does not come any more goes at the end.
    afresh: bool,
    pages: Vec<Page>,
    tables: BTreeSet<String>,
}

/// What is said in one request.
struct Saying {
    incarnation: Uuid,
    /// The server can't know a later number than this.
    known_at_most: u64,
    changes: Vec<Change>,
}

impl<'a> Round<'a> {
    /// Prepares a conversation.
    pub fn new(
        app: &'a App,
        service: &'a dyn SyncService,
        token: &'a str,
        catching_up: &'a (dyn Fn() + Send + Sync),
    ) -> Result<Self, CommandError> {
        let reading = app.database()?.read(|conn| {
            let standing = sync_state::standing(conn)?;
            // A newer app reads everything anew: fields that it knows now were not kept before.
            let cursor = standing.cursor.filter(|_| standing.schema >= SCHEMA);
            Ok(Reading {
                afresh: cursor.is_none() && !arrivals::is_empty(conn)?,
                cursor,
                pages: Vec::new(),
                tables: BTreeSet::new(),
            })
        })?;
        Ok(Self {
            app,
            service,
            token,
            catching_up,
            reading,
            most_changes: u32::try_from(MOST_CHANGES).unwrap_or(u32::MAX),
            turns: 0,
            sent_again: false,
            blame: Blame::Nobody,
            ends_at_start_afresh: false,
            only_saying: false,
        })
    }

    /// The same, saying what is pending and reading nothing.
    pub(crate) fn only_saying(self) -> Self {
        Self {
            only_saying: true,
            ..self
        }
    }

    /// Talks until both sides have nothing left to say.
    pub async fn run(mut self) -> Result<(), RoundError> {
        if !self.only_saying {
            self.begin_reading().await?;
        }
        loop {
            let saying = self.what_to_say()?;
            let sent_at = self.app.now();
            let request = SyncRequest {
                incarnation: saying.incarnation,
                schema: SCHEMA,
                device_now: sent_at,
                cursor: self.reading.cursor.clone(),
                changes: saying.changes.clone(),
                want_rows: if self.only_saying { 1 } else { PAGE_ROWS },
            };
            match self.service.sync(self.token, &request).await {
                Ok(answer) => {
                    let listened = matches!(self.blame, Blame::Listening);
                    if listened {
                        self.blame = Blame::OneByOne;
                    }
                    if self.hear(saying, answer, sent_at).await? && !listened {
                        return Ok(());
                    }
                }
                Err(SyncError::Gap { expected }) => {
                    self.turn(SyncError::Unreachable)?;
                    tracing::warn!(expected, "the server expects another number");
                    self.local(|conn| Ok(settle::go_on_from(conn, expected)?))?;
                }
                Err(SyncError::StartAfresh) => {
                    self.turn(SyncError::Unreachable)?;
                    tracing::warn!("the server asks for a fresh start");
                    if self.ends_at_start_afresh {
                        self.local(|conn| Ok(sync_state::keep_cursor(conn, None, SCHEMA)?))?;
                        return Err(SyncError::StartAfresh.into());
                    }
                    self.start_afresh().await?;
                }
                Err(SyncError::Refused(reason)) if !saying.changes.is_empty() => {
                    self.refused(&saying.changes, &reason)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn refused(&mut self, changes: &[Change], reason: &str) -> Result<(), CommandError> {
        tracing::error!(%reason, changes = changes.len(), "the server refused the changes");
        match (&self.blame, changes) {
            (Blame::OneByOne, [change]) => {
                self.local(|conn| Ok(settle::put_aside(conn, change, reason)?))?;
                self.reading.tables.insert(change.table.clone());
            }
            _ => self.blame = Blame::Listening,
        }
        Ok(())
    }

    /// Counts how often the conversation took a turn; a server that never ends is left alone.
    fn turn(&mut self, or: SyncError) -> Result<(), RoundError> {
        self.turns += 1;
        if self.turns > MOST_TURNS {
            return Err(or.into());
        }
        Ok(())
    }

    async fn begin_reading(&mut self) -> Result<(), RoundError> {
        if self.reading.cursor.is_none() {
            (self.catching_up)();
        }
        if self.reading.afresh {
            self.local(|conn| Ok(arrivals::begin_noting(conn)?))?;
        }
        Ok(())
    }

    async fn start_afresh(&mut self) -> Result<(), RoundError> {
        self.local(|conn| Ok(sync_state::keep_cursor(conn, None, SCHEMA)?))?;
        self.reading = Reading {
            cursor: None,
            afresh: true,
            pages: Vec::new(),
            tables: std::mem::take(&mut self.reading.tables),
        };
        self.begin_reading().await
    }

    fn what_to_say(&self) -> Result<Saying, CommandError> {
        let database = self.app.database()?;
        let compared = self.app.engine().compared.load(Ordering::Acquire);
        // Before the first word with the server nothing is said: numbers of a copied file would be
        // taken for those of other changes, which it has.
        let most = match self.blame {
            Blame::Nobody if compared => self.most_changes,
            Blame::OneByOne if compared => 1,
            _ => 0,
        };
        database.read(|conn| {
            let last_n = sync_state::numbers(conn)?.last_n;
            Ok(Saying {
                incarnation: sync_state::standing(conn)?.incarnation,
                known_at_most: if compared {
                    last_n
                } else {
                    last_n.min(database.last_n_at_open())
                },
                changes: within(outbox::to_send(conn, most)?),
            })
        })
    }

    /// Takes an answer in. Answers whether everything is said and read.
    async fn hear(
        &mut self,
        saying: Saying,
        answer: SyncAnswer,
        sent_at: DateTime<Utc>,
    ) -> Result<bool, RoundError> {
        self.app.engine().compared.store(true, Ordering::Release);
        if answer.acked_to > saying.known_at_most {
            // The server knows more of this device than the device: the file is an old copy.
            self.turn(SyncError::Unreachable)?;
            tracing::warn!("the database is older than what was sent from it: a new life begins");
            self.local(|conn| Ok(sync_state::begin_life(conn, Uuid::now_v7())?))?;
            return Ok(false);
        }
        if saying
            .changes
            .first()
            .is_some_and(|first| first.n > answer.acked_to)
        {
            // Nothing of it was taken. Saying it at once again would go on for ever.
            self.turn(SyncError::Unreachable)?;
        }
        self.most_changes = answer.most_changes.clamp(1, self.most_changes);
        let now = self.app.now();
        let offset = (answer.server_now - (sent_at + (now - sent_at) / 2)).num_milliseconds();
        let heard = self.local(|conn| {
            // Enrolled anew while the answer was on its way: its numbers mean other changes now.
            if sync_state::standing(conn)?.incarnation != saying.incarnation {
                return Ok(None);
            }
            let mut numbers = sync_state::numbers(conn)?;
            if (numbers.clock_offset_ms - offset).abs() > OFFSET_NOISE_MS {
                numbers.clock_offset_ms = offset;
                sync_state::keep_numbers(conn, &numbers)?;
            }
            let lost = !self.sent_again && settle::send_again_after(conn, answer.acked_to)?;
            let results = &answer.results;
            let settled = settle::settle(conn, &saying.changes, answer.acked_to, results, now)?;
            Ok(Some((lost, settled)))
        })?;
        let Some((lost, settled)) = heard else {
            return Err(SyncError::Unreachable.into());
        };
        if lost {
            tracing::warn!("the server lost acknowledged changes: they are sent again");
            self.sent_again = true;
        }
        self.reading.tables.extend(settled);
        if self.only_saying {
            return Ok(self.what_to_say()?.changes.is_empty());
        }
        let more = answer.page.more;
        if more {
            (self.catching_up)();
        }
        self.reading.cursor = Some(answer.page.cursor.clone());
        self.reading.pages.push(answer.page);
        let rows: usize = self.reading.pages.iter().map(|page| page.rows.len()).sum();
        if !more || rows >= CHUNK_ROWS {
            self.write_pages(!more).await?;
        }
        if more {
            return Ok(false);
        }
        let left = self.what_to_say()?;
        Ok(left.changes.is_empty())
    }

    /// Writes the pages read so far, in one transaction. The screens are told when all is read.
    async fn write_pages(&mut self, complete: bool) -> Result<(), RoundError> {
        let pages = std::mem::take(&mut self.reading.pages);
        for page in &pages {
            let tables = page.rows.iter().map(|row| row.table.clone());
            self.reading.tables.extend(tables);
        }
        let cursor = self.reading.cursor.clone();
        let afresh = self.reading.afresh;
        let tables = if complete {
            self.reading.afresh = false;
            std::mem::take(&mut self.reading.tables)
        } else {
            BTreeSet::new()
        };
        let app = self.app.clone();
        // Ten thousand rows take a while: not on a thread that answers screens.
        let written = tokio::task::spawn_blocking(move || {
            write(&app, &pages, cursor.as_ref(), afresh, complete, tables)
        })
        .await;
        match written {
            Ok(result) => Ok(result?),
            Err(_) => Err(SyncError::Unreachable.into()),
        }
    }

    fn local<A>(
        &self,
        act: impl FnOnce(&rusqlite::Connection) -> Result<A, CommandError>,
    ) -> Result<A, CommandError> {
        self.app.database()?.write_local(&[], act)
    }
}

fn write(
    app: &App,
    pages: &[Page],
    cursor: Option<&Cursor>,
    afresh: bool,
    complete: bool,
    mut tables: BTreeSet<String>,
) -> Result<(), CommandError> {
    let now = app.now();
    app.database()?.transact(|conn| {
        for page in pages {
            for root in &page.leaves {
                let gone = arrivals::leave(conn, *root)?;
                if complete {
                    tables.extend(gone);
                }
            }
            for row in &page.rows {
                if afresh {
                    arrivals::note(conn, row)?;
                }
                arrivals::arrive(conn, row)?;
            }
            let mut numbers = sync_state::numbers(conn)?;
            let newest = numbers.last_hlc.max(arrivals::newest_stamp(&page.rows));
            if numbers.last_hlc != newest {
                numbers.last_hlc = newest;
                sync_state::keep_numbers(conn, &numbers)?;
            }
        }
        if complete && afresh {
            arrivals::sweep(conn)?;
            tables.extend(
                regard_sync::tables::TABLES
                    .iter()
                    .map(|t| t.name.to_owned()),
            );
        }
        // Until a start afresh is complete the cursor stays away: interrupted, it begins again.
        if complete || !afresh {
            sync_state::keep_cursor(conn, cursor, SCHEMA)?;
        }
        if complete {
            sessions::follow_company(conn)?;
            outbox::forget_old(conn, now)?;
            sync_state::synced(conn, now)?;
        }
        let written = Written {
            tables: if complete { tables } else { BTreeSet::new() },
            to_send: false,
            ..Written::default()
        };
        Ok(((), written))
    })
}

/// The first of the changes, as many as go into one request; one at least.
fn within(changes: Vec<Change>) -> Vec<Change> {
    let mut bytes = 0;
    changes
        .into_iter()
        .enumerate()
        .take_while(|(at, change)| {
            bytes += serde_json::to_string(change).map_or(0, |text| text.len());
            *at == 0 || bytes <= MOST_BYTES
        })
        .map(|(_, change)| change)
        .collect()
}

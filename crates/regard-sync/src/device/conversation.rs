//! One conversation with the server: say everything that is pending, read everything that is new.
//!
//! Each request carries both directions, so neither waits for the other. A request that failed is
//! said again later; what was not acknowledged is still in the outbox.
//!
//! The conversation itself does nothing: it is told what happened ([`Event`]) inside a transaction of
//! the device's database, and answers what to do once that transaction is committed ([`Effect`]).
//! Was it not committed, the conversation is over: the next one begins from what the database says.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::arrivals::{arrive, forget_erased, leave, newest_stamp, sweep};
use super::limits::{Known, Limits};
use super::mend::mend;
use super::reading::Reading;
use super::saying::{every_number, taken_before, within};
use super::settle::{begin_life, put_aside, send_again_after, settle};
use super::store::DeviceStore;
use crate::change::{Change, ChangeKind};
use crate::compare::PartSums;
use crate::row::{Page, SyncAnswer, SyncRequest};
use crate::service::SyncError;
use crate::{MOST_CHANGES, SCHEMA, tables};

/// How often in one conversation the server may ask to begin again somewhere else.
const MOST_TURNS: u32 = 5;
/// A clock offset smaller than this is noise of the line.
const OFFSET_NOISE_MS: i64 = 500;
/// How long an acknowledged change is kept, for a server that comes back from a backup.
const KEPT_DAYS: i64 = 30;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It is time to talk.
    Begin,
    /// The server answered the request.
    Answered(Box<SyncAnswer>),
    /// The server, or the way to it, did not.
    Failed(SyncError),
}

/// What to do when the transaction of [`Conversation::handle`] is committed, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// There is so much to read that lists fill while one looks.
    CatchingUp,
    /// Something for the log.
    Noticed(Notice),
    /// All is read: the screens may look, these tables changed.
    Published(BTreeSet<String>),
    /// Nothing was read but what became of the own words: these tables changed.
    Changed(BTreeSet<String>),
    /// Send this, and tell what came of it.
    Ask(Box<SyncRequest>),
    /// Both sides have nothing left to say.
    Done,
    /// Not now. What was not acknowledged is still there, and is said after a pause.
    GiveUp(SyncError),
}

/// What a log should know. No personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The server expects another number.
    Gap {
        /// That one.
        expected: u64,
    },
    /// The server asks for a fresh start.
    FreshStart,
    /// The server refused the request as a whole.
    Refused {
        /// Its words.
        reason: String,
        /// How many changes were in it.
        changes: usize,
    },
    /// The database is older than what was sent from it.
    OldCopy,
    /// The server lost acknowledged changes.
    Lost,
    /// The device's rows were not the server's, and are now.
    Mended {
        /// In how many of the parts.
        parts: usize,
        /// How many rows these have.
        rows: usize,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { expected } => write!(f, "the server expects change {expected}"),
            Self::FreshStart => f.write_str("the server asks for a fresh start"),
            Self::Refused { reason, changes } => {
                write!(f, "the server refused {changes} changes: {reason}")
            }
            Self::OldCopy => {
                f.write_str("the database is older than what was sent from it: a new life begins")
            }
            Self::Lost => f.write_str("the server lost acknowledged changes: they are sent again"),
            Self::Mended { parts, rows } => write!(
                f,
                "what is here was not what the server has: {rows} rows in {parts} parts came anew"
            ),
        }
    }
}

/// The moment of an event, and what chance has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The device's clock.
    pub now: DateTime<Utc>,
    /// A new id, for the case that a new life of the database begins.
    pub new_life: Uuid,
}

/// What to do about a server that refused the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blame {
    /// It has not.
    Nobody,
    /// It did: whether it is the changes shows when it is only listened to.
    Listening,
    /// It was the changes: each is said alone, and one that is refused is put aside, so that it does
    /// not stop the others for ever.
    OneByOne,
}

/// What was said in the request that is on its way.
#[derive(Debug, Clone)]
struct Saying {
    incarnation: Uuid,
    changes: Vec<Change>,
    at: DateTime<Utc>,
}

/// One conversation.
#[derive(Debug, Clone)]
pub struct Conversation {
    limits: Limits,
    known: Known,
    reading: Reading,
    most_changes: u32,
    turns: u32,
    /// Changes that the server lost are sent again once in a conversation.
    sent_again: bool,
    blame: Blame,
    /// The number that the server expects next, where that is known: from it on every number is said,
    /// also those that hold nothing any more.
    expected: Option<u64>,
    /// The last number that the server missed.
    gap_at: Option<u64>,
    saying: Option<Saying>,
    /// The server wants to hear which text an author saw: somebody else wrote there too.
    says_seen: bool,
    /// A server that asks for a fresh start ends the conversation: someone else brings the store.
    ends_at_start_afresh: bool,
    /// Nothing is read: the store comes another way.
    only_saying: bool,
    /// What the device's rows add up to, to be said with the first request that can carry it.
    parts: Option<PartSums>,
    /// The server's clock at its newest answer.
    heard_at: Option<DateTime<Utc>>,
}

impl Conversation {
    /// Prepares a conversation.
    ///
    /// `known` is what earlier conversations heard since the database was opened
    /// ([`Conversation::known`]). Before the first answer the device only listens.
    pub fn new(limits: Limits, known: Known) -> Self {
        Self {
            limits,
            known,
            reading: Reading::default(),
            most_changes: u32::try_from(MOST_CHANGES).unwrap_or(u32::MAX),
            turns: 0,
            sent_again: false,
            blame: Blame::Nobody,
            expected: None,
            gap_at: None,
            saying: None,
            says_seen: false,
            ends_at_start_afresh: false,
            only_saying: false,
            parts: None,
            heard_at: None,
        }
    }

    /// The same, telling the server what the device's rows add up to ([`super::add_up`]): they are not
    /// what it said. What differs comes anew.
    #[must_use]
    pub fn comparing(self, parts: Option<PartSums>) -> Self {
        Self { parts, ..self }
    }

    /// The same, giving up where the server asks for a fresh start: the caller has a faster way.
    #[must_use]
    pub fn ending_at_start_afresh(self) -> Self {
        Self {
            ends_at_start_afresh: true,
            ..self
        }
    }

    /// The same, saying what is pending and reading nothing.
    #[must_use]
    pub fn only_saying(self) -> Self {
        Self {
            only_saying: true,
            ..self
        }
    }

    /// What was heard of the server since the database was opened.
    pub fn known(&self) -> Known {
        self.known
    }

    /// Takes in what happened, in one transaction of `store`, and says what to do after it.
    pub fn handle<S: DeviceStore>(
        &mut self,
        store: &mut S,
        turn: Turn,
        event: Event,
    ) -> Result<Vec<Effect>, S::Error> {
        let mut effects = Vec::new();
        let over = match event {
            Event::Begin if self.only_saying => None,
            Event::Begin => {
                let standing = store.standing()?;
                // A newer app reads everything anew: fields that it knows now were not kept before.
                let cursor = standing.cursor.filter(|_| standing.schema >= SCHEMA);
                let afresh = cursor.is_none() && store.has_rows()?;
                self.reading.begin(store, cursor, afresh, &mut effects)?;
                None
            }
            Event::Answered(answer) => self.answered(store, turn, *answer, &mut effects)?,
            Event::Failed(error) => self.failed(store, error, &mut effects)?,
        };
        effects.push(match over {
            Some(over) => over,
            None => Effect::Ask(Box::new(self.ask(store, turn)?)),
        });
        Ok(effects)
    }

    /// Counts how often the conversation took a turn; a server that never ends is left alone.
    fn turn(&mut self) -> Option<Effect> {
        self.turns += 1;
        (self.turns > MOST_TURNS).then_some(Effect::GiveUp(SyncError::Unreachable))
    }

    fn failed<S: DeviceStore>(
        &mut self,
        store: &mut S,
        error: SyncError,
        effects: &mut Vec<Effect>,
    ) -> Result<Option<Effect>, S::Error> {
        let said = self.saying.take().map(|saying| saying.changes);
        let said = said.unwrap_or_default();
        match error {
            SyncError::Gap { expected } => {
                // A server that takes more each time comes to the end.
                let goes_on = self.gap_at.is_some_and(|before| expected > before);
                self.gap_at = Some(expected);
                if !goes_on && let Some(over) = self.turn() {
                    return Ok(Some(over));
                }
                effects.push(Effect::Noticed(Notice::Gap { expected }));
                send_again_after(store, expected.saturating_sub(1))?;
                self.expected = Some(expected);
                Ok(None)
            }
            SyncError::StartAfresh => {
                if let Some(over) = self.turn() {
                    return Ok(Some(over));
                }
                effects.push(Effect::Noticed(Notice::FreshStart));
                store.keep_cursor(None, SCHEMA)?;
                if self.ends_at_start_afresh {
                    return Ok(Some(Effect::GiveUp(SyncError::StartAfresh)));
                }
                self.reading.begin(store, None, true, effects)?;
                Ok(None)
            }
            SyncError::Refused(reason) if !said.is_empty() => {
                effects.push(Effect::Noticed(Notice::Refused {
                    reason: reason.clone(),
                    changes: said.len(),
                }));
                let holds = |change: &&Change| change.kind != ChangeKind::Nothing;
                match (self.blame, said.iter().find(holds)) {
                    (Blame::OneByOne, Some(change)) => {
                        put_aside(store, change, &reason)?;
                        self.expected = said.first().map(|first| first.n);
                        self.reading.touch(&change.table);
                    }
                    // Numbers alone were refused: there is nothing that could be left out.
                    (Blame::OneByOne, None) => {
                        return Ok(Some(Effect::GiveUp(SyncError::Refused(reason))));
                    }
                    _ => self.blame = Blame::Listening,
                }
                Ok(None)
            }
            error => Ok(Some(Effect::GiveUp(error))),
        }
    }

    /// Takes an answer in. Answers how the conversation ends, if it does.
    fn answered<S: DeviceStore>(
        &mut self,
        store: &mut S,
        turn: Turn,
        answer: SyncAnswer,
        effects: &mut Vec<Effect>,
    ) -> Result<Option<Effect>, S::Error> {
        let Some(saying) = self.saying.take() else {
            // Nothing was asked: an answer that came twice.
            return Ok(Some(Effect::GiveUp(SyncError::Unreachable)));
        };
        let listened = self.blame == Blame::Listening;
        if listened {
            self.blame = Blame::OneByOne;
        }
        // Enrolled anew while the answer was on its way: its numbers mean other changes now.
        if store.standing()?.incarnation != saying.incarnation {
            return Ok(Some(Effect::GiveUp(SyncError::Unreachable)));
        }
        self.known = Known {
            compared: true,
            asks_seen: answer.asks_seen,
        };
        self.expected = None;
        if answer.acked_to > store.numbers()?.sent_to {
            // The server knows more of this device than the device: the file is an old copy.
            if let Some(over) = self.turn() {
                return Ok(Some(over));
            }
            effects.push(Effect::Noticed(Notice::OldCopy));
            begin_life(store, turn.new_life)?;
            return Ok(None);
        }
        let asked_for_more = answer.wants_seen && !self.says_seen;
        self.says_seen |= answer.wants_seen;
        let first = saying.changes.first();
        if !asked_for_more
            && first.is_some_and(|first| first.n > answer.acked_to)
            && let Some(over) = self.turn()
        {
            // Nothing of it was taken. Saying it at once again would go on for ever.
            return Ok(Some(over));
        }
        self.most_changes = answer.most_changes.clamp(1, self.most_changes);
        if let Ok(bytes @ 1..) = usize::try_from(answer.most_bytes) {
            self.limits.most_bytes = bytes.min(self.limits.most_bytes);
        }
        learn_offset(store, &answer, saying.at, turn.now)?;
        if !self.sent_again && send_again_after(store, answer.acked_to)? {
            effects.push(Effect::Noticed(Notice::Lost));
            self.sent_again = true;
        }
        if !saying.changes.is_empty() && self.reading.waits() {
            // What was read before these changes were taken goes under them.
            self.write_pages(store, turn, false, effects)?;
        }
        let acked_to = answer.acked_to;
        // By the server's clock: a device whose own jumped would forget too early.
        let at = answer.server_now;
        self.heard_at = Some(at);
        store.keep_check(None)?;
        let mut results = answer.results;
        if self.only_saying {
            // No page follows that says what became of the words of an answer that was lost: until
            // the store comes they show as they were said.
            results.extend(taken_before(&saying.changes, &results));
        }
        let settled = settle(store, &saying.changes, acked_to, &results, at)?;
        for table in settled {
            self.reading.touch(&table);
        }
        if self.only_saying {
            // Of the page only whom the device may no longer see: their words were taken just now.
            for root in &answer.page.leaves {
                let gone = leave(store, *root)?;
                self.reading.touch_all(gone);
            }
            forget_erased(store, &answer.page)?;
            if self.has_to_say(store)? {
                return Ok(None);
            }
            effects.push(Effect::Changed(self.reading.complete()));
            return Ok(Some(Effect::Done));
        }
        let more = answer.page.more;
        if more {
            effects.push(Effect::CatchingUp);
        }
        // What was said just now stands in a feed that the kept cursor may not name: should the app end
        // here, nobody would take it out when the device goes back to the feeds before.
        let read_before = self.reading.cursor();
        let in_new_feeds = !saying.changes.is_empty()
            && read_before.is_some_and(|before| before.feeds != answer.page.cursor.feeds);
        // So does what was said of a row that is not here any more: only this answer says so.
        let of_who_left = !saying.changes.is_empty() && !answer.page.leaves.is_empty();
        self.reading.take_in(answer.page);
        if !more || in_new_feeds || of_who_left || self.reading.is_full(&self.limits) {
            self.write_pages(store, turn, !more, effects)?;
        }
        if more || listened || self.has_to_say(store)? {
            return Ok(None);
        }
        Ok(Some(Effect::Done))
    }

    /// Writes the pages read so far. The screens are told when all is read.
    fn write_pages<S: DeviceStore>(
        &mut self,
        store: &mut S,
        turn: Turn,
        complete: bool,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let afresh = self.reading.afresh();
        let mut check = None;
        for page in self.reading.pages() {
            let gone = write_page(store, &page, afresh)?;
            self.reading.touch_all(gone);
            if let Some(repair) = &page.repair {
                self.reading.touch_all(mend(store, repair)?);
                effects.push(Effect::Noticed(Notice::Mended {
                    parts: repair.parts.len(),
                    rows: repair.rows.len(),
                }));
            }
            check = page.check;
            self.reading
                .touch_all(page.rows.into_iter().map(|row| row.table));
        }
        // Until a start afresh is complete the cursor stays away: interrupted, it begins again.
        if complete || !afresh {
            store.keep_cursor(self.reading.cursor(), SCHEMA)?;
        }
        if !complete {
            return Ok(());
        }
        if afresh {
            sweep(store)?;
            self.reading
                .touch_all(tables::TABLES.iter().map(|table| table.name.to_owned()));
        }
        if let Some(at) = self.heard_at {
            store.forget_acked_before(at - chrono::Duration::days(KEPT_DAYS))?;
        }
        store.keep_check(check)?;
        store.keep_synced(turn.now)?;
        effects.push(Effect::Published(self.reading.complete()));
        Ok(())
    }

    fn ask<S: DeviceStore>(&mut self, store: &mut S, turn: Turn) -> Result<SyncRequest, S::Error> {
        let saying = Saying {
            incarnation: store.standing()?.incarnation,
            changes: self.what_to_say(store)?,
            at: turn.now,
        };
        let mut numbers = store.numbers()?;
        if let Some(last) = saying.changes.last()
            && last.n > numbers.sent_to
        {
            numbers.sent_to = last.n;
            store.keep_numbers(&numbers)?;
        }
        let request = SyncRequest {
            incarnation: saying.incarnation,
            schema: SCHEMA,
            device_now: turn.now,
            cursor: self.reading.cursor().cloned(),
            changes: saying.changes.clone(),
            want_rows: if self.only_saying {
                1
            } else {
                self.limits.page_rows
            },
            // Only who has read everything once has something to compare.
            parts: match self.reading.cursor() {
                Some(_) if !self.only_saying && !self.reading.afresh() => self.parts.take(),
                _ => None,
            },
        };
        self.saying = Some(saying);
        Ok(request)
    }

    fn has_to_say<S: DeviceStore>(&self, store: &S) -> Result<bool, S::Error> {
        let most = self.may_say();
        Ok(most > 0 && !store.changes_to_send(1)?.is_empty())
    }

    fn what_to_say<S: DeviceStore>(&self, store: &S) -> Result<Vec<Change>, S::Error> {
        let mut changes = store.changes_to_send(self.may_say())?;
        if self.known.asks_seen && !self.says_seen {
            changes = changes.into_iter().map(Change::leaving_out_seen).collect();
        }
        let every = every_number(changes, self.expected, self.most_changes);
        Ok(within(every, self.limits.most_bytes))
    }

    /// How many changes may be in the next request.
    fn may_say(&self) -> u32 {
        // Before the first word with the server nothing is said: numbers of a copied file would be
        // taken for those of other changes, which it has.
        match self.blame {
            // What is written during the very first reading waits for its end: who moves away meanwhile
            // would stay here.
            _ if self.reading.first() => 0,
            Blame::Nobody if self.known.compared => self.most_changes,
            Blame::OneByOne if self.known.compared => 1,
            _ => 0,
        }
    }
}

/// Writes one page, and answers the tables out of which rows went with their customer.
fn write_page<S: DeviceStore>(
    store: &mut S,
    page: &Page,
    afresh: bool,
) -> Result<BTreeSet<String>, S::Error> {
    let mut gone = BTreeSet::new();
    for root in &page.leaves {
        gone.extend(leave(store, *root)?);
    }
    forget_erased(store, page)?;
    for row in &page.rows {
        if afresh {
            store.note(&row.table, row.id)?;
        }
        arrive(store, row, afresh)?;
    }
    let mut numbers = store.numbers()?;
    let newest = numbers.last_hlc.max(newest_stamp(&page.rows));
    if numbers.last_hlc != newest {
        numbers.last_hlc = newest;
        store.keep_numbers(&numbers)?;
    }
    Ok(gone)
}

/// Learns how far the device's clock is from the server's.
fn learn_offset<S: DeviceStore>(
    store: &mut S,
    answer: &SyncAnswer,
    sent_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), S::Error> {
    let offset = (answer.server_now - (sent_at + (now - sent_at) / 2)).num_milliseconds();
    let mut numbers = store.numbers()?;
    if (numbers.clock_offset_ms - offset).abs() > OFFSET_NOISE_MS {
        numbers.clock_offset_ms = offset;
        store.keep_numbers(&numbers)?;
    }
    Ok(())
}

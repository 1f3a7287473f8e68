//! One act of a person: the rows it changes and the outbox rows that tell the server, in one
//! transaction. Either all of it stands, or nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use regard_sync::device::{Author, EditError, merge_records, take_apart};
use rusqlite::Connection;
use serde_json::Value;
use uuid::{NoContext, Timestamp, Uuid};

use super::device_store::DeviceDb;
use super::one_person;
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::session::Session;

impl From<EditError<rusqlite::Error>> for CommandError {
    fn from(error: EditError<rusqlite::Error>) -> Self {
        match error {
            EditError::Mistake(mistake) => {
                tracing::error!(%mistake, "an edit was refused");
                Self::new(ErrorCode::Internal, Refusal::NotKept)
            }
            EditError::NotFound(table) => Self::not_found(&table.replace('_', " ")),
            EditError::Store(error) => error.into(),
        }
    }
}

/// What was written, told to the screens and the sync after the commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The tables that changed.
    pub tables: BTreeSet<String>,
    /// Whether there is something new to send.
    pub to_send: bool,
    /// Whether customers are found by other words now, or stand elsewhere.
    pub searched: bool,
}

/// One act being written.
pub struct Edit<'t> {
    conn: &'t Connection,
    me: Session,
    now: DateTime<Utc>,
    author: Author,
    written: Written,
}

impl<'t> Edit<'t> {
    /// Starts one inside a transaction. `stamps_by` ends every stamp; see [`Author::begin`].
    pub(super) fn start(
        conn: &'t Connection,
        me: Session,
        now: DateTime<Utc>,
        stamps_by: u64,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            conn,
            me,
            now,
            author: Author::begin(&DeviceDb(conn), now, stamps_by)?,
            written: Written::default(),
        })
    }

    /// Ends it: keeps the newest number and stamp.
    pub(super) fn finish(mut self) -> rusqlite::Result<Written> {
        let tables = self.author.finish(&mut DeviceDb(self.conn))?;
        self.written.to_send = !tables.is_empty();
        let tables = tables.into_iter().map(str::to_owned);
        self.written.tables.extend(tables);
        Ok(self.written)
    }

    /// The connection, inside this transaction: it sees what was written so far.
    pub fn connection(&self) -> &'t Connection {
        self.conn
    }

    /// The moment of this act; the same for all of it.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Who acts, and where.
    pub fn me(&self) -> &Session {
        &self.me
    }

    /// A new id (UUIDv7 of this moment).
    pub fn new_id(&self) -> Uuid {
        let seconds = u64::try_from(self.now.timestamp()).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(
            NoContext,
            seconds,
            self.now.timestamp_subsec_nanos(),
        ))
    }

    /// Notes that a table which does not travel changed, so that the screens look again.
    pub fn changed(&mut self, table: &str) {
        self.written.tables.insert(table.to_owned());
    }

    /// Adds a row: `fields` is a JSON object of field names; nulls are left out.
    ///
    /// Answers whether the row is new. An id that is there already keeps its row when rows of the
    /// table are only added; otherwise the fields that differ are set.
    pub fn add(
        &mut self,
        table: &str,
        id: impl Into<Uuid>,
        fields: Value,
    ) -> Result<bool, CommandError> {
        let mut db = DeviceDb(self.conn);
        Ok(self.author.add(&mut db, table, id.into(), fields)?)
    }

    /// Sets fields of a row that is there: `fields` is a JSON object; null empties a field. Fields
    /// that have the value already are left alone.
    pub fn set(
        &mut self,
        table: &str,
        id: impl Into<Uuid>,
        fields: Value,
    ) -> Result<(), CommandError> {
        let mut db = DeviceDb(self.conn);
        Ok(self.author.set(&mut db, table, id.into(), fields)?)
    }

    /// Says that two records are one person, under the name of the one that `stays`. Answers the alias.
    pub fn merge_records(&mut self, goes: Uuid, stays: Uuid) -> Result<Uuid, CommandError> {
        let (mut db, me) = (DeviceDb(self.conn), self.me.associate_id.0);
        let author = &mut self.author;
        let alias = merge_records(author, &mut db, goes, stays, me, self.now)?;
        one_person::settle(self.conn)?;
        Ok(alias)
    }

    /// Says that the two records of an alias are two people.
    pub fn take_apart(&mut self, alias: Uuid) -> Result<(), CommandError> {
        let (mut db, me) = (DeviceDb(self.conn), self.me.associate_id.0);
        take_apart(&mut self.author, &mut db, alias, me, self.now)?;
        Ok(one_person::settle(self.conn)?)
    }

    /// A privacy request: the row goes everywhere, for good, with all that hangs on it.
    pub fn erase(&mut self, table: &str, id: impl Into<Uuid>) -> Result<(), CommandError> {
        let mut db = DeviceDb(self.conn);
        Ok(self.author.erase(&mut db, table, id.into())?)
    }

    /// Takes a row out; a concurrent edit of someone else restores it.
    pub fn delete(&mut self, table: &str, id: impl Into<Uuid>) -> Result<(), CommandError> {
        let mut db = DeviceDb(self.conn);
        Ok(self.author.delete(&mut db, table, id.into())?)
    }
}

//! What customers wrote back, and what strangers did.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId, MessageId, RepairId, ReplyId};
use regard_domain::words::Channel;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{columns, time_text};

/// What a customer wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyRow {
    /// Which.
    pub id: ReplyId,
    /// Whose.
    pub customer_id: CustomerId,
    /// The message that it answers.
    pub message_id: Option<MessageId>,
    /// The repair that the message is about.
    pub repair_id: Option<RepairId>,
    /// Who is to answer.
    pub for_id: Option<AssociateId>,
    /// By what means.
    pub channel: Channel,
    /// From which address.
    pub address: String,
    /// The words.
    pub words: String,
    /// How many pictures came with it.
    pub pictures: u32,
    /// What it means, a word of `ReplyMeaning`.
    pub meaning: String,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When someone of the store saw it.
    pub seen_at: Option<DateTime<Utc>>,
    /// When nothing was left to do.
    pub closed_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, customer_id, message_id, repair_id, for_id, channel, address, words, \
     pictures, meaning, received_at, seen_at, closed_at";

fn reply(row: &Row<'_>) -> rusqlite::Result<ReplyRow> {
    Ok(ReplyRow {
        id: ReplyId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        message_id: row.get::<_, Option<_>>("message_id")?.map(MessageId),
        repair_id: row.get::<_, Option<_>>("repair_id")?.map(RepairId),
        for_id: row.get::<_, Option<_>>("for_id")?.map(AssociateId),
        channel: columns::word(row, "channel", Channel::Sms)?,
        address: row.get("address")?,
        words: row.get("words")?,
        pictures: row.get("pictures")?,
        meaning: row.get("meaning")?,
        received_at: columns::moment_or_epoch(row, "received_at")?,
        seen_at: columns::moment(row, "seen_at")?,
        closed_at: columns::moment(row, "closed_at")?,
    })
}

/// The reply of that id.
pub fn by_id(conn: &Connection, id: ReplyId) -> rusqlite::Result<Option<ReplyRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM reply WHERE id = ?1"))?
        .query_row([id.0], reply)
        .optional()
}

/// What a customer wrote, the newest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<ReplyRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM reply WHERE customer_id = ?1 ORDER BY received_at DESC, id DESC"
    ))?
    .query_map([customer.0], reply)?
    .collect()
}

/// What waits for someone of the store, the oldest first, at most `limit`.
pub fn open(conn: &Connection, limit: u32) -> rusqlite::Result<Vec<ReplyRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM reply WHERE closed_at IS NULL ORDER BY received_at, id LIMIT ?1"
    ))?
    .query_map([limit], reply)?
    .collect()
}

/// Whether someone wrote from that address since `since`, whoever's it is.
pub fn wrote_since(
    conn: &Connection,
    address: &str,
    since: DateTime<Utc>,
) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM reply WHERE address = ?1 AND received_at >= ?2) AS wrote",
    )?
    .query_row((address, time_text(since)), |row| row.get("wrote"))
}

/// What a stranger wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrayRow {
    /// Which.
    pub id: ReplyId,
    /// From which address.
    pub address: String,
    /// The words.
    pub words: String,
    /// How many pictures came with it.
    pub pictures: u32,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// What strangers wrote and nobody has dealt with, the oldest first, at most `limit`.
pub fn strays(conn: &Connection, limit: u32) -> rusqlite::Result<Vec<StrayRow>> {
    conn.prepare_cached(
        "SELECT id, address, words, pictures, received_at FROM stray_reply \
         WHERE closed_at IS NULL ORDER BY received_at, id LIMIT ?1",
    )?
    .query_map([limit], |row| {
        Ok(StrayRow {
            id: ReplyId(row.get("id")?),
            address: row.get("address")?,
            words: row.get("words")?,
            pictures: row.get("pictures")?,
            received_at: columns::moment_or_epoch(row, "received_at")?,
        })
    })?
    .collect()
}

//! What the book knows of sending: where each message stands, its tries, receipts, stopped addresses.

pub mod attempts;
pub mod events;
pub mod stopped;

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, MessageId};
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words;
use rusqlite::{Connection, OptionalExtension};

use super::{DatabaseError, moment};

/// Where one message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The message.
    pub message: MessageId,
    /// By what means it goes.
    pub channel: words::Channel,
    /// What has become of it.
    pub state: MessageState,
    /// Why.
    pub reason: Option<StateReason>,
    /// Counts the claims: an answer to an older claim changes nothing.
    pub fence: u32,
    /// While sending: when the claim is void.
    pub lease_until: Option<DateTime<Utc>>,
    /// While waiting or checking: when it is due.
    pub next_at: Option<DateTime<Utc>>,
    /// Tries that the provider certainly did not take.
    pub not_sent: u32,
    /// Tries that were begun.
    pub attempts: u32,
    /// Tries of which nobody can tell.
    pub unknown: u32,
    /// Look-ups since the last of those.
    pub look_ups: u32,
    /// The provider's name for it.
    pub provider_sid: Option<String>,
    /// When the server learnt of it.
    pub created_at: DateTime<Utc>,
    /// While it waits: until when, as the screens say it.
    pub waits_until: Option<DateTime<Utc>>,
    /// When the provider took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it arrived.
    pub delivered_at: Option<DateTime<Utc>>,
    /// It lies in the readable outbox: nothing reached the customer.
    pub outbox_only: bool,
    /// Two tries were taken: the customer may have it twice.
    pub perhaps_twice: bool,
}

impl Delivery {
    /// A message that has just come in.
    pub fn new(message: MessageId, channel: words::Channel, now: DateTime<Utc>) -> Self {
        Self {
            message,
            channel,
            state: MessageState::Waiting,
            reason: None,
            fence: 0,
            lease_until: None,
            next_at: Some(now),
            not_sent: 0,
            attempts: 0,
            unknown: 0,
            look_ups: 0,
            provider_sid: None,
            created_at: now,
            waits_until: None,
            sent_at: None,
            delivered_at: None,
            outbox_only: false,
            perhaps_twice: false,
        }
    }
}

const COLUMNS: &str = "message, channel, state, reason, fence, lease_until, next_at, not_sent, \
     attempts, unknown, look_ups, provider_sid, created_at, waits_until, sent_at, delivered_at, \
     outbox_only, perhaps_twice";

fn from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Delivery> {
    let reason: Option<String> = row.get("reason")?;
    Ok(Delivery {
        message: MessageId(row.get("message")?),
        channel: word(row, "channel")?,
        state: word(row, "state")?,
        // A reason of a newer server: something else.
        reason: reason.map(|word| word.parse().unwrap_or(StateReason::Other)),
        fence: row.get("fence")?,
        lease_until: row.get("lease_until")?,
        next_at: row.get("next_at")?,
        not_sent: row.get("not_sent")?,
        attempts: row.get("attempts")?,
        unknown: row.get("unknown")?,
        look_ups: row.get("look_ups")?,
        provider_sid: row.get("provider_sid")?,
        created_at: row.get("created_at")?,
        waits_until: row.get("waits_until")?,
        sent_at: row.get("sent_at")?,
        delivered_at: row.get("delivered_at")?,
        outbox_only: row.get("outbox_only")?,
        perhaps_twice: row.get("perhaps_twice")?,
    })
}

fn word<T>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error| {
        let at = row.as_ref().column_index(column).unwrap_or(0);
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// Where a message stands; none when the server never had to send it.
pub fn find(
    connection: &Connection,
    company: CompanyId,
    message: MessageId,
) -> Result<Option<Delivery>, DatabaseError> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM delivery WHERE company = ?1 AND message = ?2"
        ))?
        .query_row((company.0, message.0), from_row)
        .optional()?)
}

/// The message in `state` by `channel` that has been due longest at `now`.
pub fn next_due(
    connection: &Connection,
    company: CompanyId,
    state: MessageState,
    channel: words::Channel,
    now: DateTime<Utc>,
) -> Result<Option<Delivery>, DatabaseError> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND state = ?2 AND channel = ?3 AND next_at <= ?4
             ORDER BY next_at, created_at, message LIMIT 1"
        ))?
        .query_row(
            (company.0, state.as_ref(), channel.as_ref(), moment(now)),
            from_row,
        )
        .optional()?)
}

/// Messages whose claim is void at `before`; with none, of every claim.
pub fn claimed(
    connection: &Connection,
    company: CompanyId,
    before: Option<DateTime<Utc>>,
) -> Result<Vec<Delivery>, DatabaseError> {
    let found = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND state = 'sending' AND (?2 IS NULL OR lease_until <= ?2)
             ORDER BY lease_until"
        ))?
        .query_map((company.0, before.map(moment)), from_row)?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// Up to `most` messages by `channel` that wait and are due at `now`, oldest first.
pub fn waiting(
    connection: &Connection,
    company: CompanyId,
    channel: words::Channel,
    now: DateTime<Utc>,
    most: u32,
) -> Result<Vec<Delivery>, DatabaseError> {
    let found = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND state = 'waiting' AND channel = ?2 AND next_at <= ?3
             ORDER BY next_at LIMIT ?4"
        ))?
        .query_map((company.0, channel.as_ref(), moment(now), most), from_row)?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// When the next thing is due by itself: a waiting message, a look-up, the end of a claim.
pub fn next_moment(
    connection: &Connection,
    company: CompanyId,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT min(at) AS at FROM (
                 SELECT min(next_at) AS at FROM delivery
                 WHERE company = ?1 AND state = 'waiting'
                 UNION ALL
                 SELECT min(next_at) AS at FROM delivery
                 WHERE company = ?1 AND state = 'checking'
                 UNION ALL
                 SELECT min(lease_until) AS at FROM delivery
                 WHERE company = ?1 AND state = 'sending')",
        )?
        .query_row([company.0], |row| row.get("at"))?)
}

/// The newest messages of the readable outbox.
pub fn in_readable_outbox(
    connection: &Connection,
    company: CompanyId,
    most: u32,
) -> Result<Vec<Delivery>, DatabaseError> {
    let found = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND sent_at IS NOT NULL AND outbox_only = 1
             ORDER BY sent_at DESC, message LIMIT ?2"
        ))?
        .query_map((company.0, most), from_row)?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// Writes where a message stands.
pub fn save(
    connection: &Connection,
    company: CompanyId,
    delivery: &Delivery,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(&format!(
            "INSERT INTO delivery (company, {COLUMNS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                     ?18, ?19)
             ON CONFLICT (company, message) DO UPDATE SET
                 state = excluded.state, reason = excluded.reason, fence = excluded.fence,
                 lease_until = excluded.lease_until, next_at = excluded.next_at,
                 not_sent = excluded.not_sent, attempts = excluded.attempts,
                 unknown = excluded.unknown, look_ups = excluded.look_ups,
                 provider_sid = excluded.provider_sid, waits_until = excluded.waits_until,
                 sent_at = excluded.sent_at, delivered_at = excluded.delivered_at,
                 outbox_only = excluded.outbox_only, perhaps_twice = excluded.perhaps_twice"
        ))?
        .execute(rusqlite::params![
            company.0,
            delivery.message.0,
            delivery.channel.as_ref(),
            delivery.state.as_ref(),
            delivery.reason.map(|reason| reason.to_string()),
            delivery.fence,
            delivery.lease_until.map(moment),
            delivery.next_at.map(moment),
            delivery.not_sent,
            delivery.attempts,
            delivery.unknown,
            delivery.look_ups,
            delivery.provider_sid,
            moment(delivery.created_at),
            delivery.waits_until.map(moment),
            delivery.sent_at.map(moment),
            delivery.delivered_at.map(moment),
            delivery.outbox_only,
            delivery.perhaps_twice,
        ])?;
    Ok(())
}

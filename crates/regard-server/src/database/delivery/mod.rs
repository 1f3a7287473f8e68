//! What the book knows of sending: where each message stands, its tries, receipts, stopped addresses.

pub mod attempts;
pub mod due;
pub mod events;
pub mod sender;
pub mod stopped;
pub mod switch;

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, MessageId};
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words;
use uuid::Uuid;

use super::sql::{Cell, Line};
use super::{DatabaseError, Sql};

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
    /// Whose store it is: stores take turns.
    pub store: Option<Uuid>,
    /// Whose message it is: customers take turns.
    pub customer: Option<Uuid>,
    /// Where it goes, as a hash.
    pub address_hash: Option<Vec<u8>>,
    /// It went out inside this other message, and stands where that one stands.
    pub joined_to: Option<MessageId>,
    /// It confirms an opt-out: the last text to its address.
    pub confirms: bool,
    /// Others went out inside it.
    pub leads: bool,
    /// The provider was asked whether an earlier life of the book had sent it.
    pub asked_first: bool,
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
            store: None,
            customer: None,
            address_hash: None,
            joined_to: None,
            confirms: false,
            leads: false,
            asked_first: false,
        }
    }
}

const COLUMNS: &str = "message, channel, state, reason, fence, lease_until, next_at, not_sent, \
     attempts, unknown, look_ups, provider_sid, created_at, waits_until, sent_at, delivered_at, \
     outbox_only, perhaps_twice, store, customer, address_hash, joined_to, confirms, \
     leads, asked_first";

fn from_line(row: &Line) -> Result<Delivery, DatabaseError> {
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
        store: row.get("store")?,
        customer: row.get("customer")?,
        address_hash: row.get("address_hash")?,
        joined_to: row.get::<Option<Uuid>>("joined_to")?.map(MessageId),
        confirms: row.get("confirms")?,
        leads: row.get("leads")?,
        asked_first: row.get("asked_first")?,
    })
}

fn word<T: std::str::FromStr>(row: &Line, column: &str) -> Result<T, DatabaseError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| DatabaseError::WrongColumn {
        column: column.to_owned(),
        found: "an unknown word",
    })
}

fn find_all(
    sql: &dyn Sql,
    statement: &str,
    cells: &[Cell],
) -> Result<Vec<Delivery>, DatabaseError> {
    sql.query(statement, cells)?.iter().map(from_line).collect()
}

/// Where a message stands; none when the server never had to send it.
pub fn find(
    sql: &dyn Sql,
    company: CompanyId,
    message: MessageId,
) -> Result<Option<Delivery>, DatabaseError> {
    let line = sql.one(
        &format!("SELECT {COLUMNS} FROM delivery WHERE company = ?1 AND message = ?2"),
        &[company.0.into(), message.0.into()],
    )?;
    line.as_ref().map(from_line).transpose()
}

/// Whether a message by `channel` is on its way.
pub fn is_any_sending(
    sql: &dyn Sql,
    company: CompanyId,
    channel: words::Channel,
) -> Result<bool, DatabaseError> {
    let line = sql.one(
        "SELECT 1 AS found FROM delivery
         WHERE company = ?1 AND state = 'sending' AND channel = ?2 LIMIT 1",
        &[company.0.into(), channel.as_ref().into()],
    )?;
    Ok(line.is_some())
}

/// How many messages wait.
pub fn count_waiting(sql: &dyn Sql, company: CompanyId) -> Result<u64, DatabaseError> {
    let line = sql.one(
        "SELECT count(*) AS n FROM delivery WHERE company = ?1 AND state = 'waiting'",
        &[company.0.into()],
    )?;
    line.map_or(Ok(0), |line| line.get("n"))
}

/// Messages whose claim is void at `before`; with none, of every claim.
pub fn claimed(
    sql: &dyn Sql,
    company: CompanyId,
    before: Option<DateTime<Utc>>,
) -> Result<Vec<Delivery>, DatabaseError> {
    find_all(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND state = 'sending' AND joined_to IS NULL
               AND (lease_until <= ?2 OR ?2 IS NULL)
             ORDER BY lease_until"
        ),
        &[company.0.into(), before.into()],
    )
}

/// Up to `most` messages by `channel` that wait and are due at `now`, oldest first.
pub fn waiting(
    sql: &dyn Sql,
    company: CompanyId,
    channel: words::Channel,
    now: DateTime<Utc>,
    most: u32,
) -> Result<Vec<Delivery>, DatabaseError> {
    find_all(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND state = 'waiting' AND channel = ?2 AND next_at <= ?3
             ORDER BY next_at LIMIT ?4"
        ),
        &[
            company.0.into(),
            channel.as_ref().into(),
            now.into(),
            most.into(),
        ],
    )
}

/// The newest messages of the readable outbox.
pub fn in_readable_outbox(
    sql: &dyn Sql,
    company: CompanyId,
    most: u32,
) -> Result<Vec<Delivery>, DatabaseError> {
    find_all(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND sent_at IS NOT NULL AND outbox_only
             ORDER BY sent_at DESC, message LIMIT ?2"
        ),
        &[company.0.into(), most.into()],
    )
}

/// Writes where a message stands.
pub fn save(sql: &dyn Sql, company: CompanyId, delivery: &Delivery) -> Result<(), DatabaseError> {
    sql.later(
        &format!(
            "INSERT INTO delivery (company, {COLUMNS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                     ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)
             ON CONFLICT (company, message) DO UPDATE SET
                 state = excluded.state, reason = excluded.reason, fence = excluded.fence,
                 lease_until = excluded.lease_until, next_at = excluded.next_at,
                 not_sent = excluded.not_sent, attempts = excluded.attempts,
                 unknown = excluded.unknown, look_ups = excluded.look_ups,
                 provider_sid = excluded.provider_sid, waits_until = excluded.waits_until,
                 sent_at = excluded.sent_at, delivered_at = excluded.delivered_at,
                 outbox_only = excluded.outbox_only, perhaps_twice = excluded.perhaps_twice,
                 store = excluded.store, customer = excluded.customer,
                 address_hash = excluded.address_hash, joined_to = excluded.joined_to,
                 confirms = excluded.confirms, leads = excluded.leads,
                 asked_first = excluded.asked_first"
        ),
        vec![
            company.0.into(),
            delivery.message.0.into(),
            delivery.channel.as_ref().into(),
            delivery.state.as_ref().into(),
            delivery.reason.map(|reason| reason.to_string()).into(),
            delivery.fence.into(),
            delivery.lease_until.into(),
            delivery.next_at.into(),
            delivery.not_sent.into(),
            delivery.attempts.into(),
            delivery.unknown.into(),
            delivery.look_ups.into(),
            delivery.provider_sid.clone().into(),
            delivery.created_at.into(),
            delivery.waits_until.into(),
            delivery.sent_at.into(),
            delivery.delivered_at.into(),
            delivery.outbox_only.into(),
            delivery.perhaps_twice.into(),
            delivery.store.into(),
            delivery.customer.into(),
            delivery.address_hash.as_deref().into(),
            delivery.joined_to.map(|leader| leader.0).into(),
            delivery.confirms.into(),
            delivery.leads.into(),
            delivery.asked_first.into(),
        ],
    )
}

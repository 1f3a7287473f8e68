//! What is due: whose turn it is, what waits beside it, and when there is something to do next.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, MessageId};
use regard_domain::message::MessageState;
use regard_domain::words;
use strum::IntoEnumIterator;

use super::{COLUMNS, Delivery, find_all, from_line};
use crate::database::{Cell, DatabaseError, Sql};

/// Up to `most` messages by `channel` that are due at `now`, in the order of their turn.
///
/// Oldest first, but fairly: each store has its first message sent before any store its second, and
/// within a store each customer. A confirmation of an opt-out goes before everything.
pub fn turns(
    sql: &dyn Sql,
    company: CompanyId,
    channel: words::Channel,
    now: DateTime<Utc>,
    most: u32,
) -> Result<Vec<Delivery>, DatabaseError> {
    find_all(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM (
                 SELECT {COLUMNS}, row_number()
                     OVER (PARTITION BY store ORDER BY turn, created_at, message) AS store_turn
                 FROM (
                     SELECT {COLUMNS}, row_number()
                         OVER (PARTITION BY customer ORDER BY created_at, message) AS turn
                     FROM delivery
                     WHERE company = ?1 AND state = 'waiting' AND channel = ?2 AND next_at <= ?3
                 ) AS of_customers
             ) AS of_stores
             ORDER BY confirms DESC, store_turn, created_at, message LIMIT ?4"
        ),
        &[
            company.0.into(),
            channel.as_ref().into(),
            now.into(),
            most.into(),
        ],
    )
}

/// The message in `state` by `channel` that has been due longest at `now`.
pub fn longest(
    sql: &dyn Sql,
    company: CompanyId,
    state: MessageState,
    channel: words::Channel,
    now: DateTime<Utc>,
) -> Result<Option<Delivery>, DatabaseError> {
    let line = sql.one(
        &format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND state = ?2 AND channel = ?3 AND next_at <= ?4
             ORDER BY next_at, created_at, message LIMIT 1"
        ),
        &[
            company.0.into(),
            state.as_ref().into(),
            channel.as_ref().into(),
            now.into(),
        ],
    )?;
    line.as_ref().map(from_line).transpose()
}

/// The other messages that wait to go to the address of `delivery`, oldest first.
pub fn beside(
    sql: &dyn Sql,
    company: CompanyId,
    delivery: &Delivery,
) -> Result<Vec<Delivery>, DatabaseError> {
    if delivery.address_hash.is_none() {
        return Ok(Vec::new());
    }
    find_all(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND address_hash = ?2 AND state = 'waiting' AND channel = ?3
               AND message <> ?4
             ORDER BY created_at, message"
        ),
        &[
            company.0.into(),
            hash(delivery),
            delivery.channel.as_ref().into(),
            delivery.message.0.into(),
        ],
    )
}

/// Everything that waits to go to an address by `channel`.
pub fn waiting_for(
    sql: &dyn Sql,
    company: CompanyId,
    channel: words::Channel,
    address_hash: &[u8],
) -> Result<Vec<Delivery>, DatabaseError> {
    find_all(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM delivery
             WHERE company = ?1 AND address_hash = ?2 AND state = 'waiting' AND channel = ?3
             ORDER BY created_at, message"
        ),
        &[
            company.0.into(),
            address_hash.into(),
            channel.as_ref().into(),
        ],
    )
}

/// The messages that went out inside `leader`, oldest first.
pub fn joined_to(
    sql: &dyn Sql,
    company: CompanyId,
    leader: MessageId,
) -> Result<Vec<Delivery>, DatabaseError> {
    find_all(
        sql,
        &format!(
            "SELECT {COLUMNS} FROM delivery WHERE company = ?1 AND joined_to = ?2
             ORDER BY created_at, message"
        ),
        &[company.0.into(), leader.0.into()],
    )
}

/// How many messages by `channel` wait for the time from `from` up to `to`; counts no further than
/// `most`.
pub fn waiting_between(
    sql: &dyn Sql,
    company: CompanyId,
    channel: words::Channel,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    most: u32,
) -> Result<u32, DatabaseError> {
    let line = sql.one(
        "SELECT count(*) AS n FROM (
             SELECT 1 AS one FROM delivery
             WHERE company = ?1 AND state = 'waiting' AND channel = ?2
               AND next_at >= ?3 AND next_at < ?4 LIMIT ?5) AS counted",
        &[
            company.0.into(),
            channel.as_ref().into(),
            from.into(),
            to.into(),
            most.into(),
        ],
    )?;
    line.map_or(Ok(0), |line| line.get("n"))
}

/// When the next thing is due by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Next {
    /// The first waiting message of each channel.
    pub waiting: BTreeMap<&'static str, DateTime<Utc>>,
    /// The first question to a provider, or end of a claim.
    pub other: Option<DateTime<Utc>>,
}

/// When the next thing is due by itself: a waiting message, a look-up, the end of a claim.
pub fn next(sql: &dyn Sql, company: CompanyId) -> Result<Next, DatabaseError> {
    // One look into the index for each; together they would walk all through it.
    let mut parts = vec![
        "SELECT 'sending' AS state, '' AS channel, min(lease_until) AS at FROM delivery
         WHERE company = ?1 AND state = 'sending'"
            .to_owned(),
    ];
    for channel in words::Channel::iter() {
        for state in ["waiting", "checking", "sent"] {
            parts.push(format!(
                "SELECT '{state}' AS state, '{channel}' AS channel, min(next_at) AS at
                 FROM delivery
                 WHERE company = ?1 AND state = '{state}' AND channel = '{channel}'"
            ));
        }
    }
    let cells: [Cell; 1] = [company.0.into()];
    let mut next = Next::default();
    for line in sql.query(&parts.join(" UNION ALL "), &cells)? {
        let Some(at) = line.get::<Option<DateTime<Utc>>>("at")? else {
            continue;
        };
        let (state, channel): (String, String) = (line.get("state")?, line.get("channel")?);
        match channel.parse::<words::Channel>() {
            Ok(channel) if state == "waiting" => {
                next.waiting.insert(channel.into(), at);
            }
            _ => next.other = Some(next.other.map_or(at, |other| other.min(at))),
        }
    }
    Ok(next)
}

fn hash(delivery: &Delivery) -> Cell {
    delivery
        .address_hash
        .as_deref()
        .map_or(Cell::Null, |hash| hash.into())
}

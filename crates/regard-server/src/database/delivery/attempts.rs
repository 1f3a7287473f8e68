//! Every try to send: written before the provider is called, ended with what it said.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, MessageId};

use crate::database::{DatabaseError, Sql};

/// A try that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttempt<'a> {
    /// The message.
    pub message: MessageId,
    /// Which try, from 1.
    pub n: u32,
    /// The channel's name.
    pub by_channel: &'a str,
    /// When it begins.
    pub started_at: DateTime<Utc>,
    /// Past this moment the provider is not called any more.
    pub deadline_at: DateTime<Utc>,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptEnd<'a> {
    /// `accepted`, `not_sent`, `rejected`, `unknown`.
    pub outcome: &'a str,
    /// The provider's code.
    pub code: Option<u32>,
    /// The provider's name for the message.
    pub provider_sid: Option<&'a str>,
}

/// Writes down that a try begins. A second try of the same number is refused by the table.
pub fn begin(
    sql: &dyn Sql,
    company: CompanyId,
    attempt: &NewAttempt<'_>,
) -> Result<(), DatabaseError> {
    sql.later(
        "INSERT INTO send_attempt
             (company, message, n, by_channel, started_at, deadline_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vec![
            company.0.into(),
            attempt.message.0.into(),
            attempt.n.into(),
            attempt.by_channel.into(),
            attempt.started_at.into(),
            attempt.deadline_at.into(),
        ],
    )
}

/// Writes down how a try ended. What is known once stays: only `unknown` is made better.
pub fn end(
    sql: &dyn Sql,
    company: CompanyId,
    message: MessageId,
    n: u32,
    end: &AttemptEnd<'_>,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.later(
        "UPDATE send_attempt
         SET ended_at = ?4, outcome = ?5, code = coalesce(?6, code),
             provider_sid = coalesce(?7, provider_sid)
         WHERE company = ?1 AND message = ?2 AND n = ?3
           AND (outcome IS NULL OR outcome = 'unknown')",
        vec![
            company.0.into(),
            message.0.into(),
            n.into(),
            at.into(),
            end.outcome.into(),
            end.code.into(),
            end.provider_sid.into(),
        ],
    )
}

/// When the first try of a message began.
pub fn first_started(
    sql: &dyn Sql,
    company: CompanyId,
    message: MessageId,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    let line = sql.one(
        "SELECT min(started_at) AS at FROM send_attempt WHERE company = ?1 AND message = ?2",
        &[company.0.into(), message.0.into()],
    )?;
    line.map_or(Ok(None), |line| line.get("at"))
}

/// The provider's names of other messages that were sent since `since`.
pub fn names_of_others(
    sql: &dyn Sql,
    company: CompanyId,
    message: MessageId,
    since: DateTime<Utc>,
) -> Result<Vec<String>, DatabaseError> {
    sql.query(
        "SELECT provider_sid FROM delivery
         WHERE company = ?1 AND message <> ?2 AND sent_at >= ?3 AND provider_sid IS NOT NULL",
        &[company.0.into(), message.0.into(), since.into()],
    )?
    .iter()
    .map(|line| line.get("provider_sid"))
    .collect()
}

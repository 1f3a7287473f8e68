//! Every try to send: written before the provider is called, ended with what it said.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, MessageId};
use rusqlite::Connection;

use crate::database::{DatabaseError, moment};

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
    connection: &Connection,
    company: CompanyId,
    attempt: &NewAttempt<'_>,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO send_attempt
                 (company, message, n, by_channel, started_at, deadline_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            company.0,
            attempt.message.0,
            attempt.n,
            attempt.by_channel,
            moment(attempt.started_at),
            moment(attempt.deadline_at),
        ))?;
    Ok(())
}

/// Writes down how a try ended. What is known once stays: only `unknown` is made better.
pub fn end(
    connection: &Connection,
    company: CompanyId,
    message: MessageId,
    n: u32,
    end: &AttemptEnd<'_>,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "UPDATE send_attempt
             SET ended_at = ?4, outcome = ?5, code = coalesce(?6, code),
                 provider_sid = coalesce(?7, provider_sid)
             WHERE company = ?1 AND message = ?2 AND n = ?3
               AND (outcome IS NULL OR outcome = 'unknown')",
        )?
        .execute((
            company.0,
            message.0,
            n,
            moment(at),
            end.outcome,
            end.code,
            end.provider_sid,
        ))?;
    Ok(())
}

/// When the first try of a message began.
pub fn first_started(
    connection: &Connection,
    company: CompanyId,
    message: MessageId,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT min(started_at) AS at FROM send_attempt WHERE company = ?1 AND message = ?2",
        )?
        .query_row((company.0, message.0), |row| row.get("at"))?)
}

/// The provider's names of other messages that were sent since `since`.
pub fn names_of_others(
    connection: &Connection,
    company: CompanyId,
    message: MessageId,
    since: DateTime<Utc>,
) -> Result<Vec<String>, DatabaseError> {
    let names = connection
        .prepare_cached(
            "SELECT provider_sid FROM delivery
             WHERE company = ?1 AND message <> ?2 AND sent_at >= ?3 AND provider_sid IS NOT NULL",
        )?
        .query_map((company.0, message.0, moment(since)), |row| {
            row.get("provider_sid")
        })?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

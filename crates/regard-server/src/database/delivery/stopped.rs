//! Who must not be written to: what was said about an address, and what providers told us of it.
//!
//! Both belong to the address, whoever's it is, and not to one customer.

use chrono::{DateTime, Utc};
use regard_domain::consent::ConsentStatement;
use regard_domain::ids::CompanyId;
use regard_domain::words;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::database::{DatabaseError, Sql, rows};

#[derive(Deserialize)]
struct Consent {
    address: String,
    channel: String,
    purpose: String,
    given: bool,
    said_at: DateTime<Utc>,
}

/// All that was ever said about writing to `address`.
pub fn said_about(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
) -> Result<Vec<ConsentStatement>, DatabaseError> {
    let mut statements = Vec::new();
    for row in rows::found_by(sql, company, "consent", address)? {
        let consent: Consent = row.read_as()?;
        // A channel or purpose of a newer app says nothing about those that are known here.
        if let (Ok(channel), Ok(purpose)) = (consent.channel.parse(), consent.purpose.parse()) {
            statements.push(ConsentStatement {
                address: consent.address,
                channel,
                purpose,
                given: consent.given,
                at: consent.said_at,
            });
        }
    }
    Ok(statements)
}

/// Stops an address. `source` says who told us: `provider`.
pub fn stop(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
    source: &str,
    since: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.execute(
        "INSERT INTO suppression (company, address_hash, channel, source, since)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (company, address_hash, channel) DO UPDATE SET
             source = excluded.source, since = excluded.since, lifted_at = NULL",
        &[
            company.0.into(),
            address_hash(company, address).into(),
            channel.as_ref().into(),
            source.into(),
            since.into(),
        ],
    )?;
    Ok(())
}

/// Lifts a stop that came from a reply or that the provider told us of (it had the reply); a stop of
/// the store's own or a wrong number stays. Whether there was one.
pub fn lift_reply(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let lifted = sql.execute(
        "UPDATE suppression SET lifted_at = ?4
         WHERE company = ?1 AND address_hash = ?2 AND channel = ?3 AND lifted_at IS NULL
           AND source IN ('reply', 'provider')",
        &[
            company.0.into(),
            address_hash(company, address).into(),
            channel.as_ref().into(),
            now.into(),
        ],
    )?;
    Ok(lifted > 0)
}

/// Whether an address was stopped.
pub fn is_stopped(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
) -> Result<bool, DatabaseError> {
    let line = sql.one(
        "SELECT 1 AS found FROM suppression
         WHERE company = ?1 AND address_hash = ?2 AND channel = ?3 AND lifted_at IS NULL",
        &[
            company.0.into(),
            address_hash(company, address).into(),
            channel.as_ref().into(),
        ],
    )?;
    Ok(line.is_some())
}

/// The hash under which an address is remembered; another one in each company.
fn address_hash(company: CompanyId, address: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(company.0.as_bytes())
        .chain_update(address.as_bytes())
        .finalize()
        .into()
}

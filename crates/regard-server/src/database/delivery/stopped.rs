//! Who must not be written to: what was said about an address, and what providers told us of it.
//!
//! Both belong to the address, whoever's it is, and not to one customer.

use chrono::{DateTime, Utc};
use regard_domain::consent::ConsentStatement;
use regard_domain::ids::CompanyId;
use regard_domain::words;
use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::database::{DatabaseError, moment, rows};

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
    connection: &Connection,
    company: CompanyId,
    address: &str,
) -> Result<Vec<ConsentStatement>, DatabaseError> {
    // The index of 0002_delivery stands on this very expression.
    let ids: Vec<Uuid> = connection
        .prepare_cached(
            "SELECT id FROM synced_row
             WHERE company = ?1 AND tbl = 'consent' AND json_extract(fields, '$.address.v') = ?2
               AND deleted = 0",
        )?
        .query_map((company.0, address), |row| row.get("id"))?
        .collect::<Result<_, _>>()?;
    let mut statements = Vec::new();
    for id in ids {
        let Some(row) = rows::row(connection, company, "consent", id)? else {
            continue;
        };
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
    connection: &Connection,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
    source: &str,
    since: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO suppression (company, address_hash, channel, source, since)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (company, address_hash, channel) DO UPDATE SET
                 source = excluded.source, since = excluded.since, lifted_at = NULL",
        )?
        .execute((
            company.0,
            address_hash(company, address),
            channel.as_ref(),
            source,
            moment(since),
        ))?;
    Ok(())
}

/// Whether an address was stopped.
pub fn is_stopped(
    connection: &Connection,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
) -> Result<bool, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM suppression
             WHERE company = ?1 AND address_hash = ?2 AND channel = ?3 AND lifted_at IS NULL",
        )?
        .query_row(
            (company.0, address_hash(company, address), channel.as_ref()),
            |_| Ok(()),
        )
        .optional()?
        .is_some())
}

/// The hash under which an address is remembered; another one in each company.
fn address_hash(company: CompanyId, address: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(company.0.as_bytes())
        .chain_update(address.as_bytes())
        .finalize()
        .into()
}

//! What customers allowed, address by address.

use regard_domain::consent::ConsentStatement;
use regard_domain::ids::{AssociateId, CustomerId};
use regard_domain::words::{Channel, Purpose};
use rusqlite::{Connection, Row};

use super::columns;
use super::one_person::RECORDS;

fn statement(row: &Row<'_>) -> rusqlite::Result<Option<ConsentStatement>> {
    let (Some(channel), Some(purpose)) = (
        columns::maybe_word::<Channel>(row, "channel")?,
        columns::maybe_word::<Purpose>(row, "purpose")?,
    ) else {
        return Ok(None);
    };
    Ok(Some(ConsentStatement {
        address: row.get("address")?,
        channel,
        purpose,
        given: row.get("given")?,
        at: columns::moment_or_epoch(row, "said_at")?,
    }))
}

/// Every statement about an address, whoever made it: a couple that shares a number shares it.
pub fn about_address(conn: &Connection, address: &str) -> rusqlite::Result<Vec<ConsentStatement>> {
    conn.prepare_cached(
        "SELECT address, channel, purpose, given, said_at FROM consent WHERE address = ?1 \
         ORDER BY said_at, id",
    )?
    .query_map([address], statement)?
    .filter_map(Result::transpose)
    .collect()
}

/// One statement with all that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptStatement {
    /// What was said.
    pub statement: ConsentStatement,
    /// Who said it.
    pub customer_id: CustomerId,
    /// How it was said.
    pub basis: String,
    /// The version of the words that were shown or said.
    pub wording: Option<String>,
    /// Who wrote it down.
    pub taken_by: Option<AssociateId>,
    /// Who told of a stop, where this is one: `reply`, `provider`, `staff`, `wrong_number`.
    pub stopped_by: Option<String>,
    /// What shows that the customer agreed again after a stop.
    pub evidence: Option<String>,
}

/// Every statement about an address, the newest first.
pub fn ledger(conn: &Connection, address: &str) -> rusqlite::Result<Vec<KeptStatement>> {
    conn.prepare_cached(
        "SELECT address, channel, purpose, given, said_at, customer_id, basis, wording, taken_by, \
         stopped_by, evidence FROM consent WHERE address = ?1 ORDER BY said_at DESC, id DESC",
    )?
    .query_map([address], |row| {
        let Some(statement) = statement(row)? else {
            return Ok(None);
        };
        Ok(Some(KeptStatement {
            statement,
            customer_id: CustomerId(row.get("customer_id")?),
            basis: row.get("basis")?,
            wording: row.get("wording")?,
            taken_by: row.get::<_, Option<_>>("taken_by")?.map(AssociateId),
            stopped_by: row.get("stopped_by")?,
            evidence: row.get("evidence")?,
        }))
    })?
    .filter_map(Result::transpose)
    .collect()
}

/// The addresses that a customer ever said something about, under any of their records.
pub fn addresses_of(
    conn: &Connection,
    customer: CustomerId,
) -> rusqlite::Result<Vec<(Channel, String)>> {
    conn.prepare_cached(&format!(
        "SELECT DISTINCT channel, address FROM consent WHERE customer_id IN {RECORDS}
         ORDER BY channel, address"
    ))?
    .query_map([customer.0], |row| {
        Ok((
            columns::maybe_word::<Channel>(row, "channel")?,
            row.get::<_, String>("address")?,
        ))
    })?
    .filter_map(|line| match line {
        Ok((Some(channel), address)) => Some(Ok((channel, address))),
        Ok((None, _)) => None,
        Err(error) => Some(Err(error)),
    })
    .collect()
}

//! What customers allowed, address by address.

use regard_domain::consent::ConsentStatement;
use regard_domain::words::{Channel, Purpose};
use rusqlite::{Connection, Row};

use super::columns;

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

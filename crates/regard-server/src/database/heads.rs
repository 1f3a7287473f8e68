//! Numbers: the company's newest change, how far each device was heard, and who left which feed.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, DeviceId};
use regard_sync::server::Leave;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::{DatabaseError, moment, signed, unsigned};

/// The number of the company's newest change; 0 when there is none.
pub fn head(connection: &Connection, company: CompanyId) -> Result<u64, DatabaseError> {
    let head = connection
        .prepare_cached("SELECT head FROM company_head WHERE company = ?1")?
        .query_row([company.0], |row| unsigned(row, "head"))
        .optional()?;
    Ok(head.unwrap_or(0))
}

/// Moves the head on by `count` and answers the new one. The last lock that a write takes.
pub(super) fn advance(
    connection: &Connection,
    company: CompanyId,
    count: u64,
) -> Result<u64, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "UPDATE company_head SET head = head + ?1 WHERE company = ?2 RETURNING head",
        )?
        .query_row((signed(count), company.0), |row| unsigned(row, "head"))?)
}

/// Which life of the book this is.
pub fn epoch(connection: &Connection, company: CompanyId) -> Result<Uuid, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT epoch FROM company WHERE id = ?1")?
        .query_row([company.0], |row| row.get("epoch"))?)
}

/// Begins a new life of the book, after it came back from a backup: every device starts afresh and
/// says again what the backup has not heard.
pub fn begin_epoch(
    connection: &Connection,
    company: CompanyId,
    epoch: Uuid,
) -> Result<(), DatabaseError> {
    connection.execute(
        "UPDATE company SET epoch = ?1 WHERE id = ?2",
        (epoch, company.0),
    )?;
    Ok(())
}

/// The last number heard of this life of the device; 0 when none.
pub fn device_head(
    connection: &Connection,
    company: CompanyId,
    device: DeviceId,
    incarnation: Uuid,
) -> Result<u64, DatabaseError> {
    let last = connection
        .prepare_cached(
            "SELECT last_n FROM device_head WHERE company = ?1 AND device = ?2 AND incarnation = ?3",
        )?
        .query_row((company.0, device.0, incarnation), |row| unsigned(row, "last_n"))
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// Notes the last number heard of this life of the device.
pub fn set_device_head(
    connection: &Connection,
    company: CompanyId,
    device: DeviceId,
    incarnation: Uuid,
    last_n: u64,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO device_head (company, device, incarnation, last_n)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (company, device, incarnation) DO UPDATE SET last_n = excluded.last_n",
        )?
        .execute((company.0, device.0, incarnation, signed(last_n)))?;
    Ok(())
}

pub(super) fn add_leave(
    connection: &Connection,
    company: CompanyId,
    leave: &Leave,
    seq: u64,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO feed_leave (company, feed, root, seq, left_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (company, feed, root)
             DO UPDATE SET seq = excluded.seq, left_at = excluded.left_at",
        )?
        .execute((company.0, &leave.feed, leave.root, signed(seq), moment(at)))?;
    Ok(())
}

/// The customer is back in the feed.
pub(super) fn forget_leave(
    connection: &Connection,
    company: CompanyId,
    leave: &Leave,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached("DELETE FROM feed_leave WHERE company = ?1 AND feed = ?2 AND root = ?3")?
        .execute((company.0, &leave.feed, leave.root))?;
    Ok(())
}

/// When the customer left the feed, if they did.
pub fn left_at(
    connection: &Connection,
    company: CompanyId,
    leave: &Leave,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT left_at FROM feed_leave WHERE company = ?1 AND feed = ?2 AND root = ?3",
        )?
        .query_row((company.0, &leave.feed, leave.root), |row| {
            row.get("left_at")
        })
        .optional()?)
}

/// Customers who left `feed` with a number above `after` and up to `to`, in the order of the numbers.
pub fn leaves(
    connection: &Connection,
    company: CompanyId,
    feed: &str,
    after: u64,
    to: u64,
) -> Result<Vec<Uuid>, DatabaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT root FROM feed_leave WHERE company = ?1 AND feed = ?2 AND seq > ?3 AND seq <= ?4
         ORDER BY seq",
    )?;
    let roots = statement
        .query_map((company.0, feed, signed(after), signed(to)), |row| {
            row.get("root")
        })?
        .collect::<Result<_, _>>()?;
    Ok(roots)
}

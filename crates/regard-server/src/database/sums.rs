//! What the rows of each feed add up to, and which numbers are half a year old.

use chrono::NaiveDate;
use regard_domain::ids::CompanyId;
use regard_sync::server::FeedSums;
use regard_sync::sums::Sum;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{DatabaseError, signed, unsigned};

/// The sums of one feed.
pub fn feed_sums(
    connection: &Connection,
    company: CompanyId,
    feed: &str,
) -> Result<FeedSums, DatabaseError> {
    let sums = connection
        .prepare_cached(
            "SELECT all_sum, all_rows, bench_sum, bench_rows FROM feed_sum
             WHERE company = ?1 AND feed = ?2",
        )?
        .query_row((company.0, feed), |row| {
            Ok(FeedSums {
                all: sum(row, "all_sum", "all_rows")?,
                bench: sum(row, "bench_sum", "bench_rows")?,
            })
        })
        .optional()?;
    Ok(sums.unwrap_or_default())
}

/// Puts the sums of one feed in the place of those that were kept.
pub fn set_feed_sums(
    connection: &Connection,
    company: CompanyId,
    feed: &str,
    sums: FeedSums,
) -> Result<(), DatabaseError> {
    let FeedSums { all, bench } = sums;
    connection
        .prepare_cached(
            "INSERT INTO feed_sum (company, feed, all_sum, all_rows, bench_sum, bench_rows)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (company, feed) DO UPDATE SET
                 all_sum = excluded.all_sum, all_rows = excluded.all_rows,
                 bench_sum = excluded.bench_sum, bench_rows = excluded.bench_rows",
        )?
        .execute((
            company.0,
            feed,
            all.sum.cast_signed(),
            all.rows.cast_signed(),
            bench.sum.cast_signed(),
            bench.rows.cast_signed(),
        ))?;
    Ok(())
}

fn sum(row: &Row<'_>, sum: &str, rows: &str) -> rusqlite::Result<Sum> {
    Ok(Sum {
        sum: row.get::<_, i64>(sum)?.cast_unsigned(),
        rows: row.get::<_, i64>(rows)?.cast_unsigned(),
    })
}

/// Notes the head of a day, unless that day has one.
pub(super) fn note_day(
    connection: &Connection,
    company: CompanyId,
    day: NaiveDate,
    head: u64,
) -> Result<(), DatabaseError> {
    connection.execute(
        "INSERT INTO head_day (company, day, head) VALUES (?1, ?2, ?3)
         ON CONFLICT (company, day) DO NOTHING",
        (company.0, day, signed(head)),
    )?;
    Ok(())
}

/// The head on that day, or on the last one before it that was noted.
pub(super) fn head_on(
    connection: &Connection,
    company: CompanyId,
    day: NaiveDate,
) -> Result<Option<u64>, DatabaseError> {
    Ok(connection
        .query_row(
            "SELECT head FROM head_day WHERE company = ?1 AND day <= ?2 ORDER BY day DESC LIMIT 1",
            (company.0, day),
            |row| unsigned(row, "head"),
        )
        .optional()?)
}

/// Up to which number tombstones and leaves were forgotten.
pub(super) fn horizon(connection: &Connection, company: CompanyId) -> Result<u64, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT horizon FROM company WHERE id = ?1")?
        .query_row([company.0], |row| unsigned(row, "horizon"))?)
}

/// Forgets tombstones and leaves up to that number, and the days before it. Answers how many
/// tombstones there were.
pub(super) fn forget_up_to(
    connection: &Connection,
    company: CompanyId,
    horizon: u64,
) -> Result<u64, DatabaseError> {
    let to = signed(horizon);
    let gone = connection.execute(
        "DELETE FROM synced_row WHERE company = ?1 AND seq <= ?2 AND deleted",
        (company.0, to),
    )?;
    connection.execute(
        "DELETE FROM feed_leave WHERE company = ?1 AND seq <= ?2",
        (company.0, to),
    )?;
    connection.execute(
        "DELETE FROM head_day WHERE company = ?1 AND head < ?2",
        (company.0, to),
    )?;
    connection.execute(
        "UPDATE company SET horizon = ?2 WHERE id = ?1",
        (company.0, to),
    )?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}

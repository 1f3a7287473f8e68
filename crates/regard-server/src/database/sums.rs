//! What the rows of each feed add up to, and which numbers are half a year old.

use chrono::{Datelike, NaiveDate};
use regard_domain::ids::CompanyId;
use regard_sync::server::FeedSums;
use regard_sync::sums::Sum;

use super::{Cell, DatabaseError, Line, Sql, company, rows};

/// Rows read at once.
const AT_ONCE: u32 = 5_000;

/// The sums of several feeds, added up: one question.
pub fn sums_of(
    sql: &dyn Sql,
    company: CompanyId,
    feeds: &[&str],
) -> Result<FeedSums, DatabaseError> {
    if feeds.is_empty() {
        return Ok(FeedSums::default());
    }
    let (statement, cells) = ask_sums(company, feeds);
    sums_in(&sql.query(&statement, &cells)?)
}

/// The question for [`sums_of`].
pub(super) fn ask_sums(company: CompanyId, feeds: &[&str]) -> (String, Vec<Cell>) {
    let mut cells: Vec<Cell> = vec![company.0.into()];
    let mut places = Vec::with_capacity(feeds.len());
    for feed in feeds {
        cells.push((*feed).into());
        places.push(format!("?{}", cells.len()));
    }
    let places = places.join(", ");
    let statement = format!(
        "SELECT all_sum, all_rows, bench_sum, bench_rows FROM feed_sum
         WHERE company = ?1 AND feed IN ({places})"
    );
    (statement, cells)
}

/// The sums in lines that answer [`ask_sums`], added up.
pub(super) fn sums_in(lines: &[Line]) -> Result<FeedSums, DatabaseError> {
    let mut sums = FeedSums::default();
    for line in lines {
        sums = sums.plus(FeedSums {
            all: sum(line, "all_sum", "all_rows")?,
            bench: sum(line, "bench_sum", "bench_rows")?,
        });
    }
    Ok(sums)
}

/// Adds to the sums of one feed, modulo 2^64.
pub(super) fn add_to_feed_sums(
    sql: &dyn Sql,
    company: CompanyId,
    feed: &str,
    more: FeedSums,
) -> Result<(), DatabaseError> {
    let Some(wrapped) = sql.dialect().sum_modulo_2_64() else {
        let known = sums_of(sql, company, &[feed])?;
        return set_feed_sums(sql, company, feed, known.plus(more));
    };
    let sets = ["all_sum", "all_rows", "bench_sum", "bench_rows"].map(|column| {
        let kept = format!("feed_sum.{column}");
        format!(
            "{column} = {}",
            wrapped(&kept, &format!("excluded.{column}"))
        )
    });
    upsert(sql, company, feed, more, &sets.join(", "))
}

/// Puts the sums of one feed in the place of those that were kept.
pub fn set_feed_sums(
    sql: &dyn Sql,
    company: CompanyId,
    feed: &str,
    sums: FeedSums,
) -> Result<(), DatabaseError> {
    let instead = "all_sum = excluded.all_sum, all_rows = excluded.all_rows,
         bench_sum = excluded.bench_sum, bench_rows = excluded.bench_rows";
    upsert(sql, company, feed, sums, instead)
}

fn upsert(
    sql: &dyn Sql,
    company: CompanyId,
    feed: &str,
    sums: FeedSums,
    where_known: &str,
) -> Result<(), DatabaseError> {
    let FeedSums { all, bench } = sums;
    let numbers = [all.sum, all.rows, bench.sum, bench.rows];
    let mut cells = vec![company.0.into(), feed.into()];
    cells.extend(numbers.map(|number| Cell::Int(number.cast_signed())));
    sql.later(
        &format!(
            "INSERT INTO feed_sum (company, feed, all_sum, all_rows, bench_sum, bench_rows)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (company, feed) DO UPDATE SET {where_known}"
        ),
        cells,
    )
}

/// The bits are what counts: databases have no unsigned numbers.
fn sum(line: &Line, sum: &str, rows: &str) -> Result<Sum, DatabaseError> {
    Ok(Sum {
        sum: line.get::<i64>(sum)?.cast_unsigned(),
        rows: line.get::<i64>(rows)?.cast_unsigned(),
    })
}

/// What the rows of a feed add up to now, row by row.
pub fn add_up(sql: &dyn Sql, company: CompanyId, feed: &str) -> Result<FeedSums, DatabaseError> {
    let mut found = FeedSums::default();
    let mut after = 0;
    loop {
        let page = rows::rows_in_feeds(sql, company, &[(feed, after)], AT_ONCE)?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after = last.seq;
        found = page.iter().fold(found, |sum, row| sum.plus(row.sums()));
    }
}

/// Gives the rows of every company in the database their sums, whatever was kept before.
pub(super) fn add_up_every_company(sql: &dyn Sql) -> Result<(), DatabaseError> {
    for id in company::all(sql)? {
        company::enter(sql, id)?;
        let company = CompanyId(id);
        // A server that has not been replaced yet writes nothing meanwhile.
        let lock = sql.dialect().and_lock();
        sql.one(
            &format!("SELECT head FROM company_head WHERE company = ?1{lock}"),
            &[id.into()],
        )?;
        for feed in feeds(sql, company)? {
            let found = add_up(sql, company, &feed)?;
            set_feed_sums(sql, company, &feed, found)?;
        }
    }
    Ok(())
}

/// Every feed that has rows or sums.
pub fn feeds(sql: &dyn Sql, company: CompanyId) -> Result<Vec<String>, DatabaseError> {
    sql.query(
        "SELECT feed FROM feed_sum WHERE company = ?1
         UNION SELECT DISTINCT feed FROM synced_row WHERE company = ?1 ORDER BY feed",
        &[company.0.into()],
    )?
    .iter()
    .map(|line| line.get("feed"))
    .collect()
}

/// Notes the head of a day, unless that day has one.
pub(super) fn note_day(
    sql: &dyn Sql,
    company: CompanyId,
    day: NaiveDate,
    head: u64,
) -> Result<(), DatabaseError> {
    sql.execute(
        "INSERT INTO head_day (company, day, head) VALUES (?1, ?2, ?3)
         ON CONFLICT (company, day) DO NOTHING",
        &[company.0.into(), number(day), head.into()],
    )?;
    Ok(())
}

/// The head on that day, or on the last one before it that was noted.
pub(super) fn head_on(
    sql: &dyn Sql,
    company: CompanyId,
    day: NaiveDate,
) -> Result<Option<u64>, DatabaseError> {
    sql.one(
        "SELECT head FROM head_day WHERE company = ?1 AND day <= ?2 ORDER BY day DESC LIMIT 1",
        &[company.0.into(), number(day)],
    )?
    .map(|line| line.get("head"))
    .transpose()
}

fn number(day: NaiveDate) -> Cell {
    Cell::Int(i64::from(day.num_days_from_ce()))
}

/// Forgets tombstones and leaves up to that number, and the days before it. Answers how many
/// tombstones there were.
pub(super) fn forget_up_to(
    sql: &dyn Sql,
    company: CompanyId,
    horizon: u64,
) -> Result<u64, DatabaseError> {
    if let Some(ahead) = sql.ahead() {
        ahead.forget_rows();
    }
    let cells = [company.0.into(), horizon.into()];
    let gone = sql.execute(
        "DELETE FROM synced_row WHERE company = ?1 AND seq <= ?2 AND deleted",
        &cells,
    )?;
    sql.execute(
        "DELETE FROM feed_leave WHERE company = ?1 AND seq <= ?2",
        &cells,
    )?;
    sql.execute(
        "DELETE FROM head_day WHERE company = ?1 AND head < ?2",
        &cells,
    )?;
    sql.execute("UPDATE company SET horizon = ?2 WHERE id = ?1", &cells)?;
    Ok(gone)
}

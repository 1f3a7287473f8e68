//! Numbers: the company's newest change, how far each device was heard, and who left which feed.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, DeviceId};
use regard_sync::server::{Leave, Standing};
use uuid::Uuid;

use super::{Asked, Cell, DatabaseError, Line, Sql};

/// The number of the company's newest change; 0 when there is none.
pub fn head(sql: &dyn Sql, company: CompanyId) -> Result<u64, DatabaseError> {
    let line = sql.one(
        "SELECT head FROM company_head WHERE company = ?1",
        &[company.0.into()],
    )?;
    Ok(line.map(|line| line.get("head")).transpose()?.unwrap_or(0))
}

/// Moves the head on by `count` and answers the new one. A write holds its lock from here at the
/// latest to its commit.
pub(super) fn advance(sql: &dyn Sql, company: CompanyId, count: u64) -> Result<u64, DatabaseError> {
    // Nobody else moves it while this write holds it: what was read needs not be asked again.
    if let Some(ahead) = sql.ahead()
        && let Some(known) = ahead.head()
    {
        let head = known.saturating_add(count);
        ahead.keep_head(head);
        sql.later(
            "UPDATE company_head SET head = ?1 WHERE company = ?2",
            vec![head.into(), company.0.into()],
        )?;
        return Ok(head);
    }
    sql.one(
        "UPDATE company_head SET head = head + ?1 WHERE company = ?2 RETURNING head",
        &[count.into(), company.0.into()],
    )?
    .ok_or(DatabaseError::NoCompany)?
    .get("head")
}

/// Life, head and horizon together.
pub fn standing(sql: &dyn Sql, company: CompanyId) -> Result<Standing, DatabaseError> {
    let (statement, cells) = ask_standing(company);
    let line = sql.one(statement, &cells)?;
    standing_in(&line.ok_or(DatabaseError::NoCompany)?)
}

/// The question for [`standing`].
pub(super) fn ask_standing(company: CompanyId) -> Asked {
    (
        "SELECT company.epoch, company.horizon, coalesce(company_head.head, 0) AS head
         FROM company LEFT JOIN company_head ON company_head.company = company.id
         WHERE company.id = ?1",
        vec![company.0.into()],
    )
}

/// The standing in a line that answers [`ask_standing`].
pub(super) fn standing_in(line: &Line) -> Result<Standing, DatabaseError> {
    Ok(Standing {
        epoch: line.get("epoch")?,
        head: line.get("head")?,
        horizon: line.get("horizon")?,
    })
}

/// Begins a new life of the book, after it came back from a backup: every device starts afresh and
/// says again what the backup has not heard.
pub fn begin_epoch(sql: &dyn Sql, company: CompanyId, epoch: Uuid) -> Result<(), DatabaseError> {
    sql.execute(
        "UPDATE company SET epoch = ?1 WHERE id = ?2",
        &[epoch.into(), company.0.into()],
    )?;
    Ok(())
}

/// The last number heard of this life of the device; 0 when none.
pub fn device_head(
    sql: &dyn Sql,
    company: CompanyId,
    device: DeviceId,
    incarnation: Uuid,
) -> Result<u64, DatabaseError> {
    if let Some(known) = sql
        .ahead()
        .and_then(|ahead| ahead.device_head(device, incarnation))
    {
        return Ok(known);
    }
    let line = sql.one(
        "SELECT last_n FROM device_head WHERE company = ?1 AND device = ?2 AND incarnation = ?3",
        &[company.0.into(), device.0.into(), incarnation.into()],
    )?;
    Ok(line
        .map(|line| line.get("last_n"))
        .transpose()?
        .unwrap_or(0))
}

/// Notes the last number heard of this life of the device.
pub fn set_device_head(
    sql: &dyn Sql,
    company: CompanyId,
    device: DeviceId,
    incarnation: Uuid,
    last_n: u64,
) -> Result<(), DatabaseError> {
    if let Some(ahead) = sql.ahead() {
        ahead.keep_device_head(device, incarnation, last_n);
    }
    sql.later(
        "INSERT INTO device_head (company, device, incarnation, last_n)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (company, device, incarnation) DO UPDATE SET last_n = excluded.last_n",
        vec![
            company.0.into(),
            device.0.into(),
            incarnation.into(),
            last_n.into(),
        ],
    )
}

pub(super) fn add_leave(
    sql: &dyn Sql,
    company: CompanyId,
    leave: &Leave,
    seq: u64,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.later(
        "INSERT INTO feed_leave (company, feed, root, seq, left_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (company, feed, root)
         DO UPDATE SET seq = excluded.seq, left_at = excluded.left_at",
        vec![
            company.0.into(),
            (&leave.feed).into(),
            leave.root.into(),
            seq.into(),
            at.into(),
        ],
    )
}

/// The customer is back in the feed.
pub(super) fn forget_leave(
    sql: &dyn Sql,
    company: CompanyId,
    leave: &Leave,
) -> Result<(), DatabaseError> {
    sql.later(
        "DELETE FROM feed_leave WHERE company = ?1 AND feed = ?2 AND root = ?3",
        vec![company.0.into(), (&leave.feed).into(), leave.root.into()],
    )
}

/// When the customer left the feed, if they did.
pub fn left_at(
    sql: &dyn Sql,
    company: CompanyId,
    leave: &Leave,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    sql.one(
        "SELECT left_at FROM feed_leave WHERE company = ?1 AND feed = ?2 AND root = ?3",
        &[company.0.into(), (&leave.feed).into(), leave.root.into()],
    )?
    .map(|line| line.get("left_at"))
    .transpose()
}

/// Customers who left one of several feeds with a number above its own, each with that number.
pub fn leaves_of(
    sql: &dyn Sql,
    company: CompanyId,
    feeds: &[(&str, u64)],
) -> Result<Vec<(u64, Uuid)>, DatabaseError> {
    if feeds.is_empty() {
        return Ok(Vec::new());
    }
    let (statement, cells) = ask_leaves(company, feeds);
    leaves_in(&sql.query(&statement, &cells)?)
}

/// The question for [`leaves_of`].
pub(super) fn ask_leaves(company: CompanyId, feeds: &[(&str, u64)]) -> (String, Vec<Cell>) {
    let mut cells: Vec<Cell> = vec![company.0.into()];
    let mut parts = Vec::with_capacity(feeds.len());
    for (feed, after) in feeds {
        let at = cells.len();
        let (feed_at, after_at) = (at + 1, at + 2);
        parts.push(format!(
            "SELECT seq, root FROM feed_leave
             WHERE company = ?1 AND feed = ?{feed_at} AND seq > ?{after_at}"
        ));
        cells.extend([(*feed).into(), (*after).into()]);
    }
    (parts.join(" UNION ALL "), cells)
}

/// The customers in lines that answer [`ask_leaves`].
pub(super) fn leaves_in(lines: &[Line]) -> Result<Vec<(u64, Uuid)>, DatabaseError> {
    lines
        .iter()
        .map(|line| Ok((line.get("seq")?, line.get("root")?)))
        .collect()
}

//! What is pushed to which device: one row for each alert and device, so that it happens once at the
//! most.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CompanyId, DeviceId};
use uuid::Uuid;

use crate::database::{DatabaseError, Sql};

/// A push that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSend {
    /// The alert.
    pub alert: Uuid,
    /// The device.
    pub device: DeviceId,
    /// Whose the device is.
    pub associate: AssociateId,
    /// Whether the device may still ask for anything.
    pub revoked: bool,
    /// When the alert was raised.
    pub made_at: DateTime<Utc>,
    /// Tries that were begun.
    pub tries: u32,
}

/// An alert was raised: every device of `associate` that said where it is reached hears of it. A
/// second time changes nothing.
pub fn plan(
    sql: &dyn Sql,
    company: CompanyId,
    alert: Uuid,
    associate: AssociateId,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let devices = sql.query(
        "SELECT token.device AS device FROM device_token AS token
         JOIN push_address AS address
           ON address.company = token.company AND address.device = token.device
         WHERE token.company = ?1 AND token.associate = ?2 AND token.revoked_at IS NULL",
        &[company.0.into(), associate.0.into()],
    )?;
    for line in devices {
        let device: Uuid = line.get("device")?;
        sql.execute(
            "INSERT INTO push_send (company, alert, device, state, made_at, next_at, tries)
             VALUES (?1, ?2, ?3, 'waiting', ?4, ?4, 0)
             ON CONFLICT (company, alert, device) DO NOTHING",
            &[company.0.into(), alert.into(), device.into(), at.into()],
        )?;
    }
    Ok(())
}

/// The pushes that are due, oldest first.
pub fn due(
    sql: &dyn Sql,
    company: CompanyId,
    now: DateTime<Utc>,
    most: u32,
) -> Result<Vec<PushSend>, DatabaseError> {
    sql.query(
        "SELECT send.alert AS alert, send.device AS device, token.associate AS associate,
                token.revoked_at AS revoked_at, send.made_at AS made_at, send.tries AS tries
         FROM push_send AS send
         JOIN device_token AS token
           ON token.company = send.company AND token.device = send.device
         WHERE send.company = ?1 AND send.state = 'waiting' AND send.next_at <= ?2
         ORDER BY send.next_at, send.alert, send.device LIMIT ?3",
        &[company.0.into(), now.into(), most.into()],
    )?
    .iter()
    .map(|line| {
        let revoked_at: Option<DateTime<Utc>> = line.get("revoked_at")?;
        Ok(PushSend {
            alert: line.get("alert")?,
            device: DeviceId(line.get("device")?),
            associate: AssociateId(line.get("associate")?),
            revoked: revoked_at.is_some(),
            made_at: line.get("made_at")?,
            tries: line.get("tries")?,
        })
    })
    .collect()
}

/// When the next push is due, or the next one that was begun is void.
pub fn next_moment(
    sql: &dyn Sql,
    company: CompanyId,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    let line = sql.one(
        "SELECT min(next_at) AS at FROM push_send
         WHERE company = ?1 AND state IN ('waiting', 'sending')",
        &[company.0.into()],
    )?;
    line.map_or(Ok(None), |line| line.get("at"))
}

/// A push begins; past `void_at` nobody can be at it any more.
pub fn begin(
    sql: &dyn Sql,
    company: CompanyId,
    send: &PushSend,
    void_at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.execute(
        "UPDATE push_send SET state = 'sending', tries = ?4, next_at = ?5
         WHERE company = ?1 AND alert = ?2 AND device = ?3 AND state = 'waiting'",
        &[
            company.0.into(),
            send.alert.into(),
            send.device.0.into(),
            send.tries.saturating_add(1).into(),
            void_at.into(),
        ],
    )?;
    Ok(())
}

/// A push waits until `at`.
pub fn wait(
    sql: &dyn Sql,
    company: CompanyId,
    alert: Uuid,
    device: DeviceId,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.execute(
        "UPDATE push_send SET state = 'waiting', next_at = ?4
         WHERE company = ?1 AND alert = ?2 AND device = ?3 AND state <> 'done'",
        &[company.0.into(), alert.into(), device.0.into(), at.into()],
    )?;
    Ok(())
}

/// A push is over; `outcome` says how.
pub fn end(
    sql: &dyn Sql,
    company: CompanyId,
    alert: Uuid,
    device: DeviceId,
    outcome: &str,
) -> Result<(), DatabaseError> {
    sql.execute(
        "UPDATE push_send SET state = 'done', next_at = NULL, outcome = ?4
         WHERE company = ?1 AND alert = ?2 AND device = ?3",
        &[
            company.0.into(),
            alert.into(),
            device.0.into(),
            outcome.into(),
        ],
    )?;
    Ok(())
}

/// Pushes that were begun and are void by `now`: a server ended in the middle. They may have gone
/// out, and are not tried again. Answers how many.
pub fn end_void(
    sql: &dyn Sql,
    company: CompanyId,
    now: DateTime<Utc>,
) -> Result<u64, DatabaseError> {
    sql.execute(
        "UPDATE push_send SET state = 'done', next_at = NULL, outcome = 'unknown'
         WHERE company = ?1 AND state = 'sending' AND next_at <= ?2",
        &[company.0.into(), now.into()],
    )
}

/// Forgets pushes that were over before `before`.
pub fn forget_old(
    sql: &dyn Sql,
    company: CompanyId,
    before: DateTime<Utc>,
) -> Result<u64, DatabaseError> {
    sql.execute(
        "DELETE FROM push_send WHERE company = ?1 AND state = 'done' AND made_at < ?2",
        &[company.0.into(), before.into()],
    )
}

/// What became of each push of an alert.
pub fn outcomes(
    sql: &dyn Sql,
    company: CompanyId,
    alert: Uuid,
) -> Result<Vec<(DeviceId, Option<String>)>, DatabaseError> {
    sql.query(
        "SELECT device, outcome FROM push_send WHERE company = ?1 AND alert = ?2 ORDER BY device",
        &[company.0.into(), alert.into()],
    )?
    .iter()
    .map(|line| Ok((DeviceId(line.get("device")?), line.get("outcome")?)))
    .collect()
}

//! What devices prove themselves with. Read at every request, so that a revoked one is out at once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CompanyId, DeviceId};
use uuid::Uuid;

use super::push::addresses;
use super::{Asked, DatabaseError, Line, Sql};

/// One enrolled device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolledDevice {
    /// The device.
    pub device: DeviceId,
    /// Who uses it.
    pub associate: AssociateId,
    /// The SHA-256 of its secret.
    pub token_hash: Vec<u8>,
    /// When it was last heard, to the minute.
    pub last_seen: Option<DateTime<Utc>>,
    /// When it was put out.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Stores a newly enrolled device.
pub fn add(
    sql: &dyn Sql,
    company: CompanyId,
    device: &EnrolledDevice,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.execute(
        "INSERT INTO device_token (company, device, associate, token_hash, enrolled_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        &[
            company.0.into(),
            device.device.0.into(),
            device.associate.0.into(),
            device.token_hash.as_slice().into(),
            at.into(),
        ],
    )?;
    Ok(())
}

/// The device whose secret has this hash.
pub fn with_hash(
    sql: &dyn Sql,
    company: CompanyId,
    token_hash: &[u8],
) -> Result<Option<EnrolledDevice>, DatabaseError> {
    if let Some(known) = sql.ahead().and_then(|ahead| ahead.device(token_hash)) {
        return Ok(known);
    }
    let (statement, cells) = ask_with_hash(company, token_hash);
    sql.one(statement, &cells)?
        .as_ref()
        .map(from_line)
        .transpose()
}

/// The question for [`with_hash`].
pub(super) fn ask_with_hash(company: CompanyId, token_hash: &[u8]) -> Asked {
    (
        "SELECT device, associate, token_hash, last_seen, revoked_at FROM device_token
         WHERE company = ?1 AND token_hash = ?2",
        vec![company.0.into(), token_hash.into()],
    )
}

/// The device in a line that answers [`ask_with_hash`].
pub(super) fn from_line(line: &Line) -> Result<EnrolledDevice, DatabaseError> {
    Ok(EnrolledDevice {
        device: DeviceId(line.get("device")?),
        associate: AssociateId(line.get("associate")?),
        token_hash: line.get("token_hash")?,
        last_seen: line.get("last_seen")?,
        revoked_at: line.get("revoked_at")?,
    })
}

/// Notes when the device was last heard, at most once a minute.
pub fn saw(
    sql: &dyn Sql,
    company: CompanyId,
    device: DeviceId,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.later(
        "UPDATE device_token SET last_seen = ?1
         WHERE company = ?2 AND device = ?3 AND (last_seen IS NULL OR last_seen < ?4)",
        vec![
            at.into(),
            company.0.into(),
            device.0.into(),
            (at - chrono::TimeDelta::minutes(1)).into(),
        ],
    )
}

/// When each associate was last heard, by any of their devices that is not put out.
pub fn heard(
    sql: &dyn Sql,
    company: CompanyId,
) -> Result<BTreeMap<Uuid, DateTime<Utc>>, DatabaseError> {
    let lines = sql.query(
        "SELECT associate, max(last_seen) AS heard FROM device_token
         WHERE company = ?1 AND revoked_at IS NULL AND last_seen IS NOT NULL GROUP BY associate",
        &[company.0.into()],
    )?;
    lines
        .iter()
        .map(|line| Ok((line.get("associate")?, line.get("heard")?)))
        .collect()
}

/// Those whose devices were all put out: no device of theirs works. Who never had one is not among them.
pub fn without_device(sql: &dyn Sql, company: CompanyId) -> Result<BTreeSet<Uuid>, DatabaseError> {
    sql.query(
        "SELECT associate FROM device_token WHERE company = ?1
         GROUP BY associate HAVING count(*) = count(revoked_at)",
        &[company.0.into()],
    )?
    .iter()
    .map(|line| line.get("associate"))
    .collect()
}

/// Puts a device out; it is not woken any more either. Answers whether there was one that was not out
/// yet.
pub fn revoke(
    sql: &dyn Sql,
    company: CompanyId,
    device: DeviceId,
    at: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let changed = sql.execute(
        "UPDATE device_token SET revoked_at = ?1
         WHERE company = ?2 AND device = ?3 AND revoked_at IS NULL",
        &[at.into(), company.0.into(), device.0.into()],
    )?;
    addresses::forget(sql, company, device)?;
    Ok(changed > 0)
}

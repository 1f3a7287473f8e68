//! What devices prove themselves with. Read at every request, so that a revoked one is out at once.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CompanyId, DeviceId};
use rusqlite::{Connection, OptionalExtension};

use super::{DatabaseError, moment};

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
    connection: &Connection,
    company: CompanyId,
    device: &EnrolledDevice,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    connection.execute(
        "INSERT INTO device_token (company, device, associate, token_hash, enrolled_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (
            company.0,
            device.device.0,
            device.associate.0,
            &device.token_hash,
            moment(at),
        ),
    )?;
    Ok(())
}

/// The device whose secret has this hash.
pub fn with_hash(
    connection: &Connection,
    company: CompanyId,
    token_hash: &[u8],
) -> Result<Option<EnrolledDevice>, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT device, associate, token_hash, last_seen, revoked_at FROM device_token
             WHERE company = ?1 AND token_hash = ?2",
        )?
        .query_row((company.0, token_hash), |row| {
            Ok(EnrolledDevice {
                device: DeviceId(row.get("device")?),
                associate: AssociateId(row.get("associate")?),
                token_hash: row.get("token_hash")?,
                last_seen: row.get("last_seen")?,
                revoked_at: row.get("revoked_at")?,
            })
        })
        .optional()?)
}

/// Notes when the device was last heard, at most once a minute.
pub fn saw(
    connection: &Connection,
    company: CompanyId,
    device: DeviceId,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "UPDATE device_token SET last_seen = ?1
             WHERE company = ?2 AND device = ?3 AND (last_seen IS NULL OR last_seen < ?4)",
        )?
        .execute((
            moment(at),
            company.0,
            device.0,
            moment(at - chrono::TimeDelta::minutes(1)),
        ))?;
    Ok(())
}

/// Puts a device out. Answers whether there was one that was not out yet.
pub fn revoke(
    connection: &Connection,
    company: CompanyId,
    device: DeviceId,
    at: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let changed = connection.execute(
        "UPDATE device_token SET revoked_at = ?1
         WHERE company = ?2 AND device = ?3 AND revoked_at IS NULL",
        (moment(at), company.0, device.0),
    )?;
    Ok(changed > 0)
}

//! Where a sleeping device is reached. One address for each device; the newest counts.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, DeviceId};

use crate::alerts::push::{Keys, Platform, PushAddress};
use crate::database::{DatabaseError, Line, Sql};

/// Stores where a device is reached, in the place of what was known. A token belongs to one device:
/// a phone that was enrolled anew takes it along.
pub fn register(
    sql: &dyn Sql,
    company: CompanyId,
    address: &PushAddress,
) -> Result<(), DatabaseError> {
    sql.execute(
        "DELETE FROM push_address WHERE company = ?1 AND platform = ?2 AND token = ?3",
        &[
            company.0.into(),
            address.platform.as_ref().into(),
            (&address.token).into(),
        ],
    )?;
    let keys = address.keys.as_ref();
    sql.execute(
        "INSERT INTO push_address
             (company, device, platform, token, p256dh, auth, registered_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (company, device) DO UPDATE SET
             platform = excluded.platform, token = excluded.token, p256dh = excluded.p256dh,
             auth = excluded.auth, registered_at = excluded.registered_at",
        &[
            company.0.into(),
            address.device.0.into(),
            address.platform.as_ref().into(),
            (&address.token).into(),
            keys.map(|keys| keys.p256dh.as_slice()).into(),
            keys.map(|keys| keys.auth.as_slice()).into(),
            address.registered_at.into(),
        ],
    )?;
    Ok(())
}

/// Where a device is reached.
pub fn find(
    sql: &dyn Sql,
    company: CompanyId,
    device: DeviceId,
) -> Result<Option<PushAddress>, DatabaseError> {
    let line = sql.one(
        "SELECT device, platform, token, p256dh, auth, registered_at FROM push_address
         WHERE company = ?1 AND device = ?2",
        &[company.0.into(), device.0.into()],
    )?;
    line.as_ref().map_or(Ok(None), from_line)
}

fn from_line(line: &Line) -> Result<Option<PushAddress>, DatabaseError> {
    let platform: String = line.get("platform")?;
    // A service of a newer server reaches nobody from here.
    let Ok(platform) = platform.parse::<Platform>() else {
        return Ok(None);
    };
    let (p256dh, auth): (Option<Vec<u8>>, Option<Vec<u8>>) =
        (line.get("p256dh")?, line.get("auth")?);
    Ok(Some(PushAddress {
        device: DeviceId(line.get("device")?),
        platform,
        token: line.get("token")?,
        keys: p256dh.zip(auth).map(|(p256dh, auth)| Keys { p256dh, auth }),
        registered_at: line.get("registered_at")?,
    }))
}

/// Forgets where a device is reached.
pub fn forget(sql: &dyn Sql, company: CompanyId, device: DeviceId) -> Result<(), DatabaseError> {
    sql.execute(
        "DELETE FROM push_address WHERE company = ?1 AND device = ?2",
        &[company.0.into(), device.0.into()],
    )?;
    Ok(())
}

/// Forgets an address that is dead, unless the device said a newer one: later than `since`, where the
/// service says since when, or another than was tried. Answers whether it was forgotten.
pub fn is_dead(
    sql: &dyn Sql,
    company: CompanyId,
    tried: &PushAddress,
    since: Option<DateTime<Utc>>,
) -> Result<bool, DatabaseError> {
    if since.is_some_and(|since| tried.registered_at > since) {
        return Ok(false);
    }
    let gone = sql.execute(
        "DELETE FROM push_address
         WHERE company = ?1 AND device = ?2 AND platform = ?3 AND token = ?4
           AND registered_at <= ?5",
        &[
            company.0.into(),
            tried.device.0.into(),
            tried.platform.as_ref().into(),
            (&tried.token).into(),
            tried.registered_at.into(),
        ],
    )?;
    Ok(gone > 0)
}

//! What was set aside: changes that could not be applied, and hashes of ids that were erased.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, DeviceId};
use regard_sync::server::Parked;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{DatabaseError, moment, signed};

/// Sets a change aside.
pub fn park(
    connection: &Connection,
    company: CompanyId,
    parked: &Parked,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO parked (company, device, incarnation, n, tbl, id, reason, change, parked_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (company, device, incarnation, n) DO NOTHING",
        )?
        .execute((
            company.0,
            parked.device.0,
            parked.incarnation,
            signed(parked.change.n),
            &parked.change.table,
            parked.change.id,
            &parked.reason,
            serde_json::to_string(&parked.change)?,
            moment(at),
        ))?;
    Ok(())
}

/// Everything that was set aside, oldest first.
pub fn all_parked(
    connection: &Connection,
    company: CompanyId,
) -> Result<Vec<Parked>, DatabaseError> {
    connection
        .prepare_cached(
            "SELECT device, incarnation, reason, change FROM parked
             WHERE company = ?1 ORDER BY parked_at, n",
        )?
        .query_and_then([company.0], |row| {
            let change: String = row.get("change")?;
            Ok(Parked {
                device: DeviceId(row.get("device")?),
                incarnation: row.get("incarnation")?,
                reason: row.get("reason")?,
                change: serde_json::from_str(&change)?,
            })
        })?
        .collect()
}

/// Why the change of that number was set aside; none: it was not.
pub(super) fn parked_for(
    connection: &Connection,
    company: CompanyId,
    device: DeviceId,
    incarnation: Uuid,
    n: u64,
) -> Result<Option<String>, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT reason FROM parked
             WHERE company = ?1 AND device = ?2 AND incarnation = ?3 AND n = ?4",
        )?
        .query_row((company.0, device.0, incarnation, signed(n)), |row| {
            row.get("reason")
        })
        .optional()?)
}

pub(super) fn forget_parked(
    connection: &Connection,
    company: CompanyId,
    id: Uuid,
) -> Result<(), DatabaseError> {
    connection.execute(
        "DELETE FROM parked WHERE company = ?1 AND id = ?2",
        (company.0, id),
    )?;
    // A change to another row may hang on the erased one.
    connection.execute(
        "DELETE FROM parked WHERE company = ?1 AND instr(change, ?2) > 0",
        (company.0, id.to_string()),
    )?;
    Ok(())
}

pub(super) fn remember_erased(
    connection: &Connection,
    company: CompanyId,
    id: Uuid,
) -> Result<(), DatabaseError> {
    connection.execute(
        "INSERT INTO erased (company, id_hash) VALUES (?1, ?2)
         ON CONFLICT (company, id_hash) DO NOTHING",
        (company.0, id_hash(id)),
    )?;
    Ok(())
}

pub(super) fn was_erased(
    connection: &Connection,
    company: CompanyId,
    id: Uuid,
) -> Result<bool, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT 1 AS found FROM erased WHERE company = ?1 AND id_hash = ?2")?
        .query_row((company.0, id_hash(id)), |row| row.get::<_, u32>("found"))
        .optional()?
        .is_some())
}

/// The hash under which an erased id is remembered.
fn id_hash(id: Uuid) -> [u8; 32] {
    Sha256::digest(id.as_bytes()).into()
}

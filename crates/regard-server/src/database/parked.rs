//! What was set aside: changes that could not be applied, and hashes of ids that were erased.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, DeviceId};
use regard_sync::Change;
use regard_sync::server::Parked;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::sql::{Cell, ReadAhead};
use super::{Asked, DatabaseError, Line, Sql};

/// Sets a change aside.
pub fn park(
    sql: &dyn Sql,
    company: CompanyId,
    parked: &Parked,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.later(
        "INSERT INTO parked (company, device, incarnation, n, tbl, id, reason, change, parked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (company, device, incarnation, n) DO NOTHING",
        vec![
            company.0.into(),
            parked.device.0.into(),
            parked.incarnation.into(),
            parked.change.n.into(),
            (&parked.change.table).into(),
            parked.change.id.into(),
            (&parked.reason).into(),
            Cell::Json(serde_json::to_string(&parked.change)?),
            at.into(),
        ],
    )
}

/// Why the change of that number was set aside; none: it was not.
pub(super) fn parked_for(
    sql: &dyn Sql,
    company: CompanyId,
    device: DeviceId,
    incarnation: Uuid,
    n: u64,
) -> Result<Option<String>, DatabaseError> {
    sql.one(
        "SELECT reason FROM parked
         WHERE company = ?1 AND device = ?2 AND incarnation = ?3 AND n = ?4",
        &[
            company.0.into(),
            device.0.into(),
            incarnation.into(),
            n.into(),
        ],
    )?
    .map(|line| line.get("reason"))
    .transpose()
}

/// What was set aside and names this row in one of its fields.
pub(super) fn parked_naming(
    sql: &dyn Sql,
    company: CompanyId,
    id: Uuid,
) -> Result<Vec<Change>, DatabaseError> {
    let mentions = sql.dialect().mentions("change", 2);
    let lines = sql.query(
        &format!("SELECT change FROM parked WHERE company = ?1 AND {mentions}"),
        &[company.0.into(), id.to_string().into()],
    )?;
    let change = |line: &Line| Ok(serde_json::from_str(&line.get::<String>("change")?)?);
    lines.iter().map(change).collect()
}

pub(super) fn forget_parked(
    sql: &dyn Sql,
    company: CompanyId,
    id: Uuid,
) -> Result<(), DatabaseError> {
    sql.later(
        "DELETE FROM parked WHERE company = ?1 AND id = ?2",
        vec![company.0.into(), id.into()],
    )?;
    // A change to another row may hang on the erased one.
    let mentions = sql.dialect().mentions("change", 2);
    sql.later(
        &format!("DELETE FROM parked WHERE company = ?1 AND {mentions}"),
        vec![company.0.into(), id.to_string().into()],
    )
}

pub(super) fn remember_erased(
    sql: &dyn Sql,
    company: CompanyId,
    id: Uuid,
) -> Result<(), DatabaseError> {
    if let Some(ahead) = sql.ahead() {
        ahead.keep_erased(id, true);
    }
    sql.later(
        "INSERT INTO erased (company, id_hash) VALUES (?1, ?2)
         ON CONFLICT (company, id_hash) DO NOTHING",
        vec![company.0.into(), id_hash(id).into()],
    )
}

pub(super) fn was_erased(
    sql: &dyn Sql,
    company: CompanyId,
    id: Uuid,
) -> Result<bool, DatabaseError> {
    if let Some(known) = sql.ahead().and_then(|ahead| ahead.erased(id)) {
        return Ok(known);
    }
    let line = sql.one(
        "SELECT 1 AS found FROM erased WHERE company = ?1 AND id_hash = ?2",
        &[company.0.into(), id_hash(id).into()],
    )?;
    Ok(line.is_some())
}

/// The question for which of these ids were erased.
pub(super) fn ask_ahead(company: CompanyId, ids: &BTreeSet<Uuid>) -> Asked {
    let hashes = ids.iter().map(|id| id_hash(*id).to_vec()).collect();
    (
        // One by one: see the rows that are asked for ahead.
        "SELECT one.id_hash FROM unnest(?2::bytea[]) AS wanted (id_hash),
         LATERAL (SELECT every.id_hash FROM erased AS every
                  WHERE every.company = ?1 AND every.id_hash = wanted.id_hash LIMIT 1) AS one",
        vec![company.0.into(), Cell::Hashes(hashes)],
    )
}

/// Keeps what [`ask_ahead`] found.
pub(super) fn keep_ahead(
    ahead: &ReadAhead,
    ids: &BTreeSet<Uuid>,
    lines: &[Line],
) -> Result<(), DatabaseError> {
    let found: BTreeSet<Vec<u8>> = lines
        .iter()
        .map(|line| line.get("id_hash"))
        .collect::<Result<_, _>>()?;
    for id in ids {
        let is_erased = found.contains(id_hash(*id).as_slice());
        ahead.keep_erased(*id, is_erased);
    }
    Ok(())
}

/// The hash under which an erased id is remembered.
fn id_hash(id: Uuid) -> [u8; 32] {
    Sha256::digest(id.as_bytes()).into()
}

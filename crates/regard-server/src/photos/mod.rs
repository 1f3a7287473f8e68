//! Pictures in full of photos, which devices bring and fetch by the hash of what is in them.
//!
//! The rows of photos travel like all others; nothing here reads a picture.

pub(crate) mod routes;
pub mod tidy;

use crate::config::PhotoConfig;
use crate::database::{DatabaseError, Sql, photos};
use regard_domain::ids::CompanyId;

/// Whether one more picture of `size` bytes fits.
pub(crate) fn has_room(
    sql: &dyn Sql,
    company: CompanyId,
    config: &PhotoConfig,
    size: usize,
) -> Result<bool, DatabaseError> {
    let most = u64::from(config.most_megabytes) << 20;
    if most == 0 {
        return Ok(true);
    }
    let more = u64::try_from(size).unwrap_or(u64::MAX);
    Ok(photos::total(sql, company)?.saturating_add(more) <= most)
}

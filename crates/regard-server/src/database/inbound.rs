//! What providers brought, each once.

use chrono::{DateTime, Utc};
use regard_domain::ids::CompanyId;

use super::{DatabaseError, Sql};

/// Notes that a provider brought `sid`; whether that is new.
pub fn is_new(
    sql: &dyn Sql,
    company: CompanyId,
    provider: &str,
    sid: &str,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let added = sql.execute(
        "INSERT INTO inbound (company, provider, sid, received_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (company, provider, sid) DO NOTHING",
        &[company.0.into(), provider.into(), sid.into(), now.into()],
    )?;
    Ok(added > 0)
}

//! One-time codes for new devices. The code itself is never stored.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CompanyId};

use super::{DatabaseError, Sql};

/// One code that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeCode {
    /// The half that finds it.
    pub first_half: String,
    /// The SHA-256 of the whole.
    pub code_hash: Vec<u8>,
    /// For whom it was made.
    pub associate: AssociateId,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// Wrong second halves so far.
    pub wrong_tries: u32,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}

/// Stores a code. Answers whether its first half was free; a used-up one with the same half goes.
pub fn add(
    sql: &dyn Sql,
    company: CompanyId,
    code: &MadeCode,
    at: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    sql.execute(
        "DELETE FROM enrol_code
         WHERE company = ?1 AND first_half = ?2 AND (used_at IS NOT NULL OR expires_at <= ?3)",
        &[company.0.into(), (&code.first_half).into(), at.into()],
    )?;
    let added = sql.execute(
        "INSERT INTO enrol_code
             (company, first_half, code_hash, associate, made_at, expires_at, wrong_tries)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
         ON CONFLICT (company, first_half) DO NOTHING",
        &[
            company.0.into(),
            (&code.first_half).into(),
            code.code_hash.as_slice().into(),
            code.associate.0.into(),
            at.into(),
            code.expires_at.into(),
        ],
    )?;
    Ok(added > 0)
}

/// The code with this first half.
pub fn with_first_half(
    sql: &dyn Sql,
    company: CompanyId,
    first_half: &str,
) -> Result<Option<MadeCode>, DatabaseError> {
    let line = sql.one(
        "SELECT first_half, code_hash, associate, expires_at, wrong_tries, used_at
         FROM enrol_code WHERE company = ?1 AND first_half = ?2",
        &[company.0.into(), first_half.into()],
    )?;
    line.map(|line| {
        Ok(MadeCode {
            first_half: line.get("first_half")?,
            code_hash: line.get("code_hash")?,
            associate: AssociateId(line.get("associate")?),
            expires_at: line.get("expires_at")?,
            wrong_tries: line.get("wrong_tries")?,
            used_at: line.get("used_at")?,
        })
    })
    .transpose()
}

/// Counts a wrong second half.
pub fn count_wrong_try(
    sql: &dyn Sql,
    company: CompanyId,
    first_half: &str,
) -> Result<(), DatabaseError> {
    sql.execute(
        "UPDATE enrol_code SET wrong_tries = wrong_tries + 1
         WHERE company = ?1 AND first_half = ?2",
        &[company.0.into(), first_half.into()],
    )?;
    Ok(())
}

/// Uses the code up.
pub fn use_up(
    sql: &dyn Sql,
    company: CompanyId,
    first_half: &str,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.execute(
        "UPDATE enrol_code SET used_at = ?1 WHERE company = ?2 AND first_half = ?3",
        &[at.into(), company.0.into(), first_half.into()],
    )?;
    Ok(())
}

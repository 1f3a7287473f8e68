//! Which message the token of a short link stands for. Only the token's hash is kept.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, MessageId};
use sha2::{Digest, Sha256};

use super::{DatabaseError, Sql};

/// What a token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusLink {
    /// The message that carries it.
    pub message: MessageId,
    /// When the link ends.
    pub expires_at: DateTime<Utc>,
}

/// Notes that `token` stands for `message`. What it stood for first stays.
pub fn add(
    sql: &dyn Sql,
    company: CompanyId,
    token: &str,
    link: StatusLink,
) -> Result<(), DatabaseError> {
    sql.execute(
        "INSERT INTO status_link (company, token_hash, message, expires_at)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (company, token_hash) DO NOTHING",
        &[
            company.0.into(),
            hash(token).into(),
            link.message.0.into(),
            link.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// What `token` stands for. Whatever is asked for, it is one look into the index by a hash: how long
/// that takes tells nothing about tokens that are known.
pub fn find(
    sql: &dyn Sql,
    company: CompanyId,
    token: &str,
) -> Result<Option<StatusLink>, DatabaseError> {
    let line = sql.one(
        "SELECT message, expires_at FROM status_link WHERE company = ?1 AND token_hash = ?2",
        &[company.0.into(), hash(token).into()],
    )?;
    line.map(|line| {
        Ok(StatusLink {
            message: MessageId(line.get("message")?),
            expires_at: line.get("expires_at")?,
        })
    })
    .transpose()
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

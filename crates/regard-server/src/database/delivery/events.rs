//! Receipts from providers: every one is kept, once.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CompanyId, MessageId};

use crate::database::{DatabaseError, Sql};

/// One receipt. No address, no words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderEvent<'a> {
    /// The channel's name.
    pub provider: &'a str,
    /// The provider's name for the message.
    pub sid: &'a str,
    /// The provider's word.
    pub status: &'a str,
    /// Its error number.
    pub code: Option<u32>,
    /// The message that the receipt was sent for.
    pub message: MessageId,
    /// And the try.
    pub attempt: u32,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// Keeps a receipt; false when the same came before.
pub fn add(
    sql: &dyn Sql,
    company: CompanyId,
    event: &ProviderEvent<'_>,
) -> Result<bool, DatabaseError> {
    let added = sql.execute(
        "INSERT INTO provider_event
             (company, provider, sid, status, code, message, attempt, received_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (company, provider, sid, status) DO NOTHING",
        &[
            company.0.into(),
            event.provider.into(),
            event.sid.into(),
            event.status.into(),
            event.code.into(),
            event.message.0.into(),
            event.attempt.into(),
            event.received_at.into(),
        ],
    )?;
    Ok(added > 0)
}

/// The message that the provider calls `sid`, where a receipt told of it.
pub fn message_of(
    sql: &dyn Sql,
    company: CompanyId,
    provider: &str,
    sid: &str,
) -> Result<Option<MessageId>, DatabaseError> {
    let line = sql.one(
        "SELECT message FROM provider_event
         WHERE company = ?1 AND provider = ?2 AND sid = ?3 LIMIT 1",
        &[company.0.into(), provider.into(), sid.into()],
    )?;
    line.map(|line| Ok(MessageId(line.get("message")?)))
        .transpose()
}

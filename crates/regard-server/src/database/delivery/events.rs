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

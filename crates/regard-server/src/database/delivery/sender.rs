//! What holds for the sender of one channel, in every server of the company: its rest and its pace.

use chrono::{DateTime, Utc};
use regard_domain::ids::CompanyId;
use regard_domain::words;

use crate::database::{DatabaseError, Sql};

/// One channel's sender.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sender {
    /// The provider refuses the set-up: nothing leaves until then.
    pub rests_until: Option<DateTime<Utc>>,
    /// Since when it does.
    pub refused_since: Option<DateTime<Utc>>,
    /// After a rest one message goes ahead alone.
    pub tries_one: bool,
    /// When its pace allows the next message, were they sent evenly.
    pub free_at: Option<DateTime<Utc>>,
}

/// How the sender of `channel` stands.
pub fn find(
    sql: &dyn Sql,
    company: CompanyId,
    channel: words::Channel,
) -> Result<Sender, DatabaseError> {
    let line = sql.one(
        "SELECT rests_until, refused_since, tries_one, free_at FROM sender
         WHERE company = ?1 AND channel = ?2",
        &[company.0.into(), channel.as_ref().into()],
    )?;
    let Some(line) = line else {
        return Ok(Sender::default());
    };
    Ok(Sender {
        rests_until: line.get("rests_until")?,
        refused_since: line.get("refused_since")?,
        tries_one: line.get("tries_one")?,
        free_at: line.get("free_at")?,
    })
}

/// Writes how it stands.
pub fn save(
    sql: &dyn Sql,
    company: CompanyId,
    channel: words::Channel,
    sender: &Sender,
) -> Result<(), DatabaseError> {
    sql.execute(
        "INSERT INTO sender (company, channel, rests_until, refused_since, tries_one, free_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (company, channel) DO UPDATE SET
             rests_until = excluded.rests_until, refused_since = excluded.refused_since,
             tries_one = excluded.tries_one, free_at = excluded.free_at",
        &[
            company.0.into(),
            channel.as_ref().into(),
            sender.rests_until.into(),
            sender.refused_since.into(),
            sender.tries_one.into(),
            sender.free_at.into(),
        ],
    )?;
    Ok(())
}

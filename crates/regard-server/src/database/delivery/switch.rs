//! Whether anything is sent at all, and how many claims were ever made.
//!
//! A book that came back from a backup has forgotten what was sent since. So sending stands for one
//! life of the book, and goes off when another begins; a person switches it on again.

use chrono::{DateTime, Utc};
use regard_domain::ids::CompanyId;
use uuid::Uuid;

use crate::database::{DatabaseError, Sql, company};

/// Whether anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendingSwitch {
    /// Why nothing is sent, and since when; none while sending is on.
    pub off: Option<SendingOff>,
    /// What was asked for before this moment may have been sent by an earlier life of the book: the
    /// provider is asked first.
    pub ask_before: Option<DateTime<Utc>>,
    /// How many claims were ever made.
    pub claims: u64,
}

/// Sending is off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendingOff {
    /// Since when, where that is known.
    pub since: Option<DateTime<Utc>>,
    /// Why, in plain words.
    pub why: String,
}

/// How the switch stands.
pub fn find(sql: &dyn Sql, company: CompanyId) -> Result<SendingSwitch, DatabaseError> {
    let line = sql
        .one(
            "SELECT company.epoch, sending_switch.armed_epoch, sending_switch.off_since,
                    sending_switch.off_why, sending_switch.ask_before,
                    coalesce(sending_switch.claims, 0) AS claims,
                    sending_switch.company IS NOT NULL AS known
             FROM company LEFT JOIN sending_switch ON sending_switch.company = company.id
             WHERE company.id = ?1",
            &[company.0.into()],
        )?
        .ok_or(DatabaseError::NoCompany)?;
    let (epoch, armed): (Uuid, Option<Uuid>) = (line.get("epoch")?, line.get("armed_epoch")?);
    let why: Option<String> = line.get("off_why")?;
    let known: bool = line.get("known")?;
    let since = line.get("off_since")?;
    let off = match why {
        Some(why) => Some(SendingOff { since, why }),
        // Nothing was ever sent from a book without a row.
        None if !known || armed == Some(epoch) => None,
        None => Some(SendingOff {
            since,
            why: "the book began another life".to_owned(),
        }),
    };
    Ok(SendingSwitch {
        off,
        ask_before: line.get("ask_before")?,
        claims: line.get("claims")?,
    })
}

/// Switches sending off. An earlier reason stays.
pub fn turn_off(
    sql: &dyn Sql,
    company: CompanyId,
    why: &str,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    sql.execute(
        "INSERT INTO sending_switch (company, off_since, off_why, claims) VALUES (?1, ?2, ?3, 0)
         ON CONFLICT (company) DO UPDATE SET
             off_since = coalesce(sending_switch.off_since, excluded.off_since),
             off_why = coalesce(sending_switch.off_why, excluded.off_why)",
        &[company.0.into(), at.into(), why.into()],
    )?;
    Ok(())
}

/// Switches sending on for this life of the book. Whatever was asked for before `at` is looked up at
/// its provider before it is sent. `at_least` claims were made, as is known from elsewhere.
pub fn arm(
    sql: &dyn Sql,
    company: CompanyId,
    at: DateTime<Utc>,
    at_least: u64,
) -> Result<(), DatabaseError> {
    sql.execute(
        "INSERT INTO sending_switch (company, armed_epoch, ask_before, claims)
         SELECT id, epoch, ?2, ?3 FROM company WHERE id = ?1
         ON CONFLICT (company) DO UPDATE SET
             armed_epoch = excluded.armed_epoch, ask_before = excluded.ask_before,
             claims = CASE WHEN excluded.claims > sending_switch.claims
                           THEN excluded.claims ELSE sending_switch.claims END,
             off_since = NULL, off_why = NULL",
        &[company.0.into(), at.into(), at_least.into()],
    )?;
    sql.execute(
        "UPDATE delivery SET asked_first = ?2 WHERE company = ?1 AND asked_first",
        &[company.0.into(), false.into()],
    )?;
    Ok(())
}

/// Counts claims, and answers how many there are now.
pub fn count_claims(sql: &dyn Sql, company: CompanyId, more: u64) -> Result<u64, DatabaseError> {
    let counted = sql.one(
        "INSERT INTO sending_switch (company, armed_epoch, claims)
         SELECT id, epoch, ?2 FROM company WHERE id = ?1
         ON CONFLICT (company) DO UPDATE SET claims = sending_switch.claims + excluded.claims
         RETURNING claims",
        &[company.0.into(), more.into()],
    )?;
    counted.ok_or(DatabaseError::NoCompany)?.get("claims")
}

/// A book of an earlier server goes on sending, and what was stopped in it begins the record of stops.
pub(in crate::database) fn arm_every_company(sql: &dyn Sql) -> Result<(), DatabaseError> {
    for id in company::all(sql)? {
        company::enter(sql, id)?;
        sql.execute(
            "INSERT INTO sending_switch (company, armed_epoch, claims)
             SELECT id, epoch, 0 FROM company WHERE id = ?1",
            &[id.into()],
        )?;
        sql.execute(
            "INSERT INTO suppression_event
                 (company, address_hash, channel, n, what, source, scope, at)
             SELECT company, address_hash, channel, 1, 'stopped', source, 'all', since
             FROM suppression WHERE company = ?1",
            &[id.into()],
        )?;
    }
    Ok(())
}

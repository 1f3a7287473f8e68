//! Who must not be written to: what was said about an address, and what providers told us of it.
//!
//! Both belong to the address, whoever's it is, and not to one customer.

use chrono::{DateTime, Utc};
use regard_domain::consent::ConsentStatement;
use regard_domain::ids::{AssociateId, CompanyId, CustomerId};
use regard_domain::words;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use strum::{AsRefStr, Display, EnumIter, EnumString};
use uuid::Uuid;

use crate::database::{DatabaseError, Sql, rows};

/// One statement of the ledger, as its row has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LedgerRow {
    /// The row.
    #[serde(skip)]
    pub id: Uuid,
    /// About whom.
    pub customer_id: CustomerId,
    /// Which address.
    pub address: String,
    /// A word of Channel.
    pub channel: String,
    /// A word of Purpose.
    pub purpose: String,
    /// Given, or taken back.
    pub given: bool,
    /// How it was said.
    pub basis: String,
    /// The version of the words that were shown or said.
    #[serde(default)]
    pub wording: Option<String>,
    /// When.
    pub said_at: DateTime<Utc>,
    /// Who took it down.
    #[serde(default)]
    pub taken_by: Option<AssociateId>,
    /// What shows that the customer agreed again after a stop.
    #[serde(default)]
    pub evidence: Option<String>,
    /// Whose stop it says, where it says one: a word of [`StopSource`].
    #[serde(default)]
    pub stopped_by: Option<String>,
}

impl LedgerRow {
    /// What it says. None: a channel or purpose of a newer app says nothing about those known here.
    pub fn statement(&self) -> Option<ConsentStatement> {
        Some(ConsentStatement {
            address: self.address.clone(),
            channel: self.channel.parse().ok()?,
            purpose: self.purpose.parse().ok()?,
            given: self.given,
            at: self.said_at,
        })
    }
}

/// The ledger of one address, in the order in which it was said.
pub fn ledger(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
) -> Result<Vec<LedgerRow>, DatabaseError> {
    let mut ledger = Vec::new();
    for row in rows::found_by(sql, company, "consent", address)? {
        let mut said: LedgerRow = row.read_as()?;
        said.id = row.id;
        ledger.push(said);
    }
    ledger.sort_by_key(|said| (said.said_at, said.id));
    Ok(ledger)
}

/// All that was ever said about writing to `address`.
pub fn said_about(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
) -> Result<Vec<ConsentStatement>, DatabaseError> {
    let ledger = ledger(sql, company, address)?;
    Ok(ledger.iter().filter_map(LedgerRow::statement).collect())
}

/// Who told us that an address must not be written to. A later one counts more.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
)]
#[strum(serialize_all = "snake_case")]
pub enum StopSource {
    /// The provider: nobody has this number. It may be given to somebody else, so that what was agreed to
    /// before counts no more; nobody has asked us to stop.
    Gone,
    /// The customer, in a reply in their own words: nobody but us knows of it.
    Reply,
    /// The provider: the customer replied STOP to it, and it refuses this address by itself until they
    /// reply START.
    Provider,
    /// The store: the customer said so.
    Staff,
    /// Whoever has the address is not our customer.
    WrongNumber,
}

impl StopSource {
    /// Whether the customer's own START takes it back.
    pub fn ends_by_start(self) -> bool {
        matches!(self, Self::Provider | Self::Reply)
    }

    /// Whether the store may take it back when the customer agrees again.
    pub fn ends_by_new_consent(self) -> bool {
        matches!(self, Self::Gone | Self::Reply | Self::Staff)
    }
}

/// A stop: none stands without a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop<'a> {
    /// E.164, or a lower-case e-mail address.
    pub address: &'a str,
    /// By what means it must not be written to.
    pub channel: words::Channel,
    /// Who told us.
    pub source: StopSource,
    /// The one purpose that is stopped; none for all.
    pub only: Option<words::Purpose>,
}

/// How an address stands that was stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Who told us.
    pub source: StopSource,
    /// The one purpose that is stopped; none for all.
    pub only: Option<words::Purpose>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Stops an address; what is stopped already stays at least as much so. Answers whether it was not
/// stopped before.
///
/// A stop that says nothing new is noted all the same: a consent has to be younger than the latest of
/// them ([`last_asked`]).
pub fn stop(
    sql: &dyn Sql,
    company: CompanyId,
    stop: &Stop<'_>,
    at: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let known = stopped(sql, company, stop.address, stop.channel)?;
    let mut now = Stopped {
        source: stop.source,
        only: stop.only,
        since: at,
    };
    if let Some(known) = &known {
        let told = now.source;
        now.source = now.source.max(known.source);
        // That nobody had the number was no stop: it begins with the first one that is.
        now.since = match known.source {
            StopSource::Gone => at,
            _ => known.since,
        };
        // Two different purposes, or everything: the wider one.
        if known.only != now.only {
            now.only = None;
        }
        if *known == now {
            // Whoever else said so: that the provider refuses it as well counts, and when it was
            // asked for last.
            if told != StopSource::Gone {
                let told = Stopped {
                    source: told,
                    ..now
                };
                note(
                    sql,
                    company,
                    (stop.address, stop.channel),
                    "stopped",
                    &told,
                    at,
                )?;
            }
            return Ok(false);
        }
    }
    let hash = address_hash(company, stop.address);
    sql.execute(
        "INSERT INTO suppression (company, address_hash, channel, source, since, scope)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (company, address_hash, channel) DO UPDATE SET
             source = excluded.source, since = excluded.since, scope = excluded.scope,
             lifted_at = NULL",
        &[
            company.0.into(),
            hash.into(),
            stop.channel.as_ref().into(),
            now.source.as_ref().into(),
            now.since.into(),
            scope(now.only).into(),
        ],
    )?;
    note(
        sql,
        company,
        (stop.address, stop.channel),
        "stopped",
        &now,
        at,
    )?;
    // That a number was gone is no stop that anyone asked for.
    Ok(known.is_none_or(|known| known.source == StopSource::Gone))
}

/// Takes a stop back that came from the customer's own reply; any other stands. Answers whether there
/// was one.
pub fn lift(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
    at: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    match stopped(sql, company, address, channel)? {
        Some(known) if known.source.ends_by_start() => {
            end(sql, company, (address, channel), &known, at)
        }
        _ => Ok(false),
    }
}

/// Takes a stop back because the customer agreed again, where that is the store's to say.
///
/// It is not while the provider refuses the address by itself, nor when it is somebody else's. Answers
/// whether nothing stops the address any more.
pub fn lift_by_consent(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
    at: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let Some(known) = stopped(sql, company, address, channel)? else {
        return Ok(true);
    };
    if !known.source.ends_by_new_consent() || provider_holds(sql, company, address, channel)? {
        return Ok(false);
    }
    end(sql, company, (address, channel), &known, at)
}

/// When a stop of this address was last asked for, whether or not it was stopped already. None: never;
/// that nobody has the number is no stop that anyone asked for.
pub fn last_asked(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    let events = events(sql, company, address)?;
    Ok(events
        .iter()
        .filter(|event| event.channel == channel.as_ref() && event.what == "stopped")
        .filter(|event| event.source != StopSource::Gone.as_ref())
        .map(|event| event.at)
        .max())
}

/// Whether the provider was told STOP since the last time that a stop ended, whoever said it as well.
fn provider_holds(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
) -> Result<bool, DatabaseError> {
    let events = events(sql, company, address)?;
    Ok(events
        .iter()
        .rev()
        .filter(|event| event.channel == channel.as_ref())
        .take_while(|event| event.what != "lifted")
        .any(|event| event.source == StopSource::Provider.as_ref()))
}

fn end(
    sql: &dyn Sql,
    company: CompanyId,
    (address, channel): (&str, words::Channel),
    known: &Stopped,
    at: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    sql.execute(
        "UPDATE suppression SET lifted_at = ?4
         WHERE company = ?1 AND address_hash = ?2 AND channel = ?3",
        &[
            company.0.into(),
            address_hash(company, address).into(),
            channel.as_ref().into(),
            at.into(),
        ],
    )?;
    note(sql, company, (address, channel), "lifted", known, at)?;
    Ok(true)
}

/// How an address stands, if it is stopped.
pub fn stopped(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
) -> Result<Option<Stopped>, DatabaseError> {
    let line = sql.one(
        "SELECT source, scope, since FROM suppression
         WHERE company = ?1 AND address_hash = ?2 AND channel = ?3 AND lifted_at IS NULL",
        &[
            company.0.into(),
            address_hash(company, address).into(),
            channel.as_ref().into(),
        ],
    )?;
    let Some(line) = line else { return Ok(None) };
    let (source, scope): (String, String) = (line.get("source")?, line.get("scope")?);
    Ok(Some(Stopped {
        // A word of a newer server: the strictest.
        source: source.parse().unwrap_or(StopSource::WrongNumber),
        only: scope.parse().ok(),
        since: line.get("since")?,
    }))
}

/// Whether an address is stopped for `purpose`.
pub fn is_stopped(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
    channel: words::Channel,
    purpose: words::Purpose,
) -> Result<bool, DatabaseError> {
    let known = stopped(sql, company, address, channel)?;
    Ok(known.is_some_and(|known| known.only.is_none_or(|only| only == purpose)))
}

/// One stop, or the end of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopEvent {
    /// By what means.
    pub channel: String,
    /// `stopped` or `lifted`.
    pub what: String,
    /// Who told us: a word of [`StopSource`].
    pub source: String,
    /// `all`, or one purpose.
    pub scope: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Every stop of an address and every end of one, in their order.
pub fn events(
    sql: &dyn Sql,
    company: CompanyId,
    address: &str,
) -> Result<Vec<StopEvent>, DatabaseError> {
    sql.query(
        "SELECT channel, what, source, scope, at FROM suppression_event
         WHERE company = ?1 AND address_hash = ?2 ORDER BY at, n",
        &[company.0.into(), address_hash(company, address).into()],
    )?
    .iter()
    .map(|line| {
        Ok(StopEvent {
            channel: line.get("channel")?,
            what: line.get("what")?,
            source: line.get("source")?,
            scope: line.get("scope")?,
            at: line.get("at")?,
        })
    })
    .collect()
}

fn note(
    sql: &dyn Sql,
    company: CompanyId,
    (address, channel): (&str, words::Channel),
    what: &str,
    stopped: &Stopped,
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let hash = address_hash(company, address);
    let line = sql.one(
        "SELECT count(*) AS n FROM suppression_event
         WHERE company = ?1 AND address_hash = ?2 AND channel = ?3",
        &[company.0.into(), hash.into(), channel.as_ref().into()],
    )?;
    let before: u64 = line.map_or(Ok(0), |line| line.get("n"))?;
    sql.execute(
        "INSERT INTO suppression_event
             (company, address_hash, channel, n, what, source, scope, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &[
            company.0.into(),
            hash.into(),
            channel.as_ref().into(),
            before.saturating_add(1).into(),
            what.into(),
            stopped.source.as_ref().into(),
            scope(stopped.only).into(),
            at.into(),
        ],
    )?;
    Ok(())
}

fn scope(only: Option<words::Purpose>) -> &'static str {
    only.map_or("all", Into::into)
}

/// An address as it is compared: e-mail addresses in lower case.
pub fn plain(address: &str, channel: words::Channel) -> String {
    match channel {
        words::Channel::Email => address.trim().to_lowercase(),
        words::Channel::Sms | words::Channel::Whatsapp => address.trim().to_owned(),
    }
}

/// The hash under which an address is remembered; another one in each company.
pub fn address_hash(company: CompanyId, address: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(company.0.as_bytes())
        .chain_update(address.as_bytes())
        .finalize()
        .into()
}

//! Customers, their phone numbers and their e-mail addresses.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{AssociateId, CustomerId, EmailId, PhoneId, StoreId};
use regard_domain::names::full_name;
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::{self, RECORDS, person};
use super::rows::time_text;

/// One customer as the device has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Who.
    pub id: CustomerId,
    /// The store that looks after them.
    pub store_id: StoreId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What they are called.
    pub nickname: Option<String>,
    /// Surnames before, with commas between.
    pub former_names: Option<String>,
    /// How the name is said.
    pub said_as: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// The associate who looks after them.
    pub owner_id: Option<AssociateId>,
    /// Their business, if they come for one.
    pub company_name: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Free words.
    pub about: Option<String>,
    /// The one memory to recall first.
    pub memory: Option<String>,
    /// Tread gently until this day.
    pub gently_until: Option<NaiveDate>,
    /// Why.
    pub gently_why: Option<String>,
    /// When they passed away, as far as the store knows.
    pub deceased_on: Option<NaiveDate>,
    /// Customer since.
    pub customer_since: Option<NaiveDate>,
    /// Columns of an import that Regard has no field for, as a JSON object.
    pub source_extra: Option<String>,
}

impl Customer {
    /// The name as it is said; what they are called, or nothing, when there is no other.
    pub fn name(&self) -> String {
        let name = full_name(&self.given_name, &self.family_name);
        if name.is_empty() {
            return self
                .nickname
                .clone()
                .or_else(|| self.company_name.clone())
                .unwrap_or_default();
        }
        name
    }

    /// What to call them in a sentence: the given name, or the whole one when there is none.
    pub fn short_name(&self) -> String {
        if self.given_name.trim().is_empty() {
            self.name()
        } else {
            self.given_name.trim().to_owned()
        }
    }

    /// Takes over from another record of this person what this one does not say.
    fn fill_in(&mut self, other: Self) {
        fn keep<T>(own: &mut Option<T>, other: Option<T>) {
            if own.is_none() {
                *own = other;
            }
        }
        let says_where = |customer: &Self| {
            customer.street.is_some() || customer.city.is_some() || customer.postal_code.is_some()
        };
        // An address is one thing: no street of one with the city of another.
        let takes_over = !says_where(self) && says_where(&other);
        if takes_over {
            self.street = other.street;
            self.city = other.city;
            self.region = other.region;
            self.postal_code = other.postal_code;
            self.country = other.country;
        }
        if other.gently_until > self.gently_until {
            self.gently_until = other.gently_until;
            self.gently_why = other.gently_why;
        }
        keep(&mut self.nickname, other.nickname);
        keep(&mut self.former_names, other.former_names);
        keep(&mut self.said_as, other.said_as);
        keep(&mut self.language, other.language);
        keep(&mut self.owner_id, other.owner_id);
        keep(&mut self.company_name, other.company_name);
        keep(&mut self.about, other.about);
        keep(&mut self.memory, other.memory);
        keep(&mut self.source_extra, other.source_extra);
        keep(&mut self.deceased_on, other.deceased_on);
        self.customer_since = match (self.customer_since, other.customer_since) {
            (Some(own), Some(other)) => Some(own.min(other)),
            (own, other) => own.or(other),
        };
    }

    /// Until when the store treads gently, if it does on `today`.
    pub fn gently_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.gently_until.filter(|until| today <= *until)
    }
}

/// The person whom a record is of, if this device has them: under the name of the record that stays.
///
/// What that one does not say another record of theirs may; the longest time of treading gently
/// counts.
pub fn customer(conn: &Connection, id: CustomerId) -> rusqlite::Result<Option<Customer>> {
    let Some(mut customer) = record(conn, one_person::person_of(conn, id)?)? else {
        return Ok(None);
    };
    for other in one_person::other_records(conn, customer.id)? {
        if let Some(other) = record(conn, other)? {
            customer.fill_in(other);
        }
    }
    Ok(Some(customer))
}

/// One record as it was written down, whoever it is merged with.
pub fn record(conn: &Connection, id: CustomerId) -> rusqlite::Result<Option<Customer>> {
    conn.prepare_cached(
        "SELECT id, store_id, given_name, family_name, nickname, former_names, said_as, language,
                owner_id, company_name, street, city, region, postal_code, country, about, memory,
                gently_until, gently_why, deceased_on, customer_since, source_extra
         FROM customer WHERE id = ?1",
    )?
    .query_row([id.0], customer_row)
    .optional()
}

/// From which lists a customer came, with the id there: "shopify 4711".
pub fn sources(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached(&format!(
        "SELECT source, source_id FROM customer
         WHERE id IN {RECORDS} AND source IS NOT NULL ORDER BY id"
    ))?
    .query_map([customer.0], |row| {
        let source: String = row.get("source")?;
        let id: Option<String> = row.get("source_id")?;
        Ok(format!("{source} {}", id.unwrap_or_default())
            .trim()
            .to_owned())
    })?
    .collect()
}

fn customer_row(row: &Row<'_>) -> rusqlite::Result<Customer> {
    Ok(Customer {
        id: CustomerId(row.get("id")?),
        store_id: StoreId(row.get("store_id")?),
        given_name: row.get("given_name")?,
        family_name: row.get("family_name")?,
        nickname: columns::words(row, "nickname")?,
        former_names: columns::words(row, "former_names")?,
        said_as: columns::words(row, "said_as")?,
        language: columns::words(row, "language")?,
        owner_id: row.get::<_, Option<_>>("owner_id")?.map(AssociateId),
        company_name: columns::words(row, "company_name")?,
        street: columns::words(row, "street")?,
        city: columns::words(row, "city")?,
        region: columns::words(row, "region")?,
        postal_code: columns::words(row, "postal_code")?,
        country: columns::words(row, "country")?,
        about: columns::words(row, "about")?,
        memory: columns::words(row, "memory")?,
        gently_until: columns::day(row, "gently_until")?,
        gently_why: columns::words(row, "gently_why")?,
        deceased_on: columns::day(row, "deceased_on")?,
        customer_since: columns::day(row, "customer_since")?,
        source_extra: columns::words(row, "source_extra")?,
    })
}

/// One phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Which.
    pub id: PhoneId,
    /// E.164, when it could be read.
    pub e164: Option<String>,
    /// As it was typed.
    pub typed: String,
    /// Mobile, home, work.
    pub label: Option<String>,
    /// The first to use.
    pub preferred: bool,
}

/// The customer's phone numbers, the preferred first, then the oldest. One that two records of theirs
/// have is told once.
pub fn phones(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Phone>> {
    conn.prepare_cached(&format!(
        "SELECT id, e164, typed, label, preferred FROM phone WHERE customer_id IN {RECORDS}
         ORDER BY preferred DESC, customer_id = ?1 DESC, id"
    ))?
    .query_map([customer.0], |row| {
        Ok(Phone {
            id: PhoneId(row.get("id")?),
            e164: columns::words(row, "e164")?,
            typed: row.get("typed")?,
            label: columns::words(row, "label")?,
            preferred: row.get("preferred")?,
        })
    })?
    .collect::<rusqlite::Result<Vec<Phone>>>()
    .map(|phones| each_once(phones, |phone| phone.e164.clone()))
}

/// Those of which `what` is not known yet; all of which it says nothing.
fn each_once<T>(all: Vec<T>, what: impl Fn(&T) -> Option<String>) -> Vec<T> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let is_new = |one: &T| what(one).is_none_or(|what| known.insert(what));
    all.into_iter().filter(is_new).collect()
}

/// One e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// Which.
    pub id: EmailId,
    /// The address.
    pub address: String,
    /// Home, work.
    pub label: Option<String>,
    /// The first to use.
    pub preferred: bool,
}

/// The customer's e-mail addresses, the preferred first, then the oldest. One that two records of
/// theirs have is told once.
pub fn emails(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Email>> {
    conn.prepare_cached(&format!(
        "SELECT id, address, label, preferred FROM email WHERE customer_id IN {RECORDS}
         ORDER BY preferred DESC, customer_id = ?1 DESC, id"
    ))?
    .query_map([customer.0], |row| {
        Ok(Email {
            id: EmailId(row.get("id")?),
            address: row.get("address")?,
            label: columns::words(row, "label")?,
            preferred: row.get("preferred")?,
        })
    })?
    .collect::<rusqlite::Result<Vec<Email>>>()
    .map(|emails| each_once(emails, |email| Some(email.address.to_lowercase())))
}

/// Customers with that number (E.164) or that address (lower case), for "is it the same person?".
pub fn with_address(
    conn: &Connection,
    e164: Option<&str>,
    email: Option<&str>,
    most: u32,
) -> rusqlite::Result<Vec<CustomerId>> {
    conn.prepare_cached(concat!(
        "SELECT ",
        person!("customer_id"),
        " AS customer_id FROM phone WHERE e164 = ?1
         UNION SELECT ",
        person!("customer_id"),
        " FROM email WHERE address = ?2 COLLATE NOCASE
         LIMIT ?3"
    ))?
    .query_map((e164, email, most), |row| {
        Ok(CustomerId(row.get("customer_id")?))
    })?
    .collect()
}

/// Remembers that the customer's page was opened on this device.
pub fn remember_opened(
    conn: &Connection,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO recently_opened (customer_id, opened_at) VALUES (?1, ?2)
         ON CONFLICT (customer_id) DO UPDATE SET opened_at = excluded.opened_at",
    )?
    .execute((customer.0, time_text(now)))?;
    Ok(())
}

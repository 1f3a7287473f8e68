//! The stores of the company, and the associates who work there.

use chrono::NaiveDate;
use chrono_tz::Tz;
use regard_domain::ids::{AssociateId, StoreId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;

/// One store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// What it is called.
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// ISO 3166 alpha-2; numbers typed without a country code are of this country.
    pub country: String,
    /// As said to a customer: "until 19:00, Sundays closed".
    pub opening_hours: Option<String>,
    /// Where the pages behind short links are.
    pub link_base: Option<String>,
    /// What the tokens of short links are computed with.
    pub link_key: Option<String>,
}

/// Someone who uses Regard, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Associate {
    /// Who.
    pub id: AssociateId,
    /// Given name.
    pub given_name: String,
    /// When they left, if they did.
    pub left_on: Option<NaiveDate>,
}

/// The store, if this device knows it yet.
pub fn store(conn: &Connection, id: StoreId) -> rusqlite::Result<Option<Store>> {
    conn.prepare_cached(
        "SELECT name, time_zone, currency, country, opening_hours, link_base, link_key \
         FROM store WHERE id = ?1",
    )?
    .query_row([id.0], |row: &Row<'_>| {
        Ok(Store {
            name: row.get("name")?,
            time_zone: row.get("time_zone")?,
            currency: row.get("currency")?,
            country: row.get("country")?,
            opening_hours: row.get("opening_hours")?,
            link_base: columns::words(row, "link_base")?,
            link_key: columns::words(row, "link_key")?,
        })
    })
    .optional()
}

/// The store's time zone; UTC until the store is known, or when its name is none.
pub fn time_zone(conn: &Connection, id: StoreId) -> rusqlite::Result<Tz> {
    Ok(store(conn, id)?
        .and_then(|store| store.time_zone.parse().ok())
        .unwrap_or(Tz::UTC))
}

/// An associate, also one who left.
pub fn associate(conn: &Connection, id: AssociateId) -> rusqlite::Result<Option<Associate>> {
    conn.prepare_cached("SELECT id, given_name, left_on FROM associate WHERE id = ?1")?
        .query_row([id.0], |row: &Row<'_>| {
            Ok(Associate {
                id: AssociateId(row.get("id")?),
                given_name: row.get("given_name")?,
                left_on: columns::day(row, "left_on")?,
            })
        })
        .optional()
}

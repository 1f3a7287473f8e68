//! Records that are one person: which they are, and under whose name they show.
//!
//! Nothing of a record is moved when it is merged; whoever reads about a person reads the rows of all
//! their records ([`RECORDS`]) and names each record by its person ([`person`]). The rules are in
//! `regard_sync::alias`; the table `one_person` holds what they come to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId};
use regard_sync::alias::{Alias, Together, together};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::columns;

/// The records of the person whom the record in a parameter or column is of, for `IN`.
macro_rules! records {
    ($of:literal) => {
        concat!(
            "(SELECT ",
            $of,
            " UNION ALL SELECT record_id FROM one_person WHERE person_id = \
             (SELECT person_id FROM one_person WHERE record_id = ",
            $of,
            "))"
        )
    };
}
/// The person whom the record in a parameter or column is of; null where it is null.
macro_rules! person {
    ($of:literal) => {
        concat!(
            "coalesce((SELECT person_id FROM one_person WHERE record_id = ",
            $of,
            "), ",
            $of,
            ")"
        )
    };
}
pub(super) use {person, records};

/// The records of the person whom `?1` is a record of, for `IN`.
pub(super) const RECORDS: &str = records!("?1");

/// The person whom a record is of: mostly itself.
pub fn person_of(conn: &Connection, record: CustomerId) -> rusqlite::Result<CustomerId> {
    conn.prepare_cached(concat!("SELECT ", person!("?1"), " AS person"))?
        .query_row([record.0], |row| Ok(CustomerId(row.get("person")?)))
}

/// The other records of a person, the oldest first; mostly none.
pub fn other_records(conn: &Connection, person: CustomerId) -> rusqlite::Result<Vec<CustomerId>> {
    conn.prepare_cached(
        "SELECT record_id FROM one_person WHERE person_id = ?1 AND record_id <> ?1 ORDER BY record_id",
    )?
    .query_map([person.0], |row| Ok(CustomerId(row.get("record_id")?)))?
    .collect()
}

/// The person of every record that does not show by itself.
pub fn merged(conn: &Connection) -> rusqlite::Result<BTreeMap<Uuid, Uuid>> {
    conn.prepare_cached("SELECT record_id, person_id FROM one_person WHERE record_id <> person_id")?
        .query_map([], |row| Ok((row.get("record_id")?, row.get("person_id")?)))?
        .collect()
}

/// Works out anew whom the changes since the last commit concern, and has them searched anew.
pub fn settle(conn: &Connection) -> rusqlite::Result<()> {
    let mut next: BTreeSet<Uuid> = conn
        .prepare_cached("SELECT record_id FROM one_person_stale")?
        .query_map([], |row| row.get("record_id"))?
        .collect::<rusqlite::Result<_>>()?;
    if next.is_empty() {
        return Ok(());
    }
    let mut done: BTreeSet<Uuid> = BTreeSet::new();
    while let Some(record) = next.pop_first() {
        if done.contains(&record) {
            continue;
        }
        let before: Vec<Uuid> = conn
            .prepare_cached(
                "SELECT record_id FROM one_person WHERE person_id =
                    (SELECT person_id FROM one_person WHERE record_id = ?1)",
            )?
            .query_map([record], |row| row.get("record_id"))?
            .collect::<rusqlite::Result<_>>()?;
        let together = of_record(conn, record)?;
        for record in &together.records {
            conn.prepare_cached("DELETE FROM one_person WHERE record_id = ?1")?
                .execute([record])?;
        }
        if together.records.len() > 1
            && let Some(person) = who_shows(conn, &together)?
        {
            for record in &together.records {
                conn.prepare_cached(
                    "INSERT INTO one_person (record_id, person_id) VALUES (?1, ?2)",
                )?
                .execute((record, person))?;
            }
        }
        for record in before.iter().chain(&together.records) {
            look_up_anew(conn, *record)?;
        }
        // Whoever was with them and is no more.
        next.extend(before);
        done.extend(together.records);
    }
    conn.prepare_cached("DELETE FROM one_person_stale")?
        .execute([])?;
    Ok(())
}

fn who_shows(conn: &Connection, together: &Together) -> rusqlite::Result<Option<Uuid>> {
    let mut here: BTreeSet<Uuid> = BTreeSet::new();
    for record in &together.records {
        let is_here: bool = conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM customer WHERE id = ?1) AS here")?
            .query_row([record], |row| row.get("here"))?;
        if is_here {
            here.insert(*record);
        }
    }
    Ok(together.stays(|record| here.contains(&record)))
}

/// The record, and whoever is found by its name, is searched anew.
fn look_up_anew(conn: &Connection, record: Uuid) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO search_stale
         SELECT id FROM customer WHERE id = ?1
            OR id IN (SELECT other_id FROM relation WHERE customer_id = ?1)
            OR id IN (SELECT customer_id FROM relation WHERE other_id = ?1)
         ON CONFLICT DO NOTHING",
    )?
    .execute([record])?;
    Ok(())
}

/// All records of the person whom a record is of, straight from the aliases.
pub fn of_record(conn: &Connection, record: Uuid) -> rusqlite::Result<Together> {
    together(record, |record| {
        let rows = said_of(conn, CustomerId(record))?;
        Ok(rows.into_iter().map(|said| said.alias).collect())
    })
}

/// An alias, with who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it says.
    pub alias: Alias,
    /// When they were merged last.
    pub merged_at: DateTime<Utc>,
    /// By whom.
    pub merged_by: Option<AssociateId>,
}

/// Every alias that names a record, those that were taken apart too.
pub fn said_of(conn: &Connection, record: CustomerId) -> rusqlite::Result<Vec<Said>> {
    conn.prepare_cached(
        "SELECT id, customer_id, other_id, stays_id, merged_at, merged_by, unmerged_at
         FROM customer_alias WHERE customer_id = ?1
         UNION SELECT id, customer_id, other_id, stays_id, merged_at, merged_by, unmerged_at
         FROM customer_alias WHERE other_id = ?1",
    )?
    .query_map([record.0], said)?
    .collect()
}

/// The alias of that id.
pub fn by_id(conn: &Connection, id: Uuid) -> rusqlite::Result<Option<Said>> {
    conn.prepare_cached(
        "SELECT id, customer_id, other_id, stays_id, merged_at, merged_by, unmerged_at
         FROM customer_alias WHERE id = ?1",
    )?
    .query_row([id], said)
    .optional()
}

fn said(row: &Row<'_>) -> rusqlite::Result<Said> {
    let id: Uuid = row.get("id")?;
    let (customer, other): (Uuid, Uuid) = (row.get("customer_id")?, row.get("other_id")?);
    let unmerged: Option<String> = row.get("unmerged_at")?;
    Ok(Said {
        alias: Alias {
            id,
            customer,
            other,
            stays: row.get("stays_id")?,
            merged_at: row.get("merged_at")?,
            holds: customer != other && unmerged.is_none(),
        },
        merged_at: columns::moment_or_epoch(row, "merged_at")?,
        merged_by: row.get::<_, Option<_>>("merged_by")?.map(AssociateId),
    })
}

/// How much hangs on a record, for a look at two side by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HowMuch {
    /// Purchases.
    pub purchases: u32,
    /// Repairs.
    pub repairs: u32,
    /// Notes.
    pub notes: u32,
}

/// How much hangs on a person, with all their records.
pub fn how_much(conn: &Connection, person: CustomerId) -> rusqlite::Result<HowMuch> {
    conn.prepare_cached(&format!(
        "SELECT (SELECT count(*) FROM purchase WHERE customer_id IN {RECORDS}) AS purchases,
                (SELECT count(*) FROM repair WHERE customer_id IN {RECORDS}) AS repairs,
                (SELECT count(*) FROM note WHERE customer_id IN {RECORDS}) AS notes"
    ))?
    .query_row([person.0], |row| {
        Ok(HowMuch {
            purchases: row.get("purchases")?,
            repairs: row.get("repairs")?,
            notes: row.get("notes")?,
        })
    })
}

//! How people are related, seen from either side.

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, RelationId};
use regard_domain::words::RelationKind;
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::{RECORDS, person, records};

/// Whether the person whom the record in a column is of has passed away, by any record of theirs.
macro_rules! deceased {
    ($of:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM customer WHERE deceased_on IS NOT NULL AND id IN ",
            records!($of),
            ")"
        )
    };
}

/// One relation, seen from one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Which.
    pub id: RelationId,
    /// The other, when they have a page.
    pub other_id: Option<CustomerId>,
    /// The other, when known by name only.
    pub other_name: Option<String>,
    /// What the other is to this customer.
    pub kind: RelationKind,
    /// What else there is to say.
    pub note: Option<String>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// Whether it was written down on the other's page.
    pub from_other: bool,
    /// Whether the other has passed away.
    pub deceased: bool,
}

impl Relation {
    /// Whether it has not ended by `today`: neither by a day nor by a death.
    pub fn lasts_on(&self, today: NaiveDate) -> bool {
        !self.deceased && self.ended_on.is_none_or(|ended| today < ended)
    }

    /// Whether the other is a spouse or partner.
    pub fn is_couple(&self) -> bool {
        matches!(self.kind, RelationKind::Spouse | RelationKind::Partner)
    }
}

/// The customer's relations, from both sides: spouse and partner first, then the oldest. A relation
/// that both pages name is told once, from this customer's own page.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Relation>> {
    let mut relations: Vec<Relation> = Vec::new();
    for relation in from_both_sides(conn, customer)? {
        // Two records of one person may name the same other, too.
        let told = (relation.from_other || relation.other_id.is_some())
            && relations.iter().any(|known| {
                known.other_id == relation.other_id
                    && known.kind == relation.kind
                    && known.ended_on.is_some() == relation.ended_on.is_some()
            });
        if !told {
            relations.push(relation);
        }
    }
    relations.sort_by_key(|relation| !relation.is_couple());
    Ok(relations)
}

/// The relation of that id with the record on whose page it was written down.
pub fn by_id(
    conn: &Connection,
    id: RelationId,
) -> rusqlite::Result<Option<(CustomerId, Relation)>> {
    conn.prepare_cached(concat!(
        "SELECT id, customer_id, other_id, other_name, kind, note, ended_on, 0 AS from_other, ",
        deceased!("other_id"),
        " AS deceased FROM relation WHERE id = ?1"
    ))?
    .query_row([id.0], |row| {
        Ok((CustomerId(row.get("customer_id")?), relation_row(row)?))
    })
    .optional()
}

/// Every relation that names the customer, their own first; the same one may stand there twice.
pub fn from_both_sides(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Relation>> {
    conn.prepare_cached(&format!(
        concat!(
            "SELECT id, ",
            person!("other_id"),
            " AS other_id, other_name, kind, note, ended_on,
                0 AS from_other, ",
            deceased!("other_id"),
            " AS deceased
         FROM relation WHERE customer_id IN {RECORDS}
           AND (other_id IS NULL OR other_id NOT IN {RECORDS})
         UNION ALL
         SELECT id, ",
            person!("customer_id"),
            " AS other_id, NULL AS other_name, kind, note, ended_on,
                1 AS from_other, ",
            deceased!("customer_id"),
            " AS deceased
         FROM relation WHERE other_id IN {RECORDS} AND customer_id NOT IN {RECORDS}
         ORDER BY from_other, id"
        ),
        RECORDS = RECORDS
    ))?
    .query_map([customer.0], relation_row)?
    .collect()
}

fn relation_row(row: &Row<'_>) -> rusqlite::Result<Relation> {
    let from_other: bool = row.get("from_other")?;
    let kind = columns::word(row, "kind", RelationKind::Other)?;
    Ok(Relation {
        id: RelationId(row.get("id")?),
        other_id: row.get::<_, Option<_>>("other_id")?.map(CustomerId),
        other_name: columns::words(row, "other_name")?,
        kind: if from_other { kind.reversed() } else { kind },
        note: columns::words(row, "note")?,
        ended_on: columns::day(row, "ended_on")?,
        from_other,
        deceased: row.get("deceased")?,
    })
}

/// The people of the customer's household and family who have a page, with what they are to the
/// customer; spouse and partner first. Relations that ended are left out.
pub fn household(
    conn: &Connection,
    customer: CustomerId,
    today: NaiveDate,
) -> rusqlite::Result<Vec<(CustomerId, RelationKind)>> {
    let mut people: Vec<(CustomerId, RelationKind)> = Vec::new();
    for relation in of_customer(conn, customer)? {
        if let Some(other) = relation.other_id
            && relation.lasts_on(today)
            && people.iter().all(|(known, _)| *known != other)
        {
            people.push((other, relation.kind));
        }
    }
    Ok(people)
}

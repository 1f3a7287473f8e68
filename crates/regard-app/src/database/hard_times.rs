//! Hard times of a household, and those that are about to end.

use chrono::NaiveDate;
use regard_domain::ids::{AssociateId, CustomerId, StoreId};
use rusqlite::{Connection, OptionalExtension};

use super::one_person::{RECORDS, person};

/// Someone with whom the store treads gently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HardTime {
    /// Who.
    pub of: CustomerId,
    /// The last day of it.
    pub until: NaiveDate,
}

/// The longest hard time among the others of a customer's household: spouse, partner, children and
/// parents, as far as that lasts.
pub fn of_household(
    conn: &Connection,
    customer: CustomerId,
    today: NaiveDate,
) -> rusqlite::Result<Option<HardTime>> {
    conn.prepare_cached(&format!(
        concat!(
            "WITH near (id) AS (
                 SELECT other_id FROM relation WHERE customer_id IN {RECORDS}
                     AND other_id IS NOT NULL
                     AND kind IN ('spouse', 'partner', 'child', 'parent')
                     AND (ended_on IS NULL OR ended_on > ?2)
                 UNION
                 SELECT customer_id FROM relation WHERE other_id IN {RECORDS}
                     AND kind IN ('spouse', 'partner', 'child', 'parent')
                     AND (ended_on IS NULL OR ended_on > ?2)),
             everyone (id) AS (
                 SELECT id FROM near
                 UNION
                 SELECT o.record_id FROM near JOIN one_person p ON p.record_id = near.id
                     JOIN one_person o ON o.person_id = p.person_id)
             SELECT ",
            person!("customer.id"),
            " AS person, gently_until FROM everyone JOIN customer ON customer.id = everyone.id
             WHERE gently_until >= ?2 AND customer.id NOT IN {RECORDS}
             ORDER BY gently_until DESC, customer.id LIMIT 1"
        ),
        RECORDS = RECORDS
    ))?
    .query_row((customer.0, today), |row| {
        Ok(HardTime {
            of: CustomerId(row.get("person")?),
            until: row.get("gently_until")?,
        })
    })
    .optional()
}

/// Hard times of customers of mine, and of nobody's in my store, that end or ended between two days;
/// the one that ends first on top.
pub fn ending(
    conn: &Connection,
    me: AssociateId,
    store: StoreId,
    from: NaiveDate,
    to: NaiveDate,
) -> rusqlite::Result<Vec<HardTime>> {
    conn.prepare_cached(concat!(
        "SELECT ",
        person!("id"),
        " AS person, max(gently_until) AS until FROM customer
         WHERE gently_until IS NOT NULL AND gently_until >= ?3
           AND (owner_id = ?1 OR (owner_id IS NULL AND store_id = ?2))
         GROUP BY person HAVING until <= ?4 ORDER BY until, person"
    ))?
    .query_map((me.0, store.0, from, to), |row| {
        Ok(HardTime {
            of: CustomerId(row.get("person")?),
            until: row.get("until")?,
        })
    })?
    .collect()
}

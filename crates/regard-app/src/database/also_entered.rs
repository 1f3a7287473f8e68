//! Values that lost against another entered at the same time, until someone settles them.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AlsoEnteredId, AssociateId, CustomerId};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::columns;
use super::one_person::{RECORDS, person};

/// One such value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlsoEntered {
    /// Which.
    pub id: AlsoEnteredId,
    /// The customer it is about.
    pub customer_id: CustomerId,
    /// The table.
    pub of_table: String,
    /// The row.
    pub row_id: Uuid,
    /// The field.
    pub field: String,
    /// The value as JSON text.
    pub value: String,
    /// By whom.
    pub entered_by: Option<AssociateId>,
    /// When.
    pub entered_at: DateTime<Utc>,
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, of_table, row_id, field, value, entered_by, entered_at"
);

/// What is not settled about a customer, newest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<AlsoEntered>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM also_entered WHERE customer_id IN {RECORDS} AND settled_at IS NULL
         ORDER BY entered_at DESC, id DESC"
    ))?
    .query_map([customer.0], also_entered_row)?
    .collect()
}

/// What is not settled at all, newest first.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<AlsoEntered>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM also_entered WHERE settled_at IS NULL
         ORDER BY entered_at DESC, id DESC"
    ))?
    .query_map([], also_entered_row)?
    .collect()
}

fn also_entered_row(row: &Row<'_>) -> rusqlite::Result<AlsoEntered> {
    Ok(AlsoEntered {
        id: AlsoEnteredId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        of_table: row.get("of_table")?,
        row_id: row.get("row_id")?,
        field: row.get("field")?,
        value: row.get("value")?,
        entered_by: row.get::<_, Option<_>>("entered_by")?.map(AssociateId),
        entered_at: columns::moment_or_epoch(row, "entered_at")?,
    })
}

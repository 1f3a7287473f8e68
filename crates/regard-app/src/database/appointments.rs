//! When customers mean to come in.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use regard_domain::appointment::{AppointmentEnd, StoreTime};
use regard_domain::ids::{AppointmentId, AssociateId, CustomerId, StoreId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::{RECORDS, person};

/// One appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentRow {
    /// Which.
    pub id: AppointmentId,
    /// Who comes.
    pub customer_id: CustomerId,
    /// When, as the clock of the store shows it.
    pub starts: StoreTime,
    /// What it is about.
    pub about: Option<String>,
    /// Whom they come to see; none: anyone.
    pub with_id: Option<AssociateId>,
    /// Who made it.
    pub made_by: Option<AssociateId>,
    /// How somebody said that it ended; [`Self::ended`] says whether that is of the day on which it is now.
    pub ended_as: Option<AppointmentEnd>,
    /// When somebody said so.
    pub ended_at: Option<DateTime<Utc>>,
}

impl AppointmentRow {
    /// How it ended, where it did. `zone` is that of the store.
    ///
    /// Nobody fails to come on a day that is still ahead: who said so before the day on which it is now
    /// spoke of the day from which it was moved, on another device perhaps.
    pub fn ended(&self, zone: Tz) -> Option<AppointmentEnd> {
        let said_on = self.ended_at.map(|at| at.with_timezone(&zone).date_naive());
        self.ended_as.filter(|how| {
            *how != AppointmentEnd::DidNotCome || said_on.is_none_or(|day| day >= self.starts.on)
        })
    }
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, starts, about, with_id, made_by, ended_as, ended_at"
);

/// The appointment of that id.
pub fn by_id(conn: &Connection, id: AppointmentId) -> rusqlite::Result<Option<AppointmentRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM appointment WHERE id = ?1"))?
        .query_row([id.0], appointment)
        .optional()
}

/// The appointments of a customer, the next first.
pub fn of_customer(
    conn: &Connection,
    customer: CustomerId,
) -> rusqlite::Result<Vec<AppointmentRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM appointment WHERE customer_id IN {RECORDS} ORDER BY starts, id"
    ))?
    .query_map([customer.0], appointment)?
    .collect()
}

/// The appointments of a store from one day to another, both counted, the earliest first: those that are
/// open, and those to which somebody did not come, which may be those that were moved since.
pub fn between(
    conn: &Connection,
    store: StoreId,
    from: NaiveDate,
    to: NaiveDate,
) -> rusqlite::Result<Vec<AppointmentRow>> {
    // Every time of the last day comes before this.
    let end = format!("{to}U");
    conn.prepare_cached(&between_sql())?
        .query_map((store.0, from.to_string(), end), appointment)?
        .collect()
}

fn between_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM appointment WHERE (ended_as IS NULL OR ended_as = 'did_not_come')
         AND starts >= ?2 AND starts < ?3 AND store_id = ?1 ORDER BY starts, id"
    )
}

fn appointment(row: &Row<'_>) -> rusqlite::Result<AppointmentRow> {
    let starts: String = row.get("starts")?;
    Ok(AppointmentRow {
        id: AppointmentId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        // What is no time stands at the start of 1970, where it is seen and can be changed.
        starts: starts.parse().unwrap_or(StoreTime {
            on: NaiveDate::default(),
            at: None,
        }),
        about: columns::words(row, "about")?,
        with_id: row.get::<_, Option<_>>("with_id")?.map(AssociateId),
        made_by: row.get::<_, Option<_>>("made_by")?.map(AssociateId),
        // It ended, however a later version calls that.
        ended_as: row
            .get::<_, Option<String>>("ended_as")?
            .map(|word| word.parse().unwrap_or(AppointmentEnd::Cancelled)),
        ended_at: columns::moment(row, "ended_at")?,
    })
}

#[cfg(test)]
mod tests {
    use regard_domain::words::Role;

    use super::*;
    use crate::testing::{Desk, plan_of};

    #[tokio::test]
    async fn the_days_of_a_store_are_found_by_store_and_day() {
        let desk = Desk::of(Role::Associate).await;
        let plan = plan_of(&desk, &between_sql());
        assert!(
            plan.contains("SEARCH appointment USING INDEX appointment_by_store (store_id=? AND starts>? AND starts<?)"),
            "{plan}"
        );
    }
}

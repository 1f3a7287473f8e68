//! Who came through the door for a customer: to buy, to bring, to collect, or just so.

use chrono::NaiveDate;
use chrono_tz::Tz;
use regard_domain::ids::CustomerId;
use rusqlite::Connection;

use super::columns;
use super::one_person::{RECORDS, person};

/// One time that someone came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameIn {
    /// Who.
    pub who: CustomerId,
    /// On which day, in the store.
    pub on: NaiveDate,
}

/// Every time that someone came in for the customer, or the customer did. Imported repairs do not
/// say who brought them and are left out.
pub fn for_customer(
    conn: &Connection,
    customer: CustomerId,
    zone: Tz,
) -> rusqlite::Result<Vec<CameIn>> {
    conn.prepare_cached(&format!(
        concat!(
            "SELECT ",
            person!("customer_id"),
            " AS who, bought_on AS day, NULL AS moment FROM purchase
         WHERE id IN (SELECT id FROM purchase WHERE customer_id IN {RECORDS}
                      UNION SELECT id FROM purchase WHERE for_id IN {RECORDS}
                      UNION SELECT id FROM purchase WHERE worn_by_id IN {RECORDS})
         UNION ALL
         SELECT ",
            person!("coalesce(dropped_off_by, customer_id)"),
            ", NULL, taken_in_at FROM repair
         WHERE customer_id IN {RECORDS} AND source IS NULL
         UNION ALL
         SELECT ",
            person!("coalesce(collected_by, customer_id)"),
            ", NULL, at FROM repair_step
         WHERE customer_id IN {RECORDS} AND kind = 'handed_over' AND by_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM repair_step taken_back
                           WHERE taken_back.repair_id = repair_step.repair_id
                             AND taken_back.undoes = repair_step.id)
         UNION ALL
         SELECT ",
            person!("customer_id"),
            ", NULL, noted_at FROM note
         WHERE customer_id IN {RECORDS} AND kind = 'visit'
         UNION ALL
         SELECT ",
            person!("customer_id"),
            ", substr(starts, 1, 10), ended_at FROM appointment
         WHERE customer_id IN {RECORDS} AND ended_as = 'kept'"
        ),
        RECORDS = RECORDS
    ))?
    .query_map([customer.0], |row| {
        let said =
            columns::moment(row, "moment")?.map(|moment| moment.with_timezone(&zone).date_naive());
        Ok(CameIn {
            who: CustomerId(row.get("who")?),
            // Whoever kept an appointment came on its day, or before, when somebody said so by then.
            on: match (said, columns::day(row, "day")?) {
                (Some(said), Some(day)) => said.min(day),
                (Some(said), None) => said,
                (None, _) => columns::day_or_epoch(row, "day")?,
            },
        })
    })?
    .collect()
}

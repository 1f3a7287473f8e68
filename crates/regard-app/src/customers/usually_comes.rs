//! "Dana usually comes. He was last in himself in spring 2023."

use std::collections::BTreeMap;

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use rusqlite::Connection;

use super::names::person_ref;
use super::screens::PersonRef;
use crate::database::visits;
use crate::viewer::Viewer;

/// Once is chance; twice is a habit that an associate may count on.
const A_HABIT: usize = 2;

/// Who comes in for the customer, and when they last came themself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhoComes {
    /// Someone else who comes more often than the customer.
    pub usually: Option<PersonRef>,
    /// When the customer last came.
    pub last_came: Option<NaiveDate>,
}

/// Who usually comes in for the customer, from purchases, drop-offs, hand-overs and visit notes.
pub fn who_comes(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<WhoComes> {
    let visits = visits::for_customer(conn, customer, viewer.time_zone)?;
    let mut counts: BTreeMap<CustomerId, (usize, NaiveDate)> = BTreeMap::new();
    for visit in &visits {
        let (count, last) = counts.entry(visit.who).or_insert((0, visit.on));
        *count = count.saturating_add(1);
        *last = visit.on.max(*last);
    }
    let own = counts.remove(&customer);
    let often = counts
        .into_iter()
        .max_by_key(|(_, often)| *often)
        .filter(|(_, (count, _))| *count >= A_HABIT && *count > own.map_or(0, |(own, _)| own));
    Ok(WhoComes {
        usually: match often {
            Some((who, _)) => person_ref(conn, customer, who)?,
            None => None,
        },
        last_came: own.map(|(_, last)| last),
    })
}

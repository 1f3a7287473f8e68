//! What the first screen of a new device needs: customers with a piece in the store, with a promise
//! or a follow-up that is due, or with an alert, each with all that hangs on them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use regard_domain::ids::{CompanyId, RepairStepId};
use regard_domain::repair::{RepairState, RepairStep, fold};
use regard_sync::{Agenda, Row, tables};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::View;
use crate::auth::Caller;
use crate::database::{DatabaseError, Sql, rows, whole_feeds};
use regard_sync::server::page::for_device;
use regard_sync::server::place::{COMPANY_FEED, associate_feed};

/// The most customers of an agenda: the rest comes with the snapshot a moment later.
const MOST_CUSTOMERS: usize = 250;
/// A promise or follow-up is in the agenda this many days before it is due.
const IN_GOOD_TIME: u64 = 3;
/// The most rows of the company's feed, and of one associate's.
const MOST_ROWS: u32 = 2_000;

/// One field of a stored row, without its stamp.
#[derive(Deserialize)]
struct Stored {
    v: Value,
}

/// The fields of a stored row that were asked for.
type Values = BTreeMap<String, Stored>;

/// The agenda of `caller`, from one picture of the book.
pub fn agenda(
    connection: &dyn Sql,
    company: CompanyId,
    caller: &Caller,
    today: NaiveDate,
) -> Result<Agenda, DatabaseError> {
    let own = associate_feed(caller.associate.0);
    let feeds = [(COMPANY_FEED, 0), (own.as_str(), 0)];
    let mut found = rows::rows_in_feeds(connection, company, &feeds, MOST_ROWS)?;
    let alerted = found
        .iter()
        .filter(|row| row.table == "alert" && row.value("seen_at").is_none())
        .filter_map(|row| row.id_in("customer_id"));
    let mut customers: Vec<Uuid> = alerted.collect();
    customers.extend(concerned(connection, company, &View::of(caller), today)?);
    let mut known = BTreeSet::new();
    customers.retain(|customer| known.insert(*customer));
    customers.truncate(MOST_CUSTOMERS);
    found.extend(rows::rows_of_roots(connection, company, &customers)?);
    found.sort_by_key(|row| (rank(&row.table), row.id));
    Ok(Agenda {
        rows: found
            .into_iter()
            .filter(|row| !row.deleted && caller.feeds.contains(&row.feed))
            .filter_map(|row| for_device(row, caller.role, 0, true))
            .collect::<Vec<Row>>(),
    })
}

/// The customers of the store with whom something is to be done, the most pressing first.
fn concerned(
    connection: &dyn Sql,
    company: CompanyId,
    view: &View,
    today: NaiveDate,
) -> Result<Vec<Uuid>, DatabaseError> {
    let soon = today
        .checked_add_days(Days::new(IN_GOOD_TIME))
        .unwrap_or(today)
        .to_string();
    let (mut ready, mut waiting) = (Vec::new(), Vec::new());
    for (customer, state) in open_repairs(connection, company, view)? {
        match state {
            RepairState::Ready => ready.push(customer),
            _ => waiting.push(customer),
        }
    }
    let mut due = Vec::new();
    for (table, done) in [("promise", "kept_at"), ("follow_up", "done_at")] {
        if view.bench && !tables::table(table).is_some_and(|table| table.bench) {
            continue;
        }
        whole_feeds::each(connection, company, table, &view.feeds, |row| {
            let values: Values = serde_json::from_str(&row.fields)?;
            let is_due = text(&values, "due_on").is_some_and(|day| *day <= *soon);
            if is_due && text(&values, done).is_none() {
                due.extend(row.root);
            }
            Ok::<_, DatabaseError>(())
        })?;
    }
    ready.extend(due);
    ready.extend(waiting);
    Ok(ready)
}

/// The repairs that have not left, as their customers and where each stands.
fn open_repairs(
    connection: &dyn Sql,
    company: CompanyId,
    view: &View,
) -> Result<Vec<(Uuid, RepairState)>, DatabaseError> {
    let mut steps: BTreeMap<String, Vec<RepairStep>> = BTreeMap::new();
    whole_feeds::each(connection, company, "repair_step", &view.feeds, |row| {
        let values: Values = serde_json::from_str(&row.fields)?;
        if let Some(repair) = text(&values, "repair_id") {
            let of_repair = steps.entry(repair.to_owned()).or_default();
            of_repair.extend(step(row.id, &values));
        }
        Ok::<_, DatabaseError>(())
    })?;
    let mut open = Vec::new();
    whole_feeds::each(connection, company, "repair", &view.feeds, |row| {
        let steps = steps.remove(&row.id.to_string()).unwrap_or_default();
        let state = fold(&steps).state;
        if let Some(customer) = row.root
            && state.is_in_store()
        {
            open.push((customer, state));
        }
        Ok::<_, DatabaseError>(())
    })?;
    Ok(open)
}

/// One step; none where a newer app made it: it does not change what the known ones say.
fn step(id: Uuid, values: &Values) -> Option<RepairStep> {
    let at = DateTime::parse_from_rfc3339(text(values, "at")?).ok()?;
    let undoes = text(values, "undoes").and_then(|id| Uuid::parse_str(id).ok());
    Some(RepairStep {
        id: RepairStepId(id),
        kind: text(values, "kind")?.parse().ok()?,
        at: at.with_timezone(&Utc),
        // Who it was is not asked here.
        by: None,
        undoes: undoes.map(RepairStepId),
    })
}

fn text<'v>(values: &'v Values, name: &str) -> Option<&'v str> {
    values.get(name).and_then(|field| field.v.as_str())
}

fn rank(table: &str) -> usize {
    tables::TABLES
        .iter()
        .position(|known| known.name == table)
        .unwrap_or(usize::MAX)
}

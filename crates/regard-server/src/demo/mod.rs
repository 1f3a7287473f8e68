//! The demo store: made by a seeded generator, with the scene of Roger's watch in it.
//!
//! The same seed, size and moment make the same rows, id for id. The people are made up; their
//! numbers are of the range that is kept free for stories (555-01xx).

pub mod everyday;
mod generate;
pub mod scene;
mod words;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde_json::{Value, json};

use crate::database::{Database, DatabaseError};
use crate::new_row::NewRow;

/// How large the demo store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSize {
    /// How many customers, the couple of the scene among them.
    pub customers: u32,
    /// Of how many hundred customers one has a piece in the store just now.
    pub open_repairs_per_hundred: u32,
}

impl Default for DemoSize {
    fn default() -> Self {
        Self {
            customers: 500,
            open_repairs_per_hundred: 12,
        }
    }
}

/// The moment the demo store is made for.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Now.
    pub now: DateTime<Utc>,
    /// Today in the store.
    pub today: NaiveDate,
}

impl Times {
    /// The demo store as of `now`.
    pub fn new(now: DateTime<Utc>) -> Self {
        let today = now
            .with_timezone(&chrono_tz::America::New_York)
            .date_naive();
        Self { now, today }
    }

    /// `days` before today.
    pub fn days_ago(&self, days: u64) -> NaiveDate {
        self.today - Days::new(days)
    }

    /// That hour (UTC) of that day, as a field's value; never after now.
    pub fn at(&self, day: NaiveDate, hour: u32) -> Value {
        let time = NaiveTime::from_hms_opt(hour.min(23), 12, 0).unwrap_or(NaiveTime::MIN);
        let at = day.and_time(time).and_utc().min(self.now);
        json!(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
    }
}

/// All rows of the demo store, parents before children.
pub fn rows(seed: u64, size: DemoSize, now: DateTime<Utc>) -> Vec<NewRow> {
    let times = Times::new(now);
    let mut rows = scene::store();
    rows.extend(scene::couple(&times));
    rows.extend(scene::repair(&times));
    rows.extend(generate::people(seed, size, &times));
    rows
}

/// Writes `rows`; what is there already stays as it is.
pub fn write(database: &Database, rows: &[NewRow]) -> Result<(), DatabaseError> {
    database.write(|edit| {
        for row in rows {
            edit.put(row.table, row.id, row.fields.clone())?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn made(seed: u64) -> Vec<NewRow> {
        rows(
            seed,
            DemoSize::default(),
            "2026-05-12T14:00:00Z".parse().unwrap(),
        )
    }

    #[test]
    fn the_same_seed_makes_the_same_store_and_another_seed_another() {
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
    }

    #[test]
    fn every_row_is_one_the_registry_knows_and_every_id_is_new() {
        let rows = made(7);
        let faults: Vec<String> = rows.iter().filter_map(NewRow::fault).collect();
        assert_eq!(faults, Vec::<String>::new());
        let ids: HashSet<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), rows.len());
        let count = |table| rows.iter().filter(|row| row.table == table).count();
        assert_eq!(count("customer"), 500);
        assert!(
            count("purchase") > 500 && count("promise") > 50 && count("relation") > 100,
            "a store full of stories"
        );
    }

    #[test]
    fn the_demo_has_repairs_in_every_state() {
        use regard_domain::repair::{RepairState, RepairStep, fold};
        use strum::IntoEnumIterator;
        let rows = made(7);
        let text = |row: &NewRow, field: &str| {
            row.fields
                .get(field)
                .and_then(Value::as_str)
                .unwrap()
                .to_owned()
        };
        let mut seen = HashSet::new();
        for repair in rows.iter().filter(|row| row.table == "repair") {
            let steps: Vec<RepairStep> = rows
                .iter()
                .filter(|row| {
                    row.table == "repair_step" && text(row, "repair_id") == repair.id.to_string()
                })
                .map(|row| RepairStep {
                    id: row.id.into(),
                    kind: text(row, "kind").parse().unwrap(),
                    at: text(row, "at").parse().unwrap(),
                    by: None,
                    undoes: None,
                })
                .collect();
            let standing = fold(&steps);
            assert!(standing.odd.is_empty(), "the demo's repairs make sense");
            seen.insert(standing.state);
        }
        assert_eq!(seen, RepairState::iter().collect());
    }

    #[test]
    fn in_may_2026_the_watch_was_bought_in_june_2021() {
        assert_eq!(
            scene::bought_on("2026-05-12".parse().unwrap()),
            "2021-06-03".parse::<NaiveDate>().unwrap()
        );
    }
}

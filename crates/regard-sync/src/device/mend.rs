//! A device makes sure that it has what the server has, and takes in what it was wrong about.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::arrivals::arrive;
use super::store::DeviceStore;
use crate::compare::{PartSums, Repair, part_of};
use crate::row::Row;
use crate::sums::Sum;

/// What the device's rows add up to, all of them and part by part.
pub fn add_up<S: DeviceStore>(store: &S) -> Result<(Sum, PartSums), S::Error> {
    let mut all = Sum::default();
    let mut parts = PartSums::default();
    store.each_row(&mut |table, id, sum| {
        all = all.plus(sum);
        parts.add(table, id, sum);
    })?;
    Ok((all, parts))
}

/// Takes in the rows of the parts that differed; what else is in these parts goes, as if the server
/// had taken it out. What is pending stays on top. Answers the tables concerned.
pub(super) fn mend<S: DeviceStore>(
    store: &mut S,
    repair: &Repair,
) -> Result<BTreeSet<String>, S::Error> {
    let come: BTreeSet<(&str, Uuid)> = repair
        .rows
        .iter()
        .map(|row| (row.table.as_str(), row.id))
        .collect();
    let mut gone = Vec::new();
    store.each_row(&mut |table, id, _| {
        if repair.parts.contains(&part_of(table, id)) && !come.contains(&(table, id)) {
            gone.push((table.to_owned(), id));
        }
    })?;
    let mut touched: BTreeSet<String> = repair.rows.iter().map(|row| row.table.clone()).collect();
    for (table, id) in gone {
        touched.insert(table.clone());
        let gone = Row {
            table,
            id,
            fields: Default::default(),
            deleted: true,
        };
        arrive(store, &gone, true)?;
    }
    for row in &repair.rows {
        arrive(store, row, true)?;
    }
    Ok(touched)
}

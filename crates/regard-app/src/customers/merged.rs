//! The other records of a person, as their page tells them.

use rusqlite::Connection;

use regard_domain::ids::{AliasId, CustomerId};

use super::about::address;
use super::names::associate_name;
use super::screens::{MergedField, MergedRecord, MergedValue};
use crate::database::customers::{self, Customer};
use crate::database::one_person;

/// Every merge that made this person one, the newest first.
pub fn of_person(conn: &Connection, person: &Customer) -> rusqlite::Result<Vec<MergedRecord>> {
    if one_person::other_records(conn, person.id)?.is_empty() {
        return Ok(Vec::new());
    }
    let mut merged = Vec::new();
    for alias in one_person::of_record(conn, person.id.0)?.aliases {
        let Some(said) = one_person::by_id(conn, alias.id)? else {
            continue;
        };
        // The one whose name was not to stay, unless it is the one that shows after all.
        let goes = alias.beside(alias.stays).unwrap_or(alias.customer);
        let record_id = CustomerId(if goes == person.id.0 {
            alias.stays
        } else {
            goes
        });
        let record = customers::record(conn, record_id)?;
        merged.push(MergedRecord {
            alias_id: AliasId(alias.id),
            record_id,
            name: record.as_ref().map(Customer::name).unwrap_or_default(),
            merged_at: said.merged_at,
            merged_by: match said.merged_by {
                Some(by) => associate_name(conn, by)?,
                None => None,
            },
            says: record.map_or_else(Vec::new, |record| says(person, &record)),
        });
    }
    merged.sort_by_key(|record| (std::cmp::Reverse(record.merged_at), record.alias_id));
    Ok(merged)
}

/// What the record says otherwise than the page.
fn says(person: &Customer, record: &Customer) -> Vec<MergedValue> {
    let one = |value: &Option<String>| value.clone().unwrap_or_default();
    let lines = |customer: &Customer| {
        // The company stands in a line of its own.
        let without = Customer {
            company_name: None,
            ..customer.clone()
        };
        address(&without).join("\n")
    };
    [
        (
            MergedField::Nickname,
            one(&person.nickname),
            one(&record.nickname),
        ),
        (
            MergedField::FormerNames,
            one(&person.former_names),
            one(&record.former_names),
        ),
        (
            MergedField::SaidAs,
            one(&person.said_as),
            one(&record.said_as),
        ),
        (
            MergedField::Company,
            one(&person.company_name),
            one(&record.company_name),
        ),
        (MergedField::Address, lines(person), lines(record)),
        (MergedField::About, one(&person.about), one(&record.about)),
        (
            MergedField::Memory,
            one(&person.memory),
            one(&record.memory),
        ),
    ]
    .into_iter()
    .filter(|(_, shown, said)| !said.trim().is_empty() && said != shown)
    .map(|(what, _, value)| MergedValue { what, value })
    .collect()
}

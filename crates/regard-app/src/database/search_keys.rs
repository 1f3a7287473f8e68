//! Keeps what is searched true: the rows and keys that find each customer.
//!
//! Triggers note whom a change concerns; [`settle`] brings those up to date before the writer
//! commits, so that a customer is found by a new number in the moment it is kept, and a purged one
//! leaves nothing behind.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_domain::names::{fold, initials, parts, sort_key};
use regard_domain::phone::digits;
use regard_domain::repair::{RepairState, fold as fold_steps};
use rusqlite::Connection;

use super::customers::{self, Customer};
use super::one_person::{self, RECORDS};
use super::search::{MatchedBy, SearchRow};
use super::{columns, relations, repair_steps, repairs, search_index, stores};

/// What "for good" is, as a last day.
const FOR_GOOD: &str = "9999-12-31";

/// The fewest digits of a phone number, and characters of an e-mail address, that find anyone.
pub const SHORTEST_FRAGMENT: usize = 3;

/// The longest part of a number or address that is looked up, in characters.
const LONGEST_FRAGMENT: usize = 40;

/// Brings everyone up to date whom a change since the last commit concerns. Answers how many.
pub fn settle(conn: &Connection) -> rusqlite::Result<usize> {
    let mut stale: BTreeSet<CustomerId> = conn
        .prepare_cached("SELECT customer_id FROM search_stale")?
        .query_map([], |row| Ok(CustomerId(row.get("customer_id")?)))?
        .collect::<rusqlite::Result<_>>()?;
    if stale.is_empty() {
        return Ok(0);
    }
    // What changes on any record changes the person.
    for record in stale.clone() {
        stale.insert(one_person::person_of(conn, record)?);
    }
    for customer in &stale {
        refresh(conn, *customer)?;
        search_index::note_change(conn, *customer)?;
    }
    conn.prepare_cached("DELETE FROM search_stale")?
        .execute([])?;
    Ok(stale.len())
}

/// Brings the row and the keys of one customer up to date. A record that shows under another's name
/// has none of its own.
pub fn refresh(conn: &Connection, id: CustomerId) -> rusqlite::Result<()> {
    if one_person::person_of(conn, id)? != id {
        return forget(conn, id);
    }
    match customers::customer(conn, id)? {
        Some(customer) => {
            let number = keep_row(conn, &customer)?;
            keep_keys(conn, number, &keys(conn, &customer)?)
        }
        None => {
            search_index::note_erase(conn)?;
            forget(conn, id)
        }
    }
}

fn forget(conn: &Connection, id: CustomerId) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "DELETE FROM search_key WHERE number =
            (SELECT number FROM search_row WHERE customer_id = ?1)",
    )?
    .execute([id.0])?;
    conn.prepare_cached("DELETE FROM search_row WHERE customer_id = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// The row of one customer as it is to be.
pub fn row_of(conn: &Connection, customer: &Customer) -> rusqlite::Result<SearchRow> {
    let (in_store, ready) = in_store(conn, customer.id)?;
    let name = customer.name();
    let mark = match initials(&customer.given_name, &customer.family_name) {
        none if none.is_empty() => initials(&name, ""),
        mark => mark,
    };
    Ok(SearchRow {
        customer_id: customer.id,
        name,
        initials: mark,
        owner_id: customer.owner_id,
        with_name: with_name(conn, customer.id)?,
        in_store,
        ready,
        promise_until: promise_until(conn, customer.id)?,
        gently_until: customer.gently_until,
        last_seen_on: last_seen_on(conn, customer)?,
        matched_by: MatchedBy::Name,
    })
}

/// Writes the row and answers its number.
fn keep_row(conn: &Connection, customer: &Customer) -> rusqlite::Result<i64> {
    let row = row_of(conn, customer)?;
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    conn.prepare_cached(&format!(
        "INSERT INTO search_row (customer_id, name, initials, sort, owner_id, with_name, in_store,
             ready, promise_until, gently_until, last_seen_on, opened_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
             (SELECT max(opened_at) FROM recently_opened WHERE customer_id IN {RECORDS}))
         ON CONFLICT (customer_id) DO UPDATE SET name = excluded.name,
             initials = excluded.initials, sort = excluded.sort, owner_id = excluded.owner_id,
             with_name = excluded.with_name, in_store = excluded.in_store, ready = excluded.ready,
             promise_until = excluded.promise_until, gently_until = excluded.gently_until,
             last_seen_on = excluded.last_seen_on, opened_at = excluded.opened_at
         RETURNING number"
    ))?
    .query_row(
        rusqlite::params![
            customer.id.0,
            row.name,
            row.initials,
            sort_key(&customer.given_name, &customer.family_name),
            row.owner_id.map(|owner| owner.0),
            row.with_name,
            row.in_store,
            row.ready,
            day(row.promise_until),
            day(row.gently_until),
            day(row.last_seen_on),
        ],
        |row| row.get("number"),
    )
}

/// Whether a piece of theirs is in the store, and whether one of those is ready.
fn in_store(conn: &Connection, id: CustomerId) -> rusqlite::Result<(bool, bool)> {
    let (mut in_store, mut ready) = (false, false);
    for repair in repairs::of_customer(conn, id)? {
        let steps: Vec<_> = repair_steps::of_repair(conn, repair.id)?
            .iter()
            .map(|step| step.as_step())
            .collect();
        let state = fold_steps(&steps).state;
        in_store |= state.is_in_store();
        ready |= state == RepairState::Ready;
    }
    Ok((in_store, ready))
}

/// The name of their spouse or partner, as the store says it in a row.
fn with_name(conn: &Connection, id: CustomerId) -> rusqlite::Result<Option<String>> {
    for relation in relations::of_customer(conn, id)? {
        if relation.is_couple() && relation.ended_on.is_none() {
            let name = match relation.other_id {
                Some(other) => customers::customer(conn, other)?.map(|other| other.short_name()),
                None => relation.other_name,
            };
            if name.is_some() {
                return Ok(name);
            }
        }
    }
    Ok(None)
}

/// The last day on which a promise to them is open.
fn promise_until(conn: &Connection, id: CustomerId) -> rusqlite::Result<Option<NaiveDate>> {
    conn.prepare_cached(&format!(
        "SELECT max(coalesce(until, ?2)) AS until FROM promise
         WHERE customer_id IN {RECORDS} AND kept_at IS NULL
           AND (uses_allowed IS NULL OR uses_allowed > (
                SELECT count(*) FROM promise_use
                WHERE promise_use.promise_id = promise.id AND promise_use.kind = 'kept'))"
    ))?
    .query_row((id.0, FOR_GOOD), |row| columns::day(row, "until"))
}

/// When anyone of the store last had to do with them: bought, brought, collected, spoke, was told.
fn last_seen_on(conn: &Connection, customer: &Customer) -> rusqlite::Result<Option<NaiveDate>> {
    let zone = stores::time_zone(conn, customer.store_id)?;
    let (moment, bought_on) = conn
        .prepare_cached(&format!(
            "SELECT max(
                coalesce((SELECT max(at) FROM repair_step WHERE customer_id IN {RECORDS}
                          AND kind IN ('taken_in', 'handed_over', 'told')), ''),
                coalesce((SELECT max(noted_at) FROM note WHERE customer_id IN {RECORDS}), ''),
                coalesce((SELECT max(asked_at) FROM message WHERE customer_id IN {RECORDS}), '')
             ) AS moment,
             (SELECT max(bought_on) FROM purchase WHERE customer_id IN {RECORDS}) AS bought_on"
        ))?
        .query_row([customer.id.0], |row| {
            Ok((
                columns::moment(row, "moment")?,
                columns::day(row, "bought_on")?,
            ))
        })?;
    let seen = moment.map(|moment| moment.with_timezone(&zone).date_naive());
    Ok(seen.max(bought_on))
}

/// Every key that finds the customer.
fn keys(conn: &Connection, customer: &Customer) -> rusqlite::Result<BTreeSet<(String, String)>> {
    let mut keys = BTreeSet::new();
    let mut put = |kind: &str, key: String| {
        if !key.is_empty() {
            keys.insert((kind.to_owned(), key));
        }
    };
    for (kind, key) in name_keys(customer) {
        put(kind, key);
    }
    for other in one_person::other_records(conn, customer.id)? {
        if let Some(other) = customers::record(conn, other)? {
            for (kind, key) in name_keys(&other) {
                put(kind, key);
            }
        }
    }
    for phone in customers::phones(conn, customer.id)? {
        for number in [phone.e164.unwrap_or_default(), phone.typed] {
            for key in phone_keys(&digits(&number)) {
                put("phone", key);
            }
        }
    }
    for email in customers::emails(conn, customer.id)? {
        for key in email_keys(&email.address) {
            put("email", key);
        }
    }
    for repair in repairs::of_customer(conn, customer.id)? {
        for key in envelope_keys(&repair.envelope) {
            put("envelope", key);
        }
    }
    for relation in relations::of_customer(conn, customer.id)? {
        if relation.ended_on.is_some() {
            continue;
        }
        let name = match relation.other_id {
            Some(other) => customers::customer(conn, other)?
                .map(|other| {
                    let nickname = other.nickname.clone().unwrap_or_default();
                    format!("{} {} {nickname}", other.given_name, other.family_name)
                })
                .unwrap_or_default(),
            None => relation.other_name.unwrap_or_default(),
        };
        for key in parts(&name) {
            put("relation", key);
        }
    }
    Ok(keys)
}

/// Name parts, and the initials that are typed run together: "rma" finds Roger Martin by `rmartin`.
fn name_keys(customer: &Customer) -> Vec<(&'static str, String)> {
    let given = parts(&customer.given_name);
    let family = parts(&customer.family_name);
    let nickname = parts(customer.nickname.as_deref().unwrap_or_default());
    let mut keys: Vec<(&'static str, String)> = Vec::new();
    for several in [&given, &family] {
        if several.len() > 1 {
            // "vanderberg" and "jeanluc" are typed without their gaps, too.
            keys.push((
                "name",
                several.concat().chars().take(LONGEST_FRAGMENT).collect(),
            ));
        }
    }
    if given.is_empty() && family.is_empty() {
        let company = customer.company_name.as_deref().unwrap_or_default();
        keys.extend(parts(company).into_iter().map(|part| ("name", part)));
    }
    let mut all: Vec<String> = given;
    for part in family.into_iter().chain(nickname) {
        if !all.contains(&part) {
            all.push(part);
        }
    }
    all.truncate(8);
    for (at, part) in all.iter().enumerate() {
        for (other_at, other) in all.iter().enumerate() {
            if at != other_at {
                let first: String = part.chars().take(1).collect();
                keys.push(("initials", format!("{first}{other}")));
            }
        }
    }
    if all.len() > 2 {
        let first_letters = |names: &mut dyn Iterator<Item = &String>| -> String {
            names.filter_map(|part| part.chars().next()).collect()
        };
        keys.push(("initials", first_letters(&mut all.iter())));
        keys.push(("initials", first_letters(&mut all.iter().rev())));
    }
    keys.extend(all.into_iter().map(|part| ("name", part)));
    keys
}

/// The number from the places at which people begin to say it: all of it, without its country, the
/// local part, the last four. The engine finds digits anywhere; these stand in for it for minutes, and
/// each is written and kept for every number there is.
fn phone_keys(number: &str) -> impl Iterator<Item = String> {
    let chars: Vec<char> = number.chars().take(LONGEST_FRAGMENT).collect();
    [chars.len(), 10, 7, 4]
        .into_iter()
        .filter(|length| *length >= SHORTEST_FRAGMENT)
        .filter_map(move |length| {
            let rest = chars.get(chars.len().checked_sub(length)?..)?;
            Some(rest.iter().collect())
        })
}

/// A fragment may begin at each word of the address.
fn email_keys(address: &str) -> Vec<String> {
    let address: String = fold(address.trim()).chars().take(80).collect();
    let starts = address
        .char_indices()
        .zip(std::iter::once('.').chain(address.chars()));
    starts
        .filter(|((_, c), before)| c.is_alphanumeric() && !before.is_alphanumeric())
        .filter_map(|((at, _), _)| address.get(at..))
        .filter(|key| key.chars().count() >= SHORTEST_FRAGMENT)
        .map(str::to_owned)
        .collect()
}

/// The number as it is compared: letters and digits only, and its digits without what leads them.
fn envelope_keys(envelope: &str) -> Vec<String> {
    let whole = envelope_key(envelope);
    let number = whole.trim_start_matches(|c: char| !c.is_ascii_digit() || c == '0');
    let number = number.to_owned();
    vec![whole, number]
}

/// An envelope number as it is compared.
pub fn envelope_key(envelope: &str) -> String {
    fold(envelope)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(LONGEST_FRAGMENT)
        .collect()
}

/// Writes the keys that are new and takes those out that no longer hold.
fn keep_keys(
    conn: &Connection,
    number: i64,
    keys: &BTreeSet<(String, String)>,
) -> rusqlite::Result<()> {
    let there: BTreeSet<(String, String)> = conn
        .prepare_cached("SELECT kind, key FROM search_key WHERE number = ?1")?
        .query_map([number], |row| Ok((row.get("kind")?, row.get("key")?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut take_out =
        conn.prepare_cached("DELETE FROM search_key WHERE kind = ?1 AND key = ?2 AND number = ?3")?;
    for (kind, key) in there.difference(keys) {
        take_out.execute((kind, key, number))?;
    }
    let mut put_in =
        conn.prepare_cached("INSERT INTO search_key (kind, key, number) VALUES (?1, ?2, ?3)")?;
    for (kind, key) in keys.difference(&there) {
        put_in.execute((kind, key, number))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_of_an_address_may_begin_at_each_of_its_words() {
        let keys = email_keys("Roger.Martin@Mail.example.org");
        assert_eq!(
            keys,
            [
                "roger.martin@mail.example.org",
                "martin@mail.example.org",
                "mail.example.org",
                "example.org",
                "org"
            ]
        );
    }

    #[test]
    fn a_number_is_found_from_where_people_begin_to_say_it() {
        let found: Vec<String> = phone_keys("12125550159").collect();
        assert_eq!(found, ["12125550159", "2125550159", "5550159", "0159"]);
        assert_eq!(phone_keys("15").count(), 0);
    }

    #[test]
    fn an_envelope_is_found_without_its_letters_and_zeros() {
        assert_eq!(envelope_keys("R-00042"), ["r00042", "42"]);
        assert_eq!(envelope_keys("1042"), ["1042", "1042"]);
    }
}

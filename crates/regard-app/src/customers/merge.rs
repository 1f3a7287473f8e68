//! Merges two customers who turn out to be one person. Nothing of either is moved or lost.

use regard_domain::ids::{AliasId, CustomerId};
use regard_domain::names::fold;
use regard_domain::phone;
use rusqlite::Connection;

use super::find::rows_of;
use super::likeness::alike;
use super::screens::{
    CompareCustomers, CustomerRow, FindDuplicates, MergeCustomers, Merged, Side, SideBySide,
};
use crate::app::App;
use crate::database::{customers, one_person, relations, search, stores};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::viewer::Viewer;

/// The most proposals: more would be a search.
const MOST: usize = 5;
/// So many are looked at of whom a half of the name is the same.
const MOST_ALIKE: usize = 40;
/// So many share a number or an address at most; a company's line is no sign of anything.
const MOST_SHARE: u32 = 10;

/// Other records that may be this customer: the same number or address first, then a name that is
/// almost theirs.
/// Whoever is related to them is someone else.
pub async fn find_duplicates(
    app: &App,
    args: FindDuplicates,
) -> Result<Vec<CustomerRow>, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        let customer = customers::customer(conn, args.customer_id)?
            .ok_or_else(|| CommandError::not_found("customer"))?;
        Ok(duplicates(conn, &viewer, &customer)?)
    })
}

fn duplicates(
    conn: &Connection,
    viewer: &Viewer,
    customer: &customers::Customer,
) -> rusqlite::Result<Vec<CustomerRow>> {
    let mut found: Vec<CustomerId> = Vec::new();
    for phone in customers::phones(conn, customer.id)? {
        if let Some(e164) = phone.e164 {
            found.extend(customers::with_address(
                conn,
                Some(&e164),
                None,
                MOST_SHARE,
            )?);
        }
    }
    for email in customers::emails(conn, customer.id)? {
        found.extend(customers::with_address(
            conn,
            None,
            Some(&email.address),
            MOST_SHARE,
        )?);
    }
    for typed in ways_to_type(customer) {
        for row in search::typed(conn, viewer.me, &typed, MOST_ALIKE)? {
            let other = customers::customer(conn, row.customer_id)?;
            if other.is_some_and(|other| {
                alike(&other.given_name, &customer.given_name)
                    && alike(&other.family_name, &customer.family_name)
            }) {
                found.push(row.customer_id);
            }
        }
    }
    let mut someone_else: Vec<CustomerId> = vec![customer.id];
    let relations = relations::of_customer(conn, customer.id)?;
    someone_else.extend(
        relations
            .into_iter()
            .filter_map(|relation| relation.other_id),
    );
    let mut proposed: Vec<CustomerId> = Vec::new();
    for id in found {
        if !someone_else.contains(&id) && !proposed.contains(&id) {
            proposed.push(id);
        }
    }
    proposed.truncate(MOST);
    rows_of(conn, viewer, &proposed)
}

/// What finds those whose name is almost theirs: a slip in the one half of a name leaves the other.
fn ways_to_type(customer: &customers::Customer) -> Vec<String> {
    let begin = |name: &str, most: usize| fold(name).chars().take(most).collect::<String>();
    let (given, family) = (customer.given_name.trim(), customer.family_name.trim());
    if given.is_empty() || family.is_empty() {
        return Vec::new();
    }
    vec![
        format!("{} {}", begin(given, 1), fold(family)),
        format!("{} {}", fold(given), begin(family, 2)),
    ]
}

/// Two customers side by side, for a look before they are merged.
pub async fn compare_customers(
    app: &App,
    args: CompareCustomers,
) -> Result<SideBySide, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        let (one, other) = (
            side(conn, &viewer, args.customer_id)?,
            side(conn, &viewer, args.other_id)?,
        );
        Ok(SideBySide {
            same: one.row.id == other.row.id,
            one,
            other,
        })
    })
}

fn side(conn: &Connection, viewer: &Viewer, id: CustomerId) -> Result<Side, CommandError> {
    let id = one_person::person_of(conn, id)?;
    let row = rows_of(conn, viewer, &[id])?.pop();
    let row = row.ok_or_else(|| CommandError::not_found("customer"))?;
    let country = stores::store(conn, viewer.store_id)?
        .map(|store| store.country)
        .unwrap_or_default();
    let phones = customers::phones(conn, id)?.into_iter();
    let phones = phones.map(|number| match &number.e164 {
        Some(e164) => phone::shown(e164, &country),
        None => number.typed,
    });
    let emails = customers::emails(conn, id)?.into_iter();
    let count = one_person::how_much(conn, id)?;
    Ok(Side {
        row,
        addresses: phones.chain(emails.map(|email| email.address)).collect(),
        purchases: count.purchases,
        repairs: count.repairs,
        notes: count.notes,
    })
}

/// Says that two customers are one person.
pub async fn merge_customers(app: &App, args: MergeCustomers) -> Result<Merged, CommandError> {
    app.database()?.write(|edit| {
        let person = |id: CustomerId| -> Result<CustomerId, CommandError> {
            let customer = customers::customer(edit.connection(), id)?;
            let customer = customer.ok_or_else(|| CommandError::not_found("customer"))?;
            Ok(customer.id)
        };
        let (stays, goes) = (person(args.stays)?, person(args.goes)?);
        if stays == goes {
            return Err(CommandError::new(
                ErrorCode::Conflict,
                Refusal::OnePersonAlready,
            ));
        }
        let alias_id = AliasId(edit.merge_records(goes.0, stays.0)?);
        Ok(Merged {
            customer_id: one_person::person_of(edit.connection(), stays)?,
            alias_id,
        })
    })
}

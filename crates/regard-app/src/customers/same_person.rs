//! "Is it the same person?": who is there already, while someone new is typed in.

use regard_domain::ids::CustomerId;
use regard_domain::names::{fold, parts};
use regard_domain::phone;
use rusqlite::Connection;

use super::find::rows_of;
use super::screens::{CustomerRow, FindSamePerson};
use crate::app::App;
use crate::database::{customers, search, stores};
use crate::error::CommandError;
use crate::viewer::Viewer;

/// The most proposals: more would be a search.
const MOST: usize = 5;

/// Looks for someone who is already there: the same number or address first, then the same name.
pub async fn find_same_person(
    app: &App,
    args: FindSamePerson,
) -> Result<Vec<CustomerRow>, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        Ok(same_person(conn, &viewer, &args)?)
    })
}

fn same_person(
    conn: &Connection,
    viewer: &Viewer,
    typed: &FindSamePerson,
) -> rusqlite::Result<Vec<CustomerRow>> {
    let country = stores::store(conn, viewer.store_id)?
        .map(|store| store.country)
        .unwrap_or_default();
    let e164 = phone::read(typed.phone.trim(), &country)
        .ok()
        .map(|read| read.e164);
    let email = Some(typed.email.trim()).filter(|email| !email.is_empty());
    let mut found: Vec<CustomerId> = customers::with_address(conn, e164.as_deref(), email, 10)?;
    let (given, family) = (
        fold(typed.given_name.trim()),
        fold(typed.family_name.trim()),
    );
    if !given.is_empty() && !family.is_empty() {
        let name = format!("{given} {family}");
        for row in search::typed(conn, viewer.me, &name, MOST.saturating_mul(2))? {
            if let Some(customer) = customers::customer(conn, row.customer_id)?
                && same_name(&customer.given_name, &typed.given_name)
                && same_name(&customer.family_name, &typed.family_name)
                && !found.contains(&row.customer_id)
            {
                found.push(row.customer_id);
            }
        }
    }
    found.truncate(MOST);
    rows_of(conn, viewer, &found)
}

/// Whether one name is the other, or the beginning of it: "Rob" and "Robert".
fn same_name(there: &str, typed: &str) -> bool {
    let (there, typed) = (parts(there), parts(typed));
    !typed.is_empty()
        && typed.iter().all(|typed| {
            there
                .iter()
                .any(|there| there.starts_with(typed.as_str()) || typed.starts_with(there.as_str()))
        })
}

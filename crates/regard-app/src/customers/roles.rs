//! The people of a purchase as a customer's page names them.

use regard_domain::ids::CustomerId;
use rusqlite::Connection;

use super::names::{person_named, person_ref};
use super::screens::PersonRef;
use crate::database::purchases::Purchase;

/// Who had which part in a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles {
    /// Who paid; a nameless person when this device does not have them.
    pub bought_by: PersonRef,
    /// Who chose it.
    pub chosen_by: Option<PersonRef>,
    /// Whom it is for.
    pub bought_for: Option<PersonRef>,
}

/// The people of a purchase, named for the page of `page`. Who wears it stands for whom it is for,
/// when nobody wrote that down.
pub fn roles(conn: &Connection, page: CustomerId, purchase: &Purchase) -> rusqlite::Result<Roles> {
    let named = |id: Option<CustomerId>| match id {
        Some(id) => person_ref(conn, page, id),
        None => Ok(None),
    };
    let bought_for = match (purchase.for_id, &purchase.for_name) {
        (Some(id), _) => person_ref(conn, page, id)?,
        (None, Some(name)) => Some(person_named(name)),
        (None, None) => named(purchase.worn_by_id.filter(|id| *id != purchase.customer_id))?,
    };
    Ok(Roles {
        bought_by: person_ref(conn, page, purchase.customer_id)?
            .unwrap_or_else(|| person_named("")),
        chosen_by: named(purchase.chosen_by_id)?,
        bought_for,
    })
}

//! What people are called on the screens.

use regard_domain::ids::{AssociateId, CustomerId};
use rusqlite::Connection;

use super::screens::PersonRef;
use crate::database::{customers, stores};

/// The customer's name as it is said; empty when this device does not have them.
pub fn display_name(conn: &Connection, id: CustomerId) -> rusqlite::Result<String> {
    Ok(customers::customer(conn, id)?
        .map(|customer| customer.name())
        .unwrap_or_default())
}

/// What to call the customer in a sentence; empty when this device does not have them.
pub fn given_name(conn: &Connection, id: CustomerId) -> rusqlite::Result<String> {
    Ok(customers::customer(conn, id)?
        .map(|customer| customer.short_name())
        .unwrap_or_default())
}

/// What the associate is called; none when this device does not know them.
pub fn associate_name(conn: &Connection, id: AssociateId) -> rusqlite::Result<Option<String>> {
    Ok(stores::associate(conn, id)?.map(|associate| associate.given_name))
}

/// `other` as the page of `page` names them; none when this device does not have them.
pub fn person_ref(
    conn: &Connection,
    page: CustomerId,
    other: CustomerId,
) -> rusqlite::Result<Option<PersonRef>> {
    Ok(customers::customer(conn, other)?.map(|customer| PersonRef {
        customer_id: Some(customer.id),
        name: customer.short_name(),
        is_self: page == customer.id,
    }))
}

/// Someone known by name only.
pub fn person_named(name: &str) -> PersonRef {
    PersonRef {
        customer_id: None,
        name: name.to_owned(),
        is_self: false,
    }
}

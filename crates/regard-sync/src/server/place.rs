//! Where a row is read: on which customer it hangs, and in which feed it stands.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{StoredField, StoredRow};
use crate::tables::{self, Belongs};

/// The feed that every device reads.
pub const COMPANY_FEED: &str = "company";

/// The feed of one store.
pub fn store_feed(store: Uuid) -> String {
    format!("store:{store}")
}

/// The feed of one associate.
pub fn associate_feed(associate: Uuid) -> String {
    format!("associate:{associate}")
}

/// On which customer a row hangs, and in which feed it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The customer.
    pub root: Option<Uuid>,
    /// The feed.
    pub feed: String,
}

/// Why a row has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPlace {
    /// The field that says whose it is holds no id.
    #[error("it does not say whose it is")]
    NoOwner,
    /// The customer it hangs on is not in the book.
    #[error("unknown customer")]
    UnknownCustomer,
    /// The store is not in the book.
    #[error("unknown store")]
    UnknownStore,
    /// The associate is not in the book.
    #[error("unknown associate")]
    UnknownAssociate,
}

/// Finds the place of a row with `fields`. `look_up` finds rows that may be asked for on the way;
/// `otherwise` is the feed of a row of a table that this build does not know and that hangs on no
/// customer.
pub fn place<E: From<NoPlace>>(
    table: &str,
    id: Uuid,
    fields: &BTreeMap<String, StoredField>,
    otherwise: &str,
    look_up: impl Fn(&str, Uuid) -> Result<Option<StoredRow>, E>,
) -> Result<Place, E> {
    let id_in = |name: &str| -> Result<Uuid, NoPlace> {
        fields
            .get(name)
            .and_then(|field| field.value.as_str())
            .and_then(|text| Uuid::parse_str(text).ok())
            .ok_or(NoPlace::NoOwner)
    };
    let of_customer = |customer: Uuid| -> Result<Place, E> {
        let row = look_up("customer", customer)?
            .filter(|row| !row.deleted)
            .ok_or(NoPlace::UnknownCustomer)?;
        Ok(Place {
            root: Some(customer),
            feed: row.feed,
        })
    };
    match tables::table(table).map(|table| table.belongs) {
        Some(Belongs::Company) => Ok(Place {
            root: None,
            feed: COMPANY_FEED.to_owned(),
        }),
        Some(Belongs::Customer) => {
            let store = id_in("store_id")?;
            look_up("store", store)?
                .filter(|row| !row.deleted)
                .ok_or(NoPlace::UnknownStore)?;
            Ok(Place {
                root: Some(id),
                feed: store_feed(store),
            })
        }
        Some(Belongs::ToCustomer(field)) => of_customer(id_in(field)?),
        Some(Belongs::ToAssociate(field)) => {
            let associate = id_in(field)?;
            look_up("associate", associate)?.ok_or(NoPlace::UnknownAssociate)?;
            Ok(Place {
                root: None,
                feed: associate_feed(associate),
            })
        }
        // A newer app's table: it goes where its customer goes.
        None => match id_in("customer_id") {
            Ok(customer) => of_customer(customer),
            Err(_) => Ok(Place {
                root: None,
                feed: otherwise.to_owned(),
            }),
        },
    }
}

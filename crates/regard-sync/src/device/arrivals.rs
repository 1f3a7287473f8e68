//! Rows that came from the server: written as they are, or under the changes that are still pending.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::settle::{follow_restamped, show_again};
use super::shown::{customer, show, shown};
use super::store::{Base, DeviceStore, Fields};
use crate::hlc::Hlc;
use crate::row::{FieldState, Page, Row};
use crate::table::{Belongs, Table};
use crate::tables::{self, TABLES};

/// Writes one row of a page. Doing so twice changes nothing.
///
/// `whole` says that the row came with every field that this device may see, as in a start afresh:
/// what did not come is not there any more.
pub fn arrive<S: DeviceStore>(store: &mut S, row: &Row, whole: bool) -> Result<(), S::Error> {
    let Some(table) = tables::table(&row.table) else {
        return keep_unknown(store, row, whole);
    };
    match store.base(table.name, row.id)? {
        Some(base) => arrive_under_changes(store, table, row, base, whole),
        None if row.deleted => store.delete_row(table, row.id),
        None => {
            let known = if whole {
                None
            } else {
                store.row(table, row.id)?
            };
            let fields = merged(known, &row.fields);
            store.write_row(table, row.id, &fields)
        }
    }
}

/// The newest stamp of a page.
pub(super) fn newest_stamp(rows: &[Row]) -> Option<Hlc> {
    rows.iter()
        .flat_map(|row| row.fields.values().map(|state| state.hlc))
        .max()
}

fn arrive_under_changes<S: DeviceStore>(
    store: &mut S,
    table: &Table,
    row: &Row,
    base: Base,
    whole: bool,
) -> Result<(), S::Error> {
    let base = if row.deleted {
        Base {
            fields: base.fields,
            gone: true,
        }
    } else {
        Base {
            fields: Some(merged(base.fields.filter(|_| !whole), &row.fields)),
            gone: false,
        }
    };
    store.keep_base(table.name, row.id, &base)?;
    let mut pending = store.changes_of_row(table.name, row.id)?;
    if let Some(server) = &base.fields {
        pending = follow_restamped(store, pending, server)?;
    }
    let shown = shown(table, base.fields, &pending);
    show(store, table, row.id, shown.as_ref())
}

/// The row with what came: the server's word stands.
fn merged(known: Option<Fields>, came: &BTreeMap<String, FieldState>) -> Fields {
    let mut fields = known.unwrap_or_default();
    for (name, state) in came {
        fields.insert(name.clone(), state.clone());
    }
    fields
}

/// Keeps a row of a table that this version does not know.
fn keep_unknown<S: DeviceStore>(store: &mut S, row: &Row, whole: bool) -> Result<(), S::Error> {
    if row.deleted {
        return store.forget_unknown_row(&row.table, row.id);
    }
    let known = if whole {
        None
    } else {
        store.unknown_row(&row.table, row.id)?
    };
    store.keep_unknown_row(&row.table, row.id, &merged(known, &row.fields))
}

/// The customer may no longer be seen here: they go with all that hangs on them, without a trace for
/// the server.
///
/// So does a single row that hangs on another customer now. Pending changes stay and are sent. Answers
/// the tables concerned.
pub fn leave<S: DeviceStore>(store: &mut S, root: Uuid) -> Result<BTreeSet<String>, S::Error> {
    let mut touched = BTreeSet::new();
    for table in TABLES {
        let hangs = matches!(table.belongs, Belongs::Customer | Belongs::ToCustomer(_));
        if hangs && store.purge(table, root)? {
            touched.insert(table.name.to_owned());
        }
    }
    store.forget_customer(root)?;
    Ok(touched)
}

/// Forgets the words about customers who were erased: the page says that they left, and takes their
/// row out.
pub(super) fn forget_erased<S: DeviceStore>(store: &mut S, page: &Page) -> Result<(), S::Error> {
    for row in &page.rows {
        if row.table == "customer" && row.deleted && page.leaves.contains(&row.id) {
            store.forget_erased(row.id)?;
        }
    }
    Ok(())
}

/// Takes out every row that did not come in a start afresh.
///
/// Of a row with pending changes only what the server had of it goes; the changes stay, and show as
/// far as they can: not without the customer whom they are about.
pub fn sweep<S: DeviceStore>(store: &mut S) -> Result<(), S::Error> {
    let pending = store.sweep_rows()?;
    for (table, id) in &pending {
        store.keep_base(table, *id, &Base::NOTHING)?;
        show_again(store, table, *id)?;
    }
    hide_orphans(store, &pending)
}

/// Takes rows out of sight whose customer is not here. Their pending changes stay and are sent.
pub fn hide_orphans<'r, S: DeviceStore>(
    store: &mut S,
    rows: impl IntoIterator<Item = &'r (String, Uuid)>,
) -> Result<(), S::Error> {
    for (name, id) in rows {
        let Some(table) = tables::table(name) else {
            continue;
        };
        let Some(row) = store.row(table, *id)? else {
            continue;
        };
        if let (Belongs::ToCustomer(_), Some(customer)) =
            (table.belongs, customer(table, *id, &row))
            && let Some(customers) = tables::table("customer")
            && store.row(customers, customer)?.is_none()
        {
            if store.base(name, *id)?.is_some() {
                let left = Base {
                    fields: None,
                    gone: true,
                };
                store.keep_base(name, *id, &left)?;
            }
            store.delete_row(table, *id)?;
        }
    }
    Ok(())
}

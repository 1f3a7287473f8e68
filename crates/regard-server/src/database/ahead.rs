//! What a push will ask for, asked all at once where a question is a way there and back.

use std::collections::BTreeSet;

use regard_domain::ids::CompanyId;
use regard_sync::Change;
use regard_sync::tables::{self, Belongs};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{DatabaseError, Sql, parked, rows};

/// Reads the rows that these changes touch and hang on, and whether any of them was erased. A read
/// that was not foreseen here is made when it comes; nothing is ever different for it but the time.
pub fn look_ahead(
    sql: &dyn Sql,
    company: CompanyId,
    changes: &[Change],
) -> Result<(), DatabaseError> {
    if sql.ahead().is_none() {
        return Ok(());
    }
    let mut wanted: BTreeSet<(String, Uuid)> = BTreeSet::new();
    for change in changes {
        wanted.insert((change.table.clone(), change.id));
        let hangs_on = match tables::table(&change.table).map(|table| table.belongs) {
            Some(Belongs::Company) => None,
            Some(Belongs::Customer) => Some(("store", "store_id")),
            Some(Belongs::ToCustomer(field)) => Some(("customer", field)),
            Some(Belongs::ToAssociate(field)) => Some(("associate", field)),
            None => Some(("customer", "customer_id")),
        };
        if let Some((table, field)) = hangs_on
            && let Some(id) = id_in(change, field)
        {
            wanted.insert((table.to_owned(), id));
        }
    }
    let ids: BTreeSet<Uuid> = wanted.iter().map(|(_, id)| *id).collect();
    let hashes = ids
        .iter()
        .map(|id| Sha256::digest(id.as_bytes()).to_vec())
        .collect();
    rows::look_ahead(sql, company, wanted)?;
    parked::look_ahead(sql, company, hashes)
}

fn id_in(change: &Change, field: &str) -> Option<Uuid> {
    let text = change.fields.get(field)?.value.as_str()?;
    Uuid::parse_str(text).ok()
}

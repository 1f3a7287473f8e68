//! Regard's own engine, as the app holds it: a built base opened from bytes, and an overlay.

use std::fs;
use std::path::Path;

use regard_search::{Base, Builder, Index, Near, SearchCard, Standing, Viewer};
use uuid::Uuid;

use crate::customer::Customer;
use crate::peers::{Peer, PeerError};
use crate::store::Store;

/// The built index on the disk.
const FILE: &str = "base";

/// Builds and saves the base. Customers come in the order of places: the engine ranks them itself.
pub fn build(store: &Store, folder: &Path) -> Result<(), PeerError> {
    let mut builder = Builder::new(Viewer {
        me: Some(store.me()),
        today: store.today,
    });
    for customer in store.customers() {
        builder.add(&card(&customer));
    }
    let base = builder.finish(&|| false).map_err(|_| "cancelled")?;
    fs::write(folder.join(FILE), base.to_bytes())?;
    Ok(())
}

/// Opens the saved base.
pub fn open(folder: &Path) -> Result<Regard, PeerError> {
    let base = Base::open(fs::read(folder.join(FILE))?).map_err(|error| format!("{error:?}"))?;
    Ok(Regard {
        memory: base.memory_bytes(),
        index: Index::of(base),
    })
}

/// The engine over one store.
pub struct Regard {
    index: Index,
    memory: usize,
}

impl Peer for Regard {
    fn find(&mut self, typed: &str, limit: usize) -> Result<Vec<Uuid>, PeerError> {
        let found = self.index.find(typed, limit);
        Ok(found.hits.into_iter().map(|hit| hit.id).collect())
    }

    fn update(&mut self, customer: &Customer) -> Result<(), PeerError> {
        self.index.put(&card(customer));
        Ok(())
    }

    fn own_memory(&self) -> Option<usize> {
        Some(self.memory)
    }
}

/// The customer as the engine reads it.
pub fn card(customer: &Customer) -> SearchCard {
    let standing = &customer.standing;
    SearchCard {
        id: customer.id,
        given: customer.given.clone(),
        family: customer.family.clone(),
        also: customer.also().map(str::to_owned).collect(),
        near: customer
            .near
            .iter()
            .map(|near| Near {
                name: near.name.clone(),
                relation: near.relation.to_owned(),
                of: near.of,
            })
            .collect(),
        phones: customer.phones.clone(),
        emails: customer.emails.clone(),
        numbers: customer
            .envelopes
            .iter()
            .chain(&customer.serials)
            .cloned()
            .collect(),
        words: customer.words().map(str::to_owned).collect(),
        standing: Standing {
            in_store: standing.in_store,
            ready: standing.ready,
            seen_on: standing.seen_on,
            opened_at: standing.opened_at,
            owner: Some(standing.owner),
            store: standing.store,
            promise_until: standing.promise_until,
            gently_until: standing.gently_until,
            tags: customer.tags.clone(),
        },
    }
}

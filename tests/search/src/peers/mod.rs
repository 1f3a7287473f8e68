//! Those who search: Regard and what a good team would otherwise reach for, behind one trait.
//!
//! Every peer gets the same folded words of the same customers, numbered nearest first
//! (`Standing::distance`), so that ties fall alike; each is set up as its own manual advises for
//! search while typing. They may be better than an average use of them, never worse.

mod regard;
#[cfg(feature = "tantivy")]
mod tantivy;

use std::path::Path;

use uuid::Uuid;

use crate::customer::Customer;
use crate::database::fts5::{Fts5, Tokens};
use crate::store::Store;

/// What may go wrong in a peer; the bench stops.
pub type PeerError = Box<dyn std::error::Error>;

/// One who searches a built store.
pub trait Peer {
    /// At most `limit` customers for the text as typed so far, best first.
    fn find(&mut self, typed: &str, limit: usize) -> Result<Vec<Uuid>, PeerError>;

    /// Takes the changed customer; at return it is found by its new words and safe on the disk if the
    /// peer keeps it there.
    fn update(&mut self, customer: &Customer) -> Result<(), PeerError>;

    /// Memory by its own account, if it keeps one.
    fn own_memory(&self) -> Option<usize> {
        None
    }
}

/// Which peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The product's own engine.
    Regard,
    /// SQLite FTS5 over trigrams.
    Trigram,
    /// SQLite FTS5 over words with prefix indexes.
    Prefix,
    /// tantivy, with fuzzy prefixes.
    Tantivy,
}

impl Which {
    /// Those that this build has.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Regard, Self::Prefix, Self::Trigram];
        if cfg!(feature = "tantivy") {
            all.push(Self::Tantivy);
        }
        all
    }

    /// The name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Regard => "regard",
            Self::Trigram => "fts5_trigram",
            Self::Prefix => "fts5_prefix",
            Self::Tantivy => "tantivy",
        }
    }

    /// The peer of that name, if this build has it.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|which| which.name() == name)
    }

    /// Builds what it searches by in an empty folder.
    pub fn build(self, store: &Store, order: &[u32], folder: &Path) -> Result<(), PeerError> {
        match self {
            Self::Trigram => Fts5::build(Tokens::Trigrams, store, order, folder),
            Self::Prefix => Fts5::build(Tokens::Words, store, order, folder),
            Self::Regard => regard::build(store, folder),
            #[cfg(feature = "tantivy")]
            Self::Tantivy => tantivy::build(store, order, folder),
            #[allow(unreachable_patterns)]
            other => Err(format!("this build has no {}", other.name()).into()),
        }
    }

    /// Opens what was built, ready for the first key.
    pub fn open(self, store: &Store, folder: &Path) -> Result<Box<dyn Peer>, PeerError> {
        match self {
            Self::Trigram => Ok(Box::new(Fts5::open(Tokens::Trigrams, store, folder)?)),
            Self::Prefix => Ok(Box::new(Fts5::open(Tokens::Words, store, folder)?)),
            Self::Regard => Ok(Box::new(regard::open(folder)?)),
            #[cfg(feature = "tantivy")]
            Self::Tantivy => Ok(Box::new(tantivy::open(store, folder)?)),
            #[allow(unreachable_patterns)]
            other => Err(format!("this build has no {}", other.name()).into()),
        }
    }
}

/// The digits of telephone numbers and all their endings of three and more, so that an index of
/// word beginnings finds digits anywhere.
pub fn endings(customer: &Customer) -> Vec<String> {
    let mut endings = Vec::new();
    for phone in customer.digits() {
        for from in 0..phone.len().saturating_sub(2) {
            endings.push(phone[from..].to_owned());
        }
    }
    endings
}

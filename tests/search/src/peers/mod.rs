//! Those who search: Regard and what a good team would otherwise reach for, behind one trait.
//!
//! Every peer gets the same folded words of the same customers, numbered nearest first
//! (`Standing::distance`), so that ties fall alike; each is set up as its own manual advises for
//! search while typing. They may be better than an average use of them, never worse.

mod regard;
pub use regard::card;
#[cfg(feature = "tantivy")]
mod tantivy;

use std::path::Path;

use uuid::Uuid;

use crate::customer::Customer;
use crate::database::fts5::{Fts5, Kept, Order, Tokens};
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
    /// The same in an encrypted file (SQLCipher), as Regard's own data lie.
    PrefixEncrypted,
    /// The same file as `Trigram`, ordered by bm25 as most would write it.
    TrigramBm25,
    /// The same file as `Prefix`, ordered by bm25 as most would write it.
    PrefixBm25,
    /// tantivy, with fuzzy prefixes.
    #[cfg(feature = "tantivy")]
    Tantivy,
}

impl Which {
    /// Those that this build has.
    pub fn all() -> Vec<Self> {
        vec![
            Self::Regard,
            Self::Prefix,
            Self::PrefixEncrypted,
            Self::Trigram,
            Self::PrefixBm25,
            Self::TrigramBm25,
            #[cfg(feature = "tantivy")]
            Self::Tantivy,
        ]
    }

    /// The name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Regard => "regard",
            Self::Trigram => "fts5_trigram",
            Self::Prefix => "fts5_prefix",
            Self::PrefixEncrypted => "fts5_prefix_sqlcipher",
            Self::PrefixBm25 => "fts5_prefix_bm25",
            Self::TrigramBm25 => "fts5_trigram_bm25",
            #[cfg(feature = "tantivy")]
            Self::Tantivy => "tantivy",
        }
    }

    /// The peer whose files this one searches, too.
    pub fn files(self) -> Self {
        match self {
            Self::PrefixBm25 => Self::Prefix,
            Self::TrigramBm25 => Self::Trigram,
            own => own,
        }
    }

    /// The peer of that name, if this build has it.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|which| which.name() == name)
    }

    /// Builds what it searches by in an empty folder.
    pub fn build(self, store: &Store, order: &[u32], folder: &Path) -> Result<(), PeerError> {
        match self {
            Self::Trigram | Self::TrigramBm25 => {
                Fts5::build(Tokens::Trigrams, Kept::Plain, store, order, folder)
            }
            Self::Prefix | Self::PrefixBm25 => {
                Fts5::build(Tokens::Words, Kept::Plain, store, order, folder)
            }
            Self::PrefixEncrypted => {
                Fts5::build(Tokens::Words, Kept::Encrypted, store, order, folder)
            }
            Self::Regard => regard::build(store, folder),
            #[cfg(feature = "tantivy")]
            Self::Tantivy => tantivy::build(store, order, folder),
        }
    }

    /// Opens what was built, ready for the first key.
    pub fn open(self, folder: &Path) -> Result<Box<dyn Peer>, PeerError> {
        let fts5 = |tokens, order, kept| -> Result<Box<dyn Peer>, PeerError> {
            Ok(Box::new(Fts5::open(tokens, order, kept, folder)?))
        };
        match self {
            Self::Trigram => fts5(Tokens::Trigrams, Order::Nearest, Kept::Plain),
            Self::Prefix => fts5(Tokens::Words, Order::Nearest, Kept::Plain),
            Self::PrefixEncrypted => fts5(Tokens::Words, Order::Nearest, Kept::Encrypted),
            Self::TrigramBm25 => fts5(Tokens::Trigrams, Order::Bm25, Kept::Plain),
            Self::PrefixBm25 => fts5(Tokens::Words, Order::Bm25, Kept::Plain),
            Self::Regard => Ok(Box::new(regard::open(folder)?)),
            #[cfg(feature = "tantivy")]
            Self::Tantivy => Ok(Box::new(tantivy::open(folder)?)),
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

//! What travels between a device and the server, and how it merges.
//!
//! Both sides use this crate: the wire types, the hybrid clock, the list of synced tables with their
//! rules, and the one merge function. Nothing here reads a file, a socket, a clock or a random
//! number; docs/SYNC.md describes the protocol with examples.

pub mod alias;
pub mod change;
pub mod compare;
pub mod device;
pub mod enrol;
pub mod hlc;
pub mod merge;
pub mod row;
pub mod server;
pub mod service;
pub mod snapshot;
pub mod sums;
pub mod table;
pub mod tables;
pub mod weave;

pub use change::{Change, ChangeKind, ChangeOutcome, ChangeResult, FieldChange};
pub use hlc::Hlc;
pub use row::{Cursor, FieldState, Page, Row, SyncAnswer, SyncRequest};
pub use service::{SyncError, SyncService};
pub use snapshot::{Agenda, Manifest, Part};

/// The version of the tables and rules that this build knows; every request names it.
pub const SCHEMA: u32 = 1;

/// The most changes that the server takes in one request; it announces its own limits too.
pub const MOST_CHANGES: usize = 500;

/// About the most bytes of changes, as JSON before compression, in one request.
pub const MOST_CHANGE_BYTES: usize = 256 * 1024;

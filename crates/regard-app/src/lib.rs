//! The app without a phone: commands, device database, search, sync engine.
pub mod app;
pub mod appointments;
pub mod commands;
pub mod customers;
pub mod database;
pub mod error;
pub mod follow_ups;
pub mod key_store;
pub mod legends;
pub mod messages;
pub mod notes;
pub mod people;
pub mod photos;
pub mod promises;
pub mod reasons;
mod refusal;
pub mod repairs;
pub(crate) mod search;
pub mod session;
pub mod strands;
pub mod sync;
pub mod team;
#[cfg(test)]
pub(crate) mod testing;
pub mod today;
pub mod viewer;
pub mod wishes;

pub use app::{App, AppEvent, AppOptions};
pub use key_store::{FileKeyStore, Key32, KeyError, KeyStore};

// What the shell needs of others, so that it depends on the app alone.
pub use chrono::{DateTime, Utc};
pub use error::{CommandError, ErrorCode, Refusal};
pub use regard_domain::clock::Clock;
pub use regard_domain::ids::AlertId;
pub use uuid::Uuid;
pub use zeroize::Zeroizing;

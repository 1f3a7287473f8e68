//! The app without a phone: commands, device database, search, sync engine.
pub mod customers;
pub mod error;
pub mod follow_ups;
pub mod messages;
pub mod notes;
pub mod promises;
pub mod repairs;
pub mod session;
pub mod sync;
pub mod today;

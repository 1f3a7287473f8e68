//! How a message reaches a customer: never silently lost, practically never twice, never unlawful.
//!
//! `intake` makes one delivery of each message that a device asks for. `claim` takes what is due and
//! looks at everything again, in one transaction that also writes the try down. `dispatch` hands it
//! to a channel and `settle`s what came back; what nobody can tell is `check`ed with the provider
//! before anything else happens. `receipts` come in any order, twice or never. `publish` shows on the
//! message's own row, and so on every device, where it stands.
//!
//! `opt_out` takes what customers say about being written to, and `proof` says years later what they
//! agreed to. `sending` is off after the book came back from a backup.

pub mod bounce;
pub mod channels;
mod check;
mod claim;
pub mod config;
mod conversation;
mod dispatch;
mod errand;
pub mod intake;
mod joined;
mod may_leave;
pub mod opt_out;
mod pace;
pub mod page;
mod progress;
pub mod proof;
mod publish;
mod receipts;
pub mod replies;
mod routes;
mod rules;
pub mod send_test;
pub mod sending;
mod settle;
mod spread;
mod witness;

pub use channels::Receipt;
pub use channels::set_up::SetUpError;
pub use config::{DeliveryConfig, DeliveryConfigError};
pub use dispatch::{Dispatcher, Running};
pub use receipts::take as take_receipt;
pub use routes::routes;

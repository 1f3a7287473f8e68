//! How a message reaches a customer: never silently lost, practically never twice, never unlawful.
//!
//! `intake` makes one delivery of each message that a device asks for. `claim` takes what is due and
//! looks at everything again, in one transaction that also writes the try down. `dispatch` hands it
//! to a channel and `settle`s what came back; what nobody can tell is `check`ed with the provider
//! before anything else happens. `receipts` come in any order, twice or never. `publish` shows on the
//! message's own row, and so on every device, where it stands.

pub mod bounce;
pub mod channels;
mod check;
mod claim;
pub mod config;
mod dispatch;
pub mod intake;
mod may_leave;
pub mod page;
mod progress;
mod publish;
mod receipts;
mod routes;
mod rules;
pub mod send_test;
mod settle;

pub use channels::Receipt;
pub use channels::set_up::SetUpError;
pub use config::{DeliveryConfig, DeliveryConfigError};
pub use dispatch::{Dispatcher, Running};
pub use receipts::take as take_receipt;
pub use routes::routes;

//! What customers write back: taken once, bound to the message, its repair and its associate, and
//! answered by a rule only where the meaning is clear. Everything else goes to a person.

pub(super) mod confirm;
mod inbound;
mod routes;
mod take;
mod whose;

pub use inbound::Inbound;
pub(in crate::delivery) use inbound::Written;
pub use routes::{inbound_url, routes};
pub use take::{Taken, take};

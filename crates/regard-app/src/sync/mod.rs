//! Device and server agree: the outbox goes up, rows come down, nobody has to press anything.
//! See screens.rs for what is shown of it.

pub mod also_entered;
pub mod compare;
pub mod engine;
pub(crate) mod first_sync;
mod hold;
pub mod http;
mod http_photos;
mod http_push;
mod http_snapshot;
mod line;
mod live;
pub mod network;
pub mod now;
pub mod outbox;
pub(crate) mod round;
pub mod screens;
mod send_photos;
pub mod settle_also_entered;
mod tell_token;
mod wire;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod tiny_server;

pub use http::HttpNetwork;
pub use network::{Network, PhotoAnswer, PhotoTaken, Poke, SnapshotBytes};
pub use wire::Wire;

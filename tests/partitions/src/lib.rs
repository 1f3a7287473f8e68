//! A store whose network is simulated: the real server and real devices, each on a machine of its own
//! in [`turmoil`], with a seed that says which messages are late, held or lost and which machine falls.
//!
//! Real are the server's router on its book, the app with its engine, outbox and encrypted database,
//! and every request between them. Simulated are the connections and the time. What an app draws for
//! itself (ids, the length of a pause) is not of the seed.

mod clock;
mod database;
mod device;
mod server;
mod weather;
mod wire;
mod world;

pub use world::{Outcome, World};

//! The backend: keeps the company's book, agrees with every device, delivers messages, raises alerts.
//!
//! `routes` is what can be asked over HTTP, `delivery` how a message reaches a customer, `alerts`
//! what pops up on an associate's device, `database` the book. How devices and server agree stands in
//! `regard_sync::server`.

pub mod admin;
pub mod alerts;
pub mod auth;
pub mod clock;
pub mod config;
pub mod database;
pub mod delivery;
pub mod demo;
pub mod enrol;
pub mod error;
pub mod export;
pub mod import;
pub mod new_row;
pub mod photos;
pub mod random;
pub mod routes;
pub mod server;
pub mod snapshot;
pub mod standing;
pub mod state;
pub mod status_page;
pub mod uncollected;
pub mod verify;

pub use config::Config;
pub use server::{Server, ServerOptions, StartError};
pub use state::ServerState;

//! The backend: keeps the company's book, agrees with every device, delivers messages, raises alerts.
//!
//! `routes` is what can be asked over HTTP, `sync` how devices and server agree, `delivery` how a
//! message reaches a customer, `alerts` what pops up on an associate's device, `database` the book.

pub mod clock;
pub mod database;
pub mod demo;
pub mod import;
pub mod new_row;

//! Customers: finding them, their story, what to read before saying hello.
pub mod names;
pub mod screens;

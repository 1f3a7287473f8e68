//! Who uses this device: enrol, unlock, lock, settings. See screens.rs for what is shown.

mod address;
pub mod alerts_here;
pub mod enrol;
pub mod language;
pub mod lock;
pub mod opening;
mod pin;
pub mod push_token;
pub mod reach;
pub mod rest;
pub mod screens;
pub mod settings;
pub mod start;
mod who;

#[cfg(test)]
mod tests;

pub use who::Session;

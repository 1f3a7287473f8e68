//! Who uses this device: enrol, unlock, lock, settings. See screens.rs for what is shown.

pub mod screens;
mod who;

pub use who::Session;

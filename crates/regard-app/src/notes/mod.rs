//! What was learnt when someone came in or called. See screens.rs for what is shown.

pub mod cards;
pub mod draft;
pub mod file;
pub mod jot;
pub mod screens;
pub mod take_back;
pub mod traced;
pub mod understand;

#[cfg(test)]
mod tests;

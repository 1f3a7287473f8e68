//! The legend book: small gestures worth repeating, shared by the team. See screens.rs for what is shown.

pub mod keep;
pub mod list;
pub mod screens;

#[cfg(test)]
mod tests;

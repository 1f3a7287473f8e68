//! When customers mean to come in, and what to open with. See screens.rs for what is shown.

pub mod cards;
pub mod end;
pub mod keep;
pub mod screens;

#[cfg(test)]
mod tests;

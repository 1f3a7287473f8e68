//! Dated tasks with a human reason. See screens.rs for what is shown.

pub mod add;
pub mod cards;
pub mod finish;
pub mod put_off;
pub mod read_when;
pub mod screens;

#[cfg(test)]
mod tests;

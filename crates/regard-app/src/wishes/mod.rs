//! What customers wish for, and who means to give it. See screens.rs for what is shown.

pub mod ahead;
pub mod cards;
pub mod end;
pub mod gift;
pub mod keep;
pub mod screens;

#[cfg(test)]
mod tests;

//! Who works in the store, and what goes to a colleague when someone leaves. See screens.rs for what is
//! shown.

pub mod list;
pub mod pass_on;
pub mod screens;
pub mod take_back;

#[cfg(test)]
mod tests;

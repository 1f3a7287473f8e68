//! Someone's word, with terms: made, consulted by every price, kept. See screens.rs for what is shown.

pub mod cards;
pub mod end;
pub mod keep;
pub mod list;
pub mod make;
pub mod plan;
pub mod screens;

#[cfg(test)]
mod tests;

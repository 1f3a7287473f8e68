//! Reasons to be in touch: a few a day, each with what the store knows of the piece and the person. See
//! screens.rs for what is shown; the rules are in `regard_domain::reason`.

pub mod answer;
pub mod cards;
mod circumstances;
pub mod day;
mod found;
pub mod measure;
pub mod screens;
pub mod warranty;

#[cfg(test)]
mod tests;

//! Customers: finding them, their story, what to read before saying hello. See screens.rs for what
//! is shown.

mod about;
pub mod add;
pub mod add_address;
pub mod ahead;
pub mod brief;
pub mod edit;
mod entries;
pub mod find;
pub mod names;
mod pieces;
mod recall;
mod roles;
pub mod same_person;
pub mod screens;
mod sold_by;
pub mod story;
mod usually_comes;

#[cfg(test)]
mod find_tests;
#[cfg(test)]
mod story_tests;

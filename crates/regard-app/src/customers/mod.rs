//! Customers: finding them, their story, what to read before saying hello. See screens.rs for what
//! is shown.

mod about;
pub mod add;
pub mod add_address;
pub mod ahead;
pub mod brief;
pub mod brief_screens;
pub mod browse;
pub mod edit;
mod entries;
pub mod erase;
pub mod find;
pub mod find_screens;
pub mod hard_times;
mod likeness;
pub mod look_again;
pub(crate) mod losses;
pub mod merge;
pub mod merge_screens;
mod merged;
pub mod names;
mod pieces;
pub(crate) mod recall;
pub mod remembered;
pub mod remembered_screens;
mod roles;
pub mod same_person;
pub mod screens;
mod sold_by;
mod spoils;
pub mod story;
pub mod tag;
pub mod take_apart;
mod usually_comes;
mod why;

#[cfg(test)]
mod find_tests;
#[cfg(test)]
mod gift_walk;
#[cfg(test)]
mod hard_times_tests;
#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod remembered_tests;
#[cfg(test)]
mod story_tests;

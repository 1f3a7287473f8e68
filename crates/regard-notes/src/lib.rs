//! Reads what was jotted down after a visit.
//!
//! Plain words, typed or dictated, in English or Spanish, become people, pets, days, sizes, wishes,
//! promises, things to do, likings and hard times, each traced to the words that say it. It is a
//! grammar over words, no model: what it finds it can explain, it runs on the device in less than a
//! millisecond, and what it does not understand stays text (docs/decisions/0015).

mod acts;
mod dates;
mod doings;
mod extent;
mod found;
mod lexicon;
mod named_later;
mod names;
mod numbers;
mod occasions;
mod people;
mod pets;
mod reader;
mod relative_dates;
mod sizes;
mod tastes;
mod token;
mod wishes;
mod years;

pub use found::{Found, Measured, Occasion, OccasionOf, Person, Species, What, Whose};
pub use reader::{About, read};

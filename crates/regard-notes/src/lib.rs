//! Reads what was jotted down after a visit.
//!
//! Plain words, typed or dictated, in English or Spanish, become people, pets, days, sizes, wishes,
//! promises, things to do, likings and hard times, each traced to the words that say it. A grammar
//! over words finds them; what was learnt from labelled notes adds what no rule announces, and says
//! which findings are sure enough to be ticked. It runs on the device in a few milliseconds, and
//! what it does not understand stays text (docs/decisions/0019).

mod acts;
mod candidates;
pub mod chain;
mod clues;
mod dates;
mod doings;
mod extent;
mod found;
mod judged;
mod lexicon;
mod named_later;
mod names;
mod numbers;
mod occasions;
mod people;
mod pets;
mod reader;
mod readings;
mod relative_dates;
mod sizes;
mod tastes;
mod token;
mod when;
mod whom;
mod wishes;
mod years;

pub use found::{Found, Measured, Occasion, OccasionOf, Person, Species, What, Whose};
pub use judged::{Judged, is_shown, is_sure};
pub use reader::{About, candidates, clues, judged, read};
pub use when::{When, when};

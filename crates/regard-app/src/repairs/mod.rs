//! Service jobs on pieces: taken in, moved along, ready, handed over. See screens.rs for what is
//! shown. Where a repair stands is never stored: it is what its steps say.

pub mod cards;
pub mod choices;
pub mod find_envelope;
pub mod hand_over;
pub mod list;
pub mod mark_ready;
pub mod move_repair;
pub mod open;
pub mod price;
pub mod screens;
pub(crate) mod steps;
pub mod take_in;
pub mod undo_step;
mod work_words;

#[cfg(test)]
mod open_repairs_tests;
#[cfg(test)]
pub(crate) mod rogers_watch;
#[cfg(test)]
mod tests;

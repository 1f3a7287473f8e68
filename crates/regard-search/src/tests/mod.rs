//! The engine against a slow, obviously right scan, and as people use it.

mod cancelled;
mod cards;
mod equal;
mod erased;
mod hostile;
mod managers;
pub(crate) mod oracle;
mod people;

//! The engine against a slow, obviously right scan, and as people use it.

mod cards;
mod equal;
mod erased;
mod hostile;
mod managers;
mod oracle;
mod people;

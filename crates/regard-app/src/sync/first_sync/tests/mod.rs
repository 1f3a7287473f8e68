//! Stories of the first sync, against a server small enough to read in one go.

mod arriving;
mod crashing;
mod depot;
mod spoiled;
mod waiting;

//! The device and a server in one process: what is said, what is heard, and what happens when
//! something goes wrong in between.

mod agreeing;
mod alike;
mod editing;
mod shop;
mod troubles;

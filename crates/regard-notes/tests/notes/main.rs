//! The reader of notes: what it says of some, how much it finds in labelled ones, and how its
//! weights are learnt.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "helpers of tests fail like tests, and the arithmetic of learning counts small things"
)]

mod evaluation;
mod labels;
mod learn;
mod learning;
mod reading;
mod score;

//! Sleeping devices: where they are reached, what is pushed to them, when they are left alone.

pub mod addresses;
pub mod rests;
pub mod sends;

//! The people around a customer and their days: linked, parted, written down, put off.

pub mod keep_day;
pub mod link;
pub mod screens;

#[cfg(test)]
mod tests;

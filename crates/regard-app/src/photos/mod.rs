//! Photos of pieces, repairs and cards. See screens.rs for what is shown.
//!
//! A photo is a row with its thumbnail, which travels like every row. The *picture in full* has a name
//! made of its content; it travels by itself, when there is a connection, and is fetched when somebody
//! wants to see it.

pub mod add;
pub mod cards;
pub mod describe;
pub mod list;
pub mod open;
pub mod picture;
pub mod remove;
pub mod screens;

/// How many bytes of pictures that the server has too are kept: some hundred of them.
pub(crate) const MOST_KEPT: u64 = 192 << 20;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

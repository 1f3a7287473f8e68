//! Finds anyone while typing: the customers of a store, held in memory in the order in which they
//! are likely to be meant.
//!
//! - A [`SearchCard`] is one customer as people wrote them down; folding accents, cutting words and
//!   everything else that makes them findable is done here.
//! - A [`Base`] holds many customers, numbered by *affinity* (in the store now, opened lately, mine,
//!   seen lately, the rest). Every posting list is in that order, so a search reads a list only until
//!   the screen is full. It never changes, and lies in one run of bytes that can be kept and opened.
//! - An [`Index`] is a base and an overlay: the few thousand customers that changed since. It answers
//!   as if the base had been built anew.
//! - What is typed is understood in several *ways*, the best first (`plan`); a later one is only
//!   opened while the better ones leave room.
//!
//! It never reads a file, a database or a clock, and never keeps the text of a customer beside the
//! words that they are found by.

mod affinity;
mod base;
mod bits;
mod card;
mod cursor;
mod facets;
mod found;
mod index;
mod mended;
mod nicknames;
mod overlay;
mod overlay_search;
mod plan;
mod query;
mod sounds;
mod terms;
mod typos;
mod way;
mod width;

#[cfg(test)]
mod tests;

pub use base::build::{Builder, Cancelled};
pub use base::{Base, OpenError};
pub use card::{Near, SearchCard, Standing, Viewer};
pub use facets::{Faceted, Filter, LastSeen, Sort};
pub use found::{Class, Found, Hit, Matched, Reason};
pub use index::Index;
pub use query::LONGEST_TYPED;

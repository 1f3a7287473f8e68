//! What pops up on an associate's device. An alert is a row of the associate's own feed.

pub mod raise;

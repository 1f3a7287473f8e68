//! What pops up on an associate's device. An alert is a row of the associate's own feed: it comes by
//! sync, and a device that sleeps is woken for it.

mod duty;
pub mod promises;
pub mod push;
pub mod raise;
pub mod rest;
pub mod wake;

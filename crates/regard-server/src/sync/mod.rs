//! How devices and server agree: changes go up and are merged, pages of rows come down.
//!
//! `apply` takes a request's changes in order, `change` one change onto its row by the table's rule,
//! `rules` says who may write what, `page` answers with what a device has not seen yet.

pub mod apply;
mod change;
mod kept;
pub mod page;
pub mod rules;
mod stamps;

//! The server as devices meet it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod alerts;
mod engine;
mod enrolling;
mod histories;
mod merging;
mod older_book;
mod one_file;
mod one_person;
mod over_http;
mod paging;
mod permission;
mod photos;
mod promises;
mod store;

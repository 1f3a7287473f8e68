//! The server on PostgreSQL: every test of `tests/server` once more, and what only PostgreSQL has.
//!
//! `REGARD_TEST_POSTGRES` names a PostgreSQL server and a role that may make databases and roles.
//! Without it these tests fail: they run only when they are asked for by name.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod again;
mod apart;
mod engine;
mod moving;
mod no_gap;
mod same_tables;
mod two_servers;

// What `tests/server` says of the server, word for word.
#[path = "../server/alerts.rs"]
mod alerts;
#[path = "../server/enrolling.rs"]
mod enrolling;
#[path = "../server/histories.rs"]
mod histories;
#[path = "../server/merging.rs"]
mod merging;
#[path = "../server/older_book.rs"]
mod older_book;
#[path = "../server/one_person.rs"]
mod one_person;
#[path = "../server/over_http.rs"]
mod over_http;
#[path = "../server/paging.rs"]
mod paging;
#[path = "../server/permission.rs"]
mod permission;
#[path = "../server/photos.rs"]
mod photos;
#[path = "../server/store.rs"]
mod store;

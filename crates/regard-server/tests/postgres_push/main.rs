//! Waking devices that sleep, with the book in PostgreSQL: every test of `tests/push`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

#[path = "../push/apple.rs"]
mod apple;
#[path = "../push/conformance.rs"]
mod conformance;
#[path = "../postgres/engine.rs"]
mod engine;
#[path = "../push/google.rs"]
mod google;
#[path = "../push/handed_over.rs"]
mod handed_over;
#[path = "../push/http_peer.rs"]
mod http_peer;
#[path = "../push/people.rs"]
mod people;
#[path = "../push/registering.rs"]
mod registering;
#[path = "../push/waking.rs"]
mod waking;
#[path = "../push/web.rs"]
mod web;

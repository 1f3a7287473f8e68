//! Waking devices that sleep. What counts is what arrived at the peers: servers over real HTTP/2 and
//! TLS that check signature and age of the token, the headers and the size, as Apple and Google
//! document them, and a browser's side of Web Push.
//!
//! Hostile case 28 of the reference: a dead token is removed; a push happens once at the most for each
//! alert and device; a lost one is harmless. (The tap is the device's: regard-app, tests/stories.)

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod apple;
mod conformance;
#[path = "../server/engine.rs"]
mod engine;
mod google;
mod handed_over;
mod http_peer;
mod peers;
mod people;
mod registering;
mod waking;
mod web;

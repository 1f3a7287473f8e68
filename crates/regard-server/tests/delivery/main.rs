//! Messages on their way to customers, told as stories. What counts is what arrived at the peer: a
//! provider that was written for these tests, a mail server, a folder.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod channels;
mod clock;
mod conformance;
mod devices;
mod doubt;
#[path = "../server/engine.rs"]
mod engine;
mod killed;
mod mail_peer;
mod mistakes;
mod once;
mod peers;
mod receipts;
mod store;
mod telnyx;
mod telnyx_peer;
mod tried_out;
mod twilio_peer;
mod waiting;
mod whatsapp;
mod whatsapp_peer;

//! Messages on their way to customers, with the book in PostgreSQL: every test of `tests/delivery`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

#[path = "../postgres/engine.rs"]
mod engine;

#[path = "../delivery/channels.rs"]
mod channels;
#[path = "../delivery/clock.rs"]
mod clock;
#[path = "../delivery/conformance.rs"]
mod conformance;
#[path = "../delivery/devices.rs"]
mod devices;
#[path = "../delivery/doubt.rs"]
mod doubt;
#[path = "../delivery/killed.rs"]
mod killed;
#[path = "../delivery/mail_peer.rs"]
mod mail_peer;
#[path = "../delivery/mistakes.rs"]
mod mistakes;
#[path = "../delivery/once.rs"]
mod once;
#[path = "../delivery/peers.rs"]
mod peers;
#[path = "../delivery/receipts.rs"]
mod receipts;
#[path = "../delivery/store.rs"]
mod store;
#[path = "../delivery/telnyx.rs"]
mod telnyx;
#[path = "../delivery/telnyx_peer.rs"]
mod telnyx_peer;
#[path = "../delivery/tried_out.rs"]
mod tried_out;
#[path = "../delivery/twilio_peer.rs"]
mod twilio_peer;
#[path = "../delivery/waiting.rs"]
mod waiting;
#[path = "../delivery/whatsapp.rs"]
mod whatsapp;
#[path = "../delivery/whatsapp_peer.rs"]
mod whatsapp_peer;

//! Messages on their way to customers, told as stories. What counts is what arrived at the peer: a
//! provider that was written for these tests, a mail server, a folder.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod answers;
mod campaign;
mod channels;
mod clock;
mod conformance;
mod devices;
mod doubt;
#[path = "../server/engine.rs"]
mod engine;
mod household;
mod killed;
mod ladder;
mod lifted;
mod mail_peer;
mod merged;
mod mistakes;
mod morning;
mod on_duty;
mod once;
mod opted_out;
mod other_way;
mod peers;
mod real_mail;
mod receipts;
mod restored;
mod status_page;
mod store;
mod telnyx;
mod telnyx_peer;
mod text_peers;
mod tried_out;
mod twilio_peer;
mod unheard;
mod waiting;
mod whatsapp;
mod whatsapp_peer;
mod written_back;

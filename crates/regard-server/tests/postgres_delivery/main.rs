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

#[path = "../delivery/answers.rs"]
mod answers;
#[path = "../delivery/campaign.rs"]
mod campaign;
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
#[path = "../delivery/household.rs"]
mod household;
#[path = "../delivery/killed.rs"]
mod killed;
#[path = "../delivery/ladder.rs"]
mod ladder;
#[path = "../delivery/lifted.rs"]
mod lifted;
#[path = "../delivery/mail_peer.rs"]
mod mail_peer;
#[path = "../delivery/merged.rs"]
mod merged;
#[path = "../delivery/mistakes.rs"]
mod mistakes;
#[path = "../delivery/morning.rs"]
mod morning;
#[path = "../delivery/once.rs"]
mod once;
#[path = "../delivery/opted_out.rs"]
mod opted_out;
#[path = "../delivery/other_way.rs"]
mod other_way;
#[path = "../delivery/peers.rs"]
mod peers;
#[path = "../delivery/receipts.rs"]
mod receipts;
#[path = "../delivery/restored.rs"]
mod restored;
#[path = "../delivery/status_page.rs"]
mod status_page;
#[path = "../delivery/store.rs"]
mod store;
#[path = "../delivery/telnyx.rs"]
mod telnyx;
#[path = "../delivery/telnyx_peer.rs"]
mod telnyx_peer;
#[path = "../delivery/text_peers.rs"]
mod text_peers;
#[path = "../delivery/tried_out.rs"]
mod tried_out;
#[path = "../delivery/twilio_peer.rs"]
mod twilio_peer;
#[path = "../delivery/unheard.rs"]
mod unheard;
#[path = "../delivery/waiting.rs"]
mod waiting;
#[path = "../delivery/whatsapp.rs"]
mod whatsapp;
#[path = "../delivery/whatsapp_peer.rs"]
mod whatsapp_peer;
#[path = "../delivery/written_back.rs"]
mod written_back;

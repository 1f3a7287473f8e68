//! Messages on their way to customers, told as stories. What counts is what arrived at the peer: a
//! provider that was written for these tests, a mail server, a folder.

mod channels;
mod clock;
mod doubt;
mod mail_peer;
mod mistakes;
mod once;
mod peers;
mod receipts;
mod store;
mod twilio_peer;
mod waiting;

//! The device's side of the sync: what it keeps, how it edits, and how it talks with the server.
//!
//! Nothing here reads a file, a socket, a clock or a random number: the app brings its database
//! ([`DeviceStore`]), the moment and new ids ([`Turn`]), and carries requests to the server and
//! answers back ([`Conversation`]). The simulator brings a [`MemoryDevice`] and a hostile network.

mod aliases;
mod arrivals;
mod author;
mod conversation;
mod limits;
mod memory;
mod mend;
mod reading;
mod saying;
mod settle;
mod shown;
mod store;
mod values;

pub use aliases::{merge_records, take_apart};
pub use arrivals::{arrive, hide_orphans, leave, sweep};
pub use author::{Author, EditError};
pub use conversation::{Conversation, Effect, Event, Notice, Turn};
pub use limits::{Known, Limits};
pub use memory::{KeptChange, MemoryDevice, ParkedChange};
pub use mend::add_up;
pub use settle::{begin_life, follow_restamped, put_aside, send_again_after, settle, show_again};
pub use shown::{customer, show, shown, with};
pub use store::{Base, DeviceStore, Fields, Numbers, Standing};
pub use values::Mistake;

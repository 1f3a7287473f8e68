//! What is on its way: nothing arrives in order, and not all of it arrives.

use regard_sync::{SyncAnswer, SyncError, SyncRequest};

/// Something on its way.
#[derive(Debug, Clone)]
pub enum Packet {
    /// A request to the server.
    Up(Box<SyncRequest>),
    /// What the server answered.
    Down(Result<Box<SyncAnswer>, SyncError>),
}

/// A packet with its address.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The device that it comes from or goes to.
    pub device: usize,
    /// The conversation that it belongs to.
    pub talk: u64,
    /// What it is.
    pub packet: Packet,
}

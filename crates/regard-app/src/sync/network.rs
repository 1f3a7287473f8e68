//! The way to the server: requests through [`SyncService`], and a line that says when to ask.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use regard_sync::{SyncError, SyncService};

/// What comes over the live line: something is there to fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poke;

/// Reaches servers. The real one speaks HTTP; tests bring a server in the same process.
#[async_trait]
pub trait Network: Send + Sync {
    /// The server at that address. Nothing is sent yet.
    fn service(&self, server: &str) -> Result<Arc<dyn SyncService>, SyncError>;

    /// Opens the live line of a device. It ends when the connection does.
    async fn live(&self, server: &str, token: &str) -> Result<BoxStream<'static, Poke>, SyncError>;
}

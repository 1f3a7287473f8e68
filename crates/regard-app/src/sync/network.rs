//! The way to the server: requests through [`SyncService`], and a line that says when to ask.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use regard_domain::photo::PhotoHash;
use regard_sync::{Agenda, Manifest, SyncError, SyncService};

use crate::photos::screens::NotTaken;
use crate::session::push_token::{PushServices, PushToken};
use crate::session::screens::MyRest;

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

    /// When the associate of this device is off.
    async fn rest(&self, server: &str, token: &str) -> Result<MyRest, SyncError> {
        let _ = (server, token);
        Err(SyncError::Unreachable)
    }

    /// Says when the associate of this device is off.
    async fn put_rest(&self, server: &str, token: &str, rest: &MyRest) -> Result<(), SyncError> {
        let _ = (server, token, rest);
        Err(SyncError::Unreachable)
    }

    /// By what the server wakes devices.
    async fn push_services(&self, server: &str, token: &str) -> Result<PushServices, SyncError> {
        let _ = (server, token);
        Err(SyncError::Unreachable)
    }

    /// Says where this device is reached while it sleeps.
    async fn put_push_token(
        &self,
        server: &str,
        token: &str,
        reached_at: &PushToken,
    ) -> Result<(), SyncError> {
        let _ = (server, token, reached_at);
        Err(SyncError::Unreachable)
    }

    /// Has the server forget where this device is reached.
    async fn forget_push_token(&self, server: &str, token: &str) -> Result<(), SyncError> {
        let _ = (server, token);
        Err(SyncError::Unreachable)
    }

    /// What the first screen of a new device needs; none: the server does not know the question.
    async fn agenda(&self, server: &str, token: &str) -> Result<Option<Agenda>, SyncError> {
        let _ = (server, token);
        Ok(None)
    }

    /// What snapshot there is for this device; none: pages are the way.
    async fn snapshot(&self, server: &str, token: &str) -> Result<Option<Manifest>, SyncError> {
        let _ = (server, token);
        Ok(None)
    }

    /// The bytes of a snapshot from `from` on; none: it is there no more.
    async fn snapshot_bytes(
        &self,
        server: &str,
        token: &str,
        manifest: &Manifest,
        from: u64,
    ) -> Result<Option<SnapshotBytes>, SyncError> {
        let _ = (server, token, manifest, from);
        Ok(None)
    }

    /// Brings a picture in full. Saying it twice does it once.
    async fn put_photo(
        &self,
        server: &str,
        token: &str,
        hash: PhotoHash,
        picture: Vec<u8>,
    ) -> Result<PhotoTaken, SyncError> {
        let _ = (server, token, hash, picture);
        Err(SyncError::Unreachable)
    }

    /// Fetches a picture in full.
    async fn photo(
        &self,
        server: &str,
        token: &str,
        hash: PhotoHash,
    ) -> Result<PhotoAnswer, SyncError> {
        let _ = (server, token, hash);
        Err(SyncError::Unreachable)
    }
}

/// What became of a picture that was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoTaken {
    /// The server has it.
    Taken,
    /// The server did not take it.
    Not(NotTaken),
}

/// What the server answers to who asks for a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoAnswer {
    /// The picture.
    Here(Vec<u8>),
    /// Nobody has brought it yet.
    NotYet,
}

/// Bytes of a snapshot as they come.
pub struct SnapshotBytes {
    /// Where in the file the first one stands: what was asked for, or the beginning.
    pub from: u64,
    /// The bytes, until the end or an error.
    pub pieces: BoxStream<'static, Result<Vec<u8>, SyncError>>,
}

//! What carries requests to a server: the network of this machine, or one that a test simulates.

use std::sync::Arc;

use async_trait::async_trait;
use regard_sync::SyncError;
use reqwest::{Client, Request, RequestBuilder, Response};

/// Carries requests. What is said over it is the same, whoever carries it.
#[async_trait]
pub trait Wire: Send + Sync {
    /// Brings the answer to one request, with its body still on the way.
    /// [`SyncError::Unreachable`]: nobody knows whether the request arrived.
    async fn carry(&self, request: Request) -> Result<Response, SyncError>;
}

#[async_trait]
impl Wire for Client {
    async fn carry(&self, request: Request) -> Result<Response, SyncError> {
        let answer = self.execute(request).await;
        answer.map_err(|_| SyncError::Unreachable)
    }
}

/// Makes requests, and sends them over a wire.
#[derive(Clone)]
pub(super) struct Asking {
    client: Client,
    wire: Arc<dyn Wire>,
}

impl Asking {
    /// Over the network of this machine.
    pub(super) fn over_network(client: Client) -> Self {
        let wire = Arc::new(client.clone());
        Self { client, wire }
    }

    /// Over another wire.
    pub(super) fn over(wire: Arc<dyn Wire>) -> Self {
        Self {
            client: Client::new(),
            wire,
        }
    }

    /// A question.
    pub(super) fn get(&self, url: &str) -> RequestBuilder {
        self.client.get(url)
    }

    /// Something to be put in the place of what is there.
    pub(super) fn put(&self, url: &str) -> RequestBuilder {
        self.client.put(url)
    }

    /// Something to be taken.
    pub(super) fn post(&self, url: &str) -> RequestBuilder {
        self.client.post(url)
    }

    /// Something to be forgotten.
    pub(super) fn delete(&self, url: &str) -> RequestBuilder {
        self.client.delete(url)
    }

    /// Sends it.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Response, SyncError> {
        let request = request.build().map_err(|_| SyncError::Unreachable)?;
        self.wire.carry(request).await
    }
}

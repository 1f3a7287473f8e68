//! What a provider says later about a message, when it calls this server.
//!
//! A call is believed only with the provider's own signature; what it says is put into the words of
//! this house by the channel that knows the provider.

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};

use crate::delivery::replies::Inbound;

/// A call as it came in.
pub struct Call<'c> {
    /// The message and the try that the address names, where the provider calls one for each.
    pub about: Option<(MessageId, u32)>,
    /// Its headers.
    pub headers: &'c HeaderMap,
    /// Its body, byte for byte: signatures cover it as it is.
    pub body: &'c [u8],
    /// When it came.
    pub now: DateTime<Utc>,
}

impl Call<'_> {
    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// What a call said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// These receipts and these replies; none when the call is about something else.
    Said {
        /// What became of messages.
        receipts: Vec<Receipt>,
        /// What customers write.
        replies: Vec<Inbound>,
    },
    /// It does not come from the provider, or it is an old one played again.
    Forged,
    /// It is the provider's, and cannot be read.
    Unreadable,
    /// This channel is not called at all.
    NotMine,
}

impl Heard {
    /// Nothing that concerns us.
    pub fn nothing() -> Self {
        Self::receipts(Vec::new())
    }

    /// Only receipts.
    pub fn receipts(receipts: Vec<Receipt>) -> Self {
        Self::Said {
            receipts,
            replies: Vec::new(),
        }
    }
}

/// What the provider says has become of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The channel's name.
    pub provider: &'static str,
    /// The message it is about.
    pub message: MessageId,
    /// And the try.
    pub attempt: u32,
    /// The provider's name for the message.
    pub sid: String,
    /// The provider's word.
    pub status: String,
    /// Its error number.
    pub code: Option<u32>,
    /// What that word means here; none for a word that is not known yet.
    pub state: Option<MessageState>,
    /// Why it was not delivered.
    pub reason: Option<StateReason>,
}

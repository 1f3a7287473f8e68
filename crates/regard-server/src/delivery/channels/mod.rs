//! The ways out of the house, behind one trait: the readable outbox, SMTP, Twilio, Telnyx,
//! WhatsApp.
//!
//! A channel says what it *knows* after a try. A provider that may have taken a message although no
//! answer came is [`Outcome::Unknown`], never a failure: only so can a message be neither lost nor
//! sent twice. Nothing here decides whether a message may be sent, or tries twice.

pub mod hear;
pub mod http;
pub mod missing;
pub mod readable;
pub mod set_up;
pub mod smtp;
pub mod telnyx;
pub mod telnyx_signature;
pub mod twilio;
pub mod twilio_signature;
pub mod whatsapp;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};

pub use hear::{Call, Heard, Receipt};

/// One message, ready to go: its words are final and are never made anew for a second try.
/// Its `Debug` shows neither the address nor the words.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The message: the correlator that every channel carries along.
    pub message: MessageId,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// E.164, or an e-mail address.
    pub to: String,
    /// For an e-mail.
    pub subject: Option<String>,
    /// The words.
    pub body: String,
    /// BCP 47.
    pub language: String,
    /// When it was asked for; an e-mail says so in its head.
    pub asked_at: DateTime<Utc>,
    /// How long the provider may still deliver it: to the end of the hours at the customer's.
    pub good_for: Option<Duration>,
    /// It answers what the customer wrote within the last day.
    pub in_conversation: bool,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing")
            .field("message", &self.message)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// What is known after a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has it.
    Accepted {
        /// The provider's own name for it, where it has one.
        sid: Option<String>,
    },
    /// The provider certainly does not have it; a later try is harmless.
    NotSent {
        /// [`StateReason::ChannelDown`], or [`StateReason::StoreSetup`] when every other message
        /// would fare alike (wrong credentials): the channel pauses.
        reason: StateReason,
        /// The provider's own wish.
        retry_after: Option<Duration>,
    },
    /// The provider refused this message for good.
    Rejected {
        /// Why, in words of the screens.
        reason: StateReason,
    },
    /// The provider may have it.
    Unknown,
}

impl Outcome {
    /// As it is written into the attempt: `accepted`, `not_sent`, `rejected`, `unknown`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::NotSent { .. } => "not_sent",
            Self::Rejected { .. } => "rejected",
            Self::Unknown => "unknown",
        }
    }
}

/// A try and what the provider said, for the record. No personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What is known.
    pub outcome: Outcome,
    /// The provider's code: an HTTP status, an SMTP reply, Twilio's error number.
    pub code: Option<u32>,
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            code: None,
        }
    }
}

impl Answer {
    /// `outcome`, after the provider said `code`.
    pub fn coded(outcome: Outcome, code: u32) -> Self {
        Self {
            outcome,
            code: Some(code),
        }
    }
}

/// Asks the provider whether it has a message after all.
#[derive(Clone)]
pub struct LookUp {
    /// The message as it was sent.
    pub outgoing: Outgoing,
    /// When the first try of it began.
    pub since: DateTime<Utc>,
    /// The provider's names of other messages, known to be something else.
    pub not_these: Vec<String>,
}

/// What the provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It has the message.
    Here {
        /// Its name for it, where it has one.
        sid: Option<String>,
        /// How far it got: sent, delivered, or not delivered.
        state: MessageState,
        /// Why it was not delivered.
        reason: Option<StateReason>,
    },
    /// It has no such message.
    Absent,
    /// It did not answer; ask later.
    NoAnswer,
    /// It cannot be asked at all.
    CannotAsk,
}

/// One way out of the house.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Its name in the log and in the record: `readable`, `smtp`, `twilio`, `telnyx`, `whatsapp`.
    fn name(&self) -> &'static str;

    /// Nothing reaches the customer: messages only lie in the server's own outbox.
    fn is_readable_outbox(&self) -> bool {
        false
    }

    /// The longest that [`Channel::send`] may take.
    fn time_limit(&self) -> Duration;

    /// Whether the customer sees one message even when it is sent twice (an e-mail with the same
    /// Message-ID; a file with the same name).
    fn twice_is_once(&self) -> bool {
        false
    }

    /// Tries once.
    async fn send(&self, outgoing: &Outgoing) -> Answer;

    /// Asks whether a message went out after all.
    async fn look_up(&self, question: &LookUp) -> Found;

    /// What a call of the provider to this server says.
    fn hear(&self, _call: &Call<'_>) -> Heard {
        Heard::NotMine
    }

    /// Asks what became of a message that it took long ago under the name `taken_as`.
    async fn ask_about(&self, taken_as: &str, question: &LookUp) -> Found {
        let _ = taken_as;
        self.look_up(question).await
    }

    /// Whether `word`, with which a provider introduces itself before its first call, is the one that
    /// was agreed with it.
    fn knows_word(&self, _word: &str) -> bool {
        false
    }
}

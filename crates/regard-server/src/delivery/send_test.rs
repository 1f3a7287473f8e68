//! `send-test`: one marked test message by the real channel, and what came back, in plain words.

use chrono::{DateTime, Utc};
use regard_domain::ids::MessageId;
use regard_domain::words;

use super::channels::set_up::{Channels, SetUpError};
use super::channels::{Answer, Outcome, Outgoing};
use super::config::DeliveryConfig;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// The channel's name.
    pub by: &'static str,
    /// Nothing reached anyone: the message lies in the server's own outbox.
    pub is_readable_outbox: bool,
    /// What the provider said.
    pub answer: Answer,
}

/// Sends one test message of `kind` to `to`. It is marked as a test, says who sent it, and goes into
/// no book; `id` is the correlator by which the provider's receipts name it.
pub async fn send_test(
    config: &DeliveryConfig,
    company: &str,
    kind: words::Channel,
    to: &str,
    id: MessageId,
    now: DateTime<Utc>,
) -> Result<Tested, SetUpError> {
    config.check()?;
    let channel = Channels::of(config)?.for_kind(kind);
    let outgoing = Outgoing {
        message: id,
        attempt: 1,
        to: to.trim().to_owned(),
        subject: Some(format!("Test from {company}")),
        body: format!("TEST from {company}: messages from this server reach you. Nothing to do."),
        language: "en".to_owned(),
        asked_at: now,
        good_for: None,
        in_conversation: false,
    };
    Ok(Tested {
        by: channel.name(),
        is_readable_outbox: channel.is_readable_outbox(),
        answer: channel.send(&outgoing).await,
    })
}

impl Tested {
    /// Whether the provider took it.
    pub fn is_good(&self) -> bool {
        matches!(self.answer.outcome, Outcome::Accepted { .. }) && !self.is_readable_outbox
    }

    /// What came back and what to do, for the person who asked.
    pub fn words(&self) -> String {
        let code = match self.answer.code {
            Some(code) => format!(" ({} said {code})", self.by),
            None => String::new(),
        };
        match &self.answer.outcome {
            Outcome::Accepted { .. } if self.is_readable_outbox => {
                "No provider is set up: the test lies in this server's own outbox and reached nobody."
                    .to_owned()
            }
            Outcome::Accepted { sid: Some(sid) } => format!(
                "{} took it and calls it {sid}. Look whether it arrives; the provider's log says why when it does not.",
                self.by
            ),
            Outcome::Accepted { sid: None } => {
                format!("{} took it{code}. Look whether it arrives.", self.by)
            }
            Outcome::NotSent { reason, .. } => format!(
                "It was not sent: {reason}{code}. Look at the address, the credentials and the sender in the configuration (regard-server check-config)."
            ),
            Outcome::Rejected { reason } => {
                format!("{} refused it: {reason}{code}. Look at the address it was sent to.", self.by)
            }
            Outcome::Unknown => format!(
                "Nobody can tell whether it went out{code}: look at the provider's log before you try again."
            ),
        }
    }
}

//! The readable outbox: messages as files in a folder of the server's own, for a store that has no
//! provider yet. Nothing reaches a customer, and every screen says so.
//!
//! A file carries the message's id as its name and appears whole or not at all, so that writing it
//! twice is writing it once.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use lettre::message::{Mailbox, SinglePart};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words;

use super::{Answer, Channel, Found, LookUp, Outcome, Outgoing};

/// Writes texts as `.txt` and e-mails as `.eml` into `folder`.
#[derive(Debug, Clone)]
pub struct ReadableOutbox {
    folder: PathBuf,
    kind: words::Channel,
}

impl ReadableOutbox {
    /// Writes messages of `kind` into `folder`, which is made when it is missing.
    pub fn new(folder: PathBuf, kind: words::Channel) -> Self {
        Self { folder, kind }
    }

    /// Where the message of that id lies, or would lie.
    pub fn path_of(&self, message: MessageId) -> PathBuf {
        let ending = match self.kind {
            words::Channel::Sms => "txt",
            words::Channel::Whatsapp => "whatsapp.txt",
            words::Channel::Email => "eml",
        };
        self.folder.join(format!("{message}.{ending}"))
    }

    fn text_of(&self, outgoing: &Outgoing) -> Option<Vec<u8>> {
        match self.kind {
            words::Channel::Sms | words::Channel::Whatsapp => Some(
                format!(
                    "To: {}\nAsked: {}\nNot sent: this server has no provider for texts.\n\n{}\n",
                    outgoing.to,
                    outgoing.asked_at.to_rfc3339(),
                    outgoing.body
                )
                .into_bytes(),
            ),
            words::Channel::Email => as_email(outgoing),
        }
    }
}

/// The message as an e-mail file; `None` when its address is none.
fn as_email(outgoing: &Outgoing) -> Option<Vec<u8>> {
    let here = Mailbox::new(None, "outbox@localhost".parse().ok()?);
    lettre::Message::builder()
        .from(here)
        .to(outgoing.to.parse().ok()?)
        .subject(outgoing.subject.clone().unwrap_or_default())
        .message_id(Some(format!("<{}@localhost>", outgoing.message)))
        .date(outgoing.asked_at.into())
        .singlepart(SinglePart::plain(outgoing.body.clone()))
        .ok()
        .map(|message| message.formatted())
}

/// Writes `text` to `path` so that it is there whole or not at all, also after a power cut.
fn write_whole(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let half = path.with_extension("half");
    let mut file = std::fs::File::create(&half)?;
    file.write_all(text)?;
    file.sync_all()?;
    std::fs::rename(&half, path)?;
    std::fs::File::open(folder)?.sync_all()
}

#[async_trait]
impl Channel for ReadableOutbox {
    fn name(&self) -> &'static str {
        "readable"
    }

    fn is_readable_outbox(&self) -> bool {
        true
    }

    fn time_limit(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn twice_is_once(&self) -> bool {
        true
    }

    async fn send(&self, outgoing: &Outgoing) -> Answer {
        let Some(text) = self.text_of(outgoing) else {
            return Outcome::Rejected {
                reason: StateReason::NoSuchAddress,
            }
            .into();
        };
        let path = self.path_of(outgoing.message);
        match tokio::task::spawn_blocking(move || write_whole(&path, &text)).await {
            Ok(Ok(())) => Outcome::Accepted { sid: None }.into(),
            Ok(Err(error)) => {
                tracing::warn!(message = %outgoing.message, kind = ?error.kind(), "the outbox folder cannot be written");
                Outcome::NotSent {
                    reason: StateReason::ChannelDown,
                    retry_after: None,
                }
                .into()
            }
            Err(_) => Outcome::Unknown.into(),
        }
    }

    async fn look_up(&self, question: &LookUp) -> Found {
        match tokio::fs::try_exists(self.path_of(question.outgoing.message)).await {
            Ok(true) => Found::Here {
                sid: None,
                state: MessageState::Sent,
                reason: None,
            },
            Ok(false) => Found::Absent,
            Err(_) => Found::NoAnswer,
        }
    }
}

//! The channel for e-mails: a mail server, or none yet.

use std::path::PathBuf;

use serde::Deserialize;

use super::Secret;
use super::look::{Look, PATIENCE};
use crate::config::Fault;

/// The channel for e-mails.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EmailConfig {
    /// The server's own readable outbox.
    #[default]
    Readable,
    /// A mail server.
    Smtp(Box<SmtpConfig>),
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpTls {
    /// STARTTLS, required; the usual on port 587.
    #[default]
    Starttls,
    /// TLS from the first byte; the usual on port 465.
    Implicit,
    /// None: only to this machine itself.
    None,
}

/// A mail server that takes our mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmtpConfig {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// A certificate authority of one's own, PEM.
    pub ca_file: Option<PathBuf>,
    /// The account, where it wants one.
    pub user: Option<String>,
    /// Its password; rather in `REGARD_SMTP_PASSWORD`.
    pub password: Secret,
    /// The store's sender: `Harbor Jewelers <service@harbor.example>`.
    pub from: String,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// How long each step of the conversation may take.
    pub step_seconds: u64,
}

impl Default for SmtpConfig {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            tls: SmtpTls::default(),
            ca_file: None,
            user: None,
            password: Secret::default(),
            from: String::new(),
            reply_to: None,
            step_seconds: PATIENCE,
        }
    }
}

impl SmtpConfig {
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut look = Look::at("delivery.email");
        look.holds(
            "host",
            !self.host.is_empty(),
            "is the name of the mail server",
        );
        let is_address = |text: &str| text.parse::<lettre::message::Mailbox>().is_ok();
        let words = "is the store's sender: \"Harbor Jewelers <hello@harbor.example>\"";
        look.holds("from", is_address(&self.from), words);
        if let Some(reply_to) = &self.reply_to {
            look.holds("reply_to", is_address(reply_to), "is an e-mail address");
        }
        let here = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        let words = "e-mail without TLS is only for a mail server on this machine itself";
        look.holds("tls", self.tls != SmtpTls::None || here, words);
        if let Some(file) = &self.ca_file {
            let words = "the file can't be read; name a certificate in PEM";
            look.holds("ca_file", std::fs::File::open(file).is_ok(), words);
        }
        let words = "a user needs a password; put it into REGARD_SMTP_PASSWORD";
        let has_both = self.user.is_none() || !self.password.reveal().is_empty();
        look.holds("password", has_both, words);
        look.patience("step_seconds", self.step_seconds);
        look.faults
    }
}

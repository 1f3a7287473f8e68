//! The channel for texts: Twilio, Telnyx, or none yet.

use serde::Deserialize;

use super::Secret;
use super::look::{Look, PATIENCE};
use crate::config::Fault;
use crate::delivery::channels::telnyx_signature::PublicKey;

/// The channel for texts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SmsConfig {
    /// The server's own readable outbox.
    #[default]
    Readable,
    /// Twilio.
    Twilio(Box<TwilioConfig>),
    /// Telnyx.
    Telnyx(Box<TelnyxConfig>),
}

/// An account at Twilio.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TwilioConfig {
    /// `AC…`.
    pub account_sid: String,
    /// The API key that requests are made with, `SK…`; or the account's own SID.
    pub key_sid: String,
    /// The secret of that key; rather in `REGARD_TWILIO_KEY_SECRET`.
    pub key_secret: Secret,
    /// What Twilio signs its callbacks with; rather in `REGARD_TWILIO_AUTH_TOKEN`.
    pub auth_token: Secret,
    /// `MG…`; this or `from`.
    pub messaging_service_sid: Option<String>,
    /// The sender number, E.164.
    pub from: Option<String>,
    /// Where the API is.
    pub base_url: String,
    /// Where Twilio reaches this server: scheme, host and path before `/v1/…`, no query. Without it
    /// there are no receipts.
    pub public_base_url: Option<String>,
    /// How long Twilio may take to answer; its own libraries give it 30 seconds too.
    pub answer_seconds: u64,
}

impl Default for TwilioConfig {
    fn default() -> Self {
        Self {
            account_sid: String::new(),
            key_sid: String::new(),
            key_secret: Secret::default(),
            auth_token: Secret::default(),
            messaging_service_sid: None,
            from: None,
            base_url: "https://api.twilio.com".to_owned(),
            public_base_url: None,
            answer_seconds: PATIENCE,
        }
    }
}

/// An account at Telnyx.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelnyxConfig {
    /// The API key, `KEY…`; rather in `REGARD_TELNYX_API_KEY`.
    pub api_key: Secret,
    /// What Telnyx's calls are checked with; base64, from its portal.
    pub public_key: String,
    /// The messaging profile whose numbers are used; this or `from`.
    pub messaging_profile_id: Option<String>,
    /// The sender number, E.164.
    pub from: Option<String>,
    /// Where the API is.
    pub base_url: String,
    /// Where Telnyx reaches this server; it is needed, since Telnyx knows our messages by it.
    pub public_base_url: Option<String>,
    /// How long Telnyx may take to answer.
    pub answer_seconds: u64,
}

impl Default for TelnyxConfig {
    fn default() -> Self {
        Self {
            api_key: Secret::default(),
            public_key: String::new(),
            messaging_profile_id: None,
            from: None,
            base_url: "https://api.telnyx.com".to_owned(),
            public_base_url: None,
            answer_seconds: PATIENCE,
        }
    }
}

impl TwilioConfig {
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut look = Look::at("delivery.sms");
        let sid = |text: &str, starts: &[&str]| {
            text.len() == 34 && starts.iter().any(|start| text.starts_with(start))
        };
        let words = "is the account's SID: AC and 32 digits, from Twilio's console";
        look.holds("account_sid", sid(&self.account_sid, &["AC"]), words);
        let words = "is the SID of an API key: SK and 32 digits, from Twilio's console";
        look.holds("key_sid", sid(&self.key_sid, &["SK", "AC"]), words);
        let words = "Twilio needs the secret of its API key; put it into REGARD_TWILIO_KEY_SECRET";
        look.holds("key_secret", !self.key_secret.reveal().is_empty(), words);
        let words = "Twilio needs a sender: either messaging_service_sid or from, not both";
        let one_sender = self.messaging_service_sid.is_some() != self.from.is_some();
        look.holds("from", one_sender, words);
        if let Some(url) = &self.public_base_url {
            let words = "Twilio's calls are signed with the auth token; put it into \
                         REGARD_TWILIO_AUTH_TOKEN";
            look.holds("auth_token", !self.auth_token.reveal().is_empty(), words);
            look.public_address(url);
        }
        look.api_address(&self.base_url);
        look.patience("answer_seconds", self.answer_seconds);
        look.faults
    }
}

impl TelnyxConfig {
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut look = Look::at("delivery.sms");
        let words = "Telnyx needs its API key; put it into REGARD_TELNYX_API_KEY";
        look.holds("api_key", !self.api_key.reveal().is_empty(), words);
        let words = "is the public key of the account, from Telnyx's portal: 32 bytes in base64";
        look.holds(
            "public_key",
            self.public_key.parse::<PublicKey>().is_ok(),
            words,
        );
        let words = "Telnyx needs a sender: messaging_profile_id or from";
        let some_sender = self.messaging_profile_id.is_some() || self.from.is_some();
        look.holds("from", some_sender, words);
        match &self.public_base_url {
            Some(url) => look.public_address(url),
            None => look.wrong(
                "public_base_url",
                "Telnyx knows our messages by the address it calls; set public_base_url at the top",
            ),
        }
        look.api_address(&self.base_url);
        look.patience("answer_seconds", self.answer_seconds);
        look.faults
    }
}

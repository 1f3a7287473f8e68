//! One text as a provider brings it.

use regard_domain::reply::{ReplyMeaning, classify};

use crate::delivery::channels::twilio_signature::Form;

/// One text that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// Who brought it: `twilio`.
    pub provider: &'static str,
    /// The provider's name for it.
    pub sid: String,
    /// From which number, E.164.
    pub from: String,
    /// The words; empty when there are only pictures.
    pub words: String,
    /// How many pictures came with them. They stay with the provider.
    pub pictures: u32,
    /// What it means.
    pub meaning: ReplyMeaning,
    /// The provider answers it by itself: its own keywords.
    pub answered_by_provider: bool,
}

/// The keywords to which Twilio answers by itself and which it obeys (Twilio, "Support for opt-out
/// keywords"): the whole text, whatever the case.
const PROVIDERS_KEYWORDS: [&str; 13] = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "START",
    "UNSTOP",
    "YES",
    "HELP",
    "INFO",
];

impl Inbound {
    /// Reads what Twilio posts. `None`: it names no message or no sender.
    pub fn of_twilio(form: &Form) -> Option<Self> {
        let value = |name: &str| {
            form.iter()
                .find(|(known, value)| known == name && !value.is_empty())
                .map(|(_, value)| value.as_str())
        };
        let words = value("Body").unwrap_or_default().trim().to_owned();
        let told = value("OptOutType");
        let meaning = match told {
            Some("STOP") => ReplyMeaning::Stop,
            Some("START") => ReplyMeaning::Start,
            Some("HELP") => ReplyMeaning::Help,
            _ => classify(&words),
        };
        let keyword = words.to_uppercase();
        Some(Self {
            provider: "twilio",
            sid: value("MessageSid").or_else(|| value("SmsSid"))?.to_owned(),
            from: value("From")?.to_owned(),
            pictures: value("NumMedia")
                .and_then(|count| count.parse().ok())
                .unwrap_or(0),
            answered_by_provider: told.is_some() || PROVIDERS_KEYWORDS.contains(&keyword.as_str()),
            words,
            meaning,
        })
    }
}

//! One text as a provider brings it.

use regard_domain::reply::{ReplyMeaning, classify};
use regard_domain::words::Channel;

use crate::delivery::channels::twilio_signature::Form;

/// One text that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// Who brought it: `twilio`, `telnyx`, `whatsapp`.
    pub provider: &'static str,
    /// By what means.
    pub channel: Channel,
    /// The provider's name for it.
    pub sid: String,
    /// From which number, E.164; where WhatsApp does not tell the number, its own name for the person.
    pub from: String,
    /// The provider's name for the message that it answers, where it says so.
    pub answers: Option<String>,
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
const TWILIOS_KEYWORDS: &[&str] = &[
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

/// The same at Telnyx ("Advanced Opt-In/Out", default behavior).
const TELNYXS_KEYWORDS: &[&str] = &[
    "STOP",
    "STOPALL",
    "STOP ALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "START",
    "UNSTOP",
    "HELP",
];

/// What a reply says, apart from who brought it.
#[derive(Debug, Default)]
pub(in crate::delivery) struct Written {
    /// The provider's name for it.
    pub sid: String,
    /// From whom.
    pub from: String,
    /// The words.
    pub words: String,
    /// How many pictures.
    pub pictures: u32,
    /// The provider says that it took this as a keyword of its own.
    pub is_keyword: bool,
}

fn is_one_of(keywords: &[&str], words: &str) -> bool {
    keywords.contains(&words.to_uppercase().as_str())
}

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
        Some(Self {
            provider: "twilio",
            channel: Channel::Sms,
            answers: None,
            sid: value("MessageSid").or_else(|| value("SmsSid"))?.to_owned(),
            from: value("From")?.to_owned(),
            pictures: value("NumMedia")
                .and_then(|count| count.parse().ok())
                .unwrap_or(0),
            answered_by_provider: told.is_some() || is_one_of(TWILIOS_KEYWORDS, &words),
            words,
            meaning,
        })
    }

    /// What Telnyx brings. Its keywords are obeyed and answered by itself.
    pub(in crate::delivery) fn of_telnyx(written: Written) -> Self {
        let words = written.words.trim().to_owned();
        Self {
            provider: "telnyx",
            channel: Channel::Sms,
            answers: None,
            sid: written.sid,
            from: written.from,
            pictures: written.pictures,
            meaning: classify(&words),
            answered_by_provider: written.is_keyword || is_one_of(TELNYXS_KEYWORDS, &words),
            words,
        }
    }

    /// What WhatsApp brings. It has no keywords: a stop is ours to obey and to confirm.
    pub(in crate::delivery) fn of_whatsapp(written: Written, answers: Option<String>) -> Self {
        let words = written.words.trim().to_owned();
        Self {
            provider: "whatsapp",
            channel: Channel::Whatsapp,
            answers,
            sid: written.sid,
            from: written.from,
            pictures: written.pictures,
            meaning: classify(&words),
            answered_by_provider: false,
            words,
        }
    }
}

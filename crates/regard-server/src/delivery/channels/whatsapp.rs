//! WhatsApp by Meta's Cloud API: one approved template for each language, with our words in it; in a
//! conversation that the customer began, our words as they are.
//!
//! A store may write to someone first only by a template that Meta has approved. The template has one
//! place, and our rendered words go into it as they are, in one line. There is no way to ask what
//! became of a message; the correlator is `biz_opaque_callback_data`, which comes back with every
//! status, so that even a message whose answer was lost is told by its receipts.
//! (Meta: "Template messages", "Status messages webhook reference", "Error codes", "Webhooks";
//! business-scoped user ids: a status may come without any phone number.)

mod written;

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use hmac::{Hmac, Mac};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use reqwest::{Client, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::http::{self, NoClient, down, set_up_wrong};
use super::{Answer, Call, Channel, Found, Heard, LookUp, Outcome, Outgoing, Receipt};
use crate::delivery::config::WhatsappCloudConfig;

/// A paused template comes back after three hours at the earliest; it is looked at more often.
const PAUSED: Duration = Duration::from_secs(30 * 60);

/// "Re-engagement message": more than a day after what the customer wrote.
const OVER: u32 = 131_047;

/// One number of a store at WhatsApp.
pub struct WhatsappCloud {
    client: Client,
    config: WhatsappCloudConfig,
}

#[derive(Deserialize)]
struct Taken {
    messages: Vec<TakenMessage>,
}

#[derive(Deserialize)]
struct TakenMessage {
    id: String,
}

#[derive(Deserialize)]
struct Refused {
    error: Fault,
}

#[derive(Deserialize)]
struct Fault {
    code: u32,
}

#[derive(Deserialize)]
struct Notice {
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    field: String,
    #[serde(default)]
    value: Value,
}

/// One status. Whom it was sent to is not read: it may be missing, and our own word tells.
#[derive(Deserialize)]
struct Status {
    id: String,
    status: String,
    #[serde(default)]
    biz_opaque_callback_data: Option<String>,
    #[serde(default)]
    errors: Vec<Fault>,
}

impl WhatsappCloud {
    /// The number that `config` describes.
    pub fn new(config: WhatsappCloudConfig) -> Result<Self, NoClient> {
        let client = http::once_only(Duration::from_secs(config.answer_seconds))?;
        Ok(Self { client, config })
    }

    fn url(&self) -> String {
        format!(
            "{}/{}/{}/messages",
            self.config.base_url.trim_end_matches('/'),
            self.config.api_version,
            self.config.phone_number_id
        )
    }

    fn is_genuine(&self, given: &str, body: &[u8]) -> bool {
        let Some(given) = given.strip_prefix("sha256=") else {
            return false;
        };
        let secret = self.config.app_secret.reveal().as_bytes();
        // HMAC takes a key of any length: this cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
            return false;
        };
        mac.update(body);
        let ours: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        ours.as_bytes().ct_eq(given.trim().as_bytes()).into()
    }
}

/// The template for a language and the code that Meta knows it by: `es-MX` finds `es_MX`, else `es`.
fn template<'t>(
    templates: &'t BTreeMap<String, String>,
    language: &str,
) -> Option<(&'t str, &'t str)> {
    let wanted = language.replace('-', "_");
    let base = wanted.split('_').next().unwrap_or_default();
    let exact = templates
        .iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(&wanted));
    let near = || {
        templates.iter().find(|(code, _)| {
            let of = code.split('_').next().unwrap_or_default();
            of.eq_ignore_ascii_case(base)
        })
    };
    exact
        .or_else(near)
        .map(|(code, name)| (code.as_str(), name.as_str()))
}

/// Words as a place in a template takes them: no new lines, no tabs, no more than one space.
fn in_one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Our word for one try of one message.
fn word(message: MessageId, attempt: u32) -> String {
    format!("{message}/{attempt}")
}

fn read_word(text: &str) -> Option<(MessageId, u32)> {
    let (message, attempt) = text.split_once('/')?;
    Some((MessageId(message.parse().ok()?), attempt.parse().ok()?))
}

#[async_trait]
impl Channel for WhatsappCloud {
    fn name(&self) -> &'static str {
        "whatsapp"
    }

    fn time_limit(&self) -> Duration {
        Duration::from_secs(self.config.answer_seconds)
    }

    async fn send(&self, outgoing: &Outgoing) -> Answer {
        let mut body = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": outgoing.to.trim_start_matches('+'),
            "biz_opaque_callback_data": word(outgoing.message, outgoing.attempt),
        });
        let words = if outgoing.in_conversation {
            // Within a day of what they wrote it takes any words.
            json!({ "type": "text", "text": { "preview_url": false, "body": outgoing.body } })
        } else {
            let Some((code, name)) = template(&self.config.templates, &outgoing.language) else {
                // No template for this language: other languages leave.
                return Outcome::Rejected {
                    reason: StateReason::StoreSetup,
                }
                .into();
            };
            json!({ "type": "template", "template": {
                "name": name,
                "language": { "code": code },
                "components": [{
                    "type": "body",
                    "parameters": [{ "type": "text", "text": in_one_line(&outgoing.body) }],
                }],
            } })
        };
        if let (Some(fields), Value::Object(words)) = (body.as_object_mut(), words) {
            fields.extend(words);
        }
        let request = self
            .client
            .post(self.url())
            .bearer_auth(self.config.access_token.reveal())
            .json(&body);
        let answer = match request.send().await {
            Ok(answer) => read_answer(answer).await,
            Err(error) => http::without_answer(&error).into(),
        };
        match answer.code {
            // The day was over by WhatsApp's own clock.
            Some(code @ OVER) if outgoing.in_conversation => {
                let reason = StateReason::TooLate;
                Answer::coded(Outcome::Rejected { reason }, code)
            }
            _ => answer,
        }
    }

    async fn look_up(&self, _: &LookUp) -> Found {
        Found::CannotAsk
    }

    fn hear(&self, call: &Call<'_>) -> Heard {
        if !self.is_genuine(call.header("X-Hub-Signature-256"), call.body) {
            return Heard::Forged;
        }
        let Ok(notice) = serde_json::from_slice::<Notice>(call.body) else {
            return Heard::Unreadable;
        };
        let (mut receipts, mut replies) = (Vec::new(), Vec::new());
        for change in notice.entry.into_iter().flat_map(|entry| entry.changes) {
            if change.field == "message_template_status_update" {
                let said = |name: &str| change.value.get(name).and_then(Value::as_str);
                tracing::warn!(
                    event = said("event"),
                    template = said("message_template_name"),
                    language = said("message_template_language"),
                    "WhatsApp changed the standing of a template"
                );
            }
            let all = |name: &str| {
                let list = change.value.get(name).and_then(Value::as_array);
                list.into_iter().flatten()
            };
            for status in all("statuses") {
                // One that cannot be read, or is not ours, does not hold up the others.
                if let Ok(status) = Status::deserialize(status) {
                    receipts.extend(receipt(status));
                }
            }
            replies.extend(all("messages").filter_map(written::read));
        }
        Heard::Said { receipts, replies }
    }

    fn knows_word(&self, word: &str) -> bool {
        let own = self.config.verify_token.reveal();
        !own.is_empty() && own.as_bytes().ct_eq(word.as_bytes()).into()
    }
}

fn receipt(status: Status) -> Option<Receipt> {
    let (message, attempt) = read_word(status.biz_opaque_callback_data.as_deref()?)?;
    let code = status.errors.first().map(|fault| fault.code);
    let state = state_of(&status.status);
    Some(Receipt {
        provider: "whatsapp",
        message,
        attempt,
        sid: status.id,
        status: status.status,
        code,
        state,
        reason: (state == Some(MessageState::NotDelivered))
            .then(|| code.map_or(StateReason::Other, reason_of)),
    })
}

async fn read_answer(answer: Response) -> Answer {
    let code = u32::from(answer.status().as_u16());
    if answer.status().is_success() {
        let taken = answer.json::<Taken>().await.ok();
        let sid = taken.and_then(|taken| taken.messages.into_iter().next());
        return match sid {
            Some(message) => {
                let sid = Some(message.id);
                Answer::coded(Outcome::Accepted { sid }, code)
            }
            None => Answer::coded(Outcome::Unknown, code),
        };
    }
    if let Some(outcome) = http::by_status(&answer) {
        return Answer::coded(outcome, code);
    }
    let refused_with = answer.json::<Refused>().await.ok();
    let code = refused_with.map_or(code, |refused| refused.error.code);
    Answer::coded(refused(code), code)
}

/// What a 4xx with Meta's error `code` means for the message.
fn refused(code: u32) -> Outcome {
    match code {
        // "Something went wrong" without saying what was done.
        1 | 2 | 131_000 | 131_016 => Outcome::Unknown,
        // Too many: of the app, the account, the number, this pair of numbers.
        4 | 80_007 | 130_429 | 131_048 | 131_056 | 133_004 => down(None),
        // The template is paused for its quality, and comes back by itself.
        132_015 => down(Some(PAUSED)),
        // The token, its rights, the account, its payment, the number: every other message would be
        // refused as well.
        0
        | 3
        | 10
        | 33
        | 190
        | 200..=299
        | 368
        | 131_005
        | 131_031
        | 131_037
        | 131_042
        | 131_045
        | 133_010 => set_up_wrong(),
        code => Outcome::Rejected {
            reason: reason_of(code),
        },
    }
}

/// What one of WhatsApp's words for a message's status means here; `None` for one not known yet.
/// `read` may come without `delivered` before it.
pub fn state_of(status: &str) -> Option<MessageState> {
    Some(match status {
        "accepted" | "sent" => MessageState::Sent,
        "delivered" | "read" | "played" => MessageState::Delivered,
        "failed" => MessageState::NotDelivered,
        _ => return None,
    })
}

/// What one of Meta's error codes says to an associate; one that is not known yet is
/// [`StateReason::Other`], which a person looks at.
pub fn reason_of(code: u32) -> StateReason {
    match code {
        131_050 => StateReason::OptedOut,
        // Not on WhatsApp, or an app too old to show it.
        131_026 => StateReason::NotTextable,
        131_021 => StateReason::NoSuchAddress,
        130_472 | 130_497 | 131_049 => StateReason::Blocked,
        // Templates that do not exist in that language, are refused, switched off or filled in
        // wrongly; a number that may only be tried out; the window of 24 hours.
        131_030 | 131_047 | 132_000..=132_099 => StateReason::StoreSetup,
        _ => StateReason::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::config::Secret;

    #[test]
    fn a_language_finds_its_template_and_no_other() {
        let templates: BTreeMap<String, String> = [("en_US", "ready"), ("es", "lista")]
            .map(|(a, b)| (a.into(), b.into()))
            .into();
        assert_eq!(template(&templates, "en-US"), Some(("en_US", "ready")));
        assert_eq!(template(&templates, "en"), Some(("en_US", "ready")));
        assert_eq!(template(&templates, "es-MX"), Some(("es", "lista")));
        assert_eq!(template(&templates, "fr"), None);
    }

    #[test]
    fn words_go_into_a_template_in_one_line() {
        assert_eq!(
            in_one_line("Your watch\n is\tready.   Zoë 😀"),
            "Your watch is ready. Zoë 😀"
        );
    }

    /// Signed with `openssl dgst -sha256 -hmac`, an implementation of others.
    #[test]
    fn what_openssl_signed_is_genuine() {
        let config = WhatsappCloudConfig {
            app_secret: Secret::new("0123456789abcdef0123456789abcdef"),
            ..WhatsappCloudConfig::default()
        };
        let channel = WhatsappCloud::new(config).unwrap();
        let body = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"from":"12125550159","id":"wamid.HBg","type":"text","text":{"body":"\u00bfCu\u00e1ndo?"}}]}}]}]}"#;
        let signed = "sha256=ac6201a336c56bbecc4528a9c87ca1ada95be29d2ea8975168b693dc4c796032";
        assert!(channel.is_genuine(signed, body.as_bytes()));
        assert!(!channel.is_genuine(signed, body.replace("wamid", "wamix").as_bytes()));
        assert!(!channel.is_genuine(signed.trim_start_matches("sha256="), body.as_bytes()));
    }
}

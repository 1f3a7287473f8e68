//! Texts by Twilio's Messages API.
//!
//! Twilio has no key that would make a repeated POST harmless, and says itself that a POST repeated
//! after a 500 may text the customer twice. So a POST is made once, on a connection of its own, and
//! anything but a clear answer is [`Outcome::Unknown`]. Two correlators lead back from Twilio to our
//! message: its id in the path of the status callback, and its words in the list of messages to that
//! number.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use reqwest::{Client, Response};
use serde::Deserialize;

use super::http::{self, NoClient, down, set_up_wrong};
use super::twilio_signature::{Form, is_genuine, read_form};
use super::{Answer, Call, Channel, Found, Heard, LookUp, Outcome, Outgoing, Receipt};
use crate::delivery::config::TwilioConfig;

/// The bounds of `ValidityPeriod`, in seconds.
const VALIDITY: std::ops::RangeInclusive<u64> = 1..=36_000;

/// How far Twilio's clock may be from ours.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// The most pages of a number's messages that a look-up reads; a page has up to 100.
const MOST_PAGES: usize = 10;

/// One account at Twilio.
pub struct Twilio {
    client: Client,
    config: TwilioConfig,
}

#[derive(Deserialize)]
struct Message {
    sid: String,
    status: String,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    direction: Option<String>,
    #[serde(default)]
    error_code: Option<u32>,
    #[serde(default)]
    date_created: Option<String>,
}

#[derive(Deserialize)]
struct Messages {
    messages: Vec<Message>,
    #[serde(default)]
    next_page_uri: Option<String>,
}

#[derive(Deserialize)]
struct Fault {
    code: Option<u32>,
}

impl Twilio {
    /// The account that `config` describes.
    pub fn new(config: TwilioConfig) -> Result<Self, NoClient> {
        let client = http::once_only(Duration::from_secs(config.answer_seconds))?;
        Ok(Self { client, config })
    }

    fn messages_url(&self) -> String {
        format!(
            "{}/2010-04-01/Accounts/{}/Messages.json",
            self.config.base_url.trim_end_matches('/'),
            self.config.account_sid
        )
    }

    fn form(&self, outgoing: &Outgoing) -> Vec<(&'static str, String)> {
        let mut form = vec![("To", outgoing.to.clone()), ("Body", outgoing.body.clone())];
        if let Some(service) = &self.config.messaging_service_sid {
            form.push(("MessagingServiceSid", service.clone()));
        } else if let Some(from) = &self.config.from {
            form.push(("From", from.clone()));
        }
        if let Some(url) = self.callback_url(outgoing.message, outgoing.attempt) {
            // Five more tries, for every kind of failure, when our server does not answer.
            form.push(("StatusCallback", format!("{url}#rc=5&rp=all")));
        }
        if let Some(good_for) = outgoing.good_for {
            let seconds = good_for.as_secs().clamp(*VALIDITY.start(), *VALIDITY.end());
            form.push(("ValidityPeriod", seconds.to_string()));
        }
        form
    }

    /// Where Twilio reports on a message, as it has to call it; `None` without a public address.
    pub fn callback_url(&self, message: MessageId, attempt: u32) -> Option<String> {
        self.config
            .public_base_url
            .as_deref()
            .map(|base| status_url(base, message, attempt))
    }

    async fn page(&self, url: &str) -> Option<Messages> {
        let answer = self
            .client
            .get(url)
            .basic_auth(&self.config.key_sid, Some(self.config.key_secret.reveal()))
            .send()
            .await
            .ok()?;
        if !answer.status().is_success() {
            return None;
        }
        answer.json().await.ok()
    }
}

/// The public URL of the status callback of one try of one message. No query: the two official
/// libraries disagree on some when they sign.
pub fn status_url(public_base_url: &str, message: MessageId, attempt: u32) -> String {
    format!(
        "{}/v1/twilio/status/{message}/{attempt}",
        public_base_url.trim_end_matches('/')
    )
}

#[async_trait]
impl Channel for Twilio {
    fn name(&self) -> &'static str {
        "twilio"
    }

    fn time_limit(&self) -> Duration {
        Duration::from_secs(self.config.answer_seconds)
    }

    async fn send(&self, outgoing: &Outgoing) -> Answer {
        let request = self
            .client
            .post(self.messages_url())
            .basic_auth(&self.config.key_sid, Some(self.config.key_secret.reveal()))
            .form(&self.form(outgoing));
        match request.send().await {
            Ok(answer) => read_answer(answer).await,
            Err(error) => http::without_answer(&error).into(),
        }
    }

    async fn look_up(&self, question: &LookUp) -> Found {
        let oldest = question.since - SKEW;
        let Ok(first) = reqwest::Url::parse_with_params(
            &self.messages_url(),
            [("To", question.outgoing.to.as_str()), ("PageSize", "100")],
        ) else {
            return Found::NoAnswer;
        };
        let mut next = first.to_string();
        for _ in 0..MOST_PAGES {
            let Some(page) = self.page(&next).await else {
                return Found::NoAnswer;
            };
            let mut past_it = false;
            for message in &page.messages {
                match created(message) {
                    Some(created) if created < oldest => past_it = true,
                    _ if is_it(message, question) => return found(message),
                    _ => {}
                }
            }
            match page.next_page_uri {
                Some(uri) if !past_it && uri.starts_with('/') => {
                    next = format!("{}{uri}", self.config.base_url.trim_end_matches('/'));
                }
                _ => return Found::Absent,
            }
        }
        // More messages to one number in a few minutes than anyone writes: a person looks.
        Found::NoAnswer
    }

    fn hear(&self, call: &Call<'_>) -> Heard {
        let Some((message, attempt)) = call.about else {
            return Heard::NotMine;
        };
        let Some(url) = self.callback_url(message, attempt) else {
            return Heard::NotMine;
        };
        let form = read_form(call.body);
        let given = call.header("X-Twilio-Signature");
        if !is_genuine(self.config.auth_token.reveal(), &url, &form, given) {
            return Heard::Forged;
        }
        match receipt(message, attempt, &form) {
            Some(receipt) => Heard::receipts(vec![receipt]),
            None => Heard::Unreadable,
        }
    }

    async fn ask_about(&self, taken_as: &str, _: &LookUp) -> Found {
        let url = self
            .messages_url()
            .replace("/Messages.json", &format!("/Messages/{taken_as}.json"));
        let answer = self
            .client
            .get(url)
            .basic_auth(&self.config.key_sid, Some(self.config.key_secret.reveal()))
            .send()
            .await;
        match answer {
            // It keeps a message for 400 days; who asks it to keep nothing gets this at once.
            Ok(answer) if answer.status() == reqwest::StatusCode::NOT_FOUND => Found::Absent,
            Ok(answer) if answer.status().is_success() => match answer.json::<Message>().await {
                Ok(message) => found(&message),
                Err(_) => Found::NoAnswer,
            },
            _ => Found::NoAnswer,
        }
    }
}

/// Reads a callback for `message` and `attempt`. None: it names no message or no status. New
/// parameters, which Twilio adds without notice, are passed over.
fn receipt(message: MessageId, attempt: u32, form: &Form) -> Option<Receipt> {
    let value = |name: &str| {
        form.iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.clone())
    };
    let status = value("MessageStatus").or_else(|| value("SmsStatus"))?;
    let code = value("ErrorCode").and_then(|code| code.parse().ok());
    let state = state_of(&status);
    Some(Receipt {
        provider: "twilio",
        message,
        attempt,
        sid: value("MessageSid").or_else(|| value("SmsSid"))?,
        status,
        code,
        state,
        reason: (state == Some(MessageState::NotDelivered))
            .then(|| code.map_or(StateReason::Other, reason_of)),
    })
}

fn created(message: &Message) -> Option<DateTime<Utc>> {
    let text = message.date_created.as_deref()?;
    DateTime::parse_from_rfc2822(text)
        .ok()
        .map(|moment| moment.with_timezone(&Utc))
}

/// Whether `message` is the one asked for: outbound, our words (a trial account gets a sentence put
/// before them), and not known to be another.
fn is_it(message: &Message, question: &LookUp) -> bool {
    let ours = question.outgoing.body.trim();
    let outbound = message
        .direction
        .as_deref()
        .is_none_or(|direction| direction.starts_with("outbound"));
    let body = message.body.as_deref().unwrap_or_default().trim();
    outbound && body.ends_with(ours) && !question.not_these.contains(&message.sid)
}

fn found(message: &Message) -> Found {
    let state = state_of(&message.status).unwrap_or(MessageState::Sent);
    Found::Here {
        sid: Some(message.sid.clone()),
        state,
        reason: (state == MessageState::NotDelivered)
            .then(|| message.error_code.map_or(StateReason::Other, reason_of)),
    }
}

async fn read_answer(answer: Response) -> Answer {
    let status = answer.status();
    let code = u32::from(status.as_u16());
    if status.is_success() {
        // Taken, even when the rest of the answer is lost on the way: the look-up finds its name.
        return match answer.json::<Message>().await {
            Ok(message) => Answer::coded(
                Outcome::Accepted {
                    sid: Some(message.sid),
                },
                code,
            ),
            Err(_) => Answer::coded(Outcome::Unknown, code),
        };
    }
    // A 429 was "never processed and always safe to retry" (Twilio on error 20429).
    if let Some(outcome) = http::by_status(&answer) {
        return Answer::coded(outcome, code);
    }
    let fault = answer.json::<Fault>().await.ok();
    let code = fault.and_then(|fault| fault.code).unwrap_or(code);
    Answer::coded(refused(code), code)
}

/// What a 4xx with Twilio's error `code` means for the message.
fn refused(code: u32) -> Outcome {
    match code {
        20429 => down(None),
        // Credentials, the account, the sender number or the Messaging Service: every other message
        // would be refused as well.
        403 | 404 | 20003 | 20005 | 20403 | 20404 | 21603 | 21606 | 21607 | 21609 | 21659
        | 21660 | 21701 | 21703 | 21705 => set_up_wrong(),
        code => Outcome::Rejected {
            reason: reason_of(code),
        },
    }
}

/// What one of Twilio's words for a message's status means here; `None` for a word not known yet.
pub fn state_of(status: &str) -> Option<MessageState> {
    Some(match status {
        "accepted" | "scheduled" | "queued" | "sending" | "sent" => MessageState::Sent,
        "delivered" | "read" => MessageState::Delivered,
        "undelivered" | "failed" | "canceled" => MessageState::NotDelivered,
        _ => return None,
    })
}

/// What one of Twilio's error numbers says to an associate. Twilio splits numbers over time, so an
/// unknown one is [`StateReason::Other`], which a person looks at.
pub fn reason_of(code: u32) -> StateReason {
    match code {
        21610 => StateReason::OptedOut,
        21211 | 21217 | 21401 | 21421 | 30005 => StateReason::NoSuchAddress,
        21612 | 21614 | 21635 | 30006 => StateReason::NotTextable,
        30001 | 30003 => StateReason::Unreachable,
        30004 | 30007 => StateReason::Blocked,
        30036 => StateReason::TooLate,
        21408 | 30002 | 30034 => StateReason::StoreSetup,
        _ => StateReason::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn form(pairs: &[(&str, &str)]) -> Form {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_callback_with_unknown_parameters_is_read_and_one_without_a_name_is_not() {
        let message = MessageId(Uuid::from_u128(1));
        let read = receipt(
            message,
            2,
            &form(&[
                ("RawDlrDoneDate", "2611201500"),
                ("MessageSid", "SM1"),
                ("MessageStatus", "undelivered"),
                ("ErrorCode", "30003"),
            ]),
        )
        .unwrap();
        assert_eq!((read.message, read.attempt), (message, 2));
        assert_eq!((read.sid.as_str(), read.code), ("SM1", Some(30003)));
        assert_eq!(read.state, Some(MessageState::NotDelivered));
        assert_eq!(read.reason, Some(StateReason::Unreachable));
        let nameless = form(&[("MessageStatus", "sent")]);
        assert_eq!(receipt(message, 1, &nameless), None);
    }
}

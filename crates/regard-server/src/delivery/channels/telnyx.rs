//! Texts by Telnyx's Messages API, version 2.
//!
//! Telnyx documents no key that would make a repeated POST harmless, so a POST is made once and
//! anything but a clear answer is [`Outcome::Unknown`]. The correlator is the address of the status
//! call, which is given with each message: Telnyx repeats it in the record of the message
//! (`delivery_status_webhook_url`), so that a look-up is exact even among messages with the same
//! words. There is no period of validity: a message leaves at once or is refused.
//! (Telnyx: "Send a message", "Search detail records", "Receiving webhooks", "Inbound message",
//! "Messaging error codes".)

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use reqwest::{Client, Response};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::http::{self, NoClient, down, set_up_wrong};
use super::telnyx_signature::{NoKey, PublicKey};
use super::{Answer, Call, Channel, Found, Heard, LookUp, Outcome, Outgoing, Receipt};
use crate::delivery::config::TelnyxConfig;
use crate::delivery::replies::{Inbound, Written};

/// How far Telnyx's clock may be from ours.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// The most records on a page.
const PAGE: &str = "50";
/// The most pages of a number's messages that a look-up reads.
const MOST_PAGES: usize = 20;

/// One account at Telnyx.
pub struct Telnyx {
    client: Client,
    config: TelnyxConfig,
    /// Where this server is called; without it a look-up would know nothing.
    public_base_url: String,
    key: PublicKey,
}

/// The account cannot be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum TelnyxSetUpError {
    /// No TLS.
    #[error(transparent)]
    Client(#[from] NoClient),
    /// The key that calls are checked with is none.
    #[error(transparent)]
    Key(#[from] NoKey),
    /// Without it there is neither a receipt nor a look-up.
    #[error("Telnyx needs the public address of this server")]
    NoPublicAddress,
}

#[derive(Deserialize)]
struct Taken {
    data: TakenData,
}

#[derive(Deserialize)]
struct TakenData {
    id: String,
}

#[derive(Deserialize)]
struct Faults {
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    code: Code,
}

/// Telnyx writes its error numbers as text, and in some places as numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Code {
    Text(String),
    Number(u32),
}

impl Code {
    fn number(&self) -> Option<u32> {
        match self {
            Self::Text(text) => text.parse().ok(),
            Self::Number(number) => Some(*number),
        }
    }
}

#[derive(Deserialize)]
struct Records {
    data: Vec<Record>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Deserialize, Default)]
struct Meta {
    #[serde(default)]
    total_pages: usize,
}

#[derive(Deserialize)]
struct Record {
    uuid: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    delivery_status_webhook_url: Option<String>,
    #[serde(default)]
    errors: Option<Vec<Code>>,
}

#[derive(Deserialize)]
struct Event {
    data: EventData,
}

#[derive(Deserialize)]
struct EventData {
    event_type: String,
    payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    id: String,
    #[serde(default)]
    to: Vec<To>,
    #[serde(default)]
    errors: Vec<Fault>,
    #[serde(default)]
    webhook_url: Option<String>,
    #[serde(default)]
    from: Option<Sender>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    media: Vec<IgnoredAny>,
    /// Telnyx took it as a keyword of its own.
    #[serde(default)]
    autoresponse_type: Option<String>,
}

impl Payload {
    /// What a customer writes; none where nobody is named.
    fn written(self) -> Option<Written> {
        let keyword = self.autoresponse_type.unwrap_or_default();
        Some(Written {
            sid: self.id,
            from: self
                .from?
                .phone_number
                .filter(|number| !number.is_empty())?,
            words: self.text.unwrap_or_default(),
            pictures: u32::try_from(self.media.len()).unwrap_or(u32::MAX),
            is_keyword: !keyword.trim().is_empty(),
        })
    }
}

#[derive(Deserialize)]
struct Sender {
    #[serde(default)]
    phone_number: Option<String>,
}

#[derive(Deserialize)]
struct To {
    #[serde(default)]
    status: String,
}

impl Telnyx {
    /// The account that `config` describes.
    pub fn new(config: TelnyxConfig) -> Result<Self, TelnyxSetUpError> {
        let base = config.public_base_url.as_deref();
        let public_base_url = base.ok_or(TelnyxSetUpError::NoPublicAddress)?;
        Ok(Self {
            client: http::once_only(Duration::from_secs(config.answer_seconds))?,
            public_base_url: public_base_url.trim_end_matches('/').to_owned(),
            key: config.public_key.parse()?,
            config,
        })
    }

    fn url(&self, path: &str) -> String {
        format!("{}/v2/{path}", self.config.base_url.trim_end_matches('/'))
    }

    /// Where Telnyx reports on every try of a message.
    fn callbacks_of(&self, message: MessageId) -> String {
        format!("{}/v1/telnyx/status/{message}/", self.public_base_url)
    }

    /// Where Telnyx reports on one try of a message.
    pub fn callback_url(&self, message: MessageId, attempt: u32) -> String {
        format!("{}{attempt}", self.callbacks_of(message))
    }

    async fn page(&self, question: &LookUp, number: usize) -> Option<Records> {
        // The filter knows days; a day earlier covers every zone and any skew.
        let since = (question.since - SKEW - TimeDelta::days(1)).format("%Y-%m-%d");
        let answer = self
            .client
            .get(self.url("detail_records"))
            .bearer_auth(self.config.api_key.reveal())
            .query(&[
                ("filter[record_type]", "messaging"),
                ("filter[direction]", "outbound"),
                ("filter[cld]", &question.outgoing.to),
                ("filter[created_at][gte]", &since.to_string()),
                ("sort", "-created_at"),
                ("page[number]", &number.to_string()),
                ("page[size]", PAGE),
            ])
            .send()
            .await
            .ok()?;
        if !answer.status().is_success() {
            return None;
        }
        answer.json().await.ok()
    }
}

#[async_trait]
impl Channel for Telnyx {
    fn name(&self) -> &'static str {
        "telnyx"
    }

    fn time_limit(&self) -> Duration {
        Duration::from_secs(self.config.answer_seconds)
    }

    async fn send(&self, outgoing: &Outgoing) -> Answer {
        let mut body = json!({
            "to": outgoing.to,
            "text": outgoing.body,
            "type": "SMS",
            "webhook_url": self.callback_url(outgoing.message, outgoing.attempt),
            "use_profile_webhooks": false,
        });
        let senders = [
            ("from", &self.config.from),
            ("messaging_profile_id", &self.config.messaging_profile_id),
        ];
        if let Some(fields) = body.as_object_mut() {
            for (name, sender) in senders {
                fields.extend(sender.iter().map(|value| (name.to_owned(), json!(value))));
            }
        }
        let request = self
            .client
            .post(self.url("messages"))
            .bearer_auth(self.config.api_key.reveal())
            .json(&body);
        match request.send().await {
            Ok(answer) => read_answer(answer).await,
            Err(error) => http::without_answer(&error).into(),
        }
    }

    async fn look_up(&self, question: &LookUp) -> Found {
        let ours = self.callbacks_of(question.outgoing.message);
        for number in 1..=MOST_PAGES {
            let Some(page) = self.page(question, number).await else {
                return Found::NoAnswer;
            };
            let mut records = page.data.iter();
            let is_it = |record: &&Record| {
                let url = record.delivery_status_webhook_url.as_deref();
                url.is_some_and(|url| url.starts_with(&ours))
            };
            if let Some(record) = records.find(is_it) {
                return found(record);
            }
            if number >= page.meta.total_pages {
                return Found::Absent;
            }
        }
        // More messages to one number in a day than anyone writes: a person looks.
        Found::NoAnswer
    }

    fn hear(&self, call: &Call<'_>) -> Heard {
        let genuine = self.key.is_genuine(
            call.header("telnyx-timestamp"),
            call.header("telnyx-signature-ed25519"),
            call.body,
            call.now,
        );
        if !genuine {
            return Heard::Forged;
        }
        let Ok(event) = serde_json::from_slice::<Event>(call.body) else {
            return Heard::Unreadable;
        };
        let EventData {
            event_type,
            payload,
        } = event.data;
        let Some((message, attempt)) = call.about else {
            // The address of the messaging profile: what customers write.
            return match event_type.as_str() {
                "message.received" => {
                    payload
                        .written()
                        .map_or(Heard::Unreadable, |written| Heard::Said {
                            receipts: Vec::new(),
                            replies: vec![Inbound::of_telnyx(written)],
                        })
                }
                _ => Heard::nothing(),
            };
        };
        if !matches!(event_type.as_str(), "message.sent" | "message.finalized") {
            return Heard::nothing();
        }
        // The signature does not cover the address: the body says for which it was made, and a call
        // about one message must not speak for another.
        if payload.webhook_url != Some(self.callback_url(message, attempt)) {
            return Heard::Forged;
        }
        let Some(to) = payload.to.into_iter().next() else {
            return Heard::Unreadable;
        };
        let code = payload.errors.iter().find_map(|fault| fault.code.number());
        let state = state_of(&to.status);
        Heard::receipts(vec![Receipt {
            provider: "telnyx",
            message,
            attempt,
            sid: payload.id,
            status: to.status,
            code,
            state,
            reason: reason_for(state, code),
        }])
    }
}

fn found(record: &Record) -> Found {
    let state = state_of(&record.status).unwrap_or(MessageState::Sent);
    let code = record
        .errors
        .iter()
        .flatten()
        .find_map(|code| code.number());
    Found::Here {
        sid: Some(record.uuid.clone()),
        state,
        reason: reason_for(Some(state), code),
    }
}

fn reason_for(state: Option<MessageState>, code: Option<u32>) -> Option<StateReason> {
    (state == Some(MessageState::NotDelivered)).then(|| code.map_or(StateReason::Other, reason_of))
}

async fn read_answer(answer: Response) -> Answer {
    let code = u32::from(answer.status().as_u16());
    if answer.status().is_success() {
        // Taken, even when the rest of the answer is lost on the way: the look-up finds its name.
        return match answer.json::<Taken>().await {
            Ok(taken) => {
                let sid = Some(taken.data.id);
                Answer::coded(Outcome::Accepted { sid }, code)
            }
            Err(_) => Answer::coded(Outcome::Unknown, code),
        };
    }
    if let Some(outcome) = http::by_status(&answer) {
        return Answer::coded(outcome, code);
    }
    let faults = answer.json::<Faults>().await.ok();
    let named =
        faults.and_then(|faults| faults.errors.iter().find_map(|fault| fault.code.number()));
    let code = named.unwrap_or(code);
    Answer::coded(refused(code), code)
}

/// What a 4xx with Telnyx's error `code` means for the message.
fn refused(code: u32) -> Outcome {
    match code {
        // Too many requests; the queue of the number is full.
        10011 | 40011 | 40318 => down(None),
        // "The request timed out": nobody can tell.
        10008 => Outcome::Unknown,
        // The key, its rights, the address, the sender or its profile: every other message would be
        // refused as well.
        403 | 404 | 10005 | 10006 | 10009 | 10010 | 20100 | 40013 | 40305 | 40306 | 40311
        | 40312 | 40313 | 40315 | 40320 | 40321 | 40329 => set_up_wrong(),
        code => Outcome::Rejected {
            reason: reason_of(code),
        },
    }
}

/// What one of Telnyx's words for a message's status means here; `None` for a word not known yet.
/// `delivery_unconfirmed`: no receipt came from the carrier, which is not a failure.
pub fn state_of(status: &str) -> Option<MessageState> {
    Some(match status {
        "queued" | "sending" | "sent" | "delivery_unconfirmed" => MessageState::Sent,
        "delivered" => MessageState::Delivered,
        "sending_failed" | "delivery_failed" | "expired" => MessageState::NotDelivered,
        _ => return None,
    })
}

/// What one of Telnyx's error numbers says to an associate; one that is not known yet is
/// [`StateReason::Other`], which a person looks at.
pub fn reason_of(code: u32) -> StateReason {
    match code {
        40300 => StateReason::OptedOut,
        10002 | 10016 | 40012 | 40310 => StateReason::NoSuchAddress,
        40001 | 40319 => StateReason::NotTextable,
        40006 | 40008 => StateReason::Unreachable,
        40002..=40004 | 40015 | 40017 | 40322 => StateReason::Blocked,
        40005 | 40014 => StateReason::TooLate,
        40010 | 40013 | 40016 | 40018 | 40305 | 40309 | 40312 | 40329 => StateReason::StoreSetup,
        _ => StateReason::Other,
    }
}

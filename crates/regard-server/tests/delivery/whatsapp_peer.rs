//! A server that answers as WhatsApp's Cloud API does, keeps what it took, signs its calls and
//! misbehaves on demand.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use regard_server::delivery::config::{Secret, WhatsappCloudConfig};
use serde_json::{Value, json};

use crate::twilio_peer::Mood;

pub const TOKEN: &str = "EAAG_a_system_users_token";
pub const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";
pub const VERIFY: &str = "the word we agreed on";
pub const NUMBER_ID: &str = "106540352242922";

#[derive(Debug, Clone)]
pub struct Taken {
    pub id: String,
    pub to: String,
    pub template: String,
    pub language: String,
    pub text: String,
    pub word: String,
}

#[derive(Default)]
struct Inside {
    taken: Vec<Taken>,
    posts: usize,
    moods: VecDeque<Mood>,
    revoked: bool,
    /// Who wrote within the last day: they may be written to in any words.
    wrote: BTreeSet<String>,
}

#[derive(Clone)]
pub struct WhatsappPeer {
    inside: Arc<Mutex<Inside>>,
    pub url: String,
}

impl WhatsappPeer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = Self {
            inside: Arc::default(),
            url: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route("/{version}/{number}/messages", post(create))
            .with_state(peer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        peer
    }

    pub fn config(&self) -> WhatsappCloudConfig {
        WhatsappCloudConfig {
            access_token: Secret::new(TOKEN),
            app_secret: Secret::new(APP_SECRET),
            verify_token: Secret::new(VERIFY),
            phone_number_id: NUMBER_ID.into(),
            templates: [("en_US", "repair_ready"), ("es", "reparacion_lista")]
                .map(|(code, name)| (code.into(), name.into()))
                .into(),
            base_url: self.url.clone(),
            answer_seconds: 1,
            ..WhatsappCloudConfig::default()
        }
    }

    /// The moods of the next POSTs; afterwards it takes everything.
    pub fn will(&self, moods: impl IntoIterator<Item = Mood>) {
        self.inside.lock().unwrap().moods = moods.into_iter().collect();
    }

    /// The customer with these digits wrote just now, or has not for more than a day.
    pub fn wrote(&self, digits: &str, lately: bool) {
        let mut inside = self.inside.lock().unwrap();
        if lately {
            inside.wrote.insert(digits.to_owned());
        } else {
            inside.wrote.remove(digits);
        }
    }

    pub fn revoke_the_token(&self, revoked: bool) {
        self.inside.lock().unwrap().revoked = revoked;
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.inside.lock().unwrap().taken.clone()
    }

    pub fn posts(&self) -> usize {
        self.inside.lock().unwrap().posts
    }

    pub fn only(&self) -> Taken {
        let taken = self.taken();
        assert_eq!(taken.len(), 1, "one message at the provider: {taken:?}");
        taken[0].clone()
    }
}

/// A status as Meta calls it in, with the customer's phone number.
pub fn status(taken: &Taken, status: &str, code: Option<u32>) -> Value {
    let errors: Vec<Value> = code
        .iter()
        .map(|code| json!({ "code": code, "title": "A title", "message": "A title" }))
        .collect();
    let mut said = json!({
        "id": taken.id,
        "status": status,
        "timestamp": "1763650800",
        "recipient_id": taken.to,
        "recipient_user_id": "US.13491208655302741918",
        "biz_opaque_callback_data": taken.word,
    });
    if !errors.is_empty() {
        said["errors"] = errors.into();
    }
    said
}

/// Statuses in the envelope in which they come.
pub fn notice(statuses: &[Value]) -> Vec<u8> {
    said("statuses", statuses)
}

/// What customers write, in the same envelope.
pub fn written(messages: &[Value]) -> Vec<u8> {
    said("messages", messages)
}

fn said(what: &str, list: &[Value]) -> Vec<u8> {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{
            "id": "102290129340398",
            "changes": [{
                "field": "messages",
                "value": {
                    "messaging_product": "whatsapp",
                    "metadata": { "display_phone_number": "15550783881", "phone_number_id": NUMBER_ID },
                    what: list,
                },
            }],
        }],
    })
    .to_string()
    .into_bytes()
}

/// The headers of a call with this body.
pub fn signed(body: &[u8]) -> HeaderMap {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, APP_SECRET.as_bytes());
    let mac = ring::hmac::sign(&key, body);
    let hex: String = mac
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut headers = HeaderMap::new();
    headers.insert(
        "X-Hub-Signature-256",
        format!("sha256={hex}").parse().unwrap(),
    );
    headers
}

fn fault(status: StatusCode, code: u32) -> Response {
    let body = json!({
        "error": {
            "message": format!("(#{code}) A title"),
            "type": "OAuthException",
            "code": code,
            "error_data": { "messaging_product": "whatsapp", "details": "What went wrong." },
            "fbtrace_id": "A4O5a8RAgePwbcGSu",
        }
    });
    (status, Json(body)).into_response()
}

async fn create(
    State(peer): State<WhatsappPeer>,
    Path((version, number)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (mood, revoked) = {
        let mut inside = peer.inside.lock().unwrap();
        inside.posts += 1;
        (
            inside.moods.pop_front().unwrap_or(Mood::Take),
            inside.revoked,
        )
    };
    let given = headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap());
    if revoked || given != Some(&format!("Bearer {TOKEN}")) {
        return fault(StatusCode::UNAUTHORIZED, 190);
    }
    assert!(version.starts_with('v'));
    if number != NUMBER_ID {
        return fault(StatusCode::BAD_REQUEST, 33);
    }
    let asked: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(asked["messaging_product"], "whatsapp");
    let to = asked["to"].as_str().unwrap();
    let (wanted, text) = if asked["type"] == "text" {
        if !peer.inside.lock().unwrap().wrote.contains(to) {
            return fault(StatusCode::BAD_REQUEST, 131_047);
        }
        assert!(asked.get("template").is_none());
        (("", ""), asked["text"]["body"].as_str().unwrap())
    } else {
        assert_eq!(asked["type"], "template");
        let template = &asked["template"];
        let text = template["components"][0]["parameters"][0]["text"]
            .as_str()
            .unwrap();
        if text.contains(['\n', '\t']) || text.contains("    ") {
            return fault(StatusCode::BAD_REQUEST, 132_018);
        }
        if text.chars().count() > 1_024 {
            return fault(StatusCode::BAD_REQUEST, 132_005);
        }
        let known = [("en_US", "repair_ready"), ("es", "reparacion_lista")];
        let wanted = (
            template["language"]["code"].as_str().unwrap(),
            template["name"].as_str().unwrap(),
        );
        if !known.contains(&wanted) {
            return fault(StatusCode::NOT_FOUND, 132_001);
        }
        (wanted, text)
    };
    let word = asked["biz_opaque_callback_data"].as_str().unwrap();
    assert!(word.len() <= 512);
    match mood {
        Mood::TooMany => return fault(StatusCode::TOO_MANY_REQUESTS, 130_429),
        Mood::Fail => return fault(StatusCode::INTERNAL_SERVER_ERROR, 131_000),
        Mood::Refuse(code) => return fault(StatusCode::BAD_REQUEST, code),
        Mood::Busy => {
            let retry = [(header::RETRY_AFTER, "120")];
            return (StatusCode::SERVICE_UNAVAILABLE, retry).into_response();
        }
        _ => {}
    }
    let id = {
        let mut inside = peer.inside.lock().unwrap();
        let id = format!("wamid.{:020}", inside.taken.len() + 1);
        inside.taken.push(Taken {
            id: id.clone(),
            to: to.into(),
            template: wanted.1.into(),
            language: wanted.0.into(),
            text: text.into(),
            word: word.into(),
        });
        id
    };
    match mood {
        Mood::TakeThenFail => return fault(StatusCode::INTERNAL_SERVER_ERROR, 131_000),
        Mood::TakeThenHangUp => {
            let cut =
                futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("cut")) });
            return (StatusCode::OK, axum::body::Body::from_stream(cut)).into_response();
        }
        Mood::TakeThenWait => std::future::pending().await,
        _ => {}
    }
    Json(json!({
        "messaging_product": "whatsapp",
        "contacts": [{ "input": to, "wa_id": to }],
        "messages": [{ "id": id, "message_status": "accepted" }],
    }))
    .into_response()
}

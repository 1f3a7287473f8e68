//! A server that answers as Telnyx's Messages API (version 2) does, keeps what it took, signs its calls
//! with Ed25519 and misbehaves on demand. tests/peers proves it against Telnyx's own library.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use regard_server::delivery::config::{Secret, TelnyxConfig};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use crate::twilio_peer::Mood;

pub const API_KEY: &str = "KEY0123456789ABCDEF_the_secret_half";
pub const FROM: &str = "+15005550006";

#[derive(Debug, Clone)]
pub struct Taken {
    pub id: String,
    pub to: String,
    pub text: String,
    pub status: String,
    pub errors: Vec<u32>,
    pub callback: Option<String>,
    pub created: DateTime<Utc>,
}

#[derive(Default)]
struct Inside {
    taken: Vec<Taken>,
    posts: usize,
    moods: VecDeque<Mood>,
    look_ups_fail: bool,
    revoked: bool,
    now: Option<DateTime<Utc>>,
}

#[derive(Clone)]
pub struct TelnyxPeer {
    inside: Arc<Mutex<Inside>>,
    key: Arc<Ed25519KeyPair>,
    pub url: String,
}

impl TelnyxPeer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = Self {
            inside: Arc::default(),
            key: Arc::new(Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap()),
            url: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route("/v2/messages", post(create))
            .route("/v2/detail_records", get(records))
            .with_state(peer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        peer
    }

    pub fn config(&self, public_base_url: &str) -> TelnyxConfig {
        TelnyxConfig {
            api_key: Secret::new(API_KEY),
            public_key: STANDARD.encode(self.key.public_key().as_ref()),
            from: Some(FROM.into()),
            base_url: self.url.clone(),
            public_base_url: Some(public_base_url.into()),
            answer_seconds: 1,
            ..TelnyxConfig::default()
        }
    }

    /// The moods of the next POSTs; afterwards it takes everything.
    pub fn will(&self, moods: impl IntoIterator<Item = Mood>) {
        self.inside.lock().unwrap().moods = moods.into_iter().collect();
    }

    pub fn look_ups_fail(&self, fail: bool) {
        self.inside.lock().unwrap().look_ups_fail = fail;
    }

    pub fn revoke_the_key(&self, revoked: bool) {
        self.inside.lock().unwrap().revoked = revoked;
    }

    pub fn it_is(&self, now: DateTime<Utc>) {
        self.inside.lock().unwrap().now = Some(now);
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

    /// Takes a message that someone else of this store sends.
    pub fn take(&self, to: &str, text: &str, callback: Option<String>) -> Taken {
        let mut inside = self.inside.lock().unwrap();
        let number = inside.taken.len() + 1;
        let taken = Taken {
            id: format!("{number:08x}-0000-4000-8000-000000000000"),
            to: to.into(),
            text: text.into(),
            status: "queued".into(),
            errors: Vec::new(),
            callback,
            created: inside.now.unwrap_or_else(Utc::now),
        };
        inside.taken.push(taken.clone());
        taken
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.inside.lock().unwrap().now.unwrap_or_else(Utc::now)
    }

    /// The headers of a call with this body, made at `at`.
    pub fn signed(&self, body: &[u8], at: DateTime<Utc>) -> HeaderMap {
        let timestamp = at.timestamp().to_string();
        let mut signed = format!("{timestamp}|").into_bytes();
        signed.extend_from_slice(body);
        let signature = STANDARD.encode(self.key.sign(&signed));
        let mut headers = HeaderMap::new();
        headers.insert("telnyx-timestamp", timestamp.parse().unwrap());
        headers.insert("telnyx-signature-ed25519", signature.parse().unwrap());
        headers
    }

    /// What Telnyx writes about a message of that id.
    pub fn words_about(&self, taken: &Taken, status: &str, code: Option<u32>) -> Vec<u8> {
        let done = !matches!(status, "queued" | "sending" | "sent");
        let errors: Vec<Value> = code.iter().map(|code| fault(*code)).collect();
        json!({
            "data": {
                "event_type": if done { "message.finalized" } else { "message.sent" },
                "id": uuid::Uuid::now_v7(),
                "occurred_at": self.now().to_rfc3339(),
                "record_type": "event",
                "payload": {
                    "record_type": "message",
                    "direction": "outbound",
                    "id": taken.id,
                    "type": "SMS",
                    "from": { "phone_number": FROM, "carrier": "Telnyx", "line_type": "VoIP" },
                    "to": [{ "phone_number": taken.to, "status": status }],
                    "text": taken.text,
                    "webhook_url": taken.callback,
                    "errors": errors,
                    "a field added without notice": { "José": "😀" },
                },
            },
            "meta": { "attempt": 1, "delivered_to": taken.callback },
        })
        .to_string()
        .into_bytes()
    }

    /// Reports on a message as Telnyx does; the answer's status.
    pub async fn report(&self, id: &str, status: &str, code: Option<u32>) -> u16 {
        let taken = self.taken();
        let taken = taken.iter().find(|taken| taken.id == id).unwrap();
        let body = self.words_about(taken, status, code);
        let headers = self.signed(&body, self.now());
        let url = taken.callback.as_deref().unwrap();
        call(url, body, headers).await
    }
}

pub async fn call(url: &str, body: Vec<u8>, headers: HeaderMap) -> u16 {
    reqwest::Client::new()
        .post(url)
        .headers(headers)
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

fn fault(code: u32) -> Value {
    json!({
        "code": code.to_string(),
        "title": "A title",
        "detail": "What went wrong.",
        "meta": { "url": format!("https://developers.telnyx.com/docs/overview/errors/{code}") },
    })
}

fn refuse(status: StatusCode, code: u32) -> Response {
    (status, Json(json!({ "errors": [fault(code)] }))).into_response()
}

fn unauthorized(peer: &TelnyxPeer, headers: &HeaderMap) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    peer.inside.lock().unwrap().revoked || given != Some(&format!("Bearer {API_KEY}"))
}

async fn create(State(peer): State<TelnyxPeer>, headers: HeaderMap, body: Bytes) -> Response {
    let mood = {
        let mut inside = peer.inside.lock().unwrap();
        inside.posts += 1;
        inside.moods.pop_front().unwrap_or(Mood::Take)
    };
    if unauthorized(&peer, &headers) {
        return refuse(StatusCode::UNAUTHORIZED, 10009);
    }
    let Ok(asked) = serde_json::from_slice::<Value>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, 10015);
    };
    let text = |name: &str| asked[name].as_str().map(str::to_owned);
    let known = [
        "to",
        "from",
        "messaging_profile_id",
        "text",
        "type",
        "webhook_url",
        "use_profile_webhooks",
    ];
    let strange = asked
        .as_object()
        .unwrap()
        .keys()
        .any(|name| !known.contains(&name.as_str()));
    assert!(!strange, "a field that Telnyx does not document: {asked}");
    let Some(to) = text("to").filter(|to| to.starts_with('+')) else {
        return refuse(StatusCode::BAD_REQUEST, 40310);
    };
    if text("from").is_none() && text("messaging_profile_id").is_none() {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, 10004);
    }
    let Some(words) = text("text").filter(|words| !words.is_empty()) else {
        return refuse(StatusCode::BAD_REQUEST, 40316);
    };
    match mood {
        Mood::TooMany => return refuse(StatusCode::TOO_MANY_REQUESTS, 10011),
        Mood::Fail => return refuse(StatusCode::INTERNAL_SERVER_ERROR, 10007),
        Mood::Refuse(code) => return refuse(StatusCode::BAD_REQUEST, code),
        Mood::Busy => {
            let retry = [(header::RETRY_AFTER, "120")];
            return (StatusCode::SERVICE_UNAVAILABLE, retry).into_response();
        }
        _ => {}
    }
    let taken = peer.take(&to, &words, text("webhook_url"));
    match mood {
        Mood::TakeThenFail => return refuse(StatusCode::INTERNAL_SERVER_ERROR, 10007),
        Mood::TakeThenHangUp => {
            let cut =
                futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("cut")) });
            return (StatusCode::OK, axum::body::Body::from_stream(cut)).into_response();
        }
        Mood::ReportThenAnswer => {
            assert_eq!(peer.report(&taken.id, "delivered", None).await, 204);
        }
        Mood::TakeThenWait => std::future::pending().await,
        _ => {}
    }
    Json(json!({
        "data": {
            "record_type": "message",
            "direction": "outbound",
            "id": taken.id,
            "type": "SMS",
            "messaging_profile_id": "16fd2706-8baf-433b-82eb-8c7fada847da",
            "from": { "phone_number": FROM, "carrier": "Telnyx", "line_type": "VoIP" },
            "to": [{ "phone_number": to, "status": "queued" }],
            "text": words,
            "webhook_url": taken.callback,
            "errors": [],
            "parts": 1,
            "tags": [],
            "received_at": taken.created.to_rfc3339(),
        }
    }))
    .into_response()
}

async fn records(
    State(peer): State<TelnyxPeer>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if unauthorized(&peer, &headers) {
        return refuse(StatusCode::UNAUTHORIZED, 10009);
    }
    if peer.inside.lock().unwrap().look_ups_fail {
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, 10007);
    }
    let asked: std::collections::HashMap<String, String> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let known = [
        "filter[record_type]",
        "filter[direction]",
        "filter[cld]",
        "filter[created_at][gte]",
        "sort",
        "page[number]",
        "page[size]",
    ];
    // "filtering by a field that does not exist … is rejected with a 400 error".
    if asked.get("filter[record_type]").map(String::as_str) != Some("messaging")
        || asked.keys().any(|name| !known.contains(&name.as_str()))
    {
        return refuse(StatusCode::BAD_REQUEST, 10015);
    }
    let number = |name: &str, usual: usize| -> usize {
        asked
            .get(name)
            .map_or(usual, |number| number.parse().unwrap())
    };
    let (page, size) = (number("page[number]", 1), number("page[size]", 20).min(50));
    let since = asked.get("filter[created_at][gte]");
    let mut fitting = peer.taken();
    fitting.retain(|taken| {
        asked.get("filter[cld]").is_none_or(|to| *to == taken.to)
            && since.is_none_or(|day| taken.created.format("%Y-%m-%d").to_string() >= *day)
    });
    // Newest first.
    fitting.reverse();
    let data: Vec<Value> = fitting
        .iter()
        .skip((page - 1) * size)
        .take(size)
        .map(|taken| {
            let errors: Vec<String> = taken.errors.iter().map(u32::to_string).collect();
            json!({
                "record_type": "message_detail_record",
                "uuid": taken.id,
                "cld": taken.to,
                "cli": FROM,
                "direction": "outbound",
                "status": taken.status,
                "errors": errors,
                "created_at": taken.created.to_rfc3339(),
                "delivery_status_webhook_url": taken.callback,
                "message_type": "SMS",
            })
        })
        .collect();
    Json(json!({
        "data": data,
        "meta": {
            "page_number": page,
            "page_size": size,
            "total_pages": fitting.len().div_ceil(size),
            "total_results": fitting.len(),
        },
    }))
    .into_response()
}

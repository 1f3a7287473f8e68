//! A server that answers as Twilio's Messages API does, keeps what it took, and misbehaves on demand.
//! tests/peers proves it against Twilio's own description and library.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use regard_server::delivery::channels::twilio_signature::{Form, read_form, signature};
use regard_server::delivery::config::{Secret, TwilioConfig};
use serde_json::{Value, json};
use tokio::sync::Notify;

pub const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
pub const KEY: &str = "SK0123456789abcdef0123456789abcdef";
pub const KEY_SECRET: &str = "the secret of the key";
pub const AUTH_TOKEN: &str = "the token that signs";
pub const FROM: &str = "+15005550006";

/// What the peer does with the next POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes it and says so.
    Take,
    /// Takes it and answers 500.
    TakeThenFail,
    /// Takes it and closes the connection without an answer.
    TakeThenHangUp,
    /// Takes it when the client has long given up: nothing is answered.
    TakeLate,
    /// Answers 500 without taking it.
    Fail,
    /// Takes it, and reports by callback before it answers.
    ReportThenAnswer,
    /// Takes it and answers only once [`TwilioPeer::go_on`] is called.
    TakeThenWait,
    /// 429.
    TooMany,
    /// 503 with Retry-After.
    Busy,
    /// 503 without.
    BusyWithoutAWord,
    /// 400 with this error number.
    Refuse(u32),
}

#[derive(Debug, Clone)]
pub struct Taken {
    pub sid: String,
    pub to: String,
    pub body: String,
    pub status: String,
    pub error_code: Option<u32>,
    pub callback: Option<String>,
    pub validity: Option<u64>,
    pub created: DateTime<Utc>,
}

#[derive(Default)]
struct Inside {
    taken: Vec<Taken>,
    posts: usize,
    moods: VecDeque<Mood>,
    look_ups_fail: bool,
    revoked: bool,
    stopped: HashSet<String>,
    now: Option<DateTime<Utc>>,
    asked_about: usize,
}

#[derive(Clone)]
pub struct TwilioPeer {
    inside: Arc<Mutex<Inside>>,
    go_on: Arc<Notify>,
    pub url: String,
}

impl TwilioPeer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = Self {
            inside: Arc::default(),
            go_on: Arc::default(),
            url: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route(
                "/2010-04-01/Accounts/{account}/Messages.json",
                post(create).get(list),
            )
            .route(
                "/2010-04-01/Accounts/{account}/Messages/{sid}",
                axum::routing::get(fetch),
            )
            .with_state(peer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        peer
    }

    pub fn config(&self, public_base_url: Option<&str>) -> TwilioConfig {
        TwilioConfig {
            account_sid: ACCOUNT.into(),
            key_sid: KEY.into(),
            key_secret: Secret::new(KEY_SECRET),
            auth_token: Secret::new(AUTH_TOKEN),
            messaging_service_sid: None,
            from: Some(FROM.into()),
            base_url: self.url.clone(),
            public_base_url: public_base_url.map(str::to_owned),
            answer_seconds: 5,
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

    /// The customer replied STOP.
    pub fn stopped_by(&self, number: &str) {
        self.inside.lock().unwrap().stopped.insert(number.into());
    }

    pub fn it_is(&self, now: DateTime<Utc>) {
        self.inside.lock().unwrap().now = Some(now);
    }

    pub fn go_on(&self) {
        self.go_on.notify_one();
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.inside.lock().unwrap().taken.clone()
    }

    /// How many texts of these words it took.
    pub fn times(&self, body: &str) -> usize {
        let inside = self.inside.lock().unwrap();
        inside
            .taken
            .iter()
            .filter(|taken| taken.body == body)
            .count()
    }

    /// What became of a message, that nobody was told of.
    pub fn it_became(&self, sid: &str, status: &str, code: Option<u32>) {
        let mut inside = self.inside.lock().unwrap();
        let taken = inside.taken.iter_mut().find(|taken| taken.sid == sid);
        let taken = taken.expect("a message that was taken");
        taken.status = status.into();
        taken.error_code = code;
    }

    /// It forgets a message.
    pub fn forgets(&self, sid: &str) {
        self.inside
            .lock()
            .unwrap()
            .taken
            .retain(|taken| taken.sid != sid);
    }

    /// How often it was asked about one message by its name.
    pub fn asked_about(&self) -> usize {
        self.inside.lock().unwrap().asked_about
    }

    pub fn posts(&self) -> usize {
        self.inside.lock().unwrap().posts
    }

    /// The one message that arrived.
    pub fn only(&self) -> Taken {
        let taken = self.taken();
        assert_eq!(taken.len(), 1, "one message at the provider: {taken:?}");
        taken[0].clone()
    }

    /// Reports on a message as Twilio does; the answer's status.
    pub async fn report(&self, sid: &str, status: &str, code: Option<u32>) -> u16 {
        let callback = self.callback_of(sid);
        let mut form = receipt(sid, status);
        form.extend(code.map(|code| ("ErrorCode".to_owned(), code.to_string())));
        call_back(&callback, &form, &signature(AUTH_TOKEN, &callback, &form)).await
    }

    pub fn callback_of(&self, sid: &str) -> String {
        self.taken()
            .into_iter()
            .find(|taken| taken.sid == sid)
            .and_then(|taken| taken.callback)
            .expect("a message with a callback")
    }

    pub fn take(&self, form: &Form) -> Taken {
        let mut inside = self.inside.lock().unwrap();
        let taken = Taken {
            sid: format!("SM{:032x}", inside.taken.len() + 1),
            to: value(form, "To").unwrap_or_default(),
            body: value(form, "Body").unwrap_or_default(),
            status: "queued".into(),
            error_code: None,
            callback: value(form, "StatusCallback"),
            validity: value(form, "ValidityPeriod").and_then(|text| text.parse().ok()),
            created: inside.now.unwrap_or_else(Utc::now),
        };
        inside.taken.push(taken.clone());
        taken
    }
}

pub fn receipt(sid: &str, status: &str) -> Form {
    [
        ("SmsSid", sid),
        ("SmsStatus", status),
        ("MessageStatus", status),
        ("MessageSid", sid),
        ("AccountSid", ACCOUNT),
        ("From", FROM),
        ("ApiVersion", "2010-04-01"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

/// Calls back as Twilio would: the fragment of the address stays at home.
pub async fn call_back(url: &str, form: &Form, header: &str) -> u16 {
    reqwest::Client::new()
        .post(url.split('#').next().unwrap())
        .header("X-Twilio-Signature", header)
        .form(form)
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

fn value(form: &Form, name: &str) -> Option<String> {
    form.iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.clone())
}

fn fault(status: StatusCode, code: u32, message: &str) -> Response {
    let body = json!({
        "code": code,
        "message": message,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        "status": status.as_u16(),
    });
    (status, Json(body)).into_response()
}

fn shown(taken: &Taken) -> Value {
    let uri = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages/{}.json", taken.sid);
    json!({
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": taken.body,
        "date_created": taken.created.to_rfc2822(),
        "date_sent": null,
        "date_updated": taken.created.to_rfc2822(),
        "direction": "outbound-api",
        "error_code": taken.error_code,
        "error_message": null,
        "from": FROM,
        "messaging_service_sid": null,
        "num_media": "0",
        "num_segments": "1",
        "price": null,
        "price_unit": "USD",
        "sid": taken.sid,
        "status": taken.status,
        "subresource_uris": { "media": uri.replace(".json", "/Media.json") },
        "to": taken.to,
        "uri": uri,
    })
}

fn unauthorized(peer: &TwilioPeer, headers: &HeaderMap) -> bool {
    use base64::Engine as _;
    let expected = base64::engine::general_purpose::STANDARD.encode(format!("{KEY}:{KEY_SECRET}"));
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    peer.inside.lock().unwrap().revoked || given != Some(&format!("Basic {expected}"))
}

async fn create(
    State(peer): State<TwilioPeer>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mood = {
        let mut inside = peer.inside.lock().unwrap();
        inside.posts += 1;
        inside.moods.pop_front().unwrap_or(Mood::Take)
    };
    if unauthorized(&peer, &headers) || account != ACCOUNT {
        return fault(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    }
    let form = read_form(&body);
    let to = value(&form, "To").unwrap_or_default();
    let sender = value(&form, "From").or(value(&form, "MessagingServiceSid"));
    if sender.is_none() {
        return fault(
            StatusCode::BAD_REQUEST,
            21603,
            "A 'From' phone number is required",
        );
    }
    if value(&form, "Body").is_none_or(|body| body.is_empty()) {
        return fault(StatusCode::BAD_REQUEST, 21602, "Message body is required");
    }
    let refused = match to.as_str() {
        "+15005550001" => Some(21211),
        "+15005550009" => Some(21614),
        to if peer.inside.lock().unwrap().stopped.contains(to) => Some(21610),
        to if !to.starts_with('+') => Some(21211),
        _ => None,
    };
    if let Some(code) = refused {
        return fault(StatusCode::BAD_REQUEST, code, "refused");
    }
    match mood {
        Mood::TooMany => return fault(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests"),
        Mood::Fail => return fault(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal"),
        Mood::Refuse(code) => return fault(StatusCode::BAD_REQUEST, code, "refused"),
        Mood::BusyWithoutAWord => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Busy => {
            let retry = [(header::RETRY_AFTER, "120")];
            return (StatusCode::SERVICE_UNAVAILABLE, retry).into_response();
        }
        Mood::Take
        | Mood::TakeThenFail
        | Mood::TakeThenHangUp
        | Mood::TakeLate
        | Mood::ReportThenAnswer
        | Mood::TakeThenWait => {}
    }
    if mood == Mood::TakeLate {
        // The client's going away does not stop it.
        let late = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(3)).await;
            peer.take(&form);
        });
        let _ = late.await;
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    let taken = peer.take(&form);
    match mood {
        Mood::TakeThenFail => {
            return fault(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal");
        }
        // The connection is cut in the middle of the answer.
        Mood::TakeThenHangUp => {
            let cut =
                futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("cut")) });
            return (StatusCode::CREATED, axum::body::Body::from_stream(cut)).into_response();
        }
        Mood::ReportThenAnswer => {
            assert_eq!(peer.report(&taken.sid, "delivered", None).await, 204);
        }
        Mood::TakeThenWait => {
            let _ = tokio::time::timeout(Duration::from_secs(60), peer.go_on.notified()).await;
        }
        _ => {}
    }
    (StatusCode::CREATED, Json(shown(&taken))).into_response()
}

async fn fetch(
    State(peer): State<TwilioPeer>,
    Path((_, sid)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if unauthorized(&peer, &headers) {
        return fault(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    }
    peer.inside.lock().unwrap().asked_about += 1;
    if peer.inside.lock().unwrap().look_ups_fail {
        return fault(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal");
    }
    let sid = sid.trim_end_matches(".json");
    match peer.taken().iter().find(|taken| taken.sid == sid) {
        Some(taken) => Json(shown(taken)).into_response(),
        None => fault(StatusCode::NOT_FOUND, 20404, "Not found"),
    }
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(rename = "To")]
    to: Option<String>,
    #[serde(rename = "PageSize")]
    page_size: Option<usize>,
    #[serde(rename = "Page")]
    page: Option<usize>,
}

async fn list(
    State(peer): State<TwilioPeer>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if unauthorized(&peer, &headers) {
        return fault(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    }
    if peer.inside.lock().unwrap().look_ups_fail {
        return fault(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal");
    }
    let (page, size) = (asked.page.unwrap_or(0), asked.page_size.unwrap_or(50));
    let mut fitting = peer.taken();
    fitting.retain(|taken| asked.to.as_ref().is_none_or(|to| *to == taken.to));
    // Newest first.
    fitting.reverse();
    let uri = |page: usize| {
        let to = asked.to.as_deref().unwrap_or_default().replace('+', "%2B");
        format!(
            "/2010-04-01/Accounts/{ACCOUNT}/Messages.json?To={to}&PageSize={size}&Page={page}&PageToken=PASM{page}"
        )
    };
    let messages: Vec<Value> = fitting
        .iter()
        .skip(page * size)
        .take(size)
        .map(shown)
        .collect();
    let more = fitting.len() > (page + 1) * size;
    Json(json!({
        "end": page * size + messages.len().saturating_sub(1),
        "first_page_uri": uri(0),
        "next_page_uri": more.then(|| uri(page + 1)),
        "page": page,
        "page_size": size,
        "previous_page_uri": (page > 0).then(|| uri(page - 1)),
        "start": page * size,
        "uri": uri(page),
        "messages": messages,
    }))
    .into_response()
}

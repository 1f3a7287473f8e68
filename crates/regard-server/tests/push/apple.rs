//! Apple's service: a peer over HTTP/2 and TLS that checks what Apple documents.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::clock::Clock;
use regard_server::alerts::push::apns::Apns;
use regard_server::alerts::push::config::ApnsConfig;
use regard_server::alerts::push::{PushAddress, PushService, Pushed, Signer};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};

use crate::conformance::{Arrived, Mood, Pair, address, now, push, suite};
use crate::http_peer::{nowhere, over_http2};

const TOKEN: &str = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
const TEAM: &str = "TEAM123456";
const KEY: &str = "KEY1234567";
const TOPIC: &str = "example.harbor.regard";

#[derive(Default)]
struct Inside {
    mood: Option<Mood>,
    arrived: Vec<Arrived>,
    /// Tokens by the second they were made: Apple refuses more than one in 20 minutes.
    tokens: BTreeMap<i64, String>,
    headers: Vec<HeaderMap>,
    now: Option<DateTime<Utc>>,
    clock: Option<Arc<dyn Clock>>,
    gone_since: Option<DateTime<Utc>>,
}

impl Inside {
    fn now(&self) -> DateTime<Utc> {
        let clock = self.clock.as_ref().map(|clock| clock.now());
        clock.or(self.now).unwrap_or_else(now)
    }
}

#[derive(Clone)]
pub struct ApplePeer {
    inside: Arc<Mutex<Inside>>,
    public_key: Arc<Vec<u8>>,
    pub config: ApnsConfig,
    _folder: Arc<tempfile::TempDir>,
}

impl ApplePeer {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("AuthKey.p8");
        let pem = Signer::new_es256_pem().unwrap();
        std::fs::write(&key_file, &pem).unwrap();
        let public = Signer::es256(&pem).unwrap().public_key().unwrap();
        let mut peer = Self {
            inside: Arc::default(),
            public_key: Arc::new(URL_SAFE_NO_PAD.decode(public).unwrap()),
            config: ApnsConfig::default(),
            _folder: Arc::new(folder),
        };
        let router = Router::new()
            .route("/3/device/{token}", post(device))
            .with_state(peer.clone());
        let (base_url, certificate) = over_http2(router).await;
        let ca_file = key_file.with_file_name("ca.pem");
        std::fs::write(&ca_file, certificate).unwrap();
        peer.config = ApnsConfig {
            key_file,
            key_id: KEY.into(),
            team_id: TEAM.into(),
            topic: TOPIC.into(),
            base_url,
            ca_file: Some(ca_file),
        };
        peer
    }

    pub fn will(&self, mood: Mood) {
        self.inside.lock().unwrap().mood = Some(mood);
    }

    pub fn it_is(&self, now: DateTime<Utc>) {
        self.inside.lock().unwrap().now = Some(now);
    }

    /// From now on this clock counts.
    pub fn follows(&self, clock: Arc<dyn Clock>) {
        self.inside.lock().unwrap().clock = Some(clock);
    }

    pub fn gone_since(&self, at: DateTime<Utc>) {
        self.inside.lock().unwrap().gone_since = Some(at);
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.inside.lock().unwrap().arrived.clone()
    }

    /// What is wrong with the token, as Apple says it.
    fn wrong_token(&self, headers: &HeaderMap) -> Option<&'static str> {
        let given = headers.get(header::AUTHORIZATION)?.to_str().unwrap();
        let token = given
            .strip_prefix("bearer ")
            .or(given.strip_prefix("Bearer "));
        let Some((signed, signature)) = token.and_then(|token| token.rsplit_once('.')) else {
            return Some("InvalidProviderToken");
        };
        let part = |text: &str| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
        };
        let (head, claims) = signed.split_once('.').unwrap();
        let (head, claims) = (part(head), part(claims));
        let genuine = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.public_key.as_slice())
            .verify(
                signed.as_bytes(),
                &URL_SAFE_NO_PAD.decode(signature).unwrap(),
            )
            .is_ok();
        if !genuine || head["alg"] != "ES256" || head["kid"] != KEY || claims["iss"] != TEAM {
            return Some("InvalidProviderToken");
        }
        let made = claims["iat"].as_i64().unwrap();
        let mut inside = self.inside.lock().unwrap();
        let now = inside.now().timestamp();
        if now - made > 3600 || made > now {
            return Some("ExpiredProviderToken");
        }
        let known = inside.tokens.range(made - 20 * 60 + 1..);
        if known.into_iter().any(|(at, _)| *at != made) {
            return Some("TooManyProviderTokenUpdates");
        }
        inside.tokens.insert(made, signed.to_owned());
        None
    }
}

fn fault(status: StatusCode, reason: &str) -> Response {
    (status, Json(json!({ "reason": reason }))).into_response()
}

async fn device(
    State(peer): State<ApplePeer>,
    Path(token): Path<String>,
    version: Version,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    assert_eq!(version, Version::HTTP_2);
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    if let Some(reason) = peer.wrong_token(&headers) {
        let status = match reason {
            "TooManyProviderTokenUpdates" => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::FORBIDDEN,
        };
        return fault(status, reason);
    }
    if token.len() != 64 {
        return fault(StatusCode::BAD_REQUEST, "BadDeviceToken");
    }
    if text("apns-topic") != Some(TOPIC) {
        return fault(StatusCode::BAD_REQUEST, "DeviceTokenNotForTopic");
    }
    assert_eq!(text("apns-push-type"), Some("alert"));
    assert!(matches!(text("apns-priority"), Some("10" | "5" | "1")));
    let id: uuid::Uuid = text("apns-id").unwrap().parse().unwrap();
    assert!(text("apns-collapse-id").is_some_and(|id| id.len() <= 64));
    let until: i64 = text("apns-expiration").unwrap().parse().unwrap();
    let mut inside = peer.inside.lock().unwrap();
    let now = inside.now();
    assert!(
        until > now.timestamp(),
        "an absolute moment, not seconds from now"
    );
    if body.len() > 4096 {
        return fault(StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLarge");
    }
    let mood = inside.mood.take().unwrap_or(Mood::Take);
    match mood {
        Mood::TooMany => return fault(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests"),
        Mood::Busy => {
            let retry = [(header::RETRY_AFTER, "120")];
            return (StatusCode::SERVICE_UNAVAILABLE, retry).into_response();
        }
        Mood::Gone => {
            let at = inside.gone_since.unwrap_or(now);
            let body = json!({ "reason": "Unregistered", "timestamp": at.timestamp_millis() });
            return (StatusCode::GONE, Json(body)).into_response();
        }
        Mood::Refuse => return fault(StatusCode::BAD_REQUEST, "PayloadEmpty"),
        Mood::WrongKey => return fault(StatusCode::FORBIDDEN, "InvalidProviderToken"),
        Mood::Take | Mood::TakeThenFail | Mood::TakeThenCut => {}
    }
    let said: Value = serde_json::from_slice(&body).unwrap();
    assert!(said["aps"]["alert"]["loc-key"].is_string());
    assert_eq!(said["aps"]["mutable-content"], 1);
    inside.headers.push(headers.clone());
    inside.arrived.push(Arrived {
        body: body.to_vec(),
        says: said["regard"].clone(),
    });
    match mood {
        Mood::TakeThenFail => fault(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"),
        Mood::TakeThenCut => {
            // The answer breaks off before its head: the connection is gone.
            drop(inside);
            cut()
        }
        _ => (StatusCode::OK, [("apns-id", id.to_string())]).into_response(),
    }
}

/// An answer that ends in the middle of nothing.
pub fn cut() -> Response {
    let broken =
        futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("cut")) });
    (StatusCode::INTERNAL_SERVER_ERROR, Body::from_stream(broken)).into_response()
}

struct WithApple(ApplePeer, Apns);

#[async_trait]
impl Pair for WithApple {
    fn service(&self) -> &dyn PushService {
        &self.1
    }

    fn address(&self) -> PushAddress {
        address("apns", TOKEN, None)
    }

    fn will(&self, mood: Mood) {
        self.0.will(mood);
    }

    fn arrived(&self) -> Vec<Arrived> {
        self.0.arrived()
    }
}

async fn pair() -> WithApple {
    let peer = ApplePeer::start().await;
    let apns = Apns::new(peer.config.clone()).unwrap();
    WithApple(peer, apns)
}

#[tokio::test]
async fn the_suite() {
    suite(&pair().await).await;
}

#[tokio::test]
async fn a_token_is_renewed_neither_too_early_nor_too_late() {
    let pair = pair().await;
    let to = pair.address();
    for minute in (0..=180).step_by(5) {
        let at = now() + TimeDelta::minutes(minute);
        pair.0.it_is(at);
        let pushed = pair.1.push(&to, &push(1, at)).await;
        assert_eq!(pushed, Pushed::Taken, "minute {minute}");
    }
    let tokens = pair.0.inside.lock().unwrap().tokens.len();
    assert_eq!(tokens, 5, "one in 40 minutes");
}

#[tokio::test]
async fn a_clock_that_was_wrong_costs_one_try() {
    let pair = pair().await;
    let to = pair.address();
    // This server's clock was an hour and a half behind when the token was made.
    pair.0.it_is(now());
    let behind = now() - TimeDelta::minutes(90);
    let pushed = pair.1.push(&to, &push(1, behind)).await;
    assert_eq!(pushed, Pushed::Later { retry_after: None });
    assert_eq!(pair.1.push(&to, &push(1, now())).await, Pushed::Taken);
}

#[tokio::test]
async fn a_dead_token_says_since_when_and_a_wrong_one_is_dead_too() {
    let pair = pair().await;
    let since = now() - TimeDelta::days(1);
    pair.0.gone_since(since);
    pair.0.will(Mood::Gone);
    let to = pair.address();
    let pushed = pair.1.push(&to, &push(1, now())).await;
    assert_eq!(pushed, Pushed::Gone { since: Some(since) });
    let short = address("apns", "00fc", None);
    let pushed = pair.1.push(&short, &push(1, now())).await;
    assert_eq!(pushed, Pushed::Gone { since: None });
}

#[tokio::test]
async fn a_peer_with_another_certificate_is_not_apple() {
    let peer = ApplePeer::start().await;
    let config = ApnsConfig {
        ca_file: None,
        ..peer.config.clone()
    };
    let apns = Apns::new(config).unwrap();
    let to = address("apns", TOKEN, None);
    let pushed = apns.push(&to, &push(1, now())).await;
    assert_eq!(pushed, Pushed::Later { retry_after: None });
    assert!(peer.arrived().is_empty());
    let nobody = ApnsConfig {
        base_url: nowhere(),
        ..peer.config.clone()
    };
    let pushed = Apns::new(nobody).unwrap().push(&to, &push(1, now())).await;
    assert_eq!(pushed, Pushed::Later { retry_after: None });
}

//! Google's service: a token endpoint that checks the account's signature, and messages:send.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use regard_server::alerts::push::config::FcmConfig;
use regard_server::alerts::push::fcm::Fcm;
use regard_server::alerts::push::{PushAddress, PushService, Pushed};
use ring::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};

use crate::apple::cut;
use crate::conformance::{Arrived, Mood, Pair, address, now, push, suite};
use crate::http_peer::over_http2;

const PROJECT: &str = "harbor-regard";
const ACCOUNT: &str = "pusher@harbor-regard.iam.gserviceaccount.example";
const DEVICE: &str = "dQw4w9WgXcQ:APA91bH_a-device";
/// Made for these tests by `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`; it opens
/// nothing.
const KEY: &str = include_str!("google_test_key.pem");

#[derive(Default)]
struct Inside {
    mood: Option<Mood>,
    arrived: Vec<Arrived>,
    granted: u32,
    minute: i64,
    url: String,
}

#[derive(Clone)]
pub struct GooglePeer {
    inside: Arc<Mutex<Inside>>,
    public_key: Arc<Vec<u8>>,
    pub config: FcmConfig,
    _folder: Arc<tempfile::TempDir>,
}

impl GooglePeer {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inside: String = KEY.lines().filter(|line| !line.starts_with("--")).collect();
        let der = base64::engine::general_purpose::STANDARD
            .decode(inside)
            .unwrap();
        let key = RsaKeyPair::from_pkcs8(&der).unwrap();
        let mut peer = Self {
            inside: Arc::default(),
            public_key: Arc::new(key.public_key().as_ref().to_vec()),
            config: FcmConfig::default(),
            _folder: Arc::new(folder),
        };
        let router = Router::new()
            .route("/token", post(token))
            .route("/v1/projects/{project}/{act}", post(send))
            .with_state(peer.clone());
        let (base_url, certificate) = over_http2(router).await;
        peer.inside.lock().unwrap().url = base_url.clone();
        let at = |name: &str| peer._folder.path().join(name);
        std::fs::write(at("ca.pem"), certificate).unwrap();
        let account = json!({
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "0123",
            "private_key": KEY,
            "client_email": ACCOUNT,
            "token_uri": format!("{base_url}/token"),
        });
        std::fs::write(at("account.json"), account.to_string()).unwrap();
        peer.config = FcmConfig {
            service_account_file: at("account.json"),
            base_url,
            ca_file: Some(at("ca.pem")),
        };
        peer
    }

    pub fn will(&self, mood: Mood) {
        self.inside.lock().unwrap().mood = Some(mood);
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.inside.lock().unwrap().arrived.clone()
    }
}

async fn token(State(peer): State<GooglePeer>, version: Version, body: Bytes) -> Response {
    assert_eq!(version, Version::HTTP_2);
    let form: std::collections::HashMap<String, String> =
        form_urlencoded::parse(&body).into_owned().collect();
    assert_eq!(
        form["grant_type"],
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
    );
    let (signed, signature) = form["assertion"].rsplit_once('.').unwrap();
    let genuine = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, peer.public_key.as_slice())
        .verify(
            signed.as_bytes(),
            &URL_SAFE_NO_PAD.decode(signature).unwrap(),
        )
        .is_ok();
    let (head, claims) = signed.split_once('.').unwrap();
    let part = |text: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    };
    let (head, claims) = (part(head), part(claims));
    let mut inside = peer.inside.lock().unwrap();
    let now = (now() + TimeDelta::minutes(inside.minute)).timestamp();
    let (made, ends) = (
        claims["iat"].as_i64().unwrap(),
        claims["exp"].as_i64().unwrap(),
    );
    let right = genuine
        && head["alg"] == "RS256"
        && claims["iss"] == ACCOUNT
        && claims["scope"] == "https://www.googleapis.com/auth/firebase.messaging"
        && claims["aud"] == format!("{}/token", inside.url)
        && made <= now + 300
        && now < ends
        && ends - made <= 3600;
    if !right {
        let body = json!({ "error": "invalid_grant" });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    inside.granted += 1;
    Json(json!({
        "access_token": format!("granted-{}", inside.granted),
        "expires_in": 3599,
        "token_type": "Bearer",
    }))
    .into_response()
}

fn fault(status: StatusCode, general: &str, own: Option<&str>) -> Response {
    let details: Vec<Value> = own
        .iter()
        .map(|code| {
            json!({
                "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError",
                "errorCode": code,
            })
        })
        .collect();
    let body = json!({
        "error": {
            "code": status.as_u16(), "message": "…", "status": general, "details": details,
        }
    });
    (status, Json(body)).into_response()
}

async fn send(
    State(peer): State<GooglePeer>,
    Path((project, act)): Path<(String, String)>,
    version: Version,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    assert_eq!(version, Version::HTTP_2);
    assert_eq!((project.as_str(), act.as_str()), (PROJECT, "messages:send"));
    let mut inside = peer.inside.lock().unwrap();
    let wanted = format!("Bearer granted-{}", inside.granted);
    if headers.get(header::AUTHORIZATION).unwrap() != wanted.as_str() {
        return fault(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", None);
    }
    let mood = inside.mood.take().unwrap_or(Mood::Take);
    let said: Value = serde_json::from_slice(&body).unwrap();
    let message = &said["message"];
    // Data only, and all of it text.
    assert!(message.get("notification").is_none());
    assert_eq!(message["android"]["priority"], "HIGH");
    assert!(message["android"]["ttl"].as_str().unwrap().ends_with('s'));
    let data = message["data"].as_object().unwrap();
    assert!(data.values().all(Value::is_string));
    if message["token"] != DEVICE {
        let own = Some("INVALID_ARGUMENT");
        return fault(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", own);
    }
    match mood {
        Mood::TooMany => {
            let own = Some("QUOTA_EXCEEDED");
            return fault(StatusCode::TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", own);
        }
        Mood::Busy => {
            let retry = [(header::RETRY_AFTER, "120")];
            return (StatusCode::SERVICE_UNAVAILABLE, retry).into_response();
        }
        Mood::Gone => return fault(StatusCode::NOT_FOUND, "NOT_FOUND", Some("UNREGISTERED")),
        Mood::Refuse => {
            let own = Some("INVALID_ARGUMENT");
            return fault(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", own);
        }
        Mood::WrongKey => return fault(StatusCode::FORBIDDEN, "PERMISSION_DENIED", None),
        Mood::Take | Mood::TakeThenFail | Mood::TakeThenCut => {}
    }
    inside.arrived.push(Arrived {
        body: body.to_vec(),
        says: message["data"].clone(),
    });
    match mood {
        Mood::TakeThenFail => fault(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL",
            Some("INTERNAL"),
        ),
        Mood::TakeThenCut => cut(),
        _ => Json(json!({ "name": format!("projects/{PROJECT}/messages/1") })).into_response(),
    }
}

struct WithGoogle(GooglePeer, Fcm);

#[async_trait]
impl Pair for WithGoogle {
    fn service(&self) -> &dyn PushService {
        &self.1
    }

    fn address(&self) -> PushAddress {
        address("fcm", DEVICE, None)
    }

    fn will(&self, mood: Mood) {
        self.0.will(mood);
    }

    fn arrived(&self) -> Vec<Arrived> {
        self.0.arrived()
    }
}

async fn pair() -> WithGoogle {
    let peer = GooglePeer::start().await;
    let fcm = Fcm::new(peer.config.clone()).unwrap();
    WithGoogle(peer, fcm)
}

#[tokio::test]
async fn the_suite() {
    suite(&pair().await).await;
}

#[tokio::test]
async fn one_token_serves_for_most_of_an_hour() {
    let pair = pair().await;
    let to = pair.address();
    for minute in (0..=120).step_by(5) {
        pair.0.inside.lock().unwrap().minute = minute;
        let at = now() + TimeDelta::minutes(minute);
        assert_eq!(pair.1.push(&to, &push(1, at)).await, Pushed::Taken);
    }
    assert_eq!(pair.0.inside.lock().unwrap().granted, 3);
}

#[tokio::test]
async fn an_account_that_google_does_not_know_is_the_managers_to_mend() {
    let pair = pair().await;
    let text = std::fs::read_to_string(&pair.0.config.service_account_file).unwrap();
    std::fs::write(
        &pair.0.config.service_account_file,
        text.replace(ACCOUNT, "someone@else.example"),
    )
    .unwrap();
    let stranger = Fcm::new(pair.0.config.clone()).unwrap();
    let to = pair.address();
    assert_eq!(
        stranger.push(&to, &push(1, now())).await,
        Pushed::SetUpWrong
    );
    assert!(pair.0.arrived().is_empty());
}

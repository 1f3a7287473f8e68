//! Web Push: a push service and the browser behind it, which opens what only it can open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use regard_server::alerts::push::config::WebPushConfig;
use regard_server::alerts::push::web::WebPush;
use regard_server::alerts::push::{Keys, PushAddress, PushService, Pushed};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as Verify};
use serde_json::Value;

use crate::apple::cut;
use crate::conformance::{Arrived, Mood, Pair, address, now, push, suite};
use crate::http_peer::plain;

/// What a browser keeps for one subscription.
struct Subscription {
    private: EphemeralPrivateKey,
    keys: Keys,
}

#[derive(Default)]
struct Inside {
    mood: Option<Mood>,
    subscriptions: HashMap<u32, Subscription>,
    made: u32,
    arrived: Vec<Arrived>,
    /// By topic: a newer push replaces one that still waits.
    topics: HashMap<String, u32>,
}

#[derive(Clone, Default)]
pub struct BrowserPeer {
    inside: Arc<Mutex<Inside>>,
    url: Arc<OnceLock<String>>,
    /// What the browser subscribed with.
    server_key: Arc<Mutex<String>>,
}

impl BrowserPeer {
    pub async fn start() -> Self {
        let peer = Self::default();
        let router = Router::new()
            .route("/wpush/{number}", post(take))
            .with_state(peer.clone());
        peer.url.set(plain(router).await).unwrap();
        peer
    }

    /// Subscribes with the server's key, as a browser does; good for one push.
    pub fn subscribe(&self, server_key: &str) -> PushAddress {
        *self.server_key.lock().unwrap() = server_key.to_owned();
        let random = SystemRandom::new();
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &random).unwrap();
        let mut auth = vec![0; 16];
        random.fill(&mut auth).unwrap();
        let keys = Keys {
            p256dh: private.compute_public_key().unwrap().as_ref().to_vec(),
            auth,
        };
        let mut inside = self.inside.lock().unwrap();
        inside.made += 1;
        let number = inside.made;
        let own = Subscription {
            private,
            keys: keys.clone(),
        };
        inside.subscriptions.insert(number, own);
        let endpoint = format!("{}/wpush/{number}", self.url.get().unwrap());
        address("web", &endpoint, Some(keys))
    }

    pub fn will(&self, mood: Mood) {
        self.inside.lock().unwrap().mood = Some(mood);
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.inside.lock().unwrap().arrived.clone()
    }

    fn topics(&self) -> HashMap<String, u32> {
        self.inside.lock().unwrap().topics.clone()
    }

    fn is_the_servers(&self, given: &str) -> bool {
        let Some(given) = given.strip_prefix("vapid ") else {
            return false;
        };
        let part = |name: &str| {
            given
                .split(',')
                .find_map(|part| part.trim().strip_prefix(name))
                .unwrap_or_default()
                .to_owned()
        };
        let (token, key) = (part("t="), part("k="));
        let Some((signed, signature)) = token.rsplit_once('.') else {
            return false;
        };
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let genuine = Verify::new(&ECDSA_P256_SHA256_FIXED, bytes(&key))
            .verify(signed.as_bytes(), &bytes(signature))
            .is_ok();
        let claims = signed.split_once('.').map(|(_, claims)| bytes(claims));
        let claims: Value = serde_json::from_slice(&claims.unwrap_or_default()).unwrap();
        let left = claims["exp"].as_i64().unwrap() - now().timestamp();
        genuine
            && key == *self.server_key.lock().unwrap()
            && claims["aud"] == self.url.get().unwrap().as_str()
            && (0..=24 * 3600).contains(&left)
            && claims["sub"].as_str().unwrap().starts_with("mailto:")
    }
}

fn hash(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    context.sign().as_ref().to_vec()
}

/// Opens a push as a browser does (RFC 8291, written down once more from the other side).
fn open(own: Subscription, body: &[u8]) -> Vec<u8> {
    let (salt, rest) = body.split_at(16);
    let (size, rest) = rest.split_at(4);
    assert_eq!(u32::from_be_bytes(size.try_into().unwrap()), 4096);
    let (length, rest) = rest.split_at(1);
    let (theirs, sealed) = rest.split_at(length[0].into());
    let public = UnparsedPublicKey::new(&ECDH_P256, theirs);
    let shared = agree_ephemeral(own.private, &public, <[u8]>::to_vec).unwrap();
    let both = hash(&own.keys.auth, &[&shared]);
    let secret = hash(&both, &[b"WebPush: info\0", &own.keys.p256dh, theirs, &[1]]);
    let from = hash(salt, &[&secret]);
    let key = hash(&from, &[b"Content-Encoding: aes128gcm\0", &[1]]);
    let nonce = hash(&from, &[b"Content-Encoding: nonce\0", &[1]]);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key[..16]).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).unwrap();
    let mut sealed = sealed.to_vec();
    let opened = key.open_in_place(nonce, Aad::empty(), &mut sealed).unwrap();
    let (end, words) = opened.split_last().unwrap();
    assert_eq!(*end, 2, "the last record");
    words.to_vec()
}

async fn take(
    State(peer): State<BrowserPeer>,
    Path(number): Path<u32>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    };
    if !peer.is_the_servers(text("authorization")) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(_) = text("ttl").parse::<u32>() else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    assert_eq!(text("content-encoding"), "aes128gcm");
    assert!(["very-low", "low", "normal", "high"].contains(&text("urgency")));
    let topic = text("topic").to_owned();
    assert!((1..=32).contains(&topic.len()));
    assert!(URL_SAFE_NO_PAD.decode(&topic).is_ok());
    if body.len() > 4096 {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let mut inside = peer.inside.lock().unwrap();
    let mood = inside.mood.take().unwrap_or(Mood::Take);
    match mood {
        Mood::TooMany => return StatusCode::TOO_MANY_REQUESTS.into_response(),
        Mood::Busy => {
            let retry = [(header::RETRY_AFTER, "120")];
            return (StatusCode::SERVICE_UNAVAILABLE, retry).into_response();
        }
        Mood::Gone => return StatusCode::GONE.into_response(),
        Mood::Refuse => return StatusCode::BAD_REQUEST.into_response(),
        Mood::WrongKey => return StatusCode::FORBIDDEN.into_response(),
        Mood::Take | Mood::TakeThenFail | Mood::TakeThenCut => {}
    }
    let Some(own) = inside.subscriptions.remove(&number) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let says = serde_json::from_slice(&open(own, &body)).unwrap();
    *inside.topics.entry(topic).or_default() += 1;
    inside.arrived.push(Arrived {
        body: body.to_vec(),
        says,
    });
    match mood {
        Mood::TakeThenFail => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::TakeThenCut => cut(),
        _ => StatusCode::CREATED.into_response(),
    }
}

pub fn config(folder: &std::path::Path) -> WebPushConfig {
    WebPushConfig {
        subject: "mailto:it@harbor.example".into(),
        key_file: folder.join("web-push-key.pem"),
        local_endpoints: true,
    }
}

struct WithBrowser {
    peer: BrowserPeer,
    web: WebPush,
    _folder: tempfile::TempDir,
}

#[async_trait]
impl Pair for WithBrowser {
    fn service(&self) -> &dyn PushService {
        &self.web
    }

    fn address(&self) -> PushAddress {
        self.peer.subscribe(self.web.public_key())
    }

    fn will(&self, mood: Mood) {
        self.peer.will(mood);
    }

    fn arrived(&self) -> Vec<Arrived> {
        self.peer.arrived()
    }
}

async fn pair() -> WithBrowser {
    let folder = tempfile::tempdir().unwrap();
    let web = WebPush::new(config(folder.path())).unwrap();
    WithBrowser {
        peer: BrowserPeer::start().await,
        web,
        _folder: folder,
    }
}

#[tokio::test]
async fn the_suite() {
    suite(&pair().await).await;
}

#[tokio::test]
async fn the_same_alert_has_the_same_topic_and_nothing_of_it_is_readable_on_the_way() {
    let pair = pair().await;
    for number in [1, 1, 2] {
        let to = pair.address();
        let pushed = pair.web.push(&to, &push(number, now())).await;
        assert_eq!(pushed, Pushed::Taken);
    }
    let mut topics: Vec<u32> = pair.peer.topics().into_values().collect();
    topics.sort_unstable();
    assert_eq!(topics, [1, 2]);
    let arrived = pair.peer.arrived();
    assert!(arrived[0].body != arrived[1].body, "sealed anew each time");
    for one in arrived {
        let text = String::from_utf8_lossy(&one.body).into_owned();
        assert!(!text.contains("repair_ready"));
    }
}

#[tokio::test]
async fn the_key_is_made_once_and_is_for_this_server_alone() {
    let folder = tempfile::tempdir().unwrap();
    let first = WebPush::new(config(folder.path())).unwrap();
    let second = WebPush::new(config(folder.path())).unwrap();
    assert_eq!(first.public_key(), second.public_key());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = std::fs::metadata(folder.path().join("web-push-key.pem")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn an_endpoint_that_forgot_the_device_is_dead() {
    let pair = pair().await;
    let to = pair.address();
    assert_eq!(pair.web.push(&to, &push(1, now())).await, Pushed::Taken);
    let gone = Pushed::Gone { since: None };
    assert_eq!(pair.web.push(&to, &push(2, now())).await, gone);
    let keyless = address("web", &to.token, None);
    assert_eq!(pair.web.push(&keyless, &push(3, now())).await, gone);
    assert_eq!(pair.peer.arrived().len(), 1);
}

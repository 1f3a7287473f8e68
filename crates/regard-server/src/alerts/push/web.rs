//! Web Push (RFC 8030), to browsers and to distributors of `UnifiedPush`, with VAPID (RFC 8292).

use std::path::Path;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use reqwest::{Client, StatusCode, Url, header};
use serde_json::json;

use super::apns::{PushSetUpError, text_of};
use super::config::WebPushConfig;
use super::reply;
use super::sealed::seal;
use super::{Platform, Push, PushAddress, PushService, Pushed, Signer};

/// How long a VAPID token is good; at most a day (RFC 8292, section 2).
const TOKEN_LIVES: TimeDelta = TimeDelta::hours(12);

/// Web Push with this server's own key.
pub struct WebPush {
    client: Client,
    config: WebPushConfig,
    signer: Signer,
    public_key: String,
}

impl WebPush {
    /// Web Push as `config` describes it. The key is made at the first start, where it is missing:
    /// no account anywhere is needed.
    pub fn new(config: WebPushConfig) -> Result<Self, PushSetUpError> {
        if !config.key_file.exists() {
            write_key(&config.key_file)?;
        }
        let signer = Signer::es256(&text_of(&config.key_file)?)?;
        let public_key = signer.public_key().unwrap_or_default();
        Ok(Self {
            client: reply::client(None)?.build()?,
            config,
            signer,
            public_key,
        })
    }

    /// What a device subscribes with (`applicationServerKey`).
    pub fn public_key(&self) -> &str {
        &self.public_key
    }
}

fn write_key(file: &Path) -> Result<(), PushSetUpError> {
    use std::io::Write as _;
    let pem = Signer::new_es256_pem()?;
    let fault = |reason| PushSetUpError::File {
        file: file.display().to_string(),
        reason,
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(file) {
        Ok(mut opened) => opened.write_all(pem.as_bytes()).map_err(fault),
        // Another server of this store was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(fault(error)),
    }
}

/// Whether this server may call an endpoint that a device names. It goes out by TLS, and not to this
/// machine or its network, unless the store runs its own distributor there.
pub fn may_call(endpoint: &str, local_endpoints: bool) -> bool {
    let Ok(url) = Url::parse(endpoint) else {
        return false;
    };
    let plain = url.username().is_empty() && url.password().is_none() && endpoint.len() <= 2048;
    let public = match url.host() {
        Some(url::Host::Domain(name)) => name != "localhost" && name.contains('.'),
        // A push service has a name.
        Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)) | None => false,
    };
    let secure = url.scheme() == "https";
    plain && ((secure && public) || (local_endpoints && matches!(url.scheme(), "http" | "https")))
}

#[async_trait]
impl PushService for WebPush {
    fn platform(&self) -> Platform {
        Platform::Web
    }

    async fn push(&self, to: &PushAddress, push: &Push) -> Pushed {
        let Some(keys) = &to.keys else {
            return Pushed::Gone { since: None };
        };
        let words = serde_json::to_vec(&push.payload).unwrap_or_default();
        let Ok(sealed) = seal(&words, keys) else {
            // No device can have registered a key that is none.
            return Pushed::Gone { since: None };
        };
        let Ok(url) = Url::parse(&to.token) else {
            return Pushed::Gone { since: None };
        };
        let claims = json!({
            "aud": url.origin().ascii_serialization(),
            "exp": (push.now + TOKEN_LIVES).timestamp(),
            "sub": self.config.subject,
        });
        let Ok(token) = self.signer.token(None, &claims) else {
            return Pushed::SetUpWrong;
        };
        let request = self
            .client
            .post(url)
            .header(
                header::AUTHORIZATION,
                format!("vapid t={token}, k={}", self.public_key),
            )
            .header("TTL", push.good_for.as_secs().to_string())
            .header("Urgency", "high")
            // A push that still waits for the device is replaced by the same one.
            .header("Topic", URL_SAFE_NO_PAD.encode(push.payload.alert))
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .body(sealed);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return reply::without_answer(&error),
        };
        if let Some(pushed) = reply::by_status(&answer) {
            return pushed;
        }
        match answer.status() {
            StatusCode::NOT_FOUND | StatusCode::GONE => Pushed::Gone { since: None },
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Pushed::SetUpWrong,
            _ => Pushed::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_cannot_make_this_server_call_its_own_network() {
        for endpoint in [
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://ntfy.sh/upabc?up=1",
        ] {
            assert!(may_call(endpoint, false), "{endpoint}");
        }
        for endpoint in [
            "http://push.example/a",
            "https://localhost/a",
            "https://127.0.0.1/a",
            "https://[::1]/a",
            "https://169.254.169.254/latest",
            "https://intranet/a",
            "https://user:secret@push.example/a",
            "file:///etc/passwd",
            "not an address",
        ] {
            assert!(!may_call(endpoint, false), "{endpoint}");
        }
        assert!(may_call("http://127.0.0.1:8080/up", true));
        assert!(!may_call("file:///etc/passwd", true));
    }
}

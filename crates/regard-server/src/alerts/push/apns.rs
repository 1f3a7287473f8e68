//! Apple's push service: HTTP/2, a token signed with the team's key.
//!
//! (Apple, "Sending notification requests to APNs", "Establishing a token-based connection to APNs",
//! "Handling notification responses from APNs".)

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::config::ApnsConfig;
use super::reply;
use super::{Platform, Push, PushAddress, PushService, Pushed, Signer, SignerError};

/// A token lives for an hour and may not be renewed within 20 minutes.
const RENEW_AFTER: TimeDelta = TimeDelta::minutes(40);

/// Apple's push service for one app.
pub struct Apns {
    client: Client,
    config: ApnsConfig,
    signer: Signer,
    token: Mutex<Option<(DateTime<Utc>, String)>>,
}

#[derive(Deserialize)]
struct Fault {
    reason: String,
    /// Milliseconds since 1970.
    timestamp: Option<i64>,
}

/// A push service can't be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum PushSetUpError {
    /// A file can't be read.
    #[error("{file} can't be read: {reason}")]
    File {
        /// Which.
        file: String,
        /// The operating system's words.
        reason: std::io::Error,
    },
    /// The key is none.
    #[error(transparent)]
    Key(#[from] SignerError),
    /// No HTTP client.
    #[error("the HTTP client for pushes could not be built")]
    Client(#[from] reqwest::Error),
    /// The service account's file is none.
    #[error("the file of the service account is not the one that Google makes")]
    ServiceAccount,
}

/// The text of a file.
pub(super) fn text_of(file: &std::path::Path) -> Result<String, PushSetUpError> {
    std::fs::read_to_string(file).map_err(|reason| PushSetUpError::File {
        file: file.display().to_string(),
        reason,
    })
}

impl Apns {
    /// The service as `config` describes it. Reads the key.
    pub fn new(config: ApnsConfig) -> Result<Self, PushSetUpError> {
        let ca = config.ca_file.as_deref().map(text_of).transpose()?;
        let client = reply::client(ca.as_deref().map(str::as_bytes))?
            // Apple speaks nothing else, and says so by ALPN.
            .http2_prior_knowledge()
            .build()?;
        Ok(Self {
            client,
            signer: Signer::es256(&text_of(&config.key_file)?)?,
            config,
            token: Mutex::new(None),
        })
    }

    fn token(&self, now: DateTime<Utc>) -> Result<String, SignerError> {
        let mut known = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((made, token)) = known.as_ref()
            && (now - *made).abs() < RENEW_AFTER
        {
            return Ok(token.clone());
        }
        let claims = json!({ "iss": self.config.team_id, "iat": now.timestamp() });
        let token = self.signer.token(Some(&self.config.key_id), &claims)?;
        *known = Some((now, token.clone()));
        Ok(token)
    }

    fn forget_token(&self) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[async_trait]
impl PushService for Apns {
    fn platform(&self) -> Platform {
        Platform::Apns
    }

    async fn push(&self, to: &PushAddress, push: &Push) -> Pushed {
        let Ok(token) = self.token(push.now) else {
            return Pushed::SetUpWrong;
        };
        let alert = push.payload.alert.to_string();
        let until = push.now + TimeDelta::from_std(push.good_for).unwrap_or_default();
        // The words stand in the app, in the device's language; the app may put its own in their
        // place before it shows them (mutable-content).
        let body = json!({
            "aps": {
                "alert": { "loc-key": format!("alert_{}", push.payload.kind) },
                "sound": "default",
                "mutable-content": 1,
            },
            "regard": push.payload,
        });
        let base = self.config.base_url.trim_end_matches('/');
        let request = self
            .client
            .post(format!("{base}/3/device/{}", to.token))
            .bearer_auth(token)
            .header("apns-topic", &self.config.topic)
            .header("apns-push-type", "alert")
            .header("apns-priority", "10")
            .header("apns-id", &alert)
            .header("apns-collapse-id", &alert)
            .header("apns-expiration", until.timestamp().to_string())
            .json(&body);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return reply::without_answer(&error),
        };
        if let Some(pushed) = reply::by_status(&answer) {
            return pushed;
        }
        let status = answer.status();
        let fault = answer.json::<Fault>().await.ok();
        let reason = fault.as_ref().map_or("", |fault| fault.reason.as_str());
        tracing::info!(status = status.as_u16(), reason, "Apple refused a push");
        match (status, reason) {
            (StatusCode::GONE, _) => Pushed::Gone {
                since: fault
                    .and_then(|fault| fault.timestamp)
                    .and_then(DateTime::from_timestamp_millis),
            },
            (_, "BadDeviceToken" | "DeviceTokenNotForTopic") => Pushed::Gone { since: None },
            // The clock moved, or the token was not renewed in time: a fresh one is made.
            (_, "ExpiredProviderToken") => {
                self.forget_token();
                Pushed::Later { retry_after: None }
            }
            (StatusCode::FORBIDDEN, _)
            | (_, "BadTopic" | "TopicDisallowed" | "MissingTopic" | "BadCertificateEnvironment") => {
                Pushed::SetUpWrong
            }
            _ => Pushed::Refused,
        }
    }
}

//! Google's push service (FCM HTTP v1), with a service account's token.
//!
//! A message carries data only: the app makes the banner itself, out of its own database, so that
//! nothing of it passes through Google. (Firebase, "Send a message using FCM HTTP v1 API", "FCM error
//! codes"; Google, "Using OAuth 2.0 for server to server applications"; RFC 7523.)

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::apns::{PushSetUpError, text_of};
use super::config::FcmConfig;
use super::reply;
use super::{Platform, Push, PushAddress, PushService, Pushed, Signer};

const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How long before its end a token is renewed.
const EARLY: TimeDelta = TimeDelta::minutes(5);

/// Google's push service for one project.
pub struct Fcm {
    client: Client,
    config: FcmConfig,
    account: Account,
    signer: Signer,
    token: Mutex<Option<(DateTime<Utc>, String)>>,
}

/// The file that Google makes for a service account; what is needed of it.
#[derive(Deserialize)]
struct Account {
    project_id: String,
    client_email: String,
    private_key: String,
    token_uri: String,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: i64,
}

#[derive(Deserialize)]
struct Answered {
    error: Fault,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    status: String,
    #[serde(default)]
    details: Vec<Value>,
}

impl Fault {
    /// The error code of FCM itself, or the general one of Google.
    fn code(&self) -> &str {
        let own = self.details.iter().find_map(|detail| {
            let kind = detail.get("@type")?.as_str()?;
            let code = detail.get("errorCode")?.as_str()?;
            kind.ends_with("FcmError").then_some(code)
        });
        own.unwrap_or(&self.status)
    }
}

impl Fcm {
    /// The service as `config` describes it. Reads the service account.
    pub fn new(config: FcmConfig) -> Result<Self, PushSetUpError> {
        let text = text_of(&config.service_account_file)?;
        let account: Account =
            serde_json::from_str(&text).map_err(|_| PushSetUpError::ServiceAccount)?;
        let ca = config.ca_file.as_deref().map(text_of).transpose()?;
        Ok(Self {
            client: reply::client(ca.as_deref().map(str::as_bytes))?.build()?,
            signer: Signer::rs256(&account.private_key)?,
            account,
            config,
            token: Mutex::new(None),
        })
    }

    fn known_token(&self, now: DateTime<Utc>) -> Option<String> {
        let known = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, token) = known.as_ref()?;
        (now < *until).then(|| token.clone())
    }

    fn keep_token(&self, token: Option<(DateTime<Utc>, String)>) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// A token for an hour, asked for with one that the account's key signed.
    async fn token(&self, now: DateTime<Utc>) -> Result<String, Pushed> {
        if let Some(token) = self.known_token(now) {
            return Ok(token);
        }
        let claims = json!({
            "iss": self.account.client_email,
            "scope": SCOPE,
            "aud": self.account.token_uri,
            "iat": now.timestamp(),
            "exp": (now + TimeDelta::hours(1)).timestamp(),
        });
        let assertion = self
            .signer
            .token(None, &claims)
            .map_err(|_| Pushed::SetUpWrong)?;
        let form = [("grant_type", GRANT), ("assertion", assertion.as_str())];
        let asked = self.client.post(&self.account.token_uri).form(&form);
        // Nothing was pushed yet: whatever goes wrong here, a later try is harmless.
        let later = Pushed::Later { retry_after: None };
        let answer = asked.send().await.map_err(|_| later.clone())?;
        match answer.status() {
            status if status.is_success() => {}
            status if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
                return Err(Pushed::SetUpWrong);
            }
            _ => return Err(later),
        }
        let granted: Granted = answer.json().await.map_err(|_| later)?;
        let lives = TimeDelta::seconds(granted.expires_in.clamp(0, 3600)) - EARLY;
        self.keep_token(Some((now + lives, granted.access_token.clone())));
        Ok(granted.access_token)
    }
}

#[async_trait]
impl PushService for Fcm {
    fn platform(&self) -> Platform {
        Platform::Fcm
    }

    async fn push(&self, to: &PushAddress, push: &Push) -> Pushed {
        let token = match self.token(push.now).await {
            Ok(token) => token,
            Err(pushed) => return pushed,
        };
        let data: Map<String, Value> = push
            .payload
            .texts()
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text.into()))
            .collect();
        let body = json!({
            "message": {
                "token": to.token,
                "data": data,
                "android": {
                    "priority": "HIGH",
                    "ttl": format!("{}s", push.good_for.as_secs()),
                },
            }
        });
        let request = self
            .client
            .post(format!(
                "{}/v1/projects/{}/messages:send",
                self.config.base_url.trim_end_matches('/'),
                self.account.project_id
            ))
            .bearer_auth(token)
            .json(&body);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return reply::without_answer(&error),
        };
        if let Some(pushed) = reply::by_status(&answer) {
            return pushed;
        }
        let status = answer.status();
        let fault = answer.json::<Answered>().await.ok();
        let code = fault.as_ref().map_or("", |fault| fault.error.code());
        tracing::info!(status = status.as_u16(), code, "Google refused a push");
        match (status, code) {
            (StatusCode::NOT_FOUND, "UNREGISTERED") => Pushed::Gone { since: None },
            // The token is another project's: this one never reaches the device.
            (_, "SENDER_ID_MISMATCH") => Pushed::Gone { since: None },
            (StatusCode::UNAUTHORIZED, _) => {
                self.keep_token(None);
                Pushed::SetUpWrong
            }
            (StatusCode::FORBIDDEN | StatusCode::NOT_FOUND, _) => Pushed::SetUpWrong,
            _ => Pushed::Refused,
        }
    }
}

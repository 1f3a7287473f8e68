//! `/v1/push`: a device says where it is reached while it sleeps, and its associate when not to wake it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use regard_sync::SyncError;
use serde::{Deserialize, Serialize};

use super::bearer;
use super::sync::unreadable;
use crate::alerts::push::web::may_call;
use crate::alerts::push::{Keys, Platform, PushAddress};
use crate::alerts::rest::{Rest, time_of};
use crate::auth::Caller;
use crate::database::push::{addresses, rests};
use crate::database::{DatabaseError, ServerEdit};
use crate::error::ApiError;
use crate::state::ServerState;

/// The longest token or endpoint that is kept.
const LONGEST: usize = 2048;

/// By what this server wakes devices.
#[derive(Serialize)]
pub(super) struct Reaches {
    apns: bool,
    fcm: bool,
    /// What a browser subscribes with (`applicationServerKey`); none without Web Push.
    web_key: Option<String>,
}

/// Where a device is reached.
#[derive(Deserialize)]
pub(super) struct Said {
    platform: Platform,
    /// The service's token, or the endpoint's URL.
    token: String,
    /// For Web Push, base64 for URLs: the device's public key and its secret.
    p256dh: Option<String>,
    auth: Option<String>,
}

/// When an associate is not to be woken.
#[derive(Serialize, Deserialize)]
pub(super) struct RestSaid {
    /// "Not now", until then.
    until: Option<DateTime<Utc>>,
    /// Every day, `HH:MM` by the store's clock; both or none.
    from: Option<String>,
    to: Option<String>,
}

/// `GET /v1/push`: by what this server wakes devices.
pub(super) async fn reaches(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
) -> Result<Json<Reaches>, ApiError> {
    state.caller(bearer(&headers)?).await?;
    let waker = state.waker();
    let reaches = |platform| waker.is_some_and(|waker| waker.reaches(platform));
    Ok(Json(Reaches {
        apns: reaches(Platform::Apns),
        fcm: reaches(Platform::Fcm),
        web_key: waker.and_then(|waker| waker.web_key().map(str::to_owned)),
    }))
}

/// `POST /v1/push`: where this device is reached, in the place of what it said before.
pub(super) async fn register(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
    said: Result<Json<Said>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let caller = state.caller(bearer(&headers)?).await?;
    let Json(said) = said.map_err(|rejection| unreadable(&rejection))?;
    let Some(waker) = state.waker().filter(|waker| waker.reaches(said.platform)) else {
        let words = "this server does not wake devices of that kind";
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "no_such_service",
            words,
        ));
    };
    let keys = keys_of(&said)?;
    if said.token.trim().is_empty() || said.token.len() > LONGEST {
        return Err(refused("a token has 1 to 2048 letters"));
    }
    let fits = match said.platform {
        Platform::Web => may_call(&said.token, waker.local_endpoints()) && keys.is_some(),
        // It becomes a part of an address.
        Platform::Apns => said.token.chars().all(|letter| letter.is_ascii_hexdigit()),
        Platform::Fcm => said.token.chars().all(|letter| letter.is_ascii_graphic()),
    };
    if !fits {
        return Err(refused("that is no address of a device"));
    }
    let (platform, token) = (said.platform, said.token);
    in_book(&state, caller, move |edit, caller| {
        let address = PushAddress {
            device: caller.device,
            platform,
            token: token.clone(),
            keys: keys.clone(),
            registered_at: edit.now(),
        };
        addresses::register(edit.connection(), edit.company(), &address)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /v1/push`: this device is not to be woken any more.
pub(super) async fn forget(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let caller = state.caller(bearer(&headers)?).await?;
    in_book(&state, caller, |edit, caller| {
        addresses::forget(edit.connection(), edit.company(), caller.device)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /v1/push/rest`: when this associate is not to be woken.
pub(super) async fn rest(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
) -> Result<Json<RestSaid>, ApiError> {
    let caller = state.caller(bearer(&headers)?).await?;
    let rest = in_book(&state, caller, |edit, caller| {
        rests::of(edit.connection(), edit.company(), caller.associate)
    })
    .await?;
    let text = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
    Ok(Json(RestSaid {
        until: rest.until,
        from: rest.hours.map(|(from, _)| text(from)),
        to: rest.hours.map(|(_, to)| text(to)),
    }))
}

/// `PUT /v1/push/rest`: when this associate is not to be woken, on all devices.
pub(super) async fn put_rest(
    State(state): State<Arc<ServerState>>,
    headers: HeaderMap,
    said: Result<Json<RestSaid>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let caller = state.caller(bearer(&headers)?).await?;
    let Json(said) = said.map_err(|rejection| unreadable(&rejection))?;
    let hours = match (&said.from, &said.to) {
        (None, None) => None,
        (Some(from), Some(to)) => {
            let hours = time_of(from).zip(time_of(to));
            Some(hours.ok_or_else(|| refused("times are written HH:MM"))?)
        }
        _ => return Err(refused("quiet hours have a beginning and an end")),
    };
    let rest = Rest {
        until: said.until,
        hours,
    };
    in_book(&state, caller, move |edit, caller| {
        rests::put(edit.connection(), edit.company(), caller.associate, &rest)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refused(words: &str) -> ApiError {
    SyncError::Refused(words.to_owned()).into()
}

fn keys_of(said: &Said) -> Result<Option<Keys>, ApiError> {
    let (Some(p256dh), Some(auth)) = (&said.p256dh, &said.auth) else {
        return Ok(None);
    };
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let keys = bytes(p256dh)
        // An uncompressed point begins with 4 (SEC 1, 2.3.3).
        .filter(|key| key.len() == 65 && key.first() == Some(&4))
        .zip(bytes(auth).filter(|secret| secret.len() == 16))
        .map(|(p256dh, auth)| Keys { p256dh, auth });
    let words = "a key has 65 bytes and a secret 16, in base64 for URLs";
    keys.map(Some).ok_or_else(|| refused(words))
}

async fn in_book<T: Send + 'static>(
    state: &ServerState,
    caller: Caller,
    mut act: impl FnMut(&ServerEdit<'_>, &Caller) -> Result<T, DatabaseError> + Send + 'static,
) -> Result<T, ApiError> {
    let database = state.database().clone();
    let done = tokio::task::spawn_blocking(move || database.write(|edit| act(edit, &caller)));
    match done.await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            tracing::error!(%error, "the book could not be written");
            Err(ApiError::fault())
        }
        Err(_) => Err(ApiError::fault()),
    }
}

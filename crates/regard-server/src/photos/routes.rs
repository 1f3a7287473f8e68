//! `PUT` and `GET /v1/photo/{hash}`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use regard_domain::photo::{LARGEST_PICTURE, PhotoHash};
use regard_domain::words::Role;
use regard_sync::SyncError;
use sha2::{Digest, Sha256};
use tower_http::timeout::TimeoutLayer;

use super::has_room;
use crate::auth::Caller;
use crate::database::{Database, DatabaseError, photos};
use crate::error::ApiError;
use crate::routes::bearer;
use crate::state::ServerState;

/// How long one picture may take: on the slowest line of a phone about two minutes.
const PATIENCE: Duration = Duration::from_secs(180);

/// The routes of pictures.
pub(crate) fn routes() -> Router<Arc<ServerState>> {
    Router::new()
        .route("/v1/photo/{hash}", get(fetch).put(bring))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
        .layer(DefaultBodyLimit::max(LARGEST_PICTURE))
}

/// What became of a picture that was brought.
enum Brought {
    Kept,
    Unknown,
    Full,
}

/// Keeps a picture that some photo of the company names. Whoever brings it has it already, and learns
/// nothing: the customer may have gone to another store since it was taken.
async fn bring(
    State(state): State<Arc<ServerState>>,
    Path(hash): Path<String>,
    headers: HeaderMap,
    picture: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    caller(&state, &headers).await?;
    let hash: PhotoHash = hash.parse().map_err(|_| unknown())?;
    let picture = picture.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let words = format!("a picture has {LARGEST_PICTURE} bytes at the most");
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "refused", words)
        } else {
            // The line broke off in the middle.
            ApiError::fault()
        }
    })?;
    if hash != PhotoHash(Sha256::digest(&picture).into()) || !is_jpeg(&picture) {
        return Err(SyncError::Refused("this is not the picture that it is called".into()).into());
    }
    let limits = state.config().photos;
    let brought = blocking(&state, move |database| {
        let company = database.company();
        database.write(|edit| {
            let sql = edit.connection();
            if photos::shown(sql, company, hash)?.is_empty() {
                return Ok(Brought::Unknown);
            }
            if photos::is_here(sql, company, hash)? {
                return Ok(Brought::Kept);
            }
            if !has_room(sql, company, &limits, picture.len())? {
                return Ok(Brought::Full);
            }
            photos::keep(sql, company, hash, &picture, edit.now())?;
            Ok::<_, DatabaseError>(Brought::Kept)
        })
    })
    .await?;
    match brought {
        Brought::Kept => Ok(StatusCode::NO_CONTENT),
        Brought::Unknown => Err(unknown()),
        Brought::Full => Err(ApiError::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "full",
            "there is no room for more pictures: photos.most_megabytes",
        )),
    }
}

/// Hands a picture to who reads a feed with a photo of it.
async fn fetch(
    State(state): State<Arc<ServerState>>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let caller = caller(&state, &headers).await?;
    let hash: PhotoHash = hash.parse().map_err(|_| unknown())?;
    let found = blocking(&state, move |database| {
        let company = database.company();
        database.read(|sql| {
            let seen = photos::shown(sql, company, hash)?
                .iter()
                .any(|row| caller.feeds.contains(&row.feed));
            if !seen {
                return Ok(None);
            }
            photos::picture(sql, company, &hash.to_string()).map(Some)
        })
    })
    .await?;
    match found {
        None => Err(unknown()),
        Some(None) => Err(ApiError::new(
            StatusCode::NOT_FOUND,
            "not_here_yet",
            "the device that took it has not brought it yet",
        )),
        // It is shown by nothing but the app: a browser that is led here is told no kind.
        Some(Some(picture)) => Ok((
            [(header::CONTENT_TYPE, "application/octet-stream")],
            picture,
        )
            .into_response()),
    }
}

/// Whoever may see photos at all: not the bench, and nobody whose device was put out.
async fn caller(state: &ServerState, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let caller = state.caller(bearer(headers)?).await?;
    if caller.role == Role::Bench {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "not_allowed",
            "the bench sees no photos",
        ));
    }
    Ok(caller)
}

/// Nobody has such a photo, or none that the caller may see: it does not say which.
fn unknown() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "unknown_photo",
        "no photo of this picture is known",
    )
}

/// How a JPEG begins (ITU-T T.81, B.1.1.3).
fn is_jpeg(picture: &[u8]) -> bool {
    picture.starts_with(&[0xff, 0xd8, 0xff])
}

async fn blocking<T: Send + 'static>(
    state: &ServerState,
    act: impl FnOnce(&Database) -> Result<T, DatabaseError> + Send + 'static,
) -> Result<T, ApiError> {
    let database = state.database().clone();
    match tokio::task::spawn_blocking(move || act(&database)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::error!(%error, "a picture could not be read or kept");
            Err(ApiError::fault())
        }
        Err(_) => Err(ApiError::fault()),
    }
}

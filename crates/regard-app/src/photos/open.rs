//! Opens a picture in full: from this device, or fetched from the server and kept for the next time.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regard_domain::photo::PhotoHash;

use super::MOST_KEPT;
use super::list::shown;
use super::picture::hash_of;
use super::screens::{OpenPhoto, PhotoMissing, PhotoPage};
use crate::app::App;
use crate::database::{photos, sessions};
use crate::error::CommandError;
use crate::sync::PhotoAnswer;
use crate::viewer::Viewer;

/// How long somebody waits for one before they are told that it does not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The picture in full, or why it is not here.
pub async fn open_photo(app: &App, asked: OpenPhoto) -> Result<PhotoPage, CommandError> {
    let (session, now) = (app.session()?, app.now());
    let (photo, hash, here) = app.database()?.read(|conn| {
        let not_here = || CommandError::not_found("photo");
        let viewer = Viewer::of_session(conn, &session, now)?;
        let photo = shown(conn, &viewer, asked.of)?
            .into_iter()
            .find(|card| card.id == asked.photo_id)
            .ok_or_else(not_here)?;
        let row = photos::by_id(conn, asked.photo_id)?.ok_or_else(not_here)?;
        let here = match row.hash {
            Some(hash) => photos::original(conn, hash)?,
            None => None,
        };
        Ok((photo, row.hash, here))
    })?;
    let found = match (here, hash) {
        (Some(picture), Some(hash)) => {
            app.database()?
                .write_local(&[], |conn| Ok(photos::note_used(conn, hash, now)?))?;
            Ok(picture)
        }
        (None, Some(hash)) => fetch(app, hash).await?,
        (_, None) => Err(PhotoMissing::NotYet),
    };
    Ok(PhotoPage {
        photo,
        picture: found
            .as_ref()
            .ok()
            .map(|picture| format!("data:image/jpeg;base64,{}", STANDARD.encode(picture))),
        missing: found.err(),
    })
}

async fn fetch(app: &App, hash: PhotoHash) -> Result<Result<Vec<u8>, PhotoMissing>, CommandError> {
    let who = app
        .database()?
        .read(|conn| Ok(sessions::session(conn)?.zip(sessions::token(conn)?)))?;
    let Some((session, token)) = who else {
        return Ok(Err(PhotoMissing::NoConnection));
    };
    let asked = app.network().photo(&session.server, &token, hash);
    match tokio::time::timeout(PATIENCE, asked).await {
        // Whatever was sent: what is shown is what the photo names.
        Ok(Ok(PhotoAnswer::Here(picture))) if hash_of(&picture) == hash => {
            keep(app, hash, &picture, MOST_KEPT)?;
            Ok(Ok(picture))
        }
        Ok(Ok(PhotoAnswer::NotYet)) => Ok(Err(PhotoMissing::NotYet)),
        Ok(Ok(PhotoAnswer::Here(_))) => {
            tracing::error!("a picture that was fetched is not what its name says");
            Ok(Err(PhotoMissing::NotYet))
        }
        Ok(Err(_)) | Err(_) => Ok(Err(PhotoMissing::NoConnection)),
    }
}

/// Keeps a picture for the next time, unless its photo went in the meantime; the oldest make room.
pub(super) fn keep(
    app: &App,
    hash: PhotoHash,
    picture: &[u8],
    most: u64,
) -> Result<(), CommandError> {
    let now = app.now();
    app.database()?.write_local(&[], |conn| {
        photos::keep_original(conn, hash, picture, now)?;
        photos::forget_orphans(conn)?;
        Ok(photos::bound(conn, most)?)
    })
}

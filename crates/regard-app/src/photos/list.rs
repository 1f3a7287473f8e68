//! The photos on a page, with their thumbnails.

use regard_domain::ids::RepairId;
use rusqlite::Connection;

use super::cards;
use super::screens::{ListPhotos, PhotoCard, PhotosOf};
use crate::app::App;
use crate::database::{customers, photos, repairs};
use crate::error::{CommandError, Refusal};
use crate::viewer::Viewer;

/// The photos there, with the thumbnails that were asked for.
pub async fn list_photos(app: &App, asked: ListPhotos) -> Result<Vec<PhotoCard>, CommandError> {
    let (session, now) = (app.session()?, app.now());
    let of = PhotosOf {
        customer_id: asked.customer_id,
        repair_id: asked.repair_id,
    };
    let mut photos = app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, now)?;
        shown(conn, &viewer, of)
    })?;
    let first = asked.thumbnails.map_or(Ok(usize::MAX), usize::try_from);
    let first = first.unwrap_or(usize::MAX);
    for photo in photos.iter_mut().skip(first) {
        if asked.thumbnail_of != Some(photo.id) {
            photo.thumbnail = String::new();
        }
    }
    Ok(photos)
}

/// What is shown there.
pub(super) fn shown(
    conn: &Connection,
    viewer: &Viewer,
    of: PhotosOf,
) -> Result<Vec<PhotoCard>, CommandError> {
    match (of.customer_id, of.repair_id) {
        (Some(customer), repair) => {
            let customer = customers::customer(conn, customer)?
                .ok_or_else(|| CommandError::not_found("customer"))?;
            Ok(cards::of_page(conn, viewer, customer.id, repair)?)
        }
        (None, Some(repair)) => of_repair(conn, repair),
        (None, None) => Err(CommandError::invalid("customerId", Refusal::PhotosOfWhom)),
    }
}

/// The photos of an envelope, for whoever works on it.
fn of_repair(conn: &Connection, id: RepairId) -> Result<Vec<PhotoCard>, CommandError> {
    let not_here = || CommandError::not_found("repair");
    let repair = repairs::by_id(conn, id)?.ok_or_else(not_here)?;
    customers::customer(conn, repair.customer_id)?.ok_or_else(not_here)?;
    photos::of_repair(conn, id)?
        .into_iter()
        .map(|row| Ok(cards::card(conn, row)?))
        .collect()
}

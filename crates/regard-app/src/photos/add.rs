//! Adds a photo: the row with its thumbnail, and the picture in full, which waits to be sent. All of it
//! in one transaction, whether there is a connection or not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regard_domain::ids::{CustomerId, PhotoId};
use serde_json::json;
use tokio::sync::Semaphore;

use super::picture::{LARGEST_FILE, Made, make};
use super::screens::{AddPhoto, AddedPhoto, PhotoCard, PhotoFault};
use super::{cards, screens};
use crate::app::App;
use crate::database::{Edit, customers, photos, pieces, repairs};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::people::link::line;

/// A picture that is being read takes some hundred megabytes: one at a time on a phone.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Adds a photo, or says why the file can't be one.
pub async fn add_photo(app: &App, asked: AddPhoto) -> Result<AddedPhoto, CommandError> {
    app.session()?;
    let refused = |fault| AddedPhoto {
        photo: None,
        fault: Some(fault),
    };
    // Before it is decoded: base64 is four thirds as long.
    if asked.file.len() / 4 > LARGEST_FILE / 3 + 1 {
        return Ok(refused(PhotoFault::TooLarge));
    }
    let AddPhoto { file, .. } = &asked;
    let Ok(file) = STANDARD.decode(file) else {
        return Ok(refused(PhotoFault::NoPicture));
    };
    let made = {
        let turn = ONE_AT_A_TIME.acquire().await;
        let made = tokio::task::spawn_blocking(move || make(&file)).await;
        drop(turn);
        // A decoder that panics on a file met a broken one.
        made.unwrap_or(Err(PhotoFault::Broken))
    };
    let made = match made {
        Ok(made) => made,
        Err(fault) => return Ok(refused(fault)),
    };
    let photo = app.database()?.write(|edit| keep(edit, &asked, &made))?;
    app.engine().photos_changed();
    Ok(AddedPhoto {
        photo: Some(photo),
        fault: None,
    })
}

fn keep(edit: &mut Edit<'_>, asked: &AddPhoto, made: &Made) -> Result<PhotoCard, CommandError> {
    let conn = edit.connection();
    let customer = owner(edit, asked)?;
    let piece = match asked.piece_id {
        Some(piece) => pieces::piece(conn, piece)?
            .map(|piece| piece.id)
            .ok_or_else(|| CommandError::not_found("piece"))
            .map(Some)?,
        None => None,
    };
    let id = PhotoId(edit.new_id());
    edit.add(
        "photo",
        id,
        json!({
            "customer_id": customer,
            "repair_id": asked.repair_id,
            "piece_id": piece,
            "hash": made.hash.to_string(),
            "thumbnail": STANDARD.encode(&made.thumbnail),
            "width": made.width,
            "height": made.height,
            "bytes": made.picture.len(),
            "caption": line(asked.caption.as_deref(), "caption")?,
            "added_at": edit.now(),
            "added_by": edit.me().associate_id,
        }),
    )?;
    photos::keep_original(conn, made.hash, &made.picture, edit.now())?;
    photos::send(conn, id, customer, made.hash, edit.now())?;
    let row = photos::by_id(conn, id)?.ok_or_else(lost)?;
    let card: screens::PhotoCard = cards::card(conn, row)?;
    Ok(card)
}

/// The record that the photo hangs on: that of the repair, where it is of one.
fn owner(edit: &Edit<'_>, asked: &AddPhoto) -> Result<CustomerId, CommandError> {
    let conn = edit.connection();
    let customer = customers::customer(conn, asked.customer_id)?
        .ok_or_else(|| CommandError::not_found("customer"))?;
    let Some(repair) = asked.repair_id else {
        return Ok(customer.id);
    };
    let repair = repairs::by_id(conn, repair)?.ok_or_else(|| CommandError::not_found("repair"))?;
    if repair.customer_id != customer.id {
        return Err(CommandError::invalid("repairId", Refusal::RepairOfAnother));
    }
    Ok(repair.record_id)
}

fn lost() -> CommandError {
    CommandError::new(ErrorCode::Internal, Refusal::NotKept)
}

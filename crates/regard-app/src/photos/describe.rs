//! Says what a photo shows: words beneath it, and the piece.

use serde_json::{Map, Value, json};

use super::cards;
use super::screens::{DescribePhoto, PhotoCard};
use crate::app::App;
use crate::database::{photos, pieces};
use crate::error::{CommandError, Refusal};
use crate::people::link::line;

/// Writes the words beneath a photo, and which piece it shows: of the two what changes, so that what a
/// colleague says of the other at the same time stands.
pub async fn describe_photo(app: &App, asked: DescribePhoto) -> Result<PhotoCard, CommandError> {
    app.session()?;
    let mut fields = Map::new();
    if asked.caption.is_some() {
        let caption = line(asked.caption.as_deref(), "caption")?;
        fields.insert("caption".to_owned(), json!(caption));
    }
    if let Some(shows) = asked.shows {
        fields.insert("piece_id".to_owned(), json!(shows.piece_id));
    }
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let not_here = || CommandError::not_found("photo");
        let stands = photos::by_id(conn, asked.photo_id)?.ok_or_else(not_here)?;
        // A colleague's words that came while these were typed are not written over unseen.
        let other_words = stands.caption.as_deref().unwrap_or_default()
            != asked.seen.caption.as_deref().unwrap_or_default();
        if asked.caption.is_some() && other_words {
            return Err(CommandError::invalid("caption", Refusal::PhotoDescribed));
        }
        if asked.shows.is_some() && stands.piece_id != asked.seen.piece_id {
            return Err(CommandError::invalid("pieceId", Refusal::PhotoDescribed));
        }
        if let Some(piece) = asked.shows.and_then(|shows| shows.piece_id) {
            pieces::piece(conn, piece)?.ok_or_else(|| CommandError::not_found("piece"))?;
        }
        if !fields.is_empty() {
            edit.set("photo", asked.photo_id, Value::Object(fields))?;
        }
        let row = photos::by_id(conn, asked.photo_id)?.ok_or_else(not_here)?;
        Ok(cards::card(conn, row)?)
    })
}

//! Takes a photo out, and puts it in again. After a time the server takes it out for good, with its
//! picture.

use serde_json::json;

use super::screens::OnePhoto;
use crate::app::App;
use crate::database::photos;
use crate::error::CommandError;
use crate::session::screens::Nothing;

/// Takes a photo out.
pub async fn remove_photo(app: &App, asked: OnePhoto) -> Result<Nothing, CommandError> {
    mark(app, asked, true)
}

/// Puts it in again.
pub async fn restore_photo(app: &App, asked: OnePhoto) -> Result<Nothing, CommandError> {
    mark(app, asked, false)
}

fn mark(app: &App, asked: OnePhoto, out: bool) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let row = photos::by_id(edit.connection(), asked.photo_id)?
            .ok_or_else(|| CommandError::not_found("photo"))?;
        // Taken out twice, it was taken out the first time.
        if row.removed != out {
            let by = out.then(|| (edit.now(), edit.me().associate_id));
            edit.set(
                "photo",
                asked.photo_id,
                json!({ "removed_at": by.map(|(at, _)| at), "removed_by": by.map(|(_, by)| by) }),
            )?;
        }
        Ok(())
    })?;
    app.engine().photos_changed();
    Ok(Nothing {})
}

//! Shows a message with a line of the associate's own, exactly as it would be sent.

use regard_domain::template::{LONGEST_OWN_LINE, own_line};

use super::draft::{draft_with, is_secret};
use super::own_words::Measure;
use super::screens::{InTheWay, MessagePreview, PreviewMessage};
use super::status_link;
use crate::app::App;
use crate::database::stores;
use crate::error::CommandError;
use crate::repairs::cards::RepairFile;
use crate::viewer::Viewer;

/// The message with the line in it, and what is in the way of sending it.
pub async fn preview_message(
    app: &App,
    asked: PreviewMessage,
) -> Result<MessagePreview, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        let file = RepairFile::read(conn, asked.repair_id)?
            .ok_or_else(|| CommandError::not_found("repair"))?;
        let bare = draft_with(conn, &viewer, &file, None)?;
        let longest = u32::try_from(LONGEST_OWN_LINE).unwrap_or(u32::MAX);
        let line = match own_line(&asked.own_line) {
            Ok(line) => line,
            Err(long) => {
                return Ok(MessagePreview {
                    draft: bare,
                    own_line_length: u32::try_from(long.count).unwrap_or(u32::MAX),
                    longest,
                    in_the_way: InTheWay::default(),
                });
            }
        };
        let store = stores::store(conn, file.repair.store_id)?;
        let own_links = status_link::own_links(store.as_ref());
        let drafted = bare
            .as_ref()
            .map_or_else(String::new, |bare| bare.all_words());
        let measure = Measure {
            drafted: &drafted,
            own_links: &own_links,
            secret: is_secret(&viewer, &file).then_some(&file),
        };
        let written = line.clone().unwrap_or_default();
        Ok(MessagePreview {
            own_line_length: u32::try_from(written.chars().count()).unwrap_or(u32::MAX),
            longest,
            in_the_way: measure.in_the_way(&written),
            draft: draft_with(conn, &viewer, &file, line)?,
        })
    })
}

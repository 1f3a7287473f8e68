//! Writes one line down after a visit, with what it says, and a follow-up where a day was chosen.

use chrono::NaiveDate;
use regard_domain::ids::NoteId;
use regard_notes::What;
use serde_json::json;

use super::cards;
use super::file::Filing;
use super::screens::{Jot, Jotted};
use super::understand::{self, Understood};
use crate::app::App;
use crate::database::{customers, notes};
use crate::error::{CommandError, Refusal};
use crate::follow_ups::add;
use crate::follow_ups::screens::AddFollowUp;
use crate::viewer::Viewer;

/// Keeps a note in the words it was written in, files what is ticked, and empties the jot sheet.
pub async fn jot(app: &App, jot: Jot) -> Result<Jotted, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        if customers::customer(conn, jot.customer_id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let words = jot.words.trim();
        if words.is_empty() {
            return Err(CommandError::invalid("words", Refusal::NoteEmpty));
        }
        let id = NoteId(edit.new_id());
        edit.add(
            "note",
            id,
            json!({
                "customer_id": jot.customer_id,
                "repair_id": jot.repair_id,
                "kind": jot.kind,
                "words": words,
                "noted_at": edit.now(),
                "noted_by": edit.me().associate_id,
            }),
        )?;
        let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
        let ticked = jot.ticked.unwrap_or_default();
        let filing = Filing {
            note: id,
            customer: jot.customer_id,
            words,
            only: None,
        };
        let mut filed = 0;
        if !ticked.is_empty() {
            // Read again here: what is kept is what the words say, not what a screen sends.
            let mut chips = understand::read(conn, viewer.today, Some(jot.customer_id), words)?;
            chips.retain(|chip| ticked.contains(&chip.key));
            // The day that was chosen comes back with all of the words; once is enough.
            chips.retain(|chip| !jot.follow_up_on.is_some_and(|day| comes_back_on(chip, day)));
            filed = filing.file(edit, &viewer, &chips)?;
        }
        if let Some(due_on) = jot.follow_up_on {
            let follow_up = add::add(
                edit,
                &viewer,
                AddFollowUp {
                    customer_id: jot.customer_id,
                    reason: words.to_owned(),
                    due_on,
                },
            )?;
            filing.trace(edit, &(0..words.len()), "follow_up", follow_up.0)?;
            filed += 1;
        }
        notes::clear_jot_draft(conn)?;
        edit.changed("jot_draft");
        let row = notes::by_id(conn, id)?.ok_or_else(|| CommandError::not_found("note"))?;
        Ok(Jotted {
            note: cards::of_row(conn, row)?,
            filed,
        })
    })
}

/// Whether the chip is something to do on that day.
fn comes_back_on(chip: &Understood, day: NaiveDate) -> bool {
    chip.found.iter().any(|what| {
        matches!(what, What::FollowUp { when: Some(when) } if when.to_string() == day.to_string())
    })
}

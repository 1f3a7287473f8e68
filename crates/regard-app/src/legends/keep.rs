//! Tells a story of a small gesture, tells it otherwise, takes it out.

use regard_domain::ids::LegendId;
use serde_json::json;

use super::list::{card, may_change};
use super::screens::{KeepLegend, LegendCard, TakeOutLegend};
use crate::app::App;
use crate::database::{Edit, legends};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::people::link::line;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// The longest story, in characters: it is read at the counter.
const LONGEST: usize = 1_000;

/// Tells a story, or tells it otherwise.
pub async fn keep_legend(app: &App, asked: KeepLegend) -> Result<LegendCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        let words = asked.words.trim();
        if words.is_empty() {
            return Err(CommandError::invalid("words", Refusal::LegendMissing));
        }
        if words.chars().count() > LONGEST {
            return Err(CommandError::invalid("words", Refusal::too_long(LONGEST)));
        }
        let done_by = line(asked.done_by.as_deref(), "doneBy")?;
        // The book is of the whole company, and stays when a customer asks to be forgotten.
        for (field, said) in [
            ("words", words),
            ("doneBy", done_by.as_deref().unwrap_or("")),
        ] {
            if legends::names_a_customer(edit.connection(), said)? {
                return Err(CommandError::invalid(field, Refusal::LegendNamesCustomer));
            }
        }
        let fields = json!({ "words": words, "done_by": done_by });
        let id = match asked.legend_id {
            Some(id) => {
                changeable(edit, &viewer, id)?;
                edit.set("legend", id, fields)?;
                id
            }
            None => {
                let id = LegendId(edit.new_id());
                edit.add(
                    "legend",
                    id,
                    json!({
                        "words": words,
                        "done_by": done_by,
                        "told_at": edit.now(),
                        "told_by": viewer.me,
                    }),
                )?;
                id
            }
        };
        let row = legends::by_id(edit.connection(), id)?
            .ok_or_else(|| CommandError::not_found("legend"))?;
        Ok(card(edit.connection(), &viewer, row)?)
    })
}

/// Takes a story out of the book, or puts it in again.
pub async fn take_out_legend(app: &App, asked: TakeOutLegend) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        changeable(edit, &viewer, asked.legend_id)?;
        let out = asked.out.then(|| (edit.now(), viewer.me));
        edit.set(
            "legend",
            asked.legend_id,
            json!({
                "taken_out_at": out.map(|(at, _)| at),
                "taken_out_by": out.map(|(_, by)| by),
            }),
        )?;
        Ok(Nothing {})
    })
}

/// Refuses who may not change the story.
fn changeable(edit: &Edit<'_>, viewer: &Viewer, id: LegendId) -> Result<(), CommandError> {
    let row =
        legends::by_id(edit.connection(), id)?.ok_or_else(|| CommandError::not_found("legend"))?;
    if may_change(viewer, &row) {
        return Ok(());
    }
    Err(CommandError::new(
        ErrorCode::NotAllowed,
        Refusal::TellersOnly,
    ))
}

//! Takes records out that a note made: one that is wrong, or all of them after saving.

use regard_domain::ids::{PromiseId, RelationId, WishId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::file::Filing;
use super::screens::{DropFiled, TakeBackFiled};
use super::understand;
use crate::app::App;
use crate::customers::screens::Story;
use crate::customers::story::story;
use crate::database::note_traces::{self, NoteTrace};
use crate::database::rows::time_text;
use crate::database::{Edit, customers, notes, occasions, promises, wishes};
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// Takes back all that a note made. The note stays.
pub async fn take_back_filed(app: &App, asked: TakeBackFiled) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        for trace in note_traces::of_note(edit.connection(), asked.note_id)? {
            if !is_used(edit, &trace)? {
                take_out(edit, &trace)?;
            }
        }
        Ok(Nothing {})
    })
}

/// Takes one record out again that a note made.
pub async fn drop_filed(app: &App, asked: DropFiled) -> Result<Story, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let trace = note_traces::by_id(edit.connection(), asked.trace_id)?
            .ok_or_else(|| CommandError::not_found("record"))?;
        if is_used(edit, &trace)? {
            return Err(CommandError::invalid("traceId", Refusal::UsedAlready));
        }
        take_out(edit, &trace)?;
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        story(edit.connection(), &viewer, trace.customer_id, None)?
            .ok_or_else(|| CommandError::not_found("customer"))
    })
}

/// Files the words again that a record was taken out of: the undo of [`drop_filed`].
pub async fn file_again(app: &App, asked: DropFiled) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let trace = note_traces::by_id(conn, asked.trace_id)?
            .filter(|trace| trace.dropped)
            .ok_or_else(|| CommandError::not_found("record"))?;
        if trace.of_table == "fact" {
            // It was only set aside: the same row counts again, by whoever noted it.
            edit.set("fact", trace.row_id, counts_again())?;
            edit.set("note_trace", trace.id, counts_again())?;
            return Ok(Nothing {});
        }
        let note =
            notes::by_id(conn, trace.note_id)?.ok_or_else(|| CommandError::not_found("note"))?;
        let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
        let said_on = viewer.day_of(note.noted_at);
        let mut chips = understand::read(conn, said_on, Some(note.customer_id), &note.words)?;
        let at = understand::bytes(&note.words, trace.words_from, trace.words_to);
        chips.retain(|chip| Some(&chip.words) == at.as_ref());
        let filing = Filing {
            note: note.id,
            customer: note.customer_id,
            words: &note.words,
            only: Some(&trace.of_table),
        };
        if filing.file(edit, &viewer, &chips)? == 0 {
            return Err(CommandError::invalid("traceId", Refusal::NotFiledAgain));
        }
        Ok(Nothing {})
    })
}

/// Whether somebody has done something with it since: kept, used, ordered for or ended a promise, with a
/// reason perhaps; ended or changed a wish, or said that they mean to give it.
fn is_used(edit: &Edit<'_>, trace: &NoteTrace) -> Result<bool, CommandError> {
    if trace.of_table == "wish" {
        let (conn, wish) = (edit.connection(), WishId(trace.row_id));
        let ended = wishes::by_id(conn, wish)?.is_some_and(|wish| wish.ended_as.is_some());
        // The words of the note don't have what was put right by hand, so they can't bring it back.
        return Ok(ended
            || wishes::was_changed(conn, wish)?
            || !wishes::gifts(conn, wish)?.is_empty());
    }
    if trace.of_table != "promise" {
        return Ok(false);
    }
    let (conn, promise) = (edit.connection(), PromiseId(trace.row_id));
    let touched = promises::by_id(conn, promise)?.is_some_and(|promise| {
        promise.kept_at.is_some() || promise.ended.is_some() || promise.ordered_at.is_some()
    });
    Ok(touched || !promises::uses_of(conn, promise)?.is_empty())
}

/// Takes the record out and says so in its trace. Doing it twice is doing it once.
fn take_out(edit: &mut Edit<'_>, trace: &NoteTrace) -> Result<(), CommandError> {
    if trace.dropped {
        return Ok(());
    }
    let dropped = dropped(edit);
    match trace.of_table.as_str() {
        "fact" => edit.set("fact", trace.row_id, dropped.clone())?,
        "customer" => tread_gently_no_more(edit, trace)?,
        "relation" => {
            days_of(edit, trace)?;
            edit.delete("relation", trace.row_id)?;
        }
        "occasion" | "promise" | "follow_up" | "wish" => {
            edit.delete(&trace.of_table, trace.row_id)?
        }
        // A record of a newer app stays; only this note says no more that it made it.
        _ => {}
    }
    edit.set("note_trace", trace.id, dropped)
}

fn counts_again() -> Value {
    json!({ "dropped_at": null, "dropped_by": null })
}

fn dropped(edit: &Edit<'_>) -> Value {
    json!({ "dropped_at": time_text(edit.now()), "dropped_by": edit.me().associate_id })
}

/// The days that the same note told of someone who is taken out go with them. What anybody wrote down
/// otherwise stays, and is silent until it has a person again.
fn days_of(edit: &mut Edit<'_>, of: &NoteTrace) -> Result<(), CommandError> {
    let theirs: Vec<Uuid> = occasions::of_customer(edit.connection(), of.customer_id)?
        .into_iter()
        .filter(|occasion| occasion.relation_id == Some(RelationId(of.row_id)))
        .map(|occasion| Uuid::from(occasion.id))
        .collect();
    for trace in note_traces::of_note(edit.connection(), of.note_id)? {
        if !trace.dropped && trace.of_table == "occasion" && theirs.contains(&trace.row_id) {
            edit.delete("occasion", trace.row_id)?;
            let dropped = dropped(edit);
            edit.set("note_trace", trace.id, dropped)?;
        }
    }
    Ok(())
}

/// Ends treading gently where it still has the reason that the note gave.
fn tread_gently_no_more(edit: &mut Edit<'_>, trace: &NoteTrace) -> Result<(), CommandError> {
    let conn = edit.connection();
    let note = notes::by_id(conn, trace.note_id)?;
    let customer = customers::customer(conn, trace.customer_id)?;
    let (Some(note), Some(customer)) = (note, customer) else {
        return Ok(());
    };
    let said = understand::bytes(&note.words, trace.words_from, trace.words_to)
        .and_then(|at| note.words.get(at))
        .map(str::trim);
    if customer.gently_why.as_deref() == said {
        edit.set(
            "customer",
            trace.row_id,
            json!({ "gently_until": null, "gently_why": null }),
        )?;
    }
    Ok(())
}

//! From which note a record is, for the customer's page.

use std::collections::HashMap;

use regard_domain::ids::{CustomerId, NoteId};
use rusqlite::Connection;
use uuid::Uuid;

use super::screens::FromNote;
use super::understand::{bytes, utf16};
use crate::customers::names::associate_name;
use crate::database::note_traces;
use crate::database::notes::{self, NoteRow};
use crate::viewer::Viewer;

/// The tables of what is to be done; the others are what is known.
const ACTS: [&str; 2] = ["promise", "follow_up"];

/// From which note each thing is that is known of a customer, by the record.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<HashMap<Uuid, FromNote>> {
    traced(conn, viewer, customer, |table| !ACTS.contains(&table))
}

/// From which note each promise and follow-up is, by the record.
pub fn of_acts(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<HashMap<Uuid, FromNote>> {
    traced(conn, viewer, customer, |table| ACTS.contains(&table))
}

fn traced(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
    wanted: impl Fn(&str) -> bool,
) -> rusqlite::Result<HashMap<Uuid, FromNote>> {
    let mut read: HashMap<NoteId, Option<NoteRow>> = HashMap::new();
    let mut from = HashMap::new();
    for trace in note_traces::of_customer(conn, customer)? {
        if !wanted(&trace.of_table) {
            continue;
        }
        let note = match read.get(&trace.note_id) {
            Some(known) => known.clone(),
            None => {
                let note = notes::by_id(conn, trace.note_id)?;
                read.insert(trace.note_id, note.clone());
                note
            }
        };
        let Some(note) = note else { continue };
        let at = bytes(&note.words, trace.words_from, trace.words_to).unwrap_or(0..0);
        from.entry(trace.row_id).or_insert(FromNote {
            trace_id: trace.id,
            note_id: trace.note_id,
            noted_at: note.noted_at,
            noted_by: match note.noted_by {
                Some(id) => associate_name(conn, id)?,
                None => None,
            },
            by_me: note.noted_by == Some(viewer.me),
            from: utf16(&note.words, at.start),
            to: utf16(&note.words, at.end),
            words: note.words,
        });
    }
    Ok(from)
}
